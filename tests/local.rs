//! The private server of a catalog: made on first use, kept, and heard by nobody else.

use crate::support::{Project, Run};
use std::path::Path;
use std::process::{Command, Stdio};

/// A catalog with a private server, which goes with it.
struct Private(Project);

impl Drop for Private {
    fn drop(&mut self) {
        let data = wares::db::Server::of(&self.0.path("")).map(|server| server.data().to_owned());
        let _ = self.0.command("db stop").output();
        // As root the data lie outside the project, in a folder of their own.
        if let Some(home) =
            data.ok().as_deref().and_then(Path::parent).filter(|home| home.starts_with("/var/lib/wares"))
        {
            let _ = std::fs::remove_dir_all(home);
        }
    }
}

impl Private {
    /// Runs the program with nothing that tells it of a database but its arguments.
    fn run(&self, arguments: &str) -> Run {
        Run::new(arguments, &self.0.command(arguments).output().expect("the program runs"))
    }

    fn status(&self) -> serde_json::Value {
        serde_json::from_str(&self.run("db status --format json").code(0).stdout).expect("JSON")
    }

    fn psql(&self, select: &str) -> String {
        let url = self.status()["url"].as_str().expect("a URL").to_owned();
        let output = Command::new("psql")
            .args(["-XAtc", select, &url])
            .stdin(Stdio::null())
            .output()
            .expect("psql runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8").trim().to_owned()
    }
}

#[test]
fn a_private_database_is_brought_up_to_date_without_being_asked_to() {
    let private = Private(crate::upgrade::catalog());
    let url = private.run("db start").code(0).stdout;
    let mut client = postgres::Client::connect(url.trim(), postgres::NoTls).expect("a connection");
    client.batch_execute(crate::upgrade::DUMP).expect("a database of version 1");
    private
        .run("plan --local --detailed-exitcode")
        .code(0)
        .says("note: in the private database, brought the ledger from version 1 to version 2\n")
        .says("Nothing to do");
    private.run("plan --local").code(0).does_not_say("brought");
}

#[test]
fn a_catalog_is_applied_to_its_private_server_whose_data_stay() {
    let private = Private(Project::new());
    private.0.remove("wares.yaml");
    private.run("init").code(0);
    assert_eq!(private.status()["made"], false);

    private.run("apply --local --auto-approve").code(0);
    private.run("plan --local --detailed-exitcode").code(0).says("Nothing to do");
    assert_eq!(private.psql("SELECT count(*) FROM item"), "3");
    assert_eq!(private.psql("SHOW listen_addresses"), "");
    assert_eq!(private.psql("SELECT count(*) FROM pg_stat_activity WHERE client_addr IS NOT NULL"), "0");

    private.run("db stop").code(0);
    assert_eq!((&private.status()["running"], &private.status()["made"]), (&false.into(), &true.into()));
    private.run("db stop").code(0).says("was not running");

    private.run("db start").code(0);
    assert_eq!(private.status()["running"], true);
    assert_eq!(private.psql("SELECT count(*) FROM item"), "3");
    private.run("plan --local --detailed-exitcode").code(0).says("Nothing to do");

    // A name that is added could be a misspelt one.
    private.0.replace("packages.yaml", "mailboxes: 5", "mailboxs: 5");
    private.run("plan --local").code(0).says("added to the private database").says("the service `mailboxs`");
    private.run("plan --local").code(0).does_not_say("added to the private database");
}

#[test]
fn the_private_server_listens_on_no_tcp_port() {
    let private = Private(Project::new());
    private.run("db start").code(0);
    let data = private.status()["data"].as_str().expect("a folder").to_owned();
    let pid = std::fs::read_to_string(Path::new(&data).join("postmaster.pid")).expect("a running server");
    let pid = pid.lines().next().expect("a process").to_owned();
    let sockets = sockets(&pid);
    assert!(!sockets.is_empty(), "the server has sockets");
    for table in ["/proc/net/tcp", "/proc/net/tcp6"] {
        let table = std::fs::read_to_string(table).unwrap_or_default();
        let listens = table.lines().filter(|line| line.split_whitespace().nth(3) == Some("0A"));
        let own = listens.filter(|line| {
            line.split_whitespace().nth(9).is_some_and(|inode| sockets.iter().any(|s| s == inode))
        });
        assert_eq!(own.collect::<Vec<_>>(), Vec::<&str>::new());
    }
}

/// The inodes of the sockets that a process holds.
fn sockets(pid: &str) -> Vec<String> {
    let files = std::fs::read_dir(format!("/proc/{pid}/fd")).expect("a process");
    let targets = files.flatten().filter_map(|file| std::fs::read_link(file.path()).ok());
    let inode = |target: std::path::PathBuf| {
        Some(target.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned())
    };
    targets.filter_map(inode).collect()
}

/// Waits until something holds.
fn until(what: &str, holds: impl Fn() -> bool) {
    let begin = std::time::Instant::now();
    while !holds() {
        assert!(begin.elapsed() < std::time::Duration::from_secs(120), "{what}");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// The processes whose arguments name a folder.
fn processes(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().expect("UTF-8");
    let all = std::fs::read_dir("/proc").expect("processes").flatten();
    let line = all.filter_map(|entry| std::fs::read_to_string(entry.path().join("cmdline")).ok());
    line.filter(|line| line.contains(folder)).collect()
}

#[test]
fn what_interrupts_the_first_start_leaves_nothing_half_made() {
    use std::os::unix::process::CommandExt;
    // Ctrl-C reaches all that run in the foreground; a process may also be killed alone.
    for (signal, whom) in [("INT", "-"), ("KILL", "")] {
        let private = Private(Project::new());
        let data = private.status()["data"].as_str().expect("a folder").to_owned();
        let unfinished = Path::new(&data).with_extension("unfinished");
        let mut command = private.0.command("plan --local");
        command.process_group(0).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the program runs");
        until("initdb writes", || unfinished.join("PG_VERSION").exists());
        let kill = format!("kill -{signal} {whom}{}", child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().expect("it runs").success());
        child.wait().expect("it ends");
        until("initdb ends", || processes(&unfinished).is_empty());
        let status = private.status();
        assert_eq!((&status["made"], &status["running"]), (&false.into(), &false.into()), "{signal}");
        private.run("db status").code(0).says("not made yet");
        private.run("db stop").code(0).says("was not running");
        private.run("plan --local").code(0);
        assert_eq!(private.status()["running"], true, "{signal}");
        private.run("db stop").code(0).says("has stopped");
        assert!(!unfinished.exists());
    }
}
