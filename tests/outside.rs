//! Tests what can get in the way of applying a saved plan: another apply, a lock, a replica, a full disk, triggers and
//! constraints that Wares does not know. Each is reported, and an apply that fails changes nothing.

use crate::support::{Listening, PACKAGE, Project, Run};
use fastrand::Rng;
use std::fmt::Write as _;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;
use wares::db::Server;

/// An applied package, and a saved plan that changes its price.
fn planned() -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project.replace("package.yaml", "USD: 109.00", "USD: 119.00");
    project.run("plan --out plan.json").code(0);
    project
}

fn start(project: &Project, arguments: &str) -> Child {
    let mut command = project.command(arguments);
    command.env("WARES_DATABASE_URL", project.url()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program runs")
}

fn end(child: Child) -> Run {
    Run::new("apply, concurrent with another one", &child.wait_with_output().expect("it ends"))
}

/// Logs which transaction writes a price, row by row.
const LOG: &str = "CREATE TABLE public.log (number bigserial, transaction bigint); \
    CREATE FUNCTION public.log() RETURNS trigger LANGUAGE plpgsql AS \
    'BEGIN INSERT INTO public.log (transaction) VALUES (txid_current()); PERFORM pg_sleep(0.01); RETURN NEW; END'; \
    CREATE TRIGGER log BEFORE UPDATE ON item_price FOR EACH ROW EXECUTE FUNCTION public.log()";

#[test]
fn concurrent_applies_never_interleave_and_each_reports_its_result() {
    let count = std::env::var("WARES_TEST_PAIRS").map_or(3, |text| text.parse().expect("a number"));
    let mut rng = Rng::with_seed(5);
    let packages: String = (1..=8).fold(String::new(), |mut out, number| {
        let _ = write!(out, "---\n{}", PACKAGE.replace("HST-GLDY", &format!("P-{number}")));
        out
    });
    let one = Project::new().file("packages.yaml", &packages).init();
    one.sql(LOG);
    one.apply();
    let other = Project::beside(&one)
        .file("wares.yaml", &one.read("wares.yaml").replace("catalog: test", "catalog: other"))
        .file("packages.yaml", &packages.replace("article: P-", "article: Q-"));
    other.run("apply --auto-approve").code(0);
    for round in 0..count {
        let price = |part: usize| format!("EUR: {}.{part}0 }}", 99 + round * 2 + part);
        let change = |project: &Project, part: usize| {
            let text = project.read("packages.yaml");
            let old = text.split("EUR: ").nth(1).and_then(|rest| rest.split(',').next()).expect("a price");
            let new = price(part);
            let new = new.trim_start_matches("EUR: ").trim_end_matches(" }");
            project.write("packages.yaml", &text.replace(&format!("EUR: {old},"), &format!("EUR: {new},")));
            project.run("plan --out plan.json --quiet").code(0);
        };
        let same_catalog = Project::beside(&one);
        change(&one, 1);
        let kind = rng.u8(..3);
        let second = match kind {
            // The same plan, another plan of the catalog, a plan of another catalog.
            0 => same_catalog.file("plan.json", &one.read("plan.json")),
            1 => {
                let twin = same_catalog
                    .file("wares.yaml", &one.read("wares.yaml"))
                    .file("packages.yaml", &one.read("packages.yaml"));
                change(&twin, 2);
                twin
            }
            _ => {
                change(&other, 1);
                Project::beside(&other).file("plan.json", &other.read("plan.json"))
            }
        };
        one.sql("TRUNCATE public.log");
        let (first, second) = (start(&one, "apply plan.json"), start(&second, "apply plan.json"));
        let runs = [end(first), end(second)];
        let mut codes = runs.each_ref().map(Run::exit_code);
        codes.sort_unstable();
        assert_eq!(codes, if kind == 2 { [0, 0] } else { [0, 3] }, "{kind}: {runs:?}");
        let late = runs.iter().find(|run| run.exit_code() == 3);
        let message = if kind == 0 {
            "this plan was already applied"
        } else {
            "another migration of this catalog has been applied"
        };
        assert!(late.is_none_or(|run| run.stderr.contains(message)), "{late:?}");
        let order = one.query("SELECT transaction FROM public.log ORDER BY number");
        let turns = order.windows(2).filter(|pair| pair[0] != pair[1]).count();
        assert!(turns < 2, "two applies interleave: {order:?}");
        // Apply the files again, whichever apply was first.
        one.run("apply --auto-approve --quiet").code(0);
    }
}

#[test]
fn apply_that_waits_for_a_lock_names_the_process_that_holds_it() {
    let project = planned();
    let before = project.everything();
    for lock in [
        "SELECT FROM item WHERE article_number = 'HST-GLDY' FOR UPDATE",
        "SELECT FROM item_price FOR UPDATE",
        "LOCK TABLE item_price IN SHARE MODE",
    ] {
        let mut other = project.client();
        let pid: i32 = other.query_one("SELECT pg_backend_pid()", &[]).expect("a number").get(0);
        other.batch_execute(&format!("BEGIN; {lock}")).expect(lock);
        let run = project.run("apply plan.json --lock-timeout 2").code(5);
        run.says(&format!("(process {pid}, since ")).says("the lock is held by").says("nothing was written");
        other.batch_execute("ROLLBACK").expect("the end");
        assert_eq!(project.everything(), before, "{lock}");
    }
    project.run("apply plan.json --lock-timeout 1").code(0);
}

#[test]
fn unknown_triggers_and_constraints_are_reported_and_nothing_is_kept() {
    let faults = [
        (
            "CREATE FUNCTION public.more() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.value := NEW.value + 1; RETURN NEW; END'; \
             CREATE TRIGGER more BEFORE UPDATE ON item_price FOR EACH ROW EXECUTE FUNCTION public.more()",
            "more",
        ),
        ("ALTER TABLE item_price ADD CONSTRAINT cheap CHECK (value < 115)", "cheap"),
        (
            "CREATE FUNCTION public.never() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''not on Fridays''; END'; \
             CREATE TRIGGER never BEFORE UPDATE ON item_price FOR EACH ROW EXECUTE FUNCTION public.never()",
            "not on Fridays",
        ),
    ];
    for (sql, message) in faults {
        let project = planned();
        project.sql(sql);
        let before = project.everything();
        let other = Project::beside(&project).file("plan.json", &project.read("plan.json"));
        other.run("apply plan.json").code(5).says(message);
        other.run("apply plan.json --format json").code(5).says(message);
        assert_eq!(project.everything(), before, "{sql}");
    }
}

/// A separate PostgreSQL server, run as the user that runs the private ones.
struct Cluster {
    home: TempDir,
    bin: PathBuf,
    user: (u32, u32),
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.command("pg_ctl").args(["stop", "-m", "immediate", "-D"]).arg(self.data()).output();
    }
}

