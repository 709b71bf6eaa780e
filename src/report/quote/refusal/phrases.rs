//! Phrases that several refusals share.

use crate::diagnostic::{list, near};
use crate::model::{Limit, Period};
use crate::offer::{Amounts, NoAmounts, OrderedPart, Rate, Totals};
use crate::report::describe::{prices, totals as rule, unknown};
use rust_decimal::Decimal;

/// A reason in words, and the help: what to change, or what can be ordered instead.
pub type Reason = (String, String);

/// Creates a reason from its two parts.
pub fn reason(why: impl Into<String>, help: impl Into<String>) -> Reason {
    (why.into(), help.into())
}

/// Says that there is no price for a period and a currency, and which prices exist.
pub fn no_price(what: &str, period: Option<Period>, currency: &str, rates: &[Rate<'_>]) -> (String, String) {
    let a_period = if period.is_some() { "for a period and " } else { "" };
    let period = period.map(|period| format!(" for {period}")).unwrap_or_default();
    let help = match rates {
        // Without any price another period or currency would not help, so none is suggested.
        [] => "there is none for any period or currency".to_owned(),
        rates => format!("order {a_period}in a currency with a price: {}", prices(rates)),
    };
    (format!("there is no {what}{period} in {currency}"), help)
}

/// Says that a total cannot be ordered, and which totals can be ordered.
pub fn no_such_total(totals: &Totals, unit: Option<&str>) -> String {
    // The unit comes from the catalog and may be a plural, which does not go with 1.
    let included = |amount: u32| match unit {
        _ if amount == 1 => "1 is included".to_owned(),
        Some(unit) => format!("{amount} {unit} are included"),
        None => format!("{amount} are included"),
    };
    match (totals.included, totals.more) {
        (Limit::Of(amount), None) => {
            format!("no such total: {}, and nothing more can be ordered", included(amount))
        }
        // Nothing is included, or more than any total, so the included amount explains nothing.
        (Limit::Of(0) | Limit::Unlimited, _) => {
            format!("no such total: the total can be {}", rule(totals, unit))
        }
        (Limit::Of(amount), _) => {
            format!("no such total: {}, and the total can be {}", included(amount), rule(totals, unit))
        }
    }
}

/// Says in which unit a number must be written, as text to append to a message.
pub fn counted_in(unit: &str) -> String {
    format!(": it is counted in {unit}")
}

/// Says that an amount cannot be ordered, and which amounts can be ordered.
pub fn no_such_amount(amounts: &Amounts) -> String {
    let (first, last, step) = (amounts.first(), amounts.last(), amounts.step());
    match amounts.count() {
        1 => format!("no such amount: the only one is {first}"),
        _ => format!("no such amount: the amounts go from {first} to {last} in steps of {step}"),
    }
}

/// Says why the amounts of a service are unknown.
pub fn lack(why: &NoAmounts<'_>) -> String {
    match why {
        NoAmounts::Raw(raws) => raws.iter().map(unknown).collect::<Vec<_>>().join("; "),
        NoAmounts::Missing(fields) => format!("it lacks {}", list(fields, "and")),
        NoAmounts::NoStep => "`amount.step` is 0".to_owned(),
        NoAmounts::Empty => "`amount.min` is more than `amount.max`".to_owned(),
    }
}

/// Suggests the `--with` options for the valid numbers nearest to a number that cannot be ordered.
pub fn instead(want: &OrderedPart, nearest: &[Decimal]) -> String {
    // The value before the `:` is right and stays; only its number changes.
    let before = want.value.rsplit_once(':').map(|(value, _)| format!("{value}:")).unwrap_or_default();
    let one = |number: &Decimal| format!("`--with {}={before}{}`", want.name, number.normalize());
    match nearest {
        [] => format!("leave out `--with {want}`"),
        nearest => format!("write {}", nearest.iter().map(one).collect::<Vec<_>>().join(" or ")),
    }
}

/// Suggests the existing words similar to an unknown word. Lists all existing words if none is similar, and returns
/// `none` if no word exists.
pub fn instead_of(word: &str, known: &[&str], none: &str) -> String {
    // All of them only if none is similar: a long list hides the likely one.
    match near(word, known.iter().copied()).as_slice() {
        [] if known.is_empty() => none.to_owned(),
        [] => format!("there are {}", list(known, "and")),
        close => format!("did you mean {}?", list(close, "or")),
    }
}

/// Returns periods as they are written in files.
pub fn periods(periods: &[Period]) -> Vec<String> {
    periods.iter().map(ToString::to_string).collect()
}

/// Returns the option once for each value, joined with "or".
pub fn flags(option: &str, values: &[impl AsRef<str>]) -> String {
    // A period such as `1 year` needs quotes in a shell.
    let one = |value: &str| match value.contains(' ') {
        true => format!("`{option} \"{value}\"`"),
        false => format!("`{option} {value}`"),
    };
    values.iter().map(|value| one(value.as_ref())).collect::<Vec<_>>().join(" or ")
}
