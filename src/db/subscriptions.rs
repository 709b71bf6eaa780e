//! Counts subscriptions, and reads the ladders. A ladder defines to which articles subscriptions can move.

use super::error::{During, Error};
use super::read_rows::Reader;
use super::value_conversion::{ArrayParameter, id};
use crate::kinds::{Kinds, Ladders, Subscribers};
use crate::live::{HeldRow, LadderArticle, LiveRow, SubscriptionCounts, SubscriptionQuery, Subscriptions};
use crate::plan::qualified;
use crate::table::{Id, Table, id_of, identifier};
use postgres::Row;
use postgres::types::ToSql;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Counts the subscriptions to the rows in `asked`, and reads the ladders in `asked`.
///
/// The subscriptions in each table are counted by one statement, and no subscription is read. A table that the database
/// does not have counts as empty.
pub fn read(
    reader: &mut Reader<'_, '_>,
    kinds: &Kinds,
    asked: &SubscriptionQuery,
) -> Result<SubscriptionCounts, Error> {
    // A copy, because the articles on the ladders are added to it.
    let (mut held, mut asked) = (SubscriptionCounts::default(), asked.clone());
    let systems = kinds.systems();
    for ladders in systems.iter().flat_map(|system| system.ladders) {
        read_ladders(reader, ladders, &mut asked, &mut held)?;
    }
    // After the ladders, which add articles to count.
    for subscribers in systems.iter().flat_map(|system| system.subscribers) {
        if is_asked(subscribers, &asked) && exists(reader, subscribers)? {
            subscribers.holds.iter().for_each(|(_, table)| held.count(table));
            count(reader, subscribers, &asked, &mut held)?;
        }
    }
    Ok(held)
}

/// Reads the ladders in `asked`, and every other ladder that contains an article whose membership changes. If one
/// ladder no longer offers an exchange, another ladder may still offer it.
///
/// The articles on these ladders are added to `asked`, so that their subscriptions are counted too.
fn read_ladders(
    reader: &mut Reader<'_, '_>,
    ladders: &Ladders,
    asked: &mut SubscriptionQuery,
    held: &mut SubscriptionCounts,
) -> Result<(), Error> {
    let (members, target) = (ladders.members, ladders.target());
    let (Some(link), Some(parent)) = (members.link(), &members.parent) else { return Ok(()) };
    // Without the table there are no ladders to read.
    if reader.tables.is_missing(members) {
        return Ok(());
    }
    let asked_for = |rows: &BTreeMap<&str, BTreeSet<Id>>, table: &Table| {
        rows.get(table.name).cloned().unwrap_or_default()
    };
    let mut ids = asked_for(&asked.ladders, parent.table.table());
    let changed = asked_for(&asked.changed_articles, target);
    ids.extend(some(reader, members, ladders.article_column, &changed)?.iter().filter_map(|row| row.parent));
    let rows = some(reader, members, link, &ids)?;
    let articles = rows.iter().filter_map(|row| id_of(row.get(ladders.article_column)));
    let referred: BTreeSet<Id> = articles.chain(changed).collect();
    for row in some(reader, target, target.id.name, &referred)? {
        asked.rows.entry(target.name).or_default().insert(row.id);
        let exchanged = LadderArticle { key: row.root_key(), is_deleted: row.is_deleted() };
        held.ladder_articles.insert((target.name, row.id), exchanged);
    }
    held.members.extend(rows);
    Ok(())
}

/// Reads the rows that have one of the given ids in a column. Without ids, sends no statement.
fn some(
    reader: &mut Reader<'_, '_>,
    table: &'static Table,
    column: &'static str,
    ids: &BTreeSet<Id>,
) -> Result<Vec<LiveRow>, Error> {
    match ids.is_empty() {
        true => Ok(Vec::new()),
        false => reader.by_ids(table, column, &ids.iter().copied().collect::<Vec<_>>()),
    }
}

