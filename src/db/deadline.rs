//! Waiting with an end.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Does something that may never end, and waits for it no longer than this. What is not done by then goes on by itself,
/// as long as the program runs, and what comes of it is dropped.
pub fn within<T: Send + 'static>(limit: Duration, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        // Nobody may be listening any more.
        let _ = sender.send(work());
    });
    receiver.recv_timeout(limit).ok()
}

#[cfg(test)]
mod tests {
    use super::within;
    use std::time::Duration;

    #[test]
    fn what_takes_too_long_is_not_waited_for() {
        assert_eq!(within(Duration::from_secs(60), || 1), Some(1));
        let slow = || std::thread::sleep(Duration::from_secs(60));
        assert_eq!(within(Duration::from_millis(20), slow), None);
    }
}
