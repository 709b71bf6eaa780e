//! Brings the ledger and Wares' own tables up to date. Each numbered migration runs in a separate transaction.

use super::commit::proves_rollback;
use super::component::{Component, LEDGER, Next};
use super::error::{During, Error};
use super::transaction::{self, Timeouts, in_schema};
use super::{own_tables, own_tables_version};
use crate::kinds::{Kinds, System};
use postgres::error::SqlState;
use postgres::{Client, Transaction};
use std::fmt;

/// A component that was brought from one version to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upgraded {
    /// The description of the component, for messages.
    pub what: String,
    /// The previous version; 0 if the component did not exist.
    pub from: usize,
    /// The new version.
    pub to: usize,
}

impl Upgraded {
    /// Whether the component did not exist before.
    pub fn is_new(&self) -> bool {
        self.from == 0
    }
}

impl fmt::Display for Upgraded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from version {} to version {}", self.what, self.from, self.to)
    }
}

/// Brings the ledger up to date, and creates it if necessary. Returns `None` if the ledger was already up to date.
pub fn ledger(client: &mut Client, timeouts: Timeouts) -> Result<Option<Upgraded>, Error> {
    upgrade(client, timeouts, &LEDGER, |transaction| {
        let versions = own_tables_version::read(transaction)?;
        let recorded = versions.as_ref().and_then(|versions| versions.get(&LEDGER.key()));
        match recorded.map_or(0, |version| version.number) {
            number if (1..LEDGER.newest()).contains(&number) => Ok(Next::Step(number + 1)),
            // Also fails for a newer ledger, which this version must not touch.
            _ if own_tables_version::of_ledger(versions.as_ref())?.is_some() => Ok(Next::Nothing),
            // Another program may use the same name, and its schema must not be mixed with the ledger.
            _ => refuse_foreign(transaction).map(|()| Next::Step(1)),
        }
    })
}

/// Fails if there is a schema `wares`. Must be called only if this schema does not contain a ledger.
fn refuse_foreign(transaction: &mut Transaction<'_>) -> Result<(), Error> {
    let select = "SELECT coalesce((SELECT string_agg('`' || c.relname || '`', ', ' ORDER BY c.relname) FROM pg_class c \
                  WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')), 'none') \
                  FROM pg_namespace n WHERE n.nspname = 'wares'";
    let row = transaction.query_opt(select, &[]).during("looking for the ledger")?;
    row.map_or(Ok(()), |row| {
        Err(Error::new(
            format!(
                "the schema `wares` exists but does not contain a ledger; its tables: {}",
                row.get::<_, &str>(0)
            ),
            "rename the existing schema, or drop it if it is empty, then run `wares db init`: Wares creates a schema of this \
             name for its ledger",
        ))
    })
}

/// Brings the tables that Wares adds to a billing system up to date. Returns `None` if the tables were already up to
/// date.
pub fn system(
    client: &mut Client,
    timeouts: Timeouts,
    schema: &str,
    system: &System,
    kinds: &Kinds,
) -> Result<Option<Upgraded>, Error> {
    let component = Component::of(system, schema);
    upgrade(client, timeouts, &component, |transaction| own_tables::next(transaction, &component, kinds))
}

