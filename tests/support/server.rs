//! One private server for all tests of a run. It ends with them, however they end: a watchdog reads a pipe
//! that closes when the test process goes.

use postgres::{Client, NoTls};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock};
use wares::db::Server;

/// The server of this run.
pub struct Shared {
    server: Server,
    databases: AtomicUsize,
}

/// Starts the server on first use.
pub fn server() -> &'static Shared {
    static SERVER: OnceLock<Shared> = OnceLock::new();
    SERVER.get_or_init(start)
}

#[expect(clippy::zombie_processes, reason = "the watchdog outlives this process")]
fn start() -> Shared {
    let dir = tempfile::tempdir().expect("a folder").keep();
    std::fs::write(dir.join("wares.yaml"), "").expect("a manifest");
    let server = Server::of(&dir).expect("PostgreSQL is installed");
    server.start().expect("the server starts");
    let home = server.data().parent().expect("a folder").to_owned();
    let mut watchdog = Command::new("sh")
        .args(["-c", "cat >/dev/null; \"$0\" --dir \"$1\" db stop -q; rm -rf \"$1\" \"$2\""])
        .arg(env!("CARGO_BIN_EXE_wares"))
        .args([&dir, &home])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("a shell");
    // The pipe stays open until this process ends.
    std::mem::forget(watchdog.stdin.take());
    let mut client = Client::connect(&server.url(), NoTls).expect("a connection");
    // Durability is not what these tests are about, and a test run should not wait for the disk. Of more than a thousand
    // databases, autovacuum would visit some dozen in every second.
    for setting in ["fsync", "full_page_writes", "synchronous_commit", "autovacuum"] {
        client.batch_execute(&format!("ALTER SYSTEM SET {setting} = off")).expect("a setting");
    }
    client.batch_execute("SELECT pg_reload_conf()").expect("a reload");
    Shared { server, databases: AtomicUsize::new(0) }
}

impl Shared {
    /// Where its data lie.
    pub fn data(&self) -> &std::path::Path {
        self.server.data()
    }

    /// The start of the URL of every database: a name follows, behind a slash.
    pub fn base(&self) -> String {
        let url = self.server.url();
        let (user, socket) = url.split_once("/wares?host=").expect("the server's URL");
        format!("{user}{}", socket.replace('/', "%2F"))
    }

    /// Makes an empty database and returns its URL.
    pub fn database(&self) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.client().batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
        self.server.url().replacen("/wares?", &format!("/{name}?"), 1)
    }

    /// Makes an empty database of an encoding and returns its URL.
    pub fn database_in(&self, encoding: &str) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let make = format!("CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0");
        self.client().batch_execute(&make).expect("a database");
        self.server.url().replacen("/wares?", &format!("/{name}?"), 1)
    }

    /// Makes a role that may log in. `password` is what the server asks for from now on; without one it asks
    /// for none.
    pub fn role(&self, name: &str, password: Option<&str>) {
        let secret = password.map(|password| format!("PASSWORD '{password}'")).unwrap_or_default();
        // Before version 14 the default is another one.
        let make = format!("SET password_encryption = 'scram-sha-256'; CREATE ROLE {name} LOGIN {secret}");
        self.client().batch_execute(&make).expect("a role");
        if password.is_some() {
            self.rule(&format!("local all {name} scram-sha-256"));
        }
    }

    /// Adds a rule for who may log in how, and waits until the server goes by it.
    fn rule(&self, rule: &str) {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _guard = ONE_AT_A_TIME.lock().expect("no rule failed");
        let path = self.server.data().join("pg_hba.conf");
        let rules = std::fs::read_to_string(&path).expect("the server's rules");
        std::fs::write(&path, format!("{rule}\n{rules}")).expect("the server's rules");
        let loaded = |client: &mut Client| -> std::time::SystemTime {
            client.query_one("SELECT pg_conf_load_time()", &[]).expect("a time").get(0)
        };
        let mut client = self.client();
        let before = loaded(&mut client);
        client.batch_execute("SELECT pg_reload_conf()").expect("a reload");
        while loaded(&mut self.client()) <= before {
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
    }

    fn client(&self) -> Client {
        Client::connect(&self.server.url(), NoTls).expect("a connection")
    }
}
