//! A21: an article that sells a top-level domain does not name that domain, or does not write it in lowercase with a
//! leading dot, as in `.com`.

use super::misspelt_property::intended;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity, printable};
use crate::model::Name;
use crate::rules::domains::{TLD_PROPERTY, bare, is_domain};
use crate::rules::{ArticleView, Rule, RuleContext};
use crate::source::in_brackets;

const CODE: Code = Code::error(
    "A21",
    "tld-value",
    "not written like `.com`",
    "The top-level domain that an article sells is missing, or is not in lowercase with a leading dot.",
    include_str!("../codes/A21.md"),
);

/// Reports top-level domains that are missing or that the shop cannot read.
pub struct TldValues;

impl Rule for TldValues {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.of_each(of_article)
    }
}

/// The categories whose articles sell top-level domains.
const CATEGORIES: [&str; 2] = ["TLD", "TransferTLD"];

fn of_article(each: &ArticleView<'_>) -> Option<Diagnostic> {
    // Extra services use `productValue` for their exclusive group, so only other articles are checked.
    let is_other = each.service.is_some() || each.package.is_some();
    // An article that the shop does not show is not read by it, so its domain does not matter.
    let category = each.part.category.as_ref().filter(|_| !is_other && each.is_shown)?.as_str();
    if !CATEGORIES.contains(&category) {
        return None;
    }
    let mut properties = each.part.properties.iter();
    // Case is ignored, because the vendor's material writes `productValue` in different cases.
    match properties.find(|(name, _)| name.as_str().eq_ignore_ascii_case(TLD_PROPERTY)) {
        // A misspelled property is reported as A10.
        None if each
            .part
            .properties
            .keys()
            .any(|name| intended(name.as_str(), &[TLD_PROPERTY]).is_some()) =>
        {
            None
        }
        None => Some(missing(each, category)),
        Some((name, value)) => malformed(each, name, value.as_str()),
    }
}

fn missing(each: &ArticleView<'_>, category: &str) -> Diagnostic {
    let message =
        format!("`{}` is in the category `{category}` but has no property `{TLD_PROPERTY}`", each.number());
    let finding = Diagnostic::new(CODE, each.at("category"), message).labelled("for top-level domains");
    let finding = finding
        .help("add the top-level domain that it sells, for example `properties: { productValue: .com }`");
    Diagnostic { severity: Severity::Warning, ..finding }
}

fn malformed(each: &ArticleView<'_>, name: &Name, value: &str) -> Option<Diagnostic> {
    let bare = bare(value);
    let expected = format!(".{bare}");
    if value == expected && is_domain(&bare) {
        return None;
    }
    let place = each.at("properties").child(name);
    let message = format!(
        "the shop cannot read `{}`, the `{name}` of `{}`, as a top-level domain",
        printable(value),
        each.number()
    );
    let finding = Diagnostic::new(CODE, place, message);
    Some(match is_domain(&bare) {
        true => finding.help(format!("write `{expected}`, in lowercase with a leading dot")).fix(
            format!("write `{expected}`"),
            vec![Edit { location: place.into(), text: Some(in_brackets(&expected)) }],
        ),
        false => finding.help("write the top-level domain in lowercase with a leading dot, like `.com`"),
    })
}
