//! Renders products and service plans in the output of `wares list`.

use super::describe::{prices_json, prices_of_one};
use crate::offer::{Groups, OfferRow};
use serde_json::{Value as Json, json};

/// The maximum number of characters of a description that are shown.
const DESCRIPTION: usize = 40;

/// Returns the cells of a line: the name that customers see, the status, the user groups, the prices, the charge type,
/// and the description.
pub fn offer_cells(row: &OfferRow<'_>) -> [String; 6] {
    let groups = match &row.groups {
        // A service plan has no user groups of its own; those of its products apply.
        None => String::new(),
        Some(Groups::All) => "all".to_owned(),
        Some(Groups::Named(names)) => names.join(", "),
    };
    // Only the first line, since each resource has one line in the list.
    let description = row.description.as_deref().and_then(|text| text.lines().next()).unwrap_or_default();
    let description = match description.char_indices().nth(DESCRIPTION) {
        Some((at, _)) => format!("{}…", description[..at].trim_end()),
        None => description.to_owned(),
    };
    let charged = row.charged.unwrap_or_default().to_owned();
    [row.name.clone(), row.status.to_owned(), groups, prices_of_one(&row.prices), charged, description]
}

/// Returns a product or a service plan as JSON.
pub fn offer_json(row: &OfferRow<'_>) -> Json {
    // Null for a plan and "all" for a product that names none, since these are different facts.
    let groups = row.groups.as_ref().map(|groups| match groups {
        Groups::All => json!("all"),
        Groups::Named(names) => json!(names),
    });
    json!({
        "text": row.name,
        "status": row.status,
        "user_groups": groups,
        "description": row.description,
        "prices": prices_json(&row.prices),
        "charge_type": row.charged,
    })
}
