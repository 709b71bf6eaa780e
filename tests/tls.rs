//! TLS with a real server, whose certificates an authority of the tests signs. Wares accepts and refuses the same
//! connections as `psql`.

use crate::support::{Authority, Listening, Project, Run, Says, Signed, bare_psql, self_signed, text};
use std::process::Command;

const HOSTS: &[&str] = &["localhost"];
const MODES: &[&str] = &["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

/// A server with TLS, and a project and a home directory for the clients that connect to it.
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

    /// Makes the server use a certificate.
    fn use_certificate(&self, signed: &Signed) {
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

    /// A connection string that ends with more parameters.
    fn database(&self, more: &str) -> String {
        format!("host=localhost port={} user=wares dbname=postgres {more}", self.server.port)
    }

    /// Whether `psql` connects, and what it prints.
    fn psql(&self, database: &str) -> (bool, String) {
        let mut command = bare_psql();
        let output =
            self.bare(&mut command).args(["-d", database, "-Atqc", "SELECT 1"]).output().expect("it runs");
        (output.status.success(), text(&output))
    }

    /// Whether Wares connects, and what it prints.
    fn wares(&self, database: &str) -> (bool, String) {
        let mut command = self.project.command("plan -v");
        self.bare(&mut command).env("WARES_DATABASE_URL", database);
        let run = Run::new("plan", &command.output().expect("it runs")).code(5);
        (run.stderr.contains("connected to"), run.stderr)
    }

    fn bare<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("HOME", self.home.path())
    }

    /// Asserts that Wares connects if and only if `psql` does. Returns whether Wares connects, and what it prints.
    fn agree(&self, more: &str) -> (bool, String) {
        let database = self.database(more);
        let (theirs, ours) = (self.psql(&database), self.wares(&database));
        assert_eq!(theirs.0, ours.0, "{more}\n--- psql\n{}\n--- wares\n{}", theirs.1, ours.1);
        ours
    }

    /// Asserts that both refuse to connect, and that Wares prints why.
    fn refused(&self, more: &str, words: &str) {
        let (connected, printed) = self.agree(more);
        let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(!connected && printed.contains(words), "{more} should be refused with `{words}`:\n{printed}");
    }

    /// Asserts that both connect. Returns what Wares prints.
    fn accepted(&self, more: &str) -> String {
        let (connected, printed) = self.agree(more);
        assert!(connected, "{more} should be accepted:\n{printed}");
        printed
    }
}

/// A valid certificate for the server.
fn valid_certificate(authority: &Authority) -> Signed {
    authority.sign(&Says { name: "db", hosts: HOSTS, ..Says::default() })
}

