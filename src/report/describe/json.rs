//! Renders the description of a resource as JSON.

use super::details::{details_json, having_json};
use super::fields::manifest_json;
use super::plans::{plan_json, product_json};
use super::rates_json::prices;
use super::sections::LISTED;
use super::upgrade_ladder;
use super::{Origin, ordered, origin};
use crate::model::Period;
use crate::offer::{
    Amounts, Choices, Description, Flag, Hidden, Ladder, LadderMember, Limits, Link, Move, NoAmounts, Part,
    Rate, Raw, Requirement, Section, ServiceVisibility, Shared, Values, Visibility,
};
use crate::report::json::place_json as place;
use crate::source::Sources;
use crate::table::to_json;
use rust_decimal::Decimal;
use serde_json::{Map, Value as Json, json};

/// Returns the description as JSON.
pub fn describe_json(description: &Description<'_>, sources: &Sources) -> Json {
    let entry = description.entry;
    let mut json = json!({
        "kind": entry.kind.name(),
        "name": entry.resource.name(),
        "protect": entry.resource.protect(),
        "place": place(entry.document.root(), sources),
        "parts": ordered(description, sources).into_iter().map(|p| part(p, sources)).collect::<Vec<_>>(),
        "external": description.external.iter().map(|external| {
            json!({ "name": external.number, "place": place(external.place, sources) })
        }).collect::<Vec<_>>(),
        "referrers": description.referrers.iter().map(|referrer| json!({
            "kind": referrer.entry.kind.name(),
            "name": referrer.entry.resource.name(),
            "field": referrer.field,
            "place": place(referrer.place, sources),
        })).collect::<Vec<_>>(),
    });
    for item in &description.sections {
        let (name, value) = section(item, sources);
        // A section that the kind does not have is absent instead of null.
        json[name] = value;
    }
    json
}

/// Returns a part of the description as JSON: a value of the document, and where the value comes from.
fn part(part: &Part, sources: &Sources) -> Json {
    let (origin, place) = match origin(part, sources) {
        Origin::Document(at) => ("document", place(at, sources)),
        Origin::Manifest(at) => ("manifest", place(at, sources)),
        Origin::ManifestDefault => ("manifest_default", Json::Null),
        Origin::Default => ("default", Json::Null),
    };
    let (table, key, values) = match &part.values {
        // A word such as that of `protect` has no row in the database.
        Values::Word(_) => (Json::Null, Json::Null, Json::Null),
        Values::Row { table, key, columns } => {
            let values = columns.iter().map(|(column, value)| (column.name.to_owned(), to_json(value)));
            let key: Vec<Json> = key.parts().iter().map(to_json).collect();
            (json!(table.name), json!(key), Json::Object(values.collect::<Map<_, _>>()))
        }
    };
    let word = match part.values {
        Values::Word(word) => Some(word),
        Values::Row { .. } => None,
    };
    json!({
        "field": part.field, "property": part.property, "table": table, "key": key, "values": values,
        "word": word, "origin": origin, "place": place,
    })
}

/// Returns a section as JSON, with its key in the description.
fn section(section: &Section<'_>, sources: &Sources) -> (&'static str, Json) {
    let visibilities = |visibilities: &[ServiceVisibility<'_>]| {
        visibilities.iter().map(|s| service_visibility(s, sources)).collect::<Json>()
    };
    match section {
        Section::Services(list) => ("services", visibilities(list)),
        Section::Packages(list) => ("packages", visibilities(list)),
        Section::Choices(list) => ("choices", choices(list, sources)),
        Section::Link(item) => ("link", link(item, sources)),
        Section::Ladder(item) => ("ladder", ladder(item, sources)),
        Section::Details(list, manifest) => ("details", details_json(list, manifest, sources)),
        Section::DetailsUsing(list, manifest) => ("having", having_json(list, manifest, sources)),
        Section::Plan(sheet) => ("plan_sheet", plan_json(sheet, sources)),
        Section::Product(sheet) => ("product_sheet", product_json(sheet, sources)),
        Section::Fields(manifest) => ("manifest", manifest_json(manifest, sources)),
    }
}

/// Returns as JSON whether customers of a package see a service and, if not, why.
fn service_visibility(seen: &ServiceVisibility<'_>, sources: &Sources) -> Json {
    let (shown, reason) = match &seen.visibility {
        // Null and not false: whether it is shown depends on a value that cannot be read.
        Visibility::Shown(_) => (json!(true), None),
        Visibility::Hidden(hidden) => (json!(false), Some(reason(*hidden))),
        Visibility::Raw(_) => (Json::Null, Some("raw_property")),
        Visibility::Unknown => (Json::Null, Some("external")),
    };
    let periods = match &seen.visibility {
        Visibility::Shown(Some(list)) => periods(list),
        _ => Json::Null,
    };
    let raw = match &seen.visibility {
        Visibility::Raw(property) => raw(property, sources),
        _ => Json::Null,
    };
    json!({
        "article": seen.number,
        // Null if the service exists only in the database, since its name is not known then.
        "name": seen.article.as_ref().map(|article| article.name),
        "shown": shown,
        "periods": periods,
        "reason": reason,
        "raw": raw,
        "package_in_shop": seen.article.as_ref().map(|_| seen.is_sold),
        "place": place(seen.place, sources),
    })
}

