//! The files of a catalog while they are edited, and the findings that follow from them.
//!
//! A [`Workspace`] keeps whatever an edit does not affect. Files are split at their document markers, and only the
//! parts that changed are parsed. A document is read again only if its content has changed. It is checked against the
//! others again only if something that it refers to, or has looked at, has changed. After any sequence of edits, the
//! findings are the same as those of a workspace that was just opened.
//!
//! The command line opens a workspace and reads its findings once; a language server keeps one open.

mod catalog_assembly;
mod check_cache;
mod environment_checks;
mod file_findings;
mod finding_order;
mod incremental;
mod loaded;
mod manifest_state;
mod referenced_files;
mod rule_findings;
mod unsaved_files;
mod work_counts;

pub use file_findings::unlisted;
pub use finding_order::{Difference, sorted as in_order};
pub use incremental::{Workspace, load, load_with};
pub use loaded::Loaded;
pub use work_counts::Work;
