//! No output has characters that control a terminal or are invisible, whatever is in files, arguments and the database.

use crate::adopt;
use crate::support::{PACKAGE, Project, Run};
use std::fmt::Write;

/// A name with control sequences of a terminal (a color, a title, and clearing the screen, with the introducer in two
/// encodings), characters that change the direction of text, characters without width, and line separators.
const EVIL: &str =
    "X\u{1b}[31mY\u{1b}]0;t\u{7}\u{7f}\u{9b}2J\u{202e}\u{200b}\u{2066}\u{2028}\u{feff}\u{ad}\u{e0041}\u{85}Z";

/// Whether a character must not appear in any output.
fn is_forbidden(c: char) -> bool {
    (c.is_control() && c != '\n')
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

/// The text without the colors that Wares itself sets.
fn without_colors(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('m') {
            Some((digits, rest)) if digits.chars().all(|c| c.is_ascii_digit() || c == ';') => plain += rest,
            _ => plain = plain + "\u{1b}[" + part,
        }
    }
    plain
}

/// Asserts that neither stream has a forbidden character.
#[track_caller]
fn assert_clean(run: Run) -> Run {
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.contains("\u{1b}[31mY"), "{text}");
        let plain = without_colors(text);
        let found: Vec<char> = plain.chars().filter(|c| is_forbidden(*c)).collect();
        assert!(found.is_empty(), "{found:?} in {run:?}");
    }
    run
}

/// Runs the program with arguments in which `EVIL` is replaced by the name, and asserts that the output is clean.
#[track_caller]
fn run(project: &Project, arguments: &str) -> Run {
    let mut command = project.command("");
    command.args(arguments.split(' ').map(|argument| argument.replace("EVIL", EVIL)));
    command.env("WARES_DATABASE_URL", project.url());
    assert_clean(Run::new(arguments, &command.output().expect("the program runs")))
}

/// The name as it is written between double quotes in YAML.
fn quoted() -> String {
    EVIL.chars().fold(String::new(), |mut text, c| {
        let _ = match u32::from(c) {
            number @ 0x20..=0x7e => write!(text, "{}", char::from_u32(number).unwrap_or_default()),
            number => write!(text, "\\U{number:08X}"),
        };
        text
    })
}

/// A string as an SQL literal.
fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A catalog in which everything that can have a name has the evil one.
fn evil() -> Project {
    let name = quoted();
    let manifest = format!(
        "format: 1\ncatalog: \"{name}\"\nreseller: Acme\ncurrencies: [EUR]\nlanguages: [en]\nexternal: [\"EXT{name}\"]\n\
         environments: {{ \"{name}\": {{ reseller: \"{name}\" }} }}\n"
    );
    let package = format!(
        "kind: package\narticle: \"{name}\"\nname: \"{name}\"\ndescription: \"{name}\"\ncategory: \"{name}\"\nextra_services: true\n\
         periods: [{{ every: 1 year, prices: {{ EUR: 1 }} }}]\nlimits: {{ \"{name}\": 1 }}\nproperties: {{ \"{name}\": \"{name}\" }}\n"
    );
    let others = format!(
        "kind: upgrade_group\nname: \"{name}\"\nmembers: [{{ item: \"{name}\", level: 1 }}]\n---\nkind: extra_service\narticle: \"S{name}\"\n\
         name: a\nperiods: [{{ every: 1 year, prices: {{ EUR: 1 }} }}]\npackages: [\"{name}\"]\nrequires: [\"EXT{name}\"]\n---\n\
         kind: item\narticle: \"I{name}\"\nname: a\ncategory: \"{name}\"\nproperties: {{ \"{name}\": \"{name}\" }}\n"
    );
    let project = Project::new().file(&format!("a{EVIL}.yaml"), &package).file("b.yaml", &others);
    project.write("wares.yaml", &manifest);
    run(&project, "db init").code(0);
    project.sql(&adopt::item(1, &format!("EXT{EVIL}")));
    project
}

