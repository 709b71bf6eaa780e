//! The keys of documents.

use super::line::Line;
use std::fmt::Display;

/// A document with its first keys.
pub fn begin(line: &mut Line, kind: &str, code: &str, name: [impl Display; 3]) -> String {
    let brand = line.brand();
    format!("kind: {kind}\narticle: {}\nname: {}\n", line.article(code), line.draw.name(&brand, name))
}

/// One more key. A value that begins with a line break stands below it.
pub fn put(document: &mut String, key: &str, value: impl Display) {
    let value = value.to_string();
    let blank = if value.starts_with('\n') { "" } else { " " };
    *document += &format!("{key}:{blank}{value}\n");
}

/// What everything that is provisioned and renewed has.
pub fn sold(document: &mut String, service: &str) {
    *document += "taxes: { tax1: VAT }\n";
    put(document, "provisioning_service", service);
    *document += "expiry_action: terminate\nunpaid_action: suspend\n";
}

/// A place in the shop, in one category.
pub fn shop(line: &Line, category: &str, slot: u64) -> String {
    format!("{{ categories: [{category}], order: {} }}", line.order(slot))
}
