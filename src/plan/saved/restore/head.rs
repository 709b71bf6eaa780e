//! Restores the data that applies to the plan as a whole, and puts the plan together.

use super::{Restored, Restoring, column, consistent, invalid, of, unknown, valid_id};
use crate::diff::{Action, Refusal};
use crate::kinds::{Defaults, Ignored};
use crate::live::{Foreign, Scopes, SubscriptionQuery};
use crate::model::SpecialNumbers;
use crate::plan::new_ids::Known;
use crate::plan::operation::operations;
use crate::plan::saved::Saved;
use crate::plan::saved::format::{self, Head};
use crate::plan::saved::values::{read_id, read_key};
use crate::plan::{GuardRefusal, Header, Plan, Root, deleted_by, guards, ledger, new_ids, snapshot};
use crate::table::{Id, Key};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use uuid::Uuid;

/// Rows that several resources share, each with the id of a row that holds it.
type Holders = BTreeSet<(Root, Id)>;

impl Restoring {
    /// Checks that the parts of the file agree with each other, and puts the plan together.
    pub fn finish(mut self, head: Head, checksum: String) -> Restored<Saved> {
        consistent::check_consistency(&self.resources, &self.before)?;
        let known = self.known(&head)?;
        let places = std::mem::take(&mut self.places);
        let (header, defaults) = (header(&head)?, self.defaults(&head)?);
        let plan = self.plan(&head, header, defaults, known)?;
        Ok(Saved { plan, origin: head.origin, places, checksum })
    }

    /// Returns the ids of rows, by table and key. Also sets the parents of new rows, which the file leaves out.
    fn known(&mut self, head: &Head) -> Restored<Known> {
        let references = head.references.iter().map(|it| self.reference(it));
        let mut known = references.collect::<Restored<Known>>()?;
        for row in self.resources.iter().flat_map(|resource| &resource.rows) {
            // References come first: a duplicate that is deleted has the same key as the row that stays.
            if let Some(id) = row.id {
                known.entry((row.table.name, row.key.clone())).or_insert(id);
            }
        }
        let rows = self.resources.iter_mut().flat_map(|resource| &mut resource.rows);
        for row in rows.filter(|row| row.action == Action::Insert) {
            row.parent = new_ids::parent_id(row, &known);
        }
        Ok(known)
    }

    fn plan(self, head: &Head, header: Header, defaults: Defaults, known: Known) -> Restored<Plan> {
        // What follows from the resources is computed again, so the file cannot contradict itself there.
        let (upserted_entries, removed_entries) = ledger::entries(&self.resources, &known, &header.catalog);
        Ok(Plan {
            id: Uuid::from_str(&head.id).map_err(|_| invalid("plan id"))?,
            hash: head.hash.clone(),
            unchanged: head.unchanged,
            operations: operations(&self.resources, &defaults, self.kinds.tables(), &self.parked),
            upserted_entries,
            removed_entries,
            scopes: self.scopes(head)?,
            foreign: head.foreign.as_ref().map(|it| Foreign { count: it.count, counted: it.counted }),
            roots: snapshot::roots(&self.resources),
            deleted: deleted_by(&self.resources),
            ignored: Ignored::of(head.ignored.clone())
                .map_err(|_| invalid("pattern of ignored properties"))?,
            subscription_query: self.asked(&head.asked)?,
            holders: self.holders(head)?,
            guards: head.guards.clone(),
            owned: head.owned.clone(),
            tripped: head.tripped.iter().map(tripped).collect::<Restored<_>>()?,
            refusals: Vec::new(), // a refused plan is not saved
            header,
            defaults,
            known,
            kinds: self.kinds,
            parked: self.parked,
            resources: self.resources,
            before: self.before,
        })
    }

