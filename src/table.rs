//! What rows are: tables as slices of physical tables, natural keys, values.
//!
//! A [`Table`] is a slice: its constants and scopes say which rows of the physical table belong to
//! it. A row is found by its natural [`Key`], the path from its root: the parent's key and then the
//! row's own key columns. After lowering nothing knows kinds, only these.

mod column;
mod descriptor;
mod effect;
mod json;
mod migration;
mod order;
mod row;
mod value;

pub use column::{Column, Constant, Fill, Type};
pub use descriptor::{Link, LiveValues, Parent, Role, Scope, Table};
pub use effect::Effect;
pub use json::{from_json, to_json};
pub use migration::{Migration, are_in_order};
pub use order::Tables;
pub use row::{Duplicate, Row, Rows};
pub use value::{Key, Value};
