//! Keys that change places: a unique index looks at each row as it is written, so that two rows cannot take each
//! other's place at once. Those whose place another row takes first get a value that nobody has.

use crate::diff::{Action, ResourceChange, RowChange};
use crate::live::UniqueIndex;
use crate::table::{Cells, Id, NULL, Type, Value};
use foldhash::HashMap;
use rust_decimal::Decimal;

/// The values that rows have meanwhile, by physical table and id: the number of the column, and the value.
pub(super) type Parked = HashMap<(&'static str, Id), Vec<(usize, Value)>>;

/// The rows that give up a place in a unique index that others take.
pub(super) fn parked(resources: &[ResourceChange], indexes: &[UniqueIndex], hash: &str) -> Parked {
    let mut parked = Parked::default();
    for index in indexes {
        let rows = resources.iter().flat_map(|resource| &resource.rows);
        let moving = rows.filter(|row| row.action == Action::Update && row.table.physical == index.table);
        let moving = moving.filter_map(|row| Move::of(row, index)).collect::<Vec<_>>();
        let taken: HashMap<&[Value], Id> = moving.iter().map(|it| (it.after.as_slice(), it.id)).collect();
        for it in &moving {
            if taken.get(it.before.as_slice()).is_some_and(|other| *other != it.id) {
                let ordinal = parked.len();
                let places = parked.entry((it.row.table.physical, it.id)).or_default();
                places.extend(place(it.row, index, hash, ordinal));
            }
        }
    }
    parked
}

/// A row that changes its place in a unique index.
struct Move<'a> {
    row: &'a RowChange,
    id: Id,
    before: Vec<Value>,
    after: Vec<Value>,
}

impl<'a> Move<'a> {
    fn of(row: &'a RowChange, index: &UniqueIndex) -> Option<Self> {
        let place =
            |cells: &Option<Cells>| index.columns.iter().map(|name| value(row, cells, name)).collect();
        let (before, after): (Vec<Value>, Vec<Value>) = (place(&row.before), place(&row.after));
        (before != after).then_some(Self { row, id: row.id?, before, after })
    }
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

/// A column of the index, with a value that no row has there: preferably a number, which no length bounds.
fn place(row: &RowChange, index: &UniqueIndex, hash: &str, ordinal: usize) -> Option<(usize, Value)> {
    let columns = row.table.columns.iter().enumerate();
    let columns = columns
        .filter(|(_, column)| column.is_managed() && index.columns.iter().any(|name| name == column.name));
    let number = i64::try_from(ordinal).unwrap_or_default();
    let free = |kind: Type| match kind {
        Type::Integer => Some((0, Value::Int(i64::from(i32::MAX) - number))),
        Type::Decimal | Type::Money(_) => Some((1, Value::Decimal(Decimal::from(9_999_999 - number)))),
        Type::Text => Some((2, Value::text(&format!("~{}{ordinal}", hash.get(..8).unwrap_or(hash))))),
        Type::Boolean => Some((3, Value::Bool(false))),
        _ => None,
    };
    let places =
        columns.filter_map(|(number, column)| free(column.kind).map(|(rank, value)| (rank, number, value)));
    places.min_by_key(|(rank, ..)| *rank).map(|(_, number, value)| (number, value))
}
