//! A catalog in a temporary folder with its own database, and runs of the program with it.

use super::{contract, rules, server};
use postgres::{Client, NoTls};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{LazyLock, OnceLock};
use tempfile::TempDir;

/// The manifest of a project that does not write another one.
pub const MANIFEST: &str = "\
format: 1
catalog: test
reseller: Acme
currencies: [EUR, USD]
languages: [en, de]
";

/// The arguments that run the test `kinds::program`, which is the program with additional kinds.
const PROGRAM: [&str; 4] = ["kinds::program", "--exact", "--nocapture", "--quiet"];
/// The variable that makes this program know only the kinds of the metering system of the tests.
pub const METERING: &str = "WARES_TEST_METERING";
/// The variable that holds the arguments of this program.
pub const ARGUMENTS: &str = "WARES_TEST_ARGUMENTS";
/// The line that the test harness prints before this program begins.
const HEADER: &str = "running 1 test\n";

/// A catalog in its own folder, with its own database, which is created when it is first needed.
pub struct Project {
    dir: TempDir,
    url: OnceLock<String>,
    /// The kinds that the program knows when it runs in this project.
    kinds: Known,
    /// Whether rules about whole catalogs apply even if the manifest has no settings of rules.
    is_judged: bool,
}

/// The kinds that the program knows.
#[derive(Clone, Copy, PartialEq)]
enum Known {
    /// The standard kinds of Wares.
    Standard,
    /// The standard kinds, and those that the tests define in addition.
    Course,
    /// Only the kinds of the metering system of the tests.
    Metering,
}

impl Project {
    /// A catalog with only a manifest.
    pub fn new() -> Self {
        Self::empty().file("wares.yaml", MANIFEST)
    }

    /// A catalog with only a manifest, to which every rule applies. The catalogs of other projects are too small for
    /// the rules about whole catalogs, so those rules are allowed there unless the manifest has settings of rules.
    pub fn judged() -> Self {
        Self { is_judged: true, ..Self::empty() }.file("wares.yaml", MANIFEST)
    }

    /// A catalog with only a manifest, for a program that also knows the kinds that the tests define.
    pub fn with_test_kinds() -> Self {
        Self { kinds: Known::Course, ..Self::new() }
    }

    /// A catalog for a program that knows only the kinds of the tests' metering system. The database has its tables.
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

    /// An empty folder that uses the database of another project.
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

