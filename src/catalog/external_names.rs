//! What the manifest says exists in the database alone.

use super::manifest::MANIFEST;
use super::resolve::Known;
use crate::diagnostic::near;
use crate::kinds::{Kind, Kinds};
use crate::model::{Article, Named, Target};
use crate::source::Mention;
use std::sync::Arc;

/// Whether the manifest says that what a reference leads to exists in the database alone.
pub(super) fn is_external(name: &str, target: &str, known: &Known<'_>) -> bool {
    let leads = |kind: &Arc<dyn Kind>| kind.targets().contains(&target);
    let may_be = |named: &Named| match named.kind.as_ref().and_then(|kind| known.kinds.find(kind.as_str())) {
        Some(kind) => known.kinds.iter().any(|other| leads(other) && other.root() == kind.root()),
        // A name alone is looked up among articles, if there are such.
        None if known.kinds.lead_to(Article::word()) => {
            known.kinds.iter().any(|kind| leads(kind) && is_article(kind, known.kinds))
        }
        None => known.kinds.lead_to(target),
    };
    known.manifest.external.iter().any(|named| named.name.as_str() == name && may_be(named))
}

/// What to write where a reference leads to what exists in the database alone. Only articles are external by their name
/// alone; of another kind, a name that is nearly right is a slip.
pub(super) fn in_database_alone(mention: &Mention, known: &Known<'_>) -> Option<String> {
    let Mention { name, target, .. } = mention;
    let Known { kinds, names, manifest, .. } = known;
    if !kinds.lead_to(Article::word()) {
        return Some(
            "if the resource exists only in the database, add it to `external` in the manifest".to_owned(),
        );
    }
    let Some(kind) = kinds.iter().find(|kind| kind.targets().contains(target) && !is_article(kind, kinds))
    else {
        return Some(
            "if the article exists only in the database, add it to `external` in the manifest".to_owned(),
        );
    };
    let whole = format!("`{{ kind: {}, name: {name} }}`", kind.name());
    if manifest.external.iter().any(|named| named.kind.is_none() && named.name.as_str() == *name) {
        return Some(format!(
            "`external` in {MANIFEST} lists it without a kind, which makes it an article: write {whole} there"
        ));
    }
    let has_near = !near(name, names.that_fit(target)).is_empty();
    (!has_near)
        .then(|| format!("if it exists only in the database, add {whole} to `external` in the manifest"))
}

/// Whether a kind is one of articles.
fn is_article(kind: &Arc<dyn Kind>, kinds: &Kinds) -> bool {
    let leads = |other: &&Arc<dyn Kind>| other.targets().contains(&Article::word());
    kinds.iter().filter(leads).any(|other| other.root() == kind.root())
}
