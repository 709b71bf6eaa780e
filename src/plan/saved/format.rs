//! The format of a saved plan, as it is written, read, and documented by its JSON schema.

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
// What this version does not know could change what apply must do, so it must not be ignored.
#[serde(deny_unknown_fields)]
pub struct Head {
    /// Who made the plan, when and from which files, and which database it is for.
    pub origin: Origin,
    /// The id that the migration will have.
    pub id: String,
    /// The hash of the changes and of the state that they are based on.
    pub hash: String,
    /// The id of the catalog's last migration when the plan was made.
    pub base: Option<String>,
    /// The version of the ledger that the plan needs.
    pub ledger: usize,
    /// The most severe effect of the changes on existing customers.
    pub effect: Effect,
    /// The number of resources that need no change.
    pub unchanged: usize,
    /// The number of resources in the database that the catalog does not name.
    pub foreign: Option<Foreign>,
    /// The thresholds of the guards, and the categories that are allowed.
    pub guards: Guards,
    /// What the catalog owned before the plan: the counts that guards need.
    pub owned: Owned,
    /// The refusals of guards. All of them are allowed, since a refused plan is not saved.
    pub tripped: Vec<Tripped>,
    /// The number that stands for an unlimited amount in the database.
    pub unlimited: i64,
    /// The number that stands for the upper end of an open-ended range in the database.
    pub open_margin: String,
    /// The values of new rows in columns that no field sets, by table and column.
    pub defaults: BTreeMap<String, Map<String, Json>>,
    /// The ids of the reseller, the shop, the currencies and the languages that the manifest names.
    pub scopes: BTreeMap<String, Vec<Json>>,
    /// Name patterns of the properties that Wares leaves to others.
    pub ignored: Vec<String>,
    /// The rows that changed rows refer to, each as table, key, id.
    pub references: Vec<(String, Json, Json)>,
    /// What must be looked up again about subscriptions when the plan is applied.
    pub asked: Asked,
    /// Rows that several resources share, each as table, id, and id of a row that holds it.
    pub holders: Vec<(String, Json, Json)>,
}

/// What must be known about subscriptions to compute the impact of the plan.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The ids of the rows whose subscriptions are counted, by table.
    pub rows: BTreeMap<String, Vec<Json>>,
    /// The ids of the upgrade ladders whose members change, by table.
    pub ladders: BTreeMap<String, Vec<Json>>,
    /// The ids of the rows that changed members of ladders refer to, by table.
    pub exchanged: BTreeMap<String, Vec<Json>>,
    /// The same rows, each as table, key, id.
    pub ids: Vec<(String, Json, Json)>,
    /// The states in which a subscription has ended.
    pub ended: Vec<String>,
}

/// Who made a plan, when and from which files, and which database it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The version of Wares that made the plan.
    pub tool_version: String,
    /// The time at which the database was read, in UTC.
    pub created: String,
    /// The name of the catalog.
    pub catalog: String,
    /// The environment, if `--env` named one.
    pub environment: Option<String>,
    /// The commit of the files, if they are in a git repository.
    pub source: Option<Revision>,
    /// The database that the plan is for.
    pub database: Target,
    /// The environment variable that holds the URL of the database, if the manifest names one.
    pub url_from: Option<String>,
}

/// A state of the files in git.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// The hash of the commit.
    pub commit: String,
    /// Whether files of the catalog differ from the commit.
    pub dirty: bool,
}

/// What identifies a database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The database as messages name it.
    pub description: String,
    /// The system identifier of its server; null if the user may not read it.
    pub system_identifier: Option<String>,
    /// The name of the database.
    pub name: String,
    /// The OID of the database on its server.
    pub oid: u32,
    /// The schema of the billing tables.
    pub schema: String,
    /// Whether it is the catalog's private database (`--local`), which no billing system uses.
    pub is_private: bool,
}

/// The number of resources in the database that the catalog does not name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Foreign {
    /// The number.
    pub count: u64,
    /// Whether the number was counted rather than estimated.
    pub counted: bool,
}

/// A refusal of a guard.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tripped {
    /// The category that is allowed.
    pub category: GuardCategory,
    /// The code that `wares explain` explains.
    pub code: String,
    /// The message.
    pub message: String,
    /// What to do instead of allowing it.
    pub help: String,
}
