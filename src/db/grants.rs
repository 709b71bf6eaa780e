//! The privileges that plan and apply need: printed as `GRANT` statements, and checked before anything is done.

mod statements;

use super::connect::Database;
use super::error::{During, Error};
use super::{foreign_key, read_ledger};
use crate::diagnostic::printable;
use crate::kinds::Kinds;
use crate::plan::qualified;
use crate::table::{IdSort, Role, Table};
use postgres::Transaction;
use statements::{refused, statements};
use std::collections::{BTreeMap, BTreeSet};

/// What is being done when a statement fails.
const ASKING: &str = "asking for privileges";

/// What a privilege is needed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// To read, as a plan does.
    Plan,
    /// To write, as apply does; it plans too.
    Apply,
}

/// An object of the database, with its name as SQL writes it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Object {
    Database(String),
    Schema(String),
    Table(String),
    Sequence(String),
}

/// A privilege that some work needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Need {
    work: Work,
    /// The privilege, as SQL calls it.
    privilege: &'static str,
    object: Object,
    /// The object's number.
    oid: u32,
}

impl Object {
    /// The type of the object, as `GRANT` calls it.
    fn sort(&self) -> &'static str {
        match self {
            Self::Database(_) => "DATABASE",
            Self::Schema(_) => "SCHEMA",
            Self::Table(_) => "TABLE",
            Self::Sequence(_) => "SEQUENCE",
        }
    }

    /// Its name, as SQL writes it.
    fn name(&self) -> &str {
        match self {
            Self::Database(name) | Self::Schema(name) | Self::Table(name) | Self::Sequence(name) => name,
        }
    }
}

impl Database {
    /// The statements that give roles what they need in this database: to the one what plan needs, to the other what apply
    /// needs besides.
    pub fn grants(
        &mut self,
        kinds: &Kinds,
        reader: Option<&str>,
        writer: Option<&str>,
    ) -> Result<String, Error> {
        let schema = self.schema.clone();
        let mut transaction = self.reading()?;
        if !read_ledger::exists(&mut transaction)? {
            let help = "make it once with `wares db init`, as a role that may create schemas; then ask again";
            return Err(Error::new("the database has no ledger yet, on which grants are needed too", help));
        }
        let mut needs = needs(&mut transaction, &schema, kinds)?;
        needs.extend(of_others(&mut transaction, &schema, kinds, &needs)?);
        needs.sort();
        let mut roles = [reader, writer].map(|role| role.map(str::to_owned));
        for role in roles.iter_mut().flatten() {
            *role = known(&mut transaction, role)?;
        }
        Ok(statements(&needs, roles.each_ref().map(Option::as_deref)))
    }
}

/// A role as SQL writes it. `GRANT` takes `public` for everybody, whatever its quotes.
fn known(transaction: &mut Transaction<'_>, role: &str) -> Result<String, Error> {
    let select = "SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = $1";
    let found = transaction.query_opt(select, &[&role]).during(ASKING)?;
    found.map(|row| row.get(0)).ok_or_else(|| {
        let message = format!("the database has no role `{}`", printable(role));
        Error::new(message, "create it first, with `CREATE ROLE … LOGIN`, or name another one")
    })
}

