//! What a kind of resource is, and a resource of some kind.

use super::{Candidate, Charge, Claim, Context, Holdable, Lifting, Sale, System, TypedProperty};
use crate::diagnostic::Diagnostic;
use crate::model::Manifest;
use crate::source::{Document, Mention, ReadError};
use crate::table::{Key, Row, Rows, Table};
use schemars::{Schema, SchemaGenerator};
use serde_yaml::Mapping;
use std::any::Any;
use std::fmt;

/// A kind of resource.
pub trait Kind: Send + Sync {
    /// Its name, as `kind:` has it.
    fn name(&self) -> &str;
    /// What it is, in one sentence for the schema.
    fn about(&self) -> &str;
    /// Documents of it for `new` and `explain`, in the form of [`super::example`].
    fn example(&self) -> &str;
    /// The billing system that it belongs to.
    fn system(&self) -> &System;
    /// The table that holds one row for each resource.
    fn root(&self) -> &'static Table;
    /// The tables that its rows go to.
    fn tables(&self) -> &[&'static Table];
    /// The words of the references that may lead to it; none for a kind that nothing refers to.
    fn targets(&self) -> &[&'static str];
    /// The properties that have fields of their own.
    fn properties(&self) -> &'static [TypedProperty] {
        &[]
    }
    /// Its schema, without the key `kind`.
    fn schema(&self, generator: &mut SchemaGenerator) -> Schema;
    /// The table whose rows, with what is below them, one resource of the kind may take over from another.
    fn taken_over(&self) -> Option<&'static Table> {
        None
    }
    /// Reads a document of this kind.
    ///
    /// # Errors
    /// Everything that keeps the document from being one.
    fn read(&self, document: &Document) -> Result<Loaded, ReadError>;
    /// How sure it is that a live resource is of this kind. Where much is classified at once, a reference to another
    /// resource can be an id here that is a key elsewhere.
    fn claim(&self, _: &Candidate<'_>) -> Claim {
        Claim::Certain
    }
    /// The tables that a claim looks at besides the root's: all of the kind's, unless it says less.
    fn evidence(&self) -> &[&'static Table] {
        self.tables()
    }
    /// What subscriptions of a resource with such rows renew at.
    fn charges(&self, _: &[Row]) -> Vec<Charge> {
        Vec::new()
    }
    /// What of a resource with such rows can be ordered, of the rows that somebody can hold.
    fn on_sale(&self, _: &[Row]) -> Vec<Holdable> {
        Vec::new()
    }
    /// Whether documents of the kind name files that are none of the catalog.
    fn names_files(&self) -> bool {
        false
    }
    /// The paths of the files that a document of the kind names; they are no files of the catalog.
    fn files(&self, _: &Document) -> Vec<String> {
        Vec::new()
    }
    /// The way back: the document of a live resource, without the key `kind`; none when it lacks what the kind
    /// must have.
    fn lift(&self, lifting: &mut Lifting<'_>) -> Option<Mapping>;
}

/// A resource that was read, and the references in it.
pub type Loaded = (Box<dyn Resource>, Vec<Mention>);

/// One resource of some kind.
pub trait Resource: Any + Send + Sync + fmt::Debug {
    /// The article or name by which it is referred to.
    fn name(&self) -> &str;
    /// The natural key of its root row: its name, unless the root's key has more columns than one.
    fn key(&self) -> Key {
        Key::of(self.name())
    }
    /// Whether a plan must not delete it.
    fn protect(&self) -> bool;
    /// What its fields say against each other, and against what the catalog says elsewhere.
    fn validate(&self, _: &Context<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }
    /// The rows it stands for.
    fn lower(&self, context: &Context<'_>) -> Rows;
    /// Whether it may ask for the same row twice. A check makes the rows only of a resource that may, so that a kind
    /// which knows better saves time.
    fn may_repeat_rows(&self, _: &Manifest) -> bool {
        true
    }
    /// The resource, of the same root table, whose rows it takes over besides its own.
    fn takes_rows_from(&self) -> Option<Key> {
        None
    }
    /// The article it sells, if it sells one.
    fn sale<'a>(&'a self, _: &'a Manifest) -> Option<Sale<'a>> {
        None
    }
    /// The fields that the manifest decides where the document leaves them out, each with the manifest's own.
    fn inherited(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
    /// What subscriptions of a resource with such rows renew at.
    fn charges(_: &[Row]) -> Vec<Charge>
    where
        Self: Sized,
    {
        Vec::new()
    }
    /// Whether documents of the kind name files that are none of the catalog.
    fn names_files() -> bool
    where
        Self: Sized,
    {
        false
    }
    /// The paths of the files that a document of the kind names; they are no files of the catalog.
    fn files(_: &Document) -> Vec<String>
    where
        Self: Sized,
    {
        Vec::new()
    }
}

impl dyn Resource {
    /// The resource as a type, if it is of that type.
    pub fn of<T: Resource>(&self) -> Option<&T> {
        (self as &dyn Any).downcast_ref()
    }
}

impl PartialEq for dyn Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name() == other.name()
    }
}

impl fmt::Debug for dyn Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
