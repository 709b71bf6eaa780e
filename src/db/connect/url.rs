//! Parses connection strings in both of libpq's forms.
//!
//! Errors never quote the string, because every part of it may contain a misplaced password.

use super::parameters::{Fault, Known, Parameters, Source, called, known};

/// Parses a connection string: a URL, or a list of `keyword=value`. Ignores whitespace at both ends, such as the
/// newline at the end of a secret file.
pub fn read(text: &str) -> Result<Parameters, Fault> {
    let start = text.trim_start();
    let rest = ["postgresql://", "postgres://"].iter().find_map(|scheme| start.strip_prefix(scheme));
    match rest {
        Some(rest) => url(rest.trim_end()),
        // In a `.env` file or a CI setting, quotes become part of the value.
        None if start.starts_with(['"', '\'', '`']) => Err(Fault::Part("it", "is enclosed in quotes")),
        None if has_scheme(start) => Err(Fault::Part("the scheme", "is not `postgresql://`")),
        None if start.contains('=') => keywords(start),
        None => Err(Fault::Part("it", "does not begin with `postgresql://`")),
    }
}

/// Whether a string that does not begin with `postgresql://` looks like a URL.
fn has_scheme(text: &str) -> bool {
    let word = text.split(|c: char| c.is_whitespace() || c == '=').next().unwrap_or_default();
    let scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    let before = word.split(':').next().unwrap_or_default();
    word.contains("://") || (word.starts_with("postgres") && word != before && before.chars().all(scheme))
}

/// Parses the rest of a URL after the scheme.
fn url(rest: &str) -> Result<Parameters, Fault> {
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (authority, path) = before.split_once('/').unwrap_or((before, ""));
    // `&&` and a trailing `&` separate nothing.
    let pairs: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty()).collect();
    // An `@` this late means that the password contains a `/` or a `?`, so what looks like the host is part of it.
    let is_secret = |pair: &&str| pair.starts_with("user=") || pair.starts_with("password=");
    if path.contains('@') || pairs.iter().any(|pair| pair.contains('@') && !is_secret(pair)) {
        let why = "comes after a `/` or a `?`; in a user name or password, write these as `%2F` and `%3F`";
        return Err(Fault::Part("an `@`", why));
    }
    let mut parameters = Parameters::default();
    let hosts = credentials(authority, &mut parameters)?;
    addresses(hosts, &mut parameters)?;
    // Other characters must be encoded in a URL, and one that is not may belong to a misplaced password.
    if !path.chars().all(|c| c.is_alphanumeric() || "-_.~$+%".contains(c)) {
        let why = "has a character that must be percent-encoded, such as a space (`%20`)";
        return Err(Fault::Part("the database name", why));
    }
    // Empty if the URL has no path. An empty value counts as unset, so the query or a variable can still set it.
    parameters.set("dbname", decoded("dbname", path)?, Source::Text)?;
    for pair in pairs {
        let (name, value) = pair.split_once('=').ok_or(Fault::Part("a parameter", "has no `=`"))?;
        parameter(name, value, &mut parameters)?;
    }
    Ok(parameters)
}

/// Sets the user and the password from a URL's authority, and returns its hosts.
fn credentials<'a>(authority: &'a str, parameters: &mut Parameters) -> Result<&'a str, Fault> {
    // The last `@`, so that a second one is found in the credentials and reported.
    let Some((credentials, hosts)) = authority.rsplit_once('@') else { return Ok(authority) };
    if credentials.contains('@') {
        // In `user:p@ss@host` a driver may take `ss@host` for the host, and messages name hosts.
        let why = "appears more than once before the database; in a password, write it as `%40`";
        return Err(Fault::Part("an `@`", why));
    }
    let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
    parameters.set("user", decoded("user", user)?, Source::Text)?;
    parameters.set("password", decoded("password", password)?, Source::Text)?;
    Ok(hosts)
}

/// Sets a parameter from the query of a URL.
fn parameter(name: &str, value: &str, parameters: &mut Parameters) -> Result<(), Fault> {
    // libpq accepts this JDBC form of `sslmode=require`.
    if (name, value) == ("ssl", "true") {
        return parameters.put("sslmode", b"require".to_vec(), Source::Text);
    }
    // Only for the message about a bad `%XX`; `put` decides what becomes of the parameter.
    let part = match known(name)? {
        Known::Taken(name) => name,
        _ => "",
    };
    parameters.put(name, decoded(part, value)?, Source::Text)
}

/// Sets the hosts of a URL, and their ports if any host has one.
fn addresses(text: &str, parameters: &mut Parameters) -> Result<(), Fault> {
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for one in text.split(',') {
        let (host, port) = match one.strip_prefix('[') {
            // An IPv6 address has colons of its own, so brackets separate it from the port.
            Some(rest) => {
                rest.split_once(']').ok_or(Fault::Part("the host", "is missing its closing `]`"))?
            }
            None => one.find(':').map_or((one, ""), |index| one.split_at(index)),
        };
        let port = match port.strip_prefix(':') {
            Some(port) => port,
            None if port.is_empty() => port,
            None => return Err(Fault::Part("the port", "does not follow a `:`")),
        };
        hosts.push(decoded("host", host)?);
        ports.push(port);
    }
    parameters.set("host", hosts.join(&b','), Source::Text)?;
    if ports.iter().all(|port| port.is_empty()) {
        return Ok(());
    }
    // A list of ports must have one for each host, so missing ones get the default.
    let all: Vec<&str> = ports.into_iter().map(|port| if port.is_empty() { "5432" } else { port }).collect();
    parameters.set("port", all.join(",").into_bytes(), Source::Text)
}

