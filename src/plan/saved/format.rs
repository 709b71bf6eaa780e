//! The shape of the file: what is written, what is read, and what its schema documents.

mod resource;

pub use resource::{Action, Cause, Field, Kept, Note, Place, Read, Resource, Row, RowAction};

use crate::model::{GuardCategory, Guards};
use crate::plan::Owned;
use crate::table::Effect;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// What holds for the whole plan.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Where the plan comes from, and which database it is for.
    pub origin: Origin,
    /// The id that the migration will have.
    pub id: String,
    /// The hash of the changes and of what they are based on.
    pub hash: String,
    /// The catalog's last migration when the plan was made.
    pub base: Option<String>,
    /// The version of the ledger.
    pub ledger: usize,
    /// The gravest effect of the changes.
    pub effect: Effect,
    /// How many resources are as the files want them.
    pub unchanged: usize,
    /// How many resources the catalog does not name.
    pub foreign: Option<Foreign>,
    /// What the guards allow, and from which value on they refuse.
    pub guards: Guards,
    /// What the catalog owned before, as far as guards count it.
    pub owned: Owned,
    /// What guards found; all of it is allowed.
    pub tripped: Vec<Tripped>,
    /// The number that stands for an unlimited amount.
    pub unlimited: i64,
    /// The number that stands for the end of a range that has none.
    pub open_margin: String,
    /// What new rows have in columns that nothing sets, by table and column.
    pub defaults: BTreeMap<String, Map<String, Json>>,
    /// The ids of what the manifest names to bound the catalog: reseller, shop, currencies, languages.
    pub scopes: BTreeMap<String, Vec<Json>>,
    /// Patterns of the names of properties that are left to others.
    pub ignored: Vec<String>,
    /// The ids of rows that the changed rows refer to: table, key, id.
    pub references: Vec<(String, Json, Json)>,
    /// What has to be asked of subscriptions again when the plan is applied.
    pub asked: Asked,
    /// Rows that several resources may share, each with one that holds it: table, id, id of the holder.
    pub holders: Vec<(String, Json, Json)>,
}

/// What has to be known of subscriptions to tell whom the plan hits.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The ids of rows whose subscriptions are counted, by table.
    pub rows: BTreeMap<String, Vec<Json>>,
    /// The ids of ladders whose members change, by table.
    pub ladders: BTreeMap<String, Vec<Json>>,
    /// The ids of what changed members of ladders refer to, by table.
    pub exchanged: BTreeMap<String, Vec<Json>>,
    /// The same by key: table, key, id.
    pub ids: Vec<(String, Json, Json)>,
    /// The states in which a subscription has ended.
    pub ended: Vec<String>,
}

/// Where a plan comes from, and which database it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The version of Wares that made the plan.
    pub tool_version: String,
    /// When the database was read, in UTC.
    pub created: String,
    /// The catalog.
    pub catalog: String,
    /// The environment of the manifest, where one was named.
    pub environment: Option<String>,
    /// The commit of the files, where they are in a git repository.
    pub source: Option<Revision>,
    /// The database.
    pub database: Target,
    /// The variable that holds the database's URL, where the manifest names one.
    pub url_from: Option<String>,
}

/// A state of the files in git.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// The commit.
    pub commit: String,
    /// Whether files of the catalog differ from it.
    pub dirty: bool,
}

/// A database, by what tells it from others.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The database as a person would name it.
    pub description: String,
    /// The system identifier of its server; none where the user may not read it.
    pub system_identifier: Option<String>,
    /// The database's name.
    pub name: String,
    /// The database's number on its server.
    pub oid: u32,
    /// The schema of the billing tables.
    pub schema: String,
    /// Whether it is the catalog's private one, from which no billing system sells.
    pub is_private: bool,
}

/// How many resources the catalog does not name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Foreign {
    /// How many.
    pub count: u64,
    /// Whether they were counted rather than estimated.
    pub counted: bool,
}

/// What a guard found.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tripped {
    /// What was allowed.
    pub category: GuardCategory,
    /// The code under which it is explained.
    pub code: String,
    /// What it found.
    pub message: String,
    /// What to do about it.
    pub help: String,
}
