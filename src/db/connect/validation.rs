//! Checks the values of connection parameters.

use std::net::IpAddr;

/// The valid values of `sslmode`.
pub const MODES: &[&str] = &["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
/// The valid values of `target_session_attrs`.
pub const SESSIONS: &[&str] = &["any", "read-write", "read-only", "primary", "standby", "prefer-standby"];
/// The versions of TLS that libpq knows, from oldest to newest.
pub const VERSIONS: &[&str] = &["TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"];

/// Returns the error in a parameter's value, as a verb phrase; `None` if the value is valid.
pub fn wrong(name: &str, value: &[u8]) -> Option<&'static str> {
    // The protocol ends each string with a zero byte, so the rest of the value would be lost or read as something else.
    if value.contains(&0) {
        return Some("contains a zero byte");
    }
    // An empty value is probably a CI variable that was not set. The default would be weaker than what was intended.
    if value.is_empty() && ["sslmode", "channel_binding", "target_session_attrs"].contains(&name) {
        return Some("is empty");
    }
    // Any bytes can be a password.
    if name == "password" || value.is_empty() {
        return None;
    }
    match std::str::from_utf8(value) {
        Err(_) => Some("is not UTF-8"),
        Ok(text) if text.chars().any(char::is_control) => Some("contains a control character"),
        Ok(text) => fault(name, text),
    }
}

/// Returns the error in a value that is UTF-8 and not empty; `None` if the value is valid.
#[expect(clippy::too_many_lines, reason = "one arm for each parameter")]
fn fault(name: &str, text: &str) -> Option<&'static str> {
    // An empty element of a list stands for the default, as in libpq.
    let each = |is_valid: fn(&str) -> bool| text.split(',').all(|it| it.is_empty() || is_valid(it));
    let (is_right, why) = match name {
        "host" if text.contains('%') && !text.starts_with('/') => {
            (false, "has a zone (`%…`), which is not supported")
        }
        "host" => (each(is_host), "has a character that is not allowed in a host name"),
        "hostaddr" => (each(|it| it.parse::<IpAddr>().is_ok()), "is not an IP address"),
        "port" => (each(|it| in_range(it, 1, 65_535)), "is not a number from 1 to 65535"),
        // libpq takes 0 as no limit. Every wait of Wares has one, so 0 is refused rather than reinterpreted.
        "connect_timeout" => (in_range(text, 1, 86_400), "is not a number of seconds from 1 to 86400"),
        "tcp_user_timeout" => (in_range(text, 0, 86_400_000), "is not a number of milliseconds"),
        "keepalives_idle" | "keepalives_interval" | "keepalives_count" => {
            (in_range(text, 0, 86_400), "is not a number from 0 to 86400")
        }
        "keepalives" | "sslsni" => (["0", "1"].contains(&text), "is neither 0 nor 1"),
        "target_session_attrs" => (
            SESSIONS.contains(&text),
            "is not `any`, `read-write`, `read-only`, `primary`, `standby` or `prefer-standby`",
        ),
        "sslmode" => (
            MODES.contains(&text),
            "is not `disable`, `allow`, `prefer`, `require`, `verify-ca` or `verify-full`",
        ),
        "channel_binding" => {
            (["disable", "prefer", "require"].contains(&text), "is not `disable`, `prefer` or `require`")
        }
        "ssl_min_protocol_version" | "ssl_max_protocol_version" => (
            VERSIONS.iter().any(|version| version.eq_ignore_ascii_case(text)),
            "is not `TLSv1`, `TLSv1.1`, `TLSv1.2` or `TLSv1.3`",
        ),
        // libpq would expand such a name as another connection string.
        "dbname" => (!text.contains('=') && !text.contains("://"), "is a connection string, not a name"),
        _ => (true, ""),
    };
    (!is_right).then_some(why)
}

/// Whether a string is a whole number from `least` to `most`.
fn in_range(text: &str, least: u64, most: u64) -> bool {
    // libpq allows blanks around a number.
    text.trim().parse::<u64>().is_ok_and(|number| (least..=most).contains(&number))
}

/// Whether a string can be a host name, an address, or the folder of a socket.
fn is_host(host: &str) -> bool {
    host.starts_with('/') || host.chars().all(|c| c.is_alphanumeric() || "-_.:".contains(c))
}
