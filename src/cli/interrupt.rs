//! Ctrl-C, and the signals that end a command: it says what was done and what was not.

use crate::progress::{self, Progress, Stage};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::io::Write;
use std::thread;

/// Waits for a signal on a thread of its own. A signal that the caller has chosen to ignore stays ignored.
pub fn listen() {
    let wanted: Vec<i32> = [SIGINT, SIGTERM].into_iter().filter(|signal| !is_ignored(*signal)).collect();
    // Where no handler can be set, a signal ends the program as it always did.
    let Ok(mut signals) = Signals::new(wanted) else { return };
    let wait = move || {
        let mut times = 0;
        for signal in signals.forever() {
            times += 1;
            if answer(times > 1) {
                // The caller learns that it was a signal. Should that fail, it gets the code that stands for one.
                let _ = emulate_default_handler(signal);
                std::process::exit(128 + signal);
            }
        }
    };
    let _ = thread::Builder::new().name("signals".to_owned()).spawn(wait);
}

/// Says what was done, and whether the command ends now.
fn answer(is_again: bool) -> bool {
    match progress::end(|stage| is_again || !stage.must_end()) {
        Ok(progress) => {
            say(&format!("interrupted: {}", outcome(&progress)));
            true
        }
        Err(stage) => {
            say(&waits(stage));
            false
        }
    }
}

/// What goes on although somebody interrupted.
fn waits(stage: Stage) -> String {
    match stage {
        Stage::Committing => "The migration is being committed. Wares waits for the answer; interrupt again to leave without it.".to_owned(),
        _ => "The files are being written, all of them or none. Interrupt again to leave some of them unwritten.".to_owned(),
    }
}

/// What was done and what was not.
fn outcome(progress: &Progress) -> String {
    let Progress { stage, done, total, migration, .. } = progress;
    let migration = migration.as_deref().unwrap_or_default();
    match stage {
        Stage::Idle | Stage::Reading | Stage::Checking | Stage::Connecting | Stage::Database | Stage::Comparing | Stage::Planning => {
            "nothing was written".to_owned()
        }
        Stage::Preparing => "what was finished of the preparations stays, and the next run goes on from there; no catalog was applied".to_owned(),
        Stage::Locking | Stage::Writing | Stage::Recording | Stage::Verifying => {
            "nothing was applied; the transaction was not committed, so the database undoes it".to_owned()
        }
        Stage::Committing => format!(
            "it is not known whether the migration was committed\n  help: `SELECT applied_at FROM wares.migration WHERE id = '{migration}'` \
             has a row if it was"
        ),
        Stage::Committed => format!("the plan was applied, as migration {migration}"),
        Stage::Saving => format!("{done} of {total} files were written; each of them is whole"),
        Stage::SavingTogether => "some of the files may have been written; look at the folder, and remove what is not wanted".to_owned(),
    }
}

/// A person may look at the line on which they pressed Ctrl-C.
fn say(text: &str) {
    super::progress::clear();
    let _ = writeln!(std::io::stderr().lock(), "\n{text}");
}

/// Whether a signal is ignored, as it is for what a shell runs in the background. Where the system does not say, it is not.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    mask >> (signal - 1) & 1 == 1
}
