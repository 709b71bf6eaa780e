//! The privileges that plan and apply need. `wares db grants` prints the privileges as `GRANT` statements. Plan and
//! apply check the privileges before any other work.

mod need;
mod statements;

pub use need::Work;

use super::connect::Database;
use super::error::{During, Error};
use super::{foreign_key, read_ledger};
use crate::diagnostic::printable;
use crate::kinds::Kinds;
use crate::plan::qualified;
use crate::table::{IdSort, Role, Table};
use need::{Need, Object};
use postgres::Transaction;
use statements::{refused, statements};
use std::collections::{BTreeMap, BTreeSet};

/// The current operation, for messages.
const ASKING: &str = "checking the privileges";

/// Selects the privileges from a list that the current role lacks.
///
/// A privilege on any column is enough, because grants may be made by column. DELETE has no column privileges.
const LACKING: &str = "
    SELECT x.number FROM unnest($1::int[], $2::oid[], $3::text[], $4::text[]) AS x(number, object, sort, privilege)
     WHERE NOT CASE sort
           WHEN 'TABLE' THEN has_table_privilege(object, privilege)
                OR CASE privilege WHEN 'DELETE' THEN false ELSE has_any_column_privilege(object, privilege) END
           WHEN 'SCHEMA' THEN has_schema_privilege(object, privilege)
           WHEN 'SEQUENCE' THEN has_sequence_privilege(object, privilege)
           ELSE has_database_privilege(object, privilege) END
     ORDER BY 1";

