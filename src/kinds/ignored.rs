//! Rows that the manifest leaves to others.

use super::article;
use crate::model::Manifest;
use crate::table::{Row, Value};

/// Says which live rows belong to others by the manifest's `ignore_properties`.
#[derive(Debug, Default)]
pub struct Ignored(globset::GlobSet);

impl Ignored {
    /// The manifest's patterns; the ones that are no patterns are returned by number.
    pub fn new(manifest: &Manifest) -> Result<Self, Vec<(usize, String)>> {
        let mut set = globset::GlobSetBuilder::new();
        let mut faults = Vec::new();
        for (index, pattern) in manifest.database.ignore_properties.iter().enumerate() {
            match globset::GlobBuilder::new(pattern.as_str()).case_insensitive(true).build() {
                Ok(glob) => drop(set.add(glob)),
                Err(error) => faults.push((index, error.kind().to_string())),
            }
        }
        match set.build() {
            Ok(set) if faults.is_empty() => Ok(Self(set)),
            Ok(_) => Err(faults),
            Err(error) => Err(vec![(0, error.to_string())]),
        }
    }

    /// Whether others own nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether others own a row.
    pub fn contains(&self, row: &Row) -> bool {
        let name = (row.table == &article::ITEM_PROPERTY).then(|| row.get("name")).flatten();
        name.and_then(Value::as_text).is_some_and(|name| self.0.is_match(name))
    }
}
