//! Detects errors about names that were written without their schema and are not on the search path.

use postgres::error::{DbError, ErrorPosition, SqlState};

/// The quotation marks around names in the server's messages, in any of its languages.
const QUOTES: [char; 6] = ['"', '«', '»', '„', '“', '”'];

/// Whether an error is about an unknown name that was written without a schema, and so was looked up on the search
/// path.
pub fn is_off_path(fault: &DbError) -> bool {
    let codes = [SqlState::UNDEFINED_TABLE, SqlState::UNDEFINED_FUNCTION, SqlState::UNDEFINED_OBJECT];
    codes.contains(fault.code()) && !has_schema(fault)
}

/// Whether the name was written with a schema. This is read from the statement that failed inside a function if there
/// is one, or else from the message.
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

/// Whether a string begins with a name that is followed by a dot; `None` if it does not begin with a name.
fn is_qualified(text: &str) -> Option<bool> {
    let rest = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?.1,
        None => text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '$'),
    };
    (rest.len() < text.len()).then(|| rest.trim_start().starts_with('.'))
}

/// The name in a message: for a function the word before its arguments, otherwise the text in quotation marks.
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
    fn a_name_with_a_dot_after_it_has_a_schema() {
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
