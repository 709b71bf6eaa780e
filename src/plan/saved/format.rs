//! The format of a saved plan, as it is written, read, and documented by its JSON schema.

mod resource;

pub use resource::{Action, Cause, DeletionReason, Field, LedgerRow, Place, Read, Resource, Row, RowAction};

use crate::model::{GuardCategory, Guards};
use crate::plan::Owned;
use crate::table::Effect;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// The data that applies to the plan as a whole.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
// What this version does not know could change what apply must do, so it must not be ignored.
#[serde(deny_unknown_fields)]
pub struct Head {
    /// The origin of the plan: when and from which files it was made, and for which database.
    pub origin: Origin,
    /// The id that the migration will have.
    pub id: String,
    /// The hash of the changes, the catalog, and its last migration.
    pub hash: String,
    /// The id of the catalog's last migration when the plan was made; null if there was none.
    pub base: Option<String>,
    /// The version of the ledger that the plan needs.
    pub ledger: usize,
    /// The most severe effect of the changes on existing customers.
    pub effect: Effect,
    /// The number of resources that need no change.
    pub unchanged: usize,
    /// The number of resources in the database that the catalog does not name.
    pub foreign: Option<Foreign>,
    /// The thresholds of the guards, and the guard categories that are allowed.
    pub guards: Guards,
    /// The resources that the catalog owned before the plan, as counts that the guards need.
    pub owned: Owned,
    /// The guard refusals that are allowed. A plan with other refusals is not saved.
    pub tripped: Vec<AllowedRefusal>,
    /// The number that represents an unlimited amount in the database.
    pub unlimited: i64,
    /// The number that represents the end of an open-ended range in the database.
    pub open_margin: String,
    /// The values that new rows get in columns that no field sets, by table and column.
    pub defaults: BTreeMap<String, Map<String, Json>>,
    /// The ids of the reseller, the shop, the currencies and the languages that the manifest names, by scope.
    pub scopes: BTreeMap<String, Vec<Json>>,
    /// Name patterns of the properties that Wares leaves to others.
    pub ignored: Vec<String>,
    /// The rows to which changed rows refer. Each entry is a list of the table, the key and the id.
    pub references: Vec<(String, Json, Json)>,
    /// The data about subscriptions that must be read again when the plan is applied.
    pub asked: SavedSubscriptionQuery,
    /// The rows that several resources share. Each entry is a list of the table, the id, and the id of a row that holds
    /// the shared row.
    pub holders: Vec<(String, Json, Json)>,
}

/// The data about subscriptions that is needed to compute the impact of the plan.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SavedSubscriptionQuery {
    /// The ids of the rows whose subscriptions are counted, by table.
    pub rows: BTreeMap<String, Vec<Json>>,
    /// The ids of the upgrade ladders whose members change, by table.
    pub ladders: BTreeMap<String, Vec<Json>>,
    /// The ids of the rows to which changed members of ladders refer, by table.
    pub exchanged: BTreeMap<String, Vec<Json>>,
    /// The rows in `exchanged` to which members refer by key. Each entry is a list of the table, the key and the id.
    pub ids: Vec<(String, Json, Json)>,
    /// The states in which a subscription has ended.
    pub ended: Vec<String>,
}

/// The origin of a plan: when and from which files it was made, and for which database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// The version of Wares that made the plan.
    pub tool_version: String,
    /// The time at which the database was read, in UTC.
    pub created: String,
    /// The name of the catalog.
    pub catalog: String,
    /// The environment that `--env` named; null if `--env` was not used.
    pub environment: Option<String>,
    /// The commit of the files; null if the files are not in a git repository.
    pub source: Option<Revision>,
    /// The database that the plan is for.
    pub database: Target,
    /// The environment variable that holds the URL of the database; null if the manifest names none.
    pub url_from: Option<String>,
}

/// The state of the catalog's files in git.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revision {
    /// The hash of the commit.
    pub commit: String,
    /// Whether files of the catalog differ from the commit.
    pub dirty: bool,
}

/// The data that identifies a database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The database as messages name it.
    pub description: String,
    /// The system identifier of the database server; null if the user may not read it.
    pub system_identifier: Option<String>,
    /// The name of the database.
    pub name: String,
    /// The OID of the database on its server.
    pub oid: u32,
    /// The schema of the billing tables.
    pub schema: String,
    /// Whether this is the catalog's private database (`--local`), which no billing system uses.
    pub is_private: bool,
}

/// The number of resources in the database that the catalog does not name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Foreign {
    /// The number of resources, either counted or estimated.
    pub count: u64,
    /// Whether the number was counted rather than estimated.
    pub counted: bool,
}

/// A guard refusal that is allowed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AllowedRefusal {
    /// The guard category that is allowed.
    pub category: GuardCategory,
    /// The code of the guard. `wares explain` explains it.
    pub code: String,
    /// The message of the refusal.
    pub message: String,
    /// What to do instead of allowing the change.
    pub help: String,
}