#[test]
fn certificates_are_accepted_or_refused_as_psql_does() {
    let secured = Secured::start("host all all all trust");
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    let below = ours.below("Below");
    let of = |authority: &Authority, name, hosts, years| {
        authority.sign(&Says { name, hosts, years: Some(years), serial: 7 })
    };
    let chained = of(&below, "db", HOSTS, (2020, 4000));
    let chained = Signed { certificate: format!("{}{}", chained.certificate, below.pem()), key: chained.key };
    let shown = [
        ("right", valid_certificate(&ours), ""),
        ("expired", of(&ours, "db", HOSTS, (2020, 2021)), "the server's certificate expired on 2021-01-01"),
        (
            "early",
            of(&ours, "db", HOSTS, (3000, 4000)),
            "the server's certificate is not valid before 3000-01-01",
        ),
        (
            "other name",
            of(&ours, "localhost", &["db.example.com", "db"], (2020, 4000)),
            "is for `db.example.com` and `db`, not for `localhost`",
        ),
        ("common name", of(&ours, "localhost", &[], (2020, 4000)), ""),
        (
            "other common name",
            of(&ours, "db.example.com", &[], (2020, 4000)),
            "is for `db.example.com`, not for `localhost`",
        ),
        (
            "an address",
            of(&ours, "db", &["127.0.0.1"], (2020, 4000)),
            "is for `127.0.0.1` and `db`, not for `localhost`",
        ),
        ("other authority", valid_certificate(&theirs), "does not chain to any authority in"),
        ("a chain", chained, ""),
        (
            "itself",
            self_signed(&Says { name: "localhost", ..Says::default() }),
            "does not chain to any authority in",
        ),
    ];
    let roots = secured.server.file("root.crt", &ours.pem());
    for (what, signed, words) in &shown {
        secured.use_certificate(signed);
        let is_of_name = words.contains("not for");
        for mode in MODES {
            for root in [format!(" sslrootcert={}", roots.display()), String::new()] {
                let more = format!("sslmode={mode}{root}");
                let (connected, printed) = secured.agree(&more);
                let is_checked = mode.starts_with("verify") || (*mode == "require" && !root.is_empty());
                let should = match (is_checked, root.is_empty()) {
                    (false, _) => true,
                    (true, true) => false,
                    (true, false) => words.is_empty() || (is_of_name && *mode != "verify-full"),
                };
                assert_eq!(connected, should, "{what}, {more}\n{printed}");
                if !connected {
                    let words = if root.is_empty() { "needs root certificates" } else { words };
                    let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
                    assert!(printed.contains(words), "{what}, {more} should say `{words}`:\n{printed}");
                }
                let encrypted = printed.contains(", with TLS");
                let falls_back = !words.is_empty() && !is_of_name && !root.is_empty();
                let is_plain = ["disable", "allow"].contains(mode) || (*mode == "prefer" && falls_back);
                assert_eq!(encrypted, connected && !is_plain, "{what}, {more}\n{printed}");
            }
        }
    }
}

#[test]
fn self_signed_certificate_is_accepted_only_as_its_own_valid_root() {
    let secured = Secured::start("host all all all trust");
    // A self-signed certificate that is its own root.
    let own = self_signed(&Says { name: "localhost", ..Says::default() });
    secured.use_certificate(&own);
    let root = secured.server.file("own.crt", &own.certificate).display().to_string();
    secured.accepted(&format!("sslmode=verify-full sslrootcert={root}"));
    let expired = self_signed(&Says { name: "localhost", years: Some((2020, 2021)), ..Says::default() });
    secured.use_certificate(&expired);
    let root_of_expired = secured.server.file("expired.crt", &expired.certificate).display().to_string();
    secured.refused(&format!("sslmode=verify-full sslrootcert={root_of_expired}"), "have expired");
    secured.use_certificate(&self_signed(&Says { name: "localhost", ..Says::default() }));
    secured.refused(&format!("sslmode=verify-full sslrootcert={root}"), "does not chain to any authority in");
}

