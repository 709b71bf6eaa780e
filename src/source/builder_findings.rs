//! Findings about valid YAML that uses unsupported features, takes too much memory, or repeats a key.

use super::codes;
use super::parsed_part::MAX_ALIASED;
use super::source_range::Span;
use crate::diagnostic::{Diagnostic, File, Location};

/// Creates the finding for a YAML feature that catalogs do not support.
pub(super) fn unsupported(file: File, span: Span, what: &str, help: &str) -> Diagnostic {
    let message = format!("{what} is not supported");
    Diagnostic::new(codes::UNSUPPORTED, Location::bytes(file, span), message).help(help)
}

/// Creates the finding for aliases whose values take too much memory when they are copied.
pub(super) fn too_many_aliases(file: File, span: Span) -> Diagnostic {
    let limit = MAX_ALIASED / 1024 / 1024;
    let message = format!("the anchors and aliases of this file expand to more than {limit} MiB");
    let finding = Diagnostic::new(codes::TOO_LARGE, Location::bytes(file, span), message);
    finding.help("write the values out, or split the file")
}

/// Creates the finding for a key that a mapping has twice. `begins` says whether the repeated key is the first key of
/// its document. If so, a `---` line is probably missing above it.
pub(super) fn duplicate(file: File, key: &str, first: Span, second: Span, begins: bool) -> Diagnostic {
    let help = match begins {
        true => "if another document starts here, write a `---` line above it; otherwise keep one of the two",
        false => "keep one of the two",
    };
    Diagnostic::new(codes::DUPLICATE_KEY, Location::bytes(file, second), format!("duplicate key `{key}`"))
        .also(Location::bytes(file, first), "first given here")
        .help(help)
}
