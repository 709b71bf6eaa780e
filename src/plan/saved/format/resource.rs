//! A resource that changes, and its rows.

use crate::kinds::Impact;
use crate::table::Effect;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value as Json};

/// What changes about one resource.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// What happens to it.
    pub action: Action,
    /// Its kind.
    pub kind: String,
    /// The kind that it had when it was last applied, if that was another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_kind: Option<String>,
    /// The table of its root row.
    pub table: String,
    /// Its name, as a list of the parts of its key.
    pub key: Json,
    /// The id of its root row, where that exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Json>,
    /// The id that the ledger has for it, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_id: Option<Json>,
    /// The document that describes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// The name of the resource, of the same table, whose rows it takes over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub takes_rows_from: Option<Json>,
    /// Whether it is protected, and was when it was last applied.
    #[serde(default, skip_serializing_if = "is_unprotected")]
    pub protect: (bool, bool),
    /// Whether somebody else deleted it since it was last applied.
    #[serde(default, skip_serializing_if = "is_false")]
    pub drifted: bool,
    /// What it does to who has it today.
    pub effect: Effect,
    /// The subscriptions that it hits.
    #[serde(default, skip_serializing_if = "is_nobody")]
    pub impact: Impact,
    /// Its rows that change.
    pub rows: Vec<Row>,
    /// The hash of its rows as they were read; none where there was no row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<String>,
    /// All its rows as they were read: table, id, id of the parent row, values by column, natural key.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<Read>,
    /// Its existing rows as the files want them, which the ledger will remember: table, key, values by column. None
    /// where the ledger forgets it.
    pub kept: Option<Vec<Kept>>,
    /// What somebody edited of a resource that is deleted: the row in the words of the files, and the field.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<(String, Field)>,
    /// What a person should know besides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// What happens to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is new.
    Create,
    /// It exists, unowned, and comes under the catalog's care.
    Adopt,
    /// It was deleted softly and returns.
    Revive,
    /// It changes.
    Change,
    /// It goes.
    Delete,
    /// It stays and leaves the catalog's care.
    Release,
    /// The ledger alone is brought up to date.
    Refresh,
}

/// A row as it was read: its key is left out where it has none of its own.
pub type Read = (String, Json, Option<Json>, Map<String, Json>, Option<Json>);

/// A row as the ledger will remember it.
pub type Kept = (String, Json, Map<String, Json>);

/// A row that is inserted, updated or deleted. Columns without a value, and those that the key names, are left out.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// What happens to it.
    pub action: RowAction,
    /// Its table.
    pub table: String,
    /// Its natural key, from the root of its resource.
    pub key: Json,
    /// Its id.
    pub id: Json,
    /// The id of its parent row; of a new row it is that of the key before the last part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Json>,
    /// How the files name it.
    pub field: String,
    /// Where the files ask for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Its values before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Map<String, Json>>,
    /// Its values afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Map<String, Json>>,
    /// The columns that differ.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// Values that it has for a moment, while rows exchange places in a unique index.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub parked: Map<String, Json>,
    /// Whose doing the difference is; the author's of the files where it is left out.
    #[serde(default, skip_serializing_if = "Cause::is_files")]
    pub cause: Cause,
    /// Why it is deleted though no file ever named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Note>,
    /// What it does to who has the resource today.
    pub effect: Effect,
}

/// What happens to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RowAction {
    /// It is inserted.
    Insert,
    /// It is updated.
    Update,
    /// It is deleted.
    Delete,
}

/// Whose doing a difference is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The author of the files.
    #[default]
    Files,
    /// Somebody who edited the database.
    Drift,
    /// Both.
    Both,
}

impl Cause {
    fn is_files(&self) -> bool {
        *self == Self::Files
    }
}

/// Why a row is deleted that no file ever named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// The same thing is there twice.
    Duplicate,
    /// It refers to something that is missing or deleted.
    Dangling,
    /// It belongs to something that is deleted.
    GoesWith,
}

/// A column that differs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// The column.
    pub column: String,
    /// Its value in the database.
    pub before: Json,
    /// The value that the files want.
    pub after: Json,
    /// The value as last applied, where it was another than both.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub applied: Option<Json>,
    /// Whose doing the difference is.
    #[serde(default, skip_serializing_if = "Cause::is_files")]
    pub cause: Cause,
    /// What it does to who has the resource today.
    pub effect: Effect,
}

/// A place in a file. A row that leaves out the file is in the document of its resource.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The file, relative to the catalog's folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The document of the file, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<u32>,
    /// The JSON pointer of the node.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
}

/// A value that is given, null too: only one that is left out is none.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Json>, D::Error> {
    Json::deserialize(deserializer).map(Some)
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_unprotected(protect: &(bool, bool)) -> bool {
    *protect == (false, false)
}

fn is_nobody(impact: &Impact) -> bool {
    *impact == Impact::default()
}
