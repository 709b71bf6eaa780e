//! Checks the resources that the manifest lists under `external` and `release`.

use super::codes;
use super::manifest_location::in_manifest;
use super::names::{Described, Names};
use crate::diagnostic::{Diagnostic, Place, one_of};
use crate::kinds::{self, Kinds};
use crate::model::{Manifest, Named};

/// Returns the findings about entries of `external` and `release` in the manifest. An entry must have a known kind, and
/// must not name a resource that the files describe.
pub fn named_elsewhere(manifest: &Manifest, names: &Names<'_>, kinds: &Kinds) -> Vec<Diagnostic> {
    let external = manifest.external.iter().enumerate().map(|(index, named)| ("external", index, named));
    let release = manifest.release.iter().enumerate().map(|(index, named)| ("release", index, named));
    let findings = external.chain(release).flat_map(|(list, index, named)| {
        let place = in_manifest("").child(list).child(index);
        unknown_kind(named, place, kinds).into_iter().chain(described(list, named, place, names, kinds))
    });
    findings.collect()
}

fn unknown_kind(named: &Named, place: Place, kinds: &Kinds) -> Option<Diagnostic> {
    let kind = named.kind.as_ref().filter(|kind| kinds.find(kind.as_str()).is_none())?;
    let help = one_of(kind.as_str(), kinds.names()).unwrap_or_default();
    let message = format!("there is no kind `{kind}`");
    Some(Diagnostic::new(codes::UNKNOWN_KIND, place.child("kind"), message).help(help))
}

/// Returns a finding if the files describe a resource that the manifest lists. `list` is `external` or `release`.
fn described(
    list: &str,
    named: &Named,
    place: Place,
    names: &Names<'_>,
    kinds: &Kinds,
) -> Option<Diagnostic> {
    let root = named.kind.as_ref().and_then(|kind| kinds.find(kind.as_str())).map(|kind| kind.root());
    let is_listed = |it: &&Described<'_>| match root {
        Some(root) => it.kind.root() == root,
        // Without a kind, `release` can name any resource, but `external` only one that others can refer to.
        None => list == "release" || !it.kind.targets().is_empty(),
    };
    // A file that describes an external resource would manage it, and one that describes a released one would claim it
    // again.
    let resource = names.find(named.name.as_str()).iter().find(is_listed)?;
    let file = resource.place.file();
    let message = format!("`{named}` is listed under `{list}` in the manifest, but {file} describes it");
    let finding = Diagnostic::new(kinds::codes::CONFLICT, place, message);
    Some(finding.also(resource.place, "described here").help(remedy(list, named)))
}

fn remedy(list: &str, named: &Named) -> String {
    if list == "external" {
        return "remove it from `external`, which is for resources that exist only in the database, or delete its document"
            .to_owned();
    }
    let other_kind = match named.kind {
        // With a kind, the entry cannot mean any other resource.
        Some(_) => String::new(),
        None => format!("; to release a resource of another kind, write `{{ kind: …, name: {named} }}`"),
    };
    format!("delete its document, or remove the name from `release`{other_kind}")
}
