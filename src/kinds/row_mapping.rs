//! Maps parts of documents to rows and back, with one line of code for each field.
//!
//! A [`Part`] is a struct whose fields are columns of one table or rows of tables below it. [`Lower`] turns fields into
//! rows, and [`Lift`] turns rows into fields. The column descriptors contain the names of the fields and the effects of
//! changes.

mod lift_row;
mod lower_row;

pub use lift_row::Lift;
pub use lower_row::{Lower, prices, texts};

use super::{Context, Lifting};
use crate::diagnostic::Place;
use crate::model::Amount;
use crate::table::{Key, Rows, Table, Value};
use rust_decimal::Decimal;

/// A part of a document that is stored as one row of a table and the rows below it.
pub trait Part: Sized {
    /// The table of the row.
    const TABLE: &'static Table;
    /// The values of the row's key columns, without the key of the parent row.
    fn key(&self) -> Vec<Value>;
    /// Sets the columns of the row and adds the rows below it.
    fn lower(&self, row: &mut Lower<'_>);
    /// Reads the part from its row; `None` if the row lacks something that the part requires.
    fn lift(row: &mut Lift<'_, '_>) -> Option<Self>;
}

/// Lowers a resource that is a single [`Part`] to its rows.
pub fn lower<P: Part>(part: &P, context: &Context<'_>) -> Rows {
    let mut rows = Rows::default();
    Lower::part(part, &Key::new(Vec::new()), (context.document.root(), 0), context, &mut rows);
    rows
}

/// Adds the row of a part below the row with the key `parent`, and the rows below the new row.
pub fn lower_below<P: Part>(part: &P, parent: &Key, place: Place, context: &Context<'_>, rows: &mut Rows) {
    Lower::part(part, parent, (place, 0), context, rows);
}

/// Lifts the parts below the row with the key `parent`, in the order of their keys.
pub fn lift_below<P: Part>(lifting: &mut Lifting<'_>, parent: &Key) -> Vec<P> {
    let rows = lifting.below(P::TABLE, parent);
    // A part that cannot be expressed is left out, and the reason is already noted.
    rows.into_iter().filter_map(|row| P::lift(&mut Lift { lifting, row })).collect()
}

/// Lifts a live resource that is a single [`Part`]; `None` if the resource lacks something that the part requires.
pub fn lift<P: Part>(lifting: &mut Lifting<'_>) -> Option<P> {
    let row = lifting.root(P::TABLE)?;
    P::lift(&mut Lift { lifting, row })
}

/// The column in which tables store the position in a list.
const POSITION: &str = "position";

fn has_position(table: &Table) -> bool {
    table.columns.iter().any(|column| column.name == POSITION)
}

/// Returns the amount, or `None` if it is 1. Used for fields whose default is 1, so that the default is left out of the
/// file.
pub fn unless_one(amount: Amount) -> Option<Amount> {
    Some(amount).filter(|amount| amount.decimal() != Decimal::ONE)
}
