//! What nobody can subscribe to and stays as it is: that somebody has it all the same is wrong whatever else changes.

use super::sold;
use crate::catalog::Desired;
use crate::diagnostic::{Diagnostic, DocumentId};
use crate::diff::{Changes, Verb};
use crate::kinds::Impact;
use crate::live::{Asked, Held};
use crate::plan::impact::by_state;
use crate::table::{Id, Key, Lifecycle, Table, Value};
use std::collections::BTreeSet;

/// A resource of the files to which nobody can subscribe, and that does not change.
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

/// The resources to which nobody can subscribe, and that do not change. Who has them is asked too.
pub fn drafts(desired: &Desired<'_>, changes: &Changes, asked: &mut Asked) -> Vec<Draft> {
    let changing = changes.resources.iter().filter(|resource| resource.verb != Verb::Refresh);
    let changing: BTreeSet<(&str, &Key)> = changing.map(|it| (it.root.name, &it.key)).collect();
    let mut drafts = Vec::new();
    for resource in &desired.resources {
        let root = resource.kind.root();
        let Some(cycle) = root.lifecycle.filter(|cycle| !cycle.unsold.is_empty()) else { continue };
        let id = changes.roots.get(&(root.name, resource.key.clone()));
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
    /// That somebody has it, if somebody has.
    pub fn sold(&self, held: &Held) -> Option<Diagnostic> {
        let rows = BTreeSet::from([(self.root.name, self.id)]);
        let live = held.live(&rows).subscriptions;
        let impact = Impact { live, by_state: by_state(held, &rows), ..Impact::default() };
        let place = self.document.root().child(self.root.column(self.cycle.column).words);
        let name = format!("{} `{}`", self.kind, self.key);
        (live > 0).then(|| sold(&name, (self.root, self.cycle), self.status, &impact, place))
    }
}
