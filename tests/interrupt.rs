//! Tests Ctrl-C and other signals: an interrupted command reports correctly what it did and what it did not do.

use crate::support::{After, Fate, OnTerminal, PACKAGE, Project, Proxy};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The lock that every apply to the schema takes.
const LOCK: &str = "hashtextextended('wares.apply.' || 'public', 0)";
/// Counts the sessions that wait for a lock.
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                       AND datname = current_database()";

/// A catalog with something to apply.
fn project() -> Project {
    Project::new().file("package.yaml", PACKAGE).init()
}

/// Starts a command with the signal settings of a terminal: the command would otherwise inherit them from the tests,
/// which a shell may have started with Ctrl-C ignored.
fn start(project: &Project, arguments: &str, url: &str, signals: &str) -> Child {
    let mut command = as_from_a_terminal(project, arguments, signals);
    command.env("WARES_DATABASE_URL", url).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program runs")
}

fn as_from_a_terminal(project: &Project, arguments: &str, signals: &str) -> Command {
    let own = project.command(arguments);
    let mut command = Command::new("env");
    command.arg(signals).arg(own.get_program()).args(own.get_args());
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.current_dir(project.path(".")).stdin(Stdio::null());
    command
}

fn until(what: &str, holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn send(signal: &str, process: u32) {
    let status = Command::new("kill").args([format!("-{signal}"), process.to_string()]).status();
    assert!(status.expect("kill runs").success());
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn migrations(project: &Project) -> String {
    project.value("SELECT count(*) FROM wares.migration")
}

#[test]
fn waiting_apply_ends_and_says_that_nothing_was_applied() {
    for (signal, number) in [("INT", 2), ("TERM", 15)] {
        let project = project();
        let mut other = project.client();
        other.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).expect("the lock");
        let child = start(&project, "apply --auto-approve", project.url(), "--default-signal=INT");
        until("apply waits for the lock", || project.value(WAITING) == "1");
        send(signal, child.id());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.signal(), Some(number), "{output:?}");
        let stderr = stderr(&output);
        assert!(
            stderr.contains("interrupted: nothing was applied; the database rolls back the transaction"),
            "{stderr}"
        );
        drop(other);
        assert_eq!(
            (migrations(&project).as_str(), project.value("SELECT count(*) FROM item").as_str()),
            ("0", "0")
        );
    }
}

/// A script starts its background commands with Ctrl-C ignored, because the key is for the command in the foreground.
#[test]
fn ignored_signal_stays_ignored() {
    let project = project();
    let mut other = project.client();
    other.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).expect("the lock");
    let child = start(&project, "apply --auto-approve", project.url(), "--ignore-signal=INT");
    until("apply waits for the lock", || project.value(WAITING) == "1");
    send("INT", child.id());
    std::thread::sleep(Duration::from_millis(200));
    drop(other);
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{output:?}");
    assert_eq!(migrations(&project), "1");
}

/// Starts an apply whose COMMIT reaches the server but whose answer gets lost. The apply waits some seconds for the
/// answer, then asks the database whether the migration was committed.
fn committing() -> (Project, Child) {
    let project = project();
    let proxy = Proxy::new(project.url(), Fate::Silent { passed: true }, After::Passed);
    let arguments = "apply --auto-approve --lock-timeout 1 --statement-timeout 1";
    let child = start(&project, arguments, &proxy.url(project.url()), "--default-signal=INT");
    until("the migration is committed", || migrations(&project) == "1");
    (project, child)
}

#[test]
fn first_signal_during_a_commit_waits_for_the_answer() {
    let (project, child) = committing();
    send("INT", child.id());
    let output = child.wait_with_output().expect("it ends");
    let stderr = stderr(&output);
    assert!(output.status.success(), "{output:?}");
    assert!(
        stderr.contains("The migration is being committed. Waiting for the database to answer"),
        "{stderr}"
    );
    assert!(stderr.contains("Applied as migration"), "{stderr}");
    assert_eq!(migrations(&project), "1");
}

#[test]
fn second_signal_during_a_commit_says_how_to_find_out_its_result() {
    let (project, child) = committing();
    send("INT", child.id());
    // Two signals sent at once may be delivered as one.
    std::thread::sleep(Duration::from_millis(300));
    send("INT", child.id());
    let output = child.wait_with_output().expect("it ends");
    let stderr = stderr(&output);
    assert_eq!(output.status.signal(), Some(2), "{output:?}");
    assert!(stderr.contains("interrupted: it is not known whether the migration was committed"), "{stderr}");
    let select = stderr.split('`').find(|part| part.starts_with("SELECT applied_at")).expect("a query");
    assert_eq!(project.query(select).len(), 1, "the query in the message finds the migration");
}

