//! Tables of Wares' own that the database does not have yet.

use crate::diagnostic::list;
use crate::diff::{Refusal, ResourceChange};
use crate::table::Table;
use std::collections::BTreeSet;

/// Why nothing can be planned that adds rows to tables which are not there.
pub fn stop(resources: &[ResourceChange], absent: &[&'static Table]) -> Option<Refusal> {
    let rows = resources.iter().flat_map(|resource| &resource.rows);
    let missing = rows.filter(|row| absent.contains(&row.table));
    let names: BTreeSet<&str> = missing.map(|row| row.table.physical).collect();
    let names: Vec<&str> = names.into_iter().collect();
    let tables = if names.len() == 1 { "table" } else { "tables" };
    (!names.is_empty()).then(|| Refusal {
        code: None,
        message: format!(
            "the database has no {tables} {}, and the files ask for rows there",
            list(&names, "or")
        ),
        help: "make what is missing once with `wares db init`, then plan again".to_owned(),
    })
}
