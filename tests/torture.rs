//! Real faults at random moments of an apply of more than 20,000 rows: the program is killed, the server is stopped, or
//! the connection is cut. Afterwards the database is exactly as before or exactly as planned. Both the program and the
//! next plan report which.

mod tap;

use crate::support::{Project, Run};
use fastrand::Rng;
use postgres::{Client, NoTls};
use std::fmt::Write as _;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicI32, Ordering};
use std::thread;
use std::time::{Duration, Instant};
use tap::{Harm, Phase, Tap};
use tempfile::TempDir;
use wares::db::Server;

/// How many packages the plan creates, of 22 rows each.
const PACKAGES: usize = 1_000;

/// A number from an environment variable, or a default.
fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |text| text.parse().expect(name))
}

/// A catalog and its own server, which can be stopped without affecting other tests.
struct World {
    server: Server,
    _dir: TempDir,
    /// The number of the database in use.
    number: usize,
    project: Project,
    /// Digests of the database before the plan is applied, and after.
    before: String,
    after: String,
    /// How long an apply without faults takes.
    slowest: Duration,
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.server.stop();
        if let Some(home) = self.server.data().parent().filter(|home| home.starts_with("/var/lib/wares")) {
            let _ = std::fs::remove_dir_all(home);
        }
    }
}

/// Packages of 22 rows each.
fn packages() -> String {
    let package = |mut out: String, number: usize| {
        let _ = write!(
            out,
            "---\nkind: package\narticle: P-{number:04}\nname: {{ en: Package {number}, de: Paket {number} }}\n\
             description: {{ en: Number {number}, de: Nummer {number} }}\ncategory: HostingPackage\nextra_services: true\n\
             periods:\n  - {{ every: 1 year, prices: {{ EUR: 99, USD: 109 }} }}\n  - {{ every: 1 month, prices: {{ EUR: 9.90, USD: 10.90 }} }}\n  \
             - {{ every: 2 years, prices: {{ EUR: 180, USD: 200 }} }}\nlimits: {{ space_mb: {number}, mailboxes: 5 }}\n"
        );
        out
    };
    (1..=PACKAGES).fold(String::new(), package)
}