/// Runs steps until a component is up to date. `next` determines each step.
///
/// `next` is called under the lock of the step's transaction. Therefore no step is repeated if several commands prepare
/// the database at the same time.
fn upgrade(
    client: &mut Client,
    timeouts: Timeouts,
    component: &Component<'_>,
    next: impl Fn(&mut Transaction<'_>) -> Result<Next, Error>,
) -> Result<Option<Upgraded>, Error> {
    let mut moved: Option<Upgraded> = None;
    loop {
        let mut transaction = begin(client, timeouts)?;
        let next = next(&mut transaction)?;
        let version = match next {
            Next::Nothing => return Ok(moved),
            Next::Record => component.newest(),
            Next::Step(number) => number,
        };
        let name = component.migration(version).map_or("", |migration| migration.name);
        let what = format!("updating {component} to version {version} (`{name}`)");
        let failed = |error: postgres::Error| failed(&what, &error);
        if next != Next::Record {
            run(&mut transaction, component, version).map_err(failed)?;
        }
        // With the step, so that a step is never taken twice or recorded without having been taken.
        record(&mut transaction, component, version).map_err(failed)?;
        transaction.commit().map_err(|error| uncommitted(&what, &error))?;
        if next != Next::Record {
            // Several steps are reported as one, from the first version to the last.
            let from = moved.map_or(version - 1, |moved| moved.from);
            moved = Some(Upgraded { what: component.to_string(), from, to: version });
        }
    }
}

/// Begins a transaction under the lock that keeps other commands from preparing the database.
///
/// The statement timeout limits the wait for another command. After that, the shorter lock timeout applies: a statement
/// that waits for a table lock blocks every other session that wants to use the table.
pub fn begin(client: &mut Client, timeouts: Timeouts) -> Result<Transaction<'_>, Error> {
    let patient = Timeouts { lock: timeouts.statement, ..timeouts };
    let mut transaction = transaction::alter(client, patient, "preparing the database")?;
    // One lock for all schemas, because they share the ledger.
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended('wares.init', 0))";
    let settings = format!("{lock}; SET LOCAL lock_timeout = {}", timeouts.lock.as_millis());
    transaction.batch_execute(&settings).during("waiting for another run that prepares the database")?;
    Ok(transaction)
}

/// Returns the error for a step whose COMMIT failed. The outcome is reported as unknown, unless the server's answer
/// proves a rollback.
pub fn uncommitted(what: &str, error: &postgres::Error) -> Error {
    match Error::during(what, error) {
        // Nothing is lost by running it again: each run looks at what exists.
        Error::Failed { message, .. } if !proves_rollback(error) => Error::new(
            message,
            "it is not known whether this step was committed; run `wares db init` again, which checks and continues from there",
        ),
        _ => failed(what, error),
    }
}

/// Returns the error for a step that failed. The help says that this step was rolled back.
pub fn failed(what: &str, error: &postgres::Error) -> Error {
    let help = match error.code() {
        Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
            "this step was rolled back; run `wares db init` as the user who owns these tables and may create schemas and tables"
        }
        Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => {
            "this step was rolled back: other sessions are using these tables; run `wares db init` again, or raise \
             `--lock-timeout`"
        }
        _ => {
            "this step was rolled back, but the steps before it were kept; `wares db init` continues from there"
        }
    };
    match Error::during(what, error) {
        Error::Failed { message, .. } => Error::new(message, help),
        other => other,
    }
}

/// Runs the migration of a component to `version`.
fn run(
    transaction: &mut Transaction<'_>,
    component: &Component<'_>,
    version: usize,
) -> Result<(), postgres::Error> {
    let sql = component.migration(version).map_or("", |migration| migration.sql);
    match component.schema {
        Some(schema) => transaction.batch_execute(&in_schema(sql, schema)),
        None => transaction.batch_execute(sql),
    }
}

/// Records that a component has `version`. Must run in the same transaction as the migration.
fn record(
    transaction: &mut Transaction<'_>,
    component: &Component<'_>,
    version: usize,
) -> Result<(), postgres::Error> {
    if (component.name, version) == (LEDGER.name, 1) {
        // The migration itself records version 1 of the ledger: its table only has a column for the number.
        return Ok(());
    }
    let upsert = "INSERT INTO wares.version (component, billing_schema, version, name, tool_version) \
                  VALUES ($1, $2, $3, $4, $5) ON CONFLICT (component, billing_schema) DO UPDATE \
                  SET version = excluded.version, name = excluded.name, tool_version = excluded.tool_version";
    let (component_name, schema) = component.key();
    let name = component.migration(version).map_or("", |migration| migration.name);
    // Cannot fail: a version is an index into a list in this program.
    let number = i32::try_from(version).unwrap_or(i32::MAX);
    let tool = env!("CARGO_PKG_VERSION");
    transaction.execute(upsert, &[&component_name, &schema, &number, &name, &tool]).map(drop)
}
