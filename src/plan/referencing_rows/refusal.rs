//! Refusals to delete rows to which others refer, and to change values to which others refer.

use crate::diagnostic::{Code, counted};
use crate::diff::{Action, Changes, Note, Refusal, RowChange, Verb};
use crate::kinds::Kinds;
use crate::live::Stored;
use crate::table::Id;
use std::collections::BTreeSet;

/// A detail or an enumeration value that subscriptions hold would be deleted.
pub const SOLD: Code = Code::error(
    "B22",
    "sold-detail",
    "held by subscriptions",
    "A detail or an enumeration value would be deleted although subscriptions still refer to it.",
    include_str!("../codes/B22.md"),
);

/// Rows of one table that refer to a row that is deleted, or to a value in it that changes.
#[derive(Clone, Debug)]
pub struct Referrer {
    /// The table of the row that they refer to.
    pub target: String,
    /// The id of the row that they refer to.
    pub id: Id,
    /// The table of the rows that refer.
    pub table: String,
    /// The columns by which they refer.
    pub columns: Vec<String>,
    /// The foreign key, if there is one.
    pub constraint: Option<String>,
    /// The values that change if the row is not deleted.
    pub change: Option<Rewrite>,
    /// The number of rows that refer.
    pub count: i64,
}

/// A change of values to which rows refer by a foreign key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The columns to which they refer.
    pub columns: Vec<String>,
    /// The action of the foreign key, as after `ON UPDATE` in SQL.
    pub action: &'static str,
}

/// Adds a refusal for each referrer.
pub fn refuse(changes: &mut Changes, referrers: &[Referrer], kinds: &Kinds) {
    let systems = kinds.systems();
    let subscriptions: BTreeSet<&str> =
        systems.iter().flat_map(|it| it.subscribers).map(|it| it.table).collect();
    // Subscriptions of products and service plans are left to the lifecycle check, which runs once they are counted.
    let ending = ending(changes);
    let is_left_to_lifecycle = |it: &Referrer| {
        subscriptions.contains(it.table.as_str()) && ending.contains(&(it.target.as_str(), it.id))
    };
    let others = referrers.iter().filter(|referrer| !is_left_to_lifecycle(referrer));
    let refusals: Vec<Refusal> = others.map(|referrer| refusal(changes, referrer, kinds)).collect();
    changes.problems.refusals.extend(refusals);
}

/// The deleted roots that have a lifecycle, by physical table and id.
fn ending(changes: &Changes) -> BTreeSet<(&'static str, Id)> {
    let deleted =
        changes.resources.iter().filter(|it| it.verb == Verb::Delete && it.root.lifecycle.is_some());
    deleted.filter_map(|it| Some((it.root.physical, it.id?))).collect()
}

/// The refusal for one referrer: the first of several explanations that applies.
fn refusal(changes: &Changes, referrer: &Referrer, kinds: &Kinds) -> Refusal {
    let name = named(changes, referrer);
    let is_held = kinds.systems().iter().flat_map(|it| it.subscribers).any(|it| it.table == referrer.table);
    // First: no file names a duplicate, so putting it back in the files would not help.
    if let Some(kept) = kept(changes, referrer) {
        return duplicate_in_use(&name, referrer, kept);
    }
    if let Some(Rewrite { columns, action }) = &referrer.change {
        return rewritten(&name, referrer, columns, action);
    }
    match instead(changes, referrer) {
        Some(instead) if is_held => sold(&name, referrer, instead),
        _ if !is_held && is_own(referrer, kinds) => held_by_own_table(&name, referrer),
        _ => held(&name, referrer),
    }
}

/// Whether the referring table is one that Wares itself added to the billing system.
fn is_own(referrer: &Referrer, kinds: &Kinds) -> bool {
    kinds.tables().managed().iter().any(|table| table.own && table.physical == referrer.table)
}

/// The refusal if rows of Wares' own tables refer to the row. The plan would have deleted these too if the catalog
/// managed them.
fn held_by_own_table(name: &str, referrer: &Referrer) -> Refusal {
    Refusal::new(
        format!("{name} cannot be deleted: {}", referrer.referring()),
        "put it back in the files: those rows belong to resources that this catalog does not own, or to deleted ones whose \
         rows are kept because subscriptions need them to renew",
    )
}

