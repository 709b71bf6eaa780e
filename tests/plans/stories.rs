//! Tests each field of the kinds about products on its own: a change reaches its column, is planned as such and
//! applied, and the plan after it is empty.

use crate::support::{
    JPS, MOVING_JPS, Project, Stories, Story, defaults, metered, metered_external, without_effect,
};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use wares::kinds::Kinds;

/// The documents, by the names of their files.
const DOCUMENTS: [(&str, &str); 6] = [
    (
        "product",
        "kind: product\nid: wordpress\nname: WordPress\nstatus: active\nuser_groups: [customers]\nlogo: /a.svg\n\
         short_description: Sites\ndescription: Many sites\nrelated_packages: [Kit]\nplans: [wp200, wp500]\n",
    ),
    (
        "plan",
        "kind: service_plan\nid: wp100\nname: Lite\ndescription: Little\nstatus: active\nmax_quantity: 10\ngrace_period: 3\n\
         details: Rather little\nallow_moving: false\npackage: Site\n\
         options: { disk: { value: 20 }, engine: { value: nginx } }\noverride_regions: true\n\
         regions: [{ region: eu, pricing_model: overuse }]\ntariffs: [wp100-month]\nmetadata: { size: little }\n",
    ),
    (
        "tariff",
        "kind: tariff\nid: unused\nname: Unused\ndescription: Of no plan\ncharge_period: month\ncurrency: EUR\nmode: volume\n\
         tiers:\n- { from: 1, price: 10.00 }\n- { from: 5, price: 9.00 }\n",
    ),
    ("package", "kind: installation_package\nname: Loose\nmanifest: still.jps\n"),
    ("region", "kind: region\nname: north\ndescription: Far up\n"),
    (
        "group",
        "kind: user_group\nname: testers\nregions: [eu]\nquotas: { environment.maxcount: 10 }\nsubscriptions: true\n",
    ),
];

