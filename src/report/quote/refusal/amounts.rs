//! Says why an amount or a value in an order is refused.

use super::phrases::{Reason, counted_in, instead, instead_of, no_such_amount, no_such_total, reason};
use crate::diagnostic::list;
use crate::offer::{OrderedPart, WrongAmount, WrongValue};
use rust_decimal::Decimal;

/// The reason if a service can be ordered only once.
const ONCE: &str = "the service can be ordered only once: it has neither amounts nor `allow_multiple`";

/// The help if no value of an enumeration can be chosen.
const NONE: &str = "no value can be chosen";

/// Says why the amount in `--with NAME=AMOUNT` cannot be ordered.
pub fn of_amount(why: &WrongAmount<'_>, want: &OrderedPart) -> Reason {
    // After the last `:`, since `license=windows:3` has its number there and its value before.
    let (name, value) = (&want.name, want.value.rsplit(':').next().unwrap_or_default());
    match why {
        WrongAmount::NotANumber => {
            reason(format!("`{value}` is not a number"), "write the total amount in digits")
        }
        WrongAmount::HasUnit { meant, unit } => with_unit(value, *unit, meant, want),
        WrongAmount::Negative => {
            reason(format!("`{value}` is negative"), "write the total amount, which must be 0 or more")
        }
        WrongAmount::NoSuchTotal { totals, nearest, unit } => {
            (no_such_total(totals, *unit), instead(want, nearest))
        }
        WrongAmount::NoSuchAmount(amounts, nearest) => (no_such_amount(amounts), instead(want, nearest)),
        WrongAmount::NotWhole => {
            reason("the service can only be ordered in whole numbers, 1 or more", one(name))
        }
        WrongAmount::OnceOnly => reason(ONCE, one(name)),
        WrongAmount::IncludesUnlimited => reason(
            "the package includes an unlimited amount, and no more can be ordered",
            format!("leave out `--with {want}`"),
        ),
        WrongAmount::HowMany(known) => (
            format!("the number of `{known}` is missing"),
            format!("write the number after the value, such as `--with {name}={known}:1`"),
        ),
    }
}

/// Says why the value in `--with NAME=VALUE` cannot be ordered.
pub fn of_value(why: &WrongValue<'_>, want: &OrderedPart) -> Reason {
    let name = &want.name;
    match why {
        WrongValue::NoSuchValue(value, known) => {
            (format!("`{name}` has no value `{value}`"), instead_of(value, known, NONE))
        }
        WrongValue::ValueDisabled(value, known) => {
            // If every value is disabled, there is nothing to choose.
            let help =
                if known.is_empty() { NONE.to_owned() } else { format!("choose {}", list(known, "or")) };
            (format!("the value `{value}` is disabled"), help)
        }
        WrongValue::WhichValue(known) => {
            let help = known
                .first()
                .map(|first| format!("write the value before the number, such as `--with {name}={first}:1`"));
            let why = "the order does not say which value, and none is included".to_owned();
            (why, help.unwrap_or_else(|| NONE.to_owned()))
        }
        WrongValue::IsIncluded => (
            "the package includes it, and a customer cannot have the package without it".to_owned(),
            format!("leave out `--with {want}`"),
        ),
        WrongValue::NotYesOrNo => (
            format!("`{}` is neither `yes` nor `no`", want.value),
            format!("write `--with {name}=yes` or `--with {name}=no`"),
        ),
    }
}

/// Says that an amount must not have a unit, and which amount was probably intended.
fn with_unit(value: &str, unit: Option<&str>, meant: &[Decimal], want: &OrderedPart) -> Reason {
    // The unit is named, so that the reader can convert the amount.
    let why = format!("`{value}` is not a number{}", unit.map_or(String::new(), counted_in));
    let help = match meant {
        // The unit is not known, so the amount could not be converted.
        [] => "write the total amount in digits, without a unit".to_owned(),
        meant => instead(want, meant),
    };
    (why, help)
}

/// Returns the help that says to order one unit of a service.
fn one(name: &str) -> String {
    format!("write `--with {name}=1`")
}
