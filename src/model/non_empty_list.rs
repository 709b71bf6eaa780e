//! Lists with at least one element.

use serde::{Deserialize, Deserializer, de};

/// A list with at least one element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotEmpty<T>(Vec<T>);

impl<T> NotEmpty<T> {
    /// The elements.
    pub fn into_vec(self) -> Vec<T> {
        self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for NotEmpty<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = Vec::deserialize(deserializer)?;
        // The schema has `minItems`, but only the types can say what is wrong.
        match list.is_empty() {
            true => Err(de::Error::custom("the list is empty\nwrite at least one element")),
            false => Ok(Self(list)),
        }
    }
}

/// Reads a list with at least one element. `help` is shown in the error message for an empty list.
pub fn not_empty_or<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
    help: &str,
) -> Result<Vec<T>, D::Error> {
    let list = Vec::deserialize(deserializer)?;
    match list.is_empty() {
        true => Err(de::Error::custom(format!("the list is empty\n{help}"))),
        false => Ok(list),
    }
}

/// Reads a list with at least one element, for a field that can also be omitted.
pub fn not_empty<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    NotEmpty::deserialize(deserializer).map(NotEmpty::into_vec)
}
