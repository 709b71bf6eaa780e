//! Reads rows that others refer to and that were not asked for.

use super::error::Error;
use super::read_rows::{Filter, Reader};
use super::value_conversion::Any;
use crate::live::LiveRow;
use crate::table::{Id, Table, Type, id_of};
use foldhash::HashSet;
use std::collections::BTreeSet;

impl Reader<'_, '_> {
    /// Roots that rows refer to and that were not asked for, and what is below such roots and is referred to.
    pub(super) fn referred(&mut self, rows: &[LiveRow]) -> Result<Vec<LiveRow>, Error> {
        let mut found = self.referred_below_roots(rows)?;
        for table in self.tables.roots().collect::<Vec<_>>() {
            let all = || rows.iter().chain(&found);
            let known: HashSet<Id> = all().filter(|row| row.table == table).map(|row| row.id).collect();
            let ids: BTreeSet<Id> = all()
                .flat_map(|row| references(row, table))
                .chain(above(&found, table))
                .filter(|id| !known.contains(id))
                .collect();
            if !ids.is_empty() {
                found.extend(self.selected(table, None, &Filter::Ids(table.id.name, Any::ids(&ids)))?);
            }
        }
        Ok(found)
    }

    /// Rows below roots that rows refer to and that were not read with their roots.
    fn referred_below_roots(&mut self, rows: &[LiveRow]) -> Result<Vec<LiveRow>, Error> {
        let mut found: Vec<LiveRow> = Vec::new();
        let targets = self.tables.nested_targets();
        if targets.is_empty() {
            return Ok(found);
        }
        for table in self.tables.parents_first().into_iter().rev().filter(|table| table.parent.is_some()) {
            let all = || rows.iter().chain(&found);
            let known: HashSet<Id> = all().filter(|row| row.table == table).map(|row| row.id).collect();
            let columns = all().filter(|_| targets.contains(&table)).flat_map(|row| references(row, table));
            let ids: BTreeSet<Id> =
                columns.chain(above(&found, table)).filter(|id| !known.contains(id)).collect();
            if !ids.is_empty() {
                let filter = Filter::Ids(table.id.name, Any::ids(&ids));
                found.extend(self.selected(table, table.link(), &filter)?);
            }
        }
        Ok(found)
    }
}

/// The ids of the rows of a table to which some rows belong.
fn above<'a>(rows: &'a [LiveRow], table: &'a Table) -> impl Iterator<Item = Id> + 'a {
    let is_above =
        move |row: &&LiveRow| row.table.parent.as_ref().is_some_and(|it| it.table.table() == table);
    rows.iter().filter(is_above).filter_map(|row| row.parent)
}

/// The ids by which a row refers to rows of a table.
fn references<'a>(row: &'a LiveRow, target: &'a Table) -> impl Iterator<Item = Id> + 'a {
    row.said().filter_map(move |(column, value)| match column.kind {
        Type::Reference(to) if to.table() == target => id_of(value),
        _ => None,
    })
}
