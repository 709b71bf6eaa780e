//! Properties of articles: name-value pairs that the billing system calls "Other data". Files set some
//! properties through fields.

use crate::diagnostic::Pointer;
use crate::model::Amount;
use crate::table::{EffectRule, SEPARATOR};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A property that files set through a field (seed 000).
#[derive(Debug)]
pub struct TypedProperty {
    /// The property's name in the database. Names are matched without regard to case.
    pub name: &'static str,
    /// The path of the field, such as `domain.must_exist`.
    pub field: &'static str,
    /// How a change to the property affects existing subscribers.
    pub effect: EffectRule,
    /// The type of the property's values.
    pub values: PropertyValues,
    /// Whether the field can express the given value. A value that the field cannot express is allowed under
    /// `properties`.
    pub holds: fn(&str) -> bool,
}

/// The type of the values of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyValues {
    /// `true` or `false`.
    Boolean,
    /// A string.
    Text,
    /// Names separated by `|`.
    List,
    /// A whole number.
    Integer,
    /// A number with decimal places.
    Amount,
}

impl TypedProperty {
    /// Whether the property has the given name, without regard to case.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// A property for a boolean field.
    pub const fn boolean(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        let values = PropertyValues::Boolean;
        // Only these two: a value such as `banana` can stand under `properties` (design.md §2).
        Self { name, field, effect, values, holds: |value| matches!(value, "true" | "false") }
    }

    /// A property for a field that can hold any string except an empty one.
    pub const fn text(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        let values = PropertyValues::Text;
        // A name in a file cannot be empty, so an empty value stays under `properties`.
        Self { name, field, effect, values, holds: |value| !value.is_empty() }
    }

    /// A property for a field that holds a list of names.
    pub const fn list(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        Self {
            name,
            field,
            effect,
            values: PropertyValues::List,
            // A blank part is not a name that a file could list.
            holds: |value| value.split(SEPARATOR).all(|part| !part.trim().is_empty()),
        }
    }

    /// A property for a field that holds a whole number.
    pub const fn integer(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        Self {
            name,
            field,
            effect,
            values: PropertyValues::Integer,
            // Only the canonical spelling fits: `007` would be written back as `7`, which is a different value.
            holds: |value| value.parse::<u32>().is_ok_and(|number| number.to_string() == value),
        }
    }

    /// A property for a field that holds an exact number.
    pub const fn amount(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        Self {
            name,
            field,
            effect,
            values: PropertyValues::Amount,
            // As for whole numbers: another spelling would be written back differently.
            holds: |value| value.parse::<Amount>().is_ok_and(|it| it.decimal().to_string() == value),
        }
    }

    /// A property for a field that can hold any string.
    pub const fn any(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        Self { name, field, effect, values: PropertyValues::Text, holds: |_| true }
    }
}

impl PartialEq for TypedProperty {
    fn eq(&self, other: &Self) -> bool {
        // Without `holds`: addresses of functions are not reliable to compare.
        (self.name, self.field) == (other.name, other.field)
    }
}

impl Eq for TypedProperty {}

/// A property of an article in a file, with the field that sets the property.
#[derive(Clone, Debug)]
pub struct Property {
    /// The name of the property.
    pub name: Cow<'static, str>,
    /// The value of the property.
    pub value: Cow<'static, str>,
    /// The pointer to the field that sets the property.
    pub pointer: Pointer,
}

impl Property {
    /// Makes a property. `pointer` is the JSON pointer to the field that sets the property.
    pub fn new(name: &'static str, value: impl Into<Cow<'static, str>>, pointer: &str) -> Self {
        Self { name: name.into(), value: value.into(), pointer: Pointer::parse(pointer) }
    }

    /// Makes a property with the value `true`; `None` if `value` is `false`, since an absent property counts as
    /// `false`.
    pub fn flag(name: &'static str, value: bool, pointer: &str) -> Option<Self> {
        value.then(|| Self::new(name, "true", pointer))
    }
}

/// The properties of a live article. A kind takes the properties that its fields can express. The rest are written
/// under `properties`.
#[derive(Debug)]
pub struct OtherData {
    /// The values of the properties, by the name of the property in lower case.
    rest: BTreeMap<String, String>,
}

impl OtherData {
    /// Makes a collection from the names and values of properties.
    pub fn new(properties: impl Iterator<Item = (String, String)>) -> Self {
        // The billing system reads names without regard to case (domain.md §1, "Other data").
        Self { rest: properties.map(|(name, value)| (name.to_lowercase(), value)).collect() }
    }

    /// Whether the article has the given property and no field has taken it.
    pub fn has(&self, name: &str) -> bool {
        self.rest.contains_key(&name.to_lowercase())
    }

    /// Removes and returns the property that the given field sets. Returns `None` if the article does not have the
    /// property, or if the field cannot express its value.
    pub fn take(&mut self, typed: &[TypedProperty], field: &str) -> Option<String> {
        let property = typed.iter().find(|property| property.field == field);
        debug_assert!(property.is_some(), "no property among `PROPERTIES` has the field `{field}`");
        let property = property?;
        let name = property.name.to_lowercase();
        let fits = self.rest.get(&name).is_some_and(|value| (property.holds)(value));
        if fits { self.rest.remove(&name) } else { None }
    }

    /// Removes the property that the given boolean field sets. Returns whether the article has the property: a property
    /// with the value `false` counts as absent and is not in this collection.
    pub fn take_flag(&mut self, typed: &[TypedProperty], field: &str) -> bool {
        self.take(typed, field).is_some()
    }
}
