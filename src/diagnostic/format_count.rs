//! Formats numbers for people.

/// Formats a count with its noun: `1 row`, `1,240 rows`.
pub fn counted(count: impl TryInto<u64>, noun: &str) -> String {
    // Counts are unsigned everywhere; one that does not fit is too large, and must not panic in a message.
    let count = count.try_into().unwrap_or(u64::MAX);
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// Formats a count with thousands separators: `1,240`.
pub fn grouped(count: impl TryInto<u64>) -> String {
    // Through text, so that decimals and counts are grouped by the same code.
    grouped_digits(&count.try_into().unwrap_or(u64::MAX).to_string())
}

/// Adds thousands separators to the digits before the point of a decimal number: `12,345.67`.
pub fn grouped_digits(number: &str) -> String {
    let (sign, number) = number.strip_prefix('-').map_or(("", number), |number| ("-", number));
    // Only the digits before the point are grouped.
    let (whole, rest) = number.split_at(number.find('.').unwrap_or(number.len()));
    let mut shown = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::{counted, grouped, grouped_digits};

    #[test]
    fn counts_have_plurals_and_thousands_separators() {
        assert_eq!([0_u64, 1, 2].map(|count| counted(count, "row")), ["0 rows", "1 row", "2 rows"]);
        assert_eq!(counted(1_240_000_usize, "row"), "1,240,000 rows");
        assert_eq!([999_u64, 1000, 100_000].map(grouped), ["999", "1,000", "100,000"]);
        assert_eq!(["-12345.6789", "12.5", "-1"].map(grouped_digits), ["-12,345.6789", "12.5", "-1"]);
    }
}
