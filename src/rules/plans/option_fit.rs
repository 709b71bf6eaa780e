//! Checks whether the value of an option fits the option's field in the manifest.

use super::catalog_plans::{few, word};
use super::pattern::Patterns;
use crate::diagnostic::{counted, one_of};
use crate::kinds::{FieldType, ManifestField};
use rust_decimal::Decimal;
use serde_json::Value;

/// The reason why a value does not fit its field.
pub(super) struct Misfit {
    /// The reason, as the end of a sentence that begins with the name of the option.
    pub(super) reason: String,
    /// The key of the field that the value violates, or `None` if there is no particular key.
    pub(super) by: Option<&'static str>,
    /// The help text. It may be empty.
    pub(super) help: String,
}

/// Whether a text contains a placeholder. The platform replaces placeholders during the installation, so the text
/// cannot be checked before then.
pub(super) fn is_filled_later(text: &str) -> bool {
    text.contains("${")
}

/// Returns the reason why a value does not fit a field. Returns `None` if the value fits or cannot be checked.
pub(super) fn misfit(field: &ManifestField, value: &Value, patterns: &Patterns) -> Option<Misfit> {
    if value.as_str().is_some_and(is_filled_later) {
        // A text with a placeholder has no value until the package is installed.
        return None;
    }
    match field.of {
        FieldType::String | FieldType::Text => text(field, value, patterns),
        FieldType::List | FieldType::RadioList => single(field, value),
        FieldType::CheckboxList => several(field, value),
        FieldType::Checkbox | FieldType::Toggle => flag(value),
        FieldType::Slider | FieldType::Spinner | FieldType::NumberPicker => number(field, value),
        FieldType::RegionList => regions(field, value),
        FieldType::DockerTags | FieldType::EnvList | FieldType::EnvName | FieldType::HostPicker => {
            match value {
                Value::String(_) | Value::Number(_) => None,
                _ => Some(wrong_type(value, "a string")),
            }
        }
        // What these fields accept is not documented, or they have no value of their own.
        FieldType::PopupSelector | FieldType::Composite | FieldType::Display | FieldType::Other(_) => None,
    }
}

/// Returns a value for a message: on a single line, and shortened if it is long.
pub(super) fn shown(value: &Value) -> String {
    const MOST: usize = 40;
    match word(value) {
        // By characters and not bytes, so that no character is cut in half.
        Some(text) if text.chars().count() > MOST => {
            format!("`{}…`", text.chars().take(MOST).collect::<String>().replace(['\n', '\r'], " "))
        }
        Some(text) => format!("`{}`", text.replace(['\n', '\r'], " ")),
        None if value.is_array() => "a list".to_owned(),
        None => "a mapping".to_owned(),
    }
}

fn wrong_type(value: &Value, takes: &str) -> Misfit {
    Misfit {
        reason: format!("is {}, but the field takes {takes}", shown(value)),
        by: Some("type"),
        help: format!("write {takes}"),
    }
}

fn text(field: &ManifestField, value: &Value, patterns: &Patterns) -> Option<Misfit> {
    let text = match value {
        // A number without quotes, such as a version, is also a text.
        Value::String(_) | Value::Number(_) => word(value)?,
        _ => return Some(wrong_type(value, "a string")),
    };
    let pattern = field.get("regex")?.as_text().filter(|pattern| !is_filled_later(pattern))?;
    // An empty string counts as no value.
    let fits = text.is_empty() || patterns.get(pattern).is_none_or(|known| known.is_match(&text));
    (!fits).then(|| Misfit {
        reason: format!("is {}, which does not match `{pattern}`", shown(value)),
        by: Some("regex"),
        help: "write a value that the field's regular expression matches".to_owned(),
    })
}

/// Whether customers can enter values that the field does not offer.
pub(super) fn takes_anything(field: &ManifestField) -> bool {
    // `forceSelection` limits an editable list to its values again (domain.md §3).
    field.of == FieldType::List && field.is_editable() && !field.forces_selection()
}

fn single(field: &ManifestField, value: &Value) -> Option<Misfit> {
    match word(value) {
        Some(word) => not_offered(field, &[word]),
        None => Some(wrong_type(value, "one of its values")),
    }
}

