//! Articles of a certain kind, and the raw properties that may replace their fields.

use super::Article;
use crate::diagnostic::{Place, Pointer};
use crate::kinds::TypedProperty;

/// An article of a certain kind.
#[derive(Clone, Debug)]
pub struct TypedArticle<'a, K> {
    /// The article.
    pub article: Article<'a>,
    /// The fields that the kind adds. Callers [read](Self::read) the fields one by one, because a property may replace
    /// an unset field.
    own: &'a K,
}

/// A property ("Other data") under `properties` that replaces a field, because the field cannot hold the property's
/// value. It is not known how the billing system interprets such a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw<'a> {
    /// The property, and the field that it replaces.
    pub property: &'static TypedProperty,
    /// The name of the property, as the document spells it.
    pub name: &'a str,
    /// The value of the property.
    pub value: &'a str,
    /// The location of the property.
    pub place: Place,
}

/// The value of a field, or one or more raw properties that replace the field or its subfields.
pub type FieldOrRaw<'a, T> = Result<T, Vec<Raw<'a>>>;

impl<'a, K> TypedArticle<'a, K> {
    pub(super) fn new(article: Article<'a>, own: &'a K) -> Self {
        Self { article, own }
    }

    /// Reads a field, given the field's name in the files. An unset field has the default value of its type. If raw
    /// properties replace the field, returns these properties as the error.
    pub fn read<T>(&self, field: &str, read: impl FnOnce(&'a K) -> T) -> FieldOrRaw<'a, T> {
        let raws = self.raws(field);
        // With a raw property the field is unset, and its default would only be a guess.
        if raws.is_empty() { Ok(read(self.own)) } else { Err(raws) }
    }

    /// The fields that the kind adds. Only for reading fields that no property can replace.
    pub(super) fn own(&self) -> &'a K {
        self.own
    }

    /// The raw properties that replace a field or its subfields.
    fn raws(&self, field: &str) -> Vec<Raw<'a>> {
        let is_within = |property: &&TypedProperty| {
            // `amount` stands for `amount.min` too, but not for a field that only begins with the same letters.
            property.field.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let typed = self.article.entry.kind.properties().iter().filter(is_within);
        typed.filter_map(|property| self.article.raw(property)).collect()
    }
}

impl<'a> Article<'a> {
    /// The entry under `properties` for the given property, if there is one. The property's field cannot hold the value
    /// of the entry: otherwise the catalog would not be valid.
    fn raw(&self, property: &'static TypedProperty) -> Option<Raw<'a>> {
        let properties = &self.sale.part.properties;
        let (name, value) = properties.iter().find(|(name, _)| property.is_called(name.as_str()))?;
        let place = self.entry.document.at(Pointer::root().child("properties").child(name));
        Some(Raw { property, name: name.as_str(), value: value.as_str(), place })
    }
}