/// Whether a table of subscriptions has to be counted for `asked`.
fn is_asked(subscribers: &Subscribers, asked: &SubscriptionQuery) -> bool {
    let ids = |table: &Table| asked.rows.get(table.name);
    subscribers.holds.iter().any(|(_, table)| ids(table).is_some_and(|ids| !ids.is_empty()))
}

/// Whether the database has a table of subscriptions with the required columns. If the table contains parts of
/// subscriptions, the table of the whole subscriptions must exist too.
fn exists(reader: &mut Reader<'_, '_>, subscribers: &Subscribers) -> Result<bool, Error> {
    let columns: Vec<&str> = subscribers.columns().collect();
    let has_whole = match &subscribers.of {
        Some(whole) => has(reader, whole.table, &["id", subscribers.state, whole.renewal_period.0])?,
        None => true,
    };
    Ok(has_whole && has(reader, subscribers.table, &columns)?)
}

/// Whether the database has a table with the given columns.
///
/// # Errors
/// The table exists but lacks one of the columns. If such a table counted as empty, the impact of a plan would be
/// hidden.
fn has(reader: &mut Reader<'_, '_>, table: &str, columns: &[&str]) -> Result<bool, Error> {
    const COLUMNS: &str = "
        SELECT a.attname::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
           AND a.attnum > 0 AND NOT a.attisdropped";
    let what = format!("reading the columns of `{table}`");
    let rows = reader.transaction.query(COLUMNS, &[&reader.schema, &table]).during(&what)?;
    let present: BTreeSet<String> = rows.iter().map(|row| row.get(0)).collect();
    match columns.iter().find(|column| !present.contains(**column)) {
        // No table is not an error: without the system's tables nobody can hold its products.
        _ if present.is_empty() => Ok(false),
        None => Ok(true),
        Some(column) => Err(Error::new(
            format!("`{table}` has no column `{column}`, so the affected subscriptions cannot be counted"),
            "nothing was written; this version of Wares does not support such a billing database: tell the \
             authors of Wares what the column is called in your database",
        )),
    }
}

/// Counts the rows of a table of subscriptions that hold a row in `asked`, and adds the counts to `held`.
fn count(
    reader: &mut Reader<'_, '_>,
    subscribers: &Subscribers,
    asked: &SubscriptionQuery,
    held: &mut SubscriptionCounts,
) -> Result<(), Error> {
    let ids = |table: &Table| ArrayParameter::ids(asked.rows.get(table.name).into_iter().flatten());
    let ids: Vec<ArrayParameter> = subscribers.holds.iter().map(|(_, table)| ids(table)).collect();
    let parameters: Vec<&(dyn ToSql + Sync)> = ids.iter().map(|ids| ids as &(dyn ToSql + Sync)).collect();
    let what = format!("counting `{}`", subscribers.table);
    let statement = statement(subscribers, reader.schema);
    for row in reader.transaction.query(&statement, &parameters).during(&what)? {
        held.add(subscriptions(&row, subscribers, asked, &what)?);
    }
    Ok(())
}

/// Returns the statement that counts subscriptions by the rows that they hold, and by state. Parts of subscriptions are
/// also counted by the row that sets the renewal period. Both are also counted by quantity if the quantity matters.
fn statement(subscribers: &Subscribers, schema: &str) -> String {
    let columns: Vec<String> = subscribers.holds.iter().map(|(column, _)| own(column)).collect();
    let read = subscribers.holds.iter().zip(&columns).map(|((_, table), column)| table.id.sort.read(column));
    let any: Vec<String> =
        columns.iter().enumerate().map(|(at, column)| format!("{column} = ANY(${})", at + 1)).collect();
    let quantity = subscribers.quantity.map_or_else(
        || "count(*)".to_owned(),
        // A subscription without a quantity is for one unit.
        |units| format!("coalesce(sum(coalesce({}, 1)), 0)", own(units)),
    );
    let CountFragments { join, state, renewal_period, count, groups } =
        CountFragments::of(subscribers, schema);
    format!(
        "SELECT {}, {renewal_period}, coalesce({state}::text, ''), {count}, ({quantity})::text FROM {} t{join} WHERE {} GROUP BY {}",
        read.collect::<Vec<_>>().join(", "),
        qualified(schema, subscribers.table),
        // A subscription counts if it holds any of the rows, so it is counted once even if it holds several.
        any.join(" OR "),
        columns.iter().cloned().chain(groups).collect::<Vec<_>>().join(", "),
    )
}

