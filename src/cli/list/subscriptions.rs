//! Counts, for each resource in the files, the subscriptions in the database.

use crate::catalog::{Desired, Sound};
use crate::cli::command_error::CommandError;
use crate::db::Database;
use crate::diagnostic::DocumentId;
use crate::live::{HeldRow, Live, SubscriptionCounts, SubscriptionQuery};
use crate::table::{Key, Table};
use std::collections::{BTreeMap, HashMap};

/// The number of subscriptions in each state. The states have the names that the database uses.
pub type States = BTreeMap<String, u64>;

/// The numbers of subscriptions to resources. Each resource is identified by its document.
#[derive(Default)]
pub struct Subscriptions(HashMap<DocumentId, States>);

impl Subscriptions {
    /// Returns the numbers of subscriptions to a resource. `None` if they were not counted: the resource or the table
    /// of its subscriptions does not exist in the database, or no one can subscribe to the resource.
    pub fn of(&self, document: DocumentId) -> Option<&States> {
        self.0.get(&document)
    }

    /// Counts the subscriptions. The rows and the subscriptions are read in one session, so that all numbers are from
    /// the same state of the database.
    pub fn count(database: &mut Database, sound: Sound<'_>) -> Result<Self, CommandError> {
        let (catalog, desired) = (sound.catalog(), sound.lower());
        let (manifest, kinds) = (catalog.manifest(), catalog.kinds());
        // One session, so that the rows and the counts come from the same state of the database.
        let mut session = database.session(manifest, kinds)?;
        let live = session.live(&desired, false)?;
        let rows = rows(&desired, &live, &kinds.held());
        let ended = manifest.database.ended_states.iter().map(ToString::to_string).collect();
        // Subscriptions are counted by the rows that they refer to, so only rows that exist can be asked about.
        let mut asked = SubscriptionQuery { ended, ..SubscriptionQuery::default() };
        for (_, (table, id)) in &rows {
            asked.rows.entry(table).or_default().insert(*id);
        }
        let held = session.held(&asked)?;
        // If the database has no table of subscriptions, their number is unknown and not 0.
        // Checked for each table: one system may record subscriptions while another one's table is missing.
        let is_counted = |(_, (table, _)): &(DocumentId, HeldRow)| {
            kinds.held().iter().any(|held_by| held_by.name == *table && held.is_counted(held_by))
        };
        Ok(Self(rows.into_iter().filter(is_counted).map(|(of, row)| (of, states(&held, row))).collect()))
    }
}

/// Returns the live rows of the resources that customers can subscribe to.
fn rows(desired: &Desired<'_>, live: &Live, held: &[&'static Table]) -> Vec<(DocumentId, HeldRow)> {
    // A deleted article keeps its row, and the one that replaced it may have the same key.
    let roots = live.rows.iter().filter(|row| row.parent.is_none() && !row.is_deleted());
    let ids: HashMap<(&str, Key), HeldRow> =
        roots.map(|row| ((row.table.name, row.root_key()), (row.table.name, row.id))).collect();
    let named = desired.resources.iter().filter(|it| held.contains(&it.kind.root()));
    named.filter_map(|it| Some((it.document, *ids.get(&(it.kind.root().name, it.key.clone()))?))).collect()
}

/// Returns the number of subscriptions to a row in each state.
fn states(held: &SubscriptionCounts, row: HeldRow) -> States {
    let mut states = States::new();
    for subscriptions in held.of([&row]) {
        let count = states.entry(subscriptions.state.clone()).or_default();
        // Saturating, since the counts come from a database and their sum must not panic.
        *count = count.saturating_add(subscriptions.count);
    }
    states
}
