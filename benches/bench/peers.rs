//! The programs that Wares is held against.

use super::failure::{During, Failure};
use super::measure::Call;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The manifest of what is installed by npm.
const PACKAGES: &str = include_str!("node/package.json");
/// Its exact versions, with their digests.
const LOCK: &str = include_str!("node/package-lock.json");
/// What validates a folder by them.
const SCRIPT: &str = include_str!("node/check.mjs");

/// Node.js with ajv and a YAML parser.
pub struct Ajv {
    script: PathBuf,
    /// The versions, in words.
    pub versions: String,
}

/// What the script prints.
#[derive(Debug, Deserialize)]
pub struct Validated {
    /// How many files it read.
    pub files: usize,
    /// How many documents were in them.
    pub documents: usize,
    /// How many of them are not valid.
    pub invalid: usize,
    /// How long it read, in seconds.
    pub read: f64,
    /// How long it parsed.
    pub parse: f64,
    /// How long it validated.
    pub validate: f64,
}

impl Ajv {
    /// Installs ajv and the parser by npm into a folder, unless they are there.
    pub fn install(dir: &Path) -> Result<Self, Failure> {
        let node = node()?;
        said("npm", &["--version"], "install npm, which comes with Node.js")?;
        std::fs::create_dir_all(dir).during("making a folder for ajv")?;
        if !is_installed(dir) {
            install(dir)?;
        }
        let script = dir.join("check.mjs");
        std::fs::write(&script, SCRIPT).during("writing the script of ajv")?;
        Ok(Self { script, versions: format!("Node.js {node}, {}", packages()?) })
    }

    /// Validates the files of a folder by a schema.
    pub fn call(&self, schema: &Path, dir: &Path) -> Call {
        Call::new("node").arg(&self.script).arg(schema).arg(dir)
    }
}

/// The version of Node.js. Older ones do not list folders below folders.
fn node() -> Result<String, Failure> {
    let version = said("node", &["--version"], "install Node.js 18.17 or newer")?;
    let numbers = version.trim_start_matches('v');
    match semver::Version::parse(numbers) {
        Ok(found) if found < semver::Version::new(18, 17, 0) => Err(Failure::new(format!(
            "Node.js is of version {numbers}: install 18.17 or newer, then try again"
        ))),
        _ => Ok(numbers.to_owned()),
    }
}

/// npm writes its own copy of the lock when it is done.
fn is_installed(dir: &Path) -> bool {
    let lock = std::fs::read_to_string(dir.join("package-lock.json"));
    lock.is_ok_and(|lock| lock == LOCK) && dir.join("node_modules/.package-lock.json").exists()
}

fn install(dir: &Path) -> Result<(), Failure> {
    for (name, text) in [("package.json", PACKAGES), ("package-lock.json", LOCK)] {
        std::fs::write(dir.join(name), text).during("writing what npm is to install")?;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(dir).stdin(Stdio::null());
    let output = npm.output().during("running npm")?;
    match output.status.success() {
        true => Ok(()),
        false => {
            let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
            Err(Failure::new(format!("npm could not install ajv into {}: {said}", dir.display())))
        }
    }
}

/// The packages and their versions, in words.
fn packages() -> Result<String, Failure> {
    #[derive(Deserialize)]
    struct Packages {
        dependencies: std::collections::BTreeMap<String, String>,
    }
    let packages: Packages = serde_json::from_str(PACKAGES).during("reading what npm is to install")?;
    let words: Vec<String> =
        packages.dependencies.iter().map(|(name, version)| format!("{name} {version}")).collect();
    Ok(words.join(", "))
}

/// What a program prints; it must be there.
pub fn said(program: &str, arguments: &[&str], help: &str) -> Result<String, Failure> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let missing =
        |why: String| Failure::new(format!("`{program}` is needed, and {why}: {help}, then try again"));
    match output {
        Ok(output) if output.status.success() => {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        Ok(output) => Err(missing(format!("`{program} {}` failed ({})", arguments.join(" "), output.status))),
        Err(error) => Err(missing(format!("cannot be started ({error})"))),
    }
}
