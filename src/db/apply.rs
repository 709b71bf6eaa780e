//! Applies a plan: one transaction, or nothing (design.md §5).

use super::commit::Commit;
use super::connect::Database;
use super::error::{During, Error, Failed};
use super::grants::{self, Work};
use super::lock_holders::{Watch, described};
use super::read_rows::Reader;
use super::referencing_rows::Search;
use super::unexpected_change::Doubt;
use super::write_rows::draw;
use super::{LOCK, cascades, foreign_key, introspect, read_ledger, subscriptions, transaction, write_ledger};
use crate::live::{LiveRow, Roots};
use crate::plan::{
    Drawn, Fingerprints, Known, Operation, Plan, Referrer, Root, Tripped, differences, impacts, moved,
};
use crate::progress::{self, Stage};
use crate::table::{Id, Table, Tables};
use postgres::Transaction;
use std::collections::BTreeSet;
use std::time::Duration;
use uuid::Uuid;

/// How long a sign of life may take.
const WAKE: Duration = Duration::from_secs(10);

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The migration.
    pub migration: Uuid,
    /// How many rows were written.
    pub rows: u64,
}

impl Database {
    /// Applies a plan, unless something in it is refused. Afterwards the database is exactly as the plan says, or exactly
    /// as it was.
    pub fn apply(mut self, plan: &Plan) -> Result<Applied, Error> {
        if plan.is_refused() {
            return Err(Error::Forbidden(plan.refusals.clone(), plan.forbidden()));
        }
        self.wake()?;
        let commit = Commit::new(&self.server, &mut self.client, &self.schema, plan, self.timeouts)?;
        let tables = plan.kinds.tables();
        let schema = self.schema.clone();
        let mut transaction = transaction::write(&mut self.client, self.timeouts, "starting the migration")?;
        let pid =
            transaction.query_one("SELECT pg_backend_pid()", &[]).during("starting the migration")?.get(0);
        let watch = Watch::start(&self.server, pid, self.timeouts.lock);
        let outcome = Apply { transaction: &mut transaction, schema: &schema, plan, tables }.run();
        let rows = match outcome {
            Ok(rows) => rows,
            Err(Failed::Locked) => {
                drop(transaction);
                return Err(self.locked(&schema));
            }
            Err(Failed::Doubted(doubt)) => {
                drop(transaction);
                return Err(self.blame(plan, tables, &doubt));
            }
            Err(Failed::Refused(refusal)) => return Err(refusal.error()),
            Err(Failed::Error(error)) => return Err(error.held_by(watch.holder())),
        };
        // It stays open: what ends it is sent by whom it is then given to.
        std::mem::forget(transaction);
        commit.run(self.client, rows)
    }

    /// Connects again where the connection was lost while somebody thought about the plan: a server or a pooler may close
    /// what is idle. Under the lock everything is compared again anyway.
    fn wake(&mut self) -> Result<(), Error> {
        if self.client.is_valid(WAKE).is_ok() {
            return Ok(());
        }
        let opened = self.server.open().map_err(|failure| {
            let reason = self.server.words(&failure);
            let message = format!(
                "the connection was lost before the migration began, and cannot be made again: {reason}"
            );
            Error::new(message, "nothing was written; apply again once the server can be reached")
        })?;
        self.client = opened.client;
        Ok(())
    }

    /// Who holds the lock that apply needs.
    fn locked(&mut self, schema: &str) -> Error {
        let select = format!(
            "SELECT a.pid, a.usename::text, coalesce(host(a.client_addr), 'this machine'), a.application_name, \
             to_char(a.xact_start, 'HH24:MI:SS') FROM pg_locks l JOIN pg_stat_activity a USING (pid) \
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
             AND (l.classid::bigint << 32 | l.objid::bigint) = {LOCK}"
        );
        let found = self.reading().map(|mut transaction| transaction.query_opt(&select, &[&schema]));
        let holder = found.ok().and_then(Result::ok).flatten().map(|row| {
            let (pid, user, host): (i32, Option<String>, String) = (row.get(0), row.get(1), row.get(2));
            let since: Option<String> = row.get(4);
            described(pid, &user.unwrap_or_default(), &host, &since.unwrap_or_default())
        });
        let holder = holder.unwrap_or_else(|| "another process".to_owned());
        Error::new(
            format!("another apply is at work: {holder}; waited {} s", self.timeouts.lock.as_secs()),
            "nothing was written; wait for it, then plan again, or raise --lock-timeout",
        )
    }
}

