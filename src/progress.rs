//! The progress of a command: what it is doing and how far it has come. The stages of the command report their progress
//! here. The command line shows the progress on a terminal, and says what was and was not done when the user presses
//! Ctrl-C.
//!
//! The progress is global to the process, like a log, because a process has only one terminal and is interrupted as a
//! whole. No stage reads the progress, so the results of a stage depend only on its arguments.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a command is doing at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The command does nothing that takes long, and writes nothing.
    Idle,
    /// The command reads and parses files.
    Reading,
    /// The command deserializes documents and checks them against each other.
    Checking,
    /// The command connects to a database.
    Connecting,
    /// The command creates or starts the private server, or creates tables.
    Preparing,
    /// The command stops the private server.
    Stopping,
    /// The command removes the private server and its data.
    Removing,
    /// The command reads rows from the database.
    Database,
    /// The command compares the files with the database.
    Comparing,
    /// The command puts the changes in order and counts the subscriptions that they affect.
    Planning,
    /// Apply waits for locks that others hold, and reads the changing rows again.
    Locking,
    /// Apply writes rows, in its transaction.
    Writing,
    /// Apply writes the ledger, in the same transaction.
    Recording,
    /// Apply reads back what it wrote, in the same transaction.
    Verifying,
    /// Apply waits for the answer to its COMMIT.
    Committing,
    /// The transaction is committed.
    Committed,
    /// The command writes files one after the other. Each file is written completely or not at all.
    Saving,
    /// The command writes files that are useful only together.
    SavingTogether,
}

impl Stage {
    /// Whether stopping the command in the middle of this stage would leave something half done or in doubt.
    pub fn must_end(self) -> bool {
        // Everything else is safe to stop: reading changes nothing, and PostgreSQL rolls back what is not committed.
        matches!(self, Self::Committing | Self::SavingTogether)
    }
}

/// What a command is doing, how far it has come, and what it has done before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What the command is doing at the moment.
    pub stage: Stage,
    /// The number of stages that the command has begun, including this one.
    pub number: usize,
    /// The number of things done in the stage: files, documents, rows and so on.
    pub done: usize,
    /// The number of things to do in the stage; 0 if the number is not known.
    pub total: usize,
    /// The number of files that were written in earlier stages.
    pub saved: usize,
    /// Whether the database was prepared in an earlier stage.
    pub is_prepared: bool,
    /// The id of the migration that is being committed or was committed.
    pub migration: Option<String>,
}

static PROGRESS: Mutex<Progress> = Mutex::new(Progress {
    stage: Stage::Idle,
    number: 0,
    done: 0,
    total: 0,
    saved: 0,
    is_prepared: false,
    migration: None,
});
// A counter of its own rather than a field behind the lock: many threads count at once, for each file and each row.
static DONE: AtomicUsize = AtomicUsize::new(0);

fn lock() -> MutexGuard<'static, Progress> {
    // A thread that panicked while it held the lock has left counts that are still good enough to show.
    PROGRESS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Begins a stage with `total` things to do; 0 if the number is not known. After an interruption, this function never
/// returns (see [`end`]).
pub fn begin(stage: Stage, total: usize) {
    enter(&mut lock(), stage, total);
}

fn enter(progress: &mut Progress, stage: Stage, total: usize) -> &mut Progress {
    // Swapped and not read: counts of the next stage must not begin before this one's are taken.
    let done = DONE.swap(0, Ordering::Relaxed);
    match progress.stage {
        Stage::Saving | Stage::SavingTogether => progress.saved += done,
        // Kept after the stage, since a private server stays whatever the command does next.
        Stage::Preparing => progress.is_prepared = true,
        _ => {}
    }
    progress.stage = stage;
    progress.number += 1;
    progress.total = total;
    progress
}

/// Adds `count` to the number of things done in the stage.
pub fn advance(count: usize) {
    // Relaxed, since the count orders nothing; it is only shown.
    DONE.fetch_add(count, Ordering::Relaxed);
}

/// Runs one step, and counts it if `is_done` says that it succeeded. A signal to interrupt waits until the step is
/// counted, so that the message about the interruption has the right count.
pub fn step<T>(work: impl FnOnce() -> T, is_done: impl FnOnce(&T) -> bool) -> T {
    // Held during the work: `end` needs the same lock.
    let _lock = lock();
    let outcome = work();
    advance(usize::from(is_done(&outcome)));
    outcome
}

/// Writes files that are useful only together. An interruption waits until all of them are written.
pub fn together<T, E>(files: usize, write: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    begin(Stage::SavingTogether, files);
    let outcome = write();
    // A failure takes back what was written, so nothing counts as saved.
    DONE.store(if outcome.is_ok() { files } else { 0 }, Ordering::Relaxed);
    // Back to idle, so that the files count as saved and an interruption no longer waits.
    begin(Stage::Idle, 0);
    outcome
}

/// Begins the stage in which a migration is committed.
pub fn committing(migration: String) {
    // Under one lock: an interruption in this stage names the migration, so it must be set with the stage.
    enter(&mut lock(), Stage::Committing, 0).migration = Some(migration);
}

/// Returns a copy of the current progress.
pub fn now() -> Progress {
    Progress { done: DONE.load(Ordering::Relaxed), ..lock().clone() }
}

/// Stops the command in its current stage, if `may_end` allows that, and returns how far the command got. Afterwards, a
/// thread that would begin a stage waits until the process exits.
///
/// # Errors
/// Returns the current stage if the command must not stop in it.
pub fn end(may_end: impl FnOnce(Stage) -> bool) -> Result<Progress, Stage> {
    let progress = lock();
    let stage = progress.stage;
    if !may_end(stage) {
        return Err(stage);
    }
    let ended = Progress { done: DONE.load(Ordering::Relaxed), ..progress.clone() };
    // The lock is never released: whatever wants to begin a stage or count a step now waits for the process to exit.
    std::mem::forget(progress);
    Ok(ended)
}
