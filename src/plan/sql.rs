//! A plan as an SQL script that a database administrator can read and run (`wares plan --format sql`).

pub(crate) mod key;
mod ledger;
pub(super) mod referencing_rows;
mod rows;

use super::Plan;
use crate::diagnostic::{counted, is_hidden, printable};
use crate::table::{Id, Table, identifier};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Returns the migration as SQL. The script is one transaction, and raises an error at every row that differs from the
/// plan.
pub fn script(plan: &Plan) -> String {
    let mut script = header(plan);
    if plan.is_settled() {
        script.push_str("-- There is nothing to do.\n");
        return script;
    }
    // `row_security = off` makes a policy that would hide rows raise an error. The search path holds no schema in which
    // others could create functions; all names of tables are qualified.
    let body = body(plan);
    let tag = dollar_tag(&body, &plan.hash);
    // A plan that deletes and rewrites nothing does not need the function.
    let (make, drop) = match body.contains(referencing_rows::CALL) {
        true => (referencing_rows::MAKE, referencing_rows::DROP),
        false => ("", ""),
    };
    // Wares' own unique constraints are deferrable; deferred, rows may exchange keys within the transaction.
    let _ = write!(
        script,
        "BEGIN ISOLATION LEVEL READ COMMITTED;\nSET LOCAL search_path = pg_catalog, pg_temp;\nSET LOCAL row_security = off;\nSET CONSTRAINTS ALL DEFERRED;\n{make}\
         DO {tag}\nDECLARE\n  wares_at integer;\n  wares_ids bigint[] := ARRAY[]::bigint[];\nBEGIN\n{body}END\n{tag};\n{drop}COMMIT;\n"
    );
    for step in plan.by_hand() {
        let _ = writeln!(script, "\n-- To do by hand afterwards: {step}.");
    }
    // Literals have their hidden characters escaped already, so this replaces only the names of the schema.
    script.replace(&identifier(&plan.header.schema), &visible_identifier(&plan.header.schema))
}

/// Returns the statements of the script: locks, checks and changes.
fn body(plan: &Plan) -> String {
    // The lock of apply comes first, so that no other apply of the catalog can interleave.
    let mut body = guard(plan) + &lock_tables(plan) + &locks(plan) + &draws(plan);
    let references = plan.kinds.references();
    for operation in &plan.operations {
        rows::write_operation(&mut body, plan, operation, &references);
    }
    // Only now have all rows of the plan that referred to the deleted roots been deleted or changed.
    body.push_str(&soft_deletion_checks(&plan.header.schema, plan));
    ledger::write_ledger(&mut body, plan);
    body
}

/// Quotes an identifier and escapes its hidden characters, so that a reader of the script sees them.
fn visible_identifier(name: &str) -> String {
    let plain = identifier(name);
    if !name.contains(is_escaped) {
        return plain;
    }
    let spelled = |c: char| match c {
        '\\' => r"\\".to_owned(),
        c if is_hidden(c) => format!(r"\+{:06X}", u32::from(c)),
        c => c.to_string(),
    };
    format!("U&{}", plain.chars().map(spelled).collect::<String>())
}

