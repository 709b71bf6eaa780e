//! A plan as a script that a database administrator can read and run.

use super::{Entry, Operation, Plan, Target, ledger, records};
use crate::diff::Action;
use crate::table::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use uuid::Uuid;

/// The migration as SQL. It runs whole or not at all: every row that is not as planned raises an error.
pub fn script(plan: &Plan) -> String {
    let mut body = guard(plan) + &locks(plan);
    let references = plan.kinds.references();
    for operation in &plan.operations {
        write_operation(&mut body, &plan.header.schema, operation, &references);
    }
    body.push_str(&left_alone(&plan.header.schema, plan));
    write_ledger(&mut body, plan);
    let tag = dollar_tag(&body, &plan.hash);
    let mut script = header(plan);
    if plan.is_settled() {
        script.push_str("-- There is nothing to do.\n");
        return script;
    }
    let _ = write!(
        script,
        "BEGIN ISOLATION LEVEL READ COMMITTED;\nSET LOCAL row_security = off;\nDO {tag}\nDECLARE\n  wares_key record;\n  wares_held boolean;\nBEGIN\n{body}END\n{tag};\nCOMMIT;\n"
    );
    for step in plan.by_hand() {
        let _ = writeln!(script, "\n-- By hand, afterwards: {step}.");
    }
    script
}