fn periods(list: &[Period]) -> Json {
    list.iter().map(ToString::to_string).collect()
}

/// Returns as JSON a property that is set directly instead of by its field.
fn raw(raw: &Raw<'_>, sources: &Sources) -> Json {
    json!({
        "property": raw.property.name,
        "field": raw.property.field,
        "value": raw.value,
        "place": place(raw.place, sources),
    })
}

fn raws(list: &[Raw<'_>], sources: &Sources) -> Json {
    list.iter().map(|property| raw(property, sources)).collect()
}

fn reason(hidden: Hidden) -> &'static str {
    match hidden {
        Hidden::NoExtraServices => "no_extra_services",
        Hidden::NotListed => "not_listed",
        Hidden::NoSharedPeriod => "no_shared_period",
        Hidden::NotInShop => "not_in_shop",
        Hidden::OtherCategory => "other_category",
    }
}

fn choices(choices: &Choices<'_>, sources: &Sources) -> Json {
    let lack = match &choices.amounts {
        Some(Err(NoAmounts::Raw(list))) => json!({ "raw": raws(list, sources) }),
        Some(Err(NoAmounts::Missing(fields))) => json!({ "missing": fields }),
        Some(Err(NoAmounts::NoStep)) => json!({ "no_step": true }),
        Some(Err(NoAmounts::Empty)) => json!({ "empty": true }),
        Some(Ok(_)) | None => Json::Null,
    };
    let amounts = choices.list().map(|list| amounts(list, &choices.rates));
    json!({ "unit": choices.unit, "amounts": amounts, "no_amounts": lack, "one": prices(&choices.rates, Decimal::ONE) })
}

fn amounts(amounts: &Amounts, rates: &[Rate<'_>]) -> Json {
    // Limited as in the text: an amount with a tiny step has millions; `count` has their number.
    let listed = amounts.iter().take(LISTED);
    json!({
        "count": amounts.count(),
        "first": amounts.first().to_string(),
        "last": amounts.last().to_string(),
        "step": amounts.step().to_string(),
        "listed": listed.map(|amount| {
            json!({ "amount": amount.to_string(), "prices": prices(rates, amount) })
        }).collect::<Vec<_>>(),
    })
}

fn link(link: &Link<'_>, sources: &Sources) -> Json {
    let missing = |requirement: &Requirement| match requirement {
        Requirement::Property { name, field } => json!({ "property": name, "field": field }),
        Requirement::Customers => json!({ "customers": true }),
    };
    // The last amount is the example: without an amount, the link selects the first one.
    let last = link.amounts.as_ref().map(Amounts::last);
    json!({
        "works": link.works(),
        "missing": link.missing.iter().map(missing).collect::<Vec<_>>(),
        "raw": raws(&link.raws, sources),
        "query": link.query(None),
        "query_with_amount": last.map(|last| link.query(Some(last))),
    })
}

fn ladder(item: &Ladder<'_>, sources: &Sources) -> Json {
    // Limited as in the text, since the number of moves grows with the square of the members.
    let moves: Vec<Json> = item.moves().take(upgrade_ladder::LISTED).map(|step| one_move(&step)).collect();
    json!({
        "members": item.rungs.iter().map(|rung| member(rung, sources)).collect::<Vec<_>>(),
        "pairs": item.pairs(),
        "moves": moves,
    })
}

fn member(rung: &LadderMember<'_>, sources: &Sources) -> Json {
    let member = rung.member;
    json!({
        "article": rung.item(),
        "name": rung.article.as_ref().map(|article| article.name),
        "level": member.level,
        "upgradeable": member.upgradeable,
        "downgradeable": member.downgradeable,
        "upgradeable_from": member.upgradeable_from,
        "downgradeable_from": member.downgradeable_from,
        "external": rung.article.is_none(),
        "limits": rung.limits.as_ref().map(limits),
        "in_shop": rung.article.as_ref().map(|article| article.sale.is_shown()),
        "place": place(rung.place, sources),
    })
}

fn limits(limits: &Limits<'_>) -> Json {
    let amount = |limit: &Option<u64>| limit.map_or_else(|| json!("unlimited"), |amount| json!(amount));
    limits.iter().map(|(service, limit)| ((*service).to_owned(), amount(limit))).collect::<Map<_, _>>().into()
}

fn one_move(step: &Move<'_, '_>) -> Json {
    let flag = |flag: &Flag<'_>| json!({ "flag": flag.name, "article": flag.item });
    let periods = match &step.periods {
        Shared::Periods(list) => periods(list),
        Shared::Unknown => Json::Null,
    };
    // A move that the flags forbid is impossible, even if its periods are unknown.
    let is_known = step.periods != Shared::Unknown || !step.is_possible();
    json!({
        "from": step.from.item(),
        "to": step.to.item(),
        "direction": step.direction.as_str(),
        "possible": is_known.then(|| step.is_possible()),
        "certain": step.is_certain(),
        "skips": step.skips,
        "periods": periods,
        "against": step.verdict.against_documented.iter().map(flag).collect::<Vec<_>>(),
        "against_otherwise": step.verdict.against_swapped.iter().map(flag).collect::<Vec<_>>(),
    })
}
