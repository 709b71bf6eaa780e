//! TLS against a real server, whose certificates the tests' own authority signs. What Wares takes and refuses, `psql` takes
//! and refuses.

use crate::support::{Authority, Listening, Project, Run, Says, Signed, bare_psql, self_signed, text};
use std::process::Command;

const HOSTS: &[&str] = &["localhost"];
const MODES: &[&str] = &["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/// A server with TLS, and whoever connects to it.
struct Secured {
    server: Listening,
    project: Project,
    home: tempfile::TempDir,
}

impl Secured {
    fn start(rules: &str) -> Self {
        let server = Listening::start("", rules);
        Self { server, project: Project::new(), home: tempfile::tempdir().expect("a home") }
    }

    /// Gives the server a certificate, or another one.
    fn show(&self, signed: &Signed) {
        self.server.file("server.crt", &signed.certificate);
        self.server.file("server.key", &signed.key);
        let setting = |name: &str, file: &str| format!("{name} = '{}'\n", self.server.path(file).display());
        let (certificate, key) =
            (setting("ssl_cert_file", "server.crt"), setting("ssl_key_file", "server.key"));
        self.set(&format!("ssl = on\n{certificate}{key}"));
    }

    fn set(&self, settings: &str) {
        self.server.file("data/postgresql.auto.conf", settings);
        self.server.reload();
    }

    /// A connection string of a user, with more after it.
    fn database(&self, more: &str) -> String {
        format!("host=localhost port={} user=wares dbname=postgres {more}", self.server.port)
    }

    /// Whether `psql` connects, and what it says.
    fn psql(&self, database: &str) -> (bool, String) {
        let mut command = bare_psql();
        let output =
            self.bare(&mut command).args(["-d", database, "-Atqc", "SELECT 1"]).output().expect("it runs");
        (output.status.success(), text(&output))
    }

    /// Whether Wares connects, and what it says.
    fn wares(&self, database: &str) -> (bool, String) {
        let mut command = self.project.command("plan -v");
        self.bare(&mut command).env("WARES_DATABASE_URL", database);
        let run = Run::new("plan", &command.output().expect("it runs")).code(5);
        (run.stderr.contains("connected to"), run.stderr)
    }

    fn bare<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("HOME", self.home.path())
    }

    /// Holds that both say the same of a connection; returns what Wares says.
    fn agree(&self, more: &str) -> (bool, String) {
        let database = self.database(more);
        let (theirs, ours) = (self.psql(&database), self.wares(&database));
        assert_eq!(theirs.0, ours.0, "{more}\n--- psql\n{}\n--- wares\n{}", theirs.1, ours.1);
        ours
    }

    /// Holds that both refuse a connection, and that Wares says why.
    fn refused(&self, more: &str, words: &str) {
        let (connected, said) = self.agree(more);
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!connected && said.contains(words), "{more} should be refused with `{words}`:\n{said}");
    }

    fn taken(&self, more: &str) -> String {
        let (connected, said) = self.agree(more);
        assert!(connected, "{more} should be taken:\n{said}");
        said
    }
}

fn right(authority: &Authority) -> Signed {
    authority.sign(&Says { name: "db", hosts: HOSTS, ..Says::default() })
}

