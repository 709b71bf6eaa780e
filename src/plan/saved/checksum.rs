//! The checksum of a saved plan. It covers all bytes before its own entry. It is computed in one pass, while the file
//! is written or read.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::io::{self, Read, Write};

/// The bytes directly before the checksum.
pub const BEFORE: &str = "\"checksum\":\"";
/// The bytes after the checksum, which end the file.
pub const AFTER: &str = "\"}\n";
/// The number of hexadecimal digits of the checksum.
const DIGITS: usize = 64;
/// The number of bytes at the end of a file, from the entry of the checksum on.
const TAIL: usize = BEFORE.len() + DIGITS + AFTER.len();

/// A writer that passes bytes to another writer, and computes their checksum.
pub struct Summing<W> {
    out: W,
    sum: Sha256,
}

impl<W: Write> Summing<W> {
    /// Wraps a writer.
    pub fn new(out: W) -> Self {
        Self { out, sum: Sha256::new() }
    }

    /// Writes the entry of the checksum, and returns the checksum.
    pub fn finish(mut self) -> io::Result<String> {
        let sum = hex(self.sum);
        // Not through `self`: the checksum does not cover itself.
        write!(self.out, "{BEFORE}{sum}{AFTER}")?;
        self.out.flush()?;
        Ok(sum)
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        // A writer may take only a part of the bytes; the caller then offers the rest again.
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A reader that computes the checksum of the bytes that it reads, except for the end of the file. The end of the file
/// contains the checksum itself.
pub struct Checking<R> {
    from: R,
    sum: Sha256,
    /// The last bytes that were read. They may be the end of the file, so the computed checksum does not cover them
    /// yet.
    tail: Vec<u8>,
    read: u64,
}

/// The result of reading a whole file.
pub struct Checked {
    /// The checksum of all bytes before the stated checksum.
    pub computed: String,
    /// The checksum that the end of the file states; `None` if the file does not end with one.
    pub stated: Option<String>,
    /// The number of bytes that were read.
    pub bytes: u64,
}

impl<R: Read> Checking<R> {
    /// Wraps a reader.
    pub fn new(from: R) -> Self {
        Self { from, sum: Sha256::new(), tail: Vec::new(), read: 0 }
    }

    /// Reads the rest of the file, and returns both checksums.
    pub fn finish(mut self) -> io::Result<Checked> {
        // The parser may leave bytes unread, but the checksum covers all of them.
        io::copy(&mut self, &mut io::sink())?;
        // A damaged file may end with any bytes.
        let tail = String::from_utf8_lossy(&self.tail);
        let stated = tail.strip_prefix(BEFORE).and_then(|rest| rest.strip_suffix(AFTER)).map(str::to_owned);
        Ok(Checked { computed: hex(self.sum), stated, bytes: self.read })
    }
}

impl<R: Read> Read for Checking<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.read += count as u64;
        self.tail.extend_from_slice(&buffer[..count]);
        // Whatever has more than a tail after it cannot be part of the tail.
        let before_tail = self.tail.len().saturating_sub(TAIL);
        self.sum.update(&self.tail[..before_tail]);
        self.tail.drain(..before_tail);
        Ok(count)
    }
}

fn hex(sum: Sha256) -> String {
    sum.finalize().iter().fold(String::with_capacity(DIGITS), |mut out, byte| {
        // Writing to a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