    /// Restores the table, the key and the id of a row to which the plan refers.
    fn reference(&self, (table, key, id): &(String, Json, Json)) -> Restored<((&'static str, Key), Id)> {
        let tables = self.kinds.tables();
        // A reference may lead to a table that is only looked up, such as that of currencies.
        let lookup = tables.lookups().iter().copied().find(|lookup| lookup.name == table);
        let table = tables.find(table).or(lookup).ok_or_else(|| unknown(&format!("table `{table}`")))?;
        let (key, id) = read_key(table, key).zip(read_id(table, id)).ok_or_else(|| invalid("reference"))?;
        Ok(((table.name, key), id))
    }

    fn defaults(&self, head: &Head) -> Restored<Defaults> {
        let mut defaults = Defaults::default();
        for (name, values) in &head.defaults {
            let table = self.table(name)?;
            for (name, value) in values {
                let (_, column) = column(table, name)?;
                defaults.set(table, column, of(column, value)?);
            }
        }
        Ok(defaults)
    }

    fn scopes(&self, head: &Head) -> Restored<Scopes> {
        let mut scopes = Scopes::default();
        for scope in self.kinds.tables().scopes() {
            // A scope that the plan did not bind is not in the file.
            let Some(ids) = head.scopes.get(scope.name) else { continue };
            let ids = ids.iter().map(|id| valid_id(scope.table.table(), id));
            scopes.bind(scope, ids.collect::<Restored<_>>()?);
        }
        Ok(scopes)
    }

    fn asked(&self, it: &format::SavedSubscriptionQuery) -> Restored<SubscriptionQuery> {
        let all = |by_table: &BTreeMap<String, Vec<Json>>| {
            let one = |(table, ids): (&String, &Vec<Json>)| {
                let table = self.table(table)?;
                let ids = ids.iter().map(|id| valid_id(table, id));
                Ok((table.name, ids.collect::<Restored<_>>()?))
            };
            by_table.iter().map(one).collect::<Restored<_>>()
        };
        Ok(SubscriptionQuery {
            rows: all(&it.rows)?,
            ladders: all(&it.ladders)?,
            changed_articles: all(&it.exchanged)?,
            ids: it.ids.iter().map(|it| self.reference(it)).collect::<Restored<_>>()?,
            ended: it.ended.iter().cloned().collect(),
        })
    }

    fn holders(&self, head: &Head) -> Restored<Holders> {
        let one = |(table, id, holder): &(String, Json, Json)| {
            let table = self.table(table)?;
            let above =
                table.parent.as_ref().map(|parent| parent.table.table()).ok_or_else(|| invalid("holder"))?;
            let ids = read_id(table, id).zip(read_id(above, holder));
            let (id, holder) = ids.ok_or_else(|| invalid("id"))?;
            Ok(((table.name, id), holder))
        };
        head.holders.iter().map(one).collect()
    }
}

fn header(head: &Head) -> Restored<Header> {
    let base = head
        .base
        .as_deref()
        .map(Uuid::from_str)
        .transpose()
        .map_err(|_| invalid("id of the last migration"))?;
    let open_margin =
        Decimal::from_str(&head.open_margin).map_err(|_| invalid("number for a range without an end"))?;
    Ok(Header {
        catalog: head.origin.catalog.clone(),
        schema: head.origin.database.schema.clone(),
        database: head.origin.database.description.clone(),
        last_migration: base,
        special_numbers: SpecialNumbers { unlimited: head.unlimited, open_margin },
        ledger_version: head.ledger,
        is_private: head.origin.database.is_private,
    })
}

fn tripped(it: &format::AllowedRefusal) -> Restored<GuardRefusal> {
    let code = guards().into_iter().map(|guard| guard.code().as_str()).find(|code| *code == it.code);
    let code = code.ok_or_else(|| unknown(&format!("code `{}`", it.code)))?;
    let refusal = Refusal { code: None, message: it.message.clone(), help: it.help.clone() };
    // Allowed, since a plan with any other refusal is not saved.
    Ok(GuardRefusal { category: it.category, code, refusal, is_allowed: true })
}
