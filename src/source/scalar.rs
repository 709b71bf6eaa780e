//! Booleans and numbers in the core schema of YAML 1.2.

/// A boolean with its spelling. The core schema has three spellings of each boolean.
#[derive(Clone, Copy, Debug)]
pub struct Boolean(&'static str);

impl Boolean {
    /// Returns the boolean with this spelling; `None` if the text is not a boolean.
    pub(super) fn of(text: &str) -> Option<Self> {
        const WORDS: [&str; 6] = ["true", "True", "TRUE", "false", "False", "FALSE"];
        WORDS.into_iter().find(|word| *word == text).map(Self)
    }

    /// Whether the value is true.
    pub fn is_true(self) -> bool {
        // The spellings of a word differ only in case.
        self.0.len() == "true".len()
    }

    /// Returns the spelling in the file.
    pub fn written(self) -> &'static str {
        self.0
    }
}

impl From<bool> for Boolean {
    fn from(value: bool) -> Self {
        Self(if value { "true" } else { "false" })
    }
}

/// Booleans are equal if their values are equal, whatever their spelling.
impl PartialEq for Boolean {
    fn eq(&self, other: &Self) -> bool {
        self.is_true() == other.is_true()
    }
}

/// A number as in JSON. A whole number is exact, and any other number is the nearest double.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    Whole(i64),
    /// Any other number, or a whole number that does not fit in an `i64`.
    Double(f64),
}

impl Number {
    /// Returns the number if it is whole and fits in an `i64`, as `1.0` does.
    pub(super) fn whole(self) -> Option<i64> {
        // `i64::MAX` itself is not a double, but the number after it is.
        let fits = |double: f64| double.fract() == 0.0 && double.abs() < -(i64::MIN as f64);
        match self {
            Self::Whole(whole) => Some(whole),
            Self::Double(double) => fits(double).then_some(double as i64),
        }
    }

    /// Converts the number to JSON.
    pub(super) fn json(self) -> serde_json::Number {
        match self {
            Self::Whole(whole) => whole.into(),
            // Cannot happen: `number` returns only finite doubles.
            Self::Double(double) => serde_json::Number::from_f64(double).unwrap_or_else(|| 0.into()),
        }
    }
}

/// Parses a number; `None` for `.inf`, `.nan` and other numbers that JSON does not have.
pub(super) fn number(text: &str) -> Option<Number> {
    match text.get(..2) {
        // A sign before a prefix makes it a string in the core schema.
        Some("0x") => return of_radix(&text[2..], 16),
        Some("0o") => return of_radix(&text[2..], 8),
        _ => {}
    }
    let whole = text.strip_prefix('+').unwrap_or(text).parse::<i64>().ok();
    let double = || text.parse::<f64>().ok().filter(|double| double.is_finite()).map(Number::Double);
    whole.map(Number::Whole).or_else(double)
}

/// Parses hexadecimal or octal digits. Like a decimal number, the result is a double if it does not fit in an `i64`.
fn of_radix(digits: &str, radix: u32) -> Option<Number> {
    let whole = i64::from_str_radix(digits, radix).ok().map(Number::Whole);
    let add = |sum: f64, digit: char| Some(sum * f64::from(radix) + f64::from(digit.to_digit(radix)?));
    let double = || digits.chars().try_fold(0.0, add).filter(|double: &f64| double.is_finite());
    whole.or_else(|| double().map(Number::Double))
}

/// Whether a scalar without quotes is a number, including `.inf` and `.nan`.
pub(super) fn is_number(text: &str) -> bool {
    let radix = |prefix, valid: fn(&u8) -> bool| {
        text.strip_prefix(prefix)
            .is_some_and(|rest: &str| !rest.is_empty() && rest.bytes().all(|b| valid(&b)))
    };
    // YAML 1.2 has no other octal numbers: `010` is ten.
    if radix("0x", u8::is_ascii_hexdigit) || radix("0o", |b| (b'0'..=b'7').contains(b)) {
        return true;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    // Unlike `.inf`, `.nan` has no sign in the core schema.
    matches!(unsigned, ".inf" | ".Inf" | ".INF")
        || matches!(text, ".nan" | ".NaN" | ".NAN")
        || is_decimal(unsigned)
}

/// Whether a scalar without its sign is a decimal number.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mantissa_holds = match mantissa.split_once('.') {
        // `1.` and `.5` are numbers in the core schema too.
        Some((whole, "")) => digits(whole),
        Some(("", fraction)) => digits(fraction),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(mantissa),
    };
    mantissa_holds && exponent.is_none_or(|e| digits(e.strip_prefix(['-', '+']).unwrap_or(e)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_recognized_in_every_notation() {
        for (text, whole) in [
            ("5", 5),
            ("+5", 5),
            ("-5", -5),
            ("0x10", 16),
            ("0o17", 15),
            ("017", 17),
            ("5.0", 5),
            ("5.", 5),
            ("5e0", 5),
            ("50E-1", 5),
            ("-0.0", 0),
            ("+1e+1", 10),
        ] {
            assert_eq!(number(text).and_then(Number::whole), Some(whole), "{text}");
        }
        for text in ["5.5", "5e-1", "1e30", "0xFFFFFFFFFFFFFFFFFFFF", "0o7777777777777777777777777"] {
            assert!(number(text).is_some_and(|number| number.whole().is_none()), "{text}");
        }
        for text in [".inf", "-.inf", ".nan", "1e999"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
