//! Rows, and descriptors of tables.
//!
//! A [`Table`] describes a slice of a physical table: its constants and scopes decide which rows belong to the slice. A
//! row is identified by its natural [`Key`], which is the key of its parent followed by the key columns of the row.
//! Everything after lowering works only with rows and knows nothing about kinds.

mod change_effect;
mod column;
mod descriptor;
mod filled_cells;
mod identifier;
mod json;
pub mod ledger_record;
mod managed_rows;
mod migration;
mod row;
mod row_id;
mod statuses;
mod table_handle;
mod table_order;
mod types;
mod value;

pub use change_effect::{Effect, EffectRule};
pub use column::{Column, Constant, Fill, NamedPart, Parts};
pub use descriptor::{IdColumn, Link, Parent, Role, SEPARATOR, Table};
pub use filled_cells::{Cells, MOST_COLUMNS};
pub use identifier::identifier;
pub use json::{canonical_json, from_json, to_json};
pub use managed_rows::{Choice, Mark, Scope, SoftDelete};
pub use migration::{Migration, are_in_order};
pub use row::{Duplicate, Row, Rows};
pub use row_id::{Id, IdSort};
pub use statuses::Lifecycle;
pub use table_handle::Handle;
pub use table_order::Tables;
pub use types::{Money, Type, Wire, id_of};
pub use value::{Key, NULL, Value};
