//! Resolves the references of documents to resources, and to the currencies and languages of the manifest.

use super::codes;
use super::external_names::{advice, is_external};
use super::known_names::Known;
use super::manifest_location::MANIFEST;
use super::misplaced_period::is_period;
use super::names::Described;
use super::spelling_fix::respelled;
use super::unmanaged_currencies::is_left_out;
use crate::diagnostic::{Code, Diagnostic, Place, indefinite_article, list, one_of, same_but_for_case};
use crate::kinds::{self, Kinds};
use crate::model::{Category, Currency, Language, Service, Target};
use crate::source::Mention;

/// The result of resolving a reference.
pub(super) enum Resolution {
    /// A valid target.
    Found,
    /// No readable target, but the target may be in something that could not be read.
    Unknown,
    /// No valid target. The finding says whether the target does not exist or has the wrong kind.
    Failed(Box<Diagnostic>),
}

impl Resolution {
    fn failed(finding: Diagnostic) -> Self {
        // Boxed, since findings are large and most references have none.
        Self::Failed(Box::new(finding))
    }
}

/// Resolves a reference. A finding about the reference is located at `place`.
pub(super) fn resolve(mention: &Mention, place: Place, known: &Known<'_>) -> Resolution {
    if mention.target == Currency::word() {
        return declared(mention, place, known, "currencies");
    }
    if mention.target == Language::word() {
        return declared(mention, place, known, "languages");
    }
    resource(mention, place, known)
}

/// Whether a reference can be checked without a database. Categories and services exist only in the database, so
/// `plan` looks them up.
pub(super) fn is_checked_offline(mention: &Mention) -> bool {
    ![Category::word(), Service::word()].contains(&mention.target)
}

/// Resolves a reference to a currency or a language. The manifest must list it under the key `list`.
fn declared(mention: &Mention, place: Place, known: &Known<'_>, list: &str) -> Resolution {
    let Mention { name, target, .. } = mention;
    let (code, declared) = match list {
        "currencies" => (codes::UNDECLARED_CURRENCY, &known.manifest.currencies),
        _ => (kinds::codes::UNDECLARED_LANGUAGE, &known.manifest.languages),
    };
    // A price in a currency that the environment leaves out is not managed there, which is not an error.
    if declared.iter().any(|known| known == name) || is_left_out(mention, known) {
        return Resolution::Found;
    }
    // The usual mistake in prices that are by currency alone; to list the period as a currency would be bad advice.
    if list == "currencies" && is_period(name) {
        return Resolution::failed(period_for_currency(name, code, place, declared));
    }
    let environment = known.replaced.by(list);
    let owner = if environment.is_some() { "the environment's own" } else { "the manifest's" };
    let message = format!("the {target} `{name}` is not listed in {owner} `{list}`");
    let finding = Diagnostic::new(code, place, message);
    // If only the case differs, there is no doubt which code is intended, so it gets a fix.
    if let Some(same) = declared.iter().find(|known| known.eq_ignore_ascii_case(name)) {
        return Resolution::failed(respelled(finding.help(format!("write `{same}`")), place, same));
    }
    let suggestion = one_of(name, declared.iter().map(String::as_str)).unwrap_or_default();
    let key = match environment {
        Some(environment) => format!("the `{list}` of the environment `{environment}`"),
        None => format!("`{list}`"),
    };
    Resolution::failed(finding.help(format!("{suggestion}\nto use `{name}`, add it to {key} in {MANIFEST}")))
}

/// The finding for a period that is written in place of the currency of prices.
fn period_for_currency(name: &str, code: Code, place: Place, currencies: &[String]) -> Diagnostic {
    let message = format!("`{name}` is a period, but these prices must be given by currency");
    let currency = currencies.first().map_or("EUR", String::as_str);
    let help = format!("write them without the period: `{{ {currency}: … }}`");
    Diagnostic::new(code, place, message).help(help)
}

/// Resolves a reference to a resource.
fn resource(mention: &Mention, place: Place, known: &Known<'_>) -> Resolution {
    let Mention { name, target, .. } = mention;
    let Known { names, kinds, .. } = known;
    let same_name = names.find(name);
    let fits = same_name.iter().any(|it| it.kind.targets().contains(target));
    // A name in `external` may also be that of a resource of another kind in the files.
    if fits || is_external(name, target, known) {
        return Resolution::Found;
    }
    // If a resource of another kind has the name, it is reported even if something could not be read.
    if same_name.is_empty() && names.may_be_lost(name) {
        return Resolution::Unknown;
    }
    // Only names that fit: to suggest a resource of another kind would lead to the next error.
    let suggestion = one_of(name, names.that_fit(target))
        .unwrap_or_else(|| format!("add a document of the kind {} with this name", kinds_for(target, kinds)));
    Resolution::failed(match same_name.first() {
        Some(wrong) => wrong_kind(mention, place, wrong).help(suggestion),
        None => not_found(mention, place, known, suggestion),
    })
}

/// The finding that a reference names a resource of the wrong kind.
fn wrong_kind(mention: &Mention, place: Place, resource: &Described<'_>) -> Diagnostic {
    let kinds = [with_article(resource.kind.name()), with_article(mention.target)];
    let message = format!("`{}` is {}, but {} is needed here", mention.name, kinds[0], kinds[1]);
    Diagnostic::new(codes::WRONG_REFERENCE, place, message).also(resource.place, "described here")
}

/// The finding that a reference names a resource that does not exist.
fn not_found(mention: &Mention, place: Place, known: &Known<'_>, suggestion: String) -> Diagnostic {
    let Mention { name, target, .. } = mention;
    let help = match advice(mention, known) {
        Some(advice) => format!("{suggestion}\n{advice}"),
        None => suggestion,
    };
    let message = format!("there is no {target} `{name}`");
    let finding = Diagnostic::new(codes::UNKNOWN_REFERENCE, place, message).help(help);
    // Only a difference in case is fixed: one character can tell two article numbers apart.
    match same_but_for_case(name, known.names.that_fit(target)) {
        Some(correct) => respelled(finding, place, correct),
        None => finding,
    }
}

/// Lists the kinds of resources that a reference can name, as in "`package` or `extra_service`".
fn kinds_for(target: &str, kinds: &Kinds) -> String {
    let fitting = kinds.iter().filter(|kind| kind.targets().contains(&target));
    let names: Vec<&str> = fitting.map(|kind| kind.name()).collect();
    list(&names, "or")
}

/// Puts a word in backticks, with "a" or "an" before it.
fn with_article(word: &str) -> String {
    format!("{} `{word}`", indefinite_article(word))
}
