//! What is said where it cannot be told which row is which.

use super::Refusal;
use super::assemble::Unclear;
use super::matching::Claim;
use super::resource::Differ;
use super::verify::owned_elsewhere;
use crate::diagnostic::list;
use crate::live::LiveRow;
use crate::table::{Id, Key, Table};

/// Resources that ledger and database name differently.
pub(super) struct Dispute {
    /// Their root table.
    pub(super) table: &'static Table,
    /// Each resource in dispute, by its number, with the rows that have its name.
    pub(super) claims: Vec<(usize, Claim)>,
    /// A resource and a row that keeps the ledger's way, or the database's, from being gone.
    pub(super) conflict: Option<(usize, Id)>,
}

impl Differ<'_> {
    /// Stops the plan: neither the ledger nor the database tells which row is which.
    pub(super) fn refuse(&mut self, dispute: &Dispute) {
        if let Some((number, id)) = dispute.conflict
            && let Some(owner) = self.other_owner(dispute.table, id)
        {
            let resource = &self.desired.resources[number];
            let own = self.owned_as(dispute.table, &resource.key);
            let finding = owned_elsewhere(&owner, dispute.table, &resource.key, id, own, resource.document);
            return self.changes.problems.findings.push(finding);
        }
        let claims = dispute.claims.iter();
        let claims: Vec<(Key, Option<Id>, Option<Id>)> = claims
            .map(|(number, claim)| (self.desired.resources[*number].key.clone(), claim.ledger, claim.name))
            .collect();
        let stop = match dispute.conflict.and_then(|(number, id)| self.taken_name(dispute.table, number, id))
        {
            Some(stop) => stop,
            None => unclear(&Unclear { table: dispute.table, claims }),
        };
        self.changes.problems.stops.push(stop);
    }

    /// The catalog that owns a row, if it is another one.
    fn other_owner(&self, table: &Table, id: Id) -> Option<String> {
        let mut others = self.live.ledger.iter().filter(|it| it.catalog != self.desired.catalog);
        others.find(|it| it.root == table && it.id == id).map(|it| it.catalog.clone())
    }

    /// The row that the ledger has under a key.
    fn owned_as(&self, table: &Table, key: &Key) -> Option<Id> {
        self.owned.values().find(|it| it.root == table && it.key == *key).map(|it| it.id)
    }

    /// That a row which belongs to nobody has the name of one that the ledger knows.
    fn taken_name(&self, table: &'static Table, number: usize, id: Id) -> Option<Refusal> {
        let key = &self.desired.resources[number].key;
        let own = self.owned_as(table, key)?;
        let named = |id: Id| self.index.root(table, id).map(LiveRow::root_key);
        let (now, other) = (named(own)?, named(id)?);
        (own != id && other == *key).then(|| Refusal {
            message: format!(
                "two rows of `{}` may be `{key}`: by the ledger it is {own}, which is named `{now}` in the database; \
                 {id} has that name there, and no catalog owns it",
                table.physical
            ),
            help: format!(
                "if {own} is still `{key}`, rename or delete {id} in the database; if `{now}` is what it became, \
                 describe it in a file under that name, so that {id} is adopted as `{key}`; then plan again"
            ),
        })
    }
}

/// That neither ledger nor database tells which of several rows is which.
pub(super) fn unclear(unclear: &Unclear) -> Refusal {
    let said = |id: &Option<Id>| id.map_or_else(|| "no row".to_owned(), |id| id.to_string());
    let words = |key: &Key| match unclear.table.parent {
        Some(_) => format!("`{}` of `{}`", unclear.table.words_for(key), key.parts()[0]),
        None => format!("`{key}`"),
    };
    let names: Vec<String> = unclear.claims.iter().map(|(key, ..)| words(key)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let each = unclear.claims.iter().map(|(key, ledger, name)| {
        format!("{} is {} by the ledger and {} in the database", words(key), said(ledger), said(name))
    });
    Refusal {
        message: format!(
            "which row of `{}` is {} cannot be told: {}; either way what subscribers have would change",
            unclear.table.physical,
            list(&names, "and which is"),
            each.collect::<Vec<_>>().join("; ")
        ),
        help: "if the rows were renamed by mistake, give them back the names of the ledger in the database; if the new \
               names are meant, describe under each name what its row has today and apply that first; then plan again"
            .to_owned(),
    }
}

/// That several live rows have one key.
pub(super) fn several(key: &Key, rows: &[&LiveRow]) -> Refusal {
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    Refusal {
        message: format!(
            "{} live rows of `{}` have the key `{key}`: {}",
            rows.len(),
            rows[0].table.physical,
            ids.join(" and ")
        ),
        help: "delete or rename all but one of them in the database, then plan again".to_owned(),
    }
}
