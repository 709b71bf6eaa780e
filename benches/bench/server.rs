//! A private PostgreSQL server for one run. It ends with the run, however that ends: a watchdog reads a pipe that
//! closes when this process goes.

use super::failure::{During, Failure};
use super::measure::Call;
use super::peers::said;
use postgres::config::Host;
use postgres::{Client, Config, NoTls};
use serde::Deserialize;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Stops the server of the folder $1, then removes its data $2, its socket $3 and the scratch folder $4.
const WATCHDOG: &str = "cat >/dev/null; \"$0\" --dir \"$1\" --quiet db stop; rm -rf \"$2\" \"$3\" \"$4\"";

/// A server that runs until it is dropped.
pub struct Server {
    url: String,
    watchdog: Child,
    psql: PathBuf,
    /// Its version.
    pub version: String,
}

/// One of its databases.
#[derive(Clone, Debug)]
pub struct Database {
    /// How it is reached.
    pub url: String,
    psql: PathBuf,
}

/// What `wares db status` says.
#[derive(Debug, Deserialize)]
struct Status {
    url: String,
    data: PathBuf,
}

impl Server {
    /// Makes a server and starts it. The watchdog removes the scratch folder too.
    pub fn start(wares: &Path, scratch: &Path) -> Result<Self, Failure> {
        let dir = scratch.join("server");
        std::fs::create_dir_all(&dir).during("making a folder for the server")?;
        std::fs::write(dir.join("wares.yaml"), "").during("making a folder for the server")?;
        let status = Call::new(wares).arg("--dir").arg(&dir).args(["db", "status", "--format", "json"]);
        let status: Status =
            serde_json::from_str(&status.output(scratch)?.1).during("asking for the server")?;
        let watchdog = watchdog(wares, &dir, &status, scratch)?;
        let mut server = Self { url: status.url, watchdog, psql: PathBuf::new(), version: String::new() };
        Call::new(wares).arg("--dir").arg(&dir).args(["db", "start"]).run(scratch)?;
        server.look()?;
        Ok(server)
    }

    /// Looks at what runs: its version, and the `psql` that belongs to it.
    fn look(&mut self) -> Result<(), Failure> {
        let mut client = connect(&self.url)?;
        let during = "looking at the server";
        // Vacuuming is done when nothing is measured.
        client.batch_execute("ALTER SYSTEM SET autovacuum = off").during(during)?;
        client.batch_execute("SELECT pg_reload_conf()").during(during)?;
        let setting =
            "SELECT current_setting('server_version'), (SELECT setting FROM pg_config WHERE name = 'BINDIR')";
        let row = client.query_one(setting, &[]).during(during)?;
        let (version, bin): (String, String) = (row.get(0), row.get(1));
        self.version = version.split(' ').next().unwrap_or_default().to_owned();
        // Debian's `psql` on the path is a script that looks for this one.
        let beside = Path::new(&bin).join("psql");
        self.psql = if beside.is_file() { beside } else { PathBuf::from("psql") };
        said(&self.psql.to_string_lossy(), &["--version"], "install PostgreSQL's client").map(drop)
    }

    /// Makes a database as a copy of another, or an empty one; one that has the name is dropped.
    pub fn make(&self, name: &str, template: Option<&str>) -> Result<Database, Failure> {
        let during = format!("making the database {name}");
        let mut client = connect(&self.url)?;
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {name}")).during(&during)?;
        let template = template.unwrap_or("template0");
        client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {template}")).during(&during)?;
        // What was written before must not be written to disk while the next program runs.
        client.batch_execute("CHECKPOINT").during(&during)?;
        Ok(Database { url: self.url.replacen("/wares?", &format!("/{name}?"), 1), psql: self.psql.clone() })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        let _ = self.watchdog.wait();
    }
}

impl Database {
    /// A connection.
    pub fn connect(&self) -> Result<Client, Failure> {
        connect(&self.url)
    }

    /// Runs statements.
    pub fn execute(&self, what: &str, statements: &str) -> Result<(), Failure> {
        self.connect()?.batch_execute(statements).during(what)
    }

    /// Cleans the tables up and gathers their statistics, as the server would do by and by.
    pub fn settle(&self) -> Result<(), Failure> {
        self.execute("settling a database", "VACUUM ANALYZE")?;
        self.execute("settling a database", "CHECKPOINT")
    }

    /// `psql` on it, without anybody's settings, ended by the first error.
    pub fn psql(&self) -> Call {
        Call::new(&self.psql).args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d"]).arg(&self.url)
    }
}

fn connect(url: &str) -> Result<Client, Failure> {
    Client::connect(url, NoTls).during("connecting to the private server")
}

/// A process in a group of its own, so that what a terminal sends to this one does not reach it.
fn watchdog(wares: &Path, dir: &Path, status: &Status, scratch: &Path) -> Result<Child, Failure> {
    let config: Config = status.url.parse().during("reading the server's URL")?;
    let socket = match config.get_hosts() {
        [Host::Unix(socket)] => socket,
        _ => return Err(Failure::new(format!("the private server is not on a Unix socket: {}", status.url))),
    };
    let home = status.data.parent().unwrap_or(&status.data);
    let mut command = Command::new("sh");
    command.args(["-c", WATCHDOG]).arg(wares).args([dir, home, socket, scratch]);
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    command.spawn().during("starting a shell")
}
