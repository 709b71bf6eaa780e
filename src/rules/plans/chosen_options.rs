//! The options that service plans set, with the manifests of the plans' packages.

use super::catalog_plans::word;
use crate::diagnostic::Place;
use crate::kinds::{Condition, ManifestField, PackageManifest, PlanOption, ServicePlan};
use crate::offer::{Described, Plans};
use serde_json::Value;
use std::collections::HashMap;

/// A service plan with the manifest of its package.
pub(super) struct PlanWithManifest<'a> {
    pub(super) plan: Described<'a, ServicePlan>,
    pub(super) manifest: &'a PackageManifest,
    options: HashMap<&'a str, &'a PlanOption>,
}

/// An option that a service plan sets.
#[derive(Clone, Copy)]
pub(super) struct SetOption<'a> {
    pub(super) name: &'a str,
    pub(super) option: &'a PlanOption,
    pub(super) place: Place,
}

/// Returns the plans that set options, each with the manifest of its package. A plan is left out if its package has no
/// valid manifest.
pub(super) fn chosen<'s, 'a>(
    plans: &'s Plans<'a>,
) -> impl Iterator<Item = PlanWithManifest<'s>> + use<'s, 'a> {
    let with_options = plans.plans.iter().filter(|plan| !plan.it.options.is_empty());
    with_options.filter_map(|plan| {
        // Without a manifest that can be read, nothing is known about the fields.
        let manifest = plans.manifest(plan.it.package.as_ref()?.name())?;
        let options = plan.it.options.iter().map(|(name, option)| (name.as_str(), option)).collect();
        Some(PlanWithManifest { plan, manifest, options })
    })
}

impl<'a> PlanWithManifest<'a> {
    /// Returns the options of the plan, in the order of their names.
    pub(super) fn options(&self) -> impl Iterator<Item = SetOption<'a>> + use<'a> {
        let place = self.plan.at("options");
        let options = self.plan.it.options.iter();
        options.map(move |(name, option)| SetOption { name: name.as_str(), option, place: place.child(name) })
    }

    /// Returns the value of an option as text. Returns `None` if customers can change the value, or if it is not a
    /// scalar.
    pub(super) fn fixed(&self, name: &str) -> Option<String> {
        // A value that customers can change says nothing certain about the other fields.
        let option = self.options.get(name).filter(|option| !*option.editable)?;
        word(option.value.as_ref()?.json())
    }

    /// Returns the value that the plan sets for an option, or `None` if it sets none.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        Some(self.options.get(name)?.value.as_ref()?.json())
    }

    /// Returns the place of the value of an option.
    pub(super) fn value_place(&self, name: &str) -> Place {
        self.plan.at("options").child(name).child("value")
    }

    /// Returns the condition that hides a field, and the value that the plan sets for the field in the condition. The
    /// condition requires a different value, and customers cannot change the plan's value.
    ///
    /// A field is also hidden if the field in its condition is hidden, so the condition may belong to that other field.
    /// Returns `None` if the field is not hidden.
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

    /// Returns the fields with the name of an option, except those that other options of the plan hide.
    pub(super) fn fields(&self, name: &str) -> Vec<&'a ManifestField> {
        self.manifest.named(name).filter(|field| self.hidden_by(field).is_none()).collect()
    }
}

/// The maximum number of `showIf` conditions that are followed from field to field. The limit also ends cycles, which
/// P03 reports.
const DEEPEST: usize = 64;
