//! X21: a tag is almost the same as another tag.

use super::vocabulary::Vocabulary;
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, RuleContext};

// A warning, because tags are free text, so two similar ones may be intended.
const CODE: Code = Code::error(
    "X21",
    "near-tag",
    "similar to another tag",
    "A tag is almost the same as another tag.",
    include_str!("../codes/X21.md"),
)
.warning();

/// Reports tags that are probably misspelled.
pub struct NearTag;

impl Rule for NearTag {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        // Tags are free text, so a typo can be recognized only by comparing them with one another.
        let mut names = Vocabulary::new("tag");
        for article in context.offer.articles() {
            let root = article.entry.document.root();
            for (index, tag) in article.sale.part.tags.iter().enumerate() {
                names.add(tag.as_str(), || root.child("tags").child(index));
            }
        }
        names.findings(CODE, context)
    }
}