/// A transaction under way.
pub(super) struct Apply<'a, 'b> {
    pub(super) transaction: &'a mut Transaction<'b>,
    pub(super) schema: &'a str,
    pub(super) plan: &'a Plan,
    pub(super) tables: &'a Tables,
}

impl<'b> Apply<'_, 'b> {
    fn run(&mut self) -> Result<u64, Failed> {
        progress::begin(Stage::Locking, 0);
        self.prepare()?;
        self.lock()?;
        self.compare_before()?;
        self.guard()?;
        let drawn = draw(self.transaction, self.plan)?;
        let total: usize = self.plan.operations.iter().map(Operation::len).sum();
        progress::begin(Stage::Writing, total);
        let mut rows = 0;
        for (number, operation) in self.plan.operations.iter().enumerate() {
            let written = self.slice(number, operation, &drawn)?;
            rows += if operation.step.repeats() { 0 } else { written };
        }
        progress::begin(Stage::Recording, 0);
        write_ledger::write(self.transaction, self.plan, &drawn)?;
        progress::begin(Stage::Verifying, 0);
        self.constraints(&drawn)?;
        self.compare_after(&drawn)?;
        Ok(rows)
    }

    fn reader(&mut self) -> Reader<'_, 'b> {
        Reader {
            transaction: self.transaction,
            schema: self.schema,
            tables: self.tables,
            scopes: &self.plan.scopes,
        }
    }

    fn prepare(&mut self) -> Result<(), Error> {
        self.transaction.batch_execute("SET CONSTRAINTS ALL DEFERRED").during("starting the migration")?;
        let missing = |what: &str| {
            Error::new(
                format!("the database has no {what}"),
                "make it once with `wares db init`, then plan again",
            )
        };
        if !read_ledger::exists(self.transaction)? {
            return Err(missing("ledger"));
        }
        // Of a system of which nothing changes, nothing need be there.
        let roots: BTreeSet<&str> = self.plan.resources.iter().map(|it| it.root.physical).collect();
        let is_needed = |table: &&&'static Table| table.own && roots.contains(table.root_table().physical);
        let own: BTreeSet<&str> =
            self.tables.managed().iter().filter(is_needed).map(|table| table.physical).collect();
        let existing = introspect::existing(self.transaction, self.schema, &own)?;
        match own.into_iter().find(|table| !existing.contains(*table)) {
            Some(table) => Err(missing(&format!("table `{table}`"))),
            None => grants::check(self.transaction, self.schema, &self.plan.kinds, Work::Apply),
        }
    }

    /// Reads the changed resources again, whole, absences included.
    fn compare_before(&mut self) -> Result<(), Failed> {
        if !self.is_there(Fingerprints::new(&self.plan.before), &self.plan.roots)? {
            let found = self.read(&self.plan.roots)?;
            let moved = differences(self.plan, &self.plan.before, &found, &Drawn::default());
            return Err(Error::Stale(moved).into());
        }
        match self.newcomers()? {
            none if none.is_empty() => Ok(()),
            some => Err(Error::Stale(some).into()),
        }
    }

    /// Lets the guards look once more, at whom the plan hits by now: somebody may have subscribed since it was made.
    fn guard(&mut self) -> Result<(), Failed> {
        let plan = self.plan;
        let held = subscriptions::read(&mut self.reader(), &plan.kinds, &plan.asked)?;
        let (kinds, defaults, stand_ins) = (&*plan.kinds, &plan.defaults, plan.header.stand_ins);
        let impacts =
            impacts(&plan.resources, &plan.asked, Known { kinds, held: &held, defaults, stand_ins });
        let tripped: Vec<Tripped> = plan.forbidden_by_now(impacts).into_iter().map(Tripped::by_now).collect();
        match tripped.is_empty() {
            true => Ok(()),
            false => Err(Error::Forbidden(Vec::new(), tripped).into()),
        }
    }

    /// What came, since the plan was made, to refer to what it deletes or rewrites, or to share what it changes.
    fn newcomers(&mut self) -> Result<Vec<String>, Error> {
        let plan = self.plan;
        let found = cascades::find(&mut self.reader(), &plan.deleted, &plan.kinds)?;
        let planned = |row: &LiveRow| {
            plan.deleted.rows.get(row.table.physical).is_some_and(|ids| ids.contains(&row.id))
        };
        let catalog = &plan.header.catalog;
        let owned_elsewhere =
            found.dependents.iter().filter(|d| d.owner.as_ref().is_some_and(|owner| owner != catalog));
        let taken = owned_elsewhere.map(|d| format!("`{}` came to be owned by another catalog", d.holder));
        let companions = found.companions.iter().map(|(row, _)| row);
        let rows = companions
            .chain(found.dependents.iter().map(|dependent| &dependent.row))
            .filter(|row| !planned(row));
        let rows =
            rows.map(|row| format!("{} {} came to refer to what is deleted", row.table.physical, row.id));
        let mut lines = self.referrers()?;
        for (table, wanted) in plan.named().into_values() {
            let ids: Vec<Id> = wanted.keys().copied().collect();
            let found = self.reader().by_ids(table, table.id.name, &ids)?;
            lines.extend(moved(table, &wanted, &found));
        }
        lines.extend(rows.chain(taken));
        let holders: BTreeSet<(Root, Id)> =
            self.reader().shared(&plan.before)?.iter().map(|shared| (shared.row(), shared.holder)).collect();
        let new = holders.symmetric_difference(&plan.holders);
        lines.extend(
            new.map(|((_, id), holder)| {
                format!("the shared row {id} is held by others than before: {holder}")
            }),
        );
        Ok(lines)
    }

    /// Who else came to refer to what is deleted or rewritten.
    fn referrers(&mut self) -> Result<Vec<String>, Error> {
        let keys = foreign_key::read(self.transaction, self.schema, self.tables)?;
        let (schema, tables, deleted) = (self.schema, self.tables, &self.plan.deleted);
        let mut search = Search { transaction: self.transaction, schema, tables, deleted };
        let found = search.all(&keys, &self.plan.kinds)?;
        let line = |referrer: &Referrer| {
            let what =
                if referrer.change.is_some() { "a value that changes" } else { "a row that is deleted" };
            format!("in `{}` {what}: {} by now", referrer.target, referrer.referring())
        };
        Ok(found.iter().map(line).collect())
    }

    /// Reads back what was written, whole resources: a trigger may have had a say, or somebody who came meanwhile.
    fn compare_after(&mut self, drawn: &Drawn) -> Result<(), Failed> {
        let (expected, roots) = self.plan.expected(self.tables, drawn);
        if self.is_there(expected, &roots)? {
            return Ok(());
        }
        let found = self.read(&roots)?;
        let wrong = differences(self.plan, &self.plan.after(self.tables, drawn), &found, drawn);
        Err(Failed::Doubted(Doubt::Different(wrong)))
    }

    /// Whether the rows of some roots are as expected, and no others are there. Nothing that was read is kept.
    fn is_there(&mut self, expected: Fingerprints, roots: &Roots) -> Result<bool, Error> {
        let mut check = expected.check();
        let ignored = &self.plan.ignored;
        self.reader().each(roots, |row| {
            if !ignored.has(row.table, &row.cells) {
                check.row(&row);
            }
        })?;
        Ok(check.is_passed())
    }

    fn read(&mut self, roots: &Roots) -> Result<Vec<LiveRow>, Error> {
        let rows = self.reader().rows(roots)?;
        let ignored = &self.plan.ignored;
        let rows = rows.into_iter().filter(|row| !ignored.has(row.table, &row.cells)).collect();
        Ok(crate::plan::relevant(rows, roots, self.tables))
    }
}