impl World {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::write(dir.path().join("wares.yaml"), "").expect("a manifest");
        let server = Server::of(dir.path()).expect("PostgreSQL is installed");
        server.start().expect("the server starts");
        let project = Project::new().file("packages.yaml", &packages());
        let (before, after) = (String::new(), String::new());
        let mut world =
            Self { server, _dir: dir, number: 0, project, before, after, slowest: Duration::ZERO };
        world.sql("wares", "CREATE DATABASE base");
        world.run("db init", "base").code(0);
        world.fresh();
        world.before = world.digest();
        let begin = Instant::now();
        world.run("apply plan.json", &world.database()).code(0).says("Applied as migration");
        world.slowest = begin.elapsed();
        world.after = world.digest();
        assert!(world.rows() >= 20_000, "{} rows", world.rows());
        assert_ne!(world.before, world.after);
        world.fresh();
        world
    }

    fn database(&self) -> String {
        format!("d{}", self.number)
    }

    fn url(&self, database: &str) -> String {
        self.server.url().replacen("/wares?", &format!("/{database}?"), 1)
    }

    fn socket(&self) -> PathBuf {
        let url = self.server.url();
        let (_, host) = url.split_once("host=").expect("a socket");
        PathBuf::from(host.replace("%2F", "/")).join(".s.PGSQL.5432")
    }

    fn client(&self, database: &str) -> Client {
        Client::connect(&self.url(database), NoTls).expect("a connection")
    }

    fn sql(&self, database: &str, statement: &str) {
        self.client(database).batch_execute(statement).expect(statement);
    }

    fn command(&self, arguments: &str, url: &str) -> Command {
        let mut command = self.project.command(arguments);
        command.env("WARES_DATABASE_URL", url);
        command
    }

    fn run(&self, arguments: &str, database: &str) -> Run {
        let output = self.command(arguments, &self.url(database)).output();
        Run::new(arguments, &output.expect("the program runs"))
    }

    /// Makes a new database without articles, and a plan for it.
    fn fresh(&mut self) {
        self.number += 1;
        self.sql("wares", &format!("CREATE DATABASE {} TEMPLATE base", self.database()));
        self.run("plan --out plan.json --quiet", &self.database()).code(0);
    }

    fn rows(&self) -> i64 {
        let count = "SELECT sum((xpath('/row/c/text()', query_to_xml(format('SELECT count(*) AS c FROM public.%I', tablename), \
                     false, true, '')))[1]::text::bigint)::bigint FROM pg_tables WHERE schemaname = 'public'";
        self.client(&self.database()).query_one(count, &[]).expect("a count").get(0)
    }

    /// A digest of all rows of each table, except for times, the header of the migration, and its sequence number.
    fn digest(&self) -> String {
        let mut client = self.client(&self.database());
        let tables = "SELECT format('SELECT %L, md5(coalesce(string_agg(t::text, '','' ORDER BY t::text), '''')) FROM (SELECT %s FROM %I.%I) t', \
                      table_name, string_agg(quote_ident(column_name), ', ' ORDER BY ordinal_position), table_schema, table_name) \
                      FROM information_schema.columns WHERE table_schema IN ('public', 'wares') AND data_type NOT LIKE 'timestamp%' \
                      AND (table_name, column_name) NOT IN (('migration', 'header'), ('migration', 'sequence')) GROUP BY table_schema, table_name ORDER BY table_name";
        let selects: Vec<String> =
            client.query(tables, &[]).expect(tables).iter().map(|row| row.get(0)).collect();
        let all = client.query(&selects.join(" UNION ALL "), &[]).expect("a digest");
        let mut all: Vec<String> = all
            .iter()
            .map(|row| format!("{} {}", row.get::<_, String>(0), row.get::<_, String>(1)))
            .collect();
        all.sort();
        all.join("\n")
    }

    /// Waits until no session is connected to the database. Everything that was running has ended then.
    fn settle(&self) {
        let select = format!("SELECT count(*) FROM pg_stat_activity WHERE datname = '{}'", self.database());
        let begin = Instant::now();
        while self.client("wares").query_one(&select, &[]).expect("a count").get::<_, i64>(0) > 0 {
            assert!(begin.elapsed() < Duration::from_secs(60), "a session does not end");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Whether the plan was applied. Asserts that it was not applied partially, and that the next plan agrees.
    fn is_applied(&mut self) -> bool {
        self.settle();
        let digest = self.digest();
        assert!(digest == self.before || digest == self.after, "half a migration:\n{digest}");
        let applied = digest == self.after;
        let plan = self.run("plan --detailed-exitcode --format json --quiet", &self.database());
        let code = plan.exit_code();
        assert_eq!(code, if applied { 0 } else { 2 }, "{}", plan.stderr);
        applied
    }
}

/// A fault during an apply.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// The program is killed.
    Kill,
    /// The server is stopped at once and started again.
    Stop,
    /// The connection is cut.
    Cut,
}