/// Makes certificates as PostgreSQL's documentation describes, and others that OpenSSL treats in a special way.
const MAKE: &str = r#"set -e
new() { openssl req -new -nodes -newkey rsa:2048 -subj "$2" -out "$1.csr" -keyout "$1.key"; }
by() { openssl x509 -req -in "$1.csr" -days 30 -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -out "$1.crt"; }
with() { printf '%s\n' "$3" >"$1.ext"; openssl x509 -req -in "$1.csr" -days 30 -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -extfile "$1.ext" -out "$1.crt"; }
alone() { openssl req -x509 -nodes -newkey rsa:2048 -days 30 -config "$2.cnf" -keyout "$1.key" -out "$1.crt"; }
conf() { printf '[req]\ndistinguished_name=dn\nprompt=no\nx509_extensions=ext\n[dn]\nCN=localhost\n[ext]\n%s\n' "$2" >"$1.cnf"; }
openssl req -x509 -nodes -newkey rsa:2048 -days 30 -subj /CN=root -keyout root.key -out root.crt
new inter /CN=inter; with inter root 'basicConstraints=critical,CA:TRUE'
new v1 /CN=localhost; by v1 root
new v1below /CN=localhost; by v1below inter; cat v1below.crt inter.crt >v1chain.crt
new first /CN=localhost/CN=alice; with first root 'basicConstraints=CA:FALSE'
new last /CN=alice/CN=localhost; with last root 'basicConstraints=CA:FALSE'
new below /CN=localhost; with below inter 'basicConstraints=CA:FALSE'; cat below.crt inter.crt >chain.crt
new ca /CN=localhost; with ca root 'basicConstraints=critical,CA:TRUE'
new signer /CN=localhost; with signer root "$(printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign')"
new odd /CN=localhost; with odd root "$(printf 'basicConstraints=critical,CA:TRUE\n1.2.3.4.5=critical,ASN1:NULL')"
new client /CN=localhost; with client root 'extendedKeyUsage=clientAuth'
new mail /CN=localhost; with mail root 'subjectAltName=email:a@b.c'
new addressed /CN=localhost; with addressed root 'subjectAltName=IP:127.0.0.1'
new named /CN=x; with named root 'subjectAltName=DNS:127.0.0.1'
new short /CN=short; with short root 'basicConstraints=critical,CA:TRUE,pathlen:0'
new deep /CN=deep; with deep short 'basicConstraints=critical,CA:TRUE'
new v1deep /CN=localhost; by v1deep deep; cat v1deep.crt deep.crt short.crt >v1deepchain.crt
conf plain 'basicConstraints=CA:FALSE'; alone self plain
conf pure 'extendedKeyUsage=clientAuth'; alone selfclient pure
new byself /CN=localhost; by byself self
new alice /CN=alice; by alice root
new evil /CN=localhost; by evil alice; cat evil.crt alice.crt >evilchain.crt
new kuca /CN=kuca; with kuca root "$(printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=digitalSignature')"
new kubelow /CN=localhost; with kubelow kuca 'basicConstraints=CA:FALSE'; cat kubelow.crt kuca.crt >kuchain.crt
new kuleaf /CN=localhost; with kuleaf root 'keyUsage=nonRepudiation'
new ekuca /CN=ekuca; with ekuca root "$(printf 'basicConstraints=critical,CA:TRUE\nextendedKeyUsage=clientAuth')"
new ekuold /CN=localhost; by ekuold ekuca; cat ekuold.crt ekuca.crt >ekuchain.crt
new limits /CN=limits; with limits root "$(printf 'basicConstraints=critical,CA:TRUE\nnameConstraints=critical,permitted;DNS:.other.example')"
new limited /CN=db.evil.example; with limited limits 'basicConstraints=CA:FALSE'; cat limited.crt limits.crt >limitedchain.crt
conf eku "$(printf 'basicConstraints=critical,CA:TRUE\nextendedKeyUsage=clientAuth')"; alone ekuroot eku
new ekuleaf /CN=localhost; with ekuleaf ekuroot 'basicConstraints=CA:FALSE'
conf crit "$(printf 'basicConstraints=critical,CA:TRUE\n1.2.3.4.5=critical,ASN1:NULL')"; alone critroot crit
new critleaf /CN=localhost; with critleaf critroot 'basicConstraints=CA:FALSE'
conf flat 'basicConstraints=critical,CA:TRUE,pathlen:0'; alone flatroot flat
new flatca /CN=flatca; with flatca flatroot 'basicConstraints=critical,CA:TRUE'
new flatleaf /CN=localhost; with flatleaf flatca 'basicConstraints=CA:FALSE'; cat flatleaf.crt flatca.crt >flatchain.crt
new flatnear /CN=localhost; with flatnear flatroot 'basicConstraints=CA:FALSE'
new byselfnew /CN=localhost; with byselfnew self 'basicConstraints=CA:FALSE'
"#;

