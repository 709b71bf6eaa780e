//! One private server for all tests of a run. It stops when the test process ends in any way: a watchdog reads from a
//! pipe that closes then.

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
    // These tests do not need durability and should not wait for the disk. With more than a thousand databases,
    // autovacuum would visit some dozens every second.
    for setting in ["fsync", "full_page_writes", "synchronous_commit", "autovacuum"] {
        client.batch_execute(&format!("ALTER SYSTEM SET {setting} = off")).expect("a setting");
    }
    client.batch_execute("SELECT pg_reload_conf()").expect("a reload");
    Shared { server, databases: AtomicUsize::new(0) }
}

impl Shared {
    /// The server's data directory.
    pub fn data(&self) -> &std::path::Path {
        self.server.data()
    }

    /// The beginning of the URL of every database. A slash and the name of the database follow.
    pub fn base(&self) -> String {
        let url = self.server.url();
        let (user, socket) = url.split_once("/wares?host=").expect("the server's URL");
        format!("{user}{}", socket.replace('/', "%2F"))
    }

    /// Creates an empty database, and returns its URL.
    pub fn database(&self) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.client().batch_execute(&format!("CREATE DATABASE {name}")).expect("a database");
        self.server.url().replacen("/wares?", &format!("/{name}?"), 1)
    }

    /// Creates an empty database with an encoding, and returns its URL.
    pub fn database_in(&self, encoding: &str) -> String {
        let name = format!("t{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let make = format!("CREATE DATABASE {name} ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0");
        self.client().batch_execute(&make).expect("a database");
        self.server.url().replacen("/wares?", &format!("/{name}?"), 1)
    }

    /// Creates a role that may log in. From then on the server asks this role for the password, if one is given.
    pub fn role(&self, name: &str, password: Option<&str>) {
        let secret = password.map(|password| format!("PASSWORD '{password}'")).unwrap_or_default();
        // The default is `md5` before version 14.
        let make = format!("SET password_encryption = 'scram-sha-256'; CREATE ROLE {name} LOGIN {secret}");
        self.client().batch_execute(&make).expect("a role");
        if password.is_some() {
            self.rule(&format!("local all {name} scram-sha-256"));
        }
    }

    /// Adds a rule to `pg_hba.conf`, and waits until the server has loaded it.
    fn rule(&self, rule: &str) {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _guard = ONE_AT_A_TIME.lock().expect("no other thread panicked");
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
