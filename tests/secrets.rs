//! Passwords are never shown, whatever is wrong with a connection string and wherever it was put.

use crate::support::{Project, Run};
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use wares::db::{Database, Error, Location, Timeouts, Url};

/// The part of every password that must never appear in the output.
const SECRET: &str = "S3kr3t";

/// Passwords with characters that have a meaning in a URL or in a list of keywords and values.
const PASSWORDS: &[&str] = &[
    "S3kr3t",
    "S3kr3t#x",
    "#S3kr3t",
    "S3kr3t/x",
    "x/S3kr3t",
    "1/S3kr3t",
    "1/x@S3kr3t",
    "S3kr3t?x",
    "1?S3kr3t",
    "1?x=S3kr3t",
    "S3kr3t@x",
    "x@S3kr3t",
    "S3kr3t==",
    "S3kr3t&x",
    "S3kr3t%",
    "%S3kr3t",
    "S3kr3t%4",
    "%00S3kr3t",
    "a S3kr3t",
    "S3kr3t a",
    "'S3kr3t",
    "\"S3kr3t",
    "S3kr3t'",
    "S3kr3t:1",
    ":S3kr3t",
    "1:S3kr3t",
    "[S3kr3t",
    "S3kr3t]",
    "S3kr3t,x",
    "1,x:S3kr3t",
    "\\S3kr3t",
    "S3kr3t\\",
    "S3kr3t\n",
    "S3kr3t\u{9b}",
    "S3kr3t;x",
    "pä S3kr3t",
];

/// Connection strings, mostly malformed; `{}` stands for the password.
const FORMS: &[&str] = &[
    "postgresql://user:{}@127.0.0.1:1/db",
    "postgres://user:{}@127.0.0.1:1/db?sslmode=disable",
    "postgresql://user:{}@127.0.0.1:1",
    " postgresql://user:{}@127.0.0.1:1/db",
    "postgresql://user:{}@127.0.0.1:1/db\n",
    "\"postgresql://user:{}@127.0.0.1:1/db\"",
    "'postgresql://user:{}@127.0.0.1:1/db'",
    "PostgreSQL://user:{}@127.0.0.1:1/db",
    "postgresql+psycopg2://user:{}@127.0.0.1:1/db",
    "jdbc:postgresql://127.0.0.1:1/db?user=user&password={}",
    "mysql://user:{}@127.0.0.1:1/db?charset=utf8",
    "postgresql:user:{}@127.0.0.1:1/db",
    "postgresql:/user:{}@127.0.0.1:1/db",
    "postgresql:///user:{}@127.0.0.1:1/db",
    "//user:{}@127.0.0.1:1/db",
    "user:{}@127.0.0.1:1/db",
    "user:{}@127.0.0.1/db?x=y",
    "postgresql://user:{}",
    "postgresql://user:{}/db",
    "postgresql://:{}@127.0.0.1:1/db",
    "postgresql://user:{}@:1/db?host=127.0.0.1",
    "postgresql://user:{}@127.0.0.1:1:1/db",
    "postgresql://user:{}@127.0.0.1:port/db",
    "postgresql://user:{}@[::1/db",
    "postgresql://127.0.0.1:1/db?user=u&password={}&port=1",
    "postgresql://127.0.0.1:1/db?password={}",
    "postgresql://127.0.0.1:1/db?passwd={}",
    "postgresql://127.0.0.1:1/db?user=u&password={}&sslmode=require",
    "postgresql://127.0.0.1:1/db?sslmode={}",
    "postgresql://127.0.0.1:1/db?options={}&x=y",
    "postgresql://127.0.0.1:1/db?{}",
    "postgresql://127.0.0.1:1/db&password={}",
    "postgresql://127.0.0.1:1/db;password={}",
    "postgresql://127.0.0.1:1/db:{}",
    "postgresql://127.0.0.1:1/db#{}",
    "postgresql://127.0.0.1:{}/db",
    "host=127.0.0.1 port=1 user=u password={} dbname=db",
    "host=127.0.0.1 port=1 user=u password = {} dbname=db",
    "host=127.0.0.1 port=1 user=u password='{} dbname=db",
    "host=127.0.0.1 port=1 user=u password='{}'",
    "password={} host=127.0.0.1 port=1",
    "host=127.0.0.1;port=1;password={}",
    "Server=127.0.0.1;Port=1;User Id=u;Password={}",
    "host=127.0.0.1,port=1,password={}",
    "dbname=db,password={} host=127.0.0.1 port=1",
    "dbname='postgresql://u:{}@127.0.0.1:1/db'",
    "dbname='password={}' host=127.0.0.1 port=1",
    "host=127.0.0.1 port={} user=u",
    "host=127.0.0.1 port=1 connect_timeout={}",
    "host=127.0.0.1 hostaddr={}",
    "host=127.0.0.1 port=1 keepalives={}",
    "{}",
    "{}=x",
];

