//! Masks passwords in text before it is shown.

use super::control_characters::is_variable;
use std::borrow::Cow;
use std::ops::Range;

/// The URLs that messages and documentation give as examples. They are not masked.
const EXAMPLES: &[&str] = &[
    "user:password@host",
    "user:password@host/database",
    "user:password@host:5432/database",
    "user:password@host:port/name",
];

/// The keywords after which a password follows, without the `=`.
const KEYWORDS: &[&str] = &["password", "passwd", "pwd"];

/// Characters that may follow a URL or a value in a message but do not belong to it.
// A message puts such characters around or after a URL.
const CLOSING: &str = "\"'`,;.)}]";

/// Replaces each character that may belong to a password with `•`, so that all columns stay the same. Passwords are
/// expected in URLs, after `password=`, and in a `url_from` that is not the name of an environment variable.
pub fn masked(text: &str) -> Cow<'_, str> {
    let mut is_secret = Vec::new();
    let mut start = 0;
    // Line by line: a password does not go on after a line break, but it may contain spaces.
    for line in text.split_inclusive('\n') {
        for span in secrets(line) {
            // Most texts have no password, so the flags are allocated only when needed.
            is_secret.resize(text.len(), false);
            is_secret[start + span.start..start + span.end].fill(true);
        }
        start += line.len();
    }
    if is_secret.is_empty() {
        return Cow::Borrowed(text);
    }
    // `•` for a character, not for a byte, so that the columns of excerpts stay right.
    Cow::Owned(text.char_indices().map(|(at, c)| if is_secret[at] { '•' } else { c }).collect())
}

/// The ranges of bytes in a line that may contain a password.
fn secrets(line: &str) -> Vec<Range<usize>> {
    let line = line.trim_end_matches(['\n', '\r']);
    let mut found = Vec::new();
    // Most lines have none of these; looking for them properly is slower.
    if line.contains("://") {
        credentials(line, &mut found);
    }
    // This lowercases only ASCII, so byte offsets stay the same.
    let lower = line.to_ascii_lowercase();
    if KEYWORDS.iter().any(|keyword| lower.contains(keyword)) {
        passwords(line, &lower, &mut found);
    }
    // A URL in place of a variable's name may be written in any way, so the whole value counts.
    found.extend(variable(line));
    found
}

/// Adds the ranges to mask after the `://` of URLs. In the URL of a database, the range ends after the word with the
/// last `@`. If such a URL is malformed, the text after the `@` may belong to the password. In any other URL, the range
/// ends before the last `@`. Passwords may contain spaces.
fn credentials(line: &str, found: &mut Vec<Range<usize>>) {
    let mut from = 0;
    // After `://`, since the scheme before it is no secret and helps to recognize the URL.
    while let Some(at) = line[from..].find("://").map(|at| from + at + 3) {
        let rest = &line[at..];
        let word = trimmed(&rest[..rest.find(char::is_whitespace).unwrap_or(rest.len())]);
        // Messages would be useless if their own examples were masked.
        if EXAMPLES.contains(&word) {
            from = at + word.len();
            continue;
        }
        let whole = &rest[..next(rest)];
        // The scheme stays readable, so that a message can say what is wrong with the URL.
        let scheme = scheme(&line[..at - 3]);
        let length = if is_database(&scheme) { database(whole, word) } else { others(&scheme, whole) };
        found.push(at..at + length);
        // Behind the whole URL: a `://` inside the password must not begin another one.
        from = at + whole.len();
    }
}

/// Returns the offset at which the next URL begins, or the length of `rest` if there is no other URL. The next URL must
/// follow a space.
fn next(rest: &str) -> usize {
    let second = rest.find(char::is_whitespace).and_then(|blank| {
        let scheme = &rest[..blank + rest[blank..].find("://")?];
        scheme.rfind(char::is_whitespace)
    });
    second.unwrap_or(rest.len())
}

/// Returns the number of bytes to mask after the `://` of a database URL. The masked text ends with the word that
/// contains the last `@`. Without an `@`, the first word is masked.
fn database(whole: &str, word: &str) -> usize {
    // Without an `@` it is unknown where the password ends, so the word is masked as a whole.
    let Some(at) = whole.rfind('@') else { return word.len() };
    let end = whole[at..].find(char::is_whitespace).map_or(whole.len(), |end| at + end);
    trimmed(&whole[..end]).len().max(word.len())
}

/// Returns the number of bytes to mask after the `://` of a URL that is not a database URL, up to the last `@`. In the
/// URL of a web page, only the text before the path is searched. An `@` in the path does not belong to a password. If
/// the text after the host is not a valid port, the whole URL is searched.
fn others(scheme: &str, whole: &str) -> usize {
    let authority = &whole[..whole.find(['/', '?', '#']).unwrap_or(whole.len())];
    let port = authority.split_once(':').map(|(_, port)| port);
    // After a host there is a port, which is a number. Anything else after the colon may be a password.
    let is_page = scheme.starts_with("http") && port.is_none_or(|port| port.parse::<u16>().is_ok());
    let within = if is_page { authority.split_whitespace().next().unwrap_or_default() } else { whole };
    within.rfind('@').unwrap_or(0)
}