/// A field: the document, its text before and after the change, the kind and the field, the table and the column that
/// it reaches, and the lines of the plan.
type Field =
    (&'static str, [&'static str; 2], &'static str, (&'static str, &'static str), &'static [&'static str]);

#[rustfmt::skip]
const FIELDS: &[Field] = &[
    ("product", ["name: WordPress", "name: Press"], "product.name", ("product", "name"), &["~ name: WordPress → Press"]),
    ("product", ["status: active", "status: inactive"], "product.status", ("product", "status"), &["~ status: active → inactive"]),
    ("product", ["[customers]", "[customers, agencies]"], "product.user_groups", ("product_user_group", "*"), &["+ user_groups[agencies]"]),
    ("product", ["/a.svg", "/b.svg"], "product.logo", ("product", "logo"), &["~ logo: /a.svg → /b.svg"]),
    ("product", ["short_description: Sites", "short_description: Pages"], "product.short_description", ("product", "short_description"), &["~ short_description: Sites → Pages"]),
    ("product", ["description: Many sites", "description: Many pages"], "product.description", ("product", "description"), &["~ description: Many sites → Many pages"]),
    ("product", ["[Kit]", "[Kit, Tools]"], "product.related_packages", ("product_related_package", "*"), &["+ related_packages[Tools]"]),
    ("product", ["[wp200, wp500]", "[wp200, wp500, wp1000]"], "product.plans", ("product_plan", "*"), &["+ plans[wp1000]"]),
    ("product", ["[wp200, wp500]", "[wp500, wp200]"], "product.plans", ("product_plan", "position"), &["~ plans[wp500].position: 2 → 1", "~ plans[wp200].position: 1 → 2"]),
    ("plan", ["name: Lite", "name: Light"], "service_plan.name", ("service_plan", "name"), &["~ name: Lite → Light"]),
    ("plan", ["description: Little", "description: Small"], "service_plan.description", ("service_plan", "description"), &["~ description: Little → Small"]),
    ("plan", ["status: active", "status: inactive"], "service_plan.status", ("service_plan", "status"), &["~ status: active → inactive"]),
    ("plan", ["max_quantity: 10", "max_quantity: 20"], "service_plan.max_quantity", ("service_plan", "max_quantity"), &["~ max_quantity: 10 → 20"]),
    ("plan", ["grace_period: 3", "grace_period: 5"], "service_plan.grace_period", ("service_plan", "grace_period"), &["~ grace_period: 3 → 5"]),
    ("plan", ["details: Rather little", "details: Rather small"], "service_plan.details", ("service_plan", "details"), &["~ details: Rather little → Rather small"]),
    ("plan", ["allow_moving: false", "allow_moving: true"], "service_plan.allow_moving", ("service_plan", "allow_moving"), &["~ allow_moving: false → true"]),
    ("plan", ["package: Site", "package: Other site"], "service_plan.package", ("service_plan", "fk_installation_package_id"), &["~ package: Site → Other site"]),
    ("plan", ["engine: { value: nginx } }", "engine: { value: nginx }, cdn: { value: true } }"], "service_plan.options", ("service_plan_option", "*"), &["+ options.cdn: value true"]),
    ("plan", ["disk: { value: 20 }", "disk: { value: 30 }"], "service_plan.options.*.value", ("service_plan_option", "value"), &["~ options.disk.value: 20 → 30"]),
    ("plan", ["disk: { value: 20 }", "disk: { value: 20, editable: true }"], "service_plan.options.*.editable", ("service_plan_option", "editable"), &["~ options.disk.editable: false → true"]),
    ("plan", ["override_regions: true", "override_regions: false"], "service_plan.override_regions", ("service_plan", "override_regions"), &["~ override_regions: true → false"]),
    ("plan", ["[{ region: eu, pricing_model: overuse }]", "[{ region: eu, pricing_model: overuse }, { region: us }]"], "service_plan.regions", ("service_plan_region", "*"), &["+ regions[us]"]),
    ("plan", ["region: eu", "region: us"], "service_plan.regions.region", ("service_plan_region", "*"), &["+ regions[us]: pricing_model overuse", "- regions[eu]: pricing_model overuse"]),
    ("plan", ["pricing_model: overuse", "pricing_model: free"], "service_plan.regions.pricing_model", ("service_plan_region", "fk_pricing_model_id"), &["~ regions[eu].pricing_model: overuse → free"]),
    ("plan", ["[wp100-month]", "[wp100-month, wp100-year]"], "service_plan.tariffs", ("service_plan_tariff", "*"), &["+ tariffs[wp100-year]"]),
    ("plan", ["{ size: little }", "{ size: small }"], "service_plan.metadata", ("service_plan_metadata", "value"), &["~ metadata.size: little → small"]),
    ("tariff", ["name: Unused", "name: Loose"], "tariff.name", ("tariff", "name"), &["~ name: Unused → Loose"]),
    ("tariff", ["Of no plan", "Nobody's"], "tariff.description", ("tariff", "description"), &["~ description: Of no plan → Nobody's"]),
    ("tariff", ["charge_period: month", "charge_period: year"], "tariff.charge_period", ("tariff", "charge_period"), &["~ charge_period: month → year"]),
    ("tariff", ["currency: EUR", "currency: USD"], "tariff.currency", ("tariff", "fk_currency_id"), &["~ currency: EUR → USD"]),
    ("tariff", ["mode: volume", "mode: graduated"], "tariff.mode", ("tariff", "mode"), &["~ mode: volume → graduated"]),
    ("tariff", ["price: 9.00 }", "price: 9.00 }\n- { from: 20, price: 8.50 }"], "tariff.tiers", ("tariff_tier", "*"), &["+ tiers[from 20]: price 8.50"]),
    ("tariff", ["from: 5", "from: 6"], "tariff.tiers.from", ("tariff_tier", "*"), &["+ tiers[from 6]: price 9.00", "- tiers[from 5]: price 9.00"]),
    ("tariff", ["price: 9.00", "price: 9.50"], "tariff.tiers.price", ("tariff_tier", "price"), &["~ tiers[from 5].price: 9.00 → 9.50 (+5.6 %)"]),
    ("package", ["still.jps", "other.jps"], "installation_package.manifest", ("installation_package", "*"), &["~ manifest: 4 fields → 4 fields", "~ disk: max"]),
    ("package", ["still.jps", "moving.jps"], "installation_package.manifest", ("installation_package", "applies_subscription_settings"), &["~ manifest: onApplySubscriptionSettings: false → true"]),
    ("region", ["description: Far up", "description: Up there"], "region.description", ("region", "description"), &["~ description: Far up → Up there"]),
    ("group", ["regions: [eu]", "regions: [eu, us]"], "user_group.regions", ("user_group_region", "*"), &["+ regions[us]"]),
    ("group", ["environment.maxcount: 10", "environment.maxcount: 20"], "user_group.quotas", ("user_group_quota", "value"), &["~ quotas.environment.maxcount: 10 → 20"]),
    ("group", ["subscriptions: true", "subscriptions: false"], "user_group.subscriptions", ("user_group", "subscriptions"), &["~ subscriptions: true → false"]),
    ("model", ["\"subscription\":\"wp100-month\"", "\"subscription\":\"wp100-year\""], "pricing_model.tariffs", ("pricing_model_tariff", "fk_tariff_id"), &["~ tariffs.subscription: wp100-month → wp100-year"]),
];

/// The resources that the documents refer to.
const KNOWN: &str = "\
{ kind: region, name: eu }
---
{ kind: region, name: us }
---
{ kind: user_group, name: customers, regions: [eu, us] }
---
{ kind: user_group, name: agencies, regions: [eu, us] }
---
{ kind: installation_package, name: Site, manifest: moving.jps }
---
{ kind: installation_package, name: Other site, manifest: moving.jps }
---
{ kind: installation_package, name: Kit, manifest: still.jps }
---
{ kind: installation_package, name: Tools, manifest: still.jps }
---
{ kind: tariff, id: wp100-month, name: Monthly, charge_period: month, currency: EUR, tiers: [{ from: 1, price: 99 }] }
---
{ kind: tariff, id: wp100-year, name: Yearly, charge_period: year, currency: EUR, tiers: [{ from: 1, price: 990 }] }
---
{ kind: service_plan, id: wp200, name: Pro, status: active, package: Site, tariffs: [wp100-month] }
---
{ kind: service_plan, id: wp500, name: Business, status: active, package: Site, tariffs: [wp100-month] }
---
{ kind: service_plan, id: wp1000, name: Enterprise, status: active, package: Site, tariffs: [wp100-month] }
";

/// The stories of these kinds.
pub fn all() -> Stories {
    let mut documents: BTreeMap<String, String> =
        DOCUMENTS.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let model = |name: &str| {
        json!({ "kind": "pricing_model", "name": name, "tariffs": defaults("wp100-month") }).to_string()
    };
    documents.insert("model".to_owned(), model("loose"));
    let models = ["overuse", "free"].map(|name| format!("---\n{}\n", model(name))).concat();
    let manifest = json!({
        "format": 1, "catalog": "test", "currencies": ["EUR", "USD"], "languages": ["en"], "external": metered_external(),
        "guards": { "allow": ["in-use", "mass-change", "price-change"] },
    });
    let story = |(document, change, path, (table, column), lines): &Field| Story {
        path: (*path).to_owned(),
        document: (*document).to_owned(),
        change: *change,
        column: ((*table).to_owned(), *column),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    };
    let files = vec![
        ("wares.yaml", manifest.to_string()),
        ("known.yaml", format!("{KNOWN}{models}")),
        ("still.jps", JPS.to_owned()),
        ("other.jps", JPS.replace("max: 100", "max: 200")),
        ("moving.jps", MOVING_JPS.to_owned()),
    ];
    Stories { all: FIELDS.iter().map(story).collect(), documents, files }
}

/// The kinds that the stories cover.
pub const KINDS: [&str; 7] =
    ["product", "service_plan", "tariff", "installation_package", "region", "user_group", "pricing_model"];

#[test]
fn changed_field_reaches_its_column_and_no_other() {
    all().reach_their_columns();
}

#[test]
fn changed_field_is_planned_as_such_and_applied() {
    let stories = all();
    let project = stories.project().init();
    project.sql(&metered());
    project.apply();
    stories.are_planned_and_applied(&project);
}

#[test]
fn every_field_has_a_story() {
    let stories = all().paths();
    // Names and ids identify a resource, protection is not written to a row, and the others have only one value.
    let other = |kind: &str, field: &str| {
        ["kind", "id", "protect"].contains(&field)
            || (field == "name" && !["product", "service_plan", "tariff"].contains(&kind))
            || (field == "type" && kind != "pricing_model")
            || field == "charge_type"
    };
    let shapes = wares::kinds::shapes(&Kinds::standard());
    let ours = shapes.iter().filter(|shape| KINDS.contains(&shape.name.as_str()));
    let fields: BTreeSet<String> = ours
        .flat_map(|shape| {
            shape
                .fields
                .iter()
                .filter(|it| !other(&shape.name, &it.path))
                .map(move |it| format!("{}.{}", shape.name, it.path))
        })
        .collect();
    assert_eq!(stories, fields);
}

/// The id or the name identifies a resource, so a changed one means another resource.
#[test]
fn changed_id_means_another_resource() {
    let project = Project::new()
        .file("region.yaml", "{ kind: region, name: eu, description: Europe }")
        .file("plan.yaml", "{ kind: service_plan, id: wp100, name: Lite, status: draft }")
        .init();
    project.apply();
    project.replace("region.yaml", "name: eu", "name: us");
    project.replace("plan.yaml", "id: wp100", "id: wp200");
    project.allow("mass-change");
    let plan = project.run("plan").code(0);
    let titles = plan.changes().into_iter().filter(|line| !line.starts_with(' '));
    let titles: BTreeSet<String> = titles.map(|line| without_effect(&line)).collect();
    let expected = [
        "+ create region `us`  region.yaml:1",
        "+ create service_plan `wp200`  plan.yaml:1",
        "- delete region `eu`",
        "- delete service_plan `wp100`",
    ];
    assert_eq!(titles, expected.map(str::to_owned).into());
    project.apply();
}
