//! Shows progress on a terminal while a command takes a long time.

use crate::diagnostic::grouped;
use crate::progress::{Progress, Stage, now};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::{Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

/// The time that a command may run before progress is shown.
const PATIENCE: Duration = Duration::from_millis(500);
/// The time between two drawings of the line.
const INTERVAL: Duration = Duration::from_millis(100);

/// The line that shows the progress. It is not set until the line is drawn for the first time.
// Static, since the signal thread and all output have to reach the line.
static BAR: OnceLock<ProgressBar> = OnceLock::new();
/// Whether the line may be drawn. The lock is held while the line is drawn, and while anything else is written to the
/// terminal.
static SCREEN: Mutex<bool> = Mutex::new(true);

/// Starts a thread that shows what the command is doing, if stderr is a terminal. Nothing is shown during the first
/// half second.
pub fn show() {
    // A dumb terminal cannot erase a line.
    let is_dumb = std::env::var_os("TERM").is_none_or(|term| term == "dumb");
    if !std::io::stderr().is_terminal() || is_dumb {
        return;
    }
    let watch = || {
        // Most commands end sooner, and a line that flashes up would only disturb.
        thread::sleep(PATIENCE);
        let bar = BAR.get_or_init(bar);
        let mut seen = None;
        // Ends with the process.
        loop {
            draw(bar, &mut seen);
            thread::sleep(INTERVAL);
        }
    };
    // Without the thread there is merely no progress to see.
    let _ = thread::Builder::new().name("progress".to_owned()).spawn(watch);
}

/// Erases the line, and prevents it from being drawn while `write` runs.
pub fn with_line_hidden<T>(write: impl FnOnce() -> T) -> T {
    // Poisoned or not: the guard only keeps two threads from writing at once.
    let _screen = SCREEN.lock();
    if let Some(bar) = BAR.get() {
        bar.finish_and_clear();
    }
    write()
}

/// Erases the line, unless something else is being written. Never blocks, because the thread that is writing may never
/// continue after an interruption.
pub fn try_clear() {
    if let (Ok(_screen), Some(bar)) = (SCREEN.try_lock(), BAR.get()) {
        bar.finish_and_clear();
    }
}

/// Erases the line.
pub fn clear() {
    with_line_hidden(|| ());
}

/// Erases the line, and prevents it from being drawn again.
pub fn finish() {
    // Cleared before it is forbidden, since clearing takes the same lock.
    clear();
    if let Ok(mut may_draw) = SCREEN.lock() {
        *may_draw = false;
    }
}

/// A progress bar that shows nothing but a message.
fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}").unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style)
}

/// The state of a stage when it was first drawn. The rate is computed from this time on.
struct StageStart {
    /// The number of the stage.
    number: usize,
    since: Instant,
    /// The amount of work that was already done at that time.
    done: usize,
}

/// Draws the line, or erases it if the current stage is not shown.
fn draw(bar: &ProgressBar, seen: &mut Option<StageStart>) {
    let Ok(may_draw) = SCREEN.lock() else { return };
    let progress = now();
    let seen = match seen {
        // The rate of an earlier stage, in another unit, must not go into that of the next.
        Some(seen) if seen.number == progress.number => seen,
        seen => {
            seen.insert(StageStart { number: progress.number, since: Instant::now(), done: progress.done })
        }
    };
    match words(progress.stage) {
        Some(words) if *may_draw => {
            // `with_line_hidden` may have finished the bar, and a finished bar draws nothing.
            if bar.is_finished() {
                bar.reset();
            }
            bar.set_message(line(&progress, seen, words));
        }
        _ => bar.finish_and_clear(),
    }
}

/// Returns the line: what is being done, how much of it is done, and how fast.
fn line(progress: &Progress, seen: &StageStart, (words, unit): (&str, &str)) -> String {
    let elapsed = seen.since.elapsed();
    if unit.is_empty() {
        return format!("{words} ({} s)", elapsed.as_secs());
    }
    let (done, total) = (progress.done, progress.total);
    let rate = match (elapsed.as_millis() as usize, done.saturating_sub(seen.done)) {
        // Without time or progress there is no rate yet, and dividing by zero would panic.
        (0, _) | (_, 0) => String::new(),
        (millis, new) => format!(" ({}/s)", grouped(new * 1000 / millis)),
    };
    match total {
        0 => format!("{words} {} {unit}{rate}", grouped(done)),
        // A file that is read again is counted again, and more than all would look wrong.
        total => format!("{words} {} of {} {unit}{rate}", grouped(done.min(total)), grouped(total)),
    }
}

/// Returns the words for a stage and the unit that it counts. The unit is empty if the stage counts nothing. `None` if
/// the stage is not shown.
fn words(stage: Stage) -> Option<(&'static str, &'static str)> {
    match stage {
        Stage::Idle | Stage::Committed => None,
        Stage::Reading => Some(("Reading", "files")),
        Stage::Checking => Some(("Checking", "documents")),
        Stage::Connecting => Some(("Connecting to the database", "")),
        Stage::Stopping => Some(("Stopping the private server", "")),
        Stage::Removing => Some(("Removing the private server", "")),
        Stage::Preparing => Some(("Preparing the database", "")),
        Stage::Database => Some(("Reading the database:", "rows")),
        Stage::Comparing => Some(("Comparing", "resources")),
        Stage::Planning => Some(("Planning", "")),
        Stage::Locking => Some(("Waiting for locks, and reading again:", "rows")),
        Stage::Writing => Some(("Writing", "rows")),
        Stage::Recording => Some(("Recording the migration", "rows")),
        Stage::Verifying => Some(("Reading back", "rows")),
        Stage::Committing => Some(("Committing", "")),
        Stage::Saving | Stage::SavingTogether => Some(("Writing", "files")),
    }
}

#[cfg(test)]
mod tests {
    use super::{StageStart, line, words};
    use crate::progress::{Progress, Stage, now};
    use std::time::{Duration, Instant};

    /// The progress line of a stage that was first drawn two seconds ago, when 1000 items were done.
    fn line_for(stage: Stage, done: usize, total: usize) -> String {
        let since = Instant::now().checked_sub(Duration::from_secs(2)).expect("an earlier time");
        let seen = StageStart { number: 1, since, done: 1000 };
        line(&Progress { stage, number: 1, done, total, ..now() }, &seen, words(stage).expect("words"))
    }

    #[test]
    fn progress_line_shows_counts_and_rate() {
        let rate = |line: &str| {
            let (_, rest) = line.split_once('(').expect("a rate");
            rest.trim_end_matches("/s)").replace(',', "").parse::<usize>().expect("a number")
        };
        let reading = line_for(Stage::Reading, 11_000, 20_000);
        assert!(reading.starts_with("Reading 11,000 of 20,000 files ("), "{reading}");
        assert!((4_900..=5_000).contains(&rate(&reading)), "{reading}");
        assert!(line_for(Stage::Database, 3_000, 0).starts_with("Reading the database: 3,000 rows ("));
        assert_eq!(line_for(Stage::Writing, 1_000, 5_000), "Writing 1,000 of 5,000 rows");
        assert_eq!(line_for(Stage::Planning, 0, 0), "Planning (2 s)");
    }

    #[test]
    fn count_never_exceeds_the_total() {
        assert!(line_for(Stage::Checking, 25, 20).starts_with("Checking 20 of 20 documents"));
    }
}