/// Decodes percent-encoded characters. `name` is the parameter, for messages.
fn decoded(name: &'static str, text: &str) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        // Checked digit by digit, because parsing alone would accept a sign such as `+1`.
        let digits = part.get(..2).filter(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()));
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let why = "has a `%` without two hexadecimal digits after it; write the character `%` as `%25`";
        bytes.push(byte.ok_or(Fault::Part(called(name), why))?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    Ok(bytes)
}

/// Parses a list of `keyword=value`. A value may be in single quotes.
fn keywords(text: &str) -> Result<Parameters, Fault> {
    let mut parameters = Parameters::default();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let no_keyword = "is not `keyword=value`; put a value that contains a space in single quotes";
        let (name, value) = rest.split_once('=').ok_or(Fault::Part("a word", no_keyword))?;
        if name.trim_end().contains(char::is_whitespace) {
            return Err(Fault::Part("a word", no_keyword));
        }
        let name = name.trim_end();
        // Before the value is parsed, so that a misspelled keyword is reported rather than its value.
        known(name)?;
        let (value, is_quoted, after) = quoted(value.trim_start())?;
        // This is probably the rest of a URL, and may contain a password.
        if name == "dbname" && !is_quoted && value.contains(['@', '/', ':', ';', ',', '&', '?']) {
            let why = "has a character that requires single quotes around the name";
            return Err(Fault::Part("the database name", why));
        }
        parameters.put(name, value.into_bytes(), Source::Text)?;
        rest = after.trim_start();
    }
    Ok(parameters)
}

/// Splits a value off the beginning of a string. Returns the value, whether it was quoted, and the rest of the string.
fn quoted(text: &str) -> Result<(String, bool, &str), Fault> {
    let inner = text.strip_prefix('\'');
    let is_quoted = inner.is_some();
    let (mut value, mut chars) = (String::new(), inner.unwrap_or(text).chars());
    loop {
        match chars.next() {
            Some('\'') if is_quoted => return Ok((value, true, chars.as_str())),
            // As in libpq, a backslash escapes any next character, inside quotes and outside.
            Some('\\') => value.extend(chars.next()),
            Some(c) if c.is_whitespace() && !is_quoted => return Ok((value, false, chars.as_str())),
            Some(c) => value.push(c),
            None if is_quoted => return Err(Fault::Part("a value", "is missing its closing quote")),
            None => return Ok((value, false, "")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::db::connect::parameters::Fault;

    /// The parameters that a connection string sets to a value that is not empty.
    fn parameters(text: &str) -> Vec<(&'static str, String)> {
        let parameters = read(text).unwrap_or_else(|fault| panic!("{text}: {fault}"));
        let set = parameters.0.iter().filter(|(_, (value, _))| !value.is_empty());
        set.map(|(name, (value, _))| (*name, String::from_utf8_lossy(value).into_owned())).collect()
    }

    #[test]
    fn urls_and_keywords_are_read_as_in_libpq() {
        let cases: &[(&str, &str)] = &[
            ("postgresql://u:p%40%2F@h:1/d", "host=h port=1 dbname=d user=u password='p@/'"),
            (
                "postgres://h,i:6/d?user=u&password=a@b#c",
                "host=h,i port=5432,6 dbname=d user=u password=a@b#c",
            ),
            ("postgresql://[::1]:1/", "host=::1 port=1"),
            ("postgresql:///d%20e?host=%2Frun", r"dbname = d\ e host= /run"),
            (" postgresql://u@/d\n", "user=u dbname='d'"),
        ];
        for (url, keywords) in cases {
            assert_eq!(parameters(url), parameters(keywords), "{url}");
        }
    }

    #[test]
    fn error_names_the_wrong_part() {
        let cases: &[(&str, &str)] = &[
            ("postgresql://u:p", "the port"),
            ("postgresql://h:1/d?port=x", "the port"),
            ("postgresql://u:a%zz@h/d", "the password"),
            ("postgresql://u:a/b@h/d", "an `@`"),
            ("postgresql://u:a@b@h/d", "an `@`"),
            ("postgresql://h!/d", "the host"),
            ("postgresql://h/d#e", "the database name"),
            ("mysql://u:p@h/d", "the scheme"),
            ("postgresql:u:p@h", "the scheme"),
            ("\"postgresql://h/d\"", "it"),
            ("host=h password=a b", "a word"),
            ("host=h;password=a", "the host"),
            ("password='a", "a value"),
            ("host=h connect_timeout=0", "connect_timeout"),
        ];
        for (text, part) in cases {
            let Err(Fault::Part(named, _)) = read(text) else { panic!("{text} should be refused") };
            assert_eq!(named, *part, "{text}");
        }
        let refused = read("postgresql://h/d?require_auth=md5").err();
        assert_eq!(refused, Some(Fault::Unsupported("require_auth")));
    }
}