/// A column that refers to managed rows: its table, its name, and the table to which it refers.
type Reference = (&'static str, &'static str, &'static str);

/// Quotes a string as an SQL literal.
pub fn literal(text: &str) -> String {
    if text.contains(is_escaped) {
        return escaped(text);
    }
    format!("'{}'", text.replace('\'', "''"))
}

/// Whether a script must escape a character. Line breaks and tabs stay: they cannot be mistaken for anything else.
fn is_escaped(c: char) -> bool {
    is_hidden(c) && !matches!(c, '\n' | '\t')
}

/// Quotes a string as an SQL literal. Characters that a terminal interprets or does not show are escaped by number.
fn escaped(text: &str) -> String {
    let spelled = |c: char| match c {
        '\'' => "''".to_owned(),
        '\\' => r"\\".to_owned(),
        c if is_escaped(c) => match u32::from(c) {
            number @ ..=0xffff => format!(r"\u{number:04X}"),
            number => format!(r"\U{number:08X}"),
        },
        c => c.to_string(),
    };
    format!("E'{}'", text.chars().map(spelled).collect::<String>())
}

fn header(plan: &Plan) -> String {
    let totals = plan.totals();
    let base = plan.header.last_migration.map_or_else(|| "none".to_owned(), |id| id.to_string());
    let lines = [
        format!("Wares migration {} of the catalog {}", plan.id, plan.header.catalog),
        format!("previous migration: {base}"),
        format!("plan: {}", plan.hash),
        format!(
            "{}, all or nothing: any row that differs from the plan raises an error",
            counted(totals.rows, "row")
        ),
    ];
    // A line break in a name must not end the comment.
    lines.iter().map(|line| format!("-- {}\n", printable(line))).collect::<String>()
        // The literals below are UTF-8, and a plain literal may contain backslashes that escape nothing.
        + "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n"
}

/// Returns the statements that take the lock of apply, and that check the version of the ledger. They also check that
/// no other migration of the catalog was applied since the plan was made.
fn guard(plan: &Plan) -> String {
    let (schema, catalog) = (literal(&plan.header.schema), literal(&plan.header.catalog));
    // NULL before the first migration, which is why the script compares with `IS DISTINCT FROM`.
    let base = plan.header.last_migration.map_or_else(|| "NULL".to_owned(), |id| literal(&id.to_string()));
    let version = plan.header.ledger_version;
    // The first version of the ledger has no column `component`: as JSON, its row merely differs.
    format!(
        "  PERFORM pg_advisory_xact_lock(hashtextextended('wares.apply.' || {schema}, 0));\n  \
         IF NOT EXISTS (SELECT FROM wares.version v WHERE to_jsonb(v) @> '{{\"component\": \"ledger\", \"version\": {version}}}') THEN\n    \
         RAISE EXCEPTION 'this script was made for version {version} of the ledger, but the ledger has another version'; END IF;\n  \
         IF (SELECT id FROM wares.migration WHERE billing_schema = {schema} AND catalog = {catalog} \
         ORDER BY sequence DESC LIMIT 1) IS DISTINCT FROM {base} THEN\n    \
         RAISE EXCEPTION 'another migration of this catalog has been applied since this script was made'; END IF;\n"
    )
}

fn lock_tables(plan: &Plan) -> String {
    plan.table_lock().map(|lock| format!("  {lock};\n")).unwrap_or_default()
}

impl Plan {
    /// Returns the statement that locks the tables to which the plan writes. It uses the lock mode that writing needs
    /// anyway. Once the tables are locked, no one can add a foreign key or a trigger to them. Returns `None` if the
    /// plan writes no rows.
    pub fn table_lock(&self) -> Option<String> {
        // Each table once, in an order that does not depend on the operations.
        let names: BTreeSet<&str> =
            self.operations.iter().map(|operation| operation.table.physical).collect();
        let names = join(names.into_iter().map(|name| qualified(&self.header.schema, name)), ", ");
        (!names.is_empty()).then(|| format!("LOCK TABLE {names} IN ROW EXCLUSIVE MODE"))
    }
}

/// Returns the statements that lock the roots of changing resources, so that no new row can refer to these roots.
fn locks(plan: &Plan) -> String {
    let mut ids: BTreeMap<&str, (&Table, BTreeSet<Id>)> = BTreeMap::new();
    for resource in &plan.resources {
        let entry = ids.entry(resource.root.physical).or_insert((resource.root, BTreeSet::new()));
        entry.1.extend(resource.id);
    }
    // The check of a foreign key takes FOR KEY SHARE, which waits for FOR UPDATE.
    let held = ids.into_values().filter(|(_, ids)| !ids.is_empty());
    // In the order of ids, as in apply, so that two migrations cannot deadlock.
    let locks = held.map(|(table, ids)| {
        let (name, id) = (qualified(&plan.header.schema, table.physical), identifier(table.id.name));
        format!(
            "  PERFORM {id} FROM {name} WHERE {id} IN ({}) ORDER BY {id} FOR UPDATE;\n",
            listed(ids.iter())
        )
    });
    locks.collect()
}

/// Returns the statements that draw the ids of new rows from sequences and put them into the array `wares_ids` by
/// ordinal.
fn draws(plan: &Plan) -> String {
    // `pg_get_serial_sequence` finds the sequence of a serial and of an identity column.
    let draw = |(table, ordinals): (&Table, Vec<u32>)| {
        let name = literal(&qualified(&plan.header.schema, table.physical));
        let ordinals = join(ordinals.iter().map(ToString::to_string), ", ");
        format!(
            "  FOREACH wares_at IN ARRAY ARRAY[{ordinals}] LOOP\n    \
             wares_ids[wares_at] := nextval(pg_get_serial_sequence({name}, {}));\n  END LOOP;\n",
            literal(table.id.name)
        )
    };
    plan.to_draw().into_iter().map(draw).collect()
}

/// Returns the quoted name of a table with its schema.
pub fn qualified(schema: &str, table: &str) -> String {
    format!("{}.{}", identifier(schema), identifier(table))
}

/// Returns the given ids as SQL, separated by commas.
fn listed<'a>(ids: impl Iterator<Item = &'a Id>) -> String {
    join(ids.map(|id| id_literal(*id)), ", ")
}

/// Returns an id as SQL. If the script draws the id, this is an element of `wares_ids`.
fn id_literal(id: Id) -> String {
    match id {
        Id::FromSequence(ordinal) => format!("wares_ids[{ordinal}]"),
        id => literal(&id.to_string()),
    }
}

/// Returns a dollar-quote tag that does not occur in the body.
fn dollar_tag(body: &str, hash: &str) -> String {
    // An endless list, so there is always a tag that the body does not contain.
    let tags = (0..).map(|number| format!("$wares_{}_{number}$", &hash[..hash.len().min(8)]));
    tags.into_iter().find(|tag| !body.contains(tag.as_str())).unwrap_or_default()
}

/// Returns the checks that no row still refers to a soft-deleted root. No foreign key would find such a reference.
fn soft_deletion_checks(schema: &str, plan: &Plan) -> String {
    let checks = plan.deleted.roots.values().flat_map(|(root, ids)| {
        let ids = listed(ids.iter());
        plan.kinds.dependents(root).into_iter().map(move |(table, column)| {
            let name = qualified(schema, table.physical);
            let message = literal(&format!("rows of {} now refer to rows that this script deletes", table.physical));
            format!(
                "  IF EXISTS (SELECT FROM {name} WHERE {} IN ({ids})) THEN RAISE EXCEPTION {message}; END IF;\n",
                identifier(column)
            )
        })
    });
    checks.collect()
}

fn join(parts: impl Iterator<Item = String>, separator: &str) -> String {
    parts.collect::<Vec<_>>().join(separator)
}
