//! Checks documents against a JSON schema, and looks up which values the schema allows at a pointer.

use crate::diagnostic::Pointer;
use crate::kinds::{entries, target};
use crate::model::Period;
use crate::source::{Document, Yaml};
use jsonschema::Validator;
use serde_json::{Map, Value};

/// A JSON schema and its validator.
pub struct Schema {
    schema: Value,
    validator: Validator<Yaml>,
}

impl Schema {
    /// Compiles a schema.
    ///
    /// # Panics
    /// If the schema is invalid. A test makes sure that all generated schemas are valid.
    pub fn new(schema: Value) -> Self {
        let validator =
            jsonschema::options_for::<Yaml>().build(&schema).expect("generated schemas are valid");
        Self { schema, validator }
    }

    /// Whether the schema accepts a document.
    pub fn accepts(&self, document: &Document) -> bool {
        self.validator.is_valid(&document.root)
    }

    /// Returns the forms that the value at a pointer may have. There are several if the schema has an `anyOf`, and none
    /// if the schema does not describe the value.
    pub fn forms(&self, pointer: Pointer) -> Vec<Form<'_>> {
        let root = Form { root: &self.schema, schema: &self.schema };
        pointer.parts().iter().fold(vec![root], |forms, part| {
            forms.iter().filter_map(|form| form.child(part)).flat_map(Form::forms).collect()
        })
    }
}

/// One of the forms that a value may have: a mapping, a list, a string and so on.
#[derive(Clone, Copy)]
pub struct Form<'a> {
    /// The whole schema. Each `$ref` is looked up in it.
    root: &'a Value,
    /// The schema of this form.
    schema: &'a Value,
}

impl<'a> Form<'a> {
    /// The keys that a mapping must have.
    pub fn required(self) -> impl Iterator<Item = &'a str> {
        self.schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str)
    }

    /// The keys that a mapping can have. `None` if the author of the file chooses them.
    pub fn keys(self) -> Option<&'a Map<String, Value>> {
        self.schema["properties"].as_object()
    }

    /// Whether the form is a mapping.
    pub fn is_mapping(self) -> bool {
        self.schema["type"] == "object"
    }

    /// Whether the form is a list of strings.
    pub fn is_list_of_texts(self) -> bool {
        self.schema["items"]["type"] == "string"
    }

    /// Whether the form is a mapping whose keys the author chooses, and whose values have the named type.
    pub fn is_mapping_of(self, name: &str) -> bool {
        let path = entries(self.schema).and_then(|entry| entry["$ref"].as_str());
        // The generated schemas refer to types by name under `$defs`.
        path.and_then(|path| path.strip_prefix("#/$defs/")) == Some(name)
    }

    /// Whether the form is a mapping whose keys are periods.
    pub fn is_by_period(self) -> bool {
        // No other mapping has keys with this pattern.
        self.schema["patternProperties"].get(Period::PATTERN).is_some()
    }

    /// The form of the values in a mapping whose keys the author chooses. `None` if the form is not such a mapping.
    pub fn entry(self) -> Option<Self> {
        entries(self.schema).map(|schema| Self { root: self.root, schema: target(self.root, schema) })
    }

    /// The form of the elements of a list. `None` if the form is not a list.
    pub fn element(self) -> Option<Self> {
        let schema = self.schema.get("items")?;
        Some(Self { root: self.root, schema: target(self.root, schema) })
    }

    /// Whether the value of a key can be a string.
    pub fn takes_text(self, key: &str) -> bool {
        self.child(key).is_some_and(|child| child.schema["type"] == "string")
    }

    /// The words that are allowed as the value of a key. Empty if other values are allowed too.
    pub fn words(self, key: &str) -> Vec<&'a str> {
        let words = self.child(key).and_then(|child| child.schema["oneOf"].as_array());
        // The generated schemas write each word as a `const` of its own, so that an editor can show its description.
        words.into_iter().flatten().filter_map(|word| word["const"].as_str()).collect()
    }

    /// The form of the value of a key in a mapping, or of an element of a list.
    fn child(self, part: &str) -> Option<Self> {
        // A mapping has fixed keys, keys that the author chooses, or both. Only a list has `items`.
        let properties = self.keys().and_then(|keys| keys.get(part));
        let schema = properties.or_else(|| entries(self.schema)).or_else(|| self.schema.get("items"))?;
        Some(Self { root: self.root, schema: target(self.root, schema) })
    }

    fn forms(self) -> Vec<Self> {
        let form = |schema| Self { root: self.root, schema: target(self.root, schema) };
        // The generated schemas use `anyOf` for alternatives of different types.
        match self.schema["anyOf"].as_array() {
            Some(forms) => forms.iter().map(form).collect(),
            None => vec![self],
        }
    }
}
