//! What a plain scalar is in YAML 1.2's core schema.

use super::node::Data;

/// Resolves a plain scalar.
pub(super) fn resolve(text: &str) -> Data {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Data::Null,
        "true" | "True" | "TRUE" => Data::Bool(true),
        "false" | "False" | "FALSE" => Data::Bool(false),
        _ if is_number(text) => Data::Number(text.into()),
        _ => Data::Text(text.into()),
    }
}

/// A number as JSON has it: a whole one exactly, another as the nearest double.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number.
    Whole(i64),
    /// Any other, and what is too large to be a whole one.
    Double(f64),
}

impl Number {
    /// The number, if it is whole and not too large for that.
    pub(super) fn whole(self) -> Option<i64> {
        let fits = |double: f64| double.fract() == 0.0 && double.abs() < -(i64::MIN as f64);
        match self {
            Self::Whole(whole) => Some(whole),
            Self::Double(double) => fits(double).then_some(double as i64),
        }
    }

    pub(super) fn json(self) -> serde_json::Number {
        match self {
            Self::Whole(whole) => whole.into(),
            Self::Double(double) => serde_json::Number::from_f64(double).unwrap_or_else(|| 0.into()),
        }
    }
}

/// A number that is written so; none for what JSON has no number for.
pub(super) fn number(text: &str) -> Option<Number> {
    let radix = |digits: &str, radix| i64::from_str_radix(digits, radix).ok();
    let whole = match text.get(..2) {
        Some("0x") => radix(&text[2..], 16),
        Some("0o") => radix(&text[2..], 8),
        _ => text.strip_prefix('+').unwrap_or(text).parse::<i64>().ok(),
    };
    let double = || text.parse::<f64>().ok().filter(|double| double.is_finite()).map(Number::Double);
    whole.map(Number::Whole).or_else(double)
}

fn is_number(text: &str) -> bool {
    let radix = |prefix, valid: fn(&u8) -> bool| {
        text.strip_prefix(prefix)
            .is_some_and(|rest: &str| !rest.is_empty() && rest.bytes().all(|b| valid(&b)))
    };
    if radix("0x", u8::is_ascii_hexdigit) || radix("0o", |b| (b'0'..=b'7').contains(b)) {
        return true;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF")
        || matches!(text, ".nan" | ".NaN" | ".NAN")
        || is_decimal(unsigned)
}

fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let mantissa_holds = match mantissa.split_once('.') {
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
    fn plain_scalars_resolve_as_the_core_schema_says() {
        for text in
            ["0", "-1", "+1", "9.90", "1.", ".5", "1e3", "1E-3", "0x1F", "0o17", ".inf", "-.inf", ".nan"]
        {
            assert!(matches!(resolve(text), Data::Number(_)), "{text} is a number");
        }
        for text in ["no", "yes", "on", "NaN", "1_000", "0b1", "1.2.3", "e3", "-", "+", ".", "0x", "12 MONTH"]
        {
            assert!(matches!(resolve(text), Data::Text(_)), "{text} is a text");
        }
    }
}
