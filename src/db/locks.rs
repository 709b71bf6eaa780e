//! Takes the locks that an apply needs, in a fixed order.

use super::advisory_lock::LOCK;
use super::apply::Apply;
use super::error::{During, Error};
use super::failed::Failed;
use super::value_conversion::ArrayParameter;
use super::{foreign_key, read_ledger};
use crate::diff::ResourceChange;
use crate::plan::qualified;
use crate::table::{Id, Table, identifier};
use postgres::error::SqlState;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

impl Apply<'_, '_> {
    /// Takes all locks, in this order:
    ///
    /// 1. the advisory lock, so that two applies never interleave;
    /// 2. the tables that are written, so that no one adds a foreign key to them;
    /// 3. the roots that change;
    /// 4. the rows below these roots that are shared, deleted or rewritten.
    ///
    /// # Errors
    /// Another session holds a lock for too long, or another apply has made the plan outdated.
    pub(super) fn lock(&mut self) -> Result<(), Failed> {
        let lock = format!("SELECT pg_advisory_xact_lock({LOCK})");
        if let Err(error) = self.transaction.execute(&lock, &[&self.schema]) {
            return match error.code() {
                // Who holds the lock is asked after the rollback, since the error has aborted this transaction.
                Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => Err(Failed::Locked),
                _ => Err(Error::during("taking the lock", &error).into()),
            };
        }
        let last = read_ledger::last(self.transaction, self.schema, &self.plan.header.catalog)?;
        // The plan's ids are derived from the last migration, so an outdated plan must not be applied.
        if last != self.plan.header.last_migration {
            return Err(self.other_migration_error(last)?.into());
        }
        // After the advisory lock, because only applies change owners.
        self.check_owners()?;
        self.lock_tables()?;
        self.lock_roots(true)?;
        self.lock_roots(false)?;
        self.lock_shared()?;
        self.lock_referred()
    }

    /// Returns the error for a plan after which another migration of the catalog was applied, or which has itself been
    /// applied.
    fn other_migration_error(&mut self, last: Option<Uuid>) -> Result<Error, Error> {
        // A repeated apply, for example by a CI job that was run again, is not an outdated plan.
        if let Some((at, by)) = read_ledger::applied_by(self.transaction, self.plan.id)? {
            return Ok(Error::Applied { at, by });
        }
        let what = match last {
            Some(id) => {
                let who = read_ledger::applied_by(self.transaction, id)?;
                let who = who.map(|(at, by)| format!(", on {at} by {by}")).unwrap_or_default();
                format!(
                    "another migration of this catalog has been applied since the plan was made: {id}{who}"
                )
            }
            None => "the ledger no longer has the migration that the plan is based on".to_owned(),
        };
        Ok(Error::Stale(vec![what]))
    }

    /// Locks the tables that the plan writes. The statements that write take the same locks, but later.
    fn lock_tables(&mut self) -> Result<(), Failed> {
        let Some(lock) = self.plan.table_lock() else { return Ok(()) };
        Ok(self.transaction.batch_execute(&lock).during("locking the tables")?)
    }

    /// Locks the deleted and rewritten rows to which a foreign key can refer. After the search for referring rows, no
    /// new row can then refer to the locked rows.
    fn lock_referred(&mut self) -> Result<(), Failed> {
        let deleted = &self.plan.deleted;
        let mut referred: BTreeMap<String, BTreeSet<Id>> = BTreeMap::new();
        for key in foreign_key::read(self.transaction, self.schema, self.tables)? {
            let ids = key.deleted(deleted).into_iter().chain(key.rewritten(deleted));
            referred.entry(key.target.clone()).or_default().extend(ids);
        }
        for (name, ids) in referred {
            let ids: Vec<Id> = ids.into_iter().collect();
            // Any slice will do, because rows are locked by id in the physical table.
            if let Some(table) = self.tables.managed().iter().find(|table| table.physical == name) {
                self.lock_rows(table, &ids, "UPDATE")?;
            }
        }
        Ok(())
    }

    /// Checks that no other catalog now owns a resource of the plan.
    fn check_owners(&mut self) -> Result<(), Failed> {
        let remembered = self.plan.upserted_entries.iter().map(|entry| (entry.root, entry.id));
        // Ids that are drawn from a sequence during this apply cannot belong to another catalog.
        let roots = remembered
            .chain(self.plan.removed_entries.iter().copied())
            .filter(|(_, id)| !id.needs_sequence_number());
        let rows: Vec<(&'static Table, Id)> = roots.collect();
        let roots: BTreeSet<(&str, Id)> = rows.iter().map(|(root, id)| (root.name, *id)).collect();
        let catalog = &self.plan.header.catalog;
        let others =
            read_ledger::read_others(self.transaction, self.schema, catalog, &rows, &self.plan.kinds)?;
        let taken = others.iter().filter(|resident| roots.contains(&(resident.root.name, resident.id)));
        let lines: Vec<String> = taken
            .map(|resident| format!("the catalog `{}` now owns `{}`", resident.catalog, resident.key))
            .collect();
        if lines.is_empty() { Ok(()) } else { Err(Error::Stale(lines).into()) }
    }

    /// Locks the rows that several articles share, so that no other article starts to share them.
    fn lock_shared(&mut self) -> Result<(), Failed> {
        for table in self.tables.managed() {
            if table.shared_by().is_some() {
                let held = self.plan.holders.iter().filter(|((of, _), _)| *of == table.name);
                let ids: Vec<Id> = held.map(|((_, id), _)| *id).collect();
                self.lock_rows(table, &ids, "UPDATE")?;
            }
        }
        Ok(())
    }

    /// Locks the roots of changed resources in the order of their ids, so that two sessions cannot deadlock.
    ///
    /// With `deletes`, locks the resources whose rows are deleted or whose kind changes, also against new references.
    /// Otherwise locks the other changed resources, only against changes.
    fn lock_roots(&mut self, deletes: bool) -> Result<(), Failed> {
        for table in self.tables.roots() {
            let needs_full_lock = |r: &ResourceChange| r.deletes() || r.former_kind.is_some();
            let changed =
                self.plan.resources.iter().filter(|r| r.root == table && needs_full_lock(r) == deletes);
            let ids: Vec<Id> = changed.filter_map(|resource| resource.id).collect();
            // Weaker, so that customers can subscribe to the article in the meantime: foreign keys take `KEY SHARE`.
            self.lock_rows(table, &ids, if deletes { "UPDATE" } else { "NO KEY UPDATE" })?;
        }
        Ok(())
    }

    /// Locks the rows of a table with the given ids. `mode` is the lock mode of `SELECT … FOR`.
    fn lock_rows(&mut self, table: &Table, ids: &[Id], mode: &str) -> Result<(), Error> {
        if ids.is_empty() {
            return Ok(());
        }
        let (name, id) = (qualified(self.schema, table.physical), identifier(table.id.name));
        // Sorted by the server, so that every apply locks in the same order, whatever the order of its plan.
        let select = format!("SELECT 1 FROM {name} WHERE {id} = ANY($1) ORDER BY {id} FOR {mode}");
        let what = format!("locking rows of `{}`", table.physical);
        self.transaction.query(&select, &[&ArrayParameter::ids(ids)]).during(&what).map(drop)
    }
}
