//! The bytes of a file into text.

use super::files::Files;
use super::node::Span;
use super::parse::MAX_BYTES;
use crate::diagnostic::{Diagnostic, File, Location};
use crate::source::codes;

/// A file's text; or what can be shown of it, and what is wrong.
pub(super) fn text(files: &dyn Files, path: &str) -> Result<String, (String, Box<Diagnostic>)> {
    let size = |length: usize| files.size(path).unwrap_or_default().max(length as u64);
    let bytes = files.read(path).map_err(|reason| {
        let finding = match size(0) {
            size if size > MAX_BYTES as u64 => too_large(files, path, size),
            _ => {
                let (reason, help) =
                    reason.split_once('\n').unwrap_or((&reason, "make sure that it can be read"));
                let message = format!("`{path}` cannot be read: {reason}");
                unreadable(path, 0..0, message, or_left_out(files, path, help))
            }
        };
        (String::new(), finding)
    })?;
    if bytes.len() > MAX_BYTES {
        return Err((String::new(), too_large(files, path, size(bytes.len()))));
    }
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

fn unreadable(path: &str, span: Span, message: String, help: String) -> Box<Diagnostic> {
    Box::new(Diagnostic::new(codes::UNREADABLE, Location::bytes(File::new(path), span), message).help(help))
}

/// What to do about a file, and how it is left out, where it can be.
fn or_left_out(files: &dyn Files, path: &str, help: &str) -> String {
    match files.is_optional(path) {
        true => format!("{help}; if it is not part of the catalog, list it in .waresignore"),
        false => help.to_owned(),
    }
}

fn too_large(files: &dyn Files, path: &str, size: u64) -> Box<Diagnostic> {
    const MIB: u64 = 1024 * 1024;
    let message = format!(
        "`{path}` has {} MiB, but a catalog file may have at most {} MiB",
        size.div_ceil(MIB),
        MAX_BYTES as u64 / MIB
    );
    Box::new(
        Diagnostic::new(codes::TOO_LARGE, Location::bytes(File::new(path), 0..0), message).help(or_left_out(
            files,
            path,
            "split it into several files",
        )),
    )
}

/// The encoding of a text that is not UTF-8, where its first bytes tell: they are a byte-order mark, or every
/// other of them is zero.
fn encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Some("UTF-32"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16"),
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => Some("UTF-16LE"),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => Some("UTF-16BE"),
        _ => None,
    }
}

/// What can be shown of a text that is not UTF-8, and the finding at its first bad byte.
fn not_utf8(path: &str, error: &std::string::FromUtf8Error) -> (String, Box<Diagnostic>) {
    let at = error.utf8_error().valid_up_to();
    let byte = error.as_bytes().get(at).copied().unwrap_or_default();
    let shown = String::from_utf8_lossy(error.as_bytes()).into_owned();
    let message = format!("`{path}` is not UTF-8 text: it contains the byte 0x{byte:02X}");
    let help = "save it as UTF-8; if its encoding is Western European, use `iconv -f WINDOWS-1252 -t UTF-8`";
    let span = at..at + char::REPLACEMENT_CHARACTER.len_utf8();
    (shown, unreadable(path, span, message, help.to_owned()))
}