/// Selects the tables that are read or written, with their schemas.
const OBJECTS: &str = "
    SELECT n.oid, n.nspname::text, c.oid, c.relname::text, quote_ident(n.nspname),
           quote_ident(n.nspname) || '.' || quote_ident(c.relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE (n.nspname = $1 AND c.relname = ANY($2::text[]) OR n.nspname = 'wares')
       AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";

impl Database {
    /// Returns the `GRANT` statements for this database. The statements grant `reader` and `writer` the privileges for
    /// plan, and `writer` also the privileges for apply.
    ///
    /// # Errors
    /// There is no ledger, or a role does not exist.
    pub fn grants(
        &mut self,
        kinds: &Kinds,
        reader: Option<&str>,
        writer: Option<&str>,
    ) -> Result<String, Error> {
        let schema = self.schema.clone();
        let mut transaction = self.reading()?;
        if !read_ledger::exists(&mut transaction)? {
            let help = "create it with `wares db init`, as a role that may create schemas; then run this command again";
            return Err(Error::new("the database has no ledger yet, and grants on it are needed too", help));
        }
        let mut needs = needs(&mut transaction, &schema, kinds)?;
        // Printed with the rest, because a plan that deletes something will need them.
        needs.extend(of_others(&mut transaction, &schema, kinds, &needs)?);
        needs.sort();
        let mut roles = [reader, writer].map(|role| role.map(str::to_owned));
        for role in roles.iter_mut().flatten() {
            // Asked in the database: a misspelled role would make the script fail halfway.
            *role = existing_role(&mut transaction, role)?;
        }
        Ok(statements(&needs, roles.each_ref().map(Option::as_deref)))
    }
}

/// Returns the name of a role in the form for SQL.
///
/// # Errors
/// The role does not exist. The check also rejects `public`, which means all roles in a `GRANT` statement, even in
/// quotes.
fn existing_role(transaction: &mut Transaction<'_>, role: &str) -> Result<String, Error> {
    let select = "SELECT quote_ident(rolname) FROM pg_roles WHERE rolname = $1";
    let row = transaction.query_opt(select, &[&role]).during(ASKING)?;
    row.map(|row| row.get(0)).ok_or_else(|| {
        let message = format!("the database has no role `{}`", printable(role));
        Error::new(message, "create it first with `CREATE ROLE … LOGIN`, or name another one")
    })
}

/// Checks that the current role has the privileges for plan or apply.
///
/// # Errors
/// The role lacks privileges. The message lists them, and shortens long lists.
pub fn check(
    transaction: &mut Transaction<'_>,
    schema: &str,
    kinds: &Kinds,
    work: Work,
) -> Result<(), Error> {
    let needs: Vec<Need> = needs(transaction, schema, kinds)?;
    let needs: Vec<&Need> = needs.iter().filter(|need| need.work <= work).collect();
    // The numbers lead from a result back to its need, so the names need not be sent and returned.
    let numbers: Vec<i32> = (0..).take(needs.len()).collect();
    let oids: Vec<u32> = needs.iter().map(|need| need.oid).collect();
    let sorts: Vec<&str> = needs.iter().map(|need| need.object.sort()).collect();
    let privileges: Vec<&str> = needs.iter().map(|need| need.privilege).collect();
    // One statement for all, because each round trip would delay every plan.
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

/// Returns the privileges that are needed on the database, on the existing billing tables and on the ledger.
fn needs(transaction: &mut Transaction<'_>, schema: &str, kinds: &Kinds) -> Result<Vec<Need>, Error> {
    let managed = managed(kinds);
    let names: Vec<&str> = managed.keys().copied().chain(read_only_tables(kinds)).collect();
    let rows = transaction.query(OBJECTS, &[&schema, &names]).during(ASKING)?;
    let mut needs = of_database(transaction)?;
    for row in &rows {
        let (namespace, name): (&str, &str) = (row.get(1), row.get(3));
        needs.push(Need::new(Work::Plan, "USAGE", Object::Schema(row.get(4)), row.get(0)));
        // The billing tables may be in the schema `wares` as well.
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
    // Every table needs USAGE on its schema, and most are in the same one.
    needs.dedup();
    Ok(needs)
}

/// Returns the privileges that are needed on the database: CONNECT, and TEMPORARY for the temporary tables through
/// which apply writes.
fn of_database(transaction: &mut Transaction<'_>) -> Result<Vec<Need>, Error> {
    let select = "SELECT oid, quote_ident(datname) FROM pg_database WHERE datname = current_database()";
    let row = transaction.query_one(select, &[]).during(ASKING)?;
    let object = Object::Database(row.get(1));
    let need = |work, privilege| Need::new(work, privilege, object.clone(), row.get(0));
    Ok(vec![need(Work::Plan, "CONNECT"), need(Work::Apply, "TEMPORARY")])
}

/// Returns the privileges that are needed on a table. `slices` are the managed slices of the table. A table without
/// managed slices is only read.
///
/// Writing always needs UPDATE, because rows are locked before they change. DELETE is not needed if rows are only
/// marked as deleted.
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

/// Returns the privileges that are needed on a table of the ledger.
fn of_ledger(name: &str) -> Vec<(Work, &'static str)> {
    match name {
        "migration" => vec![(Work::Plan, "SELECT"), (Work::Apply, "INSERT")],
        // Apply only adds to the history, and never reads it.
        "migration_change" => vec![(Work::Apply, "INSERT")],
        // An entry is replaced by deleting it and inserting a new one.
        "resource" => vec![(Work::Plan, "SELECT"), (Work::Apply, "INSERT"), (Work::Apply, "DELETE")],
        _ => vec![(Work::Plan, "SELECT")],
    }
}

/// Returns the privileges that are needed on the sequences from which ids are drawn.
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
        // Other ids are made from the plan's hash and need no sequence.
        let Some(table) = slices.iter().find(|table| table.id.sort == IdSort::Sequence) else { continue };
        let row =
            transaction.query_opt(SEQUENCE, &[&qualified(schema, name), &table.id.name]).during(ASKING)?;
        needs
            .extend(row.map(|row| Need::new(Work::Apply, "USAGE", Object::Sequence(row.get(1)), row.get(0))));
    }
    Ok(needs)
}

/// Returns the privileges that are needed on unmanaged tables with foreign keys to managed tables.
///
/// These tables are read only before something is deleted. Plans that delete nothing work without these privileges, so
/// [`check`] does not require them.
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
    // The server quotes the names, because only it knows which words its version reserves.
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

/// Returns the managed slices of each physical table.
fn managed(kinds: &Kinds) -> BTreeMap<&'static str, Vec<&'static Table>> {
    let mut managed: BTreeMap<&'static str, Vec<&'static Table>> = BTreeMap::new();
    for table in kinds.tables().managed().iter().filter(|table| table.role == Role::Managed) {
        managed.entry(table.physical).or_default().push(table);
    }
    managed
}

/// Returns the tables of the billing systems that are only read.
fn read_only_tables(kinds: &Kinds) -> BTreeSet<&'static str> {
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
        tables.extend(system.rule_queries.iter().flat_map(|it| it.columns.iter().map(|(table, _)| *table)));
    }
    tables
}
