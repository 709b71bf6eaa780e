//! Rows and the descriptors of tables: slices of physical tables, natural keys, and values.
//!
//! A [`Table`] describes a slice: its constants and scopes say which rows of the physical table belong to it. A row is
//! identified by its natural [`Key`], the path from its root: the parent's key followed by the row's own key columns.
//! Everything after lowering works only with rows and knows nothing about kinds.

mod change_effect;
mod column;
mod descriptor;
mod filled_cells;
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