/// The refusal if subscriptions refer to the row, and it can be disabled instead.
fn sold(name: &str, referrer: &Referrer, instead: &str) -> Refusal {
    Refusal {
        code: Some(SOLD.as_str()),
        message: format!("{name} cannot be deleted: {}", referrer.referring()),
        help: format!("put it back in the files, and disable it with `{instead}`"),
    }
}

/// The refusal if the row exists twice, and other rows refer to the duplicate that would be deleted.
fn duplicate_in_use(name: &str, referrer: &Referrer, kept: Id) -> Refusal {
    let Referrer { id, table, .. } = referrer;
    Refusal {
        code: None,
        message: format!(
            "{name} exists twice, and row {id}, which would be deleted, is in use: {}",
            referrer.referring()
        ),
        help: format!(
            "change those rows of `{table}` to refer to row {kept}, which is kept, then plan again"
        ),
    }
}

/// The refusal if any other rows refer to the row.
fn held(name: &str, referrer: &Referrer) -> Refusal {
    Refusal {
        code: None,
        message: format!("{name} cannot be deleted: {}", referrer.referring()),
        help: format!(
            "put it back in the files, or change those rows of `{}` to refer to something else first",
            referrer.table
        ),
    }
}

/// The refusal if rows refer to values that change.
fn rewritten(name: &str, referrer: &Referrer, columns: &[String], action: &str) -> Refusal {
    Refusal {
        code: None,
        message: format!(
            "{} of {name} cannot be changed: {} (ON UPDATE {action})",
            quoted(columns),
            referrer.referring()
        ),
        help: format!(
            "leave the value as it is, or change those rows of `{}` to refer to something else first; a foreign key with \
             ON UPDATE CASCADE follows the change",
            referrer.table
        ),
    }
}

impl Referrer {
    /// How many rows refer to the row, from which table and columns, and through which foreign key.
    pub fn referring(&self) -> String {
        let (rows, refer) = (counted(self.count, "row"), if self.count == 1 { "refers" } else { "refer" });
        let through = self.constraint.as_ref().map(|name| format!(" through the foreign key `{name}`"));
        format!(
            "{rows} {refer} to it from `{}` ({}){}",
            self.table,
            quoted(&self.columns),
            through.unwrap_or_default()
        )
    }
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What to write in the files instead of deleting the row, such as `enabled: false`; none if there is no such field.
fn instead(changes: &Changes, referrer: &Referrer) -> Option<&'static str> {
    let mut rows = changes.resources.iter().flat_map(|resource| &resource.rows);
    let is_deleted = |row: &&RowChange| {
        let is_row = row.table.physical == referrer.target && row.id == Some(referrer.id);
        is_row && row.action == Action::Delete && referrer.change.is_none()
    };
    rows.find(is_deleted)?.table.instead
}

/// The row that is kept if the one that is referred to is a duplicate.
fn kept(changes: &Changes, referrer: &Referrer) -> Option<Id> {
    let is_duplicate = |row: &&RowChange| {
        let is_marked = row.note == Some(Note::Duplicate) && row.table.physical == referrer.target;
        is_marked && row.id == Some(referrer.id)
    };
    changes.resources.iter().find_map(|resource| {
        let twin = resource.rows.iter().find(is_duplicate)?;
        // The duplicate has the same key, so only the id tells the two apart.
        let is_same =
            |it: &&Stored| it.row.table == twin.table && it.row.key == twin.key && Some(it.id) != twin.id;
        resource.before.iter().find(is_same).map(|stored| stored.id)
    })
}

/// The row that is referred to, as the files name it; its table and id if the plan does not name it.
fn named(changes: &Changes, referrer: &Referrer) -> String {
    let is_target = |row: &&RowChange| {
        row.table.physical == referrer.target
            && row.id == Some(referrer.id)
            && (row.action == Action::Delete || referrer.change.is_some())
    };
    let name = changes.resources.iter().find_map(|resource| {
        let row = resource.rows.iter().find(is_target)?;
        let words = row.table.words_for(&row.key);
        let name = format!("{} `{}`", resource.kind, resource.key);
        Some(if words.is_empty() { name } else { format!("`{words}` of {name}") })
    });
    name.unwrap_or_else(|| format!("{} {}", referrer.target, referrer.id))
}
