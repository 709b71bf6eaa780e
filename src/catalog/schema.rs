//! The schema of a sort of document: whether one is valid, and what may stand at a place in it.

use crate::diagnostic::Pointer;
use crate::kinds::{entries, target};
use crate::model::Period;
use crate::source::{Document, Yaml};
use jsonschema::Validator;
use serde_json::{Map, Value};

/// A schema and its validator.
pub struct Schema {
    schema: Value,
    validator: Validator<Yaml>,
}

impl Schema {
    /// Compiles a schema.
    ///
    /// # Panics
    /// When the schema is not one, which the test of the generated schemas excludes.
    pub fn new(schema: Value) -> Self {
        let validator =
            jsonschema::options_for::<Yaml>().build(&schema).expect("a generated schema is a schema");
        Self { schema, validator }
    }

    /// Whether a document is valid.
    pub fn accepts(&self, document: &Document) -> bool {
        self.validator.is_valid(&document.root)
    }

    /// The forms that the value at a pointer may have.
    pub fn forms(&self, pointer: Pointer) -> Vec<Form<'_>> {
        let root = Form { whole: &self.schema, schema: &self.schema };
        pointer.parts().iter().fold(vec![root], |forms, part| {
            forms.iter().filter_map(|form| form.child(part)).flat_map(Form::forms).collect()
        })
    }
}

/// One of the forms that a value may have.
#[derive(Clone, Copy)]
pub struct Form<'a> {
    whole: &'a Value,
    schema: &'a Value,
}

impl<'a> Form<'a> {
    /// The keys that a mapping must have.
    pub fn required(self) -> impl Iterator<Item = &'a str> {
        self.schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str)
    }

    /// The keys that have a meaning in a mapping; none where its author names them.
    pub fn keys(self) -> Option<&'a Map<String, Value>> {
        self.schema["properties"].as_object()
    }

    /// Whether it is a mapping.
    pub fn is_mapping(self) -> bool {
        self.schema["type"] == "object"
    }

    /// Whether it is a list of texts.
    pub fn is_list_of_texts(self) -> bool {
        self.schema["items"]["type"] == "string"
    }

    /// Whether it is a mapping whose author names the keys, and whose values are of a type.
    pub fn is_mapping_of(self, name: &str) -> bool {
        let path = entries(self.schema).and_then(|entry| entry["$ref"].as_str());
        path.and_then(|path| path.strip_prefix("#/$defs/")) == Some(name)
    }

    /// Whether it is a mapping whose keys are periods.
    pub fn is_by_period(self) -> bool {
        self.schema["patternProperties"].get(Period::PATTERN).is_some()
    }

    /// What stands behind the keys that the author of a mapping chooses.
    pub fn entry(self) -> Option<Self> {
        entries(self.schema).map(|schema| Self { whole: self.whole, schema: target(self.whole, schema) })
    }

    /// The elements of a list.
    pub fn element(self) -> Option<Self> {
        let schema = self.schema.get("items")?;
        Some(Self { whole: self.whole, schema: target(self.whole, schema) })
    }

    /// Whether a text may stand behind a key.
    pub fn takes_text(self, key: &str) -> bool {
        self.child(key).is_some_and(|child| child.schema["type"] == "string")
    }

    /// The words that may stand behind a key, where it takes nothing but some of these.
    pub fn words(self, key: &str) -> Vec<&'a str> {
        let words = self.child(key).and_then(|child| child.schema["oneOf"].as_array());
        words.into_iter().flatten().filter_map(|word| word["const"].as_str()).collect()
    }

    /// What may stand behind a key, or as an element of a list.
    fn child(self, part: &str) -> Option<Self> {
        let properties = self.keys().and_then(|keys| keys.get(part));
        let schema = properties.or_else(|| entries(self.schema)).or_else(|| self.schema.get("items"))?;
        Some(Self { whole: self.whole, schema: target(self.whole, schema) })
    }

    fn forms(self) -> Vec<Self> {
        let form = |schema| Self { whole: self.whole, schema: target(self.whole, schema) };
        match self.schema["anyOf"].as_array() {
            Some(forms) => forms.iter().map(form).collect(),
            None => vec![self],
        }
    }
}
