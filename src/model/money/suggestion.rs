//! Suggestions for strings that are not valid amounts.

use super::exact;
use rust_decimal::Decimal;

/// Words for currencies that are accepted in any case, in addition to ISO codes in capitals.
const WORDS: &[&str] = &["eur", "euro", "euros", "usd", "dollar", "dollars"];

/// Suggests amounts for a string such as `10,90`, `1e3`, `.50`, `1.099,00` or `99.00 EUR`. Returns two amounts if a
/// comma can be either a decimal point or a thousands separator. Returns none if the string is not clearly an amount.
pub(super) fn suggestions(text: &str) -> Vec<String> {
    // Without its minus sign, a credit would become a charge.
    // The typographic minus as well: to an author, both look the same.
    if text.trim_start().starts_with(['-', '−']) {
        return Vec::new();
    }
    if let Some(amount) = scientific(text) {
        return vec![amount];
    }
    let numbers = bare(text).map(numbers).unwrap_or_default();
    numbers.into_iter().map(padded).filter(|amount| exact(amount).is_some()).collect()
}

/// The amount for a number with an exponent, such as `1e3`; `None` for any other string.
fn scientific(text: &str) -> Option<String> {
    let unsigned = text.trim_start_matches(['-', '+']);
    let is_one = unsigned.starts_with(|c: char| c.is_ascii_digit()) && unsigned.contains(['e', 'E']);
    let number = Decimal::from_scientific(unsigned).ok().filter(|_| is_one)?;
    Some(number.normalize().to_string()).filter(|amount| exact(amount).is_some())
}

/// The number in a string that may also have a sign and a currency; `None` if the string has any other text.
fn bare(text: &str) -> Option<&str> {
    let is_digit = |c: char| c.is_ascii_digit();
    let first = text.find(|c| is_digit(c) || c == '.')?;
    let last = text.rfind(is_digit)? + 1;
    // Signs and punctuation around the currency are not part of its name.
    let is_currency = |part: &str| {
        let word = part.trim_matches(|c: char| c.is_whitespace() || "€$£+-.,;".contains(c));
        let is_code = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        word.is_empty() || is_code || WORDS.contains(&word.to_lowercase().as_str())
    };
    let number = text.get(first..last)?;
    (is_currency(&text[..first]) && is_currency(&text[last..])).then_some(number)
}

/// The numbers that a string of digits, points, commas and spaces can stand for. Empty if the string does not stand
/// for a number.
fn numbers(text: &str) -> Vec<String> {
    let text = joined(text, |c| c.is_whitespace() || "'’_".contains(c));
    let Some(text) = text else { return Vec::new() };
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let grouped = |by: char| joined(&text, |c| c == by).into_iter().collect();
    match (points, commas) {
        // One point or none: it can only be a decimal point, as YAML writes it.
        (0 | 1, 0) => vec![text],
        // More than one point can only separate thousands.
        (_, 0) => grouped('.'),
        (0, 1) => with_one_comma(&text),
        (0, _) => grouped(','),
        _ => with_both(&text).into_iter().collect(),
    }
}

/// The numbers that digits with a single comma can stand for. The comma can be a decimal point. If three digits follow,
/// the comma can also be a thousands separator.
fn with_one_comma(text: &str) -> Vec<String> {
    // Thousands do not begin with a 0: `0,990` is below one.
    let thousands = joined(text, |c| c == ',').filter(|_| !text.starts_with('0'));
    thousands.into_iter().chain([text.replace(',', ".")]).collect()
}

/// The number that digits with points and commas stand for. The last point or comma is the decimal point. `None` if the
/// others do not separate groups of three digits.
fn with_both(text: &str) -> Option<String> {
    let point = text.rfind(['.', ','])?;
    let group = if text[point..].starts_with(',') { '.' } else { ',' };
    Some(format!("{}.{}", joined(&text[..point], |c| c == group)?, &text[point + 1..]))
}

/// The number without its thousands separators; `None` if these do not separate groups of three digits.
fn joined(text: &str, separates: impl Fn(char) -> bool + Copy) -> Option<String> {
    // The digits before the decimal point, which is the first point or comma that is not the separator.
    let end = text.find(['.', ',']).filter(|point| !text[*point..].starts_with(separates));
    let end = end.unwrap_or(text.len());
    let mut groups = text[..end].split(separates);
    let first = groups.next().unwrap_or_default();
    let mut further = groups.peekable();
    // A first group of more than three digits shows that the separator is not one of thousands.
    let is_grouped = further.peek().is_none() || (1..=3).contains(&first.len());
    let of_three = further.all(|group| group.len() == 3 && group.bytes().all(|byte| byte.is_ascii_digit()));
    let is_number = is_grouped && of_three && !text[end..].contains(separates);
    is_number.then(|| text.replace(separates, ""))
}

fn padded(amount: String) -> String {
    if amount.starts_with('.') { format!("0{amount}") } else { amount }
}

#[cfg(test)]
mod tests {
    use super::suggestions;

    #[test]
    #[expect(clippy::too_many_lines, reason = "a table of inputs with their suggestions")]
    fn suggested_amounts_equal_the_written_amount() {
        let cases: &[(&str, &[&str])] = &[
            ("10,90", &["10.90"]),
            ("1e3", &["1000"]),
            (".50", &["0.50"]),
            ("+5.00", &["5.00"]),
            ("99.00 EUR", &["99.00"]),
            ("€ 5.-", &["5"]),
            ("9.90,", &["9.90"]),
            ("1.099,5", &["1099.5"]),
            ("12.345,6", &["12345.6"]),
            ("1,099.00", &["1099.00"]),
            ("1,000,000.00", &["1000000.00"]),
            ("1.000.000", &["1000000"]),
            ("1'000.00", &["1000.00"]),
            ("12 000.00", &["12000.00"]),
            ("1_000", &["1000"]),
            ("1,099", &["1099", "1.099"]),
            ("0,099", &["0.099"]),
            ("1,0000", &["1.0000"]),
            ("-9,90", &[]),
            ("-1", &[]),
            ("1,2,3", &[]),
            ("1.2.3", &[]),
            ("1,00.000", &[]),
            ("1 2", &[]),
            ("e5", &[]),
            ("5k", &[]),
            ("5%", &[]),
            ("1.00/month", &[]),
            ("0x10", &[]),
            ("1e-9", &[]),
            ("5 - 10", &[]),
            ("", &[]),
            (".", &[]),
        ];
        for (text, amounts) in cases {
            assert_eq!(suggestions(text), *amounts, "{text}");
        }
    }
}