/// The complete message of an attempt to connect, or the name of the database.
fn message_for(url: &str) -> String {
    match Database::connect(&Location::Url(Url::new(url, "`X`")), "public", Timeouts::default()) {
        Ok(database) => database.name().to_owned(),
        Err(Error::Failed { message, help }) => format!("{message}\n{help}"),
        Err(other) => format!("{other:?}"),
    }
}

/// Whether the password turns a URL without a host into a valid URL with another meaning, because what follows the `:`
/// or the `@` is then a port or a host. These are skipped, since the test does not look up host names.
fn has_another_meaning(form: &str, password: &str) -> bool {
    let lacks_host =
        form.starts_with("postgresql://user:{}") || form.starts_with("postgresql://127.0.0.1:{}");
    lacks_host && !form.contains('@') && (password.starts_with("1/S") || password.contains('@'))
}

#[test]
fn malformed_url_is_explained_without_the_password() {
    let mut count = 0;
    let mut wrong = Vec::new();
    let all = FORMS.iter().flat_map(|form| PASSWORDS.iter().map(move |password| (form, password)));
    for (form, password) in all.filter(|(form, password)| !has_another_meaning(form, password)) {
        let url = form.replace("{}", password);
        let message = message_for(&url);
        let is_named = ["`X`", "127.0.0.1", "not supported", "/var/run/postgresql"]
            .iter()
            .any(|it| message.contains(it));
        if message.contains(SECRET) || !is_named {
            wrong.push(format!("{url:?}: {message}"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 1_500, "{count}");
}

#[test]
fn debug_output_does_not_show_a_connection_string() {
    let url = Url::new("postgresql://u:S3kr3t@h/d", "`X`");
    assert_eq!(format!("{:?}", Location::Url(url)), "Url(Url { from: \"`X`\", .. })");
}

/// Runs the program with a connection string in an environment variable.
fn run(project: &Project, arguments: &str, variable: &str, url: &str) -> Run {
    let mut command = project.command(arguments);
    Run::new(arguments, &command.env(variable, url).output().expect("the program runs"))
}

#[test]
fn no_command_shows_a_password() {
    let project = Project::new();
    let urls = [
        "postgresql://user:12/S3kr3t@127.0.0.1:1/db",
        "mysql://root:S3kr3t@127.0.0.1/app",
        "\"postgresql://user:S3kr3t@127.0.0.1:1/db\"",
        "host=127.0.0.1 port=1 user=u password=my S3kr3t=1",
        "postgresql://user:S3kr3t@127.0.0.1:1/db",
    ];
    for url in urls {
        for command in [
            "plan",
            "plan --format json -v",
            "apply --auto-approve",
            "apply --auto-approve --format json",
            "import --out new",
            "import --into .",
            "list --owned",
            "list --unowned --format json",
            "db init",
            "db init -v",
        ] {
            for variable in ["WARES_DATABASE_URL", "DATABASE_URL"] {
                let run = run(&project, command, variable, url).code(5).does_not_say(SECRET);
                assert!(
                    !url.contains("user:S3kr3t@127.0.0.1:1/db")
                        || url.contains('"')
                        || run.stderr.contains("127.0.0.1, port 1")
                        || run.stdout.contains("127.0.0.1, port 1")
                );
            }
        }
    }
}

#[test]
fn message_names_where_the_url_came_from() {
    let project = Project::new();
    const URL: &str = "postgresql://user:S3kr3t@127.0.0.1:x/db";
    for variable in ["WARES_DATABASE_URL", "DATABASE_URL"] {
        let run = run(&project, "plan", variable, URL).code(5).does_not_say(SECRET);
        run.says(&format!(
            "the database URL in `{variable}` is not valid: the port is not a number from 1 to 65535"
        ));
    }
    let plan = format!("plan --database-url {URL}");
    project.run(&plan).code(5).says("URL in `--database-url` is not valid: the port").does_not_say(SECRET);
    project.write(
        "wares.yaml",
        "format: 1\ncatalog: test\ncurrencies: [EUR]\nlanguages: [en]\ndatabase: { url_from: SHOP }\n",
    );
    run(&project, "plan", "SHOP", URL)
        .code(5)
        .does_not_say(SECRET)
        .says("in `SHOP`, the variable that `url_from` in the manifest names, is not valid: the port");
}

#[test]
fn whitespace_around_a_url_is_ignored() {
    let project = Project::new().init();
    for url in [format!("{}\n", project.url()), format!(" {}\r\n", project.url())] {
        run(&project, "plan", "DATABASE_URL", &url).code(0);
    }
}

#[test]
fn messages_name_libpq_variables_and_not_their_values() {
    let project = Project::new();
    for (variable, why) in [
        ("PGPORT", "is not a number from 1 to 65535"),
        ("PGHOSTADDR", "is not an IP address"),
        ("PGHOST", "has a character that is not allowed in a host name"),
        ("PGDATABASE", "is a connection string, not a name"),
        ("PGSSLMODE", "is not `disable`, `allow`, `prefer`, `require`, `verify-ca` or `verify-full`"),
        ("PGCHANNELBINDING", "is not `disable`, `prefer` or `require`"),
        (
            "PGTARGETSESSIONATTRS",
            "is not `any`, `read-write`, `read-only`, `primary`, `standby` or `prefer-standby`",
        ),
        ("PGSSLMINPROTOCOLVERSION", "is not `TLSv1`, `TLSv1.1`, `TLSv1.2` or `TLSv1.3`"),
    ] {
        let mut command = project.command("plan");
        command.env("PGUSER", "u").env(variable, "postgresql://u:S3kr3t@h/d?x=y");
        let run = Run::new("plan", &command.output().expect("the program runs"));
        run.code(5).says(&format!("the variable `{variable}` {why}")).does_not_say(SECRET);
    }
}

#[test]
fn unsupported_settings_are_named_by_their_variable() {
    let project = Project::new();
    for (variable, value) in [
        ("PGREQUIREAUTH", "S3kr3t"),
        ("PGSSLCRLDIR", "S3kr3t"),
        ("PGGSSENCMODE", "require"),
        ("PGSSLNEGOTIATION", "direct"),
        ("PGLOADBALANCEHOSTS", "random"),
    ] {
        let mut command = project.command("plan");
        command.env("PGHOST", "127.0.0.1").env(variable, value);
        let run = Run::new("plan", &command.output().expect("it runs")).code(5).does_not_say(SECRET);
        assert!(
            run.stderr.contains(&format!("`{variable}` is not supported"))
                || run.stderr.contains(&format!("`{variable}` can only be")),
            "{run:?}"
        );
    }
}

/// Variables and files of the home directory into which a password may be put, correctly or by mistake.
const PUT: &[(&str, &str)] = &[
    ("PGSERVICE", "{}"),
    ("PGSERVICEFILE", "{}"),
    ("PGSYSCONFDIR", "{}"),
    ("PGPASSFILE", "{}"),
    ("PGSSLROOTCERT", "{}"),
    ("PGSSLCERT", "{}"),
    ("PGSSLKEY", "{}"),
    ("PGSSLCRL", "{}"),
    ("PGSSLMODE", "{}"),
    ("PGCHANNELBINDING", "{}"),
    ("PGTARGETSESSIONATTRS", "{}"),
    ("PGSSLMINPROTOCOLVERSION", "{}"),
    (".pgpass", "127.0.0.1:1:db:user:{}\n"),
    (".pgpass", "{}\n"),
    (".pgpass", "127.0.0.1:1:{}:user\n"),
    (".pg_service.conf", "[shop]\nhost=127.0.0.1\nport=1\nuser=user\npassword={}\n"),
    (".pg_service.conf", "[shop]\nhost=127.0.0.1\nport={}\n"),
    (".pg_service.conf", "[shop]\npassword {}\n"),
    (".pg_service.conf", "[shop]\n{}\n"),
    (".pg_service.conf", "[shop]\n{}=x\n"),
    (".pg_service.conf", "[shop]\nservice={}\n"),
    (".pg_service.conf", "[shop]\nldap://{}\n"),
    (".pg_service.conf", "[shop]\nhostaddr={}\n"),
    (".pg_service.conf", "[shop]\nsslmode={}\n"),
    (".pg_service.conf", "[shop]\nhost=127.0.0.1\nport=1\nuser=user\nsslcert={}\n"),
    (".pg_service.conf", "[shop]\nhost=127.0.0.1\nport=1\nuser=user\nsslrootcert={}\nsslmode=verify-full\n"),
    (".pg_service.conf", "[{}]\nhost=127.0.0.1\n"),
];

#[test]
fn values_in_service_files_password_files_and_variables_are_not_shown() {
    let project = Project::new();
    let databases = [
        "",
        "service=shop",
        "postgresql://user@127.0.0.1:1/db",
        "service=S3kr3t",
        "host=127.0.0.1 port=1 user=user sslcert=S3kr3t sslkey=S3kr3t",
    ];
    for (number, (place, form)) in PUT.iter().enumerate() {
        for (at, password) in PASSWORDS.iter().enumerate().step_by(5) {
            let home = tempfile::tempdir().expect("a home");
            let value = form.replace("{}", password);
            let mut command = project.command("plan -v");
            command.env("HOME", home.path());
            let database = match *place {
                ".pg_service.conf" => "service=shop",
                _ => databases[(number + at / 5) % databases.len()],
            };
            if !database.is_empty() {
                command.env("WARES_DATABASE_URL", database);
            }
            if place.starts_with('.') {
                let (path, mode) = (home.path().join(place), if at % 2 == 0 { 0o600 } else { 0o644 });
                std::fs::write(&path, &value).expect("a file");
                let permissions = std::os::unix::fs::PermissionsExt::from_mode(mode);
                std::fs::set_permissions(&path, permissions).expect("permissions");
            } else {
                command.env(place, &value).env("PGHOST", "127.0.0.1").env("PGPORT", "1");
            }
            let run = Run::new("plan -v", &command.output().expect("it runs"));
            run.code(5).does_not_say(SECRET);
        }
    }
}

#[test]
fn variable_that_is_set_but_empty_is_named() {
    let project = Project::new();
    for (variable, arguments) in [
        ("WARES_DATABASE_URL", "plan"),
        ("DATABASE_URL", "plan"),
        ("DATABASE_URL", "import --out new"),
        ("WARES_ENV", "check"),
        ("WARES_DIR", "check"),
        ("WARES_COLOR", "list"),
        ("WARES_MAX_FINDINGS", "check"),
        ("WARES_LOCK_TIMEOUT", "apply"),
        ("WARES_STATEMENT_TIMEOUT", "apply"),
        ("WARES_AUTO_APPROVE", "apply"),
        ("WARES_ENV", "db status"),
    ] {
        let run = run(&project, arguments, variable, "");
        assert!([5, 64].contains(&run.exit_code()), "{run:?}");
        run.says(&format!("the variable `{variable}` is set but empty"));
    }
    // An empty variable does not matter to a command that does not read it.
    for (variable, arguments) in [
        ("WARES_DATABASE_URL", "check"),
        ("WARES_LOCK_TIMEOUT", "check"),
        ("WARES_COLOR", "check --color never"),
        ("WARES_ENV", "--version"),
        ("WARES_MAX_FINDINGS", "check --max-findings 3"),
        ("WARES_COLOR", "--color never check"),
    ] {
        run(&project, arguments, variable, "").code(0);
    }
    run(&project, "list --owned --database-url postgresql://127.0.0.1:1/d", "DATABASE_URL", "")
        .code(5)
        .says("127.0.0.1, port 1");
}

#[test]
fn misplaced_connection_strings_are_not_repeated() {
    let project = Project::new();
    const URL: &str = "postgresql://user:S3kr3t@127.0.0.1:1/db";
    for arguments in [
        "plan URL",
        "plan --url=URL",
        "plan --url URL",
        "plan --format URL",
        "--color URL plan",
        "URL",
        "db URL",
        "plan --env URL",
        "check URL",
        "fmt URL",
        "explain URL",
        "describe package URL",
        "describe URL x",
        "import --out URL",
        "import --into URL",
        "plan --dir URL",
        "init --dir URL/x",
        "plan --local --database-url URL",
        "apply --lock-timeout URL",
        "list --kind URL",
        "schema --check --out URL",
    ] {
        project.run(&arguments.replace("URL", URL)).does_not_say(SECRET);
    }
    for variable in ["WARES_ENV", "WARES_COLOR", "WARES_LOCK_TIMEOUT", "WARES_DIR"] {
        run(&project, "apply", variable, URL).does_not_say(SECRET);
        run(&project, "apply --help", variable, URL).code(0).does_not_say(SECRET);
    }
    let mut command = project.command("plan --database-url");
    let odd = OsString::from_vec(b"postgresql://user:S3kr3t\xff@127.0.0.1:1/db".to_vec());
    Run::new("plan", &command.arg(&odd).output().expect("it runs")).code(64).does_not_say(SECRET);
    let mut command = project.command("plan");
    Run::new("plan", &command.env("DATABASE_URL", &odd).output().expect("it runs"))
        .code(5)
        .says("the variable `DATABASE_URL` is not UTF-8")
        .does_not_say(SECRET);
}

#[test]
fn url_in_the_manifest_is_not_shown() {
    let project = Project::new();
    for database in [
        "postgresql://u:S3kr3t@h/d",
        "{ url_from: 'postgresql://u:S3kr3t@h/d' }",
        "{ url: 'postgresql://u:S3kr3t@h/d' }",
    ] {
        project.write(
            "wares.yaml",
            &format!("format: 1\ncatalog: test\ncurrencies: [EUR]\nlanguages: [en]\ndatabase: {database}\n"),
        );
        for arguments in
            ["check", "check --format concise", "check --format json", "plan", "plan --format json"]
        {
            project.run(arguments).does_not_say(SECRET);
        }
    }
}

#[test]
fn unknown_host_is_not_shown_since_it_may_be_a_password() {
    for url in
        ["postgresql://S3kr3t.invalid/db", "postgresql://user:x@S3kr3t.invalid/db", "host=S3kr3t.invalid"]
    {
        let message = message_for(url);
        assert!(
            !message.contains(SECRET)
                && message.contains("the host in the database URL in `X` cannot be resolved"),
            "{message}"
        );
    }
}

/// A manifest that ends with these lines.
fn manifest(database: &str) -> String {
    format!("format: 1\ncatalog: test\ncurrencies: [EUR]\nlanguages: [en]\n{database}\n")
}

#[test]
fn invalid_variable_name_in_url_from_is_not_shown() {
    let project = Project::new();
    for text in [
        "host=h password=S3kr3t",
        "S3kr3t-x",
        "1S3kr3t",
        "user:S3kr3t@h",
        "'S3kr3t x'",
        "[S3kr3t]",
        "{ a: S3kr3t }",
        "\"\\tS3kr3t\"",
        "|\n    host=h\n    S3kr3t",
        "héS3kr3t",
    ] {
        for database in [
            format!("database:\n  url_from: {text}"),
            format!(
                "environments:\n  prod:\n    database:\n      url_from: {}",
                text.replace("    ", "        ")
            ),
            // The excerpt of another error would include the line.
            format!("nonsense: 1\ndatabase:\n  unlimited: x\n  url_from: {text}\n  schema: 1"),
        ] {
            project.write("wares.yaml", &manifest(&database));
            for arguments in [
                "check",
                "check --format concise",
                "check --format json",
                "check --env prod",
                "plan",
                "list --owned",
            ] {
                let run = project.run(arguments).does_not_say(SECRET);
                assert_ne!(run.exit_code(), 0, "{run:?}");
            }
        }
    }
    project.write("wares.yaml", &manifest("database: { url_from: 31337 }"));
    project
        .run("check --format json")
        .code(1)
        .does_not_say("31337")
        .says("not the name of an environment variable");
    project.write("wares.yaml", &manifest("database:\n  url_from: host=h password=S3kr3t"));
    project.run("check").code(1).says("not the name of an environment variable").says("wares.yaml:6:13");
}

#[test]
fn values_of_unknown_database_keys_are_not_shown() {
    let project = Project::new();
    for database in [
        "database: { password: S3kr3t }",
        "database: { unlimited: x, password: S3kr3t }",
        "database:\n  unlimited: x\n  password: >\n    a\n    S3kr3t",
        "database: S3kr3t",
        "environments: { prod: { database: { pass: { a: [S3kr3t] } } } }",
    ] {
        project.write("wares.yaml", &manifest(database));
        for arguments in
            ["check", "check --format concise", "check --format json", "check --env prod", "plan"]
        {
            let run = project.run(arguments).does_not_say(SECRET);
            assert_ne!(run.exit_code(), 0, "{run:?}");
        }
    }
}

/// Runs a plan that cannot connect, with a URL and additional variables.
fn refused(project: &Project, url: &str, variables: &[(&str, &str)]) -> Run {
    let mut command = project.command("plan");
    command.env("WARES_DATABASE_URL", url).envs(variables.iter().copied());
    Run::new(url, &command.output().expect("the program runs")).code(5).does_not_say(SECRET)
}

#[test]
fn server_error_is_not_repeated_where_it_may_quote_a_password() {
    let project = Project::new().init();
    let url = project.url();
    let (_, after_scheme) = url.split_once("://").expect("a URL");
    let (user, rest) = after_scheme.split_once('@').expect("a user");
    let (path, query) = rest.split_once('?').expect("a query");
    for (url, words) in [
        (
            format!("postgresql://{user}%3Bpassword%3DS3kr3t@{rest}"),
            "the server rejects the user in `WARES_DATABASE_URL` (SQLSTATE 28000)",
        ),
        (
            format!("{url}&options=password%3DS3kr3t"),
            "the server rejects the options in `WARES_DATABASE_URL`",
        ),
        (format!("{url}&options=-c%20a%3DS3kr3t"), "the server rejects the options in `WARES_DATABASE_URL`"),
        (
            format!("postgresql://{user}@/user%3AS3kr3t%40h?{query}"),
            "cannot connect to the database in `WARES_DATABASE_URL` on /",
        ),
        (
            format!("postgresql://{user}@/user%3AS3kr3t%40h?{query}"),
            "the server rejects the database in `WARES_DATABASE_URL` (SQLSTATE 3D000)",
        ),
    ] {
        refused(&project, &url, &[]).says(words);
    }
    refused(&project, url, &[("PGOPTIONS", "password=S3kr3t")]).says("rejects the options in `PGOPTIONS`");
    let nameless = format!("postgresql://{user}@/?{query}");
    refused(&project, &nameless, &[("PGDATABASE", "a;S3kr3t")]).says("the database in `PGDATABASE`");
    let anonymous = format!("postgresql://{path}?{query}");
    refused(&project, &anonymous, &[("PGUSER", "a;S3kr3t")]).says("rejects the user in `PGUSER`");
    // An ordinary user name cannot hide a password, so the server's message is shown.
    refused(&project, &format!("postgresql://nobody_known@{rest}"), &[]).says("nobody_known");
}

#[test]
fn database_or_folder_is_named_only_if_it_has_ordinary_characters() {
    for (url, words) in [
        ("host=/tmp;password=S3kr3t user=u dbname=d", "`d` on the socket's folder in `X`"),
        ("postgresql://127.0.0.1:1/user%3AS3kr3t%40h", "the database in `X` on 127.0.0.1, port 1"),
        ("host=127.0.0.1 port=1 dbname='a S3kr3t'", "the database in `X` on 127.0.0.1, port 1"),
        ("host=127.0.0.1 port=1 dbname=a$b-c.d_1", "`a$b-c.d_1` on 127.0.0.1, port 1"),
        ("host=::1 port=1 dbname=d", "`d` on ::1, port 1"),
    ] {
        let message = message_for(url);
        assert!(!message.contains(SECRET) && message.contains(words), "{url}: {message}");
    }
    let project = Project::new();
    let mut command = project.command("plan");
    command.env("PGHOST", "/tmp;password=S3kr3t").env("PGDATABASE", "a;S3kr3t");
    Run::new("plan", &command.output().expect("it runs"))
        .code(5)
        .does_not_say(SECRET)
        .says("the database in `PGDATABASE` on the socket's folder in `PGHOST`");
}

/// Runs the program with arguments that may contain spaces.
fn run_with(project: &Project, arguments: &[&str]) -> Run {
    let (first, rest) = arguments.split_first().expect("a command");
    let mut command = project.command(first);
    Run::new(&arguments.join(" "), &command.args(rest).output().expect("the program runs"))
}

#[test]
fn passwords_of_every_form_are_masked_in_arguments() {
    let project = Project::new();
    for secret in [
        "host=127.0.0.1 password=S3kr3t",
        "host=127.0.0.1 PASSWD='a S3kr3t'",
        "Server=h;Pwd=S3kr3t;x=y",
        "redis://:S3kr3t@h/0",
        "amqp://user:my S3kr3t@h",
        "postgresql://user:password@hostS3kr3t",
    ] {
        for arguments in [
            &["check", secret] as &[_],
            &["check", "--format", "json", secret],
            &["fmt", secret],
            &["explain", secret],
            &["explain", "--format", "json", secret],
            &["describe", "package", secret],
            &["describe", secret, "x"],
            &["plan", "--dir", secret],
            &["plan", "--format", "json", "--dir", secret],
            &["plan", "--env", secret],
            &["check", "--env", secret],
            &["check", "--format", "json", "--env", secret],
            &["import", "--into", secret],
            &["import", "--out", secret],
            &["plan", secret],
            &["list", "--kind", secret],
            &[secret],
        ] {
            run_with(&project, arguments).does_not_say(SECRET);
        }
        for variable in ["WARES_ENV", "WARES_DIR", "WARES_COLOR"] {
            run(&project, "check", variable, secret).does_not_say(SECRET);
        }
        std::fs::remove_dir_all(project.path(secret)).ok();
    }
    for arguments in
        ["plan user:S3kr3t", "user:S3kr3t", "plan --format user:S3kr3t", "plan --formta=a:S3kr3t"]
    {
        project.run(arguments).code(64).does_not_say(SECRET);
    }
    project.run("plan more/of-it").code(64).says("more/of-it");
}

#[test]
fn passwords_near_other_mistakes_are_masked_in_excerpts() {
    let project = Project::new();
    for line in ["# password=S3kr3t", "x: redis://:S3kr3t@h", "url_from: a S3kr3t", "y: \"Pwd='a S3kr3t'\""] {
        project.write("wares.yaml", &manifest(&format!("nonsense: 1\n{line}\nshop: [")));
        project.run("check").code(1).does_not_say(SECRET);
    }
}