#[test]
fn openssl_certificates_are_accepted_or_refused_as_psql_does() {
    let secured = Secured::start("host all all all trust");
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new("sh").args(["-c", MAKE]).current_dir(&folder).output().expect("a shell");
    assert!(made.status.success(), "{}", text(&made));
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect(name);
    // The server's certificate, its key, the roots, the host name that is connected to, and whether it is accepted.
    let cases = [
        ("v1", "v1", "root", "localhost", true),
        ("v1chain", "v1below", "root", "localhost", true),
        ("v1deepchain", "v1deep", "root", "localhost", false),
        ("first", "first", "root", "localhost", true),
        ("last", "last", "root", "localhost", false),
        ("chain", "below", "root", "localhost", true),
        ("chain", "below", "inter", "localhost", false),
        ("below", "below", "root", "localhost", false),
        ("ca", "ca", "root", "localhost", true),
        ("signer", "signer", "root", "localhost", false),
        ("odd", "odd", "root", "localhost", false),
        ("client", "client", "root", "localhost", false),
        ("mail", "mail", "root", "localhost", true),
        ("addressed", "addressed", "root", "localhost", true),
        ("addressed", "addressed", "root", "127.0.0.1", true),
        ("named", "named", "root", "127.0.0.1", true),
        ("self", "self", "self", "localhost", true),
        ("selfclient", "selfclient", "selfclient", "localhost", false),
        ("byself", "byself", "self", "localhost", false),
        ("byselfnew", "byselfnew", "self", "localhost", false),
        ("v1", "v1", "self", "localhost", false),
        ("evilchain", "evil", "root", "localhost", false),
        ("kuchain", "kubelow", "root", "localhost", false),
        ("kuleaf", "kuleaf", "root", "localhost", false),
        ("ekuchain", "ekuold", "root", "localhost", false),
        ("limitedchain", "limited", "root", "db.evil.example hostaddr=127.0.0.1", false),
        ("ekuleaf", "ekuleaf", "ekuroot", "localhost", false),
        ("critleaf", "critleaf", "critroot", "localhost", false),
        ("flatchain", "flatleaf", "flatroot", "localhost", false),
        ("flatnear", "flatnear", "flatroot", "localhost", true),
    ];
    for (shown, key, roots, host, is_accepted) in cases {
        secured.use_certificate(&Signed {
            certificate: read(&format!("{shown}.crt")),
            key: read(&format!("{key}.key")),
        });
        let roots = secured.server.file("these.crt", &read(&format!("{roots}.crt"))).display().to_string();
        let (connected, printed) =
            secured.agree(&format!("host={host} sslmode=verify-full sslrootcert={roots}"));
        assert_eq!(connected, is_accepted, "{shown} at {host}:\n{printed}");
        assert!(!printed.contains("Other("), "{printed}");
        // Without roots the certificate is not verified.
        assert!(secured.accepted(&format!("host={host} sslmode=require")).contains("with TLS"), "{shown}");
    }
    // A certificate of version 1 is also accepted with an older version of TLS, and as a client certificate.
    secured.use_certificate(&Signed { certificate: read("v1.crt"), key: read("v1.key") });
    let roots = secured.server.file("root.crt", &read("root.crt")).display().to_string();
    secured.accepted(&format!("sslmode=verify-full sslrootcert={roots} ssl_max_protocol_version=TLSv1.2"));
    let settings =
        std::fs::read_to_string(secured.server.path("data/postgresql.auto.conf")).expect("settings");
    secured.set(&format!("{settings}ssl_ca_file = '{roots}'\n"));
    secured
        .server
        .file("data/pg_hba.conf", "hostssl all all all trust clientcert=verify-ca\nlocal all all trust\n");
    secured.server.reload();
    let key = secured.home.path().join("v1.key");
    std::fs::write(&key, read("v1.key")).expect("a file");
    chmod(&key, 0o600);
    let certificate = folder.path().join("v1.crt");
    let client = format!("sslmode=require sslcert={} sslkey={}", certificate.display(), key.display());
    secured.accepted(&client);
}

