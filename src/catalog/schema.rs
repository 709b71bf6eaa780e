//! What a schema refuses, as findings in the words of the files.

use crate::diagnostic::{Code, Diagnostic, Location, Pointer, one_of};
use crate::source::Document;
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

/// A schema and its validator.
pub struct Schema {
    schema: Value,
    validator: Validator,
}

impl Schema {
    /// Compiles a schema.
    ///
    /// # Panics
    /// When the schema is not one, which the test of the generated schemas excludes.
    pub fn new(schema: Value) -> Self {
        let validator = jsonschema::draft202012::new(&schema).expect("a generated schema is a schema");
        Self { schema, validator }
    }

    /// What is wrong with a document.
    pub fn check(&self, document: &Document) -> Vec<Diagnostic> {
        let json = document.root.to_json();
        if self.validator.is_valid(&json) {
            return Vec::new();
        }
        let mut findings = Vec::new();
        for error in self.validator.iter_errors(&json) {
            self.explain(document, &error, &mut findings);
        }
        findings
    }

    fn explain(&self, document: &Document, error: &ValidationError<'_>, findings: &mut Vec<Diagnostic>) {
        let before = findings.len();
        self.explain_as_is(document, error, findings);
        // `USD: 10,90` is an entry `USD: 10` and a key `90` without a value.
        let key = Pointer::parse(error.instance_path().as_str()).parts().last().cloned().unwrap_or_default();
        if error.instance().is_null() && !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit()) {
            for finding in findings.iter_mut().skip(before) {
                finding.help =
                    Some("a comma separates entries; decimals take a point, as in 10.90".to_owned());
            }
        }
    }

    fn explain_as_is(
        &self,
        document: &Document,
        error: &ValidationError<'_>,
        findings: &mut Vec<Diagnostic>,
    ) {
        let pointer = Pointer::parse(error.instance_path().as_str());
        let place = document.at(pointer.clone());
        match error.kind() {
            Kind::AnyOf { context } => self.branches(document, error, context, findings),
            Kind::AdditionalProperties { unexpected } => {
                let known = self.known_keys(error);
                findings.extend(unexpected.iter().map(|key| {
                    let place = document.key_at(pointer.child(key));
                    unknown_key(place, key, &known)
                }));
            }
            kind => findings.push(single(kind, error.instance(), place, &pointer)),
        }
    }

    /// Of several forms a value may have, explains the one that was meant: the one of the value's type.
    fn branches(
        &self,
        document: &Document,
        error: &ValidationError<'_>,
        branches: &[Vec<ValidationError<'static>>],
        findings: &mut Vec<Diagnostic>,
    ) {
        let here = error.instance_path().as_str();
        let is_type = |inner: &ValidationError<'_>| {
            inner.instance_path().as_str() == here
                && matches!(inner.kind(), Kind::Type { .. } | Kind::Constant { .. })
        };
        let forms: Vec<String> = branches.iter().flatten().filter(|inner| is_type(inner)).map(form).collect();
        if let Some(meant) = branches.iter().find(|errors| !errors.iter().any(is_type)) {
            let before = findings.len();
            meant.iter().for_each(|inner| self.explain(document, inner, findings));
            for finding in findings.iter_mut().skip(before).filter(|_| meant.iter().any(is_one_of)) {
                finding.help = finding.help.take().map(|help| format!("{help}, or {}", join(forms.clone())));
            }
            return;
        }
        let message =
            format!("{} stands where {} is expected", describe(error.instance()), join(forms.clone()));
        let place = document.at(Pointer::parse(here));
        let help = help_for(error.instance(), &forms);
        findings.push(Diagnostic::new(Code::WrongType, place, message).help(help));
    }

    /// The keys that the schema at hand knows.
    fn known_keys(&self, error: &ValidationError<'_>) -> Vec<String> {
        let path = error.schema_path().as_str();
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        let properties = self.schema.pointer(parent).and_then(|schema| schema.get("properties"));
        properties.and_then(Value::as_object).map(|keys| keys.keys().cloned().collect()).unwrap_or_default()
    }
}

fn unknown_key(place: Location, key: &str, known: &[String]) -> Diagnostic {
    let finding = Diagnostic::new(Code::UnknownKey, place, format!("`{key}` has no meaning here"));
    match one_of(key, known.iter().map(String::as_str)) {
        Some(help) => finding.help(help),
        None => finding.help("take it out"),
    }
}

