//! Asks `git` for the commit that the files of a catalog come from.

use crate::plan::saved::Revision;
use std::path::Path;
use std::process::{Command, Stdio};

/// Patterns for the files that a plan depends on. Changes to other files, such as the saved plan itself, do not make
/// the folder dirty.
const FILES: [&str; 4] =
    [":(glob)**/*.yaml", ":(glob)**/*.yml", ":(glob)**/.gitignore", ":(glob)**/.waresignore"];

/// Environment variables that would make git use another repository. Git sets some of them when it runs a hook.
const ELSEWHERE: [&str; 4] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR"];

/// Returns the commit that is checked out in a folder, and whether files of the catalog differ from it. `None` if there
/// is no repository or no commit, or if git is not installed.
pub fn revision(folder: &Path) -> Option<Revision> {
    // No commit means no revision: a plan then records none, and it is not an error.
    let commit = git(folder, &["rev-parse", "--verify", "HEAD"])?.trim().to_owned();
    // If git fails here, the files count as changed: nobody should take them for those of the commit.
    let changes =
        git(folder, &[&["status", "--porcelain", "--untracked-files=all", "--"][..], &FILES].concat());
    Some(Revision { commit, dirty: changes.is_none_or(|changes| !changes.trim().is_empty()) })
}

/// Returns the output of a git command. `None` if the command fails.
///
/// `core.fsmonitor` is turned off, because it can name a program for git to run, and the repository is not trusted to
/// do that. `--no-optional-locks` keeps `git status` from writing to the index.
fn git(folder: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "core.fsmonitor=false", "--no-optional-locks"]).args(arguments);
    // A hook of another repository may run wares; its variables would name that repository's commit.
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    // No stdin, so that git cannot ask for anything; its messages would mix with ours.
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}
