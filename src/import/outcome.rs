//! The result of an import.

use super::overlay::NewFile;
use crate::diagnostic::Code;
use crate::model::{GuardCategory, Named};
use crate::table::Key;
use std::collections::{BTreeMap, BTreeSet};

/// The result of an import.
#[derive(Debug, Default)]
pub struct Imported {
    /// The files to write.
    pub files: Vec<NewFile>,
    /// The resources that the files describe.
    pub resources: Vec<Resource>,
    /// Resources, currencies and languages that a catalog cannot express. They are left out.
    pub left_out: Vec<LeftOut>,
    /// Imported resources, each with the values that a document cannot express. These values are left out.
    pub incomplete: Vec<LeftOut>,
    /// The number of resources that each of the other catalogs owns.
    pub owned_elsewhere: BTreeMap<String, usize>,
    /// The resources that are not imported although imported documents refer to them. The kind is given unless the
    /// resource is an article.
    pub external: BTreeSet<Named>,
    /// The resources that the catalog owns but does not describe. They are released, because otherwise a plan would
    /// delete them.
    pub released: BTreeSet<Named>,
    /// Rules that report errors for imported resources. The new manifest sets these rules to `warn`.
    pub warned: BTreeSet<Code>,
    /// The category that `--allow` must name for the first apply, because that apply adopts too many resources. `None`
    /// if no guard would refuse the apply.
    pub to_allow: Option<GuardCategory>,
}

/// An imported resource, and the file that describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The kind of the resource.
    pub kind: String,
    /// The natural key of the resource.
    pub key: Key,
    /// The path of the file that describes the resource.
    pub file: String,
}

/// Something that a catalog cannot express, with the reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The kind. If no kind is known, this is the table.
    pub kind: String,
    /// The name. If there is no name, these are the ids of the rows.
    pub name: String,
    /// The reasons why a document cannot express the resource.
    pub reasons: Vec<String>,
}
