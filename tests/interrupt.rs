//! Ctrl-C and other signals: the command says what was done and what was not, and that is true.

use crate::support::{After, Fate, OnTerminal, PACKAGE, Project, Proxy};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// The lock that every apply to the schema takes.
const LOCK: &str = "hashtextextended('wares.apply.' || 'public', 0)";
/// What is asked about a session that waits for a lock.
const WAITING: &str = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' \
                       AND datname = current_database()";

/// A catalog with something to apply.
fn project() -> Project {
    Project::new().file("package.yaml", PACKAGE).init()
}

/// Starts a command as a terminal would: a shell may let what it runs ignore Ctrl-C, and hand that down.
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

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn migrations(project: &Project) -> String {
    project.value("SELECT count(*) FROM wares.migration")
}

#[test]
fn an_apply_that_waits_ends_and_says_that_nothing_was_applied() {
    for (signal, number) in [("INT", 2), ("TERM", 15)] {
        let project = project();
        let mut other = project.client();
        other.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).expect("the lock");
        let child = start(&project, "apply --auto-approve", project.url(), "--default-signal=INT");
        until("apply waits for the lock", || project.value(WAITING) == "1");
        send(signal, child.id());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.signal(), Some(number), "{output:?}");
        let said = said(&output);
        assert!(
            said.contains("interrupted: nothing was applied; the database rolls back the transaction"),
            "{said}"
        );
        drop(other);
        assert_eq!(
            (migrations(&project).as_str(), project.value("SELECT count(*) FROM item").as_str()),
            ("0", "0")
        );
    }
}

/// What runs in the background of a script ignores Ctrl-C, which is for what runs in the foreground.
#[test]
fn a_signal_that_is_ignored_stays_ignored() {
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

/// An apply whose COMMIT arrives, and whose answer does not: it waits some seconds for it, and then asks.
fn committing() -> (Project, Child) {
    let project = project();
    let proxy = Proxy::new(project.url(), Fate::Silent { passed: true }, After::Passed);
    let arguments = "apply --auto-approve --lock-timeout 1 --statement-timeout 1";
    let child = start(&project, arguments, &proxy.url(project.url()), "--default-signal=INT");
    until("the migration is committed", || migrations(&project) == "1");
    (project, child)
}

#[test]
fn a_commit_is_waited_for() {
    let (project, child) = committing();
    send("INT", child.id());
    let output = child.wait_with_output().expect("it ends");
    let said = said(&output);
    assert!(output.status.success(), "{output:?}");
    assert!(said.contains("The migration is being committed. Waiting for the answer"), "{said}");
    assert!(said.contains("Applied as migration"), "{said}");
    assert_eq!(migrations(&project), "1");
}

#[test]
fn who_does_not_wait_for_a_commit_learns_how_to_find_out() {
    let (project, child) = committing();
    send("INT", child.id());
    // Two signals at once can be one.
    std::thread::sleep(Duration::from_millis(300));
    send("INT", child.id());
    let output = child.wait_with_output().expect("it ends");
    let said = said(&output);
    assert_eq!(output.status.signal(), Some(2), "{output:?}");
    assert!(said.contains("interrupted: it is not known whether the migration was committed"), "{said}");
    let select = said.split('`').find(|part| part.starts_with("SELECT applied_at")).expect("a query");
    assert_eq!(project.query(select).len(), 1, "the advice holds");
}

#[test]
fn who_is_asked_and_interrupts_has_written_nothing() {
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

/// A terminal on which an apply waits for a while.
fn watched(arguments: &str, term: &str) -> String {
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
fn long_work_is_shown_on_a_terminal_and_leaves_nothing_there() {
    let screen = watched("apply --auto-approve", "xterm");
    let last = screen.trim_end().lines().last().unwrap_or_default();
    assert!(last.contains("Applied as migration"), "{screen}");
    // What was drawn is taken back before a line is written, and again before the end.
    let drawn = screen.rfind("Waiting for locks").expect("it was drawn");
    let written = screen.find("Applied as migration").expect("it was written");
    assert!(drawn < written && screen[drawn..written].contains('\u{1b}'), "{screen:?}");
}

#[test]
fn nothing_is_drawn_for_who_cannot_or_does_not_want_to_see_it() {
    for (arguments, term) in [("apply --auto-approve", "dumb"), ("apply --auto-approve --quiet", "xterm")] {
        let screen = watched(arguments, term);
        assert!(!screen.contains("Waiting for locks") && !screen.contains('\u{1b}'), "{screen:?}");
    }
}

/// A catalog whose list is longer than what a pipe takes.
fn long() -> Project {
    let project = Project::new();
    let package = |number: usize| {
        format!(
            "kind: item\narticle: ITEM-{number:04}\nname: {}\ncategory: TLD\nprices: {{ EUR: 1, USD: 1 }}\n",
            "Long name ".repeat(20)
        )
    };
    project.file("items.yaml", &(0..1000).map(package).collect::<Vec<_>>().join("---\n"))
}

/// Whether a process waits for somebody to read its output. Where the system does not say, it does after a while.
fn waits_for_a_reader(process: u32, begin: Instant) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{process}/wchan")).unwrap_or_default();
    state.contains("pipe") || begin.elapsed() > Duration::from_secs(20)
}

/// Whoever reads the output may have stopped: neither it nor the message about the signal is waited for.
#[test]
fn a_signal_ends_what_nobody_reads() {
    for shared in [false, true] {
        let project = long();
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
                "it does not end, with a pipe of its own: {}",
                !shared
            );
            std::thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(status.signal(), Some(15), "{shared}");
    }
}

/// What was written before is not denied.
#[test]
fn what_was_written_before_the_signal_is_told() {
    let project = long().init();
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
    let said = said(&output);
    assert!(said.contains("interrupted: 1 file had been written"), "{said}");
}
