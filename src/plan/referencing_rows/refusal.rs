//! Refuses to delete rows or change values to which other rows refer.

use crate::diagnostic::{Code, counted};
use crate::diff::{Action, Changes, DeletionReason, Refusal, RowChange, Verb};
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

/// The rows of one table that refer to a row of the plan. Because of them, the plan must not delete that row or change
/// the referenced values.
#[derive(Clone, Debug)]
pub struct Referrer {
    /// The table of the referenced row.
    pub target: String,
    /// The id of the referenced row.
    pub id: Id,
    /// The table of the referring rows.
    pub table: String,
    /// The columns of the referring rows that hold the reference.
    pub columns: Vec<String>,
    /// The name of the foreign key; `None` if the reference is not declared as a foreign key.
    pub constraint: Option<String>,
    /// The referenced values that change; `None` if the row is deleted.
    pub change: Option<Rewrite>,
    /// The number of referring rows.
    pub count: i64,
}

/// A change to values that a foreign key references.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rewrite {
    /// The referenced columns.
    pub columns: Vec<String>,
    /// What the foreign key does if a referenced value changes, as written after `ON UPDATE` in SQL.
    pub action: &'static str,
}

/// Adds a refusal for each referrer, except for subscriptions of deleted products and service plans. Those are left to
/// the lifecycle check.
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

/// Returns the deleted roots that have a lifecycle, by physical table and id.
fn ending(changes: &Changes) -> BTreeSet<(&'static str, Id)> {
    let deleted =
        changes.resources.iter().filter(|it| it.verb == Verb::Delete && it.root.lifecycle.is_some());
    deleted.filter_map(|it| Some((it.root.physical, it.id?))).collect()
}

/// Returns the refusal for one referrer. If several explanations apply, the first of them is used.
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

/// Whether Wares itself added the referring table to the billing system.
fn is_own(referrer: &Referrer, kinds: &Kinds) -> bool {
    kinds.tables().managed().iter().any(|table| table.own && table.physical == referrer.table)
}

/// Returns the refusal if rows in one of Wares' own tables refer to the row. If the catalog managed the referring rows,
/// the plan would have deleted them too.
fn held_by_own_table(name: &str, referrer: &Referrer) -> Refusal {
    Refusal::new(
        format!("{name} cannot be deleted: {}", referrer.referring()),
        "put it back in the files: the rows that refer to it belong to resources that this catalog does not own, or to \
         deleted resources, whose rows are kept because subscriptions need them to renew",
    )
}

/// Returns the refusal if subscriptions refer to the row, and the row can be disabled instead of deleted.
fn sold(name: &str, referrer: &Referrer, instead: &str) -> Refusal {
    Refusal {
        code: Some(SOLD.as_str()),
        message: format!("{name} cannot be deleted: {}", referrer.referring()),
        help: format!("put it back in the files, and disable it with `{instead}`"),
    }
}

/// Returns the refusal if the row exists twice, and other rows refer to the duplicate that would be deleted.
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

/// Returns the refusal to delete a row to which any other rows refer.
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

/// Returns the refusal to change values to which rows refer.
fn rewritten(name: &str, referrer: &Referrer, columns: &[String], action: &str) -> Refusal {
    Refusal {
        code: None,
        message: format!(
            "{} of {name} cannot be changed: {} (ON UPDATE {action})",
            quoted(columns),
            referrer.referring()
        ),
        help: format!(
            "leave the value as it is, or change those rows of `{}` to refer to something else first; if the foreign \
             key had ON UPDATE CASCADE, the database would update those rows itself",
            referrer.table
        ),
    }
}

impl Referrer {
    /// Says how many rows refer to the row, from which table and columns, and through which foreign key.
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

/// Returns what to write in the files instead of deleting the row, such as `enabled: false`; `None` if there is no such
/// field.
fn instead(changes: &Changes, referrer: &Referrer) -> Option<&'static str> {
    let mut rows = changes.resources.iter().flat_map(|resource| &resource.rows);
    let is_deleted = |row: &&RowChange| {
        let is_row = row.table.physical == referrer.target && row.id == Some(referrer.id);
        is_row && row.action == Action::Delete && referrer.change.is_none()
    };
    rows.find(is_deleted)?.table.stop_sale_setting
}

/// Returns the id of the row that is kept if the referenced row is a duplicate; `None` if it is not a duplicate.
fn kept(changes: &Changes, referrer: &Referrer) -> Option<Id> {
    let is_duplicate = |row: &&RowChange| {
        let is_marked = row.note == Some(DeletionReason::Duplicate) && row.table.physical == referrer.target;
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

/// Returns the name of the referenced row as it is written in files, or its table and id if the plan has no name for
/// it.
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
