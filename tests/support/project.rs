//! A catalog in a temporary folder, and what the program says about it.

use super::{contract, rules, server};
use postgres::{Client, NoTls};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{LazyLock, OnceLock};
use tempfile::TempDir;

/// The manifest of a project that does not say otherwise.
pub const MANIFEST: &str = "\
format: 1
catalog: test
reseller: Acme
currencies: [EUR, USD]
languages: [en, de]
";

/// The test that is a program, and how it is run.
const PROGRAM: [&str; 4] = ["kinds::program", "--exact", "--nocapture", "--quiet"];
/// The variable that says that it knows no kinds but those of a system that tests alone have.
pub const METERING: &str = "WARES_TEST_METERING";
/// The variable that holds its arguments.
pub const ARGUMENTS: &str = "WARES_TEST_ARGUMENTS";
/// What is printed before it begins.
const HEADER: &str = "running 1 test\n";

/// A catalog in a folder of its own, with a database of its own, made when it is first needed.
pub struct Project {
    dir: TempDir,
    url: OnceLock<String>,
    /// Which kinds the program knows.
    kinds: Known,
    /// Whether rules about whole catalogs have their say.
    is_judged: bool,
}

/// The kinds that the program knows.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    /// Those that Wares brings.
    Standard,
    /// A kind of the tests besides.
    Course,
    /// Those of a system that only tests have.
    Metering,
}

impl Project {
    /// A catalog with a manifest and nothing else.
    pub fn new() -> Self {
        Self::empty().file("wares.yaml", MANIFEST)
    }

    /// A catalog with a manifest and nothing else, which every rule judges. Those of other projects are too small for
    /// what is said of whole catalogs: there a manifest that says nothing of rules allows it.
    pub fn judged() -> Self {
        Self { is_judged: true, ..Self::empty() }.file("wares.yaml", MANIFEST)
    }

    /// A catalog with a manifest and nothing else, for a program that knows the kinds that only tests have.
    pub fn with_test_kinds() -> Self {
        Self { kinds: Known::Course, ..Self::new() }
    }

    /// A catalog for a program that knows only the kinds of a system that tests have, with its tables.
    pub fn metering() -> Self {
        let project = Self { kinds: Known::Metering, ..Self::new() };
        project.sql(include_str!("../kinds/metering.sql"));
        project.init()
    }

    fn empty() -> Self {
        Self {
            dir: tempfile::tempdir().expect("a folder"),
            url: OnceLock::new(),
            kinds: Known::Standard,
            is_judged: false,
        }
    }

    /// An empty folder that sees the database of a project.
    pub fn beside(other: &Project) -> Self {
        Self { kinds: other.kinds, is_judged: other.is_judged, ..Self::empty() }.sharing(other)
    }