#[test]
fn a_certificate_is_taken_or_refused_as_psql_takes_or_refuses_it() {
    let secured = Secured::start("host all all all trust");
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let below = ours.below("Below");
    let of = |authority: &Authority, name, hosts, years| {
        authority.sign(&Says { name, hosts, years: Some(years), serial: 7 })
    };
    let chained = of(&below, "db", HOSTS, (2020, 4000));
    let chained = Signed { certificate: format!("{}{}", chained.certificate, below.pem()), key: chained.key };
    let shown = [
        ("right", right(&ours), ""),
        ("expired", of(&ours, "db", HOSTS, (2020, 2021)), "its certificate expired on 2021-01-01"),
        ("early", of(&ours, "db", HOSTS, (3000, 4000)), "its certificate is not valid before 3000-01-01"),
        (
            "other name",
            of(&ours, "localhost", &["db.example.com", "db"], (2020, 4000)),
            "is made out to `db.example.com` and `db`, and not to this host",
        ),
        ("common name", of(&ours, "localhost", &[], (2020, 4000)), ""),
        (
            "other common name",
            of(&ours, "db.example.com", &[], (2020, 4000)),
            "is made out to `db.example.com`, and not to this host",
        ),
        (
            "an address",
            of(&ours, "db", &["127.0.0.1"], (2020, 4000)),
            "is made out to `127.0.0.1`, and not to this host",
        ),
        ("other authority", right(&theirs), "signed its certificate"),
        ("a chain", chained, ""),
        ("itself", self_signed(&Says { name: "localhost", ..Says::default() }), "signed its certificate"),
    ];
    let roots = secured.server.file("root.crt", &ours.pem());
    for (what, signed, words) in &shown {
        secured.show(signed);
        let is_of_name = words.contains("made out");
        for mode in MODES {
            for root in [format!(" sslrootcert={}", roots.display()), String::new()] {
                let more = format!("sslmode={mode}{root}");
                let (connected, said) = secured.agree(&more);
                let is_checked = mode.starts_with("verify") || (*mode == "require" && !root.is_empty());
                let should = match (is_checked, root.is_empty()) {
                    (false, _) => true,
                    (true, true) => false,
                    (true, false) => words.is_empty() || (is_of_name && *mode != "verify-full"),
                };
                assert_eq!(connected, should, "{what}, {more}\n{said}");
                if !connected {
                    let words = if root.is_empty() { "needs root certificates" } else { words };
                    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
                    assert!(said.contains(words), "{what}, {more} should say `{words}`:\n{said}");
                }
                let encrypted = said.contains(", with TLS");
                let falls_back = !words.is_empty() && !is_of_name && !root.is_empty();
                let is_plain = ["disable", "allow"].contains(mode) || (*mode == "prefer" && falls_back);
                assert_eq!(encrypted, connected && !is_plain, "{what}, {more}\n{said}");
            }
        }
    }
}

#[test]
fn certificates_that_postgres_documents_are_taken_as_psql_takes_them() {
    let secured = Secured::start("host all all all trust");
    // One that signed itself, and is its own root.
    let own = self_signed(&Says { name: "localhost", ..Says::default() });
    secured.show(&own);
    let root = secured.server.file("own.crt", &own.certificate).display().to_string();
    secured.taken(&format!("sslmode=verify-full sslrootcert={root}"));
    let expired = self_signed(&Says { name: "localhost", years: Some((2020, 2021)), ..Says::default() });
    secured.show(&expired);
    let root_of_expired = secured.server.file("expired.crt", &expired.certificate).display().to_string();
    let words = "its certificate expired on 2021-01-01";
    secured.refused(&format!("sslmode=verify-full sslrootcert={root_of_expired}"), words);
    secured.show(&self_signed(&Says { name: "localhost", ..Says::default() }));
    secured.refused(&format!("sslmode=verify-full sslrootcert={root}"), "signed its certificate");
    // One of X.509 version 1, as `openssl x509 -req` makes it where it is told of no extensions.
    let folder = tempfile::tempdir().expect("a folder");
    let make = "set -e; openssl req -new -x509 -days 365 -nodes -subj /CN=root -out root.crt -keyout root.key 2>/dev/null; \
                openssl req -new -nodes -subj /CN=localhost -out server.csr -keyout server.key 2>/dev/null; \
                openssl x509 -req -in server.csr -days 365 -CA root.crt -CAkey root.key -CAcreateserial -out server.crt 2>/dev/null";
    let made = Command::new("sh").args(["-c", make]).current_dir(&folder).status().expect("a shell");
    assert!(made.success(), "openssl makes certificates");
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
    secured.show(&Signed { certificate: read("server.crt"), key: read("server.key") });
    let roots = secured.server.file("old.crt", &read("root.crt")).display().to_string();
    for mode in ["require", "verify-ca", "verify-full"] {
        assert!(secured.taken(&format!("sslmode={mode} sslrootcert={roots}")).contains("with TLS"));
    }
    secured.taken("sslmode=require");
    secured.refused(&format!("sslmode=verify-ca sslrootcert={root}"), "signed its certificate");
}

