//! Reading: one state of the database, for as long as a session lasts.

use super::connect::Database;
use super::error::Error;
use super::grants::{self, Work};
use super::introspect::Readable;
use super::read_rows::Reader;
use super::referencing_rows::Search;
use super::rule_queries::{self, About};
use super::{
    cascades, foreign_key, introspect, own_tables_version, read_ledger, rows_in_use, scope, subscriptions,
    transaction,
};
use crate::catalog::Desired;
use crate::diff::{Applied, external_roots};
use crate::kinds::{Kinds, Ladders, RESELLERS};
use crate::live::{Asked, Held, Live, LiveRow, Lookups, Observed, Resident, Roots, Scopes};
use crate::model::Manifest;
use crate::plan::{Deleted, Followers, Referrer};
use crate::progress::{self, Stage};
use crate::table::{Id, Key, Table, Tables, Value};
use postgres::Transaction;
use std::sync::Arc;

/// A read-only transaction that sees one state of the database. Everything that a plan is based on is asked of it; it
/// ends when it is dropped.
pub struct Session<'a> {
    pub(super) transaction: Transaction<'a>,
    pub(super) schema: String,
    catalog: String,
    pub(super) kinds: Arc<Kinds>,
    /// The tables that exist.
    pub(super) tables: Tables,
    /// Those of Wares' own that do not exist yet.
    absent: Vec<&'static Table>,
    pub(super) scopes: Scopes,
    pub(super) lookups: Lookups,
    /// The states in which a subscription has ended.
    ended: Vec<String>,
}

impl Database {
    /// Starts to read: one state of the database, in which nothing can be written.
    pub(super) fn reading(&mut self) -> Result<Transaction<'_>, Error> {
        transaction::read(&mut self.client, self.timeouts)
    }

    /// Starts to read what a manifest is about: looks at the tables, and binds what bounds their rows.
    ///
    /// # Errors
    /// What in the database, or in the manifest's names, stops every plan.
    pub fn session(&mut self, manifest: &Manifest, kinds: &Arc<Kinds>) -> Result<Session<'_>, Error> {
        let schema = self.schema.clone();
        let mut transaction = self.reading()?;
        let Readable { tables, absent } = introspect::check(&mut transaction, &schema, kinds)?;
        grants::check(&mut transaction, &schema, kinds, Work::Plan)?;
        let (scopes, lookups) = scope::bind(&mut transaction, &schema, manifest, &tables)?;
        own_tables_version::refuse_newer(&mut transaction, &schema, kinds)?;
        let catalog = manifest.catalog.as_str().to_owned();
        let ended = manifest.database.ended_states.iter().map(ToString::to_string).collect();
        Ok(Session {
            transaction,
            schema,
            catalog,
            kinds: kinds.clone(),
            tables,
            absent,
            scopes,
            lookups,
            ended,
        })
    }
}

impl<'t> Session<'t> {
    /// Whether the database has a ledger.
    pub fn has_ledger(&mut self) -> Result<bool, Error> {
        read_ledger::exists(&mut self.transaction)
    }

    /// Columns by which rows are looked for and that have no index.
    pub fn unindexed(&mut self) -> Result<Vec<String>, Error> {
        introspect::unindexed(&mut self.transaction, &self.schema, &self.kinds, &self.tables)
    }

    /// What the database holds of a catalog: the resources that the files or the ledger name, by name and by id. Of
    /// the ledger the fingerprints alone.
    pub fn live(&mut self, desired: &Desired<'_>, count: bool) -> Result<Live, Error> {
        self.encodes(desired)?;
        let ledger = self.ledger()?;
        let mut request = self.wanted(desired);
        for resident in &ledger {
            request.keys.entry(resident.root.name).or_default().insert(resident.key.clone());
            request.ids.entry(resident.root.name).or_default().insert(resident.id);
        }
        progress::begin(Stage::Database, 0);
        let rows = self.reader().rows(&request)?;
        let foreign = self.reader().foreign(&rows, count)?;
        let about = self.about(desired);
        let observed = rule_queries::read(&mut self.transaction, &self.schema, &self.kinds, &about)?;
        Ok(Live { foreign: Some(foreign), observed, ..self.with(rows, ledger)? })
    }

