//! Applies a plan in one transaction, so that it is written completely or not at all.

use super::advisory_lock::LOCK;
use super::commit::{Applied, Commit};
use super::connect::Database;
use super::error::{During, Error};
use super::failed::Failed;
use super::grants::{self, Work};
use super::lock_holders::{LockWatch, described};
use super::read_rows::Reader;
use super::write_rows::allocate_ids;
use super::{read_ledger, table_definitions, transaction, write_ledger};
use crate::plan::{Operation, Plan};
use crate::progress::{self, Stage};
use crate::table::{Table, Tables};
use postgres::Transaction;
use std::collections::BTreeSet;
use std::time::Duration;

/// The maximum time in which the server must show that an idle connection still works.
const WAKE: Duration = Duration::from_secs(10);

impl Database {
    /// Applies a plan. Afterwards the database is either exactly as the plan says, or exactly as it was before.
    ///
    /// # Errors
    /// If the plan is refused or outdated, if another apply is running, or if the database rejects something. In all
    /// these cases nothing was written, unless the message says that the outcome is unknown.
    pub fn apply(mut self, plan: &Plan) -> Result<Applied, Error> {
        // A saved plan keeps its refusals, and must not be applied even if a caller has not looked at them.
        if plan.is_refused() {
            return Err(Error::Forbidden(plan.refusals.clone(), plan.forbidden()));
        }
        self.reconnect_if_lost()?;
        // Before the transaction: what is recorded here shows later whether a COMMIT without an answer took effect.
        let commit = Commit::new(&self.server, &mut self.client, &self.schema, plan, self.timeouts)?;
        let tables = plan.kinds.tables();
        // A clone, because the transaction borrows the client for as long as it is open.
        let schema = self.schema.clone();
        let mut transaction = transaction::write(&mut self.client, self.timeouts, "starting the migration")?;
        let pid =
            // Inside the transaction, because a pooler may give the next one to another session of the server.
            transaction.query_one("SELECT pg_backend_pid()", &[]).during("starting the migration")?.get(0);
        // Asks from another connection who blocks this session, because a blocked session cannot ask.
        let watch = LockWatch::start(&self.server, pid, self.timeouts.lock);
        let rows = match (Apply { transaction: &mut transaction, schema: &schema, plan, tables }).run() {
            Ok(rows) => rows,
            Err(failed) => {
                // Rolls back before anything else is asked on this connection.
                drop(transaction);
                return Err(self.explain(failed, plan, &watch));
            }
        };
        // Dropping the transaction would roll it back. `Commit` takes the connection and sends COMMIT on its own, so
        // that it can find out what became of the transaction if the connection is lost.
        std::mem::forget(transaction);
        commit.run(self.client, rows)
    }

    /// Turns a failure into the error to report. Called after the rollback.
    fn explain(&mut self, failed: Failed, plan: &Plan, watch: &LockWatch) -> Error {
        match failed {
            Failed::Locked => self.locked(),
            Failed::Unplanned(doubt) => self.blame(plan, plan.kinds.tables(), &doubt),
            Failed::Refused(refusal) => refusal.error(),
            Failed::Error(error) => error.held_by(watch.holder()),
        }
    }

    /// Connects again if the connection was lost while the user was reading the plan. Servers and poolers close idle
    /// connections. A new connection is safe, because [`Self::apply`] compares everything again under the lock.
    fn reconnect_if_lost(&mut self) -> Result<(), Error> {
        if self.client.is_valid(WAKE).is_ok() {
            return Ok(());
        }
        let opened = self.server.open().map_err(|failure| {
            let reason = self.server.words(&failure);
            let message = format!(
                "the connection was lost before the migration began, and reconnecting failed: {reason}"
            );
            Error::new(message, "nothing was written; apply again once the server can be reached")
        })?;
        self.client = opened.client;
        Ok(())
    }

