//! Products and service plans as rows of a list.

use super::quote::filled;
use super::{OnePrice, Plans};
use crate::catalog::Entry;
use crate::kinds::{Numbered, Product, ServicePlan};

/// A row of a list: a product or a service plan.
#[derive(Clone, Debug)]
pub struct OfferRow<'a> {
    /// The name that customers see.
    pub name: String,
    /// The status.
    pub status: &'static str,
    /// For a product, the user groups whose members can subscribe; `None` for a plan.
    pub groups: Option<Groups>,
    /// The description that customers see.
    pub description: Option<String>,
    /// For a plan, the prices of one installation; empty for a product.
    pub prices: Vec<OnePrice>,
    /// For a plan, how its subscriptions are charged; `None` for a product.
    pub charged: Option<&'a str>,
}

/// The user groups whose members can subscribe to a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Groups {
    /// All user groups.
    All,
    /// These user groups.
    Named(Vec<&'static str>),
}

impl<'a> Plans<'a> {
    /// The row for a resource; `None` if it is neither a product nor a service plan.
    pub fn row(&self, entry: &'a Entry) -> Option<OfferRow<'a>> {
        let product = entry.resource.of::<Product>().map(of_product);
        product.or_else(|| Some(self.of_plan(entry.resource.of::<ServicePlan>()?)))
    }

    fn of_plan(&self, plan: &'a ServicePlan) -> OfferRow<'a> {
        OfferRow {
            name: filled(plan, plan.name.as_str()),
            status: plan.status.word(),
            groups: None,
            description: plan.description.as_ref().map(|text| filled(plan, text.as_str())),
            prices: self.prices_of_one(plan),
            charged: Some(plan.charge_type.word()),
        }
    }
}

fn of_product<'a>(product: &Product) -> OfferRow<'a> {
    let named: Vec<&str> = product.user_groups.iter().map(|group| group.name()).collect();
    // A row of a list has little room, so the short description goes first.
    let description = product.short_description.as_ref().or(product.description.as_ref());
    OfferRow {
        name: product.name.as_str().to_owned(),
        status: product.status.word(),
        // A product that names no user group is for all of them.
        groups: Some(if named.is_empty() { Groups::All } else { Groups::Named(named) }),
        description: description.map(|text| text.as_str().to_owned()),
        prices: Vec::new(),
        charged: None,
    }
}
