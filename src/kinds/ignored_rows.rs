//! Rows that the manifest leaves to others.

use super::article;
use crate::model::Manifest;
use crate::table::{Cells, Row, Table, Value};

/// Says which live rows belong to others by the manifest's `ignore_properties`.
#[derive(Clone, Debug, Default)]
pub struct Ignored {
    patterns: Vec<String>,
    set: globset::GlobSet,
}

impl Ignored {
    /// The manifest's patterns; the ones that are no patterns are returned by number.
    pub fn new(manifest: &Manifest) -> Result<Self, Vec<(usize, String)>> {
        Self::of(
            manifest.database.ignore_properties.iter().map(|pattern| pattern.as_str().to_owned()).collect(),
        )
    }

    /// What patterns leave to others; the ones that are no patterns are returned by number.
    pub fn of(patterns: Vec<String>) -> Result<Self, Vec<(usize, String)>> {
        let mut set = globset::GlobSetBuilder::new();
        let mut faults = Vec::new();
        for (index, pattern) in patterns.iter().enumerate() {
            match globset::GlobBuilder::new(pattern).case_insensitive(true).build() {
                Ok(glob) => drop(set.add(glob)),
                Err(error) => faults.push((index, error.kind().to_string())),
            }
        }
        match set.build() {
            Ok(set) if faults.is_empty() => Ok(Self { patterns, set }),
            Ok(_) => Err(faults),
            Err(error) => Err(vec![(0, error.to_string())]),
        }
    }

    /// Whether others own nothing.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// The patterns.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// Whether others own a row.
    pub fn contains(&self, row: &Row) -> bool {
        self.has(row.table, &row.cells)
    }

    /// Whether others own a row of a table.
    pub fn has(&self, table: &Table, cells: &Cells) -> bool {
        let name = (table == &article::ITEM_PROPERTY).then(|| cells.get(table.position("name"))).flatten();
        name.and_then(Value::as_text).is_some_and(|name| self.set.is_match(name))
    }
}
