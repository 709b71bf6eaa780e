//! The format of a resource that changes, and of its rows.

use crate::kinds::Impact;
use crate::table::Effect;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value as Json};

/// The change to one resource.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// What happens to the resource.
    pub action: Action,
    /// The kind of the resource.
    pub kind: String,
    /// The kind that the resource had when it was last applied, if it differs from `kind`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_kind: Option<String>,
    /// The table of the resource's root row.
    pub table: String,
    /// The natural key of the resource, as a list of its parts.
    pub key: Json,
    /// The id of the resource's root row; left out if the row does not exist.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Json>,
    /// The id that the ledger has for the resource, if it differs from `id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_id: Option<Json>,
    /// The location of the document that describes the resource; left out if the resource is not in the files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The key of the resource whose rows this resource takes over. Both resources have the same root table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes_rows_from: Option<Json>,
    /// Two flags: whether the resource is protected now, and whether it was protected when it was last applied.
    #[serde(default, skip_serializing_if = "is_unprotected")]
    pub protect: (bool, bool),
    /// Whether someone deleted the resource from the database since it was last applied.
    #[serde(default, skip_serializing_if = "is_false")]
    pub drifted: bool,
    /// The effect of the change on customers who have the resource today.
    pub effect: Effect,
    /// The subscriptions that the change affects.
    #[serde(default, skip_serializing_if = "has_no_impact")]
    pub impact: Impact,
    /// The rows of the resource that change.
    pub rows: Vec<Row>,
    /// The fingerprint of `read`; left out if `read` is empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// All rows of the resource as they were read. Each entry is a list of the table, the id, the id of the parent row,
    /// the values by column, and the natural key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<Read>,
    /// The existing rows of the resource as the files describe them. The ledger will store these rows. Each entry is a
    /// list of the table, the key, and the values by column. Null if the ledger forgets the resource.
    pub kept: Option<Vec<LedgerRow>>,
    /// Edits that someone made in the database to a resource that is deleted. Each entry is a list of the row's name in
    /// the files and the edited field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<(String, Field)>,
    /// Notes for the reader of the plan.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// What happens to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// The resource is created.
    Create,
    /// The resource exists, no catalog owns it, and this catalog adopts it.
    Adopt,
    /// The resource was soft-deleted and is restored.
    Revive,
    /// The resource changes.
    Change,
    /// The resource is deleted.
    Delete,
    /// The resource stays in the database, and the catalog no longer owns it.
    Release,
    /// Only the ledger is updated.
    Refresh,
}

/// A row as it was read: the table, the id, the id of the parent, the values by column, and the natural key if the row
/// has one.
pub type Read = (String, Json, Option<Json>, Map<String, Json>, Option<Json>);

/// A row as the ledger will store it: the table, the key, and the values by column.
pub type LedgerRow = (String, Json, Map<String, Json>);

/// A row that is inserted, updated or deleted. Columns without a value and columns in the key are left out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What happens to the row.
    pub action: RowAction,
    /// The table of the row.
    pub table: String,
    /// The natural key of the row, beginning with the key of its resource.
    pub key: Json,
    /// The id of the row.
    pub id: Json,
    /// The id of the parent row. Left out for a new row, because its key identifies the parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Json>,
    /// The field in the files that describes the row.
    pub field: String,
    /// The location of that field in the files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The values before the change, by column; left out for a new row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Map<String, Json>>,
    /// The values after the change, by column; left out for a deleted row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Map<String, Json>>,
    /// The columns whose values differ between the files and the database.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// The temporary values of the row by column, if rows exchange places in a unique index.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub parked: Map<String, Json>,
    /// Who caused the difference. If left out, the author of the files caused it.
    #[serde(default, skip_serializing_if = "Cause::is_files")]
    pub cause: Cause,
    /// Why the row is deleted although no file ever named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<DeletionReason>,
    /// The effect of the change on customers who have the resource today.
    pub effect: Effect,
}

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowAction {
    /// The row is inserted.
    Insert,
    /// The row is updated.
    Update,
    /// The row is deleted.
    Delete,
}

/// Who caused a difference between the files and the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The author of the files.
    #[default]
    Files,
    /// Someone who edited the database.
    Drift,
    /// Both the author of the files and someone who edited the database.
    Both,
}

impl Cause {
    fn is_files(&self) -> bool {
        *self == Self::Files
    }
}

/// Why a row is deleted although no file ever named it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeletionReason {
    /// The row is a duplicate.
    Duplicate,
    /// The row refers to another row that is missing or deleted.
    Dangling,
    /// The row belongs to another row that is deleted.
    GoesWith,
}

/// A column whose value differs between the files and the database.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The name of the column.
    pub column: String,
    /// The value in the database.
    pub before: Json,
    /// The value in the files.
    pub after: Json,
    /// The value that was last applied, if it differs from both `before` and `after`.
    #[serde(default, deserialize_with = "null_as_value", skip_serializing_if = "Option::is_none")]
    pub applied: Option<Json>,
    /// Who caused the difference. If left out, the author of the files caused it.
    #[serde(default, skip_serializing_if = "Cause::is_files")]
    pub cause: Cause,
    /// The effect of the change on customers who have the resource today.
    pub effect: Effect,
}

/// A location in a file. If the location of a row does not name a file, the location is in the document of the row's
/// resource.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The file, relative to the catalog's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The number of the document in the file, from 0; left out for the first document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<u32>,
    /// The JSON pointer to the node in the document.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// Reads null as a value, so that a field is `None` only if it is left out. By default, serde reads null as `None`.
fn null_as_value<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_unprotected(protect: &(bool, bool)) -> bool {
    *protect == (false, false)
}

fn has_no_impact(impact: &Impact) -> bool {
    *impact == Impact::default()
}
