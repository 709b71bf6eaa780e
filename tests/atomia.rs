//! Converts the sample catalog of the billing system's vendor, and tests that `check` finds exactly its known errors.

use crate::support::{Memory, beside};
use roxmltree::{Document, Node};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use wares::diagnostic::Severity;
use wares::workspace::Loaded;

/// The path of the vendor's catalog, which is only present on some machines.
const CATALOG: &str = "real/atomia/Atomia.Web.Plugin.HostingProducts.dll.config.xml";

const MANIFEST: &str = "\
format: 1
catalog: sample
currencies: [EUR]
languages: [en]
database: { extra_service_category: ExtraService }
";

/// Converts a catalog to documents, one for each product.
fn convert(xml: &str) -> Vec<Value> {
    let document = Document::parse(xml.trim_start_matches('\u{feff}')).expect("XML");
    document.descendants().filter(|node| node.has_tag_name_in("product")).map(product).collect()
}

trait Named {
    /// Whether it is an element with this name, in any namespace.
    fn has_tag_name_in(&self, name: &str) -> bool;
}

impl Named for Node<'_, '_> {
    fn has_tag_name_in(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// Converts a product to a document, whose kind depends on the product's category. The source has no prices, and the
/// keys of texts instead of names.
fn product(node: Node<'_, '_>) -> Value {
    let attribute = |name: &str| node.attribute(name).map(str::to_owned);
    let article = attribute("articalNumber").expect("an article number");
    let category = attribute("productCategory").expect("a category");
    let attributes = node.descendants().filter(|node| node.has_tag_name_in("customAttribute"));
    let text = |node: &Node<'_, '_>, name: &str| node.attribute(name).expect("an attribute").to_owned();
    let mut other: BTreeMap<String, String> =
        attributes.map(|node| (text(&node, "name"), text(&node, "value"))).collect();
    let kind = match category.to_lowercase().as_str() {
        "hostingpackage" | "freepackage" => "package",
        "extraservice" => "extra_service",
        _ => "item",
    };
    let name = attribute("resourceKey").unwrap_or_else(|| article.clone());
    let mut document = json!({ "kind": kind, "article": article, "name": name, "category": category });
    match other.remove("duration") {
        Some(months) => {
            let period = json!({ "every": format!("{months} month"), "prices": { "EUR": 1 } });
            document["periods"] = json!([period]);
        }
        None => document["prices"] = json!({ "EUR": 1 }),
    }
    let fields = match kind {
        "package" => package(&mut other),
        "extra_service" => service(&mut other),
        _ => Map::new(),
    };
    document.as_object_mut().expect("an object").extend(fields);
    other.extend(attribute("productValue").map(|value| ("productValue".to_owned(), value)));
    if !other.is_empty() {
        document["properties"] = json!(other);
    }
    document
}

fn package(other: &mut BTreeMap<String, String>) -> Map<String, Value> {
    let fields = [("hasextraservices", "extra_services"), ("checkduration", "check_duration")];
    let options = fields.into_iter().filter_map(|(name, field)| Some((field, other.remove(name)?)));
    options.filter(|(_, value)| value == "true").map(|(field, _)| (field.to_owned(), json!(true))).collect()
}

fn service(other: &mut BTreeMap<String, String>) -> Map<String, Value> {
    let mut fields = Map::new();
    if let Some(packages) = other.remove("packages") {
        fields.insert("packages".to_owned(), packages.split('|').collect());
    }
    let names =
        [("min", "minimalproductvalue"), ("max", "maximalproductvalue"), ("step", "productvaluestep")];
    let number = |text: String| text.parse::<u32>().expect("a number");
    let mut amount: Map<String, Value> = names
        .into_iter()
        .filter_map(|(field, name)| Some((field.to_owned(), json!(number(other.remove(name)?)))))
        .collect();
    amount.extend(other.remove("productvalueunit").map(|unit| ("unit".to_owned(), json!(unit))));
    fields.insert("amount".to_owned(), amount.into());
    fields
}

fn load(documents: &[Value]) -> Loaded {
    let text: String = documents.iter().map(|document| format!("---\n{document:#}\n")).collect();
    Memory::new([("wares.yaml", MANIFEST), ("products.yaml", &text)]).judge()
}

#[test]
fn known_errors_of_the_vendors_catalog_are_found() {
    let Some(path) = beside(CATALOG) else { return };
    let documents = convert(&std::fs::read_to_string(path).expect("a file"));
    assert_eq!(documents.len(), 25);
    let loaded = load(&documents);
    let found = |severity: Severity| -> Vec<String> {
        let matching = loaded.findings.iter().filter(|finding| finding.severity == severity);
        matching.map(|finding| format!("{} {}", finding.code, finding.message)).collect()
    };
    assert_eq!(found(Severity::Error), ["T05 `0 month` is not a period", "A01 `DNS-PK` is described twice"]);
    let lists = "A04 `HST-GLDQ` does not sell extra services, but `XSV-MYSQL` and `XSV-MSSQL` list it";
    assert_eq!(found(Severity::Warning), [lists]);
    assert_eq!(found(Severity::Note), [""; 0]);
}
