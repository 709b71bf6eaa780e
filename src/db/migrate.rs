//! Brings Wares' own tables up to date: numbered migrations, each in a transaction of its own.

use super::commit::proves_rollback;
use super::error::{During, Error};
use super::transaction::{self, Timeouts, in_schema};
use super::{own_tables, own_tables_version};
use crate::kinds::{Kinds, System};
use crate::table::Migration;
use postgres::error::SqlState;
use postgres::{Client, Transaction};
use std::fmt;

/// The ledger: the schema `wares`, one for all billing schemas of a database.
pub const LEDGER: Component<'static> = Component {
    name: "ledger",
    schema: None,
    migrations: crate::migrations!("migrations/", "0001_ledger", "0002_one_record_per_resource"),
};

/// Tables that are versioned together.
#[derive(Clone, Copy, Debug)]
pub struct Component<'a> {
    /// The ledger, or the name of a billing system.
    pub name: &'a str,
    /// The billing schema that the tables are in; none of the ledger.
    pub schema: Option<&'a str>,
    /// What makes them, from nothing to the newest version.
    pub migrations: &'static [Migration],
}

impl<'a> Component<'a> {
    /// The tables that Wares adds to a billing system.
    pub fn of(system: &'a System, schema: &'a str) -> Self {
        Self { name: system.name, schema: Some(schema), migrations: system.own }
    }

    /// The version that this program works with.
    pub fn newest(&self) -> usize {
        self.migrations.len()
    }

    /// The migration that leads to a version.
    fn migration(&self, version: usize) -> Option<&'static Migration> {
        self.migrations.get(version.checked_sub(1)?)
    }

    /// How `wares.version` names it.
    pub fn key(&self) -> (String, String) {
        (self.name.to_owned(), self.schema.unwrap_or_default().to_owned())
    }
}

impl fmt::Display for Component<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.schema {
            None => f.write_str("the ledger"),
            Some(schema) => write!(f, "what Wares adds to {} in the schema `{schema}`", self.name),
        }
    }
}

/// What was brought from one version to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// In words.
    pub what: String,
    /// The version it had; 0 if it was not there.
    pub from: usize,
    /// The version it has.
    pub to: usize,
}

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from version {} to version {}", self.what, self.from, self.to)
    }
}

/// What comes next for a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it is up to date.
    Nothing,
    /// Its tables are those of the newest version, which has to be recorded.
    Record,
    /// The migration to this version.
    Step(usize),
}

/// Brings the ledger up to date.
pub fn ledger(client: &mut Client, timeouts: Timeouts) -> Result<Option<Moved>, Error> {
    bring(client, timeouts, &LEDGER, |transaction| {
        let versions = own_tables_version::read(transaction)?;
        let found = versions.as_ref().and_then(|versions| versions.get(&LEDGER.key()));
        match found.map_or(0, |version| version.number) {
            number if (1..LEDGER.newest()).contains(&number) => Ok(Next::Step(number + 1)),
            _ if own_tables_version::of_ledger(versions.as_ref())?.is_some() => Ok(Next::Nothing),
            _ => refuse_foreign(transaction).map(|()| Next::Step(1)),
        }
    })
}

/// Refuses to make the ledger in a schema that somebody else made.
fn refuse_foreign(transaction: &mut Transaction<'_>) -> Result<(), Error> {
    let select = "SELECT coalesce((SELECT string_agg('`' || c.relname || '`', ', ' ORDER BY c.relname) FROM pg_class c \
                  WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')), 'none') \
                  FROM pg_namespace n WHERE n.nspname = 'wares'";
    let found = transaction.query_opt(select, &[]).during("looking for the ledger")?;
    found.map_or(Ok(()), |row| {
        Err(Error::new(
            format!("the schema `wares` exists and is not a ledger's; its tables: {}", row.get::<_, &str>(0)),
            "Wares makes a schema of that name for its ledger: give the one that is there another name, or drop it if \
             it is empty, then run `wares db init`",
        ))
    })
}

/// Brings the tables that Wares adds to a billing system up to date.
pub fn system(
    client: &mut Client,
    timeouts: Timeouts,
    schema: &str,
    system: &System,
    kinds: &Kinds,
) -> Result<Option<Moved>, Error> {
    let component = Component::of(system, schema);
    bring(client, timeouts, &component, |transaction| own_tables::next(transaction, &component, kinds))
}

