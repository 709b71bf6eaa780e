//! Keeps the findings of a catalog up to date while its files are edited.
//!
//! A [`Workspace`] reuses every result that an edit does not affect. Files are split at their document markers, and
//! only parts that changed are parsed. A document is read again only if its content has changed. A document is checked
//! again only if a resource or file that it uses has changed. After any sequence of edits, the findings are the same as
//! in a newly opened workspace.
//!
//! The command line opens a workspace and takes its findings once. A language server keeps a workspace open.

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
pub use work_counts::WorkCounts;