/// Calls of all commands, with text and JSON as their output.
const COMMANDS: &[&str] = &[
    "check",
    "check --color always",
    "check --format concise",
    "check --format json",
    "check -v",
    "list",
    "list --format json",
    "fmt --check",
    "describe package EVIL",
    "describe package EVIL --format json",
    "describe upgrade_group EVIL --color always",
    "describe upgrade_group EVIL --format mermaid",
    "describe upgrade_group EVIL --format dot",
    "describe package EVIL2",
    "describe item IEVIL",
    "describe extra_service SEVIL",
    "describe item EVIL",
    "quote package EVIL",
    "quote package EVIL --format json",
    "quote EVIL --with EVIL=EVIL --currency EVIL",
    "quote package EVIL --with EVIL=EVIL --currency EVIL --format json",
    "quote EVIL2",
    "explain EVIL",
    "plan",
    "plan -v --color always",
    "plan --format json",
    "plan --format sql",
    "plan --env EVIL",
    "apply --auto-approve",
    "apply --auto-approve --format json",
    "list --owned",
    "list --owned --format json",
    "list --unowned --color always",
    "list --unowned --format json",
    "import --out newEVIL",
    "import --into .",
    "import --out x --article EVIL",
    "import --out x --catalog EVIL",
    "import --out x2 --reseller EVIL",
    "import --out x3 --shop EVIL --reseller Acme",
    "import --out x4 --schema EVIL",
    "check EVIL",
    "fmt EVIL",
    "EVIL",
    "db EVIL",
    "--color EVIL check",
    "--dir EVIL check",
    "--dir EVIL db status",
    "plan --format EVIL",
    "list --kind EVIL",
    "plan --EVIL",
    "plan --database-url EVIL",
    "plan --database-url postgresql://EVIL@127.0.0.1:1/EVIL",
    "plan --database-url host=127.0.0.1 dbname=EVIL",
    "schema --check --out EVIL",
    "init --dir catalogEVIL",
    "init --dir catalogEVIL",
    "man --out b.yaml/EVIL",
    "schema --out b.yaml/EVIL",
    "new item EVIL",
    "init --dir new --name EVIL",
    "completions EVIL",
    "db init",
    "db init -v",
    "apply --lock-timeout EVIL",
];

#[test]
fn no_command_prints_control_characters() {
    let project = evil();
    for arguments in COMMANDS {
        run(&project, arguments);
    }
    // Again with edits in the database, and then also with errors in the files.
    project.sql(&format!(
        "UPDATE item SET category = category || {0}; UPDATE item_property SET value = value || {0}; DELETE FROM shop_item_shop_item_category; \
         INSERT INTO item_property SELECT gen_random_uuid(), id, {0} || 'new', {0}, '' FROM item",
        literal(EVIL)
    ));
    for arguments in COMMANDS {
        run(&project, arguments);
    }
    let name = quoted();
    project.write("c.yaml", &format!("kind: item\narticle: \"{name}\"\n{EVIL}: 1\nname: {{ {EVIL}: \"{name}\" }}\ncategory: &{EVIL} [{EVIL}]\n"));
    project.write("d.yaml", &format!("kind: \"{name}\"\narticle: a\n---\nkind: upgrade_group\nname: g\nmembers: [{{ item: \"NO{name}\", level: \"{name}\" }}]\n"));
    for arguments in COMMANDS {
        run(&project, arguments);
    }
}

/// Commands that print details. No rule allows these names of details, so they cannot be in a database.
const OF_DETAILS: &[&str] = &[
    "describe package DEVIL",
    "describe package DEVIL --format json",
    "describe detail_type EVIL",
    "describe enumeration EVIL",
    "quote DEVIL",
    "quote DEVIL --with EVIL.EVIL=EVIL:2",
    "quote DEVIL --with EVIL=EVIL --format json",
    "quote DEVIL --with EVIL.EVIL=EVIL",
    "quote DEVIL --with EVIL=2",
    "describe package IEVILD",
    "quote IEVILD --with EVIL=EVIL",
];

#[test]
fn details_are_printed_without_control_characters() {
    let name = quoted();
    let details = format!(
        "kind: detail_type\nname: \"{name}\"\ntext: \"{name}\"\nvalue: enumeration_with_number\nunit: \"{name}\"\n---\n\
         kind: enumeration\nname: \"{name}\"\ntext: \"{name}\"\nvalues: [{{ name: \"{name}\", text: \"{name}\" }}]\n---\n\
         kind: package\narticle: \"D{name}\"\nname: \"{name}\"\ncategory: \"{name}\"\n\
         periods: [{{ every: 1 year, prices: {{ EUR: 1 }} }}]\n\
         details: [{{ type: \"{name}\", billing: compound, choices: [{{ name: \"{name}\", billing: ordered, enumeration: \"{name}\", \
         included_value: \"{name}\", included: 1, unit: \"{name}\", prices: {{ 1 year: {{ EUR: 1 }} }} }}] }}]\n---\n\
         kind: package\narticle: \"I{name}D\"\nname: \"{name}\"\ncategory: \"{name}\"\nimport_details: {{ from: \"D{name}\" }}\n\
         periods: [{{ every: 1 year, prices: {{ EUR: 1 }} }}]\n"
    );
    let project = Project::new().file("c.yaml", &details);
    for arguments in OF_DETAILS {
        run(&project, arguments);
    }
}

