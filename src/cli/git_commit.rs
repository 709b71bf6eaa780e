//! The commit of the files, asked of `git` where it is installed.

use crate::plan::saved::Revision;
use std::path::Path;
use std::process::{Command, Stdio};

/// What of a folder makes a plan: other files, such as the plan itself, make no difference.
const FILES: [&str; 4] =
    [":(glob)**/*.yaml", ":(glob)**/*.yml", ":(glob)**/.gitignore", ":(glob)**/.waresignore"];

/// Variables by which git would look elsewhere.
const ELSEWHERE: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"];

/// The commit of a folder, and whether the files of the catalog differ from it; none where there is no repository, no
/// commit or no git.
pub fn revision(folder: &Path) -> Option<Revision> {
    let commit = git(folder, &["rev-parse", "--verify", "HEAD"])?.trim().to_owned();
    // Where git cannot tell, nobody may take the files for those of the commit.
    let changes =
        git(folder, &[&["status", "--porcelain", "--untracked-files=all", "--"][..], &FILES].concat());
    Some(Revision { commit, dirty: changes.is_none_or(|changes| !changes.trim().is_empty()) })
}

/// What git says. It runs no program that the repository's configuration names, and writes nothing.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "core.fsmonitor=false", "--no-optional-locks"]).args(arguments);
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
