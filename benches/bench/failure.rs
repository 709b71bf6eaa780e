//! Why the bench stops.

use std::fmt;

/// What failed, and what to do about it.
pub struct Failure(String);

impl Failure {
    /// A failure in words.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Says during what something failed.
pub trait During<T> {
    /// The value, or a failure that says what was being done.
    fn during(self, what: &str) -> Result<T, Failure>;
}

impl<T, E: std::error::Error> During<T> for Result<T, E> {
    fn during(self, what: &str) -> Result<T, Failure> {
        self.map_err(|error| {
            let mut message = format!("{what}: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                message += &format!(": {cause}");
                source = cause.source();
            }
            Failure(message)
        })
    }
}
