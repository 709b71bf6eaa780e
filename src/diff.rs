//! Compares the files with the database and with the state that was last applied.
//!
//! [`diff`] has no side effects and does not access the database. For each resource it finds the live row, and compares
//! the rows and their fields. Then it determines the cause of every difference: a change in the files, an edit in the
//! database (drift), or both.

mod all_resources;
mod ambiguous_row;
mod changes;
mod child_rows;
pub mod codes;
mod compare_catalog;
mod compare_resource;
pub mod compare_rows;
mod live_index;
mod live_resources;
mod locate_roots;
mod manifest_resources;
mod match_rows;
mod name_roots;
mod nested_keys;
mod removed_resources;
mod renamed_catalog;
mod resource_change;
mod resource_rows;
mod row_change;
mod row_images;
mod settle_dispute;
mod shared;
mod verify;

pub use all_resources::{AllResources, Ambiguous, WholeResource, all_resources};
pub use changes::{Changes, Names, Problems, Refusal};
pub use compare_catalog::{Comparison, diff};
pub use compare_resource::Applied;
pub use manifest_resources::{external_roots, means};
pub use renamed_catalog::renamed;
pub use resource_change::{DesiredRow, ResourceChange, Verb};
pub use row_change::{Action, Cause, ColumnRef, DeletionReason, FieldChange, RowChange};