/// Returns the values that an option names for a field that allows several. They are given as a list, as a string with
/// commas, or as the keys of a mapping with boolean values. Returns `None` for anything else.
pub(super) fn parts(value: &Value) -> Option<Vec<String>> {
    match value {
        Value::Array(items) => items.iter().map(word).collect(),
        Value::Object(entries) => {
            // Another mapping is not a choice, so it has the wrong type.
            let is_flag = |value: &Value| word(value).is_some_and(|word| word == "true" || word == "false");
            entries.values().all(is_flag).then(|| entries.keys().cloned().collect())
        }
        value => {
            let parts = word(value)?;
            Some(
                parts.split(',').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect(),
            )
        }
    }
}

fn several(field: &ManifestField, value: &Value) -> Option<Misfit> {
    match parts(value) {
        Some(parts) => not_offered(field, &parts),
        None => Some(wrong_type(value, "a list of its values")),
    }
}

/// Reports values that a field does not offer. Fields whose values depend on another field are not checked here, but by
/// V22.
fn not_offered(field: &ManifestField, words: &[String]) -> Option<Misfit> {
    let offered = field.values().filter(|offered| !offered.is_empty())?;
    // Any value is allowed, or the allowed ones depend on what customers choose.
    if takes_anything(field) || !field.dependent().is_empty() {
        return None;
    }
    // An empty string means that nothing is chosen.
    let is_offered = |word: &String| word.is_empty() || offered.iter().any(|(value, _)| is_same(value, word));
    let wrong: Vec<&str> = words.iter().filter(|word| !is_offered(word)).map(String::as_str).collect();
    let first = wrong.first()?;
    let verb = if wrong.len() == 1 { "is" } else { "are" };
    let near = one_of(first, offered.iter().map(|(value, _)| value.as_str())).unwrap_or_default();
    Some(Misfit {
        reason: format!("is {}, which {verb} not among the field's values", few(wrong.iter().copied())),
        by: Some("values"),
        help: near,
    })
}

/// Whether the texts are the same, or are the same number, such as `1.0` and `1`.
fn is_same(one: &str, other: &str) -> bool {
    let number = |text: &str| text.parse::<Decimal>().ok();
    one == other || number(one).is_some_and(|it| Some(it) == number(other))
}

fn flag(value: &Value) -> Option<Misfit> {
    let is_flag = word(value).is_some_and(|word| word == "true" || word == "false");
    (!is_flag).then(|| wrong_type(value, "`true` or `false`"))
}

/// Returns a value as a number. Returns `None` if it is neither a number nor a string that contains a number.
pub(super) fn decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    // Scientific notation is valid in YAML and JSON.
    text.parse().ok().or_else(|| Decimal::from_scientific(&text).ok())
}

fn number(field: &ManifestField, value: &Value) -> Option<Misfit> {
    let Some(number) = decimal(value) else { return Some(wrong_type(value, "a number")) };
    // Only the first fault: a number out of bounds is usually not on a step either.
    let fault = out_of_bounds(field, number)
        .or_else(|| too_precise(field, number))
        .or_else(|| between_steps(field, number))?;
    Some(Misfit { reason: format!("is {}, {}", shown(value), fault.0), by: Some(fault.1), help: fault.2 })
}

