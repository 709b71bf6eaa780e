//! Shows values that consist of named parts, such as the fields of a manifest, as a list of these parts.

use crate::diagnostic::{counted, printable};
use crate::table::{Column, NamedPart, Value};
use serde_json::Value as Json;
use std::collections::BTreeSet;

/// The maximum number of parts that are named.
const NAMED: usize = 8;

/// Returns the number of parts of a value and the names of the first ones, in words. `None` if the column has no parts,
/// and its values are shown completely.
pub fn in_short(column: &Column, value: &Value) -> Option<String> {
    let noun = column.parts?.noun;
    let parts = (column.parts?.of)(value)?;
    let names: Vec<String> = parts.iter().take(NAMED).map(|(name, _)| printable(name)).collect();
    let more = parts.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let count = counted(parts.len(), noun);
    Some(if names.is_empty() { count } else { format!("{count}: {}{more}", names.join(", ")) })
}

/// The parts that differ between two values of a column.
#[derive(Debug, PartialEq, Eq)]
pub struct Difference {
    /// The number of parts before and after the change, in words: `4 fields`.
    pub counts: [String; 2],
    /// The names of the parts that are added.
    pub added: Vec<String>,
    /// The names of the parts that are removed.
    pub removed: Vec<String>,
    /// The parts that change, each with the keys that differ.
    pub changed: Vec<String>,
}

impl Difference {
    /// Compares two values of a column; `None` if the column has no parts.
    pub fn of(column: &Column, before: &Value, after: &Value) -> Option<Self> {
        let parts = column.parts?;
        // Numbered in both, so that the second part of a name is compared with the second.
        let (before, after) = (numbered((parts.of)(before)?), numbered((parts.of)(after)?));
        let name = |part: &Part| printable(&part.name);
        let changed = |part: &Part| {
            let other = find(&before, part)?;
            // The content is compared as a whole below, since parts that are not objects have no keys.
            let keys = differing_keys(&other.content, &part.content);
            (other.content != part.content).then(|| format!("{}: {}", name(part), keys))
        };
        Some(Self {
            counts: [&before, &after].map(|list| counted(list.len(), parts.noun)),
            added: after.iter().filter(|part| find(&before, part).is_none()).map(name).collect(),
            removed: before.iter().filter(|part| find(&after, part).is_none()).map(name).collect(),
            changed: after.iter().filter_map(changed).collect(),
        })
    }
}

/// A named part of a value.
struct Part {
    name: String,
    /// The number of this part among the parts with the same name, from 0. Names need not be unique.
    number: usize,
    content: Json,
}

/// Numbers the parts that have the same name, from 0.
fn numbered(parts: Vec<NamedPart>) -> Vec<Part> {
    let mut numbered: Vec<Part> = Vec::new();
    for (name, content) in parts {
        let number = numbered.iter().filter(|other| other.name == name).count();
        numbered.push(Part { name, number, content });
    }
    numbered
}

fn find<'p>(list: &'p [Part], part: &Part) -> Option<&'p Part> {
    list.iter().find(|other| (&other.name, other.number) == (&part.name, part.number))
}

/// Returns the keys whose values differ between two parts; empty if a part is not an object.
fn differing_keys(before: &Json, after: &Json) -> String {
    let (Json::Object(before), Json::Object(after)) = (before, after) else { return String::new() };
    // A `BTreeSet`, so that the keys are named in the same order on every run.
    let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differing = all.into_iter().filter(|key| before.get(*key) != after.get(*key));
    differing.map(|key| printable(key)).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::INSTALLATION_PACKAGE;

    fn schema(fields: &str) -> Value {
        Value::Json(
            format!(r#"{{"settings":{{"fields":{fields},"g":{{"fields":{{"name":"deep"}}}}}}}}"#).into(),
        )
    }

    fn column() -> &'static Column {
        INSTALLATION_PACKAGE.column("option_schema")
    }

    #[test]
    fn summary_counts_and_names_the_fields() {
        let fields = r#"[{"name":"a","showIf":{"1":[{"name":"b"}]}},{"type":"spacer"}]"#;
        let summary = in_short(column(), &schema(fields));
        assert_eq!(summary.as_deref(), Some("4 fields: a, b, a spacer without a name, deep"));
        assert_eq!(in_short(column(), &Value::Json("{}".into())).as_deref(), Some("0 fields"));
        let many: Vec<String> = (0..10).map(|number| format!(r#"{{"name":"f{number}"}}"#)).collect();
        let summary = in_short(column(), &schema(&format!("[{}]", many.join(","))));
        assert_eq!(summary.as_deref(), Some("11 fields: f0, f1, f2, f3, f4, f5, f6, f7 and 3 more"));
        assert_eq!(in_short(INSTALLATION_PACKAGE.column("name"), &Value::text("x")), None);
    }

    #[test]
    fn difference_names_added_removed_and_changed_fields() {
        let before = schema(r#"[{"name":"a","max":1,"min":0},{"name":"b"},{"name":"b","max":2}]"#);
        let after = schema(r#"[{"name":"b"},{"name":"a","max":2,"caption":"A","min":0},{"name":"c"}]"#);
        let difference = Difference::of(column(), &before, &after).expect("parts");
        assert_eq!(difference.counts, ["4 fields", "4 fields"]);
        assert_eq!((difference.added, difference.removed), (vec!["c".to_owned()], vec!["b".to_owned()]));
        assert_eq!(difference.changed, ["a: caption, max"]);
    }
}
