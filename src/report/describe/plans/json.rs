//! Renders service plans and products as JSON.

use crate::diagnostic::Place;
use crate::kinds::{Numbered, Product, Tariff};
use crate::model::with_places;
use crate::offer::tiers::spans;
use crate::offer::{
    Described, MoveObstacle, OfferedRegion, OnePrice, PlanMove, PlanSheet, PricePair, ProductPlan,
    ProductSheet, Settings, SheetOption, Unknown, period_of,
};
use crate::report::json::place_json as place;
use crate::source::Sources;
use serde_json::{Value as Json, json};

/// Returns a plan as customers see it.
pub fn plan_json(sheet: &PlanSheet<'_>, sources: &Sources) -> Json {
    let plan = sheet.plan.it;
    let regions = &sheet.regions;
    let products = sheet.products.iter().map(|product| product_of(product, sources));
    let tariffs = sheet.tariffs.iter().map(|(name, at, tariff)| match tariff {
        Some(tariff) => tariff_json(*tariff, sources),
        None => external_tariff(name, *at, sources),
    });
    let idle = regions.idle.iter().map(|(name, at)| json!({ "name": name, "place": place(*at, sources) }));
    json!({
        "text": sheet.name,
        "description": sheet.description,
        "details": sheet.details,
        "status": plan.status.word(),
        "charge_type": plan.charge_type.word(),
        "max_quantity": plan.max_quantity,
        "grace_period": plan.grace_period,
        "allow_moving": *plan.allow_moving,
        "installs": plan.package.as_ref().map(|package| package.name()),
        "applies_subscription_settings": applies(sheet.settings),
        "products": products.collect::<Vec<_>>(),
        "tariffs": tariffs.collect::<Vec<_>>(),
        "options": sheet.options.iter().map(|it| option(it, sources)).collect::<Vec<_>>(),
        "regions": regions.offered.iter().map(|it| region(it, sources)).collect::<Vec<_>>(),
        "regions_of_no_group": idle.collect::<Vec<_>>(),
        "external_user_groups": regions.unknown,
    })
}

/// Returns a product that has the plan.
fn product_of(product: &Described<'_, Product>, sources: &Sources) -> Json {
    json!({
        "name": product.it.id.as_str(),
        "status": product.it.status.word(),
        "place": place(product.document.root(), sources),
    })
}

/// Returns a tariff that exists only in the database.
fn external_tariff(name: &str, at: Place, sources: &Sources) -> Json {
    json!({
        // The same keys as for any tariff, so that a program need not tell the two apart first.
        "name": name, "external": true, "period": null, "currency": null, "mode": null, "tiers": [],
        "place": place(at, sources),
    })
}

/// Returns a tariff with its tiers.
fn tariff_json(tariff: Described<'_, Tariff>, sources: &Sources) -> Json {
    let tiers = spans(tariff.it).into_iter().map(|span| {
        // By address, since two tiers may have equal values.
        let index = tariff.it.tiers.iter().position(|tier| std::ptr::eq(tier, span.tier));
        json!({
            "from": span.tier.from,
            "to": span.to,
            "price": with_places(span.tier.price.decimal()),
            "place": place(tariff.at("tiers").child(index.unwrap_or_default()), sources),
        })
    });
    json!({
        "name": tariff.it.id.as_str(),
        "external": false,
        "period": period_of(tariff.it.charge_period).to_string(),
        "currency": tariff.it.currency.name(),
        "mode": tariff.it.mode.word(),
        "tiers": tiers.collect::<Vec<_>>(),
        "place": place(tariff.document.root(), sources),
    })
}

/// Returns an option, with the caption and the location of its field in the manifest.
fn option(it: &SheetOption<'_>, sources: &Sources) -> Json {
    json!({
        "name": it.name,
        "value": it.option.value.as_ref().map(|value| value.json()),
        "editable": *it.option.editable,
        "caption": it.field.as_ref().and_then(|field| field.caption()),
        "field": it.field.as_ref().map(|field| place(field.place, sources)),
        "place": place(it.place, sources),
    })
}

