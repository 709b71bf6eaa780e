//! The findings about files that are not read.

use crate::catalog::manifest_file;
use crate::diagnostic::{Diagnostic, File, Location};
use crate::source::{as_yaml, codes};

/// Returns the finding that the files of the catalog cannot be listed.
pub fn unlisted(reason: &str) -> Diagnostic {
    let message = format!("the catalog's files cannot be listed: {reason}");
    let help = "make sure that the folders of the catalog can be read, and that each .gitignore and .waresignore in them is a \
                regular file with at most 64 KiB of UTF-8 text, and not a link to a file outside of the \
                catalog's folder";
    Diagnostic::new(codes::UNREADABLE, Location::whole(manifest_file()), message).help(help)
}

/// Returns the finding for a file whose extension looks like a misspelling of `.yaml`.
pub(super) fn unread(path: &str) -> Diagnostic {
    let message = format!("`{path}` is not read: catalog files end with `.yaml` or `.yml`");
    let help = format!(
        "rename it to `{}`; if it is not part of the catalog, list it in .waresignore",
        as_yaml(path)
    );
    Diagnostic::new(codes::NEARLY_YAML, Location::whole(File::new(path)), message).help(help)
}
