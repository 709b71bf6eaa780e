//! Runs work with a deadline.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Runs work that may block forever, and returns the result; `None` if the work takes longer than `limit`.
///
/// Work that exceeds the limit goes on in its thread until the work finishes or the program exits. The result is
/// dropped.
pub fn within<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = mpsc::channel();
    // A thread that blocks in the system cannot be ended, so it is left behind rather than joined.
    thread::spawn(move || {
        // Fails if the result is no longer awaited.
        let _ = sender.send(work());
    });
    receiver.recv_timeout(limit).ok()
}

#[cfg(test)]
mod tests {
    use super::within;
    use std::time::Duration;

    #[test]
    fn call_that_misses_the_deadline_is_abandoned() {
        assert_eq!(within(Duration::from_secs(60), || 1), Some(1));
        let slow = || std::thread::sleep(Duration::from_secs(60));
        assert_eq!(within(Duration::from_millis(20), slow), None);
    }
}
