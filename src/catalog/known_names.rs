//! Everything that a reference can name.

use super::names::Names;
use super::replaced_keys::Replaced;
use crate::kinds::Kinds;
use crate::model::Manifest;

/// Everything that a reference can name: resources, and what the manifest lists.
pub struct Known<'a> {
    /// The kinds of resources.
    pub kinds: &'a Kinds,
    /// The manifest, as it applies in the environment that is checked.
    pub manifest: &'a Manifest,
    /// The keys of the manifest that the environment replaces.
    pub replaced: &'a Replaced,
    /// The names of the resources that the files describe.
    pub names: &'a Names<'a>,
}