fn region(it: &OfferedRegion<'_>, sources: &Sources) -> Json {
    // Null means everybody; an empty list would mean nobody.
    let groups = (!it.groups.is_empty()).then_some(&it.groups);
    json!({
        "name": it.name,
        "billed_by": it.pricing_model,
        "user_groups": groups,
        "place": place(it.place, sources),
    })
}

/// Returns a product as customers see it.
pub fn product_json(sheet: &ProductSheet<'_>, sources: &Sources) -> Json {
    let groups: Vec<&str> = sheet.product.user_groups.iter().map(|group| group.name()).collect();
    json!({
        "user_groups": (!groups.is_empty()).then_some(groups),
        "plans": sheet.plans.iter().map(|plan| plan_of(plan, sources)).collect::<Vec<_>>(),
        "moves": sheet.moves.iter().map(one_move).collect::<Vec<_>>(),
    })
}

fn plan_of(plan: &ProductPlan<'_>, sources: &Sources) -> Json {
    let known = plan.known.as_ref();
    json!({
        "name": plan.id,
        "external": known.is_none(),
        "text": known.map(|known| known.name.as_str()),
        "status": known.map(|known| known.plan.it.status.word()),
        "installs": known.and_then(|known| known.plan.it.package.as_ref()).map(|package| package.name()),
        "applies_subscription_settings": known.and_then(|known| applies(known.settings)),
        "prices": known.map(|known| prices_json(&known.prices)).unwrap_or_default(),
        "place": place(plan.place, sources),
    })
}

/// Returns the price of one installation for each period and currency.
pub fn prices_json(prices: &[OnePrice]) -> Vec<Json> {
    let price = |it: &OnePrice| {
        json!({
            "period": period_of(it.period).to_string(),
            "currency": it.currency,
            "price": it.price.map(with_places),
        })
    };
    prices.iter().map(price).collect()
}

/// Whether the package of a plan supports moving to another plan; `None` if that is unknown.
fn applies(settings: Settings) -> Option<bool> {
    match settings {
        Settings::Applies => Some(true),
        // Without a package there is nothing that could apply the settings.
        Settings::CannotApply(_) | Settings::NoPackage => Some(false),
        Settings::Unknown(_) => None,
    }
}

/// Returns a move between two plans, with the reasons against the move and the price differences.
fn one_move(it: &PlanMove<'_>) -> Json {
    let reason = |reason: &str, name: Option<&str>| json!({ "reason": reason, "name": name });
    let against = it.against.iter().map(|against| match against {
        MoveObstacle::NotAllowed => reason("not_allowed", Some(it.from.it.id.as_str())),
        MoveObstacle::NobodyThere => reason("draft", Some(it.from.it.id.as_str())),
        MoveObstacle::NotActive(_) => reason("not_active", Some(it.to.it.id.as_str())),
        MoveObstacle::NothingInCommon => reason("no_tariff_in_common", None),
        MoveObstacle::NoPackage(plan) => reason("no_package", Some(plan)),
        MoveObstacle::CannotApply(package) => reason("no_subscription_settings", Some(package)),
    });
    let unknown = it.unknown.iter().map(|unknown| match unknown {
        Unknown::Package(package) => reason("manifest_unknown", Some(package)),
        Unknown::Tariff(tariff) => reason("external_tariff", Some(tariff)),
    });
    json!({
        "from": it.from.it.id.as_str(),
        "to": it.to.it.id.as_str(),
        "possible": it.is_possible(),
        "against": against.collect::<Vec<_>>(),
        "unknown": unknown.collect::<Vec<_>>(),
        "prices": it.prices.iter().map(pair).collect::<Vec<_>>(),
    })
}

fn pair(pair: &PricePair) -> Json {
    json!({
        "period": period_of(pair.period).to_string(),
        "currency": pair.currency,
        "from": pair.from.map(with_places),
        "to": pair.to.map(with_places),
        "difference": pair.difference().map(signed),
    })
}

/// Returns a price difference with as many decimal places as prices have.
fn signed(difference: rust_decimal::Decimal) -> String {
    let sign = if difference < rust_decimal::Decimal::ZERO { "-" } else { "" };
    format!("{sign}{}", with_places(difference.abs()))
}
