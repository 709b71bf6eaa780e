//! Reads the bytes of a file as text.

use super::codes;
use super::files::Files;
use super::parsed_part::MAX_BYTES;
use super::source_range::Span;
use crate::diagnostic::{Diagnostic, File, Location};

/// Returns the text of a file. The error contains the text that can be shown instead, and the finding that says why the
/// file cannot be read.
pub(super) fn text(files: &dyn Files, path: &str) -> Result<String, (String, Box<Diagnostic>)> {
    let bytes = files.read(path).map_err(|reason| (String::new(), not_readable(files, path, &reason)))?;
    if bytes.len() > MAX_BYTES {
        // Reading may have stopped at the limit, so the known size is the better one to report.
        let size = files.size(path).unwrap_or_default().max(bytes.len() as u64);
        return Err((String::new(), too_large(files, path, size)));
    }
    // UTF-16 without a byte-order mark can be valid UTF-8, with NUL characters.
    match (encoding(&bytes), String::from_utf8(bytes)) {
        (None, Ok(text)) => Ok(text),
        (Some(encoding), _) => {
            let message = format!("`{path}` is {encoding} text, but a catalog file must be UTF-8");
            let help = format!("save it as UTF-8, for example with `iconv -f {encoding} -t UTF-8`");
            Err((String::new(), unreadable(path, 0..0, message, help)))
        }
        (None, Err(error)) => Err(not_utf8(path, &error)),
    }
}

/// Returns the finding for a file that cannot be read. If the file is too large, the finding reports its size instead
/// of `reason`.
fn not_readable(files: &dyn Files, path: &str, reason: &str) -> Box<Diagnostic> {
    if let Some(size) = files.size(path).filter(|size| *size > MAX_BYTES as u64) {
        return too_large(files, path, size);
    }
    // A source of files can say what to do in a second line (see `Files::read`).
    let (reason, help) = reason.split_once('\n').unwrap_or((reason, "make sure that it can be read"));
    let message = format!("`{path}` cannot be read: {reason}");
    unreadable(path, 0..0, message, or_exclude(files, path, help))
}

fn unreadable(path: &str, span: Span, message: String, help: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(codes::UNREADABLE, Location::bytes(File::new(path), span), message).help(help))
}

/// Returns the help for a finding about a file. If the file can be excluded from the catalog, the help says how.
fn or_exclude(files: &dyn Files, path: &str, help: &str) -> String {
    match files.is_optional(path) {
        true => format!("{help}; if it is not part of the catalog, list it in .waresignore"),
        false => help.to_owned(),
    }
}

fn too_large(files: &dyn Files, path: &str, size: u64) -> Box<Diagnostic> {
    const MIB: u64 = 1024 * 1024;
    let message = format!(
        "`{path}` is {} MiB, but a catalog file may be at most {} MiB",
        size.div_ceil(MIB),
        MAX_BYTES as u64 / MIB
    );
    Box::new(
        Diagnostic::new(codes::TOO_LARGE, Location::bytes(File::new(path), 0..0), message).help(or_exclude(
            files,
            path,
            "split it into several files",
        )),
    )
}

/// Returns the encoding of a text that is not UTF-8, if the first bytes reveal it. They do so if they are a byte-order
/// mark, or if every second byte is zero.
fn encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        // UTF-32 comes first: its little-endian byte-order mark begins with that of UTF-16.
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Some("UTF-16LE"),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some("UTF-16BE"),
        _ => None,
    }
}

/// Returns the text of a file that is not UTF-8, with replacement characters, and the finding at the first invalid
/// byte.
fn not_utf8(path: &str, error: &std::string::FromUtf8Error) -> (String, Box<Diagnostic>) {
    let at = error.utf8_error().valid_up_to();
    let byte = error.as_bytes().get(at).copied().unwrap_or_default();
    let shown = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let message = format!("`{path}` is not UTF-8 text: it contains the byte 0x{byte:02X}");
    let help = "save it as UTF-8; if its encoding is Western European, use `iconv -f WINDOWS-1252 -t UTF-8`";
    // In the text that is shown, a replacement character stands for the invalid byte.
    let span = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
    (shown, unreadable(path, span, message, help.to_owned()))
}
