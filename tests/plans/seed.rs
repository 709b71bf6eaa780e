//! Tests that every field on the vendor's page about products is a field of the files.

use super::stories::all;
use crate::support::beside;
use std::collections::{BTreeMap, BTreeSet};
use wares::kinds::{Kinds, Numbered, PlanStatus, ProductStatus};

/// The folder of the vendor's pages, which may be missing.
const PAGES: &str = "seeds";

/// A label on the page, and the corresponding fields of the files.
type Label = (&'static str, &'static [&'static str]);

/// The fields of the files for each label on the page, by the step in which the page has it. They include the tabs of a
/// plan, and what the steps about the tabs describe in sentences.
const FIELDS: &[(&str, &[Label])] = &[
    (
        "1",
        &[
            ("Type", &["product.type"]),
            ("Display Name", &["product.name"]),
            ("Status", &["product.status"]),
            ("User Groups", &["product.user_groups"]),
            ("Logo", &["product.logo"]),
            ("Short Description", &["product.short_description"]),
            ("Description (markdown)", &["product.description"]),
            ("Related Packages", &["product.related_packages"]),
        ],
    ),
    ("2", &[("Use Existing", &["product.plans"])]),
    (
        "3",
        &[
            ("Display Name", &["service_plan.name"]),
            ("Description", &["service_plan.description"]),
            ("Charge Type", &["service_plan.charge_type"]),
            ("Status", &["service_plan.status"]),
            ("Max Quantity", &["service_plan.max_quantity"]),
            ("Grace Period (days)", &["service_plan.grace_period"]),
            ("Description (markdown)", &["service_plan.details"]),
            ("Allow moving to another service plan", &["service_plan.allow_moving"]),
        ],
    ),
    (
        "4",
        &[
            ("Package", &["service_plan.package"]),
            ("Regions", &["service_plan.regions", "service_plan.regions.region", "user_group.regions"]),
            ("Subscription Tariffs", &["service_plan.tariffs"]),
            ("Metadata", &["service_plan.metadata"]),
        ],
    ),
    (
        "5",
        &[
            ("Override User Group Regions", &["service_plan.override_regions"]),
            ("pricing model per region", &["service_plan.regions.pricing_model"]),
        ],
    ),
    (
        "6",
        &[
            ("Name", &["tariff.name"]),
            ("Description", &["tariff.description"]),
            ("Type", &["tariff.type"]),
            ("Charge Period", &["tariff.charge_period"]),
            ("Currency", &["tariff.currency"]),
            ("pricing tiers", &["tariff.tiers", "tariff.tiers.from", "tariff.tiers.price"]),
        ],
    ),
    (
        "7",
        &[
            ("key and value", &["service_plan.metadata"]),
            ("Editable by User", &["service_plan.options.*.editable"]),
            ("redefine default values", &["service_plan.options.*.value"]),
        ],
    ),
];

/// Fields that have only one value, so that no story can change them.
const CONSTANT: [&str; 3] = ["product.type", "service_plan.charge_type", "tariff.type"];

/// The steps of the section about adding products, by number.
fn steps(page: &str) -> BTreeMap<String, String> {
    let (_, adding) = page.split_once("\nAdding New Product").expect("the part about adding");
    let mut steps: BTreeMap<String, String> = BTreeMap::new();
    let mut step = String::new();
    for line in adding.lines() {
        if let Some((number, _)) = line.split_once(". ").filter(|(number, _)| number.parse::<u32>().is_ok()) {
            number.clone_into(&mut step);
        }
        let text = steps.entry(step.clone()).or_default();
        text.push_str(line);
        text.push('\n');
    }
    steps
}

/// The labels of a step: what comes before the dash in its list items.
fn labels(step: &str) -> BTreeSet<&str> {
    let listed = step.lines().filter_map(|line| line.trim().strip_prefix("• "));
    listed
        .filter_map(|line| line.split_once(" – ").or_else(|| line.split_once(" - ")))
        .map(|(label, _)| label)
        .collect()
}

fn page() -> Option<String> {
    let folder = beside(PAGES)?;
    let files = std::fs::read_dir(folder).expect("the pages").flatten().map(|entry| entry.path());
    let is_ours = |path: &std::path::PathBuf| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("004_"))
    };
    let path = files.into_iter().find(is_ours).expect("the page");
    Some(std::fs::read_to_string(path).expect("UTF-8"))
}

#[test]
fn every_field_on_the_page_is_a_field_of_the_files() {
    let Some(page) = page() else { return };
    let steps = steps(&page);
    for (number, fields) in FIELDS {
        let step = &steps[*number];
        let mapped: BTreeSet<&str> = fields.iter().map(|(label, _)| *label).collect();
        let unmapped: Vec<&str> = labels(step).difference(&mapped).copied().collect();
        assert_eq!(unmapped, Vec::<&str>::new(), "no field is given for these labels of step {number}");
        let gone: Vec<&&str> = mapped.iter().filter(|label| !step.contains(**label)).collect();
        assert_eq!(gone, Vec::<&&str>::new(), "step {number} of the page has no such field");
    }
    assert_eq!((labels(&steps["1"]).len(), labels(&steps["3"]).len(), labels(&steps["6"]).len()), (8, 8, 5));
    let tabs =
        steps["4"].split_once("four tabs: ").map(|(_, tabs)| tabs.split('.').next().unwrap_or_default());
    assert_eq!(tabs, Some("Package, Regions, Subscription Tariffs, and Metadata"));
}

#[test]
fn every_status_on_the_page_is_a_status_of_the_files() {
    let Some(page) = page() else { return };
    let plans = page.split_once("Status – service plan’s status").expect("the statuses").1;
    let plans = plans.split_once("Price –").expect("what follows them").0;
    let lower = |label: &str| label.to_lowercase();
    let statuses: BTreeSet<String> = labels(plans).into_iter().map(lower).collect();
    assert_eq!(statuses, PlanStatus::ALL.iter().map(|(.., word)| (*word).to_owned()).collect());
    let of_products = ProductStatus::ALL.iter().map(|(.., word)| *word).collect::<Vec<_>>().join(" or ");
    assert!(page.contains(&format!("product’s status ({of_products})")));
}

#[test]
fn every_field_from_the_page_is_documented_and_has_a_story() {
    let stories = all().paths();
    let shapes = wares::kinds::shapes(&Kinds::standard());
    let paths = FIELDS.iter().flat_map(|(_, fields)| fields.iter().flat_map(|(_, paths)| paths.iter()));
    for path in paths {
        let (kind, field) = path.split_once('.').expect("a kind and a field");
        let shape = shapes.iter().find(|shape| shape.name == kind).expect("a kind");
        let about = shape.fields.iter().find(|known| known.path == field).map(|field| field.about.as_str());
        let about = about.unwrap_or_else(|| panic!("`{kind}` has no field `{field}`"));
        let is_sentence =
            about.starts_with(char::is_uppercase) && about.ends_with('.') && about.split(' ').count() > 1;
        assert!(is_sentence, "{path}: `{about}` is not a sentence");
        // `tests/generated.rs` checks that the constant ones reach a column, too.
        assert!(stories.contains(*path) || CONSTANT.contains(path), "no story changes only `{path}`");
    }
}
