//! Rewrites unions of types so that an editor reports the error for the type that the author wrote.

use super::annotations::{forget_defaults, list_words, title};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// The keywords of a branch that an editor would show instead of the keywords of the whole union.
const ABOUT: [&str; 4] = ["title", "description", "examples", "errorMessage"];

/// Rewrites an `anyOf` whose branches have different types, such as the `anyOf` of a price. The new `anyOf` only lists
/// the types, and a condition for each type contains the rest of its branch. If all branches of the original `anyOf`
/// fail, an editor reports the error of the first branch, whatever the type of the value is.
///
/// In the new `anyOf`, the branches for words such as `unlimited` come first and have no `type`. This makes an editor
/// report `errorMessage` for a value that has none of the types.
pub(super) fn by_type(object: &mut Map<String, Value>, definitions: &Map<String, Value>) {
    let mut branches = Vec::new();
    // The message of the outer union wins, since it names the key that the author is writing.
    let mut message = object.get("errorMessage").cloned();
    collect(object, definitions, &mut branches, &mut message);
    // A condition of its own would be overwritten below.
    let has_conditions = ["allOf", "if"].iter().any(|keyword| object.contains_key(*keyword));
    if branches.is_empty() || has_conditions || !are_of_different_types(&branches) {
        return;
    }
    // `type: [a, b]` is a union too, and is listed as `anyOf` from here on.
    if object.get("type").is_some_and(Value::is_array) {
        object.shift_remove("type");
    }
    object.shift_remove("errorMessage");
    let (words, typed): (Vec<_>, Vec<_>) = branches.into_iter().partition(is_word);
    let types: Vec<Value> = typed.iter().map(|branch| json!({ "type": branch["type"] })).collect();
    let mut conditions: Vec<Map<String, Value>> = typed.into_iter().filter_map(condition).collect();
    let types = if conditions.is_empty() { types.into_iter().map(titled).collect() } else { types };
    let words = words.into_iter().map(|word| bare_word(word, message.as_ref()));
    object.insert("anyOf".to_owned(), words.chain(types).collect());
    match conditions.len() {
        0 => {}
        1 => object.extend(conditions.remove(0)),
        _ => drop(object.insert("allOf".to_owned(), conditions.into())),
    }
}

/// Whether all branches have different types, so that the type of a value determines its branch.
fn are_of_different_types(branches: &[Value]) -> bool {
    let mut seen = BTreeSet::new();
    branches.iter().all(|branch| match branch["type"].as_str() {
        // Every integer is also a number, so the two types overlap.
        Some("integer") => seen.insert("number"),
        Some(name) => seen.insert(name),
        // Without a single type, no condition could select the branch.
        None => false,
    })
}

/// Collects the branches of a union and of the unions within it.
fn collect(
    object: &Map<String, Value>,
    definitions: &Map<String, Value>,
    branches: &mut Vec<Value>,
    message: &mut Option<Value>,
) {
    let types = object.get("type").and_then(Value::as_array);
    branches.extend(types.into_iter().flatten().map(|name| json!({ "type": name })));
    for branch in object.get("anyOf").and_then(Value::as_array).into_iter().flatten() {
        let mut branch = resolved(branch, definitions).as_object().cloned().unwrap_or_default();
        list_words(&mut branch);
        if branch.contains_key("anyOf") {
            *message = message.take().or_else(|| branch.get("errorMessage").cloned());
            collect(&branch, definitions, branches, message);
        } else {
            // A branch with its own title or message would be shown instead of those of the union.
            ABOUT.iter().for_each(|keyword| drop(branch.shift_remove(*keyword)));
            forget_defaults(&mut branch);
            branches.push(Value::Object(branch));
        }
    }
}

/// Returns the definition to which a schema refers, or the schema itself if it does not refer to one.
fn resolved<'a>(schema: &'a Value, definitions: &'a Map<String, Value>) -> &'a Value {
    let name = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/"));
    name.and_then(|name| definitions.get(name)).unwrap_or(schema)
}

fn is_word(branch: &Value) -> bool {
    branch.get("const").is_some() || branch.get("enum").is_some()
}

fn bare_word(mut word: Value, message: Option<&Value>) -> Value {
    if let Value::Object(word) = &mut word {
        word.shift_remove("type");
        word.extend(message.map(|message| ("errorMessage".to_owned(), message.clone())));
    }
    word
}

/// Adds the type of a branch as its title. Without titles, editors show the descriptions of all branches.
fn titled(mut branch: Value) -> Value {
    branch["title"] = title(branch["type"].as_str().unwrap_or_default()).into();
    branch
}

/// Turns a branch into a condition for the values of its type; `None` if every value of that type is valid.
fn condition(branch: Value) -> Option<Map<String, Value>> {
    // A branch with only a type has nothing left to check.
    let says_more = branch.as_object().is_some_and(|branch| branch.len() > 1);
    let is_of_type = json!({ "type": branch["type"] });
    says_more.then(|| Map::from_iter([("if".to_owned(), is_of_type), ("then".to_owned(), branch)]))
}

#[cfg(test)]
mod tests {
    use super::by_type;
    use serde_json::{Map, Value, json};

    /// Checks what [`by_type`] makes of a schema.
    #[track_caller]
    fn assert_rewritten(schema: &Value, expected: &Value) {
        let mut object = schema.as_object().expect("a schema").clone();
        by_type(&mut object, &Map::new());
        assert_eq!(Value::Object(object), *expected);
    }

    #[test]
    fn enumeration_comes_first_and_each_type_gets_a_condition() {
        assert_rewritten(
            &json!({
                "anyOf": [{ "type": "integer", "minimum": 0 }, { "type": "string", "enum": ["unlimited"] }],
                "errorMessage": "neither",
            }),
            &json!({
                "anyOf": [{ "enum": ["unlimited"], "errorMessage": "neither" }, { "type": "integer" }],
                "if": { "type": "integer" },
                "then": { "type": "integer", "minimum": 0 },
            }),
        );
        assert_rewritten(
            &json!({ "anyOf": [{ "type": "number", "minimum": 0 }, { "type": "string", "pattern": "a" }] }),
            &json!({
                "anyOf": [{ "type": "number" }, { "type": "string" }],
                "allOf": [
                    { "if": { "type": "number" }, "then": { "type": "number", "minimum": 0 } },
                    { "if": { "type": "string" }, "then": { "type": "string", "pattern": "a" } },
                ],
            }),
        );
    }

    #[test]
    fn unions_with_branches_of_the_same_type_are_not_rewritten() {
        for schema in [
            json!({ "anyOf": [{ "type": "string", "pattern": "a" }, { "type": "string", "pattern": "b" }] }),
            json!({ "anyOf": [{ "type": "number" }, { "type": "integer", "minimum": 0 }] }),
            json!({ "anyOf": [{ "type": "string", "enum": ["a"] }, { "type": "string", "pattern": "b" }] }),
            json!({ "anyOf": [{ "minimum": 0 }, { "type": "string" }] }),
            json!({ "type": "string", "minLength": 1 }),
        ] {
            assert_rewritten(&schema, &schema);
        }
    }
}