impl Cluster {
    /// Creates a folder for a server, which will run as the owner of another server's data.
    fn new(like: &Path) -> Self {
        let home = tempfile::Builder::new().prefix("w").tempdir_in("/tmp").expect("a folder");
        let owner = std::fs::metadata(like).expect("a server's data");
        let user = (owner.uid(), owner.gid());
        std::os::unix::fs::chown(home.path(), Some(user.0), Some(user.1)).expect("an owner");
        Self { home, bin: Server::programs().expect("PostgreSQL is installed"), user }
    }

    fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.current_dir(self.home.path()).stdin(Stdio::null());
        if nix::unistd::Uid::effective().is_root() {
            command.uid(self.user.0).gid(self.user.1);
        }
        command
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let output = self.command(program).args(arguments).output().expect(program);
        assert!(output.status.success(), "{program} {arguments:?}: {output:?}");
    }

    /// Starts the server with a limit on the size of its files, in KiB.
    fn start(&self, largest: &str) {
        let script = format!(
            "ulimit -f {largest}; exec \"$0\" start -w -s -D data -l log -o \"-k {} -c listen_addresses='' -c fsync=off\"",
            self.home.path().display()
        );
        let mut command = self.command("pg_ctl");
        let mut shell = Command::new("bash");
        shell.args(["-c", &script]).arg(command.get_program()).current_dir(self.home.path());
        if nix::unistd::Uid::effective().is_root() {
            shell.uid(self.user.0).gid(self.user.1);
        }
        command = shell;
        let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        let log = || std::fs::read_to_string(self.home.path().join("log"));
        assert!(status.expect("a shell").success(), "{:?}", log());
    }

    fn url(&self, database: &str) -> String {
        format!("postgresql://wares@/{database}?host={}", self.home.path().display())
    }
}

