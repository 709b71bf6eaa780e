//! A plan as a script that a database administrator can read and run.

use super::ids::Drawn;
use super::{Entry, Operation, Plan, Record, Target, ledger};
use crate::diff::Action;
use crate::table::{Column, Id, Table, Type, Value, record};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// The migration as SQL. It runs whole or not at all: every row that is not as planned raises an error.
pub fn script(plan: &Plan) -> String {
    let mut body = guard(plan) + &locks(plan) + &draws(plan);
    let references = plan.kinds.references();
    for operation in &plan.operations {
        write_operation(&mut body, plan, operation, &references);
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
        "BEGIN ISOLATION LEVEL READ COMMITTED;\nSET LOCAL row_security = off;\nDO {tag}\nDECLARE\n  wares_key record;\n  wares_held boolean;\n  wares_at integer;\n  wares_ids bigint[] := ARRAY[]::bigint[];\nBEGIN\n{body}END\n{tag};\nCOMMIT;\n"
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
    let mut ids: BTreeMap<&str, (&Table, BTreeSet<Id>)> = BTreeMap::new();
    for resource in &plan.resources {
        let entry = ids.entry(resource.root.physical).or_insert((resource.root, BTreeSet::new()));
        entry.1.extend(resource.id);
    }
    let held = ids.into_values().filter(|(_, ids)| !ids.is_empty());
    let locks = held.map(|(table, ids)| {
        let (name, id) = (qualified(&plan.header.schema, table.physical), identifier(table.id.name));
        format!(
            "  PERFORM {id} FROM {name} WHERE {id} IN ({}) ORDER BY {id} FOR UPDATE;\n",
            listed(ids.iter())
        )
    });
    locks.collect()
}

/// Draws the ids that sequences give.
fn draws(plan: &Plan) -> String {
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

/// A table's name with its schema, in quotes.
fn qualified(schema: &str, table: &str) -> String {
    format!("{}.{}", identifier(schema), identifier(table))
}

/// Ids, separated by commas.
fn listed<'a>(ids: impl Iterator<Item = &'a Id>) -> String {
    join(ids.map(|id| id_literal(*id)), ", ")
}

/// An id as SQL.
fn id_literal(id: Id) -> String {
    match id {
        Id::Drawn(ordinal) => format!("wares_ids[{ordinal}]"),
        id => literal(&id.to_string()),
    }
}

/// A dollar quote that the body does not contain.
fn dollar_tag(body: &str, hash: &str) -> String {
    let tags = (0..).map(|number| format!("$wares_{}_{number}$", &hash[..hash.len().min(8)]));
    tags.into_iter().find(|tag| !body.contains(tag.as_str())).unwrap_or_default()
}

fn write_operation(out: &mut String, plan: &Plan, operation: &Operation, references: &[Reference]) {
    let schema = &plan.header.schema;
    let targets: Vec<Target> = plan.targets(operation, &Drawn::default()).collect();
    if operation.action == Action::Insert {
        let fixed = operation.fixed(&plan.scopes);
        targets.iter().for_each(|target| out.push_str(&absent(schema, operation, &fixed, target)));
        let _ = writeln!(out, "  {};", insert(schema, operation, &fixed, &targets));
        return;
    }
    if operation.action == Action::Delete && !operation.is_soft() {
        out.push_str(&unreferred(schema, operation, &targets));
        out.push_str(&unreferred_by_custom(schema, operation, &targets, references));
    }
    for target in &targets {
        let statement = statement(schema, operation, target);
        let message = literal(&format!("{} {} is not as planned", operation.table.physical, target.id));
        let _ = writeln!(out, "  {statement};\n  IF NOT FOUND THEN RAISE EXCEPTION {message}; END IF;");
    }
}

/// The check that nothing refers to what is deleted. By now the plan's own rows that did are gone or let go of it,
/// so what is left came meanwhile, and a foreign key might take it along.
fn unreferred(schema: &str, operation: &Operation, targets: &[Target]) -> String {
    let ids = literal(&listed(targets.iter().map(|target| &target.id)));
    let table = literal(&qualified(schema, operation.table.physical));
    let id = literal(operation.table.id.name);
    format!(
        "  FOR wares_key IN SELECT k.conrelid::regclass AS name, a.attname AS field FROM pg_constraint k \
         JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] JOIN pg_attribute r ON r.attrelid = k.confrelid AND r.attnum = k.confkey[1] \
         AND r.attname = {id} WHERE k.contype = 'f' \
         AND cardinality(k.conkey) = 1 AND k.confrelid = {table}::regclass LOOP\n    \
         EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE %I IN (%s))', wares_key.name, wares_key.field, {ids}) INTO wares_held;\n    \
         IF wares_held THEN RAISE EXCEPTION 'rows of % came to refer to what is deleted', wares_key.name; END IF;\n  END LOOP;\n"
    )
}

/// The same for references that no foreign key keeps: the table need not exist.
fn unreferred_by_custom(
    schema: &str,
    operation: &Operation,
    targets: &[Target],
    references: &[Reference],
) -> String {
    let ids = listed(targets.iter().map(|target| &target.id));
    let known = references.iter().filter(|(.., target)| *target == operation.table.physical);
    let checks = known.map(|(table, column, _)| {
        let name = qualified(schema, table);
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
    let checks = plan.deleted.roots.values().flat_map(|(root, ids)| {
        let ids = listed(ids.iter());
        plan.kinds.dependents(root).into_iter().map(move |(table, column)| {
            let name = qualified(schema, table.physical);
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
fn absent(schema: &str, operation: &Operation, fixed: &[(&'static str, String)], target: &Target) -> String {
    let table = operation.table;
    let link = operation.link().map(|link| (link, parent(target)));
    let outside = link.into_iter().chain(fixed.iter().cloned());
    let mut conditions: Vec<String> =
        outside.map(|(name, value)| format!("{} IS NOT DISTINCT FROM {value}", identifier(name))).collect();
    let cells = operation.written().zip(&target.after).filter(|(column, _)| table.is_key(column));
    conditions.extend(cells.map(|(column, key)| {
        let (name, key) = (identifier(column.name), value(column, key));
        match column.folded {
            true => format!("lower({name}) IS NOT DISTINCT FROM lower({key})"),
            false => column.kind.same(&name, &key),
        }
    }));
    if conditions.is_empty() {
        return String::new();
    }
    conditions.extend(table.soft_delete.map(|soft| soft.is_live(&identifier(soft.column))));
    let (name, conditions) = (qualified(schema, table.physical), conditions.join(" AND "));
    let message = literal(&format!("a row of {} exists by now: {}", table.physical, target.id));
    format!("  IF EXISTS (SELECT FROM {name} WHERE {conditions}) THEN RAISE EXCEPTION {message}; END IF;\n")
}

fn parent(target: &Target) -> String {
    target.parent.map_or_else(|| "NULL".to_owned(), id_literal)
}

fn insert(
    schema: &str,
    operation: &Operation,
    fixed: &[(&'static str, String)],
    targets: &[Target],
) -> String {
    let stamps = operation.stamps();
    let written = operation.written().map(|column| column.name);
    let names = [operation.table.id.name].into_iter().chain(operation.link());
    let names = names.chain(fixed.iter().map(|(name, _)| *name)).chain(written).chain(stamps.iter().copied());
    let rows = targets.iter().map(|target| {
        let values = std::iter::once(id_literal(target.id)).chain(operation.link().map(|_| parent(target)));
        let values = values.chain(fixed.iter().map(|(_, value)| value.clone()));
        let cells = operation.written().zip(&target.after).map(|(column, cell)| value(column, cell));
        format!(
            "\n    ({})",
            join(values.chain(cells).chain(stamps.iter().map(|_| "now()".to_owned())), ", ")
        )
    });
    format!(
        "INSERT INTO {} ({}){} VALUES{}",
        qualified(schema, operation.table.physical),
        join(names.map(identifier), ", "),
        operation.table.id.sort.overriding(),
        join(rows, ",")
    )
}

/// The statement that changes or deletes one row.
fn statement(schema: &str, operation: &Operation, target: &Target) -> String {
    let name = qualified(schema, operation.table.physical);
    let condition = as_planned(operation, target);
    let stamps = operation.stamps().into_iter().map(|stamp| format!("{} = now()", identifier(stamp)));
    let sets: Vec<String> = match (operation.action, operation.table.soft_delete) {
        (Action::Delete, None) => return format!("DELETE FROM {name} WHERE {condition}"),
        (Action::Delete, Some(soft)) => vec![format!("{} = {}", identifier(soft.column), soft.marked())],
        _ => {
            let images = operation.written().zip(target.before.iter().zip(&target.after));
            let changed = images.filter(|(_, (before, after))| before != after);
            changed
                .map(|(column, (_, after))| format!("{} = {}", identifier(column.name), value(column, after)))
                .collect()
        }
    };
    format!("UPDATE {name} SET {} WHERE {condition}", join(sets.into_iter().chain(stamps), ", "))
}

fn as_planned(operation: &Operation, target: &Target) -> String {
    let id = format!("{} = {}", identifier(operation.table.id.name), id_literal(target.id));
    let cells = operation.written().zip(&target.before);
    let same =
        cells.map(|(column, before)| column.kind.same(&identifier(column.name), &value(column, before)));
    join(std::iter::once(id).chain(same), " AND ")
}

fn write_ledger(out: &mut String, plan: &Plan) {
    let header = &plan.header;
    let (schema, catalog) = (literal(&header.schema), literal(&header.catalog));
    let version = env!("CARGO_PKG_VERSION");
    let _ = writeln!(
        out,
        "  INSERT INTO wares.migration (id, billing_schema, catalog, plan_hash, tool_version, applied_by, header) VALUES \
         ('{}', {schema}, {catalog}, '{}', '{version}', current_user, {});",
        plan.id,
        plan.hash,
        literal(&ledger::header(header).to_string()),
    );
    let renewed = plan.remember.iter().map(|entry| (entry.root, entry.id));
    for (root, id) in plan.forget.iter().copied().chain(renewed).filter(|(_, id)| !id.is_drawn()) {
        let (root, id) = (literal(root.physical), literal(&id.to_string()));
        let _ = writeln!(
            out,
            "  DELETE FROM wares.resource WHERE billing_schema = {schema} AND root_table = {root} AND root_id = {id} \
             AND catalog = {catalog};",
        );
    }
    let drawn = Drawn::marked(&plan.hash);
    for entry in &plan.remember {
        let _ = writeln!(out, "  {};", remember(entry, plan, &drawn));
    }
    for record in plan.records(&drawn) {
        let _ = writeln!(out, "  {};", changed(&record, plan, &drawn));
    }
}

fn changed(record: &Record, plan: &Plan, drawn: &Drawn) -> String {
    format!(
        "INSERT INTO wares.migration_change (migration, sequence, root_table, root_id, kind, key, verb, before, after) VALUES \
         ('{}', {}, {}, {}, {}, {}, '{}', {}, {})",
        plan.id,
        record.sequence,
        literal(record.root.physical),
        record.id.map_or_else(|| "NULL".to_owned(), id_text),
        literal(&record.kind),
        literal(&record.key),
        record.verb,
        with_drawn(&record.before, drawn),
        with_drawn(&record.after, drawn),
    )
}

fn remember(entry: &Entry, plan: &Plan, drawn: &Drawn) -> String {
    let resource = &plan.resources[entry.resource];
    let rows = with_drawn(&plan.recorded(entry, drawn), drawn);
    let mut key = String::new();
    record::key(&mut key, &resource.key);
    format!(
        "INSERT INTO wares.resource (billing_schema, root_table, root_id, kind, key, catalog, file, protect, hash, rows, \
         migration) SELECT {}, {}, {}, {}, {}, {}, {}, {}, encode(sha256(convert_to(r, 'UTF8')), 'hex'), r, '{}' \
         FROM (SELECT {rows}::text AS r) x",
        literal(&plan.header.schema),
        literal(entry.root.physical),
        id_text(entry.id),
        literal(&resource.kind),
        literal(&key) + "::jsonb",
        literal(&entry.catalog),
        literal(&entry.file),
        resource.protect.0,
        plan.id,
    )
}

/// An id as the text that the ledger keeps.
fn id_text(id: Id) -> String {
    match id {
        Id::Drawn(ordinal) => format!("wares_ids[{ordinal}]::text"),
        id => literal(&id.to_string()),
    }
}

/// A text in quotes, with the numbers that are drawn in the place of their markers.
fn with_drawn(text: &str, drawn: &Drawn) -> String {
    let mut pieces = text.split(drawn.marker());
    let mut out = literal(pieces.next().unwrap_or_default());
    for piece in pieces {
        let (ordinal, rest) = piece.split_once(':').unwrap_or((piece, ""));
        let _ = write!(out, " || wares_ids[{ordinal}] || {}", literal(rest));
    }
    out
}

/// A value as SQL.
fn value(column: &Column, value: &Value) -> String {
    match value {
        Value::Bool(_) | Value::Int(_) => value.to_string(),
        Value::Decimal(number) if !matches!(column.kind, Type::Money(_)) => number.to_string(),
        Value::Id(id) => id_literal(*id),
        value => column.kind.encode(value).map_or_else(|| "NULL".to_owned(), |text| literal(&text)),
    }
}

fn join(parts: impl Iterator<Item = String>, separator: &str) -> String {
    parts.collect::<Vec<_>>().join(separator)
}
