//! Reads all live roots in batches, so that the memory use does not grow with the database.

use super::error::{During, Error};
use super::read_ledger;
use super::read_rows::Reader;
use super::session::Session;
use super::value_conversion::{Interner, live_row};
use crate::live::{Live, LiveRow};
use crate::table::{Column, Id, IdSort, Key, Table, Tables, Wire, identifier};
use postgres::fallible_iterator::FallibleIterator;
use postgres::{Portal, Transaction};
use std::collections::HashMap;

/// Reads the live roots of all root tables in batches.
///
/// A batch contains roots, the rows that show the kinds of these roots, and the ledger entries for these roots. Roots
/// with the same key are always in the same batch.
pub struct Batches<'s, 't> {
    session: &'s mut Session<'t>,
    /// The tables whose rows show which kind a root has.
    evidence: Tables,
    /// The tables whose rows distinguish between several roots with the same key.
    marks: Tables,
    /// The root tables that are still to be read.
    waiting: Vec<&'static Table>,
    current: Option<Cursor>,
    size: usize,
    has_ledger: bool,
}

/// A root table that is being read in the order of natural keys.
struct Cursor {
    table: &'static Table,
    portal: Portal,
    /// The number of rows to fetch at once; 0 means all.
    size: i32,
    /// Live roots that have been read but are not part of a batch yet.
    held: Vec<LiveRow>,
    is_done: bool,
}

impl<'t> Session<'t> {
    /// Starts to read all live roots, in batches of about `size` roots.
    pub fn batches(&mut self, size: usize) -> Result<Batches<'_, 't>, Error> {
        // Asked once, because it cannot change within the transaction.
        let has_ledger = self.has_ledger()?;
        let kinds = self.kinds.clone();
        let evidence: Vec<&'static Table> =
            kinds.iter().flat_map(|kind| kind.evidence().iter().copied()).collect();
        let evidence = self.tables.only(&evidence);
        // Rows that are read as evidence need not be read twice.
        let is_mark = |table: &&'static Table| table.marks_root && !evidence.managed().contains(table);
        let marks: Vec<&'static Table> = self.tables.managed().iter().copied().filter(is_mark).collect();
        let (marks, waiting) = (self.tables.only(&marks), self.tables.roots().collect());
        Ok(Batches { session: self, evidence, marks, waiting, current: None, size, has_ledger })
    }
}

impl Batches<'_, '_> {
    /// Returns the next batch; `None` after the last one.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn next_batch(&mut self) -> Result<Option<Live>, Error> {
        loop {
            let mut cursor = match (self.current.take(), self.waiting.pop()) {
                (Some(current), next) => {
                    // The table that was just taken has to wait until the current one is finished.
                    self.waiting.extend(next);
                    current
                }
                (None, Some(next)) => self.open(next)?,
                (None, None) => return Ok(None),
            };
            let (table, roots) = (cursor.table, cursor.next(&mut self.session.transaction)?);
            self.current = Some(cursor).filter(|cursor| !cursor.is_done);
            // The last fetch of a table may bring only deleted rows, and an empty batch would be useless.
            if !roots.is_empty() {
                return self.live(table, roots).map(Some);
            }
        }
    }

    /// Starts to read the roots of a table.
    fn open(&mut self, table: &'static Table) -> Result<Cursor, Error> {
        let key: Vec<&Column> = table.key.iter().map(|column| table.column(column)).collect();
        let order: Vec<String> = key.iter().map(|column| order(column)).collect();
        let select =
            format!("{} ORDER BY {}", reader(self.session, &self.evidence).every(table), order.join(", "));
        // A portal can be read in parts, with other statements in between.
        let portal = self.session.transaction.bind(&select, &[]).during(&reading(table))?;
        // If the database may order equal keys apart, all roots of the table are one batch.
        let is_grouped = key.iter().all(|column| column.kind.is_read_as_compared());
        let size = if is_grouped { i32::try_from(self.size).unwrap_or(i32::MAX).max(1) } else { 0 };
        Ok(Cursor { table, portal, size, held: Vec::new(), is_done: false })
    }

    /// Builds a batch from roots of a table. Reads the evidence, the marks and the ledger entries of these roots.
    fn live(&mut self, table: &'static Table, roots: Vec<LiveRow>) -> Result<Live, Error> {
        let Self { session, evidence, marks, has_ledger, .. } = self;
        let mut below = Vec::new();
        reader(session, evidence).below(&roots, |row| below.push(row))?;
        // Only roots with the same key have to be told apart.
        reader(session, marks).below(&twins(&roots), |row| below.push(row))?;
        let ids: Vec<Id> = roots.iter().map(|row| row.id).collect();
        let ledger = match has_ledger {
            true => {
                read_ledger::of_roots(&mut session.transaction, &session.schema, table, &ids, &session.kinds)?
            }
            false => Vec::new(),
        };
        let rows = roots.into_iter().chain(below).collect();
        Ok(Live { rows, lookups: session.lookups.clone(), ledger, ..Live::default() })
    }
}