    /// Returns the error for an advisory lock that another apply holds. The message names the session that holds the
    /// lock, if the server reports it.
    fn locked(&mut self) -> Error {
        let schema = self.schema.clone();
        // `pg_locks` splits the 64-bit number of an advisory lock into two columns. `objsubid = 1` marks such locks.
        let select = format!(
            "SELECT a.pid, a.usename::text, coalesce(host(a.client_addr), 'this machine'), a.application_name, \
             to_char(a.xact_start, 'HH24:MI:SS') FROM pg_locks l JOIN pg_stat_activity a USING (pid) \
             WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 \
             AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
             AND (l.classid::bigint << 32 | l.objid::bigint) = {LOCK}"
        );
        // Without an answer the error is still useful, so a failure here is ignored.
        let row = self.reading().map(|mut transaction| transaction.query_opt(&select, &[&schema]));
        let holder = row.ok().and_then(Result::ok).flatten().map(|row| {
            let (pid, user, host): (i32, Option<String>, String) = (row.get(0), row.get(1), row.get(2));
            let since: Option<String> = row.get(4);
            described(pid, &user.unwrap_or_default(), &host, &since.unwrap_or_default())
        });
        let holder = holder.unwrap_or_else(|| "another process".to_owned());
        Error::new(
            format!("another apply is running: {holder}; waited {} s", self.timeouts.lock.as_secs()),
            "nothing was written; wait until it has finished, then plan again, or raise `--lock-timeout`",
        )
    }
}

/// A plan that is being applied in an open transaction.
pub(super) struct Apply<'a, 'b> {
    pub(super) transaction: &'a mut Transaction<'b>,
    pub(super) schema: &'a str,
    pub(super) plan: &'a Plan,
    pub(super) tables: &'a Tables,
}

impl<'b> Apply<'_, 'b> {
    /// Writes the plan without committing, and returns the number of written rows. A row that two statements write
    /// counts once.
    fn run(&mut self) -> Result<u64, Failed> {
        progress::begin(Stage::Locking, 0);
        // Before the locks, so that nobody waits for an apply that cannot succeed.
        self.prepare()?;
        self.lock()?;
        // Only under the locks: from here on, no other session can change what is compared.
        self.compare_before()?;
        self.guard()?;
        // After the checks, because numbers drawn from a sequence are not returned by a rollback.
        let drawn = allocate_ids(self.transaction, self.plan)?;
        let total: usize = self.plan.operations.iter().map(Operation::len).sum();
        progress::begin(Stage::Writing, total);
        let mut rows = 0;
        for (number, operation) in self.plan.operations.iter().enumerate() {
            let written = self.slice(number, operation, &drawn)?;
            // Rows that two steps write, because their keys change places, count once.
            rows += if operation.step.repeats() { 0 } else { written };
        }
        progress::begin(Stage::Recording, 0);
        // In the same transaction as the rows, so that the ledger never disagrees with them after a crash.
        write_ledger::write(self.transaction, self.plan, &drawn)?;
        progress::begin(Stage::Verifying, 0);
        // Deferred triggers run now, so that what they change is part of what is read back.
        self.constraints(&drawn)?;
        self.compare_after(&drawn)?;
        Ok(rows)
    }

    /// Returns a reader that reads rows within the transaction.
    pub(super) fn reader(&mut self) -> Reader<'_, 'b> {
        Reader {
            transaction: self.transaction,
            schema: self.schema,
            tables: self.tables,
            scopes: &self.plan.scopes,
        }
    }

    /// Checks that the ledger and the tables that the plan needs exist, and that the role has the privileges to apply
    /// the plan.
    fn prepare(&mut self) -> Result<(), Error> {
        // Within a plan, unique keys may be violated until the last statement. `constraints` checks them at the end.
        self.transaction.batch_execute("SET CONSTRAINTS ALL DEFERRED").during("starting the migration")?;
        let missing = |what: &str| {
            Error::new(
                format!("the database has no {what}"),
                "nothing was written; create it with `wares db init`, then plan again",
            )
        };
        if !read_ledger::exists(self.transaction)? {
            return Err(missing("ledger"));
        }
        // Tables of Wares' own are needed only if the plan changes one of their resources.
        let roots: BTreeSet<&str> = self.plan.resources.iter().map(|it| it.root.physical).collect();
        let is_needed = |table: &&&'static Table| table.own && roots.contains(table.root_table().physical);
        let needed: BTreeSet<&str> =
            self.tables.managed().iter().filter(is_needed).map(|table| table.physical).collect();
        let existing = table_definitions::existing(self.transaction, self.schema, &needed)?;
        match needed.into_iter().find(|table| !existing.contains(*table)) {
            // The tables are checked before the privileges: there is nothing to grant on a table that does not exist.
            Some(table) => Err(missing(&format!("table `{table}`"))),
            None => grants::check(self.transaction, self.schema, &self.plan.kinds, Work::Apply),
        }
    }
}
