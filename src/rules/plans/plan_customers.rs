//! Determines the user groups whose customers can have a plan, with the regions and quotas of these groups.

use crate::kinds::{Product, UserGroup};
use crate::model::Ref;
use crate::offer::{Described, Plans};
use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

/// User groups, with the regions and quotas that their customers have.
#[derive(Default)]
pub(super) struct GroupsOfProduct<'a> {
    /// The user groups.
    pub(super) groups: Vec<Described<'a, UserGroup>>,
    /// The names of all regions of the groups.
    pub(super) regions: HashSet<&'a str>,
    /// The lowest quotas of the groups, by name. Each quota comes with the group that sets it.
    pub(super) quotas: HashMap<&'a str, (u32, Described<'a, UserGroup>)>,
}

impl<'a> GroupsOfProduct<'a> {
    fn of(groups: Vec<Described<'a, UserGroup>>) -> Self {
        let regions = groups.iter().flat_map(|group| &group.it.regions).map(Ref::name).collect();
        let mut quotas: HashMap<&str, (u32, Described<'_, UserGroup>)> = HashMap::new();
        for group in &groups {
            // A plan has to fit customers of every group, so the lowest quota is the one that counts.
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

/// The customers of each product.
pub(super) struct Customers<'s, 'a> {
    plans: &'s Plans<'a>,
    everybody: GroupsOfProduct<'a>,
    /// By product, the groups that can have it, computed on first use. `None` means that a group is not in the files.
    // Per product, because many plans share a product, and its groups have to be read only once.
    products: HashMap<&'a str, OnceCell<Option<GroupsOfProduct<'a>>>>,
}

impl<'s, 'a> Customers<'s, 'a> {
    pub(super) fn new(plans: &'s Plans<'a>) -> Self {
        let products = plans.products.iter().map(|product| (product.it.id.as_str(), OnceCell::new()));
        Self {
            plans,
            everybody: GroupsOfProduct::of(plans.user_groups.iter().collect()),
            products: products.collect(),
        }
    }

    /// Returns the user groups that can have a product, with their regions and quotas. Returns `None` if one of the
    /// groups is not in the files. Also returns `None` if the product is for everyone and the files contain no groups.
    pub(super) fn of_product(&self, product: &Product) -> Option<&GroupsOfProduct<'a>> {
        // A product without groups is for everyone who is in any group.
        if product.user_groups.is_empty() {
            return Some(&self.everybody).filter(|everybody| !everybody.groups.is_empty());
        }
        let find = |group: &Ref<UserGroup>| self.plans.user_groups.find(group.name());
        // One unknown group is enough: it may have any region and any quota.
        let read =
            || product.user_groups.iter().map(find).collect::<Option<Vec<_>>>().map(GroupsOfProduct::of);
        self.products.get(product.id.as_str())?.get_or_init(read).as_ref()
    }

    /// For each product that contains the plan, returns the user groups that can have the product, with their regions
    /// and quotas. Returns `None` if no product contains the plan, or if the groups of one of the products are not
    /// known.
    pub(super) fn of_plan(&self, plan: &str) -> Option<Vec<&GroupsOfProduct<'a>>> {
        // An empty list would look like a plan that nobody can have.
        let products = self.plans.products_of(plan);
        let groups_of_products: Option<Vec<_>> =
            products.iter().map(|product| self.of_product(product.it)).collect();
        groups_of_products.filter(|groups_of_products| !groups_of_products.is_empty())
    }
}
