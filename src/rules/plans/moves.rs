//! Determines whether subscriptions can move from a plan to another active plan of the same product.

use crate::kinds::{PlanStatus, Product, ServicePlan, Tariff};
use crate::model::Ref;
use crate::offer::Plans;
use std::collections::{HashMap, HashSet};

/// A charge period in months, and a currency.
pub(super) type Term = (u32, &'static str);

/// The counts of plans for each product. With these counts, a plan can be checked without looking at every other plan.
pub(super) struct Moves<'s, 'a> {
    plans: &'s Plans<'a>,
    products: HashMap<&'a str, PlanCounts>,
}

/// Counts of the plans of a product, and whether the counts are complete.
#[derive(Default)]
struct PlanCounts {
    /// The number of plans.
    all: usize,
    /// The number of active plans.
    active: usize,
    /// By term, the number of active plans with a tariff for the term.
    // A count and not a set, because the plan in question may itself be one of those with the term.
    terms: HashMap<Term, usize>,
    /// Whether a plan of the product is not in the files, so that its status is not known.
    has_unknown: bool,
    /// Whether a tariff of an active plan is not in the files, so that the period and currency of the tariff are not
    /// known.
    has_unknown_term: bool,
}

/// Which plans a subscription can move to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// None: the products of the plan have no other plans.
    None,
    /// There are other plans, but none of them is active.
    Inactive,
    /// There are other active plans, but none of them has a tariff for the same period and currency.
    OtherTerms,
    /// There is a plan to move to, or it is not known whether there is such a plan.
    Some,
}

impl<'s, 'a> Moves<'s, 'a> {
    pub(super) fn new(plans: &'s Plans<'a>) -> Self {
        let counts = |product: &'a Product| (product.id.as_str(), PlanCounts::of(plans, product));
        Self { plans, products: plans.products.iter().map(|product| counts(product.it)).collect() }
    }

    /// Returns which plans a subscription to the given plan can move to. Returns [`Target::Some`] if no product has the
    /// plan, because V34 reports that.
    pub(super) fn of(&self, plan: &ServicePlan) -> Target {
        let products = self.plans.products_of(plan.id.as_str());
        let counts: Vec<&PlanCounts> =
            products.iter().filter_map(|product| self.products.get(product.it.id.as_str())).collect();
        // The counts contain the plan itself if it is active.
        let is_active = usize::from(plan.status == PlanStatus::Active);
        // A plan that is not in the files may be active, so nothing is certain.
        if counts.is_empty() || counts.iter().any(|counts| counts.has_unknown) {
            return Target::Some;
        }
        if counts.iter().all(|counts| counts.all <= 1) {
            return Target::None;
        }
        if counts.iter().all(|counts| counts.active <= is_active) {
            return Target::Inactive;
        }
        // A tariff outside the files may fit another plan.
        let Some(own) = terms(self.plans, plan) else { return Target::Some };
        let is_shared = |counts: &&PlanCounts| {
            counts.has_unknown_term
                || own.iter().any(|term| counts.terms.get(term).is_some_and(|count| *count > is_active))
        };
        // A plan without tariffs is reported as V08 if it is active.
        if own.is_empty() || counts.iter().any(is_shared) { Target::Some } else { Target::OtherTerms }
    }
}

impl PlanCounts {
    fn of(plans: &Plans<'_>, product: &Product) -> Self {
        let mut counts = Self::default();
        let names: HashSet<&str> = product.plans.iter().map(Ref::name).collect();
        // Without duplicates: a plan that is listed twice would count as another one.
        counts.all = names.len();
        let mut names: Vec<&str> = names.into_iter().collect();
        // Sorted, so that the result does not depend on the order of a hash set.
        names.sort_unstable();
        for name in names {
            match plans.plans.find(name) {
                None => counts.has_unknown = true,
                Some(plan) if plan.it.status == PlanStatus::Active => counts.add(plans, plan.it),
                Some(_) => {}
            }
        }
        counts
    }

    fn add(&mut self, plans: &Plans<'_>, plan: &ServicePlan) {
        self.active += 1;
        let known = terms(plans, plan);
        self.has_unknown_term |= known.is_none();
        for term in known.into_iter().flatten() {
            *self.terms.entry(term).or_default() += 1;
        }
    }
}

/// Returns the terms of the tariffs of a plan, sorted and without duplicates. Returns `None` if a tariff is not in the
/// files.
pub(super) fn terms(plans: &Plans<'_>, plan: &ServicePlan) -> Option<Vec<Term>> {
    let term = |tariff: &Ref<Tariff>| {
        let tariff = plans.tariffs.find(tariff.name())?.it;
        Some((tariff.charge_period.months(), tariff.currency.name()))
    };
    let mut terms: Vec<Term> = plan.tariffs.iter().map(term).collect::<Option<_>>()?;
    // Sorted only because `dedup` compares neighbors.
    terms.sort_unstable();
    terms.dedup();
    Some(terms)
}
