//! What holds for the whole plan.

use crate::diff::{Action, RowChange};
use crate::live::Asked;
use crate::plan::Plan;
use crate::plan::saved::form::{self, Origin};
use crate::plan::saved::values::{id, key, value};
use crate::table::{Id, Key, Type, Value};
use foldhash::HashSet;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

/// What holds for the whole plan, with where it comes from.
pub fn head(plan: &Plan, origin: &Origin) -> form::Head {
    let header = &plan.header;
    let tripped = plan.tripped.iter().map(|it| form::Tripped {
        category: it.category,
        code: it.code.to_owned(),
        message: it.refusal.message.clone(),
        help: it.refusal.help.clone(),
    });
    form::Head {
        origin: origin.clone(),
        id: plan.id.to_string(),
        hash: plan.hash.clone(),
        base: header.base.map(|id| id.to_string()),
        ledger: header.ledger,
        effect: plan.effect(),
        unchanged: plan.unchanged,
        foreign: plan.foreign.map(|it| form::Foreign { count: it.count, counted: it.counted }),
        guards: plan.guards.clone(),
        owned: plan.owned.clone(),
        tripped: tripped.collect(),
        unlimited: header.stand_ins.unlimited,
        open_margin: header.stand_ins.open_margin.to_string(),
        defaults: defaults(plan),
        scopes: scopes(plan),
        references: references(plan),
        asked: asked(plan),
        holders: holders(plan),
    }
}

fn defaults(plan: &Plan) -> BTreeMap<String, Map<String, Json>> {
    let mut all: BTreeMap<String, Map<String, Json>> = BTreeMap::new();
    // The manifest has defaults of tables, too, that no kind in use has.
    let used = |table: &str| plan.kinds.tables().find(table).is_some();
    for (table, column, it) in plan.defaults.iter().filter(|(table, ..)| used(table)) {
        all.entry(table.to_owned()).or_default().insert(column.to_owned(), value(it));
    }
    all
}

fn scopes(plan: &Plan) -> BTreeMap<String, Vec<Json>> {
    let all = plan.kinds.tables().scopes().into_iter();
    let bound = all.filter(|scope| !plan.scopes.ids(scope).is_empty());
    bound
        .map(|scope| (scope.name.to_owned(), plan.scopes.ids(scope).iter().map(|it| id(*it)).collect()))
        .collect()
}

fn asked(plan: &Plan) -> form::Asked {
    let Asked { rows, ladders, exchanged, ids, ended } = &plan.asked;
    let all = |by_table: &BTreeMap<&'static str, BTreeSet<Id>>| {
        let one = |(table, ids): (&&str, &BTreeSet<Id>)| {
            ((*table).to_owned(), ids.iter().map(|it| id(*it)).collect())
        };
        by_table.iter().map(one).collect()
    };
    let by_key = ids.iter().map(|((table, it), at)| ((*table).to_owned(), key(it), id(*at)));
    form::Asked {
        rows: all(rows),
        ladders: all(ladders),
        exchanged: all(exchanged),
        ids: by_key.collect(),
        ended: ended.iter().cloned().collect(),
    }
}

fn holders(plan: &Plan) -> Vec<(String, Json, Json)> {
    let one = |((table, shared), holder): &((&str, Id), Id)| ((*table).to_owned(), id(*shared), id(*holder));
    plan.holders.iter().map(one).collect()
}

/// The ids of rows that nothing in the file says otherwise: roots, parents of new rows, and what columns refer to.
fn references(plan: &Plan) -> Vec<(String, Json, Json)> {
    let rows = || plan.resources.iter().flat_map(|resource| &resource.rows);
    let known = |at: &(&'static str, Key)| plan.known.get(at).copied();
    // A duplicate that goes has the key of the row that stays.
    let is_known = |row: &&RowChange| known(&(row.table.name, row.key.clone())) == row.id;
    let told: HashSet<(&str, &Key)> = rows().filter(is_known).map(|row| (row.table.name, &row.key)).collect();
    let mut needed: HashSet<(&'static str, Key)> = HashSet::default();
    for resource in &plan.resources {
        needed.insert((resource.root.name, resource.key.clone()));
    }
    for row in rows() {
        if let (Action::Insert, Some(parent)) = (row.action, &row.table.parent) {
            let key = row.key.prefix(row.key.len() - row.table.key.len());
            needed.insert((parent.table.name, key));
        }
        for (number, column) in row.table.columns.iter().enumerate() {
            let Type::Reference(target) = column.kind else { continue };
            let before = row.before.as_ref().and_then(|cells| cells.get(number)).cloned();
            for it in before.into_iter().chain(row.value_after(number, &plan.defaults)) {
                if let Value::Key(key) = it {
                    needed.insert((target.table().name, key));
                }
            }
        }
    }
    let mut found: Vec<(&'static str, Key, Id)> = needed
        .into_iter()
        .filter(|(table, key)| !told.contains(&(*table, key)))
        .filter_map(|at| known(&at).map(|id| (at.0, at.1, id)))
        .collect();
    found.sort();
    found.into_iter().map(|(table, it, at)| (table.to_owned(), key(&it), id(at))).collect()
}
