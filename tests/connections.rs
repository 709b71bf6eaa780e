//! Ways to name a database: Wares connects to the same database as `psql`, as the same user, or refuses and says why.

use crate::support::{Authority, Listening, Project, Run, Says, bare_psql, free_port, text};
use std::collections::BTreeMap;
use std::process::Command;

/// How Wares compares with `psql`.
enum Verdict {
    /// Both connect to the same database, as the same user.
    Same,
    /// Both connect to the same database, or neither connects, because not every machine has IPv6.
    Alike,
    /// Neither connects, and Wares says why.
    Neither(&'static str),
    /// Only `psql` connects, and Wares says why it does not.
    Stricter(&'static str),
}

use Verdict::{Alike, Neither, Same, Stricter};

/// A file in the home folder: its path, its text, its permissions.
type File = (&'static str, &'static str, u32);
/// A way to name a database: a connection string, variables, files; and the verdict.
type Way = (&'static str, &'static [(&'static str, &'static str)], &'static [File], Verdict);

/// A service file.
const SERVICES: &str = "# all of them\n[other]\nhost=nowhere.invalid\n\n[shop]\n  host=localhost\nport={port}\nuser=wares\ndbname=shop  \n\
                        host=ignored.invalid\n[shop]\nuser=nobody\n[near]\nhost={socket}\nport={port}\ndbname=shop\n";
const PASSWORDS: &str = "# comment\nlocalhost:1:shop:ann:wrong\nlocalhost:{port}:shop:ann:right\nlocalhost:{port}:shop:eve:p@ss\\:w/%r\\\\d\n";

/// The ways to name a database. `{port}` and `{socket}` are those of a primary, `{standby}` is the port of a standby,
/// and nothing listens on the port `{dead}`.
const WAYS: &[Way] = &[
    // URLs
    ("postgresql://wares@localhost:{port}/shop", &[], &[], Same),
    ("postgres://wares@localhost:{port}/shop", &[], &[], Same),
    ("postgresql://wares@localhost:{port}", &[], &[], Same),
    ("postgresql://wares@localhost:{port}/", &[], &[], Same),
    ("postgresql://localhost:{port}/shop", &[], &[], Same),
    ("postgresql://localhost:{port}", &[], &[], Same),
    ("postgresql://wares@127.0.0.1:{port}/shop", &[], &[], Same),
    ("postgresql://wares@[::1]:{port}/shop", &[], &[], Alike),
    ("postgresql://wares@{escaped}:{port}/shop", &[], &[], Same),
    ("postgresql://wares@/shop?host={socket}&port={port}", &[], &[], Same),
    ("postgresql:///shop?host=localhost&port={port}&user=wares", &[], &[], Same),
    ("postgresql:///?dbname=shop&host=localhost&port={port}&user=ann&password=right", &[], &[], Same),
    ("postgresql://w%61res@localhost:{port}/sh%6Fp", &[], &[], Same),
    ("postgresql://ann:right@localhost:{port}/shop", &[], &[], Same),
    ("postgresql://ann:wrong@localhost:{port}/shop", &[], &[], Neither("password authentication failed")),
    ("postgresql://ann@localhost:{port}/shop", &[], &[], Neither("password missing")),
    ("postgresql://eve:p%40ss%3Aw%2F%25r%5Cd@localhost:{port}/shop", &[], &[], Same),
    ("postgresql://wares@localhost:{port}/none", &[], &[], Neither("does not exist")),
    ("postgresql://nobody@localhost:{port}/shop", &[], &[], Neither("does not exist")),
    ("postgresql://wares@localhost:{dead}/shop", &[], &[], Neither("Connection refused")),
    ("postgresql://wares@nowhere.invalid:{port}/shop", &[], &[], Neither("cannot be resolved")),
    ("postgresql://wares@localhost:{port}/shop?sslmode=disable", &[], &[], Same),
    ("postgresql://wares@localhost:{port}/shop?ssl=true", &[], &[], Same),
    ("postgresql://wares@localhost:{port}/shop?unknown=1", &[], &[], Neither("unknown keyword")),
    ("postgresql://wares@localhost:{port}/shop?user", &[], &[], Neither("a parameter has no `=`")),
    ("postgresql://wares@[::1:{port}/shop", &[], &[], Neither("is missing its closing `]`")),
    ("postgresql://wares@localhost:{port}/sh%zzop", &[], &[], Neither("has a `%`")),
    ("postgresql://a@b:c@localhost:{port}/shop", &[], &[], Neither("appears more than once")),
    (
        "postgresql://wares@localhost:{port}/shop?prot=1",
        &[],
        &[],
        Neither("unknown keyword (did you mean `port`?)"),
    ),
    ("postgresql://wares@localhost:{port}/shop?sslmode=", &[], &[], Neither("`sslmode` is empty")),
    (
        "postgresql://wares@localhost:{port}/shop",
        &[("PGSSLMODE", "")],
        &[],
        Neither("the variable `PGSSLMODE` is empty"),
    ),
    (
        "postgresql://wares@localhost:{port}/shop",
        &[("PGSERVICE", "")],
        &[],
        Neither("the variable `PGSERVICE` is set but empty"),
    ),
    ("host=localhost port={port} user=wares dbname=shop requiressl=1", &[], &[], Same),
    // Several hosts
    ("postgresql://wares@localhost:{dead},localhost:{port}/shop", &[], &[], Same),
    ("postgresql://wares@localhost:{port},localhost:{standby}/shop", &[], &[], Same),
    ("postgresql://wares@nowhere.invalid,localhost:{standby}/shop", &[], &[], Same),
    ("host={socket},localhost port={dead},{port} user=wares dbname=shop", &[], &[], Same),
    ("host=localhost,127.0.0.1 port={port} user=wares dbname=shop", &[], &[], Same),
    (
        "host=localhost,localhost,localhost port={port},{standby} user=wares",
        &[],
        &[],
        Neither("`port` lists 2 ports for 3 hosts"),
    ),
    (
        "host=localhost,localhost port={dead},{dead} user=wares",
        &[],
        &[],
        Neither("none of the 2 servers accepted the connection"),
    ),
    // If one host rejects the login, the next one is not tried.
    (
        "host=localhost,localhost port={port},{standby} user=ann password=wrong dbname=shop",
        &[],
        &[],
        Neither("password authentication failed"),
    ),
    (
        "host=localhost,localhost port={port},{standby} user=ann dbname=shop",
        &[],
        &[],
        Neither("password missing"),
    ),
    ("host=localhost,localhost port={standby},{port} user=ann dbname=shop", &[], &[], Same),
    // Sessions
    (
        "host=localhost,localhost port={standby},{port} user=wares dbname=shop target_session_attrs=any",
        &[],
        &[],
        Same,
    ),
    (
        "host=localhost,localhost port={standby},{port} user=wares dbname=shop target_session_attrs=read-write",
        &[],
        &[],
        Same,
    ),
    (
        "host=localhost,localhost port={port},{standby} user=wares dbname=shop target_session_attrs=read-only",
        &[],
        &[],
        Same,
    ),
    (
        "host=localhost,localhost port={standby},{port} user=wares dbname=shop target_session_attrs=primary",
        &[],
        &[],
        Same,
    ),
    (
        "host=localhost,localhost port={port},{standby} user=wares dbname=shop target_session_attrs=standby",
        &[],
        &[],
        Same,
    ),
    (
        "host=localhost,localhost port={port},{standby} user=wares dbname=shop target_session_attrs=prefer-standby",
        &[],
        &[],
        Same,
    ),
    ("host=localhost port={port} user=wares dbname=shop target_session_attrs=prefer-standby", &[], &[], Same),
    (
        "host=localhost port={port} user=wares dbname=shop target_session_attrs=standby",
        &[],
        &[],
        Neither("the server is not a standby, but `target_session_attrs` requires `standby`"),
    ),
    (
        "host=localhost port={standby} user=wares dbname=shop target_session_attrs=read-write",
        &[],
        &[],
        Neither("the server is read-only"),
    ),
    (
        "host=localhost port={port} user=reader dbname=shop target_session_attrs=read-write",
        &[],
        &[],
        Neither("the server is read-only"),
    ),
    ("host=localhost port={port} user=reader dbname=shop target_session_attrs=read-only", &[], &[], Same),
    ("host=localhost port={port} target_session_attrs=some", &[], &[], Neither("is not `any`, `read-write`")),
    // Addresses
    ("hostaddr=127.0.0.1 port={port} user=wares dbname=shop", &[], &[], Same),
    ("host=nowhere.invalid hostaddr=127.0.0.1 port={port} user=wares dbname=shop", &[], &[], Same),
    ("hostaddr=127.0.0.1,127.0.0.1 port={dead},{port} user=wares dbname=shop", &[], &[], Same),
    (
        "host=a,b,c hostaddr=127.0.0.1,127.0.0.1 port={port}",
        &[],
        &[],
        Neither("`hostaddr` lists 2 addresses for 3 hosts"),
    ),
    ("hostaddr=localhost port={port}", &[], &[], Neither("is not an IP address")),
    // Keywords
    ("host=localhost port={port} user=wares dbname=shop", &[], &[], Same),
    (" host = localhost\tport = {port}\n user = 'wares' dbname='shop' ", &[], &[], Same),
    ("host=localhost port={port} user=eve password='p@ss:w/%r\\\\d' dbname=sh\\op", &[], &[], Same),
    ("host=localhost port={port} user=wares dbname=shop password=''", &[], &[], Same),
    (
        "host=localhost port={port} user=wares dbname=shop connect_timeout=3 keepalives=1 keepalives_idle=9 keepalives_count=2 tcp_user_timeout=9000",
        &[],
        &[],
        Same,
    ),
    (
        "host=localhost port={port} user=wares dbname=shop application_name=other fallback_application_name=x client_encoding=LATIN1",
        &[],
        &[],
        Same,
    ),
    (
        "host=localhost port={port} user=wares dbname=shop gssencmode=disable krbsrvname=x sslcompression=1",
        &[],
        &[],
        Same,
    ),
    ("host=localhost port={port} user=wares dbname=shop options='-c statement_timeout=9000'", &[], &[], Same),
    (
        "host=localhost port={port} user=wares dbname=shop options='-c nonsense=1'",
        &[],
        &[],
        Neither("the server rejects the options"),
    ),
    ("host=localhost port={port} unknown=1", &[], &[], Neither("unknown keyword")),
    ("host=localhost port", &[], &[], Neither("is not `keyword=value`")),
    ("host='localhost port={port}", &[], &[], Neither("is missing its closing quote")),
    ("host=localhost port=x", &[], &[], Neither("is not a number from 1 to 65535")),
    ("host=localhost port=70000", &[], &[], Neither("is not a number from 1 to 65535")),
    ("host=localhost port={port} sslmode=maybe", &[], &[], Neither("is not `disable`, `allow`, `prefer`")),
    (
        "host=localhost port={port} user=wares dbname=shop sslmode=require channel_binding=some",
        &[],
        &[],
        Neither("is not `disable`, `prefer` or `require`"),
    ),
    // Variables
    (
        "",
        &[("PGHOST", "localhost"), ("PGPORT", "{port}"), ("PGUSER", "wares"), ("PGDATABASE", "shop")],
        &[],
        Same,
    ),
    ("", &[("PGHOST", "{socket}"), ("PGPORT", "{port}")], &[], Same),
    ("", &[("PGHOST", "localhost,localhost"), ("PGPORT", "{dead},{port}"), ("PGUSER", "wares")], &[], Same),
    (
        "",
        &[
            ("PGHOST", "nowhere.invalid"),
            ("PGHOSTADDR", "127.0.0.1"),
            ("PGPORT", "{port}"),
            ("PGUSER", "wares"),
        ],
        &[],
        Same,
    ),
    ("host=nowhere.invalid user=wares", &[("PGHOSTADDR", "127.0.0.1"), ("PGPORT", "{port}")], &[], Same),
    ("postgresql://ann@localhost/shop", &[("PGPORT", "{port}"), ("PGPASSWORD", "right")], &[], Same),
    (
        "postgresql://wares@localhost:{port}/shop",
        &[("PGUSER", "nobody"), ("PGDATABASE", "none"), ("PGPORT", "1")],
        &[],
        Same,
    ),
    ("postgresql://localhost:{port}", &[("PGUSER", "wares"), ("PGDATABASE", "shop")], &[], Same),
    ("postgresql://wares@localhost:{port}/shop", &[("PGSSLMODE", "disable")], &[], Same),
    (
        "postgresql://wares@localhost:{port}/shop",
        &[("PGSSLMODE", "verify-full")],
        &[],
        Neither("needs root certificates"),
    ),
    ("postgresql://wares@localhost:{port}/shop", &[("PGREQUIRESSL", "1")], &[], Same),
    (
        "postgresql://wares@localhost:{standby},localhost:{port}/shop",
        &[("PGTARGETSESSIONATTRS", "primary")],
        &[],
        Same,
    ),
    (
        "postgresql://wares@localhost:{port}/shop",
        &[("PGCONNECT_TIMEOUT", "3"), ("PGAPPNAME", "x"), ("PGTZ", "UTC"), ("PGCLIENTENCODING", "LATIN1")],
        &[],
        Same,
    ),
    (
        "postgresql://wares@localhost:{port}/shop",
        &[("PGPORT", ""), ("PGHOST", ""), ("PGPASSFILE", "")],
        &[],
        Same,
    ),
    // Services
    ("service=shop", &[], &[(".pg_service.conf", SERVICES, 0o644)], Same),
    ("postgresql://?service=shop", &[], &[(".pg_service.conf", SERVICES, 0o644)], Same),
    ("", &[("PGSERVICE", "shop")], &[(".pg_service.conf", SERVICES, 0o644)], Same),
    (
        "",
        &[("PGSERVICE", "shop"), ("PGSERVICEFILE", "{home}/services")],
        &[("services", SERVICES, 0o644)],
        Same,
    ),
    (
        "",
        &[("PGSERVICE", "shop"), ("PGSYSCONFDIR", "{home}/etc")],
        &[("etc/pg_service.conf", SERVICES, 0o644)],
        Same,
    ),
    (
        "",
        &[("PGSERVICE", "shop"), ("PGSYSCONFDIR", "{home}/etc")],
        &[(".pg_service.conf", "[other]\nuser=x\n", 0o644), ("etc/pg_service.conf", SERVICES, 0o644)],
        Same,
    ),
    ("service=shop user=ann password=right", &[], &[(".pg_service.conf", SERVICES, 0o644)], Same),
    (
        "service=shop",
        &[("PGUSER", "nobody"), ("PGDATABASE", "none"), ("PGPORT", "1")],
        &[(".pg_service.conf", SERVICES, 0o644)],
        Same,
    ),
    ("service=near", &[("PGUSER", "wares")], &[(".pg_service.conf", SERVICES, 0o644)], Same),
    (
        "service=none",
        &[],
        &[(".pg_service.conf", SERVICES, 0o644)],
        Neither("the service that `service` names is not defined"),
    ),
    ("", &[("PGSERVICE", "shop")], &[], Neither("the service that `PGSERVICE` names is not defined")),
    (
        "service=shop",
        &[("PGSERVICEFILE", "{home}/none")],
        &[],
        Neither("cannot read the service file the file that `PGSERVICEFILE` names"),
    ),
    (
        "service=shop",
        &[],
        &[(".pg_service.conf", "[shop]\nhost=localhost\nunknown=1\n", 0o644)],
        Neither("line 3 of the service file"),
    ),
    (
        "service=shop",
        &[],
        &[(".pg_service.conf", "[shop]\nhost localhost\n", 0o644)],
        Neither("line 2 of the service file"),
    ),
    (
        "service=shop",
        &[],
        &[(".pg_service.conf", "[shop]\nservice=other\n", 0o644)],
        Neither("a service cannot refer to another service"),
    ),
    // Password files
    ("postgresql://ann@localhost:{port}/shop", &[], &[(".pgpass", PASSWORDS, 0o600)], Same),
    ("postgresql://eve@localhost:{port}/shop", &[], &[(".pgpass", PASSWORDS, 0o400)], Same),
    (
        "postgresql://ann@localhost:{port}/shop",
        &[("PGPASSFILE", "{home}/passwords")],
        &[("passwords", PASSWORDS, 0o600)],
        Same,
    ),
    (
        "host=localhost port={port} user=ann dbname=shop passfile={home}/passwords",
        &[],
        &[("passwords", PASSWORDS, 0o600)],
        Same,
    ),
    ("postgresql://ann@localhost:{port}/shop", &[], &[(".pgpass", "*:*:*:ann:right\n", 0o600)], Same),
    (
        "postgresql://ann@localhost:{port}/shop",
        &[],
        &[(".pgpass", "*:*:*:*:wrong\n*:*:*:ann:right\n", 0o600)],
        Neither("password authentication failed"),
    ),
    (
        "postgresql://ann@localhost:{port}/shop",
        &[],
        &[(".pgpass", "127.0.0.1:*:*:ann:right\n", 0o600)],
        Neither("password missing"),
    ),
    (
        "hostaddr=127.0.0.1 port={port} user=ann dbname=shop",
        &[],
        &[(".pgpass", "127.0.0.1:*:*:ann:right\r\n", 0o600)],
        Same,
    ),
    (
        "host=127.0.0.1,localhost port={dead},{port} user=ann dbname=shop",
        &[],
        &[(".pgpass", "127.0.0.1:*:*:ann:wrong\nlocalhost:*:*:ann:right", 0o600)],
        Same,
    ),
    (
        "postgresql://ann@localhost:{port}/shop",
        &[("PGPASSWORD", "right")],
        &[(".pgpass", "*:*:*:*:wrong\n", 0o600)],
        Same,
    ),
    (
        "service=shop user=ann",
        &[],
        &[(".pg_service.conf", SERVICES, 0o644), (".pgpass", PASSWORDS, 0o600)],
        Same,
    ),
    (
        "postgresql://ann@localhost:{port}/shop",
        &[("PGPASSFILE", "{home}/none")],
        &[],
        Neither("password missing"),
    ),
    (
        "postgresql://ann@localhost:{port}/shop",
        &[],
        &[(".pgpass", PASSWORDS, 0o644)],
        Neither("can be read by other users: its permissions are 0644"),
    ),
    (
        "postgresql://ann@localhost:{port}/shop",
        &[],
        &[(".pgpass", PASSWORDS, 0o640)],
        Neither("can be read by other users: its permissions are 0640"),
    ),
    // Only Wares refuses these: `psql` warns, waits forever, or ignores the problem.
    (
        "postgresql://wares@localhost:{port}/shop",
        &[],
        &[(".pgpass", PASSWORDS, 0o604)],
        Stricter("can be read by other users: its permissions are 0604"),
    ),
    (
        "postgresql://wares@localhost:{port}/shop?connect_timeout=0",
        &[],
        &[],
        Stricter("is not a number of seconds from 1 to 86400"),
    ),
    (
        "postgresql://wares@localhost:{port}/shop?sslcert=none",
        &[],
        &[],
        Stricter("cannot read the client certificate from the file that `sslcert` names"),
    ),
    (
        "postgresql://wares@localhost:{port}/shop?sslmode=require&sslrootcert=none",
        &[],
        &[],
        Stricter("cannot read the root certificates from the file that `sslrootcert` names"),
    ),
    (
        "postgresql://wares@localhost:{port}/shop?sslpassword=x",
        &[],
        &[],
        Stricter("`sslpassword` is not supported"),
    ),
    ("postgresql://localhost:{port}/shop?user=wares&password=a@b", &[], &[], Same),
    ("postgresql://wares@localhost:{port}/shop?options=@", &[], &[], Neither("an `@`")),
];

/// A primary and its standby, and a port on which nothing listens.
struct Servers {
    primary: Listening,
    standby: Listening,
    dead: u16,
}

impl Servers {
    fn start() -> Self {
        let settings = "log_connections = on\nlog_line_prefix = ''\n";
        let primary =
            Listening::start(settings, "host all ann,eve all scram-sha-256\nhost all all all trust");
        let user = nix::unistd::User::from_uid(nix::unistd::geteuid()).expect("users").expect("a user").name;
        let name = user.replace('"', "\"\"");
        primary.sql(&format!("CREATE DATABASE shop;\nCREATE DATABASE wares;\nCREATE ROLE \"{name}\" LOGIN;\nCREATE DATABASE \"{name}\""));
        primary.sql("CREATE ROLE ann LOGIN PASSWORD 'right';\nCREATE ROLE eve LOGIN PASSWORD 'p@ss:w/%r\\d'");
        primary.sql("CREATE ROLE reader LOGIN;\nALTER ROLE reader SET default_transaction_read_only = on");
        let authority = Authority::new("Ours");
        let signed = authority.sign(&Says { name: "db", hosts: &["localhost"], ..Says::default() });
        primary.file("data/server.crt", &signed.certificate);
        primary.file("data/server.key", &signed.key);
        primary.file("data/postgresql.auto.conf", "ssl = on\n");
        let standby = primary.standby(settings, "host all all all trust");
        Self { primary, standby, dead: free_port() }
    }

    /// The text with the placeholders replaced by their values.
    fn filled(&self, text: &str, home: &str) -> String {
        let socket = self.primary.socket().display().to_string();
        let all = [
            ("{port}", self.primary.port.to_string()),
            ("{standby}", self.standby.port.to_string()),
            ("{dead}", self.dead.to_string()),
            ("{escaped}", socket.replace('/', "%2F")),
            ("{socket}", socket),
            ("{home}", home.to_owned()),
        ];
        all.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    /// The connections that the servers have let in since the last call, by port. `since` has the length of each log
    /// at that time.
    fn authorized(&self, since: &mut BTreeMap<u16, usize>) -> Vec<(u16, String)> {
        let mut all = Vec::new();
        for server in [&self.primary, &self.standby] {
            let log = std::fs::read_to_string(server.path("log")).expect("a log");
            let before = since.insert(server.port, log.len()).unwrap_or_default();
            let lines = log[before..].lines().filter_map(|line| line.split_once("connection authorized: "));
            all.extend(lines.map(|(_, line)| (server.port, line.to_owned())));
        }
        all
    }
}

/// Splits the application names off the lines of the logs: without them, a line has the user, the database and the
/// encryption.
fn split_application_names(lines: &[(u16, String)]) -> (Vec<(u16, String)>, Vec<String>) {
    let application = |line: &str| {
        let rest = line.split_once(" application_name=").map_or("", |(_, rest)| rest);
        rest.split_whitespace().next().unwrap_or_default().to_owned()
    };
    let rest = |line: &str| line.replace(&format!(" application_name={}", application(line)), "");
    (
        lines.iter().map(|(port, line)| (*port, rest(line))).collect(),
        lines.iter().map(|(_, line)| application(line)).collect(),
    )
}

#[test]
fn wares_connects_like_psql_or_says_why_not() {
    assert!(WAYS.len() >= 60, "{}", WAYS.len());
    let servers = Servers::start();
    let project = Project::new();
    let mut since = BTreeMap::new();
    servers.authorized(&mut since);
    let mut failures = Vec::new();
    for (database, variables, files, verdict) in WAYS {
        let home = tempfile::tempdir().expect("a home");
        let path = home.path().display().to_string();
        files.iter().for_each(|file| write(&servers, home.path(), file));
        let database = servers.filled(database, &path);
        let set = |command: &mut Command| {
            command.env("HOME", home.path());
            command.envs(variables.iter().map(|(name, value)| (name, servers.filled(value, &path))));
        };
        let mut psql = bare_psql();
        set(&mut psql);
        if !database.is_empty() {
            psql.args(["-d", &database]);
        }
        let theirs = psql.args(["-w", "-Atqc", "SELECT 1"]).output().expect("psql runs");
        let (their_lines, _) = split_application_names(&servers.authorized(&mut since));
        let mut wares = project.command("plan -v");
        set(&mut wares);
        if !database.is_empty() {
            wares.env("WARES_DATABASE_URL", &database);
        }
        let ours = Run::new("plan", &wares.output().expect("it runs"));
        let (our_lines, names) = split_application_names(&servers.authorized(&mut since));
        let connected = (theirs.status.success(), ours.stderr.contains("connected to"));
        let stderr = ours.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        let as_expected = match verdict {
            Same => {
                connected == (true, true)
                    && their_lines == our_lines
                    && names.iter().all(|name| name == "wares")
            }
            Alike => connected.0 == connected.1 && their_lines == our_lines,
            Neither(words) => connected == (false, false) && stderr.contains(words),
            Stricter(words) => connected == (true, false) && stderr.contains(words),
        };
        if !as_expected {
            let theirs = text(&theirs);
            failures.push(format!("{database} {variables:?} {files:?}\n  psql: {theirs}  {their_lines:?}\n  wares: {stderr}\n  {our_lines:?} {names:?}\n"));
        }
    }
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), WAYS.len(), failures.join("\n"));
}

fn write(servers: &Servers, home: &std::path::Path, (name, content, mode): &File) {
    use std::os::unix::fs::PermissionsExt;
    let path = home.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(&path, servers.filled(content, &home.display().to_string())).expect("a file");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(*mode)).expect("permissions");
}