/// Why a number does not fit: the reason, the key of the field that the number violates, and the help text.
type NumberFault = (String, &'static str, String);

fn out_of_bounds(field: &ManifestField, number: Decimal) -> Option<NumberFault> {
    let (least, most) = (field.number("min"), field.number("max"));
    if let Some(least) = least.filter(|least| number < *least) {
        return Some((format!("below the minimum of {least}"), "min", format!("write {least} or more")));
    }
    let most = most.filter(|most| number > *most)?;
    Some((format!("above the maximum of {most}"), "max", format!("write {most} or less")))
}

fn too_precise(field: &ManifestField, number: Decimal) -> Option<NumberFault> {
    // Only a spinner has `decimalPrecision`; a number picker never takes fractions.
    if field.of == FieldType::NumberPicker && !number.fract().is_zero() {
        let reason = "but the field takes whole numbers".to_owned();
        return Some((reason, "type", "write a whole number".to_owned()));
    }
    let places = places(field).filter(|places| number.normalize().scale() > *places)?;
    let help = format!("write at most {places} decimal places");
    Some((format!("which has more than {places} decimal places"), "decimalPrecision", help))
}

/// Reports a number that is not the minimum plus a multiple of the increment.
fn between_steps(field: &ManifestField, number: Decimal) -> Option<NumberFault> {
    // Steps are counted from the minimum, or from 0 if there is none.
    let from = field.number("min").unwrap_or_default();
    // An increment of 0 or less is not a step, so it restricts nothing.
    let step = field.number("increment").filter(|step| *step > Decimal::ZERO)?;
    // Where the remainder cannot be computed, nothing is reported.
    let rest = number.checked_sub(from)?.checked_rem(step)?;
    if rest.is_zero() {
        return None;
    }
    let reason = format!("which cannot be reached from {from} in steps of {step}");
    Some((reason, "increment", format!("write {from} plus a multiple of {step}")))
}

/// Returns the number of decimal places that a field allows, or `None` if it allows any number.
fn places(field: &ManifestField) -> Option<u32> {
    // A negative precision makes no sense, so it restricts nothing.
    u32::try_from(field.number("decimalPrecision")?.trunc()).ok()
}

fn regions(field: &ManifestField, value: &Value) -> Option<Misfit> {
    let count = match value {
        // A single region may be written without a list.
        Value::String(_) => 1,
        Value::Array(items) if items.iter().all(Value::is_string) => items.len(),
        _ => return Some(wrong_type(value, "the name of a region, or a list of such names")),
    };
    let misfit = |than: &str, bound: Decimal, by, more: &str| {
        let reason = format!("names {}, {than} than {bound}", counted(count, "region"));
        Some(Misfit { reason, by: Some(by), help: format!("name {bound} or {more}") })
    };
    let number = Decimal::from(count);
    if let Some(least) = field.number("min").filter(|least| number < *least) {
        return misfit("fewer", least, "min", "more");
    }
    let most = field.number("max").filter(|most| number > *most)?;
    misfit("more", most, "max", "fewer")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kinds::PackageManifest;

    /// Whether a JSON value is valid for a field with the given YAML keys.
    fn fits(field: &str, value: &str) -> bool {
        let text = format!("fields: [{{ name: a, {field} }}]\n");
        let manifest = PackageManifest::parse("fit.jps", text.as_bytes()).expect("a manifest");
        let value = serde_json::from_str(value).expect("JSON");
        misfit(&manifest.fields[0], &value, &Patterns::default()).is_none()
    }

    #[test]
    fn numbers_are_checked_exactly_against_bounds_and_increments() {
        for (field, good, bad) in [
            ("type: slider, min: 1, max: 10", ["1", "10"], ["0.9999", "10.0001"]),
            ("type: slider, min: -5, max: -1", ["-5", "\"-1\""], ["-6", "0"]),
            ("type: spinner, increment: 0.1", ["0.3", "1e1"], ["0.35", "0.01"]),
            ("type: spinner, min: 0.5, increment: 0.25", ["0.75", "100.5"], ["0.6", "0.25"]),
            ("type: spinner, min: 3, increment: 1e1", ["13", "1000003"], ["10", "14"]),
            ("type: spinner, decimalPrecision: 0", ["5", "5.0"], ["5.5", "0.1"]),
            ("type: spinner, decimalPrecision: 2", ["1.25", "\"1.250\""], ["1.255", "0.001"]),
            ("type: numberpicker", ["-3", "7.0"], ["7.5", "\"7,5\""]),
            ("type: slider, max: 5", ["5", "\" 5 \""], ["1e300", "\"\""]),
        ] {
            assert!(good.iter().all(|value| fits(field, value)), "{field}: {good:?}");
            assert!(!bad.iter().any(|value| fits(field, value)), "{field}: {bad:?}");
        }
    }

    #[test]
    fn invalid_bounds_and_increments_are_ignored() {
        for field in
            ["min: x, max: []", "increment: 0", "increment: -1", "decimalPrecision: -1", "min: '${x}'"]
        {
            assert!(fits(&format!("type: spinner, {field}"), "-7.12345"), "{field}");
        }
    }
}