/// Returns the scheme of a URL, in lowercase. `before` is the text before `://`, and ends with the scheme.
fn scheme(before: &str) -> String {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    before.rsplit(|c| !is_allowed(c)).next().unwrap_or_default().to_ascii_lowercase()
}

fn is_database(scheme: &str) -> bool {
    let is_known =
        |name: &str| name.starts_with("postgres") || name.ends_with("sql") || name.ends_with("mariadb");
    scheme.split('+').any(is_known)
}

/// Adds the ranges of the values after `password=` and the other keywords.
fn passwords(line: &str, lower: &str, found: &mut Vec<Range<usize>>) {
    let mut end = 0;
    for (before, after) in equal_signs(lower) {
        // An `=` inside a value that is already masked.
        if before < end {
            continue;
        }
        // A key may be quoted, as in JSON.
        let name = lower[..before].trim_end().trim_end_matches(['"', '\'', '`']);
        if KEYWORDS.iter().any(|keyword| name.ends_with(keyword)) {
            // `=` may be surrounded by spaces in a connection string of keywords.
            let start = line.len() - line[after..].trim_start().len();
            let value = value(line, start);
            end = value.end;
            found.push(value);
        }
    }
}

/// The start and the end of each `=`, including each percent-encoded `=`.
fn equal_signs(lower: &str) -> Vec<(usize, usize)> {
    // Connection strings may stand in a URL's parameter, where `=` is encoded.
    let plain = lower.match_indices('=');
    let mut all: Vec<_> =
        plain.chain(lower.match_indices("%3d")).map(|(at, sign)| (at, at + sign.len())).collect();
    all.sort_unstable();
    all
}

/// The bytes of the value that begins at `start`. The value is in quotes, or ends before the next space, `&` or `;`.
fn value(line: &str, start: usize) -> Range<usize> {
    let rest = &line[start..];
    // A quoted password may contain spaces.
    if let Some(quote) = rest.chars().next().filter(|c| "\"'".contains(*c)) {
        // Without a closing quote the rest of the line may belong to the password.
        let end = rest[1..].find(quote).map_or(rest.len(), |end| end + 1);
        return start + 1..start + end;
    }
    let end = rest.find(|c: char| c.is_whitespace() || "&;".contains(c)).unwrap_or(rest.len());
    start..start + trimmed(&rest[..end]).len()
}

/// Returns the range from the value of `url_from:` to the end of the line. Returns `None` if there is no value, or if
/// it is the name of an environment variable.
fn variable(line: &str) -> Option<Range<usize>> {
    let (_, rest) = line.split_once("url_from")?;
    let rest = rest.trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?;
    let value = rest.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(value.len());
    let after = value[end..].trim_start_matches(['"', '\'', '`']).trim_start();
    // The name must be the whole value: `NAME-x` is not a name.
    let is_name = is_variable(&value[..end]) && (after.is_empty() || after.starts_with([',', '}', '#']));
    let start = line.len() - value.len();
    (!is_name && !value.is_empty()).then_some(start..line.len())
}

/// Removes closing quotes, brackets and punctuation from the end of a string.
fn trimmed(text: &str) -> &str {
    text.trim_end_matches(|c| CLOSING.contains(c))
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn credentials_in_urls_are_masked() {
        let text = "there is no `postgresql://u:p/w@h/d`, nor https://example.org/a@b";
        assert_eq!(masked(text), "there is no `postgresql://•••••••••`, nor https://example.org/a@b");
    }

    #[test]
    fn non_ascii_characters_before_a_url_are_not_a_scheme() {
        assert_eq!(masked("¡://"), "¡://");
        assert_eq!(masked("é://u:S3kr3t@h"), "é://••••••••@h");
    }

    #[test]
    fn passwords_are_masked_in_urls_keywords_and_settings() {
        for text in [
            "redis://:S3kr3t@h",
            "ftp://u:my S3kr3t@h/x",
            "https://u:a/S3kr3t@h",
            "https://S3kr3t@h/x",
            "postgresql://u:my S3kr3t@h/d",
            "postgresql://user:password@hostS3kr3t",
            "amqp://u:x://S3kr3t@h and amqp://u:S3kr3t@h",
            "host=h password=S3kr3t",
            "host=h PASSWORD = 'a S3kr3t' x",
            "a?passwd=S3kr3t&x",
            "x;Pwd=S3kr3t;y",
            "password=\"S3kr3t\"",
            "options=password%3DS3kr3t",
            "database: { url_from: S3kr3t-x }",
            "\turl_from: \"a b S3kr3t\"",
        ] {
            assert!(!masked(text).contains("S3kr3t"), "{text}: {}", masked(text));
            assert_eq!(masked(text).chars().count(), text.chars().count(), "{text}");
        }
    }

    #[test]
    fn text_without_a_password_is_not_masked() {
        for text in [
            "give the password in the URL (postgresql://user:password@host/database) or in a variable; an `@` is `%40`",
            "see https://example.org:8080/a@b",
            "write `{ url_from: NAME }`, the name of a variable",
            "url_from: \"NAME\" # why",
            "the manifest's `url_from` names it: a = b",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
