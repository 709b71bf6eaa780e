//! A21: articles of top-level domains that do not say which one as the shop reads it.

use super::misspelt_property::meant;
use crate::diagnostic::{Code, Diagnostic, Edit, Severity, printable};
use crate::model::Name;
use crate::rules::domains::{TLD_PROPERTY, bare, is_domain};
use crate::rules::{Each, Rule, Sight};
use crate::source::in_brackets;

const CODE: Code = Code::error(
    "A21",
    "tld-value",
    "not written as `.com` is",
    "An article that sells a top-level domain does not say which, or says it otherwise than with a dot and in small letters.",
    include_str!("../codes/A21.md"),
);

/// Finds top-level domains that the shop cannot read.
pub struct TldValues;

impl Rule for TldValues {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.articles.of_each(of_article)
    }
}

/// The categories of articles that sell top-level domains.
const CATEGORIES: [&str; 2] = ["TLD", "TransferTLD"];

fn of_article(each: &Each<'_>) -> Option<Diagnostic> {
    let is_other = each.service.is_some() || each.package.is_some();
    let category = each.part.category.as_ref().filter(|_| !is_other && each.is_shown)?.as_str();
    if !CATEGORIES.contains(&category) {
        return None;
    }
    let mut properties = each.part.properties.iter();
    match properties.find(|(name, _)| name.as_str().eq_ignore_ascii_case(TLD_PROPERTY)) {
        // Of a misspelt one another rule tells.
        None if each.part.properties.keys().any(|name| meant(name.as_str(), &[TLD_PROPERTY]).is_some()) => {
            None
        }
        None => Some(missing(each, category)),
        Some((name, value)) => malformed(each, name, value.as_str()),
    }
}

fn missing(each: &Each<'_>, category: &str) -> Diagnostic {
    let message = format!("`{}` is in the category `{category}` and has no `{TLD_PROPERTY}`", each.number());
    let finding = Diagnostic::new(CODE, each.at("category"), message).labelled("of top-level domains");
    let finding =
        finding.help("add `properties: { productValue: .com }`, with the top-level domain that it sells");
    Diagnostic { severity: Severity::Warning, ..finding }
}

fn malformed(each: &Each<'_>, name: &Name, value: &str) -> Option<Diagnostic> {
    let bare = bare(value);
    let meant = format!(".{bare}");
    if value == meant && is_domain(&bare) {
        return None;
    }
    let place = each.at("properties").child(name);
    let message = format!(
        "the shop reads no top-level domain from `{}`, the `{name}` of `{}`",
        printable(value),
        each.number()
    );
    let finding = Diagnostic::new(CODE, place, message);
    Some(match is_domain(&bare) {
        true => finding.help(format!("write `{meant}`: with a dot before it, in small letters")).fix(
            format!("write `{meant}`"),
            vec![Edit { location: place.into(), text: Some(in_brackets(&meant)) }],
        ),
        false => finding.help("write the top-level domain with a dot before it, in small letters: `.com`"),
    })
}