    /// Every live resource, whether a file names it or not, with the whole ledger.
    pub fn everything(&mut self) -> Result<Live, Error> {
        let mut ledger = self.ledger()?;
        let all: Vec<(&'static Table, Id)> =
            ledger.iter().map(|resident| (resident.root, resident.id)).collect();
        let mut applied = self.applied(&all)?;
        for resident in &mut ledger {
            resident.rows = applied.remove(&(resident.root.name, resident.id));
        }
        progress::begin(Stage::Database, 0);
        let rows = self.reader().everything()?;
        self.with(rows, ledger)
    }

    /// The rows of some resources as they were last applied.
    pub fn applied(&mut self, resources: &[(&'static Table, Id)]) -> Result<Applied, Error> {
        read_ledger::applied(&mut self.transaction, &self.schema, resources, self.kinds.tables())
    }

    /// What goes with what is deleted.
    pub fn followers(&mut self, deleted: &Deleted) -> Result<Followers, Error> {
        let kinds = self.kinds.clone();
        cascades::find(&mut self.reader(), deleted, &kinds)
    }

    /// Who else refers to what is deleted, and to values that change.
    pub fn referrers(&mut self, deleted: &Deleted) -> Result<Vec<Referrer>, Error> {
        let Self { transaction, schema, kinds, tables, .. } = self;
        let keys = foreign_key::read(transaction, schema, tables)?;
        Search { transaction, schema, tables, deleted }.all(&keys, kinds)
    }

    /// Who has what, as far as it is asked.
    pub fn held(&mut self, asked: &Asked) -> Result<Held, Error> {
        let kinds = self.kinds.clone();
        subscriptions::read(&mut self.reader(), &kinds, asked)
    }

    fn reader(&mut self) -> Reader<'_, 't> {
        Reader {
            transaction: &mut self.transaction,
            schema: &self.schema,
            tables: &self.tables,
            scopes: &self.scopes,
        }
    }

    /// What the catalog owns.
    fn ledger(&mut self) -> Result<Vec<Resident>, Error> {
        read_ledger::read_own(&mut self.transaction, &self.schema, &self.catalog, &self.kinds)
    }

    fn with(&mut self, rows: Vec<LiveRow>, mut ledger: Vec<Resident>) -> Result<Live, Error> {
        let shared = self.reader().shared(&rows)?;
        let roots =
            rows.iter().filter(|row| row.parent.is_none()).map(|row| (row.table, row.id)).collect::<Vec<_>>();
        let Self { transaction, schema, catalog, kinds, .. } = self;
        ledger.extend(read_ledger::read_others(transaction, schema, catalog, &roots, kinds)?);
        let migration = read_ledger::last(transaction, schema, catalog)?;
        let used = rows_in_use::find(transaction, schema, &rows, kinds, &self.tables)?;
        let unique = introspect::unique(transaction, schema, &self.tables)?;
        let (lookups, scopes) = (self.lookups.clone(), self.scopes.clone());
        Ok(Live {
            rows,
            used,
            unique,
            lookups,
            shared,
            ledger,
            migration,
            scopes,
            foreign: None,
            absent: self.absent.clone(),
            observed: Observed::default(),
        })
    }

    /// What the questions of rules are about.
    fn about(&self, desired: &Desired<'_>) -> About {
        let ladders: Vec<&Ladders> = self.kinds.systems().iter().flat_map(|system| system.ladders).collect();
        let mut members = Vec::new();
        for resource in &desired.resources {
            let root = Some(resource.kind.root().name);
            let of = ladders.iter().filter(|it| it.members.parent.as_ref().map(|it| it.table.name) == root);
            for ladder in of {
                let rows = desired.rows(resource);
                let rows = rows.iter().filter(|row| row.table == ladder.members);
                members.extend(rows.filter_map(|row| match row.get(ladder.of)? {
                    Value::Key(key) => Some(key.to_string()),
                    _ => None,
                }));
            }
        }
        let reseller = self.scopes.one(&RESELLERS).map(|id| id.to_string()).unwrap_or_default();
        About { members, ended: self.ended.clone(), reseller }
    }

    /// What the files name.
    fn wanted(&self, desired: &Desired<'_>) -> Roots {
        let mut roots = Roots::default();
        for resource in &desired.resources {
            roots.keys.entry(resource.kind.root().name).or_default().insert(resource.key.clone());
        }
        for named in &desired.external {
            for root in external_roots(named, &self.kinds) {
                roots.keys.entry(root.name).or_default().insert(Key::of(named.name.as_str()));
            }
        }
        roots
    }
}
