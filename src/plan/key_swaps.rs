//! Keys that change places: a unique index looks at each row as it is written, so that two rows cannot take each
//! other's place at once. Those whose place another row takes first get a value that nobody has.

use crate::diff::{Action, ResourceChange, RowChange};
use crate::live::UniqueIndex;
use crate::table::{Cells, Column, Id, NULL, Table, Type, Value};
use foldhash::HashMap;
use rust_decimal::Decimal;
use std::collections::BTreeSet;

/// The values that rows have meanwhile, by physical table and id: the number of the column, and the value.
pub(super) type Parked = HashMap<(&'static str, Id), Vec<(usize, Value)>>;

/// The rows that give up a place in a unique index that others take.
pub(super) fn parked(resources: &[ResourceChange], indexes: &[UniqueIndex], hash: &str) -> Parked {
    let mut parked = Parked::default();
    let known = known(resources, indexes);
    for index in indexes {
        let rows = resources.iter().flat_map(|resource| &resource.rows);
        let moving = rows.filter(|row| row.action == Action::Update && row.table.physical == index.table);
        let moving = moving.filter_map(|row| Move::of(row, index)).collect::<Vec<_>>();
        let mut taken: HashMap<&Place, BTreeSet<Id>> = HashMap::default();
        for it in &moving {
            for place in &it.after {
                taken.entry(place).or_default().insert(it.id);
            }
        }
        for it in &moving {
            let by_others = |place| taken.get(place).is_some_and(|ids| ids.iter().any(|id| *id != it.id));
            if it.before.iter().any(by_others) {
                let (ordinal, at) = (parked.len(), (it.row.table.physical, it.id));
                let place = free(it.row, index, &known, hash, ordinal);
                place.into_iter().for_each(|place| parked.entry(at).or_default().push(place));
            }
        }
    }
    parked
}

/// What an index may see of a row: what it holds as it is, and, where it holds expressions, one of the texts and
/// numbers that it uses.
type Place = (Vec<Value>, Option<Value>);

/// A row that changes its place in a unique index.
struct Move<'a> {
    row: &'a RowChange,
    id: Id,
    before: Vec<Place>,
    after: Vec<Place>,
}

impl<'a> Move<'a> {
    fn of(row: &'a RowChange, index: &UniqueIndex) -> Option<Self> {
        let all = |cells: &Option<Cells>| {
            let columns = index.plain.iter().chain(&index.used);
            columns.map(|name| value(row, cells, name)).collect::<Vec<Value>>()
        };
        let moves = all(&row.before) != all(&row.after);
        let (before, after) = (places(row, &row.before, index), places(row, &row.after, index));
        moves.then_some(Self { row, id: row.id?, before, after })
    }
}

/// The places that a row may have in an index.
fn places(row: &RowChange, cells: &Option<Cells>, index: &UniqueIndex) -> Vec<Place> {
    let plain: Vec<Value> = index.plain.iter().map(|name| value(row, cells, name)).collect();
    if !index.is_expression {
        return vec![(plain, None)];
    }
    let used = index.used.iter().map(|name| value(row, cells, name));
    let used = used.filter(|value| !matches!(value, Value::Bool(_) | Value::Null));
    used.map(|value| (plain.clone(), Some(value))).collect()
}

/// A column of a row as an index may see it: texts without regard to case, since it may fold them.
fn value(row: &RowChange, cells: &Option<Cells>, name: &str) -> Value {
    if row.table.link() == Some(name) {
        return row.parent.map_or(Value::Null, Value::Id);
    }
    let number = row.table.columns.iter().position(|column| column.name == name);
    let value = number.and_then(|number| cells.as_ref()?.get(number)).unwrap_or(&NULL);
    value.folded()
}

/// The highest number that a column of an index has in any row that the plan knows, by physical table and column.
type Known = HashMap<(&'static str, usize), i64>;

fn known(resources: &[ResourceChange], indexes: &[UniqueIndex]) -> Known {
    let mut known = Known::default();
    if indexes.is_empty() {
        return known;
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
                let highest = known.entry((table.physical, number)).or_default();
                *highest = (*highest).max(*value);
            }
        }
    }
    known
}

/// A column of the index, with a value that no row has there: preferably a number, which no length bounds. It is like
/// those that are there, since a constraint may ask for that: the next higher number, a text of the same form.
fn free(
    row: &RowChange,
    index: &UniqueIndex,
    known: &Known,
    hash: &str,
    ordinal: usize,
) -> Option<(usize, Value)> {
    let is_part = |name: &str| index.plain.iter().chain(&index.used).any(|part| part == name);
    let columns = row.table.columns.iter().enumerate();
    let columns = columns.filter(|(_, column)| column.is_managed() && is_part(column.name));
    let above = i64::try_from(ordinal).unwrap_or_default() + 1;
    let place = |(number, column): (usize, &Column)| {
        let before = row.before.as_ref()?.get(number)?;
        let highest = known.get(&(row.table.physical, number)).copied().unwrap_or_default();
        Some(match (column.kind, before) {
            (Type::Integer, _) => (0, number, Value::Int(highest + above)),
            (Type::Decimal | Type::Money(_), _) => {
                (1, number, Value::Decimal(Decimal::from(9_999_999 - above)))
            }
            (Type::Text, Value::Text(text)) => (2, number, Value::text(&disguised(text, hash, ordinal))),
            (Type::Boolean, _) => (3, number, Value::Bool(false)),
            _ => return None,
        })
    };
    columns.filter_map(place).min_by_key(|(rank, ..)| *rank).map(|(_, number, value)| (number, value))
}

/// A text of the same form with other letters and digits, as a hash has it; a short one is made longer.
fn disguised(text: &str, hash: &str, ordinal: usize) -> String {
    let digits = crate::table::ledger_record::fingerprint(&format!("{hash} {ordinal}")).into_bytes();
    let at = |number: usize, count: u8| {
        // Two digits make a number beyond the count of letters.
        let digit = |at: usize| digits.get(at % digits.len()).map_or(0, |digit| usize::from(*digit));
        u8::try_from((16 * digit(2 * number) + digit(2 * number + 1)) % usize::from(count))
            .unwrap_or_default()
    };
    let other = |(number, c): (usize, char)| match c {
        'A'..='Z' => char::from(b'A' + at(number, 26)),
        'a'..='z' => char::from(b'a' + at(number, 26)),
        '0'..='9' => char::from(b'0' + at(number, 10)),
        c => c,
    };
    let is_sign = |c: &char| c.is_ascii_alphanumeric();
    let more = 6_usize.saturating_sub(text.chars().filter(is_sign).count());
    let last = text.chars().rfind(is_sign).unwrap_or('A');
    text.chars().chain(std::iter::repeat_n(last, more)).enumerate().map(other).collect()
}

#[cfg(test)]
mod tests {
    use super::disguised;

    #[test]
    fn a_text_that_stands_in_for_another_has_its_form() {
        let stands_in = disguised("HST-12 x", "00ff", 1);
        let is_like = |(one, other): (char, char)| {
            one.is_ascii_uppercase() == other.is_ascii_uppercase()
                && one.is_ascii_digit() == other.is_ascii_digit()
        };
        assert!(stands_in.chars().zip("HST-12 x".chars()).all(is_like), "{stands_in}");
        assert_ne!(stands_in, disguised("HST-12 x", "00ff", 2));
        assert_eq!(disguised("A", "00ff", 1).len(), 6);
    }
}
