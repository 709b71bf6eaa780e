//! Reads libpq's password file, which lists passwords by host, port, database and user.

use super::default_files::{Named, open_to_others, quoted, read};
use super::parameters::Parameters;
use crate::db::error::Error;

/// The default folder of sockets. As in libpq, a line for `localhost` also matches a connection through this folder.
pub const SOCKETS: &str = "/var/run/postgresql";

/// The connection for which a password is needed. A line of the password file must match all fields.
pub struct Login<'a> {
    pub host: &'a str,
    pub port: u16,
    pub database: &'a str,
    pub user: &'a str,
}

/// The lines of a password file, without comments. `Debug` is not implemented, because they contain passwords.
#[derive(Default)]
pub struct Passwords(Vec<Vec<u8>>);

impl Passwords {
    /// Reads the file that `passfile` or `PGPASSFILE` names. If neither is set, reads `~/.pgpass`. A missing file
    /// counts as empty.
    ///
    /// # Errors
    /// The file cannot be read, or users other than its owner have access to it.
    pub fn read(parameters: &Parameters) -> Result<Self, Error> {
        // As in libpq, even a file that is named may be missing, and `/dev/null` is a way to use none.
        let Some(file) = Named::of(parameters, "passfile", ".pgpass").filter(|file| file.path.is_file())
        else {
            return Ok(Self::default());
        };
        let unreadable = |error| {
            let message = format!("cannot read the password file {}: {error}", file.words());
            Error::new(message, "correct its permissions, or give the password in `PGPASSWORD`")
        };
        let opened = file.open().map_err(unreadable)?;
        // libpq ignores such a file with a warning, which would look like a wrong password.
        if let Some(mode) = open_to_others(&opened, false) {
            return Err(Error::new(
                format!(
                    "the password file {} can be read by other users: its permissions are {mode}",
                    file.words()
                ),
                format!("run `chmod 600 {}`", quoted(&file.path)),
            ));
        }
        let bytes = read(opened).map_err(unreadable)?;
        let lines = bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        Ok(Self(lines.filter(|line| !line.starts_with(b"#")).map(<[u8]>::to_vec).collect()))
    }

    /// Returns the password in the first line that matches `login`; `None` if no line matches or the password is empty.
    pub fn find(&self, login: &Login<'_>) -> Option<Vec<u8>> {
        let host = if login.host == SOCKETS { "localhost" } else { login.host };
        let port = login.port.to_string();
        let wanted = [host, &port, login.database, login.user];
        // As in libpq, a malformed line is skipped rather than reported.
        let password = self.0.iter().find_map(|line| {
            let fields = fields(line);
            // A line has host, port, database, user and password. As in libpq, more fields are ignored.
            let (password, patterns) = fields.get(..5).and_then(|five| five.split_last())?;
            let matches = |(field, wanted): (&Field, &&str)| field.matches(wanted.as_bytes());
            patterns.iter().zip(&wanted).all(matches).then(|| password.text.clone())
        });
        // An empty password in the file means the same as none.
        password.filter(|password| !password.is_empty())
    }
}

/// One of the fields of a line, which colons separate.
struct Field {
    /// The content of the field, without the escaping backslashes.
    text: Vec<u8>,
    /// Whether the field is an unescaped `*`, which matches anything.
    is_any: bool,
}

impl Field {
    fn matches(&self, wanted: &[u8]) -> bool {
        self.is_any || self.text == wanted
    }
}

/// Splits a line at its colons. A backslash escapes the next character.
fn fields(line: &[u8]) -> Vec<Field> {
    let mut fields = vec![Field { text: Vec::new(), is_any: false }];
    // Only an unescaped `*` is a wildcard, so the text of a field is also kept with its backslashes.
    let (mut raw, mut bytes) = (Vec::new(), line.iter());
    while let Some(byte) = bytes.next() {
        let Some(field) = fields.last_mut() else { break };
        match byte {
            b':' => {
                fields.push(Field { text: Vec::new(), is_any: false });
                raw.clear();
                continue;
            }
            // A backslash at the end of a line has nothing to escape, so it stands for itself.
            b'\\' => field.text.push(*bytes.next().unwrap_or(byte)),
            byte => field.text.push(*byte),
        }
        raw.push(*byte);
        field.is_any = raw == b"*";
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::{Login, Passwords};

    #[test]
    fn first_matching_line_has_the_password() {
        let text = r"db:5432:shop:ann:first
db:5433:shop:ann:a\:b\\c:rest
*:*:*:bob:any
\*:*:*:eve:escaped
localhost:5432:shop:ann:socket
db:5432:shop
db:1:shop:ann:";
        let passwords = Passwords(text.lines().map(|line| line.as_bytes().to_vec()).collect());
        let find = |host, port, user| {
            let found = passwords.find(&Login { host, port, database: "shop", user });
            found.map(|it| String::from_utf8_lossy(&it).into_owned())
        };
        assert_eq!(find("db", 5432, "ann").as_deref(), Some("first"));
        assert_eq!(find("db", 5433, "ann").as_deref(), Some(r"a:b\c"));
        assert_eq!(find("x", 1, "bob").as_deref(), Some("any"));
        assert_eq!(find("x", 1, "eve"), None);
        assert_eq!(find("/var/run/postgresql", 5432, "ann").as_deref(), Some("socket"));
        assert_eq!(find("db", 1, "ann"), None);
    }
}
