//! The regions in which a service plan can be installed.

use super::{Described, Plans};
use crate::diagnostic::Place;
use crate::kinds::{PlanRegion, Product, ServicePlan, UserGroup};

/// A region in which a plan can be installed.
#[derive(Clone, Debug)]
pub struct OfferedRegion<'a> {
    /// The name of the region.
    pub name: &'static str,
    /// The pricing model by which the resources of an installation in the region are billed; `None` if the resources
    /// are free.
    pub pricing_model: Option<&'static str>,
    /// The user groups whose customers can choose the region. Empty if the plan itself names the region, so that all
    /// customers of the plan can choose it.
    pub groups: Vec<&'a str>,
    /// The location at which the region is named: in the plan, or in the first of the groups.
    pub place: Place,
}

/// The regions of a plan.
#[derive(Clone, Debug, Default)]
pub struct Regions<'a> {
    /// The regions in which the plan can be installed.
    pub offered: Vec<OfferedRegion<'a>>,
    /// The regions in the plan that have no effect, each with its location: none of the plan's user groups has the
    /// region, and the plan does not set `override_regions`.
    pub idle: Vec<(&'static str, Place)>,
    /// The user groups whose regions are not known, because the files do not describe the groups.
    pub unknown: Vec<&'static str>,
}

impl<'a> Plans<'a> {
    /// The regions in which a plan can be installed: the regions of its user groups or, if the plan overrides these,
    /// its own regions.
    pub fn regions_of(&self, plan: Described<'a, ServicePlan>) -> Regions<'a> {
        // Regions come from the user group unless the plan overrides them (domain.md §3).
        if *plan.it.override_regions {
            let own = plan.it.regions.iter().enumerate().map(|(index, it)| OfferedRegion {
                name: it.region.name(),
                pricing_model: it.pricing_model.as_ref().map(|model| model.name()),
                groups: Vec::new(),
                place: plan.at("regions").child(index),
            });
            // The groups do not matter then, so no region is without effect and no group is unknown.
            return Regions { offered: own.collect(), ..Regions::default() };
        }
        let (groups, unknown) = self.groups_of(plan.it);
        let offered = inherited(plan.it, &groups);
        let is_idle =
            |it: &&(usize, &PlanRegion)| offered.iter().all(|other| other.name != it.1.region.name());
        let idle = plan.it.regions.iter().enumerate().filter(|it| is_idle(&it));
        let idle = idle.map(|(index, it)| (it.region.name(), plan.at("regions").child(index))).collect();
        Regions { offered, idle, unknown }
    }

    /// The user groups of a plan's products, which are the groups that can have the plan. A product without groups is
    /// for all groups. The names of groups that the files do not describe are returned separately.
    pub fn groups_of(&self, plan: &ServicePlan) -> (Vec<Described<'a, UserGroup>>, Vec<&'static str>) {
        let (mut groups, mut unknown) = (Vec::new(), Vec::new());
        for product in self.products_of(plan.id.as_str()) {
            let (known, others) = self.groups_of_product(product.it);
            groups.extend(known);
            unknown.extend(others);
        }
        // Several products may be for the same group.
        let mut seen: Vec<&str> = Vec::new();
        groups.retain(|group: &Described<'a, UserGroup>| {
            let is_new = !seen.contains(&group.it.name.as_str());
            seen.push(group.it.name.as_str());
            is_new
        });
        // Several products may name the same group.
        unknown.sort_unstable();
        unknown.dedup();
        (groups, unknown)
    }

    fn groups_of_product(&self, product: &Product) -> (Vec<Described<'a, UserGroup>>, Vec<&'static str>) {
        if product.user_groups.is_empty() {
            return (self.user_groups.iter().collect(), Vec::new());
        }
        let names = || product.user_groups.iter().map(|group| group.name());
        let known = names().filter_map(|name| self.user_groups.find(name)).collect();
        (known, names().filter(|name| self.user_groups.find(name).is_none()).collect())
    }
}

/// The regions of the given user groups, without duplicates. Each has the pricing model that the plan sets for the
/// region.
fn inherited<'a>(plan: &ServicePlan, groups: &[Described<'a, UserGroup>]) -> Vec<OfferedRegion<'a>> {
    let mut offered: Vec<OfferedRegion<'a>> = Vec::new();
    for group in groups {
        for (index, region) in group.it.regions.iter().enumerate() {
            if let Some(known) = offered.iter_mut().find(|known| known.name == region.name()) {
                known.groups.push(group.it.name.as_str());
                continue;
            }
            // The plan only adds a pricing model: which regions there are is up to the groups.
            let own = plan.regions.iter().find(|own| own.region.name() == region.name());
            offered.push(OfferedRegion {
                name: region.name(),
                pricing_model: own.and_then(|own| own.pricing_model.as_ref()).map(|model| model.name()),
                groups: vec![group.it.name.as_str()],
                place: group.at("regions").child(index),
            });
        }
    }
    offered
}
