//! Who can have which plan: what user groups, products and plans come to together.

use crate::kinds::{Product, UserGroup};
use crate::model::Ref;
use crate::offer::{Described, Plans};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// What a customer of some user groups can have.
#[derive(Default)]
pub(super) struct Reach<'a> {
    /// The groups.
    pub(super) groups: Vec<Described<'a, UserGroup>>,
    /// The names of their regions.
    pub(super) regions: HashSet<&'a str>,
    /// The least of their quotas of each name, with its group.
    pub(super) quotas: HashMap<&'a str, (u32, Described<'a, UserGroup>)>,
}

impl<'a> Reach<'a> {
    fn of(groups: Vec<Described<'a, UserGroup>>) -> Self {
        let regions = groups.iter().flat_map(|group| &group.it.regions).map(Ref::name).collect();
        let mut quotas: HashMap<&str, (u32, Described<'_, UserGroup>)> = HashMap::new();
        for group in &groups {
            for (name, most) in &group.it.quotas {
                let least = quotas.entry(name.as_str()).or_insert((most.count(), *group));
                if most.count() < least.0 {
                    *least = (most.count(), *group);
                }
            }
        }
        Self { groups, regions, quotas }
    }
}

/// Who can have which plan.
pub(super) struct Customers<'s, 'a> {
    plans: &'s Plans<'a>,
    everybody: Reach<'a>,
    /// What the groups of each product can have, as it is asked for; none of one whose groups are not in the files.
    products: HashMap<&'a str, OnceCell<Option<Reach<'a>>>>,
}

impl<'s, 'a> Customers<'s, 'a> {
    pub(super) fn new(plans: &'s Plans<'a>) -> Self {
        let products = plans.products.iter().map(|product| (product.it.id.as_str(), OnceCell::new()));
        Self { plans, everybody: Reach::of(plans.user_groups.iter().collect()), products: products.collect() }
    }

    /// What the customers of a product can have; none where a group of it, or any group at all, is not in the files.
    pub(super) fn of_product(&self, product: &Product) -> Option<&Reach<'a>> {
        if product.user_groups.is_empty() {
            return Some(&self.everybody).filter(|everybody| !everybody.groups.is_empty());
        }
        let find = |group: &Ref<UserGroup>| self.plans.user_groups.find(group.name());
        let read = || product.user_groups.iter().map(find).collect::<Option<Vec<_>>>().map(Reach::of);
        self.products.get(product.id.as_str())?.get_or_init(read).as_ref()
    }

    /// What the customers of each product of a plan can have; none where that is not known of all of them, or where no
    /// product has the plan.
    pub(super) fn of_plan(&self, plan: &str) -> Option<Vec<&Reach<'a>>> {
        let products = self.plans.products_of(plan);
        let reaches: Option<Vec<_>> = products.iter().map(|product| self.of_product(product.it)).collect();
        reaches.filter(|reaches| !reaches.is_empty())
    }
}
