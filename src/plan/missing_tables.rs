//! Stops a plan that would write to Wares' own tables before `wares db init` has created them.

use crate::diagnostic::list;
use crate::diff::{Refusal, ResourceChange};
use crate::table::Table;
use std::collections::BTreeSet;

/// Refuses changes to rows in tables that do not exist in the database. Returns `None` if no changed row is in such a
/// table.
pub fn refuse_missing_tables(resources: &[ResourceChange], absent: &[&'static Table]) -> Option<Refusal> {
    let rows = resources.iter().flat_map(|resource| &resource.rows);
    let missing = rows.filter(|row| absent.contains(&row.table));
    // Sorted, and each table once: many rows can miss the same table.
    let names: BTreeSet<&str> = missing.map(|row| row.table.physical).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let (tables, do_not, them) = match names.len() {
        1 => ("table", "does not", "it"),
        _ => ("tables", "do not", "them"),
    };
    (!names.is_empty()).then(|| Refusal {
        code: None,
        message: format!(
            "the {tables} {} {do_not} exist in the database, but the files need rows in {them}",
            list(&names, "and")
        ),
        help: format!("run `wares db init` once to create {them}, then plan again"),
    })
}
