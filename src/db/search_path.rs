//! Names that the search path does not lead to.

use postgres::error::{DbError, ErrorPosition, SqlState};

/// What a server puts around a name in its messages, whatever language they are in.
const QUOTES: [char; 6] = ['"', '«', '»', '„', '“', '”'];

/// Whether a fault is an unknown name that was looked for along the search path: one that is written with its schema
/// is not.
pub fn is_off_path(fault: &DbError) -> bool {
    let unknown = [SqlState::UNDEFINED_TABLE, SqlState::UNDEFINED_FUNCTION, SqlState::UNDEFINED_OBJECT];
    unknown.contains(fault.code()) && !has_schema(fault)
}

/// Whether the name is written with its schema: as the statement in a function has it, or as the message does.
fn has_schema(fault: &DbError) -> bool {
    let written = match fault.position() {
        Some(ErrorPosition::Internal { position, query }) => {
            let start = usize::try_from(*position).unwrap_or_default().saturating_sub(1);
            is_qualified(&query.chars().skip(start).collect::<String>())
        }
        _ => None,
    };
    written.unwrap_or_else(|| named(fault).contains('.'))
}

/// Whether a statement goes on with a name and a point after it; none where it goes on with something else.
fn is_qualified(text: &str) -> Option<bool> {
    let rest = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?.1,
        None => text.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_' || c == '$'),
    };
    (rest.len() < text.len()).then(|| rest.trim_start().starts_with('.'))
}

/// The name in a message: of a function what stands before its arguments, of anything else what is in quotes.
fn named(fault: &DbError) -> &str {
    let message = fault.message();
    match message.split_once('(') {
        Some((before, _)) if *fault.code() == SqlState::UNDEFINED_FUNCTION => {
            before.rsplit(char::is_whitespace).next().unwrap_or_default()
        }
        _ => message.split(QUOTES).nth(1).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_qualified;

    #[test]
    fn a_name_with_a_point_after_it_has_a_schema() {
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
