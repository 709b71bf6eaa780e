//! Tests the private server of a catalog: it is created on first use, keeps its data, and does not listen on the
//! network.

use crate::support::{Project, Run};
use std::path::Path;
use std::process::{Command, Stdio};

/// A catalog with a private server, which is removed together with it.
struct Private(Project);

impl Drop for Private {
    fn drop(&mut self) {
        let data = wares::db::Server::of(&self.0.path("")).map(|server| server.data().to_owned());
        let _ = self.0.command("db destroy --auto-approve").output();
        // When the tests run as root, incomplete data may be left outside of the project.
        if let Some(home) =
            data.ok().as_deref().and_then(Path::parent).filter(|home| home.starts_with("/var/lib/wares"))
        {
            let _ = std::fs::remove_dir_all(home);
        }
    }
}

impl Private {
    /// Runs the program with no database in its environment: only the arguments can name one.
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
fn private_database_is_updated_automatically() {
    let private = Private(crate::upgrade::catalog());
    let url = private.run("db start").code(0).stdout;
    let mut client = postgres::Client::connect(url.trim(), postgres::NoTls).expect("a connection");
    client.batch_execute(crate::upgrade::DUMP).expect("a database of version 1");
    private
        .run("plan --local --detailed-exitcode")
        .code(0)
        .says(
            "note: updated in the private database: the ledger from version 1 to version 2; the set of tables \
             that Wares adds to AtomiaBilling",
        )
        .says("Nothing to do");
    private.run("plan --local").code(0).does_not_say("updated");
}

#[test]
fn private_server_keeps_the_applied_catalog_when_it_is_stopped() {
    let private = Private(Project::new());
    private.0.remove("wares.yaml");
    private.run("init").code(0);
    assert_eq!(private.status()["made"], false);

    // No shop sells from a private database, so there is no cache to flush.
    let first = private.run("plan --local --format json").code(0);
    let note = "note: added to the private database, because the files name them";
    assert!(
        first.stderr.contains(note) && first.stderr.contains("  service: `mailboxes`, `space_mb`"),
        "{first:?}"
    );
    let plan: serde_json::Value =
        serde_json::from_str(&private.run("plan --local --format json").code(0).stdout).expect("JSON");
    assert_eq!(plan["plan"]["by_hand"], serde_json::json!([]));
    private.run("plan --local --format sql").code(0).does_not_say("by hand afterwards");
    private.run("apply --local --auto-approve").code(0).does_not_say("To do by hand");
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

    // A name that is added could be misspelled.
    private.0.replace("packages.yaml", "mailboxes: 5", "mailboxs: 5");
    private
        .run("plan --local")
        .code(0)
        .says("added to the private database")
        .says("\n  service: `mailboxs`\n")
        .says("`mailboxs`: 2 other resources use `mailboxes`; correct `mailboxs` if it is misspelled");
    private.run("plan --local").code(0).does_not_say("added to the private database");
}

#[test]
fn private_server_listens_on_no_tcp_port() {
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

/// The path of the socket in a URL.
fn socket(url: &str) -> String {
    url.trim().split_once("host=").expect("a folder").1.replace("%2F", "/")
}

/// Waits until a condition holds, and fails after two minutes.
fn until(what: &str, holds: impl Fn() -> bool) {
    let begin = std::time::Instant::now();
    while !holds() {
        assert!(begin.elapsed() < std::time::Duration::from_secs(120), "{what}");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

/// The command lines of the processes whose arguments contain a folder.
fn processes(folder: &Path) -> Vec<String> {
    let folder = folder.to_str().expect("UTF-8");
    let all = std::fs::read_dir("/proc").expect("processes").flatten();
    let line = all.filter_map(|entry| std::fs::read_to_string(entry.path().join("cmdline")).ok());
    line.filter(|line| line.contains(folder)).collect()
}

/// The folders in which the data of a server are being created.
fn unfinished(data: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(data.parent().expect("a folder")).into_iter().flatten().flatten();
    let is_one = |path: &std::path::PathBuf| path.to_string_lossy().contains("postgres.unfinished");
    entries.map(|entry| entry.path()).filter(is_one).collect()
}

fn kill(signal: &str, whom: &str) {
    let kill = format!("kill -{signal} {whom}");
    assert!(Command::new("sh").args(["-c", &kill]).status().expect("it runs").success());
}

impl Private {
    fn data(&self) -> std::path::PathBuf {
        self.status()["data"].as_str().expect("a folder").into()
    }

    /// Starts `plan --local` in its own process group, optionally with other programs in place of those of PostgreSQL.
    fn spawn(&self, programs: Option<&Path>) -> std::process::Child {
        use std::os::unix::process::CommandExt;
        // A shell starts background commands with Ctrl-C ignored, which the program would inherit from the tests.
        let own = self.0.command("plan --local");
        let mut command = Command::new("env");
        command.arg("--default-signal=INT").arg(own.get_program()).args(own.get_args());
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.current_dir(self.0.path("."));
        if let Some(programs) = programs {
            let path = std::env::var("PATH").expect("a path");
            command.env("PATH", format!("{}:{path}", programs.display()));
        }
        command.stdin(Stdio::null()).process_group(0).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the program runs")
    }
}

#[test]
fn interrupted_first_start_leaves_nothing_incomplete() {
    // Ctrl-C reaches the whole process group (`-`); other signals may reach only one process.
    for (signal, whom) in [("INT", "-"), ("INT", ""), ("TERM", ""), ("KILL", "")] {
        // On a loaded machine the signal may come after the data are complete. Then nothing was interrupted, so try
        // again.
        let interrupted = (0..5).any(|_| interrupt(signal, whom));
        assert!(interrupted, "{signal}: the data were in their final place after each of five interruptions");
    }
}

/// Interrupts the first start while the data are created, and asserts that it leaves nothing behind. Returns false if
/// the data were already complete when the signal came.
fn interrupt(signal: &str, whom: &str) -> bool {
    let private = Private(Project::new());
    let data = private.data();
    let mut child = private.spawn(None);
    let is_made = || data.join("PG_VERSION").exists();
    let is_begun = || unfinished(&data).iter().any(|folder| folder.join("data/PG_VERSION").exists());
    until("initdb writes", || is_begun() || is_made());
    kill(signal, &format!("{whom}{}", child.id()));
    child.wait().expect("it ends");
    until("initdb ends", || processes(&data.with_extension("unfinished")).is_empty());
    if is_made() {
        return false;
    }
    let status = private.status();
    assert_eq!((&status["made"], &status["running"]), (&false.into(), &false.into()), "{signal}");
    private.run("db status").code(0).says("not created yet");
    private.run("db stop").code(0).says("was not running");
    private.run("db destroy --auto-approve").code(0).says("Removed the private server");
    assert!(!data.parent().is_some_and(Path::exists), "destroy removes the incomplete data");
    private.run("plan --local").code(0);
    assert_eq!(private.status()["running"], true, "{signal}");
    private.run("db stop").code(0).says("Stopped the private server.");
    assert_eq!(unfinished(&data), Vec::<std::path::PathBuf>::new());
    true
}

/// Stand-ins for the programs of PostgreSQL. Their `initdb` writes into its folder until a file appears, even if its
/// parent process is killed.
fn stubborn_programs(go: &Path) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let executable = || PermissionsExt::from_mode(0o755);
    let folder = tempfile::Builder::new().permissions(executable()).tempdir().expect("a folder");
    let initdb = format!(
        "#!/bin/sh\nfor folder; do :; done\n\
         until [ -e '{}' ]; do mkdir -p \"$folder\"; echo > \"$folder/written\"; sleep 0.01; done\n",
        go.display()
    );
    for (name, text) in [("initdb", initdb.as_str()), ("pg_ctl", "#!/bin/sh\nexit 3\n")] {
        std::fs::write(folder.path().join(name), text).expect("a program");
        std::fs::set_permissions(folder.path().join(name), executable()).expect("a program");
    }
    folder
}

#[test]
fn initdb_that_outlives_the_program_does_not_block_the_next_start() {
    let private = Private(Project::new());
    let data = private.data();
    let go = tempfile::tempdir().expect("a folder");
    std::fs::set_permissions(go.path(), std::os::unix::fs::PermissionsExt::from_mode(0o755))
        .expect("it is ours");
    let programs = stubborn_programs(&go.path().join("go"));
    let mut child = private.spawn(Some(programs.path()));
    until("initdb writes", || unfinished(&data).iter().any(|folder| folder.join("data/written").exists()));
    kill("KILL", &child.id().to_string());
    child.wait().expect("it ends");

    private.run("plan --local").code(0);
    let left = unfinished(&data);
    assert_eq!(left.len(), 1, "a folder that a process still writes to is left alone");
    std::fs::write(go.path().join("go"), "").expect("a file");
    until("initdb ends", || processes(&left[0]).is_empty());
    private.run("plan --local").code(0);
    assert_eq!(unfinished(&data), Vec::<std::path::PathBuf>::new());
}

#[test]
fn private_server_does_not_follow_links() {
    use std::os::unix::fs::symlink;
    let private = Private(Project::new());
    let data = private.data();
    let home = data.parent().expect("a folder").to_owned();
    let outside = tempfile::tempdir().expect("a folder");
    let victim = outside.path().join("victim");
    std::fs::write(&victim, "precious").expect("a file");
    let refused = |path: &Path| {
        for arguments in ["plan --local", "apply --local --auto-approve", "db start", "db stop", "db status"]
        {
            let run = private.run(arguments);
            assert_ne!(run.exit_code(), 0, "{arguments}");
            run.says(&format!("`{}` is a link", path.display())).says("remove the link");
        }
        std::fs::remove_file(path).expect("a link");
        assert_eq!(std::fs::read_to_string(&victim).expect("a file"), "precious");
        assert_eq!(std::fs::read_dir(outside.path()).expect("a folder").count(), 1);
    };
    std::fs::create_dir_all(home.parent().expect("a folder")).expect("a folder");
    symlink(outside.path(), &home).expect("a link");
    refused(&home);
    std::fs::create_dir(&home).expect("a folder");
    for name in ["postgres.lock", "postgres.log", "postgres", "postgres.unfinished"] {
        for target in [&victim, outside.path(), &outside.path().join("new")] {
            symlink(target, home.join(name)).expect("a link");
            refused(&home.join(name));
        }
    }
    private.run("db start").code(0);
}

#[test]
fn destroy_removes_everything_that_was_created_for_the_server() {
    let private = Private(Project::new());
    private.run("db destroy").code(0).says("There is no private server to remove.");
    let socket = socket(&private.run("db start --local").code(0).stdout);
    let home = private.data().parent().expect("a folder").to_owned();
    let readme = std::fs::read_to_string(home.join("postgres.README")).expect("the README");
    let folder = private.0.path("").canonicalize().expect("a folder");
    assert!(readme.contains(&folder.display().to_string()), "{readme}");
    private
        .run("db status --local")
        .code(0)
        .says("running at")
        .says(&format!("for the catalog in {}", folder.display()));
    private
        .run("db destroy")
        .code(64)
        .says("cannot ask for confirmation: stdin is not a terminal")
        .says("--auto-approve");
    assert_eq!(private.status()["running"], true, "without a confirmation nothing is removed");
    std::fs::write(home.join("mine"), "kept").expect("a file");
    private.run("db destroy --auto-approve").code(0).says("Removed the private server.");
    assert_eq!(private.status()["made"], false);
    assert!(!Path::new(&socket).exists(), "{socket}");
    let left: Vec<_> =
        std::fs::read_dir(&home).expect("a folder").flatten().map(|it| it.file_name()).collect();
    assert_eq!(left, ["mine"], "files of others are kept");
    std::fs::remove_file(home.join("mine")).expect("a file");
    private.run("plan --local").code(0);
    private.run("db stop").code(0);
    private.run("db destroy --auto-approve").code(0);
    assert!(!home.exists(), "a server that is stopped is removed, too");
}

#[test]
fn destroy_without_a_yes_keeps_the_server() {
    let private = Private(Project::new());
    private.run("db start").code(0);
    let mut terminal = crate::support::OnTerminal::start(private.0.command("db destroy"));
    terminal.waits_for("Only `yes` removes it: ");
    terminal.types("y\n");
    let (screen, status) = terminal.end();
    assert_eq!(status.code(), Some(1), "{screen}");
    assert!(screen.contains("nothing was removed"), "{screen}");
    assert_eq!(private.status()["running"], true);
}

/// Copies a folder with everything below it.
fn copy(from: &Path, to: &Path) {
    let status = Command::new("cp").arg("-a").arg(from).arg(to).status();
    assert!(status.expect("cp runs").success());
}

#[test]
fn destroy_refuses_a_server_that_wares_did_not_create() {
    let private = Private(Project::new());
    private.run("db start").code(0);
    private.run("db stop").code(0);
    let home = private.data().parent().expect("a folder").to_owned();
    std::fs::remove_file(home.join("postgres.README")).expect("a file");
    private.run("db destroy --auto-approve").code(5).says("nothing shows that Wares created");
    assert!(private.data().join("PG_VERSION").exists());
    // A server without this file, such as one of an older version, is recognized once it runs.
    private.run("db start").code(0);
    private.run("db destroy --auto-approve").code(0);
}

#[test]
fn copy_of_a_running_server_is_not_mistaken_for_it() {
    let private = Private(Project::new());
    private.run("db start").code(0);
    let twin = Private(Project::new());
    let (from, to) = (private.data(), twin.data());
    std::fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
    copy(&from, &to);
    copy(&from.with_file_name("postgres.README"), &to.with_file_name("postgres.README"));
    twin.run("db status").code(0).says("stopped");
    for arguments in ["db stop", "db start", "plan --local"] {
        twin.run(arguments).code(5).says("is a copy of").says("wares db destroy");
    }
    assert_eq!(private.status()["running"], true, "the original server keeps running");
    twin.run("db destroy --auto-approve").code(0);
    assert!(!to.exists());
    assert_eq!(private.status()["running"], true, "the original server keeps running");
    assert_eq!(private.psql("SELECT 1"), "1");
    twin.run("plan --local").code(0);
}

#[test]
fn files_of_others_in_place_of_the_data_are_left_alone() {
    let private = Private(Project::new());
    let data = private.data();
    std::fs::create_dir_all(&data).expect("a folder");
    std::fs::write(data.join("backup.sql"), "precious").expect("a file");
    private.run("db destroy --auto-approve").code(5).says("nothing shows that Wares created");
    assert_eq!(std::fs::read_to_string(data.join("backup.sql")).expect("a file"), "precious");
    std::fs::remove_dir_all(&data).expect("a folder");
    // A file that only has the name of the README is not overwritten either.
    let owner = data.with_file_name("postgres.README");
    std::fs::write(&owner, "my notes").expect("a file");
    private.run("db start").code(0);
    assert_eq!(std::fs::read_to_string(&owner).expect("a file"), "my notes");
    private.run("db destroy --auto-approve").code(5).says("nothing shows that Wares created");
    std::fs::remove_file(&owner).expect("a file");
    private.run("db start").code(0);
}

/// An interrupted removal leaves data under a name that no server uses.
#[test]
fn interrupted_removal_does_not_block_the_next_start() {
    let private = Private(Project::new());
    private.run("db start").code(0);
    private.run("db stop").code(0);
    let data = private.data();
    std::fs::rename(&data, data.with_extension("unfinished-removal")).expect("it moves");
    private.run("db status").code(0).says("not created yet");
    private.run("plan --local").code(0);
    std::fs::create_dir(data.with_extension("unfinished-removal")).expect("a folder");
    std::fs::write(data.with_extension("unfinished-removal").join("left"), "").expect("a file");
    private.run("db destroy --auto-approve").code(0);
    private.run("db start").code(0);
    assert_eq!(unfinished(&data), Vec::<std::path::PathBuf>::new());
}

#[test]
fn destroy_removes_a_leftover_socket() {
    let private = Private(Project::new());
    let socket = socket(&private.run("db start").code(0).stdout);
    private.run("db stop").code(0);
    let home = private.data().parent().expect("a folder").to_owned();
    for entry in
        std::fs::read_dir(&home).expect("a folder").flatten().filter(|it| it.path() != Path::new(&socket))
    {
        let _ = std::fs::remove_dir_all(entry.path());
        let _ = std::fs::remove_file(entry.path());
    }
    private.run("db destroy --auto-approve").code(0).says("Removed the private server");
    assert!(!Path::new(&socket).exists());
    private.run("db destroy").code(0).says("There is no private server to remove.");
}

/// The first start may be interrupted after the data are complete, or the server may fail to start.
#[test]
fn destroy_removes_a_server_that_never_started() {
    let private = Private(Project::new());
    let data = private.data();
    // A file in place of the socket's folder prevents the server from starting.
    let socket = socket(&wares::db::Server::of(&private.0.path("")).expect("a server").url());
    std::fs::create_dir_all(Path::new(&socket).parent().expect("a folder")).expect("a folder");
    std::fs::write(&socket, "in the way").expect("a file");
    private.run("db start").code(5);
    std::fs::remove_file(&socket).expect("a file");
    private.run("db destroy --auto-approve").code(0);
    assert!(!data.exists());
}

#[test]
fn renamed_folder_keeps_its_server() {
    let private = Private(Project::new());
    private.run("db start").code(0);
    let twin = Private(Project::new());
    let (from, to) = (private.data(), twin.data());
    std::fs::rename(from.parent().expect("a folder"), to.parent().expect("a folder")).expect("it moves");
    assert_eq!(twin.status()["running"], true);
    assert_eq!(twin.psql("SELECT 1"), "1");
    twin.run("plan --local").code(0);
    assert_eq!(private.status()["made"], false);
    twin.run("db destroy --auto-approve").code(0);
    assert!(processes(&from).is_empty(), "its process is gone, too");
}
