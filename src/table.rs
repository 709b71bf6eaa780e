//! What rows are: tables as slices of physical tables, natural keys, values.
//!
//! A [`Table`] is a slice: its constants and scopes say which rows of the physical table belong to
//! it. A row is found by its natural [`Key`], the path from its root: the parent's key and then the
//! row's own key columns. After lowering nothing knows kinds, only these.

mod bounds;
mod cells;
mod column;
mod descriptor;
mod effect;
mod handle;
mod id;
mod json;
mod lifecycle;
mod migration;
mod order;
pub mod record;
mod row;
mod types;
mod value;

pub use bounds::{Choice, Mark, Scope, SoftDelete};
pub use cells::{Cells, MOST_COLUMNS};
pub use column::{Column, Constant, Fill, NamedPart, Parts};
pub use descriptor::{IdColumn, Link, Parent, Role, SEPARATOR, Table};
pub use effect::{Effect, EffectRule};
pub use handle::Handle;
pub use id::{Id, IdSort};
pub use json::{canonical_json, from_json, to_json};
pub use lifecycle::Lifecycle;
pub use migration::{Migration, are_in_order};
pub use order::Tables;
pub use row::{Duplicate, Row, Rows};
pub use types::{Money, Type, Wire, id_of};
pub use value::{Key, NULL, Value};
