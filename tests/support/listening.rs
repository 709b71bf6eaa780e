//! A PostgreSQL server with its own settings, for tests of TLS and of connection parameters. It listens on the loopback
//! interface and on a socket. It stops when the test process ends in any way: a watchdog reads from a pipe that closes
//! then.

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
    /// Starts a server with settings and with rules for `pg_hba.conf`. Connections over the socket need no password.
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

    /// Starts a standby with a copy of this server's data. To make the copy, this server is stopped and started again.
    /// The standby never receives later changes.
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
        let text = format!(
            "port = {port}\nlisten_addresses = '127.0.0.1, ::1'\nunix_socket_directories = '{}'\nfsync = off\npassword_encryption = 'scram-sha-256'\n{settings}\n",
            home.path().join("run").display()
        );
        append(&data.join("postgresql.conf"), &text);
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

    /// Starts or stops the server with `pg_ctl`.
    fn control(&self, what: &str) {
        let mut command = server_program("pg_ctl");
        command.args([what, "-w", "-D"]).arg(self.path("data"));
        run(command.arg("-l").arg(self.path("log")));
    }

    /// Writes a file below the server's folder that only the server's user may read.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        write(&path, text, 0o600);
        path
    }

    /// A path below the server's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// The folder of the server's socket.
    pub fn socket(&self) -> PathBuf {
        self.path("run")
    }

    /// The URL of a database over the socket, as the server's owner.
    pub fn url(&self, database: &str) -> String {
        let socket = self.socket().display().to_string().replace('/', "%2F");
        format!("postgresql://wares@{socket}:{}/{database}", self.port)
    }

    /// Runs SQL as the server's owner. Statements are separated by a semicolon at the end of a line.
    pub fn sql(&self, statements: &str) {
        let mut client =
            postgres::Client::connect(&self.url("postgres"), postgres::NoTls).expect("a connection");
        for statement in statements.split(";\n") {
            client.batch_execute(statement).expect(statement);
        }
    }

    /// Makes the server load its settings and certificates again, and waits until it has.
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

/// The real `psql`, not the wrapper of a distribution, with an environment that has only PATH.
pub fn bare_psql() -> Command {
    // Server programs that were installed only for these tests may come without it.
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

/// The path of one of the installed server programs.
pub fn program(name: &str) -> PathBuf {
    wares::db::Server::programs().expect("PostgreSQL is installed").join(name)
}

/// A port on which nothing listens.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port()
}

fn server_program(name: &str) -> Command {
    let mut command = Command::new(program(name));
    as_server(&mut command);
    command
}

/// The user as whom servers run when the tests run as root, since a server refuses to run as root.
fn server_user() -> Option<User> {
    let find = |name| User::from_name(name).ok().flatten();
    Uid::effective()
        .is_root()
        .then(|| find("postgres").or_else(|| find("nobody")).expect("an unprivileged user"))
}

/// Makes a command run as the same user as servers.
pub fn as_server(command: &mut Command) {
    if let Some(user) = server_user() {
        command.uid(user.uid.as_raw()).gid(user.gid.as_raw()).current_dir("/");
    }
}

/// Makes the user as whom servers run the owner of a path.
pub fn hand_over(path: &Path) {
    if let Some(user) = server_user() {
        std::os::unix::fs::chown(path, Some(user.uid.as_raw()), Some(user.gid.as_raw()))
            .expect("a new owner");
    }
}

fn run(command: &mut Command) {
    // A server that the command starts would keep its output streams open.
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

/// The output of a program on both streams.
pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