/// Returns the SQL expression for a column of the counted table.
fn own(column: &str) -> String {
    format!("t.{}", identifier(column))
}

/// The SQL fragments that differ between a table of whole subscriptions and a table of parts of subscriptions.
struct CountFragments {
    join: String,
    state: String,
    renewal_period: String,
    count: String,
    groups: Vec<String>,
}

impl CountFragments {
    fn of(subscribers: &Subscribers, schema: &str) -> Self {
        let by_quantity = subscribers.quantity.filter(|_| subscribers.by_quantity).map(own);
        let Some(whole) = &subscribers.of else {
            let state = own(subscribers.state);
            let (renewal_period, count) = ("NULL::uuid".to_owned(), "count(*)".to_owned());
            let groups = std::iter::once(state.clone()).chain(by_quantity).collect();
            return Self { join: String::new(), renewal_period, count, groups, state };
        };
        let (table, link) = (qualified(schema, whole.table), own(whole.link));
        let (column, of) = whole.renewal_period;
        let (state, column) =
            (format!("s.{}", identifier(subscribers.state)), format!("s.{}", identifier(column)));
        Self {
            join: format!(" JOIN {table} s ON s.{} = {link}", identifier("id")),
            renewal_period: of.id.sort.read(&column),
            // A subscription may have several parts in a group, and must be counted once.
            count: format!("count(DISTINCT {link})"),
            groups: [state.clone(), column].into_iter().chain(by_quantity).collect(),
            state,
        }
    }
}

/// Converts a row that the counting statement returned.
fn subscriptions(
    row: &Row,
    subscribers: &Subscribers,
    asked: &SubscriptionQuery,
    what: &str,
) -> Result<Subscriptions, Error> {
    let mut holds: Vec<HeldRow> = Vec::new();
    for (number, (_, table)) in subscribers.holds.iter().enumerate() {
        holds.extend(id(row, number, table.id.sort).during(what)?.map(|id| (table.name, id)));
    }
    let renewal_period = subscribers.of.map(|whole| whole.renewal_period.1);
    let renewal_period = match renewal_period {
        Some(table) => {
            id(row, subscribers.holds.len(), table.id.sort).during(what)?.map(|id| (table.name, id))
        }
        None => None,
    };
    let next = subscribers.holds.len() + 1;
    let state: String = row.try_get(next).during(what)?;
    let count: i64 = row.try_get(next + 1).during(what)?;
    let quantity: String = row.try_get(next + 2).during(what)?;
    let quantity = exact(&quantity, subscribers.table)?;
    // The manifest can add states to those of the billing system (`ended_states`).
    let is_ended = asked.ended.contains(&state) || subscribers.ended.contains(&state.as_str());
    Ok(Subscriptions { holds, state, is_ended, count: count.unsigned_abs(), quantity, renewal_period })
}

/// Parses a sum of quantities. The database returns the sum as text, because a decimal cannot represent every sum. A
/// sum may be `NaN`, or have too many digits.
fn exact(quantity: &str, table: &str) -> Result<Decimal, Error> {
    quantity.parse().map_err(|_| {
        Error::new(
            format!("the quantities in `{table}` add up to {quantity}, which is not a number that Wares can represent"),
            "nothing was written; correct the quantities in the database",
        )
    })
}
