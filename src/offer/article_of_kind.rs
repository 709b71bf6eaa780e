//! An article of a certain kind, and what its fields say.

use super::Article;
use crate::diagnostic::{Place, Pointer};
use crate::kinds::TypedProperty;

/// An article of a certain kind.
#[derive(Clone, Debug)]
pub struct Sells<'a, K> {
    /// What every article has.
    pub article: Article<'a>,
    /// What the kind adds. It is [read](Self::read) field by field: a field alone does not tell whether it is
    /// unset, or has a property in its place.
    own: &'a K,
}

/// A property ("Other data") that stands under `properties` in the place of a field, which cannot hold its
/// value. What the billing system makes of such a value is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw<'a> {
    /// The property, with the field.
    pub property: &'static TypedProperty,
    /// Its name, as the document spells it.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
    /// Where it stands.
    pub place: Place,
}

/// What a field says; or the properties, one at least, that stand in its place or in that of a field within it.
pub type Told<'a, T> = Result<T, Vec<Raw<'a>>>;

impl<'a, K> Sells<'a, K> {
    pub(super) fn new(article: Article<'a>, own: &'a K) -> Self {
        Self { article, own }
    }

    /// What a field says, which is named in the words of the files. One that is unset is read as its type has it.
    pub fn read<T>(&self, field: &str, read: impl FnOnce(&'a K) -> T) -> Told<'a, T> {
        let raws = self.raws(field);
        if raws.is_empty() { Ok(read(self.own)) } else { Err(raws) }
    }

    /// What the kind adds: of kinds that have fields for which no property can stand.
    pub(super) fn own(&self) -> &'a K {
        self.own
    }

    fn raws(&self, field: &str) -> Vec<Raw<'a>> {
        let is_within = |property: &&TypedProperty| {
            property.field.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let typed = self.article.entry.kind.properties().iter().filter(is_within);
        typed.filter_map(|property| self.article.raw(property)).collect()
    }
}

impl<'a> Article<'a> {
    /// What stands under `properties` by the name of a property. Its field cannot hold it: otherwise the
    /// catalog would not be valid.
    fn raw(&self, property: &'static TypedProperty) -> Option<Raw<'a>> {
        let properties = &self.sale.part.properties;
        let (name, value) = properties.iter().find(|(name, _)| property.is_called(name.as_str()))?;
        let place = self.entry.document.at(Pointer::root().child("properties").child(name));
        Some(Raw { property, name: name.as_str(), value: value.as_str(), place })
    }
}