/// A column that refers to managed rows: table, column, and the table referred to.
type Reference = (&'static str, &'static str, &'static str);

/// An identifier in quotes.
pub fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in quotes.
pub fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn header(plan: &Plan) -> String {
    let totals = plan.totals();
    let base = plan.header.base.map_or_else(|| "none".to_owned(), |id| id.to_string());
    let lines = [
        format!("Wares migration {} of the catalog {}", plan.id, plan.header.catalog),
        format!("follows migration {base}"),
        format!("plan {}", plan.hash),
        format!("{} rows; whole or not at all: a row that is not as planned raises an error", totals.rows),
    ];
    // A line break in a name must not end the comment.
    lines.iter().map(|line| format!("-- {}\n", line.replace(['\n', '\r'], " "))).collect::<String>()
        + "SET client_encoding = 'UTF8';\nSET standard_conforming_strings = on;\n"
}

/// The lock of apply, and the check that no other migration of the catalog was applied since the plan was made.
fn guard(plan: &Plan) -> String {
    let (schema, catalog) = (literal(&plan.header.schema), literal(&plan.header.catalog));
    let base = plan.header.base.map_or_else(|| "NULL".to_owned(), |id| literal(&id.to_string()));
    let version = plan.header.ledger;
    format!(
        "  PERFORM pg_advisory_xact_lock(hashtextextended('wares.apply.' || {schema}, 0));\n  \
         IF NOT EXISTS (SELECT FROM wares.version v WHERE to_jsonb(v) @> '{{\"component\": \"ledger\", \"version\": {version}}}') THEN\n    \
         RAISE EXCEPTION 'the ledger is not of version {version}, for which this script was made'; END IF;\n  \
         IF (SELECT id FROM wares.migration WHERE billing_schema = {schema} AND catalog = {catalog} \
         ORDER BY sequence DESC LIMIT 1) IS DISTINCT FROM {base} THEN\n    \
         RAISE EXCEPTION 'another migration of this catalog was applied since this script was made'; END IF;\n"
    )
}

/// The locks of apply on the roots that change, against what would come to refer to them.
fn locks(plan: &Plan) -> String {
    let mut ids: BTreeMap<&str, BTreeSet<Uuid>> = BTreeMap::new();
    for resource in &plan.resources {
        ids.entry(resource.root.physical).or_default().extend(resource.id);
    }
    let held = ids.into_iter().filter(|(_, ids)| !ids.is_empty());
    let locks = held.map(|(table, ids)| {
        let table = format!("{}.{}", identifier(&plan.header.schema), identifier(table));
        let ids = join(ids.iter().map(|id| literal(&id.to_string())), ", ");
        format!("  PERFORM id FROM {table} WHERE id IN ({ids}) ORDER BY id FOR UPDATE;\n")
    });
    locks.collect()
}

/// A dollar quote that the body does not contain.
fn dollar_tag(body: &str, hash: &str) -> String {
    let tags = (0..).map(|number| format!("$wares_{}_{number}$", &hash[..hash.len().min(8)]));
    tags.into_iter().find(|tag| !body.contains(tag.as_str())).unwrap_or_default()
}

fn write_operation(out: &mut String, schema: &str, operation: &Operation, references: &[Reference]) {
    let table = format!("{}.{}", identifier(schema), identifier(operation.table.physical));
    if operation.action == Action::Insert {
        operation.targets.iter().for_each(|target| out.push_str(&absent(&table, operation, target)));
        let _ = writeln!(out, "  {};", insert(&table, operation));
        return;
    }
    if operation.action == Action::Delete {
        out.push_str(&unreferred(schema, operation));
        out.push_str(&unreferred_by_custom(schema, operation, references));
    }
    for target in &operation.targets {
        let statement = match operation.action {
            Action::Delete => delete(&table, operation, target),
            _ => update(&table, operation, target),
        };
        let message = literal(&format!("{} {} is not as planned", operation.table.physical, target.id));
        let _ = writeln!(out, "  {statement};\n  IF NOT FOUND THEN RAISE EXCEPTION {message}; END IF;");
    }
}

/// The check that nothing refers to what is deleted. By now the plan's own rows that did are gone or let go of it,
/// so what is left came meanwhile, and a foreign key might take it along.
fn unreferred(schema: &str, operation: &Operation) -> String {
    let ids = join(operation.targets.iter().map(|target| literal(&target.id.to_string())), ", ");
    let table = literal(&format!("{}.{}", identifier(schema), identifier(operation.table.physical)));
    format!(
        "  FOR wares_key IN SELECT k.conrelid::regclass AS name, a.attname AS field FROM pg_constraint k \
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] JOIN pg_attribute r ON r.attrelid = k.confrelid AND r.attnum = k.confkey[1] \
         AND r.attname = 'id' WHERE k.contype = 'f' \
         AND cardinality(k.conkey) = 1 AND k.confrelid = {table}::regclass LOOP\n    \
         EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %I = ANY ($1))', wares_key.name, wares_key.field) INTO wares_held \
         USING ARRAY[{ids}]::uuid[];\n    \
         IF wares_held THEN RAISE EXCEPTION 'rows of % came to refer to what is deleted', wares_key.name; END IF;\n  END LOOP;\n"
    )
}

/// The same for references that no foreign key keeps: the table need not exist.
fn unreferred_by_custom(schema: &str, operation: &Operation, references: &[Reference]) -> String {
    let ids = join(operation.targets.iter().map(|target| literal(&target.id.to_string())), ", ");
    let known = references.iter().filter(|(.., target)| *target == operation.table.physical);
    let checks = known.map(|(table, column, _)| {
        let name = format!("{}.{}", identifier(schema), identifier(table));
        let message = literal(&format!("rows of {table} refer to what is deleted"));
        format!(
            "  IF to_regclass({}) IS NOT NULL THEN\n    IF EXISTS (SELECT FROM {name} WHERE {} IN ({ids})) THEN \
             RAISE EXCEPTION {message}; END IF;\n  END IF;\n",
            literal(&name),
            identifier(column)
        )
    });
    checks.collect()
}

/// The check that no row of another resource refers to what is deleted softly.
fn left_alone(schema: &str, plan: &Plan) -> String {
    let deleted = plan.deleted.roots.values().filter_map(|(root, ids)| Some(((*root)?, ids)));
    let checks = deleted.flat_map(|(root, ids)| {
        let ids = join(ids.iter().map(|id| literal(&id.to_string())), ", ");
        plan.kinds.dependents(root).into_iter().map(move |(table, column)| {
            let name = format!("{}.{}", identifier(schema), identifier(table.physical));
            let message = literal(&format!("rows of {} came to refer to what is deleted", table.physical));
            format!(
                "  IF EXISTS (SELECT FROM {name} WHERE {} IN ({ids})) THEN RAISE EXCEPTION {message}; END IF;\n",
                identifier(column)
            )
        })
    });
    checks.collect()
}

/// The check that the place of a new row is still free: no row has its parent, its constants and its key.
fn absent(table: &str, operation: &Operation, target: &Target) -> String {
    let values = operation.columns.iter().zip(&target.after);
    let is_own = |name: &str| operation.table.columns.iter().any(|column| column.name == name);
    let place = values.filter(|(name, _)| operation.table.key.contains(name) || !is_own(name));
    let mut conditions: Vec<String> = place
        .map(|(name, key)| {
            let is_folded =
                operation.table.columns.iter().any(|column| column.name == *name && column.folded);
            let (name, key) = (identifier(name), value(key));
            match is_folded {
                true => format!("lower({name}) IS NOT DISTINCT FROM lower({key})"),
                false => format!("{name} IS NOT DISTINCT FROM {key}"),
            }
        })
        .collect();
    if conditions.is_empty() {
        return String::new();
    }
    conditions.extend(operation.table.soft_delete().map(|column| format!("NOT {}", identifier(column.name))));
    let conditions = conditions.join(" AND ");
    let message = literal(&format!("a row of {} exists by now: {}", operation.table.physical, target.id));
    format!("  IF EXISTS (SELECT FROM {table} WHERE {conditions}) THEN RAISE EXCEPTION {message}; END IF;\n")
}

fn insert(table: &str, operation: &Operation) -> String {
    let stamps = operation.stamps();
    let names = ["id"].iter().chain(&operation.columns).chain(&stamps).map(|name| identifier(name));
    let rows = operation.targets.iter().map(|target| {
        let values = std::iter::once(literal(&target.id.to_string()))
            .chain(target.after.iter().map(value))
            .chain(stamps.iter().map(|_| "now()".to_owned()));
        format!("\n    ({})", join(values, ", "))
    });
    format!("INSERT INTO {table} ({}) VALUES{}", join(names, ", "), join(rows, ","))
}

fn update(table: &str, operation: &Operation, target: &Target) -> String {
    let images = operation.columns.iter().zip(target.before.iter().zip(&target.after));
    let changed = images.filter(|(_, (before, after))| before != after);
    let sets = changed.map(|(name, (_, after))| format!("{} = {}", identifier(name), value(after)));
    let stamps = operation.stamps().into_iter().map(|name| format!("{} = now()", identifier(name)));
    format!("UPDATE {table} SET {} WHERE {}", join(sets.chain(stamps), ", "), as_planned(operation, target))
}

fn delete(table: &str, operation: &Operation, target: &Target) -> String {
    format!("DELETE FROM {table} WHERE {}", as_planned(operation, target))
}

fn as_planned(operation: &Operation, target: &Target) -> String {
    let id = format!("id = {}", literal(&target.id.to_string()));
    let columns = operation.columns.iter().zip(&target.before);
    let same =
        columns.map(|(name, before)| format!("{} IS NOT DISTINCT FROM {}", identifier(name), value(before)));
    join(std::iter::once(id).chain(same), " AND ")
}

fn write_ledger(out: &mut String, plan: &Plan) {
    let header = &plan.header;
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(
        out,
        "  INSERT INTO wares.migration (id, billing_schema, catalog, plan_hash, tool_version, applied_by, header) VALUES \
         ('{}', {}, {}, '{}', '{version}', current_user, {});",
        plan.id,
        literal(&header.schema),
        literal(&header.catalog),
        plan.hash,
        literal(&ledger::header(header).to_string()),
    );
    let renewed = plan.remember.iter().map(|entry| (entry.root, entry.id));
    for (root, id) in plan.forget.iter().copied().chain(renewed) {
        let _ = writeln!(
            out,
            "  DELETE FROM wares.resource WHERE billing_schema = {} AND root_table = '{root}' AND root_id = '{id}' \
             AND catalog = {};",
            literal(&header.schema),
            literal(&header.catalog),
        );
    }
    for entry in &plan.remember {
        let _ = writeln!(out, "  {};", remember(entry, plan));
    }
    for record in records(plan) {
        let _ = writeln!(out, "  {};", record.insert(plan.id));
    }
}

fn remember(entry: &Entry, plan: &Plan) -> String {
    format!(
        "INSERT INTO wares.resource (billing_schema, root_table, root_id, kind, key, catalog, file, protect, hash, rows, \
         migration) VALUES ({}, '{}', '{}', '{}', {}, {}, {}, {}, '{}', {}, '{}')",
        literal(&plan.header.schema),
        entry.root,
        entry.id,
        entry.kind,
        literal(&entry.key.to_string()),
        literal(&entry.catalog),
        literal(&entry.file),
        entry.protect,
        entry.hash,
        literal(&entry.rows),
        plan.id,
    )
}

fn value(value: &Value) -> String {
    match value {
        Value::Null | Value::Key(_) => "NULL".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Decimal(value) => value.to_string(),
        Value::Text(text) => literal(text),
        Value::Id(id) => literal(&id.to_string()),
    }
}

fn join(parts: impl Iterator<Item = String>, separator: &str) -> String {
    parts.collect::<Vec<_>>().join(separator)
}
