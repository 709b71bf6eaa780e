//! The tags that show how changes affect existing subscribers: `[worse]`, `[better for 3 subscriptions]`.

use super::view::View;
use crate::diagnostic::counted;
use crate::diff::ResourceChange;
use crate::report::Color;
use crate::table::Effect;

impl View<'_> {
    /// Returns the tag for the effect of a change to a field or a row. The tag is empty if existing subscribers do not
    /// notice the change.
    pub(super) fn effect(&self, effect: Effect) -> String {
        word(effect).map(|word| self.tag(word)).unwrap_or_default()
    }

    /// Returns the tag for the combined effect of all changes to a resource, with the number of affected subscriptions.
    /// The tag is empty if existing subscribers do not notice the changes.
    pub(super) fn effect_on(&self, resource: &ResourceChange) -> String {
        let Some(word) = word(resource.effect) else { return String::new() };
        match resource.impact.affected() {
            // Without a number, since no live subscription is known to be affected.
            0 => self.tag(word),
            live => self.tag(&format!("{word} for {}", counted(live, "subscription"))),
        }
    }

    fn tag(&self, text: &str) -> String {
        self.style.paint(Color::Dim, &format!("  [{text}]"))
    }
}

/// Returns the word for an effect, or `None` if existing subscribers do not notice it.
fn word(effect: Effect) -> Option<&'static str> {
    match effect {
        Effect::Internal | Effect::NewSales => None,
        Effect::Better => Some("better"),
        Effect::Unknown => Some("possibly worse"),
        Effect::Worse => Some("worse"),
    }
}
