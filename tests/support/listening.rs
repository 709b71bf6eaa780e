//! A server that listens on loopback and on a socket, with settings of its own: for TLS, and for the ways to name one. It
//! ends with whoever started it, however that ends: a watchdog reads a pipe that closes when the test process goes.

use nix::unistd::{Uid, User};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};
use tempfile::TempDir;

/// A running server.
pub struct Listening {
    home: TempDir,
    pub port: u16,
    watchdog: Child,
}

impl Listening {
    /// Starts one with some settings and some rules for who may log in how. Whoever comes by the socket is let in.
    pub fn start(settings: &str, rules: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        hand_over(home.path());
        let port = free_port();
        let data = home.path().join("data");
        run(server_program("initdb")
            .args(["-U", "wares", "-A", "trust", "-N", "-E", "UTF8", "--locale=C", "-D"])
            .arg(&data));
        let socket = home.path().join("run");
        std::fs::create_dir(&socket).expect("a folder");
        hand_over(&socket);
        write(&data.join("pg_hba.conf"), &format!("{rules}\nlocal all all trust\n"), 0o600);
        Self::run(home, port, settings)
    }

    /// A standby of one that is stopped for it and started again: it never hears of anything new.
    pub fn standby(&self, settings: &str, rules: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        hand_over(home.path());
        self.control("stop");
        let mut copy = Command::new("cp");
        as_server(&mut copy);
        run(copy.arg("-a").arg(self.path("data")).arg(home.path()));
        std::fs::create_dir(home.path().join("run")).expect("a folder");
        hand_over(&home.path().join("run"));
        self.control("start");
        write(&home.path().join("data/standby.signal"), "", 0o600);
        write(&home.path().join("data/pg_hba.conf"), &format!("{rules}\nlocal all all trust\n"), 0o600);
        Self::run(home, free_port(), settings)
    }

    fn run(home: TempDir, port: u16, settings: &str) -> Self {
        let data = home.path().join("data");
        let own = format!(
            "port = {port}\nlisten_addresses = '127.0.0.1, ::1'\nunix_socket_directories = '{}'\nfsync = off\npassword_encryption = 'scram-sha-256'\n{settings}\n",
            home.path().join("run").display()
        );
        append(&data.join("postgresql.conf"), &own);
        let mut watchdog = Command::new("sh");
        watchdog.args(["-c", "cat >/dev/null; \"$0\" stop -m immediate -D \"$1\""]);
        watchdog
            .arg(program("pg_ctl"))
            .arg(&data)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        as_server(&mut watchdog);
        let watchdog = watchdog.spawn().expect("a shell");
        let server = Self { home, port, watchdog };
        server.control("start");
        server
    }

    /// Starts or stops it.
    fn control(&self, what: &str) {
        let mut command = server_program("pg_ctl");
        command.args([what, "-w", "-D"]).arg(self.path("data"));
        run(command.arg("-l").arg(self.path("log")));
    }

    /// A file below its folder, which the server may read and no others.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        write(&path, text, 0o600);
        path
    }

    /// A path below its folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The folder of its socket.
    pub fn socket(&self) -> PathBuf {
        self.path("run")
    }

    /// The URL of a database of it, by the socket, for its owner.
    pub fn url(&self, database: &str) -> String {
        let socket = self.socket().display().to_string().replace('/', "%2F");
        format!("postgresql://wares@{socket}:{}/{database}", self.port)
    }

    /// Runs SQL as its owner.
    pub fn sql(&self, statements: &str) {
        let mut client =
            postgres::Client::connect(&self.url("postgres"), postgres::NoTls).expect("a connection");
        for statement in statements.split(";\n") {
            client.batch_execute(statement).expect(statement);
        }
    }

    /// Lets it read its settings and its certificates again.
    pub fn reload(&self) {
        let loaded = |client: &mut postgres::Client| -> SystemTime {
            client.query_one("SELECT pg_conf_load_time()", &[]).expect("a time").get(0)
        };
        let connect =
            || postgres::Client::connect(&self.url("postgres"), postgres::NoTls).expect("a connection");
        let before = loaded(&mut connect());
        run(server_program("pg_ctl").args(["reload", "-D"]).arg(self.path("data")));
        let start = Instant::now();
        while loaded(&mut connect()) <= before {
            assert!(start.elapsed() < Duration::from_secs(30), "the server should load its settings");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}

/// `psql` itself, and not what a distribution puts in its place, with nothing in its environment.
pub fn bare_psql() -> Command {
    // Server programs that were installed for these tests alone may come without it.
    let others = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let others = others.map(|version| version.path().join("bin/psql"));
    let found = std::iter::once(program("psql")).chain(others).find(|path| path.is_file());
    let mut command = Command::new(found.unwrap_or_else(|| "psql".into()));
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .arg("-X")
        .stdin(Stdio::null());
    command
}

/// A program of the server that is on this machine.
pub fn program(name: &str) -> PathBuf {
    wares::db::Server::programs().expect("PostgreSQL is installed").join(name)
}

/// A port that nobody listens at.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

fn server_program(name: &str) -> Command {
    let mut command = Command::new(program(name));
    as_server(&mut command);
    command
}

/// Whom a server runs as: it refuses root.
fn server_user() -> Option<User> {
    let find = |name| User::from_name(name).ok().flatten();
    Uid::effective()
        .is_root()
        .then(|| find("postgres").or_else(|| find("nobody")).expect("an unprivileged user"))
}

/// Lets a command run as the server does.
pub fn as_server(command: &mut Command) {
    if let Some(user) = server_user() {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw()).current_dir("/");
    }
}

/// Gives a path to whom a server runs as.
pub fn hand_over(path: &Path) {
    if let Some(user) = server_user() {
        std::os::unix::fs::chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw()))
            .expect("a new owner");
    }
}

fn run(command: &mut Command) {
    // What it starts keeps its streams open.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    assert!(status.expect("it runs").success(), "{command:?}");
}

fn append(path: &Path, text: &str) {
    let before = std::fs::read_to_string(path).expect("a file");
    write(path, &format!("{before}\n{text}"), 0o600);
}

fn write(path: &Path, text: &str, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::write(path, text).expect("a file");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
    hand_over(path);
}

/// What a program printed, in one text.
pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
