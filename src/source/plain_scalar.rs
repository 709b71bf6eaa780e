//! Resolves scalars without quotes to values, as the core schema of YAML 1.2 defines.

use super::node::{Data, Node};
use super::scalar::{Boolean, is_number};

/// Returns the value of a scalar without quotes.
pub(super) fn resolve(text: &str) -> Data {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Data::Null,
        _ if is_number(text) => return Data::Number(text.into()),
        _ => {}
    }
    // `yes`, `no`, `on` and `off` are booleans only in YAML 1.1.
    Boolean::of(text).map_or_else(|| Data::Text(text.into()), Data::Bool)
}

impl Node {
    /// Returns the value that the text would have as a scalar without quotes.
    pub fn plain(text: &str) -> Node {
        Node { span: 0..text.len(), data: resolve(text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_scalars_resolve_by_the_core_schema() {
        for text in
            ["0", "-1", "+1", "9.90", "1.", ".5", "1e3", "1E-3", "0x1F", "0o17", ".inf", "-.inf", ".nan"]
        {
            assert!(matches!(resolve(text), Data::Number(_)), "{text} is a number");
        }
        for text in ["no", "yes", "on", "NaN", "1_000", "0b1", "1.2.3", "e3", "-", "+", ".", "0x", "12 MONTH"]
        {
            assert!(matches!(resolve(text), Data::Text(_)), "{text} is a string");
        }
    }
}
