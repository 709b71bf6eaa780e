//! The traits [`Kind`] and [`Resource`]: a resource kind, and a resource that was read from a document.

use super::{Candidate, Charge, Context, Holdable, Lifting, Likelihood, Sale, System, TypedProperty};
use crate::diagnostic::Diagnostic;
use crate::model::Manifest;
use crate::source::{Document, Mention, ReadError};
use crate::table::{Key, Row, Rows, Table};
use schemars::{Schema, SchemaGenerator};
use serde_yaml::Mapping;
use std::any::Any;
use std::fmt;

/// A resource kind.
pub trait Kind: Send + Sync {
    /// The name of the kind: the value of `kind:` in documents.
    fn name(&self) -> &str;
    /// The description of the kind for the schema, in one sentence.
    fn about(&self) -> &str;
    /// Example documents for `new` and `explain`, in the form of [`super::example`].
    fn example(&self) -> &str;
    /// The billing system to which the kind belongs.
    fn system(&self) -> &System;
    /// The root table, which has one row for each resource.
    fn root(&self) -> &'static Table;
    /// All tables to which resources of the kind are lowered.
    fn tables(&self) -> &[&'static Table];
    /// The target words of the references that can refer to resources of the kind; empty if no reference can.
    fn targets(&self) -> &[&'static str];
    /// The properties that are set by fields in documents of the kind.
    fn properties(&self) -> &'static [TypedProperty] {
        &[]
    }
    /// The schema of the kind's documents, without the key `kind`.
    fn schema(&self, generator: &mut SchemaGenerator) -> Schema;
    /// The table of the rows that a resource of the kind can import from another resource. The rows below these rows
    /// are imported too. `None` if the kind has no imports.
    fn taken_over(&self) -> Option<&'static Table> {
        None
    }
    /// Reads a document of this kind.
    ///
    /// # Errors
    /// Returns all errors that prevent the document from being read.
    fn read(&self, document: &Document) -> Result<Loaded, ReadError>;
    /// How likely it is that a live resource is of this kind. When many resources are classified at once, the
    /// references in their rows can be ids instead of keys.
    fn likelihood(&self, _: &Candidate<'_>) -> Likelihood {
        // A root table with only one kind leaves nothing to decide.
        Likelihood::Certain
    }
    /// The tables that [`likelihood`](Self::likelihood) reads in addition to the root table. By default, these are all
    /// tables of the kind; fewer tables make classification faster.
    fn evidence(&self) -> &[&'static Table] {
        self.tables()
    }
    /// Returns the charges that subscriptions to a resource with the given rows pay when they renew.
    fn charges(&self, _: &[Row]) -> Vec<Charge> {
        Vec::new()
    }
    /// Returns the rows of a resource that customers can order.
    fn on_sale(&self, _: &[Row]) -> Vec<Holdable> {
        Vec::new()
    }
    /// Whether documents of the kind name files that are not read as files of the catalog, such as the manifests of
    /// packages.
    fn names_files(&self) -> bool {
        false
    }
    /// Returns the paths of the files that a document of the kind names, relative to the catalog's root. These files
    /// are not read as files of the catalog.
    fn files(&self, _: &Document) -> Vec<String> {
        Vec::new()
    }
    /// Lifts a live resource to a document without the key `kind`; `None` if the resource lacks something that the kind
    /// requires.
    fn lift(&self, lifting: &mut Lifting<'_>) -> Option<Mapping>;
}

/// A resource that was read, and the references in its document.
pub type Loaded = (Box<dyn Resource>, Vec<Mention>);

/// A resource of some kind.
pub trait Resource: Any + Send + Sync + fmt::Debug {
    /// The article number or name by which other resources refer to this resource.
    fn name(&self) -> &str;
    /// The natural key of the resource's root row. By default, this is the name of the resource.
    fn key(&self) -> Key {
        Key::of(self.name())
    }
    /// Whether the resource has `protect: true`, so that no plan may delete it.
    fn protect(&self) -> bool;
    /// Returns findings about fields that contradict each other or the rest of the catalog.
    fn validate(&self, _: &Context<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }
    /// Lowers the resource to its rows.
    fn lower(&self, context: &Context<'_>) -> Rows;
    /// Whether the resource can have duplicate rows. `wares check` lowers only resources for which this is `true`, so
    /// returning `false` saves time.
    fn may_repeat_rows(&self, _: &Manifest) -> bool {
        // The safe answer: the rows are then made and compared.
        true
    }
    /// The key of the resource from which this resource imports rows; `None` if it imports none. Both resources are in
    /// the same root table.
    fn takes_rows_from(&self) -> Option<Key> {
        None
    }
    /// The article that the resource sells; `None` if it does not sell one.
    fn sale<'a>(&'a self, _: &'a Manifest) -> Option<Sale<'a>> {
        None
    }
    /// The fields whose default is a value in the manifest. Each field is given with the pointer to that value.
    fn inherited(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
    /// Returns the charges that subscriptions to a resource with the given rows pay when they renew.
    fn charges(_: &[Row]) -> Vec<Charge>
    where
        Self: Sized,
    {
        Vec::new()
    }
    /// Whether documents of the kind name files that are not read as files of the catalog, such as the manifests of
    /// packages.
    fn names_files() -> bool
    where
        Self: Sized,
    {
        false
    }
    /// Returns the paths of the files that a document of the kind names, relative to the catalog's root. These files
    /// are not read as files of the catalog.
    fn files(_: &Document) -> Vec<String>
    where
        Self: Sized,
    {
        Vec::new()
    }
}

impl dyn Resource {
    /// Returns the resource as the type `T`; `None` if the resource has another type.
    pub fn of<T: Resource>(&self) -> Option<&T> {
        // An upcast to `Any`, because rules and kinds have to reach the fields of another kind's type.
        (self as &dyn Any).downcast_ref()
    }
}

impl PartialEq for dyn Kind {
    fn eq(&self, other: &Self) -> bool {
        // Names are unique within a set of kinds, and a `dyn Kind` has nothing else to compare.
        self.name() == other.name()
    }
}

impl fmt::Debug for dyn Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
