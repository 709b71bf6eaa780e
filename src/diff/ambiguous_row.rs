//! What is said where it cannot be told which row is which.

use super::Refusal;
use super::compare_resource::Differ;
use super::live_resources::Unclear;
use super::manifest_resources::place;
use super::match_rows::Claim;
use super::verify::owned_elsewhere;
use crate::diagnostic::Diagnostic;
use crate::kinds;
use crate::live::{LiveRow, Resident};
use crate::model::Named;
use crate::table::{Id, Key, Table, Value};

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
            let finding = owned_elsewhere(owner, id, &resource.key, own, resource.document);
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

    /// What the ledger has of a row that another catalog owns.
    fn other_owner(&self, table: &Table, id: Id) -> Option<&Resident> {
        let mut others = self.live.ledger.iter().filter(|it| it.catalog != self.desired.catalog);
        others.find(|it| it.root == table && it.id == id)
    }

    /// The row that the ledger has under a key.
    fn owned_as(&self, table: &Table, key: &Key) -> Option<Id> {
        self.owned.values().find(|it| it.root == table && it.key == *key).map(|it| it.id)
    }

    /// That a row which gives up its name to nobody has the name of one that the ledger knows.
    fn taken_name(&self, table: &'static Table, number: usize, id: Id) -> Option<Refusal> {
        let key = &self.desired.resources[number].key;
        let own = self.owned_as(table, key)?;
        let (now, other) = (self.index.root(table, own)?.root_key(), self.index.root(table, id)?);
        if own == id || other.root_key() != *key {
            return None;
        }
        let released = self.owned.get(&(table.name, id)).filter(|_| self.is_released(other));
        let whose = released
            .map_or("no catalog owns it".to_owned(), |it| format!("`release` lets it go as `{}`", it.key));
        let is_name = now.parts().iter().all(|part| *part != Value::Null);
        let is_free = is_name && released.is_none() && !self.wanted.contains(&(table.name, now.clone()));
        let other_way = format!(
            "; or, if `{now}` is what {own} became, describe it in a file under that name, so that {id} is adopted as `{key}`"
        );
        Some(Refusal {
            code: None,
            message: format!(
                "two rows of `{}` may be `{key}`: by the ledger it is {own}, which is named `{now}` in the database; \
                 {id} has that name there, and {whose}",
                table.physical
            ),
            help: format!(
                "give {own} the name `{key}` back in the database, and {id} another one, or delete it{}; then plan again",
                if is_free { other_way } else { String::new() }
            ),
        })
    }
}

/// That a row which the manifest says is elsewhere is one of the catalog's own.
pub(super) fn external_is_own(number: usize, named: &Named, owner: &Resident, id: Id) -> Diagnostic {
    let message = format!(
        "`{named}`, listed as external, is this catalog's own {} `{}`, which was renamed in the database ({id})",
        owner.kind, owner.key
    );
    let help = format!("refer to `{}`, and take `{named}` out of `external`", owner.key);
    Diagnostic::new(kinds::codes::CONFLICT, place("external", number), message).help(help)
}

/// That neither ledger nor database tells which of several rows is which.
pub(super) fn unclear(unclear: &Unclear) -> Refusal {
    let said = |id: &Option<Id>| id.map_or_else(|| "no row".to_owned(), |id| id.to_string());
    let words = |key: &Key| match unclear.table.parent {
        Some(_) => format!("`{}` of `{}`", unclear.table.words_for(key), key.parts()[0]),
        None => format!("`{key}`"),
    };
    let names: Vec<String> = unclear.claims.iter().map(|(key, ..)| words(key)).collect();
    let each = unclear.claims.iter().map(|(key, ledger, name)| {
        format!("{} is {} by the ledger and {} in the database", words(key), said(ledger), said(name))
    });
    Refusal { code: None,
        message: format!(
            "which row of `{}` is {} cannot be told: {}; either way what subscribers have would change",
            unclear.table.physical,
            names.join(" and which is "),
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
        code: None,
        message: format!(
            "{} live rows of `{}` have the key `{key}`: {}",
            rows.len(),
            rows[0].table.physical,
            ids.join(" and ")
        ),
        help: "delete or rename all but one of them in the database, then plan again".to_owned(),
    }
}