/// Runs one apply with one fault in a phase. Returns the phase in which the fault occurred, and whether the plan was
/// applied.
fn strike(world: &mut World, fault: Fault, phase: Phase, rng: &mut Rng) -> (Option<Phase>, bool) {
    let span = match phase {
        Phase::Commit => 20,
        _ => u64::try_from(world.slowest.as_millis()).expect("a time") / 4,
    };
    let delay = Duration::from_millis(rng.u64(..=span.max(1)));
    let passes = phase != Phase::Commit || rng.bool();
    let child = Arc::new(AtomicI32::new(0));
    let (pid, data) = (child.clone(), world.server.data().to_owned());
    let act = move |tap: &Tap| match fault {
        Fault::Kill => signal(pid.load(Ordering::SeqCst), "KILL"),
        Fault::Cut => tap.cut(),
        Fault::Stop => {
            let file = std::fs::read_to_string(data.join("postmaster.pid")).expect("a server");
            signal(file.lines().next().expect("a line").parse().expect("a number"), "QUIT");
        }
    };
    let tap = Tap::new(world.socket(), Some(Harm { phase, delay, passes, act: Box::new(act) }));
    let mut command = world.command("apply plan.json --format json", &tap.url("wares", &world.database()));
    let running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");
    child.store(i32::try_from(running.id()).expect("a number"), Ordering::SeqCst);
    let restarts = (fault == Fault::Stop).then(|| restart(world));
    let output = running.wait_with_output().expect("it ends");
    restarts.into_iter().for_each(|thread| thread.join().expect("the server starts again"));
    let harmed = tap.harmed();
    let was_killed = output.status.signal().is_some();
    let applied = world.is_applied();
    let context = || format!("{fault:?} in {phase:?} after {delay:?}, passed {passes}: {output:?}");
    if !was_killed {
        let run = Run::new("apply plan.json", &output);
        match (run.exit_code(), applied) {
            (0, true) => {}
            (5, false) => {
                // Before the transaction begins, the message need not say that nothing was written.
                let messages = ["nothing was written", "was not committed"];
                let is_early = harmed.is_none_or(|phase| phase == Phase::BeforeLock);
                assert!(
                    is_early || messages.iter().any(|message| run.stdout.contains(message)),
                    "{}",
                    context()
                );
            }
            _ => panic!("applied: {applied}; {}", context()),
        }
    }
    if applied {
        world.fresh();
    }
    (harmed.filter(|_| fault != Fault::Kill || was_killed), applied)
}

/// Starts the server again once it has stopped.
fn restart(world: &World) -> thread::JoinHandle<()> {
    let server = world.server.clone();
    thread::spawn(move || {
        let begin = Instant::now();
        // The apply may end before the fault occurs.
        while server.is_running() && begin.elapsed() < Duration::from_secs(60) {
            thread::sleep(Duration::from_millis(50));
        }
        server.start().expect("the server starts again");
    })
}

fn signal(pid: i32, name: &str) {
    let sent =
        Command::new("kill").args([&format!("-{name}"), &pid.to_string()]).stderr(Stdio::null()).status();
    sent.expect("kill runs");
}

/// Causes at least `count` faults of one type, spread over the phases.
fn strikes(fault: Fault, count: u64) {
    let seed = setting("WARES_TEST_SEED", 1);
    let mut rng = Rng::with_seed(seed);
    let mut world = World::new();
    let mut counts = [0_u64; 4];
    let mut applied = 0;
    let least = if count >= 40 { 5 } else { u64::from(count >= 4) };
    let begin = Instant::now();
    let is_spread = |counts: &[u64; 4]| counts.iter().all(|hits| *hits >= least);
    while counts.iter().sum::<u64>() < count || !is_spread(&counts) {
        assert!(begin.elapsed() < Duration::from_secs(120 + 30 * count), "{fault:?}: {counts:?}");
        let wanted = (0..4).min_by_key(|at| counts[*at]).expect("a phase");
        let (harmed, was_applied) = strike(&mut world, fault, Phase::ALL[wanted], &mut rng);
        applied += u64::from(was_applied);
        if let Some(phase) = harmed {
            counts[phase as usize] += 1;
        }
    }
    // A plan whose apply was interrupted can still be applied.
    world.run("apply plan.json --quiet", &world.database()).code(0);
    assert!(world.is_applied());
    print_result(&format!(
        "{fault:?}, seed {seed}: faults by phase (before the lock, writing, reading back, commit) {counts:?}; applied {applied}"
    ));
}

#[expect(clippy::print_stderr, reason = "the seed and the counts are the result")]
fn print_result(text: &str) {
    eprintln!("{text}");
}

#[test]
fn killed_apply_writes_everything_or_nothing() {
    strikes(Fault::Kill, setting("WARES_TEST_FAULTS", 4));
}

#[test]
fn apply_on_a_stopped_server_writes_everything_or_nothing_and_reports_it() {
    strikes(Fault::Stop, setting("WARES_TEST_FAULTS", 4).div_ceil(2));
}

#[test]
fn apply_on_a_cut_connection_writes_everything_or_nothing_and_reports_it() {
    strikes(Fault::Cut, setting("WARES_TEST_FAULTS", 4));
}
