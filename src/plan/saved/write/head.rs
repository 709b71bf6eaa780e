//! Converts the data that applies to the plan as a whole to the format of the file.

use crate::live::SubscriptionQuery;
use crate::plan::Plan;
use crate::plan::saved::format::{self, Origin};
use crate::plan::saved::values::{id, key, value};
use crate::table::Id;
use serde_json::{Map, Value as Json};
use std::collections::{BTreeMap, BTreeSet};

/// Returns the head of the file: all data that is not about a single resource.
pub fn head(plan: &Plan, origin: &Origin) -> format::Head {
    let header = &plan.header;
    let tripped = plan.tripped.iter().map(|it| format::AllowedRefusal {
        category: it.category,
        code: it.code.to_owned(),
        message: it.refusal.message.clone(),
        help: it.refusal.help.clone(),
    });
    format::Head {
        origin: origin.clone(),
        id: plan.id.to_string(),
        hash: plan.hash.clone(),
        base: header.last_migration.map(|id| id.to_string()),
        ledger: header.ledger_version,
        effect: plan.effect(),
        unchanged: plan.unchanged,
        foreign: plan.foreign.map(|it| format::Foreign { count: it.count, counted: it.counted }),
        guards: plan.guards.clone(),
        owned: plan.owned.clone(),
        tripped: tripped.collect(),
        unlimited: header.special_numbers.unlimited,
        // Text, since decimals lose digits in many readers of JSON.
        open_margin: header.special_numbers.open_margin.to_string(),
        defaults: defaults(plan),
        scopes: scopes(plan),
        ignored: plan.ignored.patterns().to_vec(),
        references: references(plan),
        asked: asked(plan),
        holders: holders(plan),
    }
}

fn defaults(plan: &Plan) -> BTreeMap<String, Map<String, Json>> {
    let mut all: BTreeMap<String, Map<String, Json>> = BTreeMap::new();
    // The manifest may set defaults for tables that no kind in use has; those could not be read back.
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

fn asked(plan: &Plan) -> format::SavedSubscriptionQuery {
    let SubscriptionQuery { rows, ladders, changed_articles: exchanged, ids, ended } =
        &plan.subscription_query;
    let all = |by_table: &BTreeMap<&'static str, BTreeSet<Id>>| {
        let one = |(table, ids): (&&str, &BTreeSet<Id>)| {
            ((*table).to_owned(), ids.iter().map(|it| id(*it)).collect())
        };
        by_table.iter().map(one).collect()
    };
    let by_key = ids.iter().map(|((table, it), at)| ((*table).to_owned(), key(it), id(*at)));
    format::SavedSubscriptionQuery {
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

fn references(plan: &Plan) -> Vec<(String, Json, Json)> {
    let all = plan.references().into_iter();
    all.map(|(table, it, at)| (table.to_owned(), key(&it), id(at))).collect()
}
