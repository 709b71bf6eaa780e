//! The link that selects an extra service, and an amount of it, beforehand (seed 000).

use super::{Amounts, Offer, Sells, Visibility, seen_by};
use crate::kinds::{ExtraService, TypedProperty};
use rust_decimal::Decimal;

/// The query of a link to the page of extra services, and what it lacks to work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// The article that it selects. The seed's example does not show how it names the product; the number is
    /// what names a product everywhere else.
    pub article: &'a str,
    /// What would have to be there.
    pub missing: Vec<Requirement>,
    /// The amounts that it can select; without one it selects the least.
    pub amounts: Option<Amounts>,
}

/// Something that a link needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// A property, by the field that stands for it.
    Property {
        /// The property.
        name: &'static str,
        /// The field.
        field: &'static str,
    },
    /// A package whose customers see the service: the link selects from what they see.
    Customers,
}

impl<'a> Link<'a> {
    /// The link of a service.
    pub fn new(service: &Sells<'a, ExtraService>, offer: &Offer<'a>) -> Self {
        let choice = service.own.amount.as_ref();
        let given = |field: &str| match field {
            "amount.min" => choice.is_some_and(|choice| choice.min.is_some()),
            "amount.max" => choice.is_some_and(|choice| choice.max.is_some()),
            "amount.step" => choice.is_some_and(|choice| choice.step.is_some()),
            _ => choice.is_some_and(|choice| choice.unit.is_some()),
        };
        let properties = service.article.entry.kind.properties.iter();
        let needed = properties.filter(|property| property.field.starts_with("amount."));
        let property = |p: &TypedProperty| Requirement::Property { name: p.name, field: p.field };
        let mut missing: Vec<Requirement> = needed.filter(|p| !given(p.field)).map(property).collect();
        let is_seen = seen_by(service, offer).iter().any(|s| !matches!(s.visibility, Visibility::Hidden(_)));
        missing.extend((!is_seen).then_some(Requirement::Customers));
        let amounts = choice.and_then(|choice| Amounts::new(choice).ok());
        Self { article: service.article.number(), missing, amounts }
    }

    /// Whether the link works.
    pub fn works(&self) -> bool {
        self.missing.is_empty()
    }

    /// The query, with an amount if one is to be selected too.
    pub fn query(&self, amount: Option<Decimal>) -> String {
        let product = format!("selectedProduct={}", encode(self.article));
        amount.map_or(product.clone(), |amount| format!("{product}&selectedValue={}", amount.normalize()))
    }
}

/// A text as a value of a query: all but the unreserved characters of RFC 3986 as percent and two digits.
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
    fn a_query_names_the_article_and_the_amount() {
        let link = Link { article: "XSV-MYSQL", missing: Vec::new(), amounts: None };
        assert_eq!(link.query(None), "selectedProduct=XSV-MYSQL");
        assert_eq!(link.query(Some(Decimal::new(30, 1))), "selectedProduct=XSV-MYSQL&selectedValue=3");
    }

    #[test]
    fn what_a_query_cannot_hold_is_encoded() {
        assert_eq!(encode("a b&c=ü%"), "a%20b%26c%3D%C3%BC%25");
    }
}