/// Every row of the billing tables and of the ledger.
fn everything(url: &str) -> Vec<String> {
    let mut client = postgres::Client::connect(url, postgres::NoTls).expect("a connection");
    let tables = "SELECT format('SELECT t::text FROM %I.%I t', schemaname, tablename) FROM pg_tables \
                  WHERE schemaname IN ('public', 'wares') ORDER BY 1";
    let selects: Vec<String> =
        client.query(tables, &[]).expect(tables).iter().map(|row| row.get(0)).collect();
    let mut rows: Vec<String> = selects
        .iter()
        .flat_map(|select| client.query(select, &[]).expect("rows"))
        .map(|row| row.get(0))
        .collect();
    rows.sort();
    rows
}

fn run(project: &Project, arguments: &str, url: &str) -> Run {
    let output = project.command(arguments).env("WARES_DATABASE_URL", url).output();
    Run::new(arguments, &output.expect("the program runs"))
}

#[test]
fn apply_to_a_replica_is_refused() {
    let primary = Listening::start("", "");
    let url = primary.url("postgres");
    let project = Project::new().file("package.yaml", PACKAGE);
    run(&project, "db init", &url).code(0);
    run(&project, "plan --out plan.json", &url).code(0);
    let before = everything(&url);
    let replica = primary.standby("", "");
    run(&project, "apply plan.json", &replica.url("postgres"))
        .code(5)
        .says("cannot execute")
        .says("the database is read-only")
        .says("nothing was written");
    assert_eq!(everything(&url), before);
    run(&project, "apply plan.json", &url).code(0);
}

#[test]
fn apply_on_a_full_disk_writes_nothing() {
    let shared = crate::support::server();
    let cluster = Cluster::new(shared.data());
    cluster.run(
        "initdb",
        &["-U", "wares", "-A", "trust", "-E", "UTF8", "--no-locale", "--wal-segsize=1", "-D", "data"],
    );
    cluster.start("unlimited");
    let url = cluster.url("postgres");
    let packages: String = (1..=2_000).fold(String::new(), |mut out, number| {
        let _ = write!(out, "---\n{}", PACKAGE.replace("HST-GLDY", &format!("P-{number}")));
        out
    });
    let project = Project::new().file("packages.yaml", &packages);
    run(&project, "db init", &url).code(0);
    run(&project, "plan --out plan.json --quiet", &url).code(0);
    let before = everything(&url);
    cluster.run("pg_ctl", &["stop", "-s", "-w", "-m", "fast", "-D", "data"]);
    // The limit is just above the size of the existing files, which imitates a full disk.
    cluster.start("1100");
    run(&project, "apply plan.json --format json", &url)
        .code(5)
        .says("could not extend file")
        .says("nothing was written");
    assert_eq!(everything(&url), before);
    cluster.run("pg_ctl", &["stop", "-s", "-w", "-m", "fast", "-D", "data"]);
    cluster.start("unlimited");
    run(&project, "apply plan.json --quiet", &url).code(0);
    run(&project, "plan --detailed-exitcode", &url).code(0).says("Nothing to do");
}
