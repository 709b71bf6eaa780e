//! X23: the name of an exclusive group is almost the same as the name of another exclusive group.

use super::vocabulary::Vocabulary;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{ArticleOfKind, ExtraService};
use crate::rules::{Rule, RuleContext};
use std::collections::HashSet;

// A warning, because the groups may be meant to be different: their names are free text.
const CODE: Code = Code::error(
    "X23",
    "near-exclusive-group",
    "similar to another group",
    "The name of an exclusive group is almost the same as that of another exclusive group.",
    include_str!("../codes/X23.md"),
)
.warning();

/// Reports exclusive groups that are probably misspelled.
pub struct NearExclusiveGroup;

impl Rule for NearExclusiveGroup {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        groups(context.catalog).findings(CODE, context)
    }
}

/// Returns the exclusive groups that this rule reports as misspelled.
pub(in crate::rules) fn reported<'a>(context: &RuleContext<'a>) -> HashSet<&'a str> {
    groups(context.catalog).reported(CODE, context)
}

fn groups(catalog: &Catalog) -> Vocabulary<'_> {
    let mut names = Vocabulary::new("exclusive group");
    for entry in catalog.entries() {
        // Only the field is read. The property `productValue` of other articles has a different meaning.
        let service = entry.resource.of::<ArticleOfKind<ExtraService>>();
        if let Some(group) = service.and_then(|service| service.own.exclusive_group.as_ref()) {
            names.add(group.as_str(), || entry.document.root().child("exclusive_group"));
        }
    }
    names
}
