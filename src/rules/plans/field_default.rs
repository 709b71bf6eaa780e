//! V26: the default of a list field in a manifest is not one of its values.

use super::catalog_plans::{has, manifests};
use super::option_fit::{is_filled_later, takes_anything};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, one_of};
use crate::kinds::{FieldType, InstallationPackage, ManifestField, manifest_word};
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};
use crate::source::{Data, Node};

// An error, because the form opens with nothing selected, or with a value that the package does not know.
const CODE: Code = Code::error(
    "V26",
    "field-default",
    "not one of its values",
    "The default of a list field in a manifest is not one of its values.",
    include_str!("../codes/V26.md"),
);

/// Reports defaults of list fields that are not among the values of the field.
pub struct FieldDefaults;

impl Rule for FieldDefaults {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<InstallationPackage>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let all = manifests(&context.plans);
        let fields =
            all.iter().flat_map(|(package, manifest)| manifest.inputs().map(|field| (*package, field)));
        fields.filter_map(|(package, field)| of_field(package, field)).collect()
    }
}

fn of_field(package: Described<'_, InstallationPackage>, field: &ManifestField) -> Option<Diagnostic> {
    let is_list = matches!(field.of, FieldType::List | FieldType::RadioList | FieldType::CheckboxList);
    // Values that depend on another field are not known before that field is filled in.
    if !is_list || takes_anything(field) || !field.dependent().is_empty() {
        return None;
    }
    // In the wild, checkboxes have `value` instead of `default` (domain.md §3).
    let key = if field.get("default").is_some() { "default" } else { "value" };
    // A list without values of its own gets them from a script, which Wares does not run.
    let offered = field.values().filter(|offered| !offered.is_empty())?;
    let words = words(field, field.default()?)?;
    let is_offered = |word: &String| offered.iter().any(|(value, _)| value == word);
    // An empty default means that there is none.
    let word = words.iter().find(|word| !word.is_empty() && !is_filled_later(word) && !is_offered(word))?;
    let name = field.name.as_deref().unwrap_or_default();
    let message = format!("the default `{word}` of the field `{name}` is not one of its values");
    let finding = Diagnostic::new(CODE, field.place.child(key), message);
    let finding = finding.also(field.place.child("values"), "its values");
    let finding = finding.also(package.at("manifest"), format!("the manifest of `{}`", package.it.name));
    // Writing the caption instead of the value is the usual mistake.
    let caption = offered.iter().find(|(_, caption)| caption == word);
    Some(finding.help(match caption {
        Some((value, _)) => format!("write `{value}`: a default is a value, not the text that customers see"),
        None => one_of(word, offered.iter().map(|(value, _)| value.as_str())).unwrap_or_default(),
    }))
}

/// Returns the values in a default. The default of a list of checkboxes can have several values, as a sequence or
/// separated by commas. Returns `None` if a value is not a scalar.
fn words(field: &ManifestField, node: &Node) -> Option<Vec<String>> {
    match (&node.data, field.of == FieldType::CheckboxList) {
        (Data::Sequence(items), true) => items.iter().map(manifest_word).collect(),
        (_, true) => Some(manifest_word(node)?.split(',').map(|word| word.trim().to_owned()).collect()),
        _ => Some(vec![manifest_word(node)?]),
    }
}
