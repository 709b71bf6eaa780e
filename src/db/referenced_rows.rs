//! Reads rows that were not requested, but to which requested rows refer.

use super::error::Error;
use super::read_rows::{Filter, Reader};
use super::value_conversion::ArrayParameter;
use crate::live::LiveRow;
use crate::table::{Id, Table, Type, id_of};
use foldhash::HashSet;
use std::collections::BTreeSet;

impl Reader<'_, '_> {
    /// Reads the rows to which `rows` refer: roots, and rows below roots. Rows that have already been read are left
    /// out.
    pub(super) fn referred(&mut self, rows: &[LiveRow]) -> Result<Vec<LiveRow>, Error> {
        // A row below a root may refer to further roots, and its own root is needed too.
        let mut referred = self.referred_below_roots(rows)?;
        for table in self.tables.roots().collect::<Vec<_>>() {
            let all = || rows.iter().chain(&referred);
            let known: HashSet<Id> = all().filter(|row| row.table == table).map(|row| row.id).collect();
            let ids: BTreeSet<Id> = all()
                .flat_map(|row| references(row, table))
                .chain(above(&referred, table))
                .filter(|id| !known.contains(id))
                .collect();
            if !ids.is_empty() {
                referred.extend(self.selected(
                    table,
                    None,
                    &Filter::Ids(table.id.name, ArrayParameter::ids(&ids)),
                )?);
            }
        }
        Ok(referred)
    }

    /// Reads the rows below roots to which `rows` refer, and the parents of these rows that are not roots. Rows that
    /// have already been read are left out.
    fn referred_below_roots(&mut self, rows: &[LiveRow]) -> Result<Vec<LiveRow>, Error> {
        let mut referred: Vec<LiveRow> = Vec::new();
        let targets = self.tables.nested_targets();
        // Without such references there is nothing to look for in the rows.
        if targets.is_empty() {
            return Ok(referred);
        }
        // Children first, so that their parents are read too.
        for table in self.tables.parents_first().into_iter().rev().filter(|table| table.parent.is_some()) {
            let all = || rows.iter().chain(&referred);
            let known: HashSet<Id> = all().filter(|row| row.table == table).map(|row| row.id).collect();
            let columns = all().filter(|_| targets.contains(&table)).flat_map(|row| references(row, table));
            let ids: BTreeSet<Id> =
                columns.chain(above(&referred, table)).filter(|id| !known.contains(id)).collect();
            if !ids.is_empty() {
                let filter = Filter::Ids(table.id.name, ArrayParameter::ids(&ids));
                referred.extend(self.selected(table, table.link(), &filter)?);
            }
        }
        Ok(referred)
    }
}

/// Returns the ids of the rows of `table` that are parents of the given rows.
fn above<'a>(rows: &'a [LiveRow], table: &'a Table) -> impl Iterator<Item = Id> + 'a {
    let is_above =
        move |row: &&LiveRow| row.table.parent.as_ref().is_some_and(|it| it.table.table() == table);
    rows.iter().filter(is_above).filter_map(|row| row.parent)
}

/// Returns the ids of the rows of `target` to which a row refers.
fn references<'a>(row: &'a LiveRow, target: &'a Table) -> impl Iterator<Item = Id> + 'a {
    row.columns_with_values().filter_map(move |(column, value)| match column.kind {
        Type::Reference(to) if to.table() == target => id_of(value),
        _ => None,
    })
}
