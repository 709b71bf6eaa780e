//! Finds the programs of the PostgreSQL server.

use crate::db::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Finds the folder that contains `initdb` and `pg_ctl`. Searches `PATH`, then asks `pg_config`, then takes the newest
/// version in the usual folders.
pub(super) fn find_bin() -> Result<PathBuf, Error> {
    let has = |dir: &PathBuf| dir.join("initdb").is_file() && dir.join("pg_ctl").is_file();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).find(has);
    // Only if `PATH` has no server programs, because it starts a process.
    let by_config = || {
        let output = Command::new("pg_config").arg("--bindir").stdin(Stdio::null()).output().ok()?;
        Some(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim())).filter(has)
    };
    // Debian keeps the server programs outside of `PATH`, in a folder for each version.
    on_path.or_else(by_config).or_else(|| usual_places().into_iter().rev().find(has)).ok_or_else(|| {
        Error::new(
            "cannot find PostgreSQL's `initdb` and `pg_ctl` on this machine",
            "install PostgreSQL (on Debian, `apt-get install postgresql`), or name a database with `--database-url`",
        )
    })
}

/// Returns the `bin` folders in which packages may have installed PostgreSQL, from the oldest to the newest version.
fn usual_places() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> =
        ["/usr/lib/postgresql", "/usr/pgsql", "/opt/homebrew/opt", "/usr/local/opt"]
            .iter()
            .filter_map(|dir| fs::read_dir(dir).ok())
            .flat_map(|entries| entries.flatten().map(|entry| entry.path().join("bin")))
            .collect();
    // The folder's name is a version such as `17` or `9.6`, or ends in one as in `postgresql@17`.
    let version = |path: &PathBuf| {
        let name = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned());
        name.unwrap_or_default()
            .trim_start_matches(|c: char| !c.is_ascii_digit())
            .parse::<f64>()
            .unwrap_or(0.0)
    };
    places.sort_by(|a, b| version(a).total_cmp(&version(b)));
    places
}
