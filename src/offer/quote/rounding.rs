//! Exact sums, and totals rounded to the smallest unit of a currency.

use rust_decimal::{Decimal, RoundingStrategy};

/// The number of decimal places that most currencies have.
const USUAL: u32 = 2;

/// The currencies whose number of decimal places is not [`USUAL`], from the table "List one" of ISO 4217
/// (<https://www.six-group.com/en/products-services/financial-information/data-standards.html>).
const OTHERS: &[(u32, &[&str])] = &[
    (
        0,
        &[
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
            "XAF", "XOF", "XPF",
        ],
    ),
    (3, &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
    (4, &["CLF", "UYW"]),
];

/// The number of decimal places of a currency; 2 if the currency is not known.
pub fn places(currency: &str) -> u32 {
    OTHERS.iter().find(|(_, codes)| codes.contains(&currency)).map_or(USUAL, |(places, _)| *places)
}

/// Rounds an amount to a number of decimal places, half up, and keeps trailing zeros.
pub fn rounded(amount: Decimal, places: u32) -> Decimal {
    let mut rounded = amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(places);
    rounded
}

/// The sum of two amounts that are not negative; `None` if it has too many digits to be exact.
pub fn sum(one: Decimal, other: Decimal) -> Option<Decimal> {
    let (one, other) = (one.normalize(), other.normalize());
    if one.is_zero() || other.is_zero() {
        return Some(if one.is_zero() { other } else { one });
    }
    let sum = one.checked_add(other)?;
    // A sum that does not fit is rounded without an error: only its scale shows that.
    (sum.scale() >= one.scale().max(other.scale())).then_some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Decimal {
        text.parse().expect("a number")
    }

    #[test]
    fn sum_is_exact_or_none() {
        let added = |one: &str, other: &str| sum(number(one), number(other)).map(|sum| sum.to_string());
        assert_eq!(added("0.10", "0.205").as_deref(), Some("0.305"));
        assert_eq!(added("0.00", "0").as_deref(), Some("0"));
        assert_eq!(added("0.0001", "0").as_deref(), Some("0.0001"));
        assert_eq!(added("79228162514264337593543950335", "1"), None);
        assert_eq!(added("7922816251426433759354395033", "0.01"), None);
        assert_eq!(
            added("999999999999999999999.9999", "0.0001").as_deref(),
            Some("1000000000000000000000.0000")
        );
    }

    #[test]
    fn halves_are_rounded_up_to_the_unit_of_the_currency() {
        let rounded_amount =
            |amount: &str, currency: &str| rounded(number(amount), places(currency)).to_string();
        assert_eq!(rounded_amount("0.005", "EUR"), "0.01");
        assert_eq!(rounded_amount("0.0049", "EUR"), "0.00");
        assert_eq!(rounded_amount("2.675", "EUR"), "2.68");
        assert_eq!(rounded_amount("7", "EUR"), "7.00");
        assert_eq!(rounded_amount("1234.5", "JPY"), "1235");
        assert_eq!(rounded_amount("1.2345", "KWD"), "1.235");
        assert_eq!(rounded_amount("1.23456", "CLF"), "1.2346");
        assert_eq!(rounded_amount("1.005", "XYZ"), "1.01");
    }

    #[test]
    fn each_currency_is_listed_only_once() {
        let mut codes: Vec<&str> = OTHERS.iter().flat_map(|(_, codes)| codes.iter().copied()).collect();
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count);
    }
}
