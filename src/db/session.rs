//! A session reads everything that a plan needs from one consistent state of the database.

use super::connect::Database;
use super::error::Error;
use super::grants::{self, Work};
use super::introspect::Readable;
use super::read_rows::Reader;
use super::referencing_rows::Search;
use super::rule_queries::{self, Parameters};
use super::{
    cascades, foreign_key, indexes, introspect, own_tables_version, read_ledger, rows_in_use, scope,
    subscriptions, transaction,
};
use crate::catalog::Desired;
use crate::diff::{Applied, external_roots};
use crate::kinds::{Kinds, Ladders, RESELLERS};
use crate::live::{
    LedgerEntry, Live, LiveRow, Lookups, Roots, RuleQueryResults, Scopes, SubscriptionCounts,
    SubscriptionQuery,
};
use crate::model::Manifest;
use crate::plan::{Deleted, Followers, Referrer};
use crate::progress::{self, Stage};
use crate::table::{Id, Key, Table, Tables, Value};
use postgres::Transaction;
use std::sync::Arc;

/// A read-only transaction that sees one consistent state of the database. The transaction ends when the session is
/// dropped.
pub struct Session<'a> {
    pub(super) transaction: Transaction<'a>,
    pub(super) schema: String,
    catalog: String,
    pub(super) kinds: Arc<Kinds>,
    /// The tables that exist in the database.
    pub(super) tables: Tables,
    /// Wares' own tables that do not exist yet.
    absent: Vec<&'static Table>,
    pub(super) scopes: Scopes,
    pub(super) lookups: Lookups,
    /// The states in which a subscription has ended.
    ended: Vec<String>,
}