/// Goes step by step until nothing is left to do. Of several runs at once each step is done by one.
fn bring(
    client: &mut Client,
    timeouts: Timeouts,
    component: &Component<'_>,
    next: impl Fn(&mut Transaction<'_>) -> Result<Next, Error>,
) -> Result<Option<Moved>, Error> {
    let mut moved: Option<Moved> = None;
    loop {
        let mut transaction = begin(client, timeouts)?;
        let next = next(&mut transaction)?;
        let version = match next {
            Next::Nothing => return Ok(moved),
            Next::Record => component.newest(),
            Next::Step(number) => number,
        };
        let name = component.migration(version).map_or("", |migration| migration.name);
        let what = format!("bringing {component} to version {version} (`{name}`)");
        let failed = |error: postgres::Error| failed(&what, &error);
        if next != Next::Record {
            step(&mut transaction, component, version).map_err(failed)?;
        }
        record(&mut transaction, component, version).map_err(failed)?;
        transaction.commit().map_err(|error| uncommitted(&what, &error))?;
        if next != Next::Record {
            let from = moved.map_or(version - 1, |moved| moved.from);
            moved = Some(Moved { what: component.to_string(), from, to: version });
        }
    }
}

/// Begins a transaction in which nobody else prepares the database: waits for those as long as one of their statements
/// may take. Whoever works with the tables keeps them locked for a moment alone: a step does not wait for long, since
/// everybody else would wait behind it.
pub fn begin(client: &mut Client, timeouts: Timeouts) -> Result<Transaction<'_>, Error> {
    let patient = Timeouts { lock: timeouts.statement, ..timeouts };
    let mut transaction = transaction::alter(client, patient, "preparing the database")?;
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended('wares.init', 0))";
    let settings = format!("{lock}; SET LOCAL lock_timeout = {}", timeouts.lock.as_millis());
    transaction.batch_execute(&settings).during("waiting for others who prepare the database")?;
    Ok(transaction)
}

/// Why a step could not be committed. Where the answer is no proof that it was not, nothing is said of it.
pub fn uncommitted(what: &str, error: &postgres::Error) -> Error {
    match Error::during(what, error) {
        Error::Failed { message, .. } if !proves_rollback(error) => Error::new(
            message,
            "whether this step was kept is not known; run `wares db init` again: it looks, and goes on from there",
        ),
        _ => failed(what, error),
    }
}

/// Why a step failed, and what became of those before it.
pub fn failed(what: &str, error: &postgres::Error) -> Error {
    let help = match error.code() {
        Some(code) if *code == SqlState::INSUFFICIENT_PRIVILEGE => {
            "nothing of this step was kept; run `wares db init` as the user who owns these tables, and who may make schemas \
             and tables"
        }
        Some(code) if *code == SqlState::LOCK_NOT_AVAILABLE => {
            "nothing of this step was kept: others are at work on these tables; run `wares db init` again, or raise --lock-timeout"
        }
        _ => "nothing of this step was kept, and what came before it was; `wares db init` goes on from there",
    };
    match Error::during(what, error) {
        Error::Failed { message, .. } => Error::new(message, help),
        other => other,
    }
}

fn step(
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

/// Records a version, in the transaction that makes it.
fn record(
    transaction: &mut Transaction<'_>,
    component: &Component<'_>,
    version: usize,
) -> Result<(), postgres::Error> {
    if (component.name, version) == (LEDGER.name, 1) {
        // Version 1 of the ledger records itself: there is no place yet for more than its number.
        return Ok(());
    }
    let upsert = "INSERT INTO wares.version (component, billing_schema, version, name, tool_version) \
                  VALUES ($1, $2, $3, $4, $5) ON CONFLICT (component, billing_schema) DO UPDATE \
                  SET version = excluded.version, name = excluded.name, tool_version = excluded.tool_version";
    let (of, schema) = component.key();
    let name = component.migration(version).map_or("", |migration| migration.name);
    let number = i32::try_from(version).unwrap_or(i32::MAX);
    let tool = env!("CARGO_PKG_VERSION");
    transaction.execute(upsert, &[&of, &schema, &number, &name, &tool]).map(drop)
}
