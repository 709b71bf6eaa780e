//! Compares the elements of two lists.

use crate::diagnostic::distinguishable;
use crate::diff::{FieldChange, RowChange};
use crate::table::Value;
use std::collections::BTreeMap;

/// The elements that are added to a list, and the elements that are removed from it.
pub struct Elements {
    pub added: Vec<String>,
    pub removed: Vec<String>,
}

impl Elements {
    /// Compares the values of a field before and after the change. Returns `None` if the field is not a list, or if
    /// only the order of its elements changes.
    pub fn of(row: &RowChange, field: &FieldChange) -> Option<Self> {
        let names = |value: &Value| match value {
            Value::List(values) => Some(values.iter().map(Value::to_string).collect::<Vec<_>>()),
            // A list that is missing is compared as an empty one, so that all elements count as added.
            Value::Null => Some(Vec::new()),
            value => {
                let names = row.table.names_in(row.cells(), field.column.0, value)?;
                Some(names.into_iter().map(str::to_owned).collect())
            }
        };
        // If both values are missing, there is no list to compare.
        let is_list = [&field.before, &field.after].iter().any(|value| **value != Value::Null);
        let (before, after) = (names(&field.before).filter(|_| is_list)?, names(&field.after)?);
        let elements = Self { added: without(&after, &before), removed: without(&before, &after) };
        // The same elements in another order are shown as a whole by the caller.
        (!elements.added.is_empty() || !elements.removed.is_empty())
            .then(|| elements.with_distinguishable_names())
    }

    /// Returns the same elements, but spells similar-looking elements so that a reader can tell them apart.
    fn with_distinguishable_names(self) -> Self {
        let count = self.added.len();
        // Added and removed together, since the two to tell apart may be one of each.
        let mut added = distinguishable(self.added.into_iter().chain(self.removed).collect());
        let removed = added.split_off(count);
        Self { added, removed }
    }
}

/// Returns the elements of `list` that `other` does not have. An element that occurs more often in `list` than in
/// `other` is returned once for each additional occurrence.
fn without(list: &[String], other: &[String]) -> Vec<String> {
    // Counted, since a list may have the same element several times.
    let mut left: BTreeMap<&str, usize> = BTreeMap::new();
    other.iter().for_each(|name| *left.entry(name).or_default() += 1);
    let is_new = |name: &&String| match left.get_mut(name.as_str()) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    list.iter().filter(is_new).cloned().collect()
}