impl Database {
    /// Starts a read-only transaction.
    pub(super) fn reading(&mut self) -> Result<Transaction<'_>, Error> {
        transaction::read(&mut self.client, self.timeouts)
    }

    /// Starts a session for a manifest. Checks the tables and the privileges, and finds the manifest's reseller, shop
    /// and other scopes.
    ///
    /// # Errors
    /// The tables are not as expected, a privilege is missing, or a name in the manifest cannot be resolved.
    pub fn session(&mut self, manifest: &Manifest, kinds: &Arc<Kinds>) -> Result<Session<'_>, Error> {
        let schema = self.schema.clone();
        let mut transaction = self.reading()?;
        // Before the privileges, which are checked only on tables that exist.
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

    /// Returns the unindexed columns that Wares uses to look up rows. Each column has the form `table.column`.
    pub fn unindexed(&mut self) -> Result<Vec<String>, Error> {
        indexes::unindexed(&mut self.transaction, &self.schema, &self.kinds, &self.tables)
    }

    /// Reads the resources in the files and in the ledger, by key and by id. From the ledger, reads only the
    /// fingerprints of the rows.
    ///
    /// With `count`, all other resources are counted. Otherwise their number is an estimate.
    pub fn live(&mut self, desired: &Desired<'_>, count: bool) -> Result<Live, Error> {
        // First, because the statements below send names from the files, and would fail without saying which name it
        // was.
        self.encodes(desired)?;
        let ledger = self.ledger()?;
        let mut request = self.wanted(desired);
        // By id as well, so that resources which were renamed in the database are found.
        for resident in &ledger {
            request.keys.entry(resident.root.name).or_default().insert(resident.key.clone());
            request.ids.entry(resident.root.name).or_default().insert(resident.id);
        }
        progress::begin(Stage::Database, 0);
        let rows = self.reader().rows(&request)?;
        let foreign = self.reader().foreign(&rows, count)?;
        let parameters = self.rule_query_parameters(desired);
        let rule_query_results =
            rule_queries::read(&mut self.transaction, &self.schema, &self.kinds, &parameters)?;
        Ok(Live { foreign: Some(foreign), rule_query_results, ..self.with(rows, ledger)? })
    }

    /// Reads all live resources and the ledger entries. The entries of this catalog include the rows that were last
    /// applied.
    pub fn everything(&mut self) -> Result<Live, Error> {
        let mut ledger = self.ledger()?;
        let all: Vec<(&'static Table, Id)> =
            ledger.iter().map(|resident| (resident.root, resident.id)).collect();
        // In one statement for all, because an import needs the rows of every resource.
        let mut applied = self.applied(&all)?;
        for resident in &mut ledger {
            resident.rows = applied.remove(&(resident.root.name, resident.id));
        }
        progress::begin(Stage::Database, 0);
        let rows = self.reader().everything()?;
        self.with(rows, ledger)
    }

    /// Reads the rows of the given resources as they were last applied.
    pub fn applied(&mut self, resources: &[(&'static Table, Id)]) -> Result<Applied, Error> {
        read_ledger::applied(&mut self.transaction, &self.schema, resources, self.kinds.tables())
    }

    /// Finds the rows that have to be deleted together with the rows in `deleted`.
    pub fn followers(&mut self, deleted: &Deleted) -> Result<Followers, Error> {
        let kinds = self.kinds.clone();
        cascades::find(&mut self.reader(), deleted, &kinds)
    }

    /// Finds the rows that refer to deleted rows or to values that change.
    pub fn referrers(&mut self, deleted: &Deleted) -> Result<Vec<Referrer>, Error> {
        let Self { transaction, schema, kinds, tables, .. } = self;
        let keys = foreign_key::read(transaction, schema, tables)?;
        Search { transaction, schema, tables, deleted }.all(&keys, kinds)
    }

    /// Counts the subscriptions to the resources in `asked`.
    pub fn held(&mut self, asked: &SubscriptionQuery) -> Result<SubscriptionCounts, Error> {
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

    /// Reads the ledger entries of this catalog.
    fn ledger(&mut self) -> Result<Vec<LedgerEntry>, Error> {
        read_ledger::read_own(&mut self.transaction, &self.schema, &self.catalog, &self.kinds)
    }

    /// Combines rows and ledger entries with the other information that a plan needs.
    fn with(&mut self, rows: Vec<LiveRow>, mut ledger: Vec<LedgerEntry>) -> Result<Live, Error> {
        let shared = self.reader().shared(&rows)?;
        let roots =
            rows.iter().filter(|row| row.parent.is_none()).map(|row| (row.table, row.id)).collect::<Vec<_>>();
        let Self { transaction, schema, catalog, kinds, .. } = self;
        // Only those that the read came across: the catalogs of others may be large.
        ledger.extend(read_ledger::read_others(transaction, schema, catalog, &roots, kinds)?);
        let migration = read_ledger::last(transaction, schema, catalog)?;
        let used = rows_in_use::find(transaction, schema, &rows, kinds, &self.tables)?;
        let unique = indexes::unique(transaction, schema, &self.tables)?;
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
            rule_query_results: RuleQueryResults::default(),
        })
    }

    /// Collects the parameters for the queries of the rules.
    fn rule_query_parameters(&self, desired: &Desired<'_>) -> Parameters {
        let ladders: Vec<&Ladders> = self.kinds.systems().iter().flat_map(|system| system.ladders).collect();
        let mut members = Vec::new();
        for resource in &desired.resources {
            let root = Some(resource.kind.root().name);
            // Only resources that are ladders have members.
            let of = ladders.iter().filter(|it| it.members.parent.as_ref().map(|it| it.table.name) == root);
            for ladder in of {
                let rows = desired.rows(resource);
                let rows = rows.iter().filter(|row| row.table == ladder.members);
                members.extend(rows.filter_map(|row| match row.get(ladder.article_column)? {
                    Value::Key(key) => Some(key.to_string()),
                    _ => None,
                }));
            }
        }
        let reseller = self.scopes.one(&RESELLERS).map(|id| id.to_string()).unwrap_or_default();
        Parameters { members, ended: self.ended.clone(), reseller }
    }

    /// Collects the roots that the files name.
    fn wanted(&self, desired: &Desired<'_>) -> Roots {
        let mut roots = Roots::default();
        for resource in &desired.resources {
            roots.keys.entry(resource.kind.root().name).or_default().insert(resource.key.clone());
        }
        for named in &desired.external {
            // A name without a kind may belong to any of these tables.
            for root in external_roots(named, &self.kinds) {
                roots.keys.entry(root.name).or_default().insert(Key::of(named.name.as_str()));
            }
        }
        roots
    }
}
