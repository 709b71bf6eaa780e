//! Products and service plans as lines of a list.

use super::quote::filled;
use super::{OnePrice, Plans};
use crate::catalog::Entry;
use crate::kinds::{Numbered, Product, ServicePlan};

/// What a list tells of something that customers subscribe to, or by.
#[derive(Clone, Debug)]
pub struct OfferRow<'a> {
    /// The name that customers see.
    pub name: String,
    /// Its status.
    pub status: &'static str,
    /// Who can subscribe, of a product.
    pub groups: Option<Groups>,
    /// What it is.
    pub description: Option<String>,
    /// What one installation costs, of a plan.
    pub prices: Vec<OnePrice>,
    /// How subscriptions are charged, of a plan.
    pub charged: Option<&'a str>,
}

/// Who can subscribe to a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Groups {
    /// Every user group.
    All,
    /// These.
    Named(Vec<&'static str>),
}

impl<'a> Plans<'a> {
    /// What a list tells of a resource; nothing of one to which nobody subscribes.
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
    let description = product.short_description.as_ref().or(product.description.as_ref());
    OfferRow {
        name: product.name.as_str().to_owned(),
        status: product.status.word(),
        groups: Some(if named.is_empty() { Groups::All } else { Groups::Named(named) }),
        description: description.map(|text| text.as_str().to_owned()),
        prices: Vec::new(),
        charged: None,
    }
}
