//! Determines whether an article may have rows with the same key. The rows are not built for this, because building
//! them takes much longer.

use super::lower::WholeArticle;
use super::{ArticlePart, Shop};
use std::borrow::Cow;

impl WholeArticle<'_> {
    /// Whether two rows may have the same key. Lists may contain duplicates. Mappings may contain two names that differ
    /// only in case.
    pub fn may_repeat_rows(&self) -> bool {
        let part = self.part;
        let free = part.properties.keys().map(|name| name.as_str());
        let typed = self.properties.iter().map(|property| &*property.name);
        // Compared as rows are keyed: 12 months and 1 year are different rows, which rule A31 reports instead.
        repeats(part.periods.iter().map(|period| (period.every.value, period.every.unit.as_sql())))
            // Names are compared without regard to case, across typed and free properties: they become rows of one
            // table.
            || repeats(typed.chain(free).map(folded))
            || repeats(part.tags.iter().map(|tag| tag.as_str()))
            || repeats(part.bundle.iter().map(|bundled| bundled.item.name()))
            // Cheap checks that rarely apply come last; the first that is true ends the check.
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
            // Two names that differ only in case are one name here too.
            Some(Shop::Placed(placement)) => {
                repeats(placement.properties.keys().map(|name| folded(name.as_str())))
            }
            _ => false,
        }
    }
}

/// Whether a value occurs more than once.
fn repeats<T: Ord>(values: impl Iterator<Item = T>) -> bool {
    let mut values: Vec<T> = values.collect();
    // Unstable is enough, since only equality of neighbors matters.
    values.sort_unstable();
    values.windows(2).any(|pair| pair[0] == pair[1])
}

/// Returns a name in lowercase, so that names can be compared without regard to case.
fn folded(name: &str) -> Cow<'_, str> {
    // Most names have no capitals and need no copy.
    match name.chars().any(char::is_uppercase) {
        true => name.to_lowercase().into(),
        false => name.into(),
    }
}

#[cfg(test)]
mod tests {
    use crate::kinds::{Kinds, Loaded};
    use crate::model::Manifest;
    use crate::source::parse;

    const MANIFEST: &str = "format: 1\ncatalog: t\ncurrencies: [EUR]\nlanguages: [en]\n";

    fn may_repeat_rows(text: &str) -> bool {
        let ((manifest, _), (documents, _)) = (parse("wares.yaml", MANIFEST), parse("a.yaml", text));
        let (manifest, _) = manifest[0].read::<Manifest>().expect("a manifest");
        let kinds = Kinds::standard();
        let kind =
            documents[0].root.get("kind").and_then(|kind| kinds.find(kind.as_text()?)).expect("a kind");
        let (resource, _): Loaded = kind.read(&documents[0]).expect("a resource");
        resource.may_repeat_rows(&manifest)
    }

    #[test]
    fn repeated_elements_and_names_equal_but_for_case_may_repeat_rows() {
        for fields in [
            "periods: [{ every: 1 year }, { every: 1 month }, { every: 1 year }]",
            "properties: { Tos: a, tos: b }",
            "properties: { hasextraservices: '1' }\nextra_services: true",
            "tags: [a, b, a]",
            "bundle: [{ item: B }, { item: C }, { item: B }]",
            "counters: [{ id: a }, { id: a }]",
            "counters: [{ id: a, ranges: [{ from: 1, to: 2 }, { from: 1.0, to: 3 }] }]",
            "shop: { categories: [C, D, C] }",
            "shop: { properties: { A: a, a: b } }",
        ] {
            assert!(may_repeat_rows(&format!("kind: package\narticle: A\nname: N\n{fields}\n")), "{fields}");
        }
    }

    #[test]
    fn articles_without_duplicates_do_not_repeat_rows() {
        let fields = "periods: [{ every: 1 year }, { every: 2 years }]\nproperties: { a: a, b: a }\ntags: [a, A]\n\
                      bundle: [{ item: B }, { item: C }]\nprices: { EUR: 1 }\nshop: { categories: [C, D] }\n\
                      counters: [{ id: a, ranges: [{ from: 0, to: 2 }, { from: 2, to: 3 }] }, { id: b }]\n";
        for (kind, kind_fields) in [
            ("package", "extra_services: true\ncheck_duration: true\nlimits: { a: 1, b: 1 }\n"),
            ("extra_service", "packages: [P, Q]\nallow_multiple: true\nadds: { a: 1, b: 1 }\n"),
            ("item", ""),
        ] {
            let text = format!("kind: {kind}\narticle: A\nname: {{ en: N, de: N }}\n{fields}{kind_fields}");
            assert!(!may_repeat_rows(&text), "{text}");
        }
    }
}
