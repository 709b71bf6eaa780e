//! Detects errors about a name that was written without a schema and was not found on the search path.

use postgres::error::{DbError, ErrorPosition, SqlState};

/// The quotation marks that enclose names in the server's messages, in all of its languages.
const QUOTES: [char; 6] = ['"', '«', '»', '„', '“', '”'];

/// Whether an error is about an unknown name that was written without a schema. The server looks up such names on the
/// search path.
pub fn is_off_path(fault: &DbError) -> bool {
    let codes = [SqlState::UNDEFINED_TABLE, SqlState::UNDEFINED_FUNCTION, SqlState::UNDEFINED_OBJECT];
    codes.contains(fault.code()) && !has_schema(fault)
}

/// Whether the unknown name was written with a schema. If a statement inside a function failed, the statement shows how
/// the name was written; otherwise the message does.
fn has_schema(fault: &DbError) -> bool {
    let written = match fault.position() {
        Some(ErrorPosition::Internal { position, query }) => {
            // PostgreSQL counts positions in characters, from 1.
            let start = usize::try_from(*position).unwrap_or_default().saturating_sub(1);
            is_qualified(&query.chars().skip(start).collect::<String>())
        }
        _ => None,
    };
    // Not every error has a position; then only the message shows how the name was written.
    written.unwrap_or_else(|| named(fault).contains('.'))
}

/// Whether a string begins with a name and a dot; `None` if it does not begin with a name.
fn is_qualified(text: &str) -> Option<bool> {
    let rest = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?.1,
        None => text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '$'),
    };
    (rest.len() < text.len()).then(|| rest.trim_start().starts_with('.'))
}

/// Extracts the unknown name from a message. For a function, this is the word before the arguments. Otherwise it is the
/// text in quotation marks.
fn named(fault: &DbError) -> &str {
    let message = fault.message();
    match message.split_once('(') {
        Some((before, _)) if *fault.code() == SqlState::UNDEFINED_FUNCTION => {
            before.rsplit(char::is_whitespace).next().unwrap_or_default()
        }
        // Messages are in the server's language, but all languages put names in quotation marks.
        _ => message.split(QUOTES).nth(1).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_qualified;

    #[test]
    fn name_followed_by_a_dot_is_qualified() {
        for text in ["crm.audit VALUES (1)", "\"C r m\".audit", "crm . audit", "é.audit"] {
            assert_eq!(is_qualified(text), Some(true), "{text}");
        }
        for text in ["audit VALUES (1.5)", "\"a.b\" SELECT", "audit", "note(1)"] {
            assert_eq!(is_qualified(text), Some(false), "{text}");
        }
        for text in ["'crm.numbers')", "= 1", "", "\"open"] {
            assert_eq!(is_qualified(text), None, "{text}");
        }
    }
}
