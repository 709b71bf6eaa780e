//! Reads what a plan is based on: what the database holds of a catalog.

use super::connect::Database;
use super::error::{During, Error};
use super::introspect::Readable;
use super::reader::Reader;
use super::{introspect, ledger, referrers, scope, version};
use crate::catalog::Desired;
use crate::diff::external_roots;
use crate::kinds::Kinds;
use crate::live::{Live, Roots};
use crate::model::Manifest;
use crate::plan::{Deleted, Referrers};
use crate::table::Key;
use postgres::{IsolationLevel, Transaction};

/// What a plan is based on.
pub struct Base {
    /// What was read.
    pub live: Live,
    /// Who refers to what is deleted.
    pub referrers: Referrers,
    /// The database, as a person would name it.
    pub database: String,
    /// Whether the database has a ledger.
    pub has_ledger: bool,
    /// Columns by which rows are looked for and that have no index.
    pub unindexed: Vec<String>,
}

/// What the files name.
fn wanted(desired: &Desired, kinds: &Kinds) -> Roots {
    let mut roots = Roots::default();
    for resource in &desired.resources {
        roots.keys.entry(resource.kind.root().name).or_default().insert(resource.key.clone());
    }
    for named in &desired.external {
        for root in external_roots(named, kinds) {
            roots.keys.entry(root.name).or_default().insert(Key::of(named.name.as_str()));
        }
    }
    roots
}

impl Database {
    /// Starts to read: one state of the database, in which nothing can be written.
    pub(super) fn reading(&mut self) -> Result<Transaction<'_>, Error> {
        let reading = self.client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
        let mut transaction = reading.read_only(true).start().during("starting to read")?;
        // Row security would hide rows: better to fail than to work on half of them.
        transaction.batch_execute("SET LOCAL row_security = off").during("starting to read")?;
        Ok(transaction)
    }

    /// Reads, in one read-only transaction, all that a plan is based on. What the changes delete is asked for in
    /// the midst of it, so that what refers to it is looked for in the same state of the database.
    pub fn base(
        &mut self,
        manifest: &Manifest,
        desired: &Desired,
        kinds: &Kinds,
        count: bool,
        deleted: impl FnOnce(&Live) -> Deleted,
    ) -> Result<Base, Error> {
        let schema = self.schema.clone();
        let database = format!("{}, schema `{schema}`", self.name());
        let mut transaction = self.reading()?;
        let Readable { tables, absent } = introspect::check(&mut transaction, &schema, kinds)?;
        let tables = &tables;
        let unindexed = introspect::unindexed(&mut transaction, &schema, kinds, tables)?;
        let (scopes, lookups) = scope::bind(&mut transaction, &schema, manifest, tables)?;
        version::refuse_newer(&mut transaction, &schema, kinds)?;
        let mut ledger = ledger::read_own(&mut transaction, &schema, &desired.catalog, kinds.tables())?;
        let mut request = wanted(desired, kinds);
        for resident in &ledger {
            request.keys.entry(resident.root.name).or_default().insert(resident.key.clone());
            request.ids.entry(resident.root.name).or_default().insert(resident.id);
        }
        let mut reader = Reader { transaction: &mut transaction, schema: &schema, tables, scopes: &scopes };
        let rows = reader.rows(&request)?;
        let shared = reader.shared(&rows)?;
        let foreign = Some(reader.foreign(&rows, count)?);
        let roots = rows.iter().filter(|row| row.parent.is_none()).map(|row| row.id).collect::<Vec<_>>();
        ledger.extend(ledger::read_others(
            &mut transaction,
            &schema,
            &desired.catalog,
            &roots,
            kinds.tables(),
        )?);
        let has_ledger = ledger::exists(&mut transaction)?;
        let migration = ledger::last(&mut transaction, &schema, &desired.catalog)?;
        let live = Live { rows, lookups, shared, ledger, migration, scopes, foreign, absent };
        let referrers =
            referrers::find(&mut transaction, &schema, &deleted(&live), &live.scopes, kinds, tables)?;
        transaction.commit().during("reading")?;
        Ok(Base { live, referrers, database, has_ledger, unindexed })
    }
}
