//! Words that several rules use.

use crate::kinds::ArticlePart;
use crate::model::Period;

/// What to do where periods would be the same if 12 months were 1 year, of which nothing is known.
pub(in crate::rules) const ALIKE: &str = "write periods of one length alike, as `1 year` or as `12 months`: it is not known whether they are the same to the billing system";

/// How an article renews: `renews by 1 month and 1 year`.
pub(in crate::rules) fn renewal(part: &ArticlePart) -> String {
    let periods: Vec<Period> = part.periods.iter().map(|period| period.every).collect();
    match periods.as_slice() {
        [] => "is paid once".to_owned(),
        periods => format!("renews by {}", by_name(periods)),
    }
}

/// How several articles renew alike.
pub(in crate::rules) fn in_plural(renewal: &str) -> String {
    renewal.replacen("renews", "renew", 1).replacen("is paid", "are paid", 1)
}

/// Periods as in a sentence: all of three, or the first two and how many others there are.
pub(in crate::rules) fn by_name(periods: &[Period]) -> String {
    let names: Vec<String> = periods.iter().map(ToString::to_string).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    crate::rules::repeated_findings::named(&names, "period")
}