#[test]
fn interrupted_confirmation_writes_nothing() {
    let project = project();
    let mut command = as_from_a_terminal(&project, "apply", "--default-signal=INT");
    command.env("WARES_DATABASE_URL", project.url());
    let terminal = OnTerminal::start(command);
    terminal.waits_for("Only `yes` applies it: ");
    send("INT", terminal.id());
    let (screen, status) = terminal.end();
    assert_eq!(status.signal(), Some(2), "{screen}");
    assert!(screen.ends_with("\ninterrupted: nothing was changed\n"), "{screen}");
    assert_eq!(migrations(&project), "0");
}

/// What a terminal shows of an apply that waits for a lock before it succeeds.
fn terminal_of_a_waiting_apply(arguments: &str, term: &str) -> String {
    let project = project();
    let mut other = project.client();
    other.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).expect("the lock");
    let mut command = project.command(arguments);
    command.env("WARES_DATABASE_URL", project.url()).env("TERM", term).env("NO_COLOR", "1");
    let terminal = OnTerminal::start(command);
    until("apply waits for the lock", || project.value(WAITING) == "1");
    if term == "xterm" && !arguments.contains("--quiet") {
        terminal.waits_for("Waiting for locks");
    } else {
        std::thread::sleep(Duration::from_secs(2));
    }
    drop(other);
    let (screen, status) = terminal.end();
    assert!(status.success(), "{screen}");
    assert_eq!(migrations(&project), "1");
    screen
}

#[test]
fn progress_is_drawn_on_a_terminal_and_erased() {
    let screen = terminal_of_a_waiting_apply("apply --auto-approve", "xterm");
    let last = screen.trim_end().lines().last().unwrap_or_default();
    assert!(last.contains("Applied as migration"), "{screen}");
    // The drawn progress is erased before the result is written.
    let drawn = screen.rfind("Waiting for locks").expect("it was drawn");
    let written = screen.find("Applied as migration").expect("it was written");
    assert!(drawn < written && screen[drawn..written].contains('\u{1b}'), "{screen:?}");
}

#[test]
fn progress_is_not_drawn_on_a_dumb_terminal_or_with_quiet() {
    for (arguments, term) in [("apply --auto-approve", "dumb"), ("apply --auto-approve --quiet", "xterm")] {
        let screen = terminal_of_a_waiting_apply(arguments, term);
        assert!(!screen.contains("Waiting for locks") && !screen.contains('\u{1b}'), "{screen:?}");
    }
}

/// A catalog whose list is longer than the buffer of a pipe.
fn large_catalog() -> Project {
    let project = Project::new();
    let package = |number: usize| {
        format!(
            "kind: item\narticle: ITEM-{number:04}\nname: {}\ncategory: TLD\nprices: {{ EUR: 1, USD: 1 }}\n",
            "Long name ".repeat(20)
        )
    };
    project.file("items.yaml", &(0..1000).map(package).collect::<Vec<_>>().join("---\n"))
}

/// Whether a process is blocked because its output is not read. If the system does not say so, assume it after 20
/// seconds.
fn waits_for_a_reader(process: u32, begin: Instant) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{process}/wchan")).unwrap_or_default();
    state.contains("pipe") || begin.elapsed() > Duration::from_secs(20)
}

/// The reader of the output may be stuck: the program waits neither for it nor to print its message about the signal.
#[test]
fn signal_ends_a_program_whose_output_is_not_read() {
    for shared in [false, true] {
        let project = large_catalog();
        let (_reader, writer) = std::io::pipe().expect("a pipe");
        let mut command = as_from_a_terminal(&project, "list --format json", "--default-signal=INT");
        command.stdout(writer.try_clone().expect("its end"));
        command.stderr(if shared { Stdio::from(writer) } else { Stdio::null() });
        let mut child = command.spawn().expect("the program runs");
        let begin = Instant::now();
        until("the pipe is full", || waits_for_a_reader(child.id(), begin));
        send("TERM", child.id());
        let begin = Instant::now();
        let status = loop {
            if let Some(status) = child.try_wait().expect("a process") {
                break status;
            }
            assert!(
                begin.elapsed() < Duration::from_secs(20),
                "the program does not end; only stdout is a pipe: {}",
                !shared
            );
            std::thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(status.signal(), Some(15), "{shared}");
    }
}

/// Files that were written before the signal stay, and are reported.
#[test]
fn interruption_reports_files_written_before_the_signal() {
    let project = large_catalog().init();
    let (_reader, writer) = std::io::pipe().expect("a pipe");
    let mut command =
        as_from_a_terminal(&project, "plan --format json --out plan.json", "--default-signal=INT");
    command.env("WARES_DATABASE_URL", project.url()).stdout(writer).stderr(Stdio::piped());
    let child = command.spawn().expect("the program runs");
    let state = || std::fs::read_to_string(format!("/proc/{}/wchan", child.id())).unwrap_or_default();
    until("the plan is saved, and the pipe is full", || {
        project.path("plan.json").exists() && state().contains("pipe")
    });
    send("INT", child.id());
    let output = child.wait_with_output().expect("it ends");
    let stderr = stderr(&output);
    assert!(stderr.contains("interrupted: 1 file had been written"), "{stderr}");
}
