//! Parses the numbers in an order.

use super::NoPrice;
use super::Reason;
use super::WrongAmount;
use crate::offer::Totals;
use rust_decimal::Decimal;

/// Parses a number that is not negative: digits, and optionally a point and more digits.
pub(super) fn number<'a>(text: &str) -> Result<Decimal, Reason<'a>> {
    let is_number = |text: &str| {
        let mut parts = text.split('.');
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        parts.next().is_some_and(digits) && parts.next().is_none_or(digits) && parts.next().is_none()
    };
    // A negative number deserves its own message, also with a typographic minus sign.
    match text.strip_prefix(['-', '\u{2212}']) {
        Some(rest) if is_number(rest) => Err(Reason::Amount(WrongAmount::Negative)),
        None if is_number(text) => {
            // Any other way of parsing would round digits that do not fit.
            Decimal::from_str_exact(text).map_err(|_| Reason::Price(NoPrice::TooLarge))
        }
        _ => Err(Reason::Amount(WrongAmount::NotANumber)),
    }
}

/// Parses a total, and checks that the customer can have it.
pub(super) fn total<'a>(text: &str, totals: &Totals, unit: Option<&'a str>) -> Result<Decimal, Reason<'a>> {
    let total = number(text)?;
    match totals.contains(total) {
        true => Ok(total),
        false => Err(Reason::Amount(WrongAmount::NoSuchTotal {
            totals: Box::new(*totals),
            nearest: totals.nearest(total),
            unit,
        })),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_consists_of_digits_and_a_decimal_point() {
        for text in ["0", "30", "030", "30.0", "1.5"] {
            assert!(number(text).is_ok(), "{text}");
        }
        for text in
            ["", ".", "1.", ".5", "+1", "1e3", "2_000", "2,000", "3 GiB", "zwei", "--1", "1.2.3", "∞", "-"]
        {
            assert!(matches!(number(text), Err(Reason::Amount(WrongAmount::NotANumber))), "{text}");
        }
        assert!(matches!(number("-1"), Err(Reason::Amount(WrongAmount::Negative))));
        assert!(matches!(number(&"9".repeat(40)), Err(Reason::Price(NoPrice::TooLarge))));
    }
}
