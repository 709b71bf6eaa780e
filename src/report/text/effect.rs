//! What changes do to those who have the things today.

use super::{Color, View};
use crate::diagnostic::counted;
use crate::diff::ResourceChange;
use crate::table::Effect;

impl View<'_> {
    /// The effect of a field or a row, where somebody notices who has the thing today.
    pub(super) fn effect(&self, effect: Effect) -> String {
        told(effect).map(|told| self.tag(told)).unwrap_or_default()
    }

    /// The effect of all that changes about a resource, and on how many.
    pub(super) fn effect_on(&self, resource: &ResourceChange) -> String {
        let Some(told) = told(resource.effect) else { return String::new() };
        match resource.impact.hit() {
            0 => self.tag(told),
            live => self.tag(&format!("{told} for {}", counted(live, "subscription"))),
        }
    }

    fn tag(&self, text: &str) -> String {
        self.style.paint(Color::Dim, &format!("  [{text}]"))
    }
}

/// An effect in words, where somebody notices who has the thing today.
pub fn told(effect: Effect) -> Option<&'static str> {
    match effect {
        Effect::Internal | Effect::NewSales => None,
        Effect::Better => Some("better"),
        Effect::Unknown => Some("perhaps worse"),
        Effect::Worse => Some("worse"),
    }
}
