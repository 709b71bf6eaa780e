//! Rows that exchange their keys. A unique index is checked as each row is written, so two rows cannot exchange their
//! keys directly. So if one row takes the key of another, the other row first gets a temporary value that no row has.

use crate::diff::{Action, ResourceChange, RowChange};
use crate::live::UniqueIndex;
use crate::table::{Cells, Column, Id, NULL, Table, Type, Value};
use foldhash::HashMap;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// The temporary values of rows, by physical table and id. Each value comes with the number of its column.
pub(super) type Parked = HashMap<(&'static str, Id), Vec<(usize, Value)>>;

/// Chooses temporary values for the rows whose [`Place`] in a unique index is taken by another row.
pub(super) fn parked(resources: &[ResourceChange], indexes: &[UniqueIndex], hash: &str) -> Parked {
    let mut parked = Parked::default();
    let highest = highest(resources, indexes);
    for index in indexes {
        let rows = resources.iter().flat_map(|resource| &resource.rows);
        // New rows need no place yet: they are inserted after all others have their final values.
        let moving = rows.filter(|row| row.action == Action::Update && row.table.physical == index.table);
        let moving = moving.filter_map(|row| Move::of(row, index)).collect::<Vec<_>>();
        // By place: comparing every pair of rows that move would take too long in a large plan.
        let mut taken: HashMap<&Place, BTreeSet<Id>> = HashMap::default();
        for it in &moving {
            for place in &it.after {
                taken.entry(place).or_default().insert(it.id);
            }
        }
        for it in &moving {
            // A row is not in its own way.
            let by_others = |place| taken.get(place).is_some_and(|ids| ids.iter().any(|id| *id != it.id));
            if it.before.iter().any(by_others) {
                let (ordinal, at) = (parked.len(), (it.row.table.physical, it.id));
                // From the plan's hash and not at random, so that the same plan is the same on every machine.
                let place = free(it.row, index, &highest, hash, ordinal);
                place.into_iter().for_each(|place| parked.entry(at).or_default().push(place));
            }
        }
    }
    parked
}

/// A position in an index that a row may take. It consists of the row's values in the columns that are indexed directly
/// and, if the index has expressions, one of the strings and numbers that the expressions use. Wares does not evaluate
/// expressions, so rows with equal inputs may take the same position.
type Place = (Vec<Value>, Option<Value>);

/// A row that changes its [`Place`] in a unique index.
struct Move<'a> {
    row: &'a RowChange,
    id: Id,
    before: Vec<Place>,
    after: Vec<Place>,
}

impl<'a> Move<'a> {
    /// The move of a row in an index; `None` if all columns that the index uses stay the same.
    fn of(row: &'a RowChange, index: &UniqueIndex) -> Option<Self> {
        let all = |cells: &Option<Cells>| {
            let columns = index.direct_columns.iter().chain(&index.indirect_columns);
            columns.map(|name| value(row, cells, name)).collect::<Vec<Value>>()
        };
        // Compares columns instead of places, since places leave out booleans and NULLs.
        let moves = all(&row.before) != all(&row.after);
        let (before, after) = (places(row, &row.before, index), places(row, &row.after, index));
        moves.then_some(Self { row, id: row.id?, before, after })
    }
}

/// The [`Place`]s that a row may take in an index.
fn places(row: &RowChange, cells: &Option<Cells>, index: &UniqueIndex) -> Vec<Place> {
    let plain: Vec<Value> = index.direct_columns.iter().map(|name| value(row, cells, name)).collect();
    if !index.is_expression {
        return vec![(plain, None)];
    }
    let used = index.indirect_columns.iter().map(|name| value(row, cells, name));
    // A boolean or a NULL alone does not identify a row.
    let used = used.filter(|value| !matches!(value, Value::Bool(_) | Value::Null));
    used.map(|value| (plain.clone(), Some(value))).collect()
}

/// The value of a column as an index may see it. Strings are in lower case, since the index may ignore case.
fn value(row: &RowChange, cells: &Option<Cells>, name: &str) -> Value {
    // The link to the parent is not among the cells.
    if row.table.link() == Some(name) {
        return row.parent.map_or(Value::Null, Value::Id);
    }
    let number = row.table.columns.iter().position(|column| column.name == name);
    let value = number.and_then(|number| cells.as_ref()?.get(number)).unwrap_or(&NULL);
    value.folded()
}

