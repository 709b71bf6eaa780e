//! Phrases that several rules use in their messages.

use crate::kinds::ArticlePart;
use crate::model::Period;

/// The help text for periods of the same length in different units.
pub(in crate::rules) const ALIKE: &str = "write periods of the same length in the same unit, either `1 year` or `12 months`: it is not known whether the billing system treats them as the same";

/// Says how an article renews: `renews every 1 month and 1 year`.
pub(in crate::rules) fn renewal(part: &ArticlePart) -> String {
    let periods: Vec<Period> = part.periods.iter().map(|period| period.every).collect();
    match periods.as_slice() {
        // An article without periods does not renew (domain.md A29).
        [] => "does not renew".to_owned(),
        periods => format!("renews every {}", by_name(periods)),
    }
}

/// Changes the result of [`renewal`] to the plural, for several articles: `renew every 1 month and 1 year`.
pub(in crate::rules) fn in_plural(renewal: &str) -> String {
    renewal.replacen("renews", "renew", 1).replacen("does not", "do not", 1)
}

/// Lists periods for use in a sentence. If there are many periods, lists only the first ones and the number of the
/// remaining ones.
pub(in crate::rules) fn by_name(periods: &[Period]) -> String {
    let names: Vec<String> = periods.iter().map(ToString::to_string).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    // A package may have many periods, but the message stays short.
    crate::rules::repeated_findings::named(&names, "period")
}
