//! The checksum of a saved plan: of all bytes before it, which are written and read once.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Read, Write};

/// What stands before the checksum.
pub const BEFORE: &str = "\"checksum\":\"";
/// What stands after it.
pub const AFTER: &str = "\"}\n";
/// How many digits it has.
const DIGITS: usize = 64;
/// How long the end of a file is, from the checksum on.
const TAIL: usize = BEFORE.len() + DIGITS + AFTER.len();

/// A writer that takes the checksum of what goes through.
pub struct Summing<W> {
    out: W,
    sum: Sha256,
}

impl<W: Write> Summing<W> {
    /// A writer into another one.
    pub fn new(out: W) -> Self {
        Self { out, sum: Sha256::new() }
    }

    /// Writes the checksum, and returns it.
    pub fn finish(mut self) -> io::Result<String> {
        let sum = hex(self.sum);
        write!(self.out, "{BEFORE}{sum}{AFTER}")?;
        self.out.flush()?;
        Ok(sum)
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A reader that takes the checksum of what goes through but for the end, where the checksum itself is.
pub struct Checking<R> {
    from: R,
    sum: Sha256,
    tail: Vec<u8>,
    read: u64,
}

/// What was read when all of it was read.
pub struct Checked {
    /// The checksum of what was read.
    pub is: String,
    /// The checksum that the end names; none where the end is no such end.
    pub said: Option<String>,
    /// How many bytes were read.
    pub bytes: u64,
}

impl<R: Read> Checking<R> {
    /// A reader of another one.
    pub fn new(from: R) -> Self {
        Self { from, sum: Sha256::new(), tail: Vec::new(), read: 0 }
    }

    /// Reads what is left, and compares.
    pub fn finish(mut self) -> io::Result<Checked> {
        io::copy(&mut self, &mut io::sink())?;
        let tail = String::from_utf8_lossy(&self.tail);
        let said = tail.strip_prefix(BEFORE).and_then(|rest| rest.strip_suffix(AFTER)).map(str::to_owned);
        Ok(Checked { is: hex(self.sum), said, bytes: self.read })
    }
}

impl<R: Read> Read for Checking<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.read += count as u64;
        self.tail.extend_from_slice(&buffer[..count]);
        let sure = self.tail.len().saturating_sub(TAIL);
        self.sum.update(&self.tail[..sure]);
        self.tail.drain(..sure);
        Ok(count)
    }
}

fn hex(sum: Sha256) -> String {
    sum.finalize().iter().fold(String::with_capacity(DIGITS), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}
