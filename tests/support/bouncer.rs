//! A PgBouncer in front of a server. It stops when the test process ends.

use super::listening::{Listening, as_server, free_port};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running PgBouncer.
pub struct Bouncer {
    pub port: u16,
    watchdog: Child,
}

impl Bouncer {
    /// Starts PgBouncer with a pool mode and additional settings. Each pool has two connections.
    pub fn start(server: &Listening, mode: &str, settings: &str) -> Self {
        let port = free_port();
        let users = server.file("users.txt", "\"wares\" \"\"\n");
        let text = format!(
            "[databases]\n* = host={} port={}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\n\
             auth_type = trust\nauth_file = {}\npool_mode = {mode}\ndefault_pool_size = 2\n{settings}\n",
            server.socket().display(),
            server.port,
            users.display(),
        );
        let file = server.file(&format!("bouncer-{port}.ini"), &text);
        // Debian installs it in a folder that only root has in PATH.
        let path = format!("{}:/usr/sbin:/usr/local/sbin", std::env::var("PATH").unwrap_or_default());
        let mut command = Command::new("sh");
        command.args(["-c", "pgbouncer -q \"$0\" & cat >/dev/null; kill $!"]).arg(file).env("PATH", path);
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        as_server(&mut command);
        let watchdog = command.spawn().expect("a shell");
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                start.elapsed() < Duration::from_secs(10),
                "PgBouncer should listen; `make test` installs it"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { port, watchdog }
    }

    /// The URL by which a database is reached through PgBouncer.
    pub fn url(&self, database: &str) -> String {
        format!("postgresql://wares@127.0.0.1:{}/{database}", self.port)
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}