#[test]
fn invalid_certificate_and_revocation_files_are_refused() {
    let secured = Secured::start("host all all all trust");
    let ours = Authority::new("Ours");
    secured.use_certificate(&valid_certificate(&ours));
    let file = |name: &str, text: &str| secured.server.file(name, text).display().to_string();
    let roots = file("root.crt", &ours.pem());
    let refused = |more: &str, words: &str| secured.refused(&format!("sslmode=verify-full {more}"), words);
    refused(&format!("sslrootcert={roots} sslcrl={roots}"), "it has no revocation list in PEM format");
    let old = file("old.crl", &ours.revoked_until(7, 2021));
    refused(&format!("sslrootcert={roots} sslcrl={old}"), "the revocation list (`sslcrl`) has expired");
    let newer = format!("{}{}", ours.list(9, (2020, 4000)), ours.list(7, (2022, 4000)));
    secured.use_certificate(&ours.sign(&Says { name: "db", hosts: HOSTS, serial: 7, ..Says::default() }));
    refused(
        &format!("sslrootcert={roots} sslcrl={}", file("newer.crl", &newer)),
        "the server's certificate has been revoked",
    );
    let early = file("early.crl", &ours.list(9, (3000, 4000)));
    refused(&format!("sslrootcert={roots} sslcrl={early}"), "it is not valid yet");
    let broken = format!("{}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", ours.pem());
    refused(&format!("sslrootcert={}", file("broken.crt", &broken)), "certificate 2 is damaged");
    refused(&format!("sslrootcert={}", file("empty.crt", "")), "it has no root certificates in PEM format");
    refused(
        "sslrootcert=~/root.crt",
        "cannot read the root certificates from the file that `sslrootcert` names",
    );
    let expired = Authority::until("Old", 2021);
    secured.use_certificate(&valid_certificate(&expired));
    refused(&format!("sslrootcert={}", file("expired.crt", &expired.pem())), "have expired");
    secured.use_certificate(&valid_certificate(&ours));
    let hostless = format!(
        "hostaddr=127.0.0.1 port={} user=wares sslmode=verify-full sslrootcert={roots}",
        secured.server.port
    );
    assert_eq!((secured.psql(&hostless).0, secured.wares(&hostless).0), (false, false));
    for empty in ["sslmode=''", "channel_binding=''", "target_session_attrs=''"] {
        secured.refused(empty, "is empty");
    }
}

/// An error after the login must not cause a second login without TLS, which would send the password unencrypted.
#[test]
fn error_after_the_login_does_not_cause_a_second_login() {
    let secured = Secured::start("host all all all password");
    secured.server.sql("CREATE ROLE ann LOGIN PASSWORD 'right'");
    secured.use_certificate(&valid_certificate(&Authority::new("Ours")));
    let settings =
        std::fs::read_to_string(secured.server.path("data/postgresql.auto.conf")).expect("settings");
    secured.set(&format!("{settings}log_connections = on\n"));
    let (connected, printed) = secured.wares(&secured.database("user=ann password=right dbname=nonesuch"));
    assert!(!connected && printed.contains("does not exist"), "{printed}");
    let log = std::fs::read_to_string(secured.server.path("log")).expect("a log");
    let logins: Vec<&str> = log.lines().filter(|line| line.contains("authorized: user=ann")).collect();
    assert!(logins.len() == 1 && logins[0].contains("SSL enabled"), "{logins:#?}");
}

