//! A43: the `renewal_item` of an article is the article itself.

use crate::diagnostic::{Code, Diagnostic, Edit};
use crate::rules::{ArticleView, Rule, RuleContext};

// A warning, because the field has no effect.
const CODE: Code = Code::error(
    "A43",
    "renews-as-itself",
    "the article itself",
    "The `renewal_item` of an article is the article itself.",
    include_str!("../codes/A43.md"),
)
.warning();

/// Reports articles whose `renewal_item` is the article itself.
pub struct RenewsAsItself;

impl Rule for RenewsAsItself {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.of_each(of_article)
    }
}

fn of_article(each: &ArticleView<'_>) -> Option<Diagnostic> {
    let number = each.number();
    each.part.renewal_item.as_ref().filter(|item| item.name() == number)?;
    let message = format!("`{number}` renews as itself, which it also does without `renewal_item`");
    let finding = Diagnostic::new(CODE, each.at("renewal_item"), message);
    Some(
        // Removing the field changes nothing for subscriptions, so the fix is safe.
        finding.help("write the intended article, or remove `renewal_item`").fix(
            "remove `renewal_item`",
            vec![Edit { location: each.at("renewal_item").into(), text: None }],
        ),
    )
}
