//! Reads documents into a catalog, checks the catalog, and lowers it to rows.
//!
//! 1. [`Reading::read`] reads one document. The result depends only on that document.
//! 2. [`check`] checks a document against the whole catalog: it resolves the references, and reports fields that
//!    contradict each other or the rest of the catalog.
//! 3. A [`Catalog`] holds everything that could be read, and all findings.
//! 4. [`Catalog::sound`] returns a [`Sound`] token if no finding is an error. Only with this token can the catalog be
//!    [lowered](Sound::lower) to the rows that a plan is made from.

pub mod codes;
mod comma_in_number;
mod document;
mod document_checks;
mod entry;
mod external_and_released;
mod external_names;
mod key_errors;
mod known_names;
mod loaded_catalog;
mod lower;
mod manifest;
mod manifest_location;
mod mapping_hint;
mod misplaced_period;
mod missing_indentation;
mod names;
mod read_result;
mod replaced_keys;
mod resolve;
mod schema;
mod schema_errors;
mod spelling_fix;
mod suggested_value;
mod type_errors;
mod unmanaged_currencies;

pub use document::Reading;
pub use document_checks::{Checked, Unresolved, check, unresolved_findings};
pub use entry::Entry;
pub use external_and_released::named_elsewhere;
pub use known_names::Known;
pub use loaded_catalog::Catalog;
pub(crate) use loaded_catalog::UnreadDocuments;
pub use lower::{Desired, DesiredResource, Sound};
pub use manifest::{Environment, environments, read as read_manifest};
pub use manifest_location::{MANIFEST, in_manifest, manifest_file, schema_path};
pub use names::Names;
pub use read_result::Read;
pub use replaced_keys::{Replaced, replaced};
pub use unmanaged_currencies::narrowed;