/// Checks that the current role has the privileges for some work. The error names all that it lacks.
pub fn check(
    transaction: &mut Transaction<'_>,
    schema: &str,
    kinds: &Kinds,
    work: Work,
) -> Result<(), Error> {
    const LACKING: &str = "
        SELECT x.number FROM unnest($1::int[], $2::oid[], $3::text[], $4::text[]) AS x(number, object, sort, privilege)
         WHERE NOT CASE sort
               WHEN 'TABLE' THEN has_table_privilege(object, privilege)
                    OR CASE privilege WHEN 'DELETE' THEN false ELSE has_any_column_privilege(object, privilege) END
               WHEN 'SCHEMA' THEN has_schema_privilege(object, privilege)
               WHEN 'SEQUENCE' THEN has_sequence_privilege(object, privilege)
               ELSE has_database_privilege(object, privilege) END
         ORDER BY 1";
    let needs: Vec<Need> = needs(transaction, schema, kinds)?;
    let needs: Vec<&Need> = needs.iter().filter(|need| need.work <= work).collect();
    let numbers: Vec<i32> = (0..).take(needs.len()).collect();
    let oids: Vec<u32> = needs.iter().map(|need| need.oid).collect();
    let sorts: Vec<&str> = needs.iter().map(|need| need.object.sort()).collect();
    let privileges: Vec<&str> = needs.iter().map(|need| need.privilege).collect();
    let rows = transaction.query(LACKING, &[&numbers, &oids, &sorts, &privileges]).during(ASKING)?;
    let lacking =
        rows.iter().filter_map(|row| needs.get(usize::try_from(row.get::<_, i32>(0)).ok()?).copied());
    let lacking: Vec<&Need> = lacking.collect();
    if lacking.is_empty() {
        return Ok(());
    }
    let user = transaction.query_one("SELECT current_user::text", &[]).during(ASKING)?;
    Err(refused(user.get(0), &lacking, work))
}

/// What is needed of the database itself, of the tables of its systems that are there, and of the ledger.
fn needs(transaction: &mut Transaction<'_>, schema: &str, kinds: &Kinds) -> Result<Vec<Need>, Error> {
    const OBJECTS: &str = "
        SELECT n.oid, n.nspname::text, c.oid, c.relname::text, quote_ident(n.nspname),
               quote_ident(n.nspname) || '.' || quote_ident(c.relname)
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE (n.nspname = $1 AND c.relname = ANY($2::text[]) OR n.nspname = 'wares')
           AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";
    let managed = managed(kinds);
    let names: Vec<&str> = managed.keys().copied().chain(looked_at(kinds)).collect();
    let rows = transaction.query(OBJECTS, &[&schema, &names]).during(ASKING)?;
    let mut needs = of_database(transaction)?;
    for row in &rows {
        let (namespace, name): (&str, &str) = (row.get(1), row.get(3));
        needs.push(Need::new(Work::Plan, "USAGE", Object::Schema(row.get(4)), row.get(0)));
        let is_ledger = namespace == "wares" && !(schema == "wares" && names.contains(&name));
        let privileges = match is_ledger {
            true => of_ledger(name),
            false => of_table(managed.get(name).map_or(&[][..], Vec::as_slice)),
        };
        let object = Object::Table(row.get(5));
        needs.extend(
            privileges
                .into_iter()
                .map(|(work, privilege)| Need::new(work, privilege, object.clone(), row.get(2))),
        );
    }
    needs.extend(of_sequences(transaction, schema, &managed, &rows)?);
    needs.sort();
    needs.dedup();
    Ok(needs)
}

impl Need {
    fn new(work: Work, privilege: &'static str, object: Object, oid: u32) -> Self {
        Self { work, privilege, object, oid }
    }
}

fn of_database(transaction: &mut Transaction<'_>) -> Result<Vec<Need>, Error> {
    let select = "SELECT oid, quote_ident(datname) FROM pg_database WHERE datname = current_database()";
    let row = transaction.query_one(select, &[]).during(ASKING)?;
    let object = Object::Database(row.get(1));
    let need = |work, privilege| Need::new(work, privilege, object.clone(), row.get(0));
    Ok(vec![need(Work::Plan, "CONNECT"), need(Work::Apply, "TEMPORARY")])
}