impl Cursor {
    /// Returns the next live roots of the table. The result is empty if only deleted rows were left.
    fn next(&mut self, transaction: &mut Transaction<'_>) -> Result<Vec<LiveRow>, Error> {
        loop {
            self.fetch(transaction)?;
            if self.is_done {
                return Ok(std::mem::take(&mut self.held));
            }
            if let Some(length) = self.settled() {
                let open = self.held.split_off(length);
                return Ok(std::mem::replace(&mut self.held, open));
            }
        }
    }

    /// Fetches more roots from the database into `held`.
    fn fetch(&mut self, transaction: &mut Transaction<'_>) -> Result<(), Error> {
        let what = reading(self.table);
        let mut rows = transaction.query_portal_raw(&self.portal, self.size).during(&what)?;
        // A new interner for each fetch, because a common one would grow with the database.
        let (mut interner, mut count) = (Interner::default(), 0_i64);
        while let Some(row) = rows.next().during(&what)? {
            let row = live_row(self.table, &row, &mut interner)?;
            self.held.extend(Some(row).filter(|row| !row.is_deleted()));
            count += 1;
        }
        // Deleted rows count too: only a fetch that is not full shows the end.
        self.is_done = self.size == 0 || count < i64::from(self.size);
        Ok(())
    }

    /// Returns how many of the held roots can be put into a batch. Roots with the same key as the last root have to
    /// wait, because more of them may follow. `None` if all roots have to wait.
    fn settled(&self) -> Option<usize> {
        let (first, last) = (self.held.first()?.root_key(), self.held.last()?.root_key());
        let is_other = |row: &LiveRow| row.root_key() != last;
        // The roots are sorted by key, so this saves the search if all have the same one.
        if first == last { None } else { self.held.iter().rposition(is_other).map(|before| before + 1) }
    }
}

/// Returns a reader of the given tables.
fn reader<'r, 't>(session: &'r mut Session<'t>, tables: &'r Tables) -> Reader<'r, 't> {
    let Session { transaction, schema, scopes, .. } = session;
    Reader { transaction, schema, tables, scopes }
}

/// Returns the roots that share their key with another root.
fn twins(roots: &[LiveRow]) -> Vec<LiveRow> {
    let mut counts: HashMap<Key, usize> = HashMap::new();
    roots.iter().for_each(|row| *counts.entry(row.root_key()).or_default() += 1);
    roots.iter().filter(|row| counts.get(&row.root_key()).is_some_and(|count| *count > 1)).cloned().collect()
}

/// Returns the SQL expression to sort by, so that rows with equal values in a column follow one another.
///
/// Strings are compared byte by byte. A collation may treat different strings as equal, and so interleave the rows with
/// these strings.
fn order(column: &Column) -> String {
    let read = column.kind.read(&identifier(column.name));
    match column.kind.wire() {
        Wire::Text | Wire::Id(IdSort::Ulid | IdSort::Text) => format!("({read}) COLLATE \"C\" NULLS FIRST"),
        _ => format!("{read} NULLS FIRST"),
    }
}

/// Describes the current operation, for messages.
fn reading(table: &Table) -> String {
    format!("reading `{}`", table.physical)
}