    /// Replaces a text that appears exactly once in a file.
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "`{from}` must appear exactly once in {path}:\n{text}");
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

    /// Uses a new database with an encoding.
    pub fn encoded(self, encoding: &str) -> Self {
        self.url.set(server().database_in(encoding)).expect("no database yet");
        self
    }

    /// Prepares the database with `db init`: billing tables and ledger.
    pub fn init(self) -> Self {
        self.run("db init").code(0);
        self
    }

    /// A connection to the project's database.
    pub fn client(&self) -> Client {
        Client::connect(self.url(), NoTls).expect("a connection")
    }

    /// Runs SQL in the project's database.
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

    /// Every row of every table as text, including Wares' own tables.
    pub fn everything(&self) -> Vec<Vec<String>> {
        let tables = self.query(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables \
             WHERE schemaname IN ('public', 'wares') ORDER BY 1",
        );
        let select = |table: &Vec<String>| format!("SELECT '{0}', t::text FROM {0} t", table[0]);
        let selects: Vec<String> = tables.iter().map(select).collect();
        self.query(&format!("{} ORDER BY 1, 2", selects.join(" UNION ALL ")))
    }

    /// The program with arguments, in the project's folder, with an environment that has only PATH.
    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wares"));
        if self.kinds != Known::Standard {
            // The test executable is the program: one of its tests takes the arguments from the environment.
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

    /// Runs the program without a database. File permissions apply to it even when the tests run as root.
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

    /// Saves the plan and applies it. Asserts that `show` prints the same plan, and that the next plan is empty.
    pub fn apply(&self) -> Run {
        let saved = tempfile::NamedTempFile::new().expect("a file");
        let path = saved.path().to_str().expect("a path");
        let planned = self.run(&format!("plan --format json --out {path}")).code(0);
        let text = std::fs::read_to_string(saved.path()).expect("the plan");
        assert_plan_schema(&serde_json::from_str(&text).expect("JSON"));
        assert_eq!(in_plan(&planned), self.shown(path));
        let run = self.run(&format!("apply {path}")).code(0);
        self.run("plan --detailed-exitcode").code(0).says("Nothing to do");
        run
    }

    /// Adds categories of guards to the manifest whose refusals are allowed.
    pub fn allow(&self, categories: &str) {
        let manifest = self.read("wares.yaml");
        self.write("wares.yaml", &format!("{manifest}guards: {{ allow: [{categories}] }}\n"));
    }

    /// The text of the manifest with settings of rules.
    pub fn with_rules(&self, settings: &str) -> String {
        format!("{}rules: {{ {settings} }}\n", self.read("wares.yaml"))
    }

    /// A saved plan as JSON, as `show` prints it. It is rendered in this process unless the tests define its kinds.
    fn shown(&self, path: &str) -> serde_json::Value {
        if self.kinds != Known::Standard {
            return in_plan(&self.run(&format!("show {path} --format json")).code(0));
        }
        let file = std::fs::File::open(path).expect("the plan");
        let saved = wares::plan::saved::read(&wares::kinds::Kinds::standard(), file).expect("a plan");
        let printed = wares::report::plan_json(&saved.plan, &saved.places).to_string();
        without_file(serde_json::from_str(&printed).expect("JSON"))
    }

    /// Imports what is applied into an empty folder. Asserts that all of it is there, and that its plan is empty.
    pub fn comes_back(&self) {
        let folder = Self::beside(self);
        folder.run("import --out .").code(0).does_not_say("Left out").does_not_say("without these values");
        // The imported manifest does not allow the rules that the project's manifest allows.
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

/// The path of `setpriv`. Starting a program by its path does not copy this process, which may be large.
fn setpriv() -> &'static Path {
    static FOUND: LazyLock<PathBuf> = LazyLock::new(|| {
        let folders = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::env::split_paths(&folders).map(|folder| folder.join("setpriv"));
        paths.into_iter().find(|path| path.is_file()).expect("`setpriv`, where the tests run as root")
    });
    &FOUND
}

/// The outcome of a run of the program.
#[derive(Debug)]
pub struct Run {
    arguments: String,
    /// What it printed on stdout.
    pub stdout: String,
    /// What it printed on stderr.
    pub stderr: String,
    code: i32,
}

impl Run {
    /// The outcome of a process that has ended. Checks JSON output against its schema.
    pub fn new(arguments: &str, output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let stdout = text(&output.stdout);
        let stdout = stdout.split_once(HEADER).map_or(stdout.clone(), |(_, output)| output.to_owned());
        if arguments.contains("--format json") && !stdout.is_empty() {
            contract::assert_valid(arguments, &stdout);
        }
        Self {
            arguments: arguments.to_owned(),
            stdout,
            stderr: text(&output.stderr),
            code: output.status.code().expect("an exit code"),
        }
    }

    /// The exit code.
    pub fn exit_code(&self) -> i32 {
        self.code
    }

    /// Asserts the exit code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "wares {}\n--- stdout\n{}\n--- stderr\n{}",
            self.arguments, self.stdout, self.stderr
        );
        self
    }

    /// Asserts that a text was printed on either stream.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        let is_printed = self.stdout.contains(text) || self.stderr.contains(text);
        assert!(
            is_printed,
            "wares {} should say `{text}`\n--- stdout\n{}\n--- stderr\n{}",
            self.arguments, self.stdout, self.stderr
        );
        self
    }

    /// Asserts that a text was not printed on either stream.
    #[track_caller]
    pub fn does_not_say(self, text: &str) -> Self {
        let is_printed = self.stdout.contains(text) || self.stderr.contains(text);
        assert!(
            !is_printed,
            "wares {} should not say `{text}`\n--- stdout\n{}\n--- stderr\n{}",
            self.arguments, self.stdout, self.stderr
        );
        self
    }

    /// The lines of a plan that describe changes: those that begin, after spaces, with a mark such as `+`.
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
            // The private server of someone who tried out the example is not part of it.
            true if entry.file_name() == ".wares" => {}
            true => copy(&entry.path(), &target),
            false => drop(std::fs::copy(entry.path(), target).expect("a copy")),
        }
    }
}

/// The plan that a command printed as JSON, without the file in which it was saved.
fn in_plan(run: &Run) -> serde_json::Value {
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    without_file(json["plan"].clone())
}

fn without_file(mut plan: serde_json::Value) -> serde_json::Value {
    plan.as_object_mut().expect("a plan").remove("saved");
    plan
}

/// Asserts that a saved plan is valid under its schema.
fn assert_plan_schema(plan: &serde_json::Value) {
    static SCHEMA: LazyLock<jsonschema::Validator> =
        LazyLock::new(|| jsonschema::validator_for(&wares::plan::saved::schema()).expect("a schema"));
    let faults: Vec<String> = SCHEMA.iter_errors(plan).map(|fault| fault.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
}