/// The highest number in each column among the rows that the plan knows, by physical table and column.
type Highest = HashMap<(&'static str, usize), i64>;

/// Finds the highest numbers in the tables that have unique indexes.
fn highest(resources: &[ResourceChange], indexes: &[UniqueIndex]) -> Highest {
    let mut highest = Highest::default();
    // Without unique indexes nothing is parked, so there is no need to visit every row.
    if indexes.is_empty() {
        return highest;
    }
    let stored = |resource: &ResourceChange| -> Vec<(&'static Table, Cells)> {
        let before = resource.before.iter().map(|stored| (stored.row.table, stored.row.cells.clone()));
        let after = resource.rows.iter().filter_map(|row| Some((row.table, row.after.clone()?)));
        before.chain(after).collect()
    };
    let is_unique = |table: &Table| indexes.iter().any(|index| index.table == table.physical);
    let changing = |resource: &&ResourceChange| {
        resource.rows.iter().any(|row| row.action == Action::Update && is_unique(row.table))
    };
    for (table, cells) in resources.iter().filter(changing).flat_map(stored) {
        for (number, value) in cells.iter() {
            if let Value::Int(value) = value {
                let number = highest.entry((table.physical, number)).or_default();
                *number = (*number).max(*value);
            }
        }
    }
    highest
}

/// The number of a column of the index, and a temporary value that no row has in this column. A number is preferred,
/// because it has no maximum length. A check constraint may require a value that resembles the existing ones. A number
/// is therefore above the existing ones, and a string has the same form. `None` if no column of the index can have such
/// a value.
fn free(
    row: &RowChange,
    index: &UniqueIndex,
    highest: &Highest,
    hash: &str,
    ordinal: usize,
) -> Option<(usize, Value)> {
    let is_part =
        |name: &str| index.direct_columns.iter().chain(&index.indirect_columns).any(|part| part == name);
    let columns = row.table.columns.iter().enumerate();
    // Only managed columns: the update that follows would not restore any other.
    let columns = columns.filter(|(_, column)| column.is_managed() && is_part(column.name));
    // A different number for each row, so that no two rows get the same temporary value.
    let above = i64::try_from(ordinal).unwrap_or_default() + 1;
    let place = |(number, column): (usize, &Column)| {
        let before = row.before.as_ref()?.get(number)?;
        let highest = highest.get(&(row.table.physical, number)).copied().unwrap_or_default();
        Some(match (column.kind, before) {
            (Type::Integer, _) => (0, number, Value::Int(highest + above)),
            (Type::Decimal | Type::Money(_), _) => {
                (1, number, Value::Decimal(Decimal::from(9_999_999 - above)))
            }
            (Type::Text, Value::Text(text)) => {
                (2, number, Value::text(&temporary_string(text, hash, ordinal)))
            }
            // The last resort: there are only two values, and both may be taken.
            (Type::Boolean, _) => (3, number, Value::Bool(false)),
            _ => return None,
        })
    };
    columns.filter_map(place).min_by_key(|(rank, ..)| *rank).map(|(_, number, value)| (number, value))
}

/// A string of the same form with other letters and digits, which are taken from a hash. A string with fewer than six
/// letters and digits is made longer, so that the result is unlikely to exist already.
fn temporary_string(text: &str, hash: &str, ordinal: usize) -> String {
    let digits = crate::table::ledger_record::fingerprint(&format!("{hash} {ordinal}")).into_bytes();
    let replaced = |(number, c): (usize, char)| match c {
        'A'..='Z' => char::from(b'A' + number_from_hash(26, &digits, number)),
        'a'..='z' => char::from(b'a' + number_from_hash(26, &digits, number)),
        '0'..='9' => char::from(b'0' + number_from_hash(10, &digits, number)),
        c => c,
    };
    let is_replaced = |c: &char| c.is_ascii_alphanumeric();
    let missing = 6_usize.saturating_sub(text.chars().filter(is_replaced).count());
    let last = text.chars().rfind(is_replaced).unwrap_or('A');
    text.chars().chain(std::iter::repeat_n(last, missing)).enumerate().map(replaced).collect()
}

/// A number below a limit, from two digits of a hash. One digit alone has fewer values than there are letters.
/// `position` says which digits to use.
fn number_from_hash(limit: u8, digits: &[u8], position: usize) -> u8 {
    let digit = |at: usize| digits.get(at % digits.len()).map_or(0, |digit| usize::from(*digit));
    u8::try_from((16 * digit(2 * position) + digit(2 * position + 1)) % usize::from(limit))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::temporary_string;

    #[test]
    fn temporary_key_has_the_form_of_the_original() {
        let temporary = temporary_string("HST-12 x", "00ff", 1);
        let have_same_form = |(one, other): (char, char)| {
            one.is_ascii_uppercase() == other.is_ascii_uppercase()
                && one.is_ascii_digit() == other.is_ascii_digit()
        };
        assert!(temporary.chars().zip("HST-12 x".chars()).all(have_same_form), "{temporary}");
        assert_ne!(temporary, temporary_string("HST-12 x", "00ff", 2));
        assert_eq!(temporary_string("A", "00ff", 1).len(), 6);
    }
}
