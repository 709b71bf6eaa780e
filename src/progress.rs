//! What a command is doing and how far it is: the stages say so, and the command line shows it, and tells what was and was
//! not done when somebody interrupts.
//!
//! It belongs to the process, as a log does: there is one terminal to show it on, and one Ctrl-C. No stage reads it, so
//! that they stay functions of their arguments.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a command is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Nothing that takes long, and nothing is written.
    Idle,
    /// Files are read and parsed.
    Reading,
    /// Documents are read into types, and checked against each other.
    Checking,
    /// A connection is made.
    Connecting,
    /// The private server is made or started, or tables are made.
    Preparing,
    /// The private server is stopped.
    Stopping,
    /// The private server is removed.
    Removing,
    /// Rows are read from the database.
    Database,
    /// What the files want is compared with what the database holds.
    Comparing,
    /// The changes are put in order, and it is asked whom they hit.
    Planning,
    /// Apply waits for locks that others hold, and reads again what changes.
    Locking,
    /// Rows are written, in a transaction.
    Writing,
    /// The ledger is written, in the same transaction.
    Recording,
    /// What was written is read back, in the same transaction.
    Verifying,
    /// The transaction is being committed.
    Committing,
    /// The transaction was committed.
    Committed,
    /// Files are written one after the other, each whole.
    Saving,
    /// Files are written that belong together.
    SavingTogether,
}

impl Stage {
    /// Whether to stop in the middle of it would leave something half done or in doubt.
    pub fn must_end(self) -> bool {
        matches!(self, Self::Committing | Self::SavingTogether)
    }
}

/// How far a command is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// Its place among the stages, counted from 1.
    pub number: usize,
    /// How much of that is done, in the unit of the stage.
    pub done: usize,
    /// How much there is to do; 0 where that is not known.
    pub total: usize,
    /// How many files were written in earlier stages.
    pub saved: usize,
    /// Whether the database was prepared in an earlier stage.
    pub is_prepared: bool,
    /// The migration that is being committed, or was.
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
/// What is done of the stage: counted beside it, since many threads do.
static DONE: AtomicUsize = AtomicUsize::new(0);

fn held() -> MutexGuard<'static, Progress> {
    PROGRESS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A stage begins, in which so much is to do; 0 where that is not known. Once somebody has interrupted, none does.
pub fn begin(stage: Stage, total: usize) {
    enter(&mut held(), stage, total);
}

fn enter(progress: &mut Progress, stage: Stage, total: usize) -> &mut Progress {
    let done = DONE.swap(0, Ordering::Relaxed);
    match progress.stage {
        Stage::Saving | Stage::SavingTogether => progress.saved += done,
        Stage::Preparing => progress.is_prepared = true,
        _ => {}
    }
    progress.stage = stage;
    progress.number += 1;
    progress.total = total;
    progress
}

/// So much more of the stage is done.
pub fn advance(count: usize) {
    DONE.fetch_add(count, Ordering::Relaxed);
}

/// Does one thing that is counted where it succeeds: who interrupts waits for it, and the count is right.
pub fn step<T>(work: impl FnOnce() -> T, is_done: impl FnOnce(&T) -> bool) -> T {
    let _held = held();
    let outcome = work();
    advance(usize::from(is_done(&outcome)));
    outcome
}

/// Writes so many files that belong together: who interrupts waits for that.
pub fn together<T, E>(files: usize, write: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    begin(Stage::SavingTogether, files);
    let outcome = write();
    DONE.store(if outcome.is_ok() { files } else { 0 }, Ordering::Relaxed);
    begin(Stage::Idle, 0);
    outcome
}

/// A migration is about to be committed.
pub fn committing(migration: String) {
    enter(&mut held(), Stage::Committing, 0).migration = Some(migration);
}

/// How far the command is.
pub fn now() -> Progress {
    Progress { done: DONE.load(Ordering::Relaxed), ..held().clone() }
}

/// Ends the command where it is, if that may be: no stage begins any more, and whoever would begin one waits for the end of
/// the process. Otherwise how far it is.
pub fn end(may_end: impl FnOnce(Stage) -> bool) -> Result<Progress, Stage> {
    let progress = held();
    let stage = progress.stage;
    if !may_end(stage) {
        return Err(stage);
    }
    let ended = Progress { done: DONE.load(Ordering::Relaxed), ..progress.clone() };
    // The lock is never given back.
    std::mem::forget(progress);
    Ok(ended)
}