    /// A copy of one of the examples.
    pub fn example(name: &str) -> Self {
        let project = Self::empty();
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name);
        copy(&source, project.dir.path());
        project
    }

    /// Writes a file.
    pub fn file(self, path: &str, text: &str) -> Self {
        self.write(path, text);
        self
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: &str) {
        let text = match path == "wares.yaml" && !self.is_judged {
            true => rules::allowed(text),
            false => text.into(),
        };
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text.as_bytes()).expect("a file");
    }

    /// A file's text.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).expect("a file")
    }

    /// Replaces a text that stands exactly once in a file.
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "`{from}` must stand exactly once in {path}:\n{text}");
        self.write(path, &text.replacen(from, to, 1));
    }

    /// Removes a file.
    pub fn remove(&self, path: &str) {
        std::fs::remove_file(self.path(path)).expect("a file");
    }

    /// A path in the project.
    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// The URL of the project's database.
    pub fn url(&self) -> &str {
        self.url.get_or_init(|| server().database())
    }

    /// Uses the database of another project.
    pub fn sharing(self, other: &Project) -> Self {
        self.url.set(other.url().to_owned()).expect("no database yet");
        self
    }

    /// Uses a database of an encoding.
    pub fn encoded(self, encoding: &str) -> Self {
        self.url.set(server().database_in(encoding)).expect("no database yet");
        self
    }

    /// Prepares the database: billing tables, ledger.
    pub fn init(self) -> Self {
        self.run("db init").code(0);
        self
    }

    /// A connection to the project's database.
    pub fn client(&self) -> Client {
        Client::connect(self.url(), NoTls).expect("a connection")
    }

    /// Runs SQL that somebody typed by hand.
    pub fn sql(&self, statements: &str) {
        self.client().batch_execute(statements).expect(statements);
    }

    /// The rows of a query, as text; NULL is `∅`.
    pub fn query(&self, select: &str) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        for message in self.client().simple_query(select).expect(select) {
            if let postgres::SimpleQueryMessage::Row(row) = message {
                rows.push((0..row.len()).map(|index| row.get(index).unwrap_or("∅").to_owned()).collect());
            }
        }
        rows
    }

    /// The only value of a query.
    pub fn value(&self, select: &str) -> String {
        let rows = self.query(select);
        assert_eq!((rows.len(), rows.first().map(Vec::len)), (1, Some(1)), "{select}: {rows:?}");
        rows[0][0].clone()
    }

    /// Every row of every table, Wares' own among them, as text.
    pub fn everything(&self) -> Vec<Vec<String>> {
        let tables = self.query(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables \
             WHERE schemaname IN ('public', 'wares') ORDER BY 1",
        );
        let select = |table: &Vec<String>| format!("SELECT '{0}', t::text FROM {0} t", table[0]);
        let selects: Vec<String> = tables.iter().map(select).collect();
        self.query(&format!("{} ORDER BY 1, 2", selects.join(" UNION ALL ")))
    }

    /// The program with arguments, its environment emptied of everything that could tell it of a database.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wares"));
        if self.kinds != Known::Standard {
            // The tests themselves are the program: one of them takes the arguments from its environment.
            command = Command::new(std::env::current_exe().expect("the path of the tests"));
        }
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        match self.kinds {
            Known::Standard => command.args(arguments.split_whitespace()),
            Known::Course => command.args(PROGRAM).env(ARGUMENTS, arguments),
            Known::Metering => command.args(PROGRAM).env(ARGUMENTS, arguments).env(METERING, "1"),
        };
        command.current_dir(self.dir.path()).stdin(Stdio::null());
        command
    }

    /// Runs the program with the project's database.
    pub fn run(&self, arguments: &str) -> Run {
        let mut command = self.command(arguments);
        if !arguments.starts_with("check") && !arguments.contains("--local") {
            command.env("WARES_DATABASE_URL", self.url());
        }
        Run::new(arguments, &command.output().expect("the program runs"))
    }

    /// Runs the program without a database, bound by the permissions of files even when the tests run as root.
    pub fn run_bound(&self, arguments: &str) -> Run {
        let mut command = self.command(arguments);
        if nix::unistd::Uid::effective().is_root() {
            let mut bound = Command::new(setpriv());
            bound.args(["--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-all"]);
            bound.arg(command.get_program()).args(command.get_args());
            bound.current_dir(self.path(".")).env_clear();
            bound.env("PATH", std::env::var_os("PATH").unwrap_or_default());
            command = bound;
        }
        let output = command.output();
        Run::new(arguments, &output.expect("the program runs, under `setpriv` where the tests run as root"))
    }

    /// Saves the plan, holds that it is shown as it was printed, applies it, and holds that the next plan is empty.
    pub fn apply(&self) -> Run {
        let saved = tempfile::NamedTempFile::new().expect("a file");
        let path = saved.path().to_str().expect("a path");
        let planned = self.run(&format!("plan --format json --out {path}")).code(0);
        let text = std::fs::read_to_string(saved.path()).expect("the plan");
        hold_schema(&serde_json::from_str(&text).expect("JSON"));
        assert_eq!(in_plan(&planned), self.shown(path));
        let run = self.run(&format!("apply {path}")).code(0);
        self.run("plan --detailed-exitcode").code(0).says("Nothing to do");
        run
    }

    /// Lets the manifest allow what guards would refuse, by its categories.
    pub fn allow(&self, categories: &str) {
        let manifest = self.read("wares.yaml");
        self.write("wares.yaml", &format!("{manifest}guards: {{ allow: [{categories}] }}\n"));
    }

    /// The manifest with settings of rules.
    pub fn with_rules(&self, settings: &str) -> String {
        format!("{}rules: {{ {settings} }}\n", self.read("wares.yaml"))
    }

    /// A saved plan as it is shown: in this process where that knows the kinds.
    fn shown(&self, path: &str) -> serde_json::Value {
        if self.kinds != Known::Standard {
            return in_plan(&self.run(&format!("show {path} --format json")).code(0));
        }
        let file = std::fs::File::open(path).expect("the plan");
        let saved = wares::plan::saved::read(&wares::kinds::Kinds::standard(), file).expect("a plan");
        let printed = wares::report::plan_json(&saved.plan, &saved.places).to_string();
        without_file(serde_json::from_str(&printed).expect("JSON"))
    }

    /// Imports what is applied into an empty folder, and holds that it is all there and plans empty.
    pub fn comes_back(&self) {
        let folder = Self::beside(self);
        folder.run("import --out .").code(0).does_not_say("Left out").does_not_say("without these values");
        // What the catalog's manifest allows, that of an import does not.
        folder.run("check").code(0);
        folder.run("plan --detailed-exitcode").code(0).says("Nothing to do");
        let resources = |project: &Self| project.run("list").code(0).stdout.lines().count();
        assert_eq!(resources(&folder), resources(self));
    }

    /// The plan as JSON.
    pub fn plan(&self) -> serde_json::Value {
        serde_json::from_str(&self.run("plan --format json").code(0).stdout).expect("JSON")
    }
}

