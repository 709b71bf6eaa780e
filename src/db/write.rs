//! Writes the rows of one slice.

use super::copy::{Cell, Fill, fill};
use super::error::{During, Error, Failed};
use crate::diff::Action;
use crate::plan::{Operation, identifier};
use crate::table::Type;
use postgres::Transaction;

/// Writes one slice: its rows go by COPY into a temporary table, and from there by one statement.
pub(super) fn write(
    transaction: &mut Transaction<'_>,
    schema: &str,
    number: usize,
    operation: &Operation,
) -> Result<u64, Failed> {
    let temporary = format!("wares_rows_{number}");
    fill_in(transaction, &temporary, operation)?;
    let statement = statement(schema, &temporary, operation);
    let what = format!("writing `{}`", operation.table.physical);
    let written = transaction.execute(&statement, &[]).during(&what)?;
    let planned = operation.targets.len() as u64;
    match written == planned {
        true => Ok(written),
        // A new row cannot have been changed by others: the database itself did not take it.
        false if operation.action == Action::Insert => Err(Error::new(
            format!("{written} of {planned} new rows of `{}` were taken", operation.table.physical),
            "nothing was kept; a trigger or a rule of the database keeps rows from being inserted",
        )
        .into()),
        false => Err(Failed::Counted(format!(
            "{} of {planned} rows of `{}` were not as planned any more",
            planned - written.min(planned),
            operation.table.physical
        ))),
    }
}

fn fill_in(transaction: &mut Transaction<'_>, temporary: &str, operation: &Operation) -> Result<(), Error> {
    let images: &[&str] = match operation.action {
        Action::Insert => &["new"],
        Action::Update => &["old", "new"],
        Action::Delete => &["old"],
    };
    let kinds: Vec<Fill> = operation.columns.iter().map(|name| kind(operation, name)).collect();
    let names: Vec<(String, Fill)> = images
        .iter()
        .flat_map(|image| {
            operation.columns.iter().zip(&kinds).map(move |(name, kind)| (format!("{image}_{name}"), *kind))
        })
        .collect();
    let columns: Vec<(&str, Fill)> = std::iter::once(("id", Fill::Id))
        .chain(names.iter().map(|(name, kind)| (name.as_str(), *kind)))
        .collect();
    let rows = operation.targets.iter().map(|target| {
        let cells = target.before.iter().zip(&kinds).chain(target.after.iter().zip(&kinds));
        std::iter::once(Cell::Id(Some(target.id)))
            .chain(cells.map(|(value, kind)| kind.cell(value)))
            .collect()
    });
    fill(transaction, temporary, &columns, rows)
}

/// The type of an operation's column: a column of the slice, or a constant, a scope or a link.
fn kind(operation: &Operation, name: &str) -> Fill {
    if let Some(column) = operation.table.columns.iter().find(|column| column.name == name) {
        return Fill::of(column.kind);
    }
    match operation.table.constants.iter().find(|(constant, _)| *constant == name) {
        Some((_, crate::table::Constant::Bool(_))) => Fill::Bool,
        Some(_) => Fill::of(Type::Text),
        None => Fill::Id,
    }
}

fn statement(schema: &str, temporary: &str, operation: &Operation) -> String {
    let table = format!("{}.{}", identifier(schema), identifier(operation.table.physical));
    let each =
        |form: &dyn Fn(&str) -> String| operation.columns.iter().map(|name| form(name)).collect::<Vec<_>>();
    let same = each(&|name| {
        format!("t.{} IS NOT DISTINCT FROM s.{}", identifier(name), identifier(&format!("old_{name}")))
    });
    let stamps = operation.stamps();
    match operation.action {
        Action::Insert => {
            let names = ["id"].iter().chain(&operation.columns).chain(&stamps).map(|name| identifier(name));
            let values = std::iter::once("s.id".to_owned())
                .chain(each(&|name| format!("s.{}", identifier(&format!("new_{name}")))))
                .chain(stamps.iter().map(|_| "now()".to_owned()));
            format!(
                "INSERT INTO {table} ({}) SELECT {} FROM pg_temp.{temporary} s ORDER BY s.id",
                names.collect::<Vec<_>>().join(", "),
                values.collect::<Vec<_>>().join(", ")
            )
        }
        Action::Update => {
            let sets =
                each(&|name| format!("{} = s.{}", identifier(name), identifier(&format!("new_{name}"))));
            let stamps = stamps.iter().map(|name| format!("{} = now()", identifier(name)));
            format!(
                "UPDATE {table} t SET {} FROM pg_temp.{temporary} s WHERE t.id = s.id AND {}",
                sets.into_iter().chain(stamps).collect::<Vec<_>>().join(", "),
                same.join(" AND ")
            )
        }
        Action::Delete => {
            let same = std::iter::once("t.id = s.id".to_owned()).chain(same).collect::<Vec<_>>();
            format!("DELETE FROM {table} t USING pg_temp.{temporary} s WHERE {}", same.join(" AND "))
        }
    }
}
