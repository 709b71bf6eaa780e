//! The resources that an import into an existing catalog leaves out, because the catalog already names them.

use crate::diff::{external_roots, means};
use crate::kinds::Kinds;
use crate::model::Manifest;
use crate::table::Key;
use crate::workspace::Loaded;
use std::collections::BTreeSet;

/// Returns the resources that a catalog describes, or that its manifest lists as external or released. They are not
/// imported.
pub fn known(loaded: &Loaded, manifest: &Manifest, kinds: &Kinds) -> BTreeSet<(&'static str, Key)> {
    let described = loaded.names.iter().map(|(kind, name)| (kind.root().name, Key::of(name)));
    // An entry of `external` may mean several kinds, so it excludes the name in the root table of each.
    let external = manifest.external.iter().flat_map(|named| {
        external_roots(named, kinds).into_iter().map(|root| (root.name, Key::of(named.name.as_str())))
    });
    let released = manifest.release.iter().flat_map(|named| {
        // What is released must not come back by an import that was meant to add what is missing.
        let key = Key::of(named.name.as_str());
        let roots = kinds.tables().roots().filter(move |root| means(named, root, &key, kinds));
        roots.map(|root| (root.name, Key::of(named.name.as_str())))
    });
    described.chain(external).chain(released).collect()
}
