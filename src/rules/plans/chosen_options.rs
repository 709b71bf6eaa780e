//! The options of service plans beside the fields of their packages' manifests.

use super::catalog_plans::word;
use crate::diagnostic::Place;
use crate::kinds::{Condition, ManifestField, PackageManifest, PlanOption, ServicePlan};
use crate::offer::{Described, Plans};
use serde_json::Value;
use std::collections::HashMap;

/// A service plan beside the manifest of its package.
pub(super) struct Chosen<'a> {
    pub(super) plan: Described<'a, ServicePlan>,
    pub(super) manifest: &'a PackageManifest,
    options: HashMap<&'a str, &'a PlanOption>,
}

/// An option of a service plan.
#[derive(Clone, Copy)]
pub(super) struct Set<'a> {
    pub(super) name: &'a str,
    pub(super) option: &'a PlanOption,
    pub(super) place: Place,
}

/// Each plan that sets options of a package whose manifest can be used.
pub(super) fn chosen<'s, 'a>(plans: &'s Plans<'a>) -> impl Iterator<Item = Chosen<'s>> + use<'s, 'a> {
    let with_options = plans.plans.iter().filter(|plan| !plan.it.options.is_empty());
    with_options.filter_map(|plan| {
        let manifest = plans.manifest(plan.it.package.as_ref()?.name())?;
        let options = plan.it.options.iter().map(|(name, option)| (name.as_str(), option)).collect();
        Some(Chosen { plan, manifest, options })
    })
}

impl<'a> Chosen<'a> {
    /// The plan's options, in the order of their names.
    pub(super) fn options(&self) -> impl Iterator<Item = Set<'a>> + use<'a> {
        let place = self.plan.at("options");
        let options = self.plan.it.options.iter();
        options.map(move |(name, option)| Set { name: name.as_str(), option, place: place.child(name) })
    }

    /// The value that an option has whatever a customer does.
    pub(super) fn fixed(&self, name: &str) -> Option<String> {
        let option = self.options.get(name).filter(|option| !*option.editable)?;
        word(option.value.as_ref()?.json())
    }

    /// The value that the plan gives to an option.
    pub(super) fn value(&self, name: &str) -> Option<&'a Value> {
        Some(self.options.get(name)?.value.as_ref()?.json())
    }

    /// The place of an option's value.
    pub(super) fn value_place(&self, name: &str) -> Place {
        self.plan.at("options").child(name).child("value")
    }

    /// What a field is shown by and is not met, since the plan gives another value to the field that shows it; with that
    /// value.
    pub(super) fn hidden_by(&self, field: &'a ManifestField) -> Option<(&'a Condition, String)> {
        let (mut field, mut left) = (field, MOST_DEEP);
        loop {
            let condition = field.shown_if.as_ref()?;
            if let Some(value) = self.fixed(&condition.field).filter(|value| *value != condition.value) {
                return Some((condition, value));
            }
            left -= usize::from(left > 0);
            // Of several of one name nobody knows which one it is that shows the field.
            let mut shows = self.manifest.named(&condition.field);
            field = shows.next().filter(|_| left > 0 && shows.next().is_none())?;
        }
    }

    /// The fields of an option, without those that the plan keeps from being shown.
    pub(super) fn fields(&self, name: &str) -> Vec<&'a ManifestField> {
        self.manifest.named(name).filter(|field| self.hidden_by(field).is_none()).collect()
    }
}

/// How many fields above a field are looked at to find out whether it is shown.
const MOST_DEEP: usize = 64;
