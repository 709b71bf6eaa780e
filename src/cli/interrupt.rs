//! Ctrl-C, and the signals that end a command: it says what was done and what was not.

use crate::diagnostic::{counted, grouped};
use crate::progress::{self, Progress, Stage};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::io::Write;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long the message may take: what reads stderr may have stopped, and the program ends all the same.
const PATIENCE: Duration = Duration::from_secs(1);

/// Waits for a signal on a thread of its own. A signal that the caller has chosen to ignore stays ignored.
pub fn listen() {
    let wanted: Vec<i32> = [SIGINT, SIGTERM].into_iter().filter(|signal| !is_ignored(*signal)).collect();
    // Where no handler can be set, a signal ends the program as it always did.
    let Ok(mut signals) = Signals::new(wanted) else { return };
    let wait = move || {
        for (number, signal) in signals.forever().enumerate() {
            if answer(number > 0) {
                end(signal);
            }
        }
    };
    let _ = thread::Builder::new().name("signals".to_owned()).spawn(wait);
}

/// Ends the program as the signal would have, so that the caller learns of it.
fn end(signal: i32) -> ! {
    // The first process of a container is not ended by signals that it does not handle.
    if std::process::id() != 1 {
        let _ = emulate_default_handler(signal);
    }
    std::process::exit(128 + signal)
}

/// Says what was done, and whether the command ends now.
fn answer(is_again: bool) -> bool {
    match progress::end(|stage| is_again || !stage.must_end()) {
        Ok(progress) => {
            say(format!("interrupted: {}", outcome(&progress)));
            true
        }
        Err(stage) => {
            say(waits(stage).to_owned());
            false
        }
    }
}

/// What goes on although somebody interrupted.
fn waits(stage: Stage) -> &'static str {
    match stage {
        Stage::Committing => {
            "The migration is being committed. Wares waits for the answer; interrupt again to leave without it."
        }
        _ => {
            "Files that belong together are being written. Wares finishes that first; interrupt again to stop now."
        }
    }
}

/// What was done and what was not.
fn outcome(progress: &Progress) -> String {
    let Progress { stage, done, total, migration, .. } = progress;
    let migration = migration.as_deref().unwrap_or_default();
    match stage {
        Stage::Preparing => {
            "no plan was applied; a private server that was being made or started may be left running, and \
                             the next run uses it"
                .to_owned()
        }
        Stage::Stopping => "the server may stop all the same; `wares db status` tells".to_owned(),
        Stage::Removing => "part of the private server may be left; `wares db destroy` removes it".to_owned(),
        Stage::Locking | Stage::Writing | Stage::Recording | Stage::Verifying => {
            "nothing was applied; the transaction was not committed, so the database undoes it".to_owned()
        }
        Stage::Committing => format!(
            "it is not known whether the migration was committed\n  help: `SELECT applied_at FROM wares.migration WHERE id = '{migration}'` \
             has a row if it was"
        ),
        Stage::Committed => format!("the plan was applied, as migration {migration}"),
        Stage::Saving => {
            format!("{} of {} written; each of them is whole", grouped(*done), counted(*total, "file"))
        }
        Stage::SavingTogether if *total == 1 => {
            "the file may have been written; look whether it is there".to_owned()
        }
        Stage::SavingTogether => {
            "some of the files may have been written; look at the folder, and remove what you do not want"
                .to_owned()
        }
        _ => so_far(progress),
    }
}

/// What earlier stages have done.
fn so_far(progress: &Progress) -> String {
    match (progress.saved, progress.is_prepared) {
        (0, false) => "nothing was changed".to_owned(),
        (0, true) => "no plan was applied".to_owned(),
        (saved, _) => format!("{} had been written", counted(saved, "file")),
    }
}

/// Writes a message on a thread of its own: where nobody reads it, nobody is waited for.
fn say(text: String) {
    let (done, is_done) = mpsc::channel();
    let write = move || {
        super::progress::try_clear();
        // A person may look at the line on which they pressed Ctrl-C.
        let _ = writeln!(std::io::stderr(), "\n{text}");
        let _ = done.send(());
    };
    if thread::Builder::new().name("message".to_owned()).spawn(write).is_ok() {
        let _ = is_done.recv_timeout(PATIENCE);
    }
}

/// Whether a signal is ignored, as it is for what a shell runs in the background. Where the system does not say, it is not.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    mask >> (signal - 1) & 1 == 1
}