#[test]
fn a_server_without_tls_is_refused_where_tls_is_asked_for() {
    let secured = Secured::start("host all all all trust");
    let roots = secured.server.file("root.crt", &Authority::new("Ours").pem()).display().to_string();
    for mode in ["require", "verify-ca", "verify-full"] {
        let words = format!("the server does not offer TLS, and sslmode {mode} asks for it");
        secured.refused(&format!("sslmode={mode} sslrootcert={roots}"), &words);
    }
    for mode in ["disable", "allow", "prefer"] {
        assert!(secured.taken(&format!("sslmode={mode}")).contains("without TLS"));
    }
}

#[test]
fn a_server_may_insist_on_tls_or_on_none() {
    let secured = Secured::start("hostnossl all plain all trust\nhostssl all all all trust");
    secured.server.sql("CREATE ROLE plain LOGIN;\nCREATE ROLE secret LOGIN");
    secured.show(&right(&Authority::new("Ours")));
    let words = "no encryption";
    secured.refused("user=secret sslmode=disable", words);
    assert!(secured.taken("user=secret sslmode=allow").contains("with TLS"));
    assert!(secured.taken("user=secret").contains("with TLS"));
    secured.set("ssl = off");
    secured.refused("user=secret", words);
    assert!(secured.taken("user=plain").contains("without TLS"));
}

#[test]
fn what_was_revoked_is_refused() {
    let secured = Secured::start("host all all all trust");
    let ours = Authority::new("Ours");
    secured.show(&ours.sign(&Says { name: "db", hosts: HOSTS, serial: 7, ..Says::default() }));
    let roots = secured.server.file("root.crt", &ours.pem()).display().to_string();
    let list = |serial| secured.server.file("root.crl", &ours.revokes(serial)).display().to_string();
    let other = list(8);
    secured.taken(&format!("sslmode=verify-full sslrootcert={roots} sslcrl={other}"));
    let revoked = list(7);
    secured.refused(
        &format!("sslmode=verify-full sslrootcert={roots} sslcrl={revoked}"),
        "its certificate has been revoked",
    );
}

#[test]
fn a_client_certificate_is_shown_where_one_is_asked_for() {
    let secured =
        Secured::start("hostssl all ann all cert\nhostssl all wares all trust clientcert=verify-ca");
    secured.server.sql("CREATE ROLE ann LOGIN");
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    secured.server.file("clients.crt", &ours.pem());
    secured.show(&right(&ours));
    let file = |name: &str, text: &str| {
        let path = secured.home.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
        chmod(&path, 0o600);
        path.display().to_string()
    };
    let settings =
        std::fs::read_to_string(secured.server.path("data/postgresql.auto.conf")).expect("settings");
    secured.set(&format!("{settings}ssl_ca_file = '{}'\n", secured.server.path("clients.crt").display()));
    secured.refused("user=ann sslmode=require", "requires a valid client certificate");
    let client = |name: &str, authority: &Authority, years| {
        let signed = authority.sign(&Says { name, years: Some(years), ..Says::default() });
        let key = file(&format!("{name}.key"), &signed.key);
        format!("sslmode=require sslcert={} sslkey={key}", file(&format!("{name}.crt"), &signed.certificate))
    };
    let ann = client("ann", &ours, (2020, 4000));
    secured.taken(&format!("user=ann {ann}"));
    secured.taken(&ann);
    secured.refused(
        &format!("user=ann {}", client("bob", &ours, (2020, 4000))),
        "certificate authentication failed",
    );
    secured.refused(
        &format!("user=ann {}", client("eve", &theirs, (2020, 4000))),
        "the server does not trust the authority that signed the client certificate",
    );
    secured.refused(
        &format!("user=ann {}", client("old", &ours, (2020, 2021))),
        "the client certificate has expired",
    );
    // A key that others can read, that is missing, or that belongs to another certificate.
    chmod(&secured.home.path().join("ann.key"), 0o644);
    secured.refused(&format!("user=ann {ann}"), "can be read by others: its permissions are 0644");
    chmod(&secured.home.path().join("ann.key"), 0o600);
    let other = ann.replace("ann.key", "bob.key");
    secured.refused(&format!("user=ann {other}"), "does not belong to the client certificate");
    let missing = ann.replace("ann.key", "none.key");
    secured.refused(&format!("user=ann {missing}"), "the file that `sslkey` names, cannot be read");
    // The usual places are looked at without a word.
    let signed = ours.sign(&Says { name: "ann", ..Says::default() });
    file(".postgresql/postgresql.crt", &signed.certificate);
    file(".postgresql/postgresql.key", &signed.key);
    file(".postgresql/root.crt", &ours.pem());
    secured.taken("user=ann sslmode=verify-full");
    file(".postgresql/root.crt", &theirs.pem());
    secured.refused("user=ann sslmode=require", "signed its certificate");
}