/// The finding for a fault that stands alone.
fn single(kind: &Kind, value: &Value, place: Location, pointer: &Pointer) -> Diagnostic {
    let wrong =
        |message: String, help: String| Diagnostic::new(Code::WrongValue, place.clone(), message).help(help);
    let shown = describe(value);
    match kind {
        Kind::Required { property } => {
            let key = property.as_str().unwrap_or_default();
            Diagnostic::new(Code::MissingKey, place.clone(), format!("`{key}` is missing"))
                .labelled(format!("`{key}` belongs in this mapping"))
                .help(format!("add `{key}: …`"))
        }
        Kind::Type { kind } => {
            let names = type_names(kind);
            let help = help_for(value, &names);
            let message = format!("{shown} stands where {} is expected", join(names));
            Diagnostic::new(Code::WrongType, place.clone(), message).help(help)
        }
        Kind::Enum { options } => {
            let options: Vec<&str> =
                options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let help = format!("write {}", crate::diagnostic::list(&options, "or"));
            wrong(format!("{shown} is not one of the values this key takes"), help)
        }
        Kind::Constant { expected_value } => wrong(
            format!("{shown} stands where only `{expected_value}` may"),
            format!("write `{expected_value}`"),
        ),
        Kind::Pattern { .. } => pattern(place, value, pointer),
        Kind::MinLength { .. } => {
            wrong("the text is empty".to_owned(), "write a text, or leave the key out".to_owned())
        }
        Kind::MaxLength { limit } => {
            let length = value.as_str().map_or(0, |text| text.chars().count());
            wrong(
                format!("the text has {length} characters; the database takes {limit}"),
                "shorten it".to_owned(),
            )
        }
        Kind::Minimum { limit } => {
            wrong(format!("{shown} is less than {limit}"), format!("the least value is {limit}"))
        }
        Kind::Maximum { limit } => {
            wrong(format!("{shown} is more than {limit}"), format!("the greatest value is {limit}"))
        }
        Kind::MinItems { limit } => {
            wrong(format!("the list has fewer than {limit} elements"), "add one".to_owned())
        }
        other => wrong(format!("{shown} does not fit (`{}`)", other.keyword()), "see the schema".to_owned()),
    }
}

/// A text that is not of the form which its key asks for.
fn pattern(place: Location, value: &Value, pointer: &Pointer) -> Diagnostic {
    let field =
        pointer.parts().iter().rev().find(|part| part.parse::<usize>().is_err()).map_or("", String::as_str);
    let parents = pointer.parts().iter().any(|part| part == "prices");
    let help = match field {
        "every" => "write a period such as `1 month`, `3 months` or `1 year`",
        "currencies" => "write an ISO 4217 code such as `EUR`",
        _ if parents => "write an amount such as 9.90, with at most four decimal places and without a sign",
        _ => "write at least one character that is not a blank",
    };
    Diagnostic::new(
        Code::WrongValue,
        place,
        format!("{} is not of the form that `{field}` takes", describe(value)),
    )
    .help(help)
}

/// What a form of a value would have been.
fn form(error: &ValidationError<'_>) -> String {
    match error.kind() {
        Kind::Type { kind } => join(type_names(kind)),
        Kind::Constant { expected_value } => format!("`{expected_value}`"),
        other => other.keyword().to_owned(),
    }
}

fn type_names(kind: &TypeKind) -> Vec<String> {
    let name = |json: jsonschema::JsonType| {
        match json {
            jsonschema::JsonType::Array => "a list",
            jsonschema::JsonType::Boolean => "a boolean",
            jsonschema::JsonType::Integer => "a whole number",
            jsonschema::JsonType::Null => "nothing",
            jsonschema::JsonType::Number => "a number",
            jsonschema::JsonType::Object => "a mapping",
            jsonschema::JsonType::String => "a text",
        }
        .to_owned()
    };
    match kind {
        TypeKind::Single(single) => vec![name(*single)],
        TypeKind::Multiple(several) => several.iter().map(name).collect(),
    }
}

fn join(mut names: Vec<String>) -> String {
    names.dedup();
    match names.as_slice() {
        [] => "another value".to_owned(),
        [one] => one.clone(),
        [init @ .., last] => format!("{} or {last}", init.join(", ")),
    }
}

fn describe(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => format!("the boolean `{value}`"),
        Value::Number(value) => format!("the number `{value}`"),
        Value::String(text) if text.chars().count() <= 40 => format!("the text `{text}`"),
        Value::String(_) => "a long text".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "a mapping".to_owned(),
    }
}

/// What to write instead of a value of the wrong type.
fn help_for(value: &Value, expected: &[String]) -> String {
    let takes = |name: &str| expected.iter().any(|form| form == name);
    match value {
        Value::Null => "leave the key out, or give it a value".to_owned(),
        Value::String(text) if matches!(text.as_str(), "yes" | "no" | "on" | "off") && takes("a boolean") => {
            format!("`{text}` is a text in YAML 1.2; booleans are `true` and `false`")
        }
        Value::String(_) if takes("a number") || takes("a whole number") || takes("a boolean") => {
            format!("write {}, without quotes", join(expected.to_vec()))
        }
        Value::Number(_) | Value::Bool(_) if takes("a text") => {
            "put it in quotes if it is meant as text".to_owned()
        }
        _ => format!("write {}", join(expected.to_vec())),
    }
}

fn is_one_of(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), Kind::Enum { .. })
}
