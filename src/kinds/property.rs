//! "Other data": name-value pairs of an article, some of which have fields of their own.

use crate::diagnostic::Pointer;
use crate::model::Amount;
use crate::table::{EffectRule, SEPARATOR};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A property that a field stands for (seed 000).
#[derive(Debug)]
pub struct TypedProperty {
    /// The property's name in the database; names are matched without regard to case.
    pub name: &'static str,
    /// The field, in the words of the files.
    pub field: &'static str,
    /// What a change of it does to who has the thing today.
    pub effect: EffectRule,
    /// What its values are.
    pub values: PropertyValues,
    /// Whether the field can hold a value; one that it cannot hold may stand under `properties`.
    pub holds: fn(&str) -> bool,
}

/// What the values of a property are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyValues {
    /// `true` or `false`.
    Boolean,
    /// A text.
    Text,
    /// Names with `|` between them.
    List,
    /// A whole number.
    Integer,
    /// A number with decimal places.
    Amount,
}

impl TypedProperty {
    /// Whether the property has a name.
    pub fn is_called(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// A property of a boolean field.
    pub const fn boolean(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        let values = PropertyValues::Boolean;
        Self { name, field, effect, values, holds: |value| matches!(value, "true" | "false") }
    }

    /// A property of a field that can hold any text but an empty one.
    pub const fn text(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        let values = PropertyValues::Text;
        Self { name, field, effect, values, holds: |value| !value.is_empty() }
    }

    /// A property of a field that can hold a list of names.
    pub const fn list(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        Self {
            name,
            field,
            effect,
            values: PropertyValues::List,
            holds: |value| value.split(SEPARATOR).all(|part| !part.trim().is_empty()),
        }
    }

    /// A property of a field that holds a whole number.
    pub const fn integer(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        Self {
            name,
            field,
            effect,
            values: PropertyValues::Integer,
            holds: |value| value.parse::<u32>().is_ok_and(|number| number.to_string() == value),
        }
    }

    /// A property of a field that holds an exact number.
    pub const fn amount(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        Self {
            name,
            field,
            effect,
            values: PropertyValues::Amount,
            holds: |value| value.parse::<Amount>().is_ok_and(|it| it.decimal().to_string() == value),
        }
    }

    /// A property of a field that can hold any text.
    pub const fn any(name: &'static str, field: &'static str, effect: EffectRule) -> Self {
        Self { name, field, effect, values: PropertyValues::Text, holds: |_| true }
    }
}

impl PartialEq for TypedProperty {
    fn eq(&self, other: &Self) -> bool {
        (self.name, self.field) == (other.name, other.field)
    }
}

impl Eq for TypedProperty {}

/// A property's value, and the field that asks for it.
#[derive(Clone, Debug)]
pub struct Property {
    /// The property's name.
    pub name: Cow<'static, str>,
    /// Its value.
    pub value: Cow<'static, str>,
    /// The field.
    pub pointer: Pointer,
}

impl Property {
    /// A property that a field asks for.
    pub fn new(name: &'static str, value: impl Into<Cow<'static, str>>, pointer: &str) -> Self {
        Self { name: name.into(), value: value.into(), pointer: Pointer::parse(pointer) }
    }

    /// `true`, when the field is true: a false one writes no property.
    pub fn flag(name: &'static str, value: bool, pointer: &str) -> Option<Self> {
        value.then(|| Self::new(name, "true", pointer))
    }
}

/// The properties of a live article, from which a kind takes those that its fields can say.
#[derive(Debug)]
pub struct OtherData {
    /// Values by names without case.
    rest: BTreeMap<String, String>,
}

impl OtherData {
    /// Properties by name.
    pub fn new(properties: impl Iterator<Item = (String, String)>) -> Self {
        Self { rest: properties.map(|(name, value)| (name.to_lowercase(), value)).collect() }
    }

    /// Whether a property is there and no field took it.
    pub fn has(&self, name: &str) -> bool {
        self.rest.contains_key(&name.to_lowercase())
    }

    /// Takes the value of a field's property, if the field can hold it.
    pub fn take(&mut self, typed: &[TypedProperty], field: &str) -> Option<String> {
        let property = typed.iter().find(|property| property.field == field);
        debug_assert!(property.is_some(), "no property among `PROPERTIES` has the field `{field}`");
        let property = property?;
        let name = property.name.to_lowercase();
        let held = self.rest.get(&name).is_some_and(|value| (property.holds)(value));
        if held { self.rest.remove(&name) } else { None }
    }

    /// Takes the value of a boolean field.
    pub fn take_flag(&mut self, typed: &[TypedProperty], field: &str) -> bool {
        self.take(typed, field).is_some()
    }
}
