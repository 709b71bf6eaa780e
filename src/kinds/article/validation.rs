//! Checks the fields that all kinds of articles share.

use super::lower::WholeArticle;
use super::{ArticlePart, Shop, counter_ranges};
use crate::diagnostic::Diagnostic;
use crate::kinds::property::TypedProperty;
use crate::kinds::{Context, codes};
use crate::model::Amount;
use crate::source;

/// Findings about fields of an article that contradict other fields or the manifest.
pub fn validate(
    article: &WholeArticle<'_>,
    context: &Context<'_>,
    typed: &[TypedProperty],
) -> Vec<Diagnostic> {
    let part = article.part;
    // All checks run, so that an author sees everything that is wrong with an article at once.
    let mut findings: Vec<Diagnostic> = periods_and_prices(part, context).into_iter().collect();
    findings.extend(default_language(part, context));
    findings.extend(placement(article, context));
    findings.extend(quantities(part, context));
    findings.extend(counter_ranges::validate(part, context));
    findings.extend(part.properties.iter().filter_map(|(name, value)| {
        // A value that the field cannot hold, such as `HasExtraServices: banana`, is allowed under `properties`.
        let typed =
            typed.iter().find(|typed| typed.is_called(name.as_str()) && (typed.holds)(value.as_str()))?;
        let place = context.at("properties").child(name).key();
        let message = format!("the property `{name}` has its own key: `{}`", typed.field);
        let help = format!("set `{}` and remove the property", typed.field);
        Some(Diagnostic::new(codes::CONFLICT, place, message).help(help))
    }));
    findings
}

fn periods_and_prices(part: &ArticlePart, context: &Context<'_>) -> Option<Diagnostic> {
    // Prices on the item itself have no effect if the article is recurring (domain.md §4, A28).
    if !part.is_recurring() || part.prices.is_empty() {
        return None;
    }
    let message = format!("`{}` has both `periods` and `prices`", part.article);
    let help = "remove `prices` if the article renews, since its prices belong under `periods`; remove `periods` \
                if it does not renew";
    Some(Diagnostic::new(codes::CONFLICT, context.at("prices").key(), message).help(help))
}

/// Findings about quantities in bundles with more than 15 digits. The database stores quantities as doubles, which keep
/// only 15 digits exactly.
fn quantities(part: &ArticlePart, context: &Context<'_>) -> Vec<Diagnostic> {
    // Normalized, because trailing zeros do not need digits in a double.
    let digits = |amount: Amount| amount.decimal().normalize().mantissa().unsigned_abs().to_string().len();
    let too_long = part
        .bundle
        .iter()
        .enumerate()
        .filter(|(_, bundled)| bundled.quantity.is_some_and(|q| digits(q) > 15));
    let finding = |(index, _)| {
        let place = context.at("bundle").child(index).child("quantity").key();
        let message = format!("the quantity in the bundle of `{}` has more than 15 digits", part.article);
        Diagnostic::new(source::codes::WRONG_VALUE, place, message)
            .help("write at most 15 digits: the database stores no more")
    };
    too_long.map(finding).collect()
}

fn default_language(part: &ArticlePart, context: &Context<'_>) -> Option<Diagnostic> {
    let default = context.manifest.default_language();
    // The vendor's API refuses a product without a translation in the default language (database.md §A).
    if part.name.translations(default).iter().any(|(language, _)| *language == default) {
        return None;
    }
    let message = format!("`{}` has no name in the default language `{default}`", part.article);
    let help = format!("add `{default}:` to `name`");
    Some(Diagnostic::new(codes::UNDECLARED_LANGUAGE, context.at("name").key(), message).help(help))
}

fn placement(article: &WholeArticle<'_>, context: &Context<'_>) -> Option<Diagnostic> {
    // `shop: false` is a deliberate choice and needs no category.
    let kept_out = matches!(article.part.shop, Some(Shop::Nowhere));
    // The category can come from the manifest, so the field alone does not decide.
    if kept_out || !article.part.shown_under(article.category()).is_empty() {
        return None;
    }
    let message = format!("`{}` has no category under which the shop could show it", article.part.article);
    let help =
        "add `category` or `shop: { categories: […] }`, or write `shop: false` to keep it out of the shop";
    // At the article number, since what is missing has no place.
    let place = context.at("article").key();
    Some(Diagnostic::new(codes::NO_PLACEMENT, place, message).help(help))
}
