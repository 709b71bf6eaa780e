//! A43: articles that renew as themselves.

use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::rules::{Each, Rule, Sight};

const CODE: Code = Code::error(
    "A43",
    "renews-as-itself",
    "the article itself",
    "An article names itself as what its subscriptions become when they renew.",
    include_str!("../codes/A43.md"),
)
.warning();

/// Finds articles that renew as themselves.
pub struct RenewsAsItself;

impl Rule for RenewsAsItself {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.articles.of_each(of_article)
    }
}

fn of_article(each: &Each<'_>) -> Option<Diagnostic> {
    let number = each.number();
    each.part.renewal_item.as_ref().filter(|item| item.name() == number)?;
    let message = format!("`{number}` renews as itself, as it would without `renewal_item`");
    let finding = Diagnostic::new(CODE, each.at("renewal_item"), message);
    Some(
        finding.help("write the article that is meant, or take `renewal_item` out").fix(
            "take `renewal_item` out",
            vec![Edit { location: each.at("renewal_item").into(), text: None }],
        ),
    )
}
