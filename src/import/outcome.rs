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
    /// The resources that these files describe.
    pub resources: Vec<Resource>,
    /// What cannot be expressed, and is therefore left out.
    pub left_out: Vec<LeftOut>,
    /// The resources that were imported without values that cannot be expressed.
    pub incomplete: Vec<LeftOut>,
    /// How many resources each other catalog owns.
    pub owned_elsewhere: BTreeMap<String, usize>,
    /// The resources that documents refer to, but that were not imported. An article is given only by its name,
    /// anything else by kind and name.
    pub external: BTreeSet<Named>,
    /// The resources that the catalog owns, but does not describe. They are released, since a plan would delete them
    /// otherwise.
    pub released: BTreeSet<Named>,
    /// Rules that report errors for imported resources; the new manifest sets them to `warn`.
    pub warned: BTreeSet<Code>,
    /// The guard that the first apply must allow, because it adopts more resources than the guard lets pass.
    pub to_allow: Option<GuardCategory>,
}

/// An imported resource, and the file that describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// The kind of the resource.
    pub kind: String,
    /// The natural key of the resource.
    pub key: Key,
    /// The path of the file.
    pub file: String,
}

/// Something that cannot be expressed, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The kind; the table if no kind is known.
    pub kind: String,
    /// The name; the ids if there is no name.
    pub name: String,
    /// Why it cannot be expressed.
    pub reasons: Vec<String>,
}