/// The path of `setpriv`. By its path a program is started without copying this process, which may be large.
fn setpriv() -> &'static Path {
    static FOUND: LazyLock<PathBuf> = LazyLock::new(|| {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::env::split_paths(&folders).map(|folder| folder.join("setpriv"));
        paths.into_iter().find(|path| path.is_file()).expect("`setpriv`, where the tests run as root")
    });
    &FOUND
}

/// What a run of the program came to.
#[derive(Debug)]
pub struct Run {
    arguments: String,
    /// What it printed.
    pub stdout: String,
    /// What it said besides.
    pub stderr: String,
    code: i32,
}

impl Run {
    /// What a process left.
    pub fn new(arguments: &str, output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let stdout = text(&output.stdout);
        let stdout = stdout.split_once(HEADER).map_or(stdout.clone(), |(_, own)| own.to_owned());
        if arguments.contains("--format json") && !stdout.is_empty() {
            contract::hold(arguments, &stdout);
        }
        Self {
            arguments: arguments.to_owned(),
            stdout,
            stderr: text(&output.stderr),
            code: output.status.code().expect("an exit code"),
        }
    }

    /// How it ended.
    pub fn exit_code(&self) -> i32 {
        self.code
    }

    /// Holds that it ended so.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "wares {}\n--- stdout\n{}\n--- stderr\n{}",
            self.arguments, self.stdout, self.stderr
        );
        self
    }

    /// Holds that it said something, on either stream.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        let said = self.stdout.contains(text) || self.stderr.contains(text);
        assert!(
            said,
            "wares {} should say `{text}`\n--- stdout\n{}\n--- stderr\n{}",
            self.arguments, self.stdout, self.stderr
        );
        self
    }

    /// Holds that it did not say something.
    #[track_caller]
    pub fn does_not_say(self, text: &str) -> Self {
        let said = self.stdout.contains(text) || self.stderr.contains(text);
        assert!(
            !said,
            "wares {} should not say `{text}`\n--- stdout\n{}\n--- stderr\n{}",
            self.arguments, self.stdout, self.stderr
        );
        self
    }

    /// The lines of a plan that say what happens: those that begin, after blanks, with a mark.
    pub fn changes(&self) -> Vec<String> {
        let marked = |line: &&str| line.trim_start().starts_with(['+', '-', '~', '>', '<']);
        self.stdout.lines().filter(marked).map(|line| line.trim_end().to_owned()).collect()
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("the example").flatten() {
        let target = to.join(entry.file_name());
        match entry.path().is_dir() {
            // A private server that somebody started in the example is no part of it.
            true if entry.file_name() == ".wares" => {}
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).expect("a copy")),
        }
    }
}

/// The plan that a command printed as JSON, without where it was saved.
fn in_plan(run: &Run) -> serde_json::Value {
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    without_file(json["plan"].clone())
}

fn without_file(mut plan: serde_json::Value) -> serde_json::Value {
    plan.as_object_mut().expect("a plan").remove("saved");
    plan
}

/// Holds that a saved plan is as its schema says.
fn hold_schema(plan: &serde_json::Value) {
    static SCHEMA: LazyLock<jsonschema::Validator> =
        LazyLock::new(|| jsonschema::validator_for(&wares::plan::saved::schema()).expect("a schema"));
    let faults: Vec<String> = SCHEMA.iter_errors(plan).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
