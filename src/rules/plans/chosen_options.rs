//! The options that service plans set, together with the fields in the manifests of their packages.

use super::catalog_plans::word;
use crate::diagnostic::Place;
use crate::kinds::{Condition, ManifestField, PackageManifest, PlanOption, ServicePlan};
use crate::offer::{Described, Plans};
use serde_json::Value;
use std::collections::HashMap;

/// A service plan with the manifest of its package.
pub(super) struct Chosen<'a> {
    pub(super) plan: Described<'a, ServicePlan>,
    pub(super) manifest: &'a PackageManifest,
    options: HashMap<&'a str, &'a PlanOption>,
}

/// An option that a service plan sets.
#[derive(Clone, Copy)]
pub(super) struct Set<'a> {
    pub(super) name: &'a str,
    pub(super) option: &'a PlanOption,
    pub(super) place: Place,
}

/// The plans that set options of a package with a valid manifest.
pub(super) fn chosen<'s, 'a>(plans: &'s Plans<'a>) -> impl Iterator<Item = Chosen<'s>> + use<'s, 'a> {
    let with_options = plans.plans.iter().filter(|plan| !plan.it.options.is_empty());
    with_options.filter_map(|plan| {
        // Without a manifest that can be read, nothing is known about the fields.
        let manifest = plans.manifest(plan.it.package.as_ref()?.name())?;
        let options = plan.it.options.iter().map(|(name, option)| (name.as_str(), option)).collect();
        Some(Chosen { plan, manifest, options })
    })
}

impl<'a> Chosen<'a> {
    /// The options of the plan, in the order of their names.
    pub(super) fn options(&self) -> impl Iterator<Item = Set<'a>> + use<'a> {
        let place = self.plan.at("options");
        let options = self.plan.it.options.iter();
        options.map(move |(name, option)| Set { name: name.as_str(), option, place: place.child(name) })
    }

    /// The value of an option that customers cannot change.
    pub(super) fn fixed(&self, name: &str) -> Option<String> {
        // A value that customers can change says nothing certain about the other fields.
        let option = self.options.get(name).filter(|option| !*option.editable)?;
        word(option.value.as_ref()?.json())
    }

    /// The value that the plan sets for an option.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        Some(self.options.get(name)?.value.as_ref()?.json())
    }

    /// The place of an option's value.
    pub(super) fn value_place(&self, name: &str) -> Place {
        self.plan.at("options").child(name).child("value")
    }

    /// The condition that hides a field, and the value that the plan sets for the other field in that condition. The
    /// condition belongs to the field itself or to a field on which its visibility depends. It requires a different
    /// value, and customers cannot change the value that the plan sets.
    pub(super) fn hidden_by(&self, field: &'a ManifestField) -> Option<(&'a Condition, String)> {
        let (mut field, mut left) = (field, DEEPEST);
        loop {
            let condition = field.shown_if.as_ref()?;
            if let Some(value) = self.fixed(&condition.field).filter(|value| *value != condition.value) {
                return Some((condition, value));
            }
            // Without the limit, two fields that show each other would be followed forever.
            left -= usize::from(left > 0);
            // If several fields have the name, it is not known which of them shows the field.
            let mut shows = self.manifest.named(&condition.field);
            field = shows.next().filter(|_| left > 0 && shows.next().is_none())?;
        }
    }

    /// The fields of an option, without those that the plan's other options hide.
    pub(super) fn fields(&self, name: &str) -> Vec<&'a ManifestField> {
        self.manifest.named(name).filter(|field| self.hidden_by(field).is_none()).collect()
    }
}

/// How many levels of `showIf` are followed. The limit also ends cycles, which are reported as P03.
const DEEPEST: usize = 64;
