//! The manifest's `ignore_properties`: properties that Wares leaves unchanged.

use super::article;
use crate::model::Manifest;
use crate::table::{Cells, Row, Table, Value};

/// Matches the rows of the properties that the manifest's `ignore_properties` excludes.
#[derive(Clone, Debug, Default)]
pub struct Ignored {
    // Kept next to the compiled set, which cannot give them back.
    patterns: Vec<String>,
    set: globset::GlobSet,
}

impl Ignored {
    /// Compiles the manifest's patterns.
    ///
    /// # Errors
    /// Returns the index of each invalid pattern, and the reason why the pattern is invalid.
    pub fn new(manifest: &Manifest) -> Result<Self, Vec<(usize, String)>> {
        Self::of(
            manifest.database.ignore_properties.iter().map(|pattern| pattern.as_str().to_owned()).collect(),
        )
    }

    /// Compiles the given patterns.
    ///
    /// # Errors
    /// Returns the index of each invalid pattern, and the reason why the pattern is invalid.
    pub fn of(patterns: Vec<String>) -> Result<Self, Vec<(usize, String)>> {
        let mut set = globset::GlobSetBuilder::new();
        let mut errors = Vec::new();
        for (index, pattern) in patterns.iter().enumerate() {
            // The names of properties are compared without regard to case everywhere.
            match globset::GlobBuilder::new(pattern).case_insensitive(true).build() {
                Ok(glob) => drop(set.add(glob)),
                // All invalid patterns are reported at once, like all findings (design.md §4).
                Err(error) => errors.push((index, error.kind().to_string())),
            }
        }
        match set.build() {
            Ok(set) if errors.is_empty() => Ok(Self { patterns, set }),
            Ok(_) => Err(errors),
            // The set fails only as a whole, for instance when it is too large, so the first pattern has to stand for
            // it.
            Err(error) => Err(vec![(0, error.to_string())]),
        }
    }

    /// Whether there are no patterns.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty()
    }

    /// The patterns, as written in the manifest.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }

    /// Whether the given row is ignored. Only properties of articles can be ignored.
    pub fn contains(&self, row: &Row) -> bool {
        self.has(row.table, &row.cells)
    }

    /// Whether a row with the given table and values is ignored. Only properties of articles can be ignored.
    pub fn has(&self, table: &Table, cells: &Cells) -> bool {
        // Only articles' own properties: the manifest's key is about "Other data", not about placements.
        let name = (table == &article::ITEM_PROPERTY).then(|| cells.get(table.position("name"))).flatten();
        name.and_then(Value::as_text).is_some_and(|name| self.set.is_match(name))
    }
}
