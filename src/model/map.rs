//! A mapping type for documents. It is compact, because a catalog has many small mappings. A mapping does not change
//! after it is read.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

/// A mapping in the order of its keys. A `Map` takes only as much memory as its entries need. A [`BTreeMap`] allocates
/// room for eleven entries at once.
#[derive(Clone, PartialEq, Eq)]
pub struct Map<K, V>(Box<[(K, V)]>);

impl<K, V> Map<K, V> {
    /// The entries, sorted by key.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &V)> + Clone {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// The keys in ascending order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> + Clone {
        self.0.iter().map(|(key, _)| key)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<K: Ord, V> Map<K, V> {
    /// Makes a mapping from a list of entries. If a key appears more than once, the last entry is kept.
    fn of(mut entries: Vec<(K, V)>) -> Self {
        // The sort is stable, so entries with the same key stay in the order in which they came.
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        entries.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            // The later entry is kept, as a map does that is filled one entry after another.
            if is_same {
                std::mem::swap(next, kept);
            }
            is_same
        });
        Self(entries.into())
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self(Box::default())
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self::of(entries.into_iter().collect())
    }
}

impl<K: Ord, V> From<BTreeMap<K, V>> for Map<K, V> {
    fn from(entries: BTreeMap<K, V>) -> Self {
        // Sorted and without duplicates already.
        Self(entries.into_iter().collect())
    }
}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = (&'a K, &'a V);
    // A function pointer instead of a closure, so that the type can be named.
    type IntoIter = std::iter::Map<std::slice::Iter<'a, (K, V)>, fn(&'a (K, V)) -> (&'a K, &'a V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().map(|(key, value)| (key, value))
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self).finish()
    }
}

impl<K: Serialize, V: Serialize> Serialize for Map<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Map<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Sorting at the end costs less than inserting each entry at its place.
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }
}

struct MapVisitor<K, V>(PhantomData<fn() -> (K, V)>);

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for MapVisitor<K, V> {
    type Value = Map<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Map<K, V>, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Map::of(entries))
    }
}

/// The schema of a [`BTreeMap`], except that keys of an enumerated type are restricted to the words of that type.
impl<K: JsonSchema, V: JsonSchema> JsonSchema for Map<K, V> {
    fn schema_name() -> Cow<'static, str> {
        BTreeMap::<K, V>::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        BTreeMap::<K, V>::schema_id()
    }

    fn inline_schema() -> bool {
        BTreeMap::<K, V>::inline_schema()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        // The schema of keys is missing from the standard one, so only enumerated keys are added to it.
        let mut schema = BTreeMap::<K, V>::json_schema(generator);
        let key = K::json_schema(generator);
        if key.get("oneOf").is_some() || key.get("enum").is_some() {
            schema.insert("propertyNames".to_owned(), key.to_value());
        }
        schema
    }
}

#[cfg(test)]
mod tests {
    use super::Map;

    #[test]
    fn entries_are_sorted_and_the_last_value_of_a_key_wins() {
        let map: Map<&str, u32> = [("b", 1), ("a", 2), ("b", 3), ("c", 4), ("b", 5)].into_iter().collect();
        assert_eq!(map.iter().collect::<Vec<_>>(), [(&"a", &2), (&"b", &5), (&"c", &4)]);
        assert_eq!((map.len(), map.is_empty(), Map::<u8, u8>::default().is_empty()), (3, false, true));
    }
}