#[test]
fn fallback_to_an_unencrypted_connection_has_a_warning() {
    let secured = Secured::start("host all all all trust");
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    secured.use_certificate(&valid_certificate(&ours));
    let roots = secured.server.file("theirs.crt", &theirs.pem()).display().to_string();
    let printed = secured.accepted(&format!("sslrootcert={roots}"));
    assert!(
        printed.contains("warning: the connection to `postgres` on localhost is not encrypted"),
        "{printed}"
    );
    // There is no fallback if the server refuses the client certificate after the handshake.
    let settings =
        std::fs::read_to_string(secured.server.path("data/postgresql.auto.conf")).expect("settings");
    secured.server.file("clients.crt", &ours.pem());
    secured.set(&format!("{settings}ssl_ca_file = '{}'\n", secured.server.path("clients.crt").display()));
    let eve = theirs.sign(&Says { name: "eve", ..Says::default() });
    let write = |name: &str, text: &str| {
        let path = secured.home.path().join(name);
        std::fs::write(&path, text).expect("a file");
        chmod(&path, 0o600);
        path.display().to_string()
    };
    let eve = format!("sslcert={} sslkey={}", write("eve.crt", &eve.certificate), write("eve.key", &eve.key));
    secured.refused(&eve, "the server does not trust the authority that signed the client certificate");
    // If both attempts fail, the error of the one with TLS is among those that are reported.
    secured.server.file(
        "data/pg_hba.conf",
        "hostssl all all all scram-sha-256\nhostnossl all all all reject\nlocal all all trust\n",
    );
    secured.server.reload();
    secured.refused("password=wrong", "password authentication failed");
}

#[test]
fn server_without_tls_is_refused_if_tls_is_required() {
    let secured = Secured::start("host all all all trust");
    let roots = secured.server.file("root.crt", &Authority::new("Ours").pem()).display().to_string();
    for mode in ["require", "verify-ca", "verify-full"] {
        let words = format!("the server does not offer TLS, which `sslmode={mode}` requires");
        secured.refused(&format!("sslmode={mode} sslrootcert={roots}"), &words);
    }
    for mode in ["disable", "allow", "prefer"] {
        assert!(secured.accepted(&format!("sslmode={mode}")).contains("without TLS"));
    }
}

#[test]
fn server_may_require_or_forbid_tls_for_a_role() {
    let secured = Secured::start("hostnossl all plain all trust\nhostssl all all all trust");
    secured.server.sql("CREATE ROLE plain LOGIN;\nCREATE ROLE secret LOGIN");
    secured.use_certificate(&valid_certificate(&Authority::new("Ours")));
    let words = "no pg_hba.conf entry";
    secured.refused("user=secret sslmode=disable", words);
    assert!(secured.accepted("user=secret sslmode=allow").contains("with TLS"));
    assert!(secured.accepted("user=secret").contains("with TLS"));
    secured.set("ssl = off");
    secured.refused("user=secret", words);
    assert!(secured.accepted("user=plain").contains("without TLS"));
}

#[test]
fn revoked_certificate_is_refused() {
    let secured = Secured::start("host all all all trust");
    let ours = Authority::new("Ours");
    secured.use_certificate(&ours.sign(&Says { name: "db", hosts: HOSTS, serial: 7, ..Says::default() }));
    let roots = secured.server.file("root.crt", &ours.pem()).display().to_string();
    let list = |serial| secured.server.file("root.crl", &ours.revokes(serial)).display().to_string();
    let other = list(8);
    secured.accepted(&format!("sslmode=verify-full sslrootcert={roots} sslcrl={other}"));
    let revoked = list(7);
    secured.refused(
        &format!("sslmode=verify-full sslrootcert={roots} sslcrl={revoked}"),
        "the server's certificate has been revoked",
    );
}

