//! Every field on the vendor's page about the details of packages is a field of the files.

use super::all;
use crate::support::beside;
use std::collections::BTreeSet;
use wares::kinds::Kinds;

/// The folder with the page, which is only present on some machines.
const PAGE: &str = "seeds";

/// The labels on the page that are not fields: the values of choices, and an ID that the database assigns.
const NO_FIELDS: &[&str] = &[
    "ID",
    "Ignore",
    "Based on the ordered values",
    "Based on statistics",
    "Boolean (yes/no)",
    "Integer",
    "Enumeration with number",
];

/// The fields on the page, and the fields of the files that correspond to them. One field on the page may correspond
/// to several, for example if the page has it for each type of value.
const FIELDS: &[(&str, &[&str])] = &[
    ("Name", &["detail_type.text"]),
    ("Add-on", &["package.details.included", "package.details.maximum"]),
    (
        "Add-on price",
        &[
            "package.details.prices",
            "package.details.overage_prices",
            "package.details.value_prices",
            "enumeration.values.prices",
        ],
    ),
    ("Status", &["package.details.enabled"]),
    ("Type", &["package.details.type"]),
    ("Billing type", &["package.details.billing"]),
    ("Value type", &["detail_type.value"]),
    ("Unit of measure", &["detail_type.unit", "detail_type.larger_units", "package.details.unit"]),
    ("Included limit", &["package.details.included"]),
    ("Step", &["package.details.step"]),
    ("Enumeration", &["package.details.enumeration"]),
    ("Included value", &["package.details.included_value"]),
    ("Count exceeded usage", &["package.details.statistics.overage_period"]),
    ("If there are several parameters", &["package.details.statistics.aggregation"]),
    ("The price is specified", &["package.details.statistics.price_per"]),
    ("Only for active service", &["package.details.statistics.active_only"]),
    ("Internal name", &["detail_type.name", "package.details.choices.name"]),
    ("Maximum value", &["package.details.maximum"]),
    ("Cost of unlimited service", &["package.details.unlimited_prices"]),
    ("Minimum order period", &["package.details.minimum_period"]),
    ("Setup fee", &["package.details.setup_fee"]),
    ("Do not multiple by the number", &["package.details.multiply_setup_fee"]),
    ("Priority", &["package.details.priority"]),
    ("Post-paid", &["package.details.post_paid"]),
    ("Manual processing", &["package.details.manual_processing"]),
    ("Send instruction upon modification", &["package.details.send_instruction"]),
    ("Do not count during trial period", &["package.details.skip_trial"]),
    (
        "Alternative method of calculation according to the number",
        &["package.details.alternative_calculation"],
    ),
    ("Random name", &["package.details.random_name"]),
    ("Copy from", &["package.import_details.from"]),
    ("Replace existing values", &["package.import_details.replace_existing"]),
];

/// The labels on the page. Each comes before ` - ` and its explanation; one has no explanation.
fn labels(page: &str) -> BTreeSet<&str> {
    let listed = page.lines().filter_map(|line| line.trim().strip_prefix("- "));
    let label = |line: &'_ str| line.strip_suffix(" -").map(str::len).or_else(|| line.find(" - "));
    listed.filter_map(|line| label(line).map(|end| &line[..end])).collect()
}

#[test]
fn every_label_on_the_page_has_a_field() {
    let Some(folder) = beside(PAGE) else { return };
    let files = std::fs::read_dir(folder).expect("the pages").flatten();
    let path = files.map(|entry| entry.path()).find(|path| {
        path.file_name().and_then(|name| name.to_str()).is_some_and(|name| name.starts_with("002_"))
    });
    let page = std::fs::read_to_string(path.expect("the page")).expect("UTF-8");
    let labels = labels(&page);
    let known_labels: BTreeSet<&str> =
        FIELDS.iter().map(|(label, _)| *label).chain(NO_FIELDS.iter().copied()).collect();
    assert_eq!(
        labels.difference(&known_labels).collect::<Vec<_>>(),
        Vec::<&&str>::new(),
        "these labels have no field"
    );
    let gone: Vec<&str> =
        FIELDS.iter().map(|(label, _)| *label).filter(|label| !labels.contains(label)).collect();
    assert_eq!(gone, Vec::<&str>::new(), "the page has no such field");
    assert!(labels.len() > 30, "{labels:?}");
}

#[test]
fn fields_from_the_page_are_documented_and_have_a_story() {
    let stories = all().paths();
    let shapes = wares::kinds::shapes(&Kinds::standard());
    for (label, path) in FIELDS.iter().flat_map(|(label, paths)| paths.iter().map(move |path| (label, *path)))
    {
        let (kind, field) = path.split_once('.').expect("a kind and a field");
        let shape = shapes.iter().find(|shape| shape.name == kind).expect("a kind");
        let about = shape.fields.iter().find(|known| known.path == field).map(|field| field.about.as_str());
        let about = about.unwrap_or_else(|| panic!("{label}: `{kind}` has no field `{field}`"));
        let is_sentence =
            about.starts_with(char::is_uppercase) && about.ends_with('.') && about.split(' ').count() > 2;
        assert!(is_sentence, "{path}: `{about}` is not a sentence");
        // A type is identified by its name, so `renamed_type_is_deleted_and_created` covers this field.
        assert!(
            stories.contains(path) || path == "detail_type.name",
            "{label}: no story changes `{path}` alone"
        );
    }
}