#[test]
fn text_from_the_database_is_printed_without_control_characters() {
    let project = evil();
    run(&project, "apply --auto-approve").code(0);
    project.sql(&adopt::item(2, &format!("U{EVIL}")));
    for arguments in [
        "list --unowned",
        "import --out new",
        "import --out new2 --format json",
        "list --unowned --format json",
    ] {
        run(&project, arguments);
    }
    project.sql(&format!("CREATE TABLE \"held{EVIL}\" (id uuid, r uuid REFERENCES item_property)"));
    project.sql(&format!("INSERT INTO \"held{EVIL}\" SELECT id, id FROM item_property"));
    project.write(
        &format!("a{EVIL}.yaml"),
        &project.read(&format!("a{EVIL}.yaml")).replace("properties:", "# properties:"),
    );
    for arguments in ["plan", "plan --format json", "apply --auto-approve", "plan --color always"] {
        assert_ne!(run(&project, arguments).exit_code(), 0);
    }
    project.sql(&format!("DROP TABLE \"held{EVIL}\""));
    let message = literal(&format!("{EVIL}\nerror: msg"));
    project.sql(&format!(
        "CREATE FUNCTION boom() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = {message}, DETAIL = {message}, \
         CONSTRAINT = {message}; END $$; CREATE TRIGGER boom BEFORE DELETE ON item_property FOR EACH ROW EXECUTE FUNCTION boom()"
    ));
    let stderr = run(&project, "apply --auto-approve").code(5).says(r"X\u{1b}[31mY").stderr;
    assert!(
        !stderr.lines().any(|line| line.starts_with("error: msg")),
        "the message should be one line: {stderr}"
    );
    run(&project, "apply --auto-approve --format json").code(5);
}

#[test]
fn variables_are_printed_without_control_characters() {
    let project = evil();
    for variable in [
        "WARES_ENV",
        "WARES_DIR",
        "WARES_COLOR",
        "WARES_MAX_FINDINGS",
        "WARES_LOCK_TIMEOUT",
        "DATABASE_URL",
        "PGHOST",
        "PGPORT",
        "PGUSER",
    ] {
        for arguments in ["check", "plan", "apply --help", "--help"] {
            let output = project.command(arguments).env(variable, EVIL).output().expect("it runs");
            assert_clean(Run::new(arguments, &output));
        }
    }
}

#[test]
fn json_sql_and_imported_files_keep_the_values() {
    let project = evil();
    let plan: serde_json::Value =
        serde_json::from_str(&run(&project, "plan --format json").code(0).stdout).expect("JSON");
    let names: Vec<&str> = plan["plan"]["resources"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|it| it["name"].as_str())
        .collect();
    assert!(names.contains(&EVIL), "{names:?}");
    let script = run(&project, "plan --format sql").code(0).stdout;
    project.sql(&script);
    run(&project, "plan --detailed-exitcode").code(0).says("Nothing to do");
    assert_eq!(project.value("SELECT category FROM item WHERE article_number LIKE 'X%'"), EVIL);
    let folder = Project::beside(&project);
    run(&folder, "import --out .").code(0);
    run(&folder, "plan --detailed-exitcode").code(0).says("Nothing to do");
    let files = run(&folder, "list --format json").stdout;
    let files: serde_json::Value = serde_json::from_str(&files).expect("JSON");
    for resource in files["resources"].as_array().expect("a list") {
        let path = resource["place"]["file"].as_str().expect("a path");
        assert!(!folder.read(path).contains(is_forbidden), "{path}: {}", folder.read(path));
    }
}

#[test]
fn script_names_a_schema_without_control_characters() {
    let project = Project::new().file("package.yaml", PACKAGE);
    let manifest = format!("{}database: {{ schema: \"{}\" }}\n", project.read("wares.yaml"), quoted());
    project.write("wares.yaml", &manifest);
    for arguments in ["db init", "plan", "plan --format json"] {
        run(&project, arguments).code(0);
    }
    project.sql(&run(&project, "plan --format sql").code(0).stdout);
    run(&project, "plan --detailed-exitcode").code(0).says("Nothing to do");
    run(&project, "apply --auto-approve").code(0);
}

#[test]
fn mark_is_below_the_text_that_it_points_to() {
    let project = Project::new()
        .file("a.yaml", "{ kind: item, article: \"a\u{202e}\u{200b}\u{ad}b\", name: n, oops: 1 }\n");
    let shown = project.run("check").code(1).stdout;
    let lines: Vec<&str> = shown.lines().collect();
    let line = lines.iter().find(|line| line.contains("oops: 1")).expect("the excerpt");
    let marks = lines.iter().find(|line| line.contains('┬')).expect("the mark");
    let column = |line: &str, text: &str| line.split_once(text).map(|(before, _)| before.chars().count());
    assert_eq!(column(line, "oops"), column(marks, "──┬─"), "{shown}");
}
