//! Checks references to resources that exist only in the database. The manifest lists such resources under `external`.

use super::known_names::Known;
use super::manifest_location::MANIFEST;
use crate::diagnostic::near;
use crate::kinds::{Kind, Kinds};
use crate::model::{Article, Named, Target};
use crate::source::Mention;
use std::sync::Arc;

/// Whether `external` lists a resource that has the given name and can be the target of a reference. `target` is the
/// type of target that the reference needs, such as `article`.
pub(super) fn is_external(name: &str, target: &str, known: &Known<'_>) -> bool {
    let can_be_target = |kind: &Arc<dyn Kind>| kind.targets().contains(&target);
    let fits = |named: &Named| match named.kind.as_ref().and_then(|kind| known.kinds.find(kind.as_str())) {
        // By root table: kinds that share one, as those of articles do, also share their names.
        Some(kind) => known.kinds.iter().any(|other| can_be_target(other) && other.root() == kind.root()),
        // Without a kind, a name is that of an article, if the catalog has kinds of articles.
        None if known.kinds.lead_to(Article::word()) => {
            known.kinds.iter().any(|kind| can_be_target(kind) && is_article(kind, known.kinds))
        }
        None => known.kinds.lead_to(target),
    };
    known.manifest.external.iter().any(|named| named.name.as_str() == name && fits(named))
}

/// Says how to list the target of a reference in `external`. Returns `None` if the reference is probably misspelled:
/// its target is not an article, and a similar name exists.
pub(super) fn advice(mention: &Mention, known: &Known<'_>) -> Option<String> {
    let Mention { name, target, .. } = mention;
    let Known { kinds, names, manifest, .. } = known;
    if !kinds.lead_to(Article::word()) {
        let advice = "if the resource exists only in the database, add it to `external` in the manifest";
        return Some(advice.to_owned());
    }
    let other = kinds.iter().find(|kind| kind.targets().contains(target) && !is_article(kind, kinds));
    let Some(kind) = other else {
        let advice = "if the article exists only in the database, add it to `external` in the manifest";
        return Some(advice.to_owned());
    };
    // A bare name in `external` means an article, so the kind has to be written for anything else.
    let entry = format!("`{{ kind: {}, name: {name} }}`", kind.name());
    if manifest.external.iter().any(|named| named.kind.is_none() && named.name.as_str() == *name) {
        return Some(format!(
            "`external` in {MANIFEST} lists it without a kind, which makes it an article: write {entry} there"
        ));
    }
    // A similar name is already suggested.
    let has_similar = !near(name, names.that_fit(target)).is_empty();
    (!has_similar)
        .then(|| format!("if it exists only in the database, add {entry} to `external` in the manifest"))
}

/// Whether a kind describes articles: it has the same root table as a kind that a reference to an article can name.
fn is_article(kind: &Arc<dyn Kind>, kinds: &Kinds) -> bool {
    let can_be_article = |other: &&Arc<dyn Kind>| other.targets().contains(&Article::word());
    kinds.iter().filter(can_be_article).any(|other| other.root() == kind.root())
}
