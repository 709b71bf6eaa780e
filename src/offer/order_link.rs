//! A link to the shop that preselects an extra service and an amount.

use super::{Amounts, Offer, Raw, TypedArticle, Visibility, seen_by};
use crate::kinds::{Choice, ExtraService};
use rust_decimal::Decimal;

/// A link to the page of extra services, and what is missing for the link to work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// The number of the article that the link selects. Seed 000 does not show how the link names the article, but
    /// everywhere else articles are named by their numbers.
    pub article: &'a str,
    /// The requirements that are not met. If there are any, the link does not work.
    pub missing: Vec<Requirement>,
    /// The raw properties that decide whether the link works. It is not known how the billing system interprets them.
    pub raws: Vec<Raw<'a>>,
    /// The amounts that the link can select; `None` if there is no list of amounts. A link without an amount selects
    /// the smallest one.
    pub amounts: Option<Amounts>,
}

/// Something that a link needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// A property that is missing from the database.
    Property {
        /// The name of the property.
        name: &'static str,
        /// The field that sets the property.
        field: &'static str,
    },
    /// A package whose customers see the service. The link can select only what they see.
    Customers,
}

impl<'a> Link<'a> {
    /// The link for a service.
    pub fn new(service: &TypedArticle<'a, ExtraService>, offer: &Offer<'a>) -> Self {
        let mut link = Self {
            article: service.article.number(),
            missing: Vec::new(),
            raws: Vec::new(),
            amounts: Amounts::of(service).and_then(Result::ok),
        };
        link.need_properties(service);
        link.need_customers(service, offer);
        link
    }

    fn need_properties(&mut self, service: &TypedArticle<'a, ExtraService>) {
        let properties = service.article.entry.kind.properties().iter();
        // A link that preselects a service needs all properties of its amount (domain.md A19).
        for property in properties.filter(|property| property.field.starts_with("amount.")) {
            let is_given = |own: &ExtraService| own.amount.as_ref().is_some_and(|c| gives(c, property.field));
            match service.read(property.field, is_given) {
                Ok(true) => {}
                Ok(false) => {
                    self.missing.push(Requirement::Property { name: property.name, field: property.field });
                }
                Err(raws) => self.raws.extend(raws),
            }
        }
    }

    fn need_customers(&mut self, service: &TypedArticle<'a, ExtraService>, offer: &Offer<'a>) {
        let seen: Vec<Visibility<'a>> = seen_by(service, offer)
            .into_iter()
            .map(|service_visibility| service_visibility.visibility)
            .collect();
        // A package that exists only in the database may sell the service, so nothing is certainly missing.
        if seen.iter().any(|visibility| matches!(visibility, Visibility::Shown(_) | Visibility::Unknown)) {
            return;
        }
        let raw = seen.into_iter().find_map(|visibility| match visibility {
            Visibility::Raw(raw) => Some(raw),
            _ => None,
        });
        match raw {
            Some(raw) => self.raws.push(raw),
            None => self.missing.push(Requirement::Customers),
        }
    }

    /// Whether the link works; `None` if that is not known.
    pub fn works(&self) -> Option<bool> {
        match (self.missing.is_empty(), self.raws.is_empty()) {
            // What is certainly missing decides, whatever the raw properties mean.
            (false, _) => Some(false),
            (true, false) => None,
            (true, true) => Some(true),
        }
    }

    /// The query string of the link. An amount is selected only if one is given.
    pub fn query(&self, amount: Option<Decimal>) -> String {
        let product = format!("selectedProduct={}", encode(self.article));
        amount.map_or(product.clone(), |amount| format!("{product}&selectedValue={}", amount.normalize()))
    }
}

/// Whether a field of a choice is set.
fn gives(choice: &Choice, field: &str) -> bool {
    match field {
        "amount.min" => choice.min.is_some(),
        "amount.max" => choice.max.is_some(),
        "amount.step" => choice.step.is_some(),
        // The unit is the only other property of an amount.
        _ => choice.unit.is_some(),
    }
}

/// Percent-encodes a value of a query: all bytes except the unreserved characters of RFC 3986.
fn encode(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn query_contains_the_article_and_the_amount() {
        let link = Link { article: "XSV-MYSQL", missing: Vec::new(), raws: Vec::new(), amounts: None };
        assert_eq!(link.query(None), "selectedProduct=XSV-MYSQL");
        assert_eq!(link.query(Some(Decimal::new(30, 1))), "selectedProduct=XSV-MYSQL&selectedValue=3");
    }

    #[test]
    fn characters_not_allowed_in_a_query_are_encoded() {
        assert_eq!(encode("a b&c=ü%"), "a%20b%26c%3D%C3%BC%25");
    }
}