/// What is needed of a table, by the slices of it that are managed. Rows are locked before they are changed, which takes
/// UPDATE; rows that are marked as deleted are never deleted.
fn of_table(slices: &[&'static Table]) -> Vec<(Work, &'static str)> {
    let mut privileges = vec![(Work::Plan, "SELECT")];
    if !slices.is_empty() {
        privileges.extend([(Work::Apply, "INSERT"), (Work::Apply, "UPDATE")]);
    }
    if slices.iter().any(|table| table.soft_delete.is_none()) {
        privileges.push((Work::Apply, "DELETE"));
    }
    privileges
}

/// What is needed of a table of the ledger.
fn of_ledger(name: &str) -> Vec<(Work, &'static str)> {
    match name {
        "migration" => vec![(Work::Plan, "SELECT"), (Work::Apply, "INSERT")],
        "migration_change" => vec![(Work::Apply, "INSERT")],
        "resource" => vec![(Work::Plan, "SELECT"), (Work::Apply, "INSERT"), (Work::Apply, "DELETE")],
        _ => vec![(Work::Plan, "SELECT")],
    }
}

/// What is needed of the sequences from which ids are drawn.
fn of_sequences(
    transaction: &mut Transaction<'_>,
    schema: &str,
    managed: &BTreeMap<&str, Vec<&'static Table>>,
    rows: &[postgres::Row],
) -> Result<Vec<Need>, Error> {
    const SEQUENCE: &str = "
        SELECT c.oid, quote_ident(n.nspname) || '.' || quote_ident(c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.oid = pg_get_serial_sequence($1, $2)::regclass";
    let mut needs = Vec::new();
    let present: BTreeSet<&str> =
        rows.iter().filter(|row| row.get::<_, &str>(1) == schema).map(|row| row.get(3)).collect();
    for (name, slices) in managed.iter().filter(|(name, _)| present.contains(**name)) {
        let Some(table) = slices.iter().find(|table| table.id.sort == IdSort::Sequence) else { continue };
        let row =
            transaction.query_opt(SEQUENCE, &[&qualified(schema, name), &table.id.name]).during(ASKING)?;
        needs
            .extend(row.map(|row| Need::new(Work::Apply, "USAGE", Object::Sequence(row.get(1)), row.get(0))));
    }
    Ok(needs)
}

/// What is needed of other tables that refer to managed ones. They are read only where something is deleted, to see who
/// refers to it, so that nothing else waits for these.
fn of_others(
    transaction: &mut Transaction<'_>,
    schema: &str,
    kinds: &Kinds,
    needs: &[Need],
) -> Result<Vec<Need>, Error> {
    const QUOTED: &str = "
        SELECT DISTINCT quote_ident(x.schema), quote_ident(x.schema) || '.' || quote_ident(x.name)
          FROM unnest($1::text[], $2::text[]) AS x(schema, name)";
    let keys = foreign_key::read(transaction, schema, kinds.tables())?;
    let (schemas, names): (Vec<&str>, Vec<&str>) =
        keys.iter().map(|key| (key.schema.as_str(), key.table.as_str())).unzip();
    let rows = transaction.query(QUOTED, &[&schemas, &names]).during(ASKING)?;
    let objects = rows
        .iter()
        .flat_map(|row| [("USAGE", Object::Schema(row.get(0))), ("SELECT", Object::Table(row.get(1)))]);
    let is_new = |(privilege, object): &(&str, Object)| {
        !needs.iter().any(|need| need.privilege == *privilege && need.object == *object)
    };
    let others: BTreeSet<Need> = objects
        .filter(is_new)
        .map(|(privilege, object)| Need::new(Work::Plan, privilege, object, 0))
        .collect();
    Ok(others.into_iter().collect())
}

/// The slices that are managed, by the table that they are of.
fn managed(kinds: &Kinds) -> BTreeMap<&'static str, Vec<&'static Table>> {
    let mut managed: BTreeMap<&'static str, Vec<&'static Table>> = BTreeMap::new();
    for table in kinds.tables().managed().iter().filter(|table| table.role == Role::Managed) {
        managed.entry(table.physical).or_default().push(table);
    }
    managed
}

/// The other tables of the billing systems that are read.
fn looked_at(kinds: &Kinds) -> BTreeSet<&'static str> {
    let mut tables: BTreeSet<&'static str> =
        kinds.tables().lookups().iter().map(|table| table.physical).collect();
    tables.extend(kinds.references().iter().map(|(table, ..)| *table));
    for system in kinds.systems() {
        tables.extend(
            system
                .subscribers
                .iter()
                .flat_map(|it| std::iter::once(it.table).chain(it.of.map(|of| of.table))),
        );
        tables.extend(system.companions.iter().map(|it| it.table.physical));
        tables.extend(system.dependents.iter().map(|(_, table, _)| table.physical));
        tables.extend(system.questions.iter().flat_map(|it| it.columns.iter().map(|(table, _)| *table)));
    }
    tables
}