fn chmod(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
}

#[test]
fn passwords_are_bound_to_the_channel_where_that_is_asked_for() {
    let secured = Secured::start("host all all all scram-sha-256");
    secured.server.sql("CREATE ROLE ann LOGIN PASSWORD 'right'");
    secured.show(&right(&Authority::new("Ours")));
    let ann = "user=ann password=right";
    secured.taken(&format!("{ann} sslmode=require channel_binding=require"));
    secured.taken(&format!("{ann} sslmode=require channel_binding=disable"));
    secured.taken(ann);
    secured.refused(&format!("{ann} sslmode=disable channel_binding=require"), "channel binding");
    secured.refused(
        "user=ann password=wrong sslmode=require channel_binding=require",
        "password authentication failed",
    );
    secured.server.sql("SET password_encryption = 'md5';\nCREATE ROLE old LOGIN PASSWORD 'right'");
    secured.server.file("data/pg_hba.conf", "host all all all md5\nlocal all all trust\n");
    secured.server.reload();
    secured.taken("user=old password=right sslmode=require");
    secured.refused("user=old password=right sslmode=require channel_binding=require", "channel binding");
}

#[test]
fn versions_and_the_systems_roots_are_as_they_are_said() {
    let secured = Secured::start("host all all all trust");
    let ours = Authority::new("Ours");
    secured.show(&right(&ours));
    secured.taken("sslmode=require ssl_min_protocol_version=TLSv1.3");
    secured.taken("sslmode=require ssl_max_protocol_version=TLSv1.2 sslsni=0");
    let settings =
        std::fs::read_to_string(secured.server.path("data/postgresql.auto.conf")).expect("settings");
    secured.set(&format!("{settings}ssl_min_protocol_version = 'TLSv1.3'\n"));
    secured.refused(
        "sslmode=require ssl_max_protocol_version=TLSv1.2",
        "speaks no version of TLS that is allowed here",
    );
    let system = secured.database("sslrootcert=system");
    // `psql` knows the system's roots from version 16 on.
    let roots = secured.server.file("system.crt", &ours.pem());
    let wares = |more: &str, roots: &std::path::Path| {
        let mut command = secured.project.command("plan -v");
        command.env("WARES_DATABASE_URL", format!("{system} {more}")).env("SSL_CERT_FILE", roots);
        Run::new("plan", &command.output().expect("it runs")).code(5)
    };
    wares("", &roots).says("connected to");
    let others = secured.server.file("others.crt", &Authority::new("Theirs").pem());
    wares("", &others).says("the system's trusted authorities signed its certificate");
    wares("sslmode=verify-ca", &roots).says("sslmode verify-ca is too weak for `sslrootcert=system`");
}
