//! Whether an article may ask for a row twice, told without making its rows.

use super::lower::WholeArticle;
use super::{ArticlePart, Shop};
use std::borrow::Cow;

impl WholeArticle<'_> {
    /// Whether two rows may have the same key. What stands in a mapping cannot be there twice, but for names that
    /// differ in their case alone.
    pub fn may_repeat_rows(&self) -> bool {
        let part = self.part;
        let free = part.properties.keys().map(|name| name.as_str());
        let typed = self.properties.iter().map(|property| &*property.name);
        repeats(part.periods.iter().map(|period| (period.every.value, period.every.unit.as_sql())))
            || repeats(typed.chain(free).map(folded))
            || repeats(part.tags.iter().map(|tag| tag.as_str()))
            || repeats(part.bundle.iter().map(|bundled| bundled.item.name()))
            || part.counts_twice()
            || repeats(part.shown_under(self.category()).into_iter())
            || part.names_twice_in_the_shop()
    }
}

impl ArticlePart {
    fn counts_twice(&self) -> bool {
        repeats(self.counters.iter().map(|counter| counter.id.as_str()))
            || self.counters.iter().any(|counter| repeats(counter.ranges.iter().map(|range| range.from)))
    }

    fn names_twice_in_the_shop(&self) -> bool {
        match &self.shop {
            Some(Shop::Placed(placement)) => {
                repeats(placement.properties.keys().map(|name| folded(name.as_str())))
            }
            _ => false,
        }
    }
}

/// Whether one of some values is there twice.
fn repeats<T: Ord>(values: impl Iterator<Item = T>) -> bool {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.windows(2).any(|pair| pair[0] == pair[1])
}

/// A name as it takes part in a comparison without regard to case.
fn folded(name: &str) -> Cow<'_, str> {
    match name.chars().any(char::is_uppercase) {
        true => name.to_lowercase().into(),
        false => name.into(),
    }
}
