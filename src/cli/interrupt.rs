//! Handles Ctrl-C and SIGTERM: reports what was done and what was not, then ends the program.

use crate::diagnostic::{counted, grouped};
use crate::progress::{self, Progress, Stage};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;
use std::io::Write;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// The maximum time for printing the message. If the reader of stderr has stopped reading, the program ends without
/// printing it.
const PATIENCE: Duration = Duration::from_secs(1);

/// Waits for signals on a separate thread. A signal that was ignored when the program started stays ignored.
pub fn listen() {
    // `nohup` and background jobs ignore SIGINT on purpose; a handler would undo that.
    let wanted: Vec<i32> = [SIGINT, SIGTERM].into_iter().filter(|signal| !is_ignored(*signal)).collect();
    // If no handler can be set, a signal ends the program as it does by default.
    let Ok(mut signals) = Signals::new(wanted) else { return };
    let wait = move || {
        // The second signal ends the program whatever it does.
        for (number, signal) in signals.forever().enumerate() {
            if answer(number > 0) {
                end(signal);
            }
        }
    };
    // Without the thread signals end the program as by default, which is acceptable, so no error is reported.
    let _ = thread::Builder::new().name("signals".to_owned()).spawn(wait);
}

/// Ends the program with the default action of the signal, so that the caller sees that a signal ended it.
fn end(signal: i32) -> ! {
    // The default action does not end process 1 of a container: the kernel ignores signals that it has no handler for.
    if std::process::id() != 1 {
        let _ = emulate_default_handler(signal);
    }
    // 128 plus the signal is what a shell reports for a program that a signal has ended.
    std::process::exit(128 + signal)
}

/// Answers a signal: reports what was done, or says that the command has to finish first. `is_again` is set for all
/// signals but the first. Returns whether to end the program now.
fn answer(is_again: bool) -> bool {
    // Decided under the lock of the progress, so that no stage can begin between the question and the end.
    match progress::end(|stage| is_again || !stage.must_end()) {
        Ok(progress) => {
            say(format!("interrupted: {}", outcome(&progress)));
            true
        }
        Err(stage) => {
            say(must_finish(stage).to_owned());
            false
        }
    }
}

/// The message for a stage that must not be interrupted.
fn must_finish(stage: Stage) -> &'static str {
    match stage {
        Stage::Committing => {
            "The migration is being committed. Waiting for the database to answer; press Ctrl-C again to exit \
             without waiting."
        }
        // Every other stage that must end writes files that belong together.
        _ => {
            "Files that belong together are being written. Waiting until all are written; press Ctrl-C again to stop \
             now."
        }
    }
}

/// Says what was done and what was not, depending on the stage in which the command was interrupted.
fn outcome(progress: &Progress) -> String {
    let Progress { stage, done, total, .. } = progress;
    match stage {
        Stage::Preparing => {
            "no plan was applied; a private server that was being created or started may still be running, and the \
             next command uses it"
                .to_owned()
        }
        Stage::Stopping => "the server may stop anyway; `wares db status` shows whether it is running".to_owned(),
        Stage::Removing => "parts of the private server may be left; `wares db destroy` removes them".to_owned(),
        // All of these run before COMMIT, and PostgreSQL rolls back when the connection ends.
        Stage::Locking | Stage::Writing | Stage::Recording | Stage::Verifying => {
            "nothing was applied; the database rolls back the transaction, which was not committed".to_owned()
        }
        Stage::Committing => unknown_outcome(migration_of(progress)),
        Stage::Committed => format!("the plan was applied as migration {}", migration_of(progress)),
        Stage::Saving => {
            format!("{} of {} written; each of these is complete", grouped(*done), counted(*total, "file"))
        }
        Stage::SavingTogether if *total == 1 => {
            "the file may have been written; check whether it exists".to_owned()
        }
        Stage::SavingTogether => {
            "some of the files may have been written; check the folder, and remove those that you do not want"
                .to_owned()
        }
        // Stages that only read or compute: what counts is what earlier stages have written.
        _ => so_far(progress),
    }
}

fn migration_of(progress: &Progress) -> &str {
    progress.migration.as_deref().unwrap_or_default()
}

/// The message for a commit that was not answered. It contains a statement that shows whether the migration was
/// committed.
fn unknown_outcome(migration: &str) -> String {
    format!(
        "it is not known whether the migration was committed\n  help: if it was, \
         `SELECT applied_at FROM wares.migration WHERE id = '{migration}'` returns a row"
    )
}

/// Says what earlier stages have done, if the current stage changes nothing.
fn so_far(progress: &Progress) -> String {
    match (progress.saved, progress.is_prepared) {
        (0, false) => "nothing was changed".to_owned(),
        (0, true) => "no plan was applied".to_owned(),
        (saved, _) => format!("{} had been written", counted(saved, "file")),
    }
}

/// Writes a message to stderr on a separate thread, so that the program can end even if writing blocks.
fn say(text: String) {
    let (done, is_done) = mpsc::channel();
    let write = move || {
        // `try_clear` and not a wait: the thread that draws may hold the lock, blocked on the same terminal.
        super::progress::try_clear();
        // The terminal has printed `^C` on the current line.
        let _ = writeln!(std::io::stderr(), "\n{text}");
        let _ = done.send(());
    };
    if thread::Builder::new().name("message".to_owned()).spawn(write).is_ok() {
        // After that the message is given up; exiting must not depend on the reader of stderr.
        let _ = is_done.recv_timeout(PATIENCE);
    }
}

/// Whether the signal was ignored when the program started. A shell script does that when it runs the program in the
/// background. Returns `false` if the system does not have /proc.
fn is_ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    // Bit 0 stands for signal 1.
    mask >> (signal - 1) & 1 == 1
}
