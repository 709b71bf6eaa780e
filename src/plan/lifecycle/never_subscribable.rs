//! Checks the drafts that the plan does not change. A draft that has subscriptions is an error, whatever else the plan
//! changes.

use super::sold;
use crate::catalog::Desired;
use crate::diagnostic::{Diagnostic, DocumentId};
use crate::diff::{Changes, Verb};
use crate::kinds::Impact;
use crate::live::{SubscriptionCounts, SubscriptionQuery};
use crate::plan::impact::by_state;
use crate::table::{Id, Key, Lifecycle, Table, Value};
use std::collections::BTreeSet;

/// A resource in the files that the plan does not change, and whose status allows no one to subscribe.
#[derive(Debug)]
pub struct Draft {
    kind: String,
    key: Key,
    root: &'static Table,
    id: Id,
    document: DocumentId,
    cycle: &'static Lifecycle,
    status: i64,
}

/// Returns the drafts that the plan does not change. Adds them to `asked`, so that their subscriptions are counted too.
pub fn drafts(desired: &Desired<'_>, changes: &Changes, asked: &mut SubscriptionQuery) -> Vec<Draft> {
    // A refresh only updates the ledger, so its resource does not change.
    let changing = changes.resources.iter().filter(|resource| resource.verb != Verb::Refresh);
    let changing: BTreeSet<(&str, &Key)> = changing.map(|it| (it.root.name, &it.key)).collect();
    let mut drafts = Vec::new();
    for resource in &desired.resources {
        let root = resource.kind.root();
        let Some(cycle) = root.lifecycle.filter(|cycle| !cycle.unsold.is_empty()) else { continue };
        let id = changes.roots.get(&(root.name, resource.key.clone()));
        // No one has a new draft, and one that changes is checked with its change.
        let Some(id) = id.filter(|_| !changing.contains(&(root.name, &resource.key))) else { continue };
        let rows = desired.rows(resource);
        let status = rows.get(root, &resource.key).and_then(|row| row.get(cycle.column)).cloned();
        let Some(Value::Int(status)) = status.filter(|status| is_unsold(cycle.unsold, status)) else {
            continue;
        };
        asked.rows.entry(root.name).or_default().insert(*id);
        drafts.push(Draft {
            kind: resource.kind.name().to_owned(),
            key: resource.key.clone(),
            root,
            id: *id,
            document: resource.document,
            cycle,
            status,
        });
    }
    drafts
}

fn is_unsold(unsold: &[i64], status: &Value) -> bool {
    unsold.iter().any(|known| *status == Value::Int(*known))
}

impl Draft {
    /// Reports the draft if it has live subscriptions.
    pub fn sold(&self, held: &SubscriptionCounts) -> Option<Diagnostic> {
        let rows = BTreeSet::from([(self.root.name, self.id)]);
        let live = held.live(&rows).subscriptions;
        let impact = Impact { live, by_state: by_state(held, &rows), ..Impact::default() };
        let place = self.document.root().child(self.root.column(self.cycle.column).words);
        let name = format!("{} `{}`", self.kind, self.key);
        (live > 0).then(|| sold(&name, (self.root, self.cycle), self.status, &impact, place))
    }
}
