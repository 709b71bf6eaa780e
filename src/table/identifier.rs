//! Quotes the names of schemas, tables and columns for SQL.

/// Quotes an identifier. Names are always quoted, because any of them may be a reserved word or have uppercase letters.
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