#[test]
fn client_certificate_is_sent_if_the_server_requests_one() {
    let secured =
        Secured::start("hostssl all ann all cert\nhostssl all wares all trust clientcert=verify-ca");
    secured.server.sql("CREATE ROLE ann LOGIN");
    let (ours, theirs) = (Authority::new("Ours"), Authority::new("Theirs"));
    secured.server.file("clients.crt", &ours.pem());
    secured.use_certificate(&valid_certificate(&ours));
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
    secured.accepted(&format!("user=ann {ann}"));
    secured.accepted(&ann);
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
    // A key that other users can read, that belongs to another certificate, or that is missing.
    chmod(&secured.home.path().join("ann.key"), 0o644);
    secured.refused(&format!("user=ann {ann}"), "can be read by other users: its permissions are 0644");
    chmod(&secured.home.path().join("ann.key"), 0o600);
    let other = ann.replace("ann.key", "bob.key");
    secured.refused(&format!("user=ann {other}"), "does not match the client certificate");
    let missing = ann.replace("ann.key", "none.key");
    secured.refused(
        &format!("user=ann {missing}"),
        "cannot read the private key from the file that `sslkey` names",
    );
    // The default files in the home directory are used without any parameter.
    let signed = ours.sign(&Says { name: "ann", ..Says::default() });
    file(".postgresql/postgresql.crt", &signed.certificate);
    file(".postgresql/postgresql.key", &signed.key);
    file(".postgresql/root.crt", &ours.pem());
    secured.accepted("user=ann sslmode=verify-full");
    file(".postgresql/root.crt", &theirs.pem());
    secured.refused("user=ann sslmode=require", "does not chain to any authority in");
}

fn chmod(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
}

#[test]
fn channel_binding_follows_its_parameter() {
    let secured = Secured::start("host all all all scram-sha-256");
    secured.server.sql("CREATE ROLE ann LOGIN PASSWORD 'right'");
    secured.use_certificate(&valid_certificate(&Authority::new("Ours")));
    let ann = "user=ann password=right";
    secured.accepted(&format!("{ann} sslmode=require channel_binding=require"));
    secured.accepted(&format!("{ann} sslmode=require channel_binding=disable"));
    secured.accepted(ann);
    secured.refused(&format!("{ann} sslmode=disable channel_binding=require"), "channel binding");
    secured.refused(
        "user=ann password=wrong sslmode=require channel_binding=require",
        "password authentication failed",
    );
    secured.server.sql("SET password_encryption = 'md5';\nCREATE ROLE old LOGIN PASSWORD 'right'");
    secured.server.file("data/pg_hba.conf", "host all all all md5\nlocal all all trust\n");
    secured.server.reload();
    secured.accepted("user=old password=right sslmode=require");
    secured.refused("user=old password=right sslmode=require channel_binding=require", "channel binding");
}

#[test]
fn tls_versions_and_system_roots_follow_their_parameters() {
    let secured = Secured::start("host all all all trust");
    let ours = Authority::new("Ours");
    secured.use_certificate(&valid_certificate(&ours));
    secured.accepted("sslmode=require ssl_min_protocol_version=TLSv1.3");
    secured.accepted("sslmode=require ssl_max_protocol_version=TLSv1.2 sslsni=0");
    let settings =
        std::fs::read_to_string(secured.server.path("data/postgresql.auto.conf")).expect("settings");
    secured.set(&format!("{settings}ssl_min_protocol_version = 'TLSv1.3'\n"));
    secured.refused(
        "sslmode=require ssl_max_protocol_version=TLSv1.2",
        "supports none of the TLS versions that are allowed here",
    );
    let system = secured.database("sslrootcert=system");
    // `psql` supports the system's roots only from version 16 on, so Wares is tested alone.
    let roots = secured.server.file("system.crt", &ours.pem());
    let wares = |more: &str, roots: &std::path::Path| {
        let mut command = secured.project.command("plan -v");
        command.env("WARES_DATABASE_URL", format!("{system} {more}")).env("SSL_CERT_FILE", roots);
        Run::new("plan", &command.output().expect("it runs")).code(5)
    };
    wares("", &roots).says("connected to");
    let others = secured.server.file("others.crt", &Authority::new("Theirs").pem());
    wares("", &others).says("does not chain to any authority in the authorities that the system trusts");
    wares("sslmode=verify-ca", &roots).says("`sslmode=verify-ca` is too weak for `sslrootcert=system`");
}
