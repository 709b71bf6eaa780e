//! A10: the name of a property is almost the same as the name of a property that the billing system reads.

use crate::diagnostic::{Code, Diagnostic, printable};
use crate::kinds::TypedProperty;
use crate::model::Name;
use crate::rules::domains::TLD_PROPERTY;
use crate::rules::{ArticleView, Rule, RuleContext};

// A warning, because names of properties are free text, and something else may read this one (domain.md A10).
const CODE: Code = Code::error(
    "A10",
    "misspelt-property",
    "unknown property",
    "The name of a property is almost the same as one that the billing system reads.",
    include_str!("../codes/A10.md"),
)
.warning();

/// Reports misspelled names of properties.
pub struct MisspeltProperties;

impl Rule for MisspeltProperties {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.of_each(of_article)
    }
}

fn of_article(each: &ArticleView<'_>) -> Vec<Diagnostic> {
    if each.part.properties.is_empty() {
        return Vec::new();
    }
    let typed = each.entry.kind.properties();
    // Only names that this kind reads: on another kind, the same name would be free text.
    let known: Vec<&str> = typed.iter().map(|property| property.name).chain([TLD_PROPERTY]).collect();
    let names = each.part.properties.keys();
    names.filter_map(|name| finding(each, name, intended(name.as_str(), &known)?, typed)).collect()
}

/// Returns the known name that is probably intended. Returns `None` if the given name is known, or not similar to any
/// known name.
pub(super) fn intended<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    if known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return None;
    }
    // Hyphens, underscores and stray commas are among the usual typos, so only letters and digits are compared.
    let bare = bare(name);
    known.iter().find(|known| is_slip(&bare, &known.to_lowercase())).copied()
}

/// Returns only the letters and digits of the name, in lowercase.
fn bare(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether the word is probably a misspelling of a known name. One typo is allowed if the known name has 8 characters
/// or more, and two typos if it has 14 or more. A typo is a character that is wrong, missing, added or swapped with the
/// next one.
fn is_slip(word: &str, known: &str) -> bool {
    let (short, long) = (8, 14);
    // In shorter names, one typo is often another word.
    let most = if known.len() >= long { 2 } else { usize::from(known.len() >= short) };
    let (word, known): (Vec<char>, Vec<char>) = (word.chars().collect(), known.chars().collect());
    word.len().abs_diff(known.len()) <= most && distance(&word, &known) <= most
}

/// Returns the smallest number of edits that turn one word into the other (the optimal string alignment distance). An
/// edit changes, adds or removes a character, or swaps two neighboring characters.
fn distance(word: &[char], known: &[char]) -> usize {
    let mut rows: Vec<Vec<usize>> = vec![(0..=known.len()).collect()];
    // Two rows before the current one are needed, because a swap of neighbors looks back by two.
    for (at, letter) in word.iter().enumerate() {
        let mut row = vec![at + 1];
        for (other, wanted) in known.iter().enumerate() {
            let changed = rows[at][other] + usize::from(letter != wanted);
            let mut least = changed.min(rows[at][other + 1] + 1).min(row[other] + 1);
            if at > 0 && other > 0 && word[at - 1] == *wanted && known[other - 1] == *letter {
                least = least.min(rows[at - 1][other - 1] + 1);
            }
            row.push(least);
        }
        rows.push(row);
    }
    rows[word.len()][known.len()]
}

fn finding(each: &ArticleView<'_>, name: &Name, known: &str, typed: &[TypedProperty]) -> Option<Diagnostic> {
    let message = format!(
        "the property `{}` of `{}` is almost `{known}`, but the billing system does not read it",
        printable(name.as_str()),
        each.number()
    );
    let finding = Diagnostic::new(CODE, each.at("properties").child(name).key(), message);
    // Without a key of its own, as `productValue` on a plain item, the property can only be renamed.
    let field = typed.iter().find(|property| property.name == known).map(|property| property.field);
    Some(finding.help(match field {
        Some(field) => format!("if `{known}` is intended, write the key `{field}` and remove the property"),
        None => format!("if `{known}` is intended, rename the property"),
    }))
}

#[cfg(test)]
mod tests {
    use super::{bare, is_slip};

    #[test]
    fn typo_is_recognized_and_another_word_is_not() {
        let is_typo = |name: &str, known: &str| is_slip(&bare(name), &known.to_lowercase());
        for (name, known) in [
            ("HasExtraService", "HasExtraServices"),
            ("has_extra_services", "HasExtraServices"),
            ("HasXtraServcies", "HasExtraServices"),
            ("productvalueunit,", "productvalueunit"),
            ("alowMultiple", "allowMultiple"),
            ("package", "packages"),
        ] {
            assert!(is_typo(name, known), "{name}");
        }
        for (name, known) in
            [("duration", "CheckDuration"), ("tos", "packages"), ("domain", "domainBased"), ("", "packages")]
        {
            assert!(!is_typo(name, known), "{name}");
        }
    }
}
