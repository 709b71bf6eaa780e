//! [`Plain`]: kinds whose documents are read as a single type, which also implements [`Part`].

use super::lift::mapping;
use super::row_mapping::{self, Part};
use super::{Charge, Kind, Lifting, Loaded, Resource, System};
use crate::source::{Document, Parts, ReadError};
use crate::table::{Row, Table};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_yaml::Mapping;
use std::marker::PhantomData;

/// A kind that reads each of its documents as a `T`.
pub struct Plain<T> {
    /// The name of the kind.
    pub name: &'static str,
    /// The description of the kind, in one sentence.
    pub about: &'static str,
    /// Example documents, as [`Kind::example`] returns them.
    pub example: &'static str,
    /// The tables to which resources of the kind are lowered, the root table first.
    pub tables: &'static [&'static Table],
    /// The target words of the references that can refer to the kind.
    pub targets: &'static [&'static str],
    /// The billing system to which the kind belongs.
    pub system: &'static System,
    /// The type of the kind's documents.
    // `fn() -> T` instead of `T`, so that the kind is `Send` and `Sync` whatever the type is.
    pub of: PhantomData<fn() -> T>,
}

impl<T: Part + Resource + DeserializeOwned + Serialize + JsonSchema> Kind for Plain<T> {
    fn name(&self) -> &str {
        self.name
    }

    fn about(&self) -> &str {
        self.about
    }

    fn example(&self) -> &str {
        self.example
    }

    fn system(&self) -> &System {
        self.system
    }

    fn root(&self) -> &'static Table {
        T::TABLE
    }

    fn tables(&self) -> &[&'static Table] {
        self.tables
    }

    fn targets(&self) -> &[&'static str] {
        self.targets
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }

    fn read(&self, document: &Document) -> Result<Loaded, ReadError> {
        // `kind` has been read already to find this kind; for the type it would be an unknown key.
        let mut parts = Parts::new(document, &["kind"]);
        let resource: Option<T> = parts.read();
        let (resource, mentions) = parts.finish(resource)?;
        Ok((Box::new(resource), mentions))
    }

    fn charges(&self, rows: &[Row]) -> Vec<Charge> {
        T::charges(rows)
    }

    fn names_files(&self) -> bool {
        T::names_files()
    }

    fn files(&self, document: &Document) -> Vec<String> {
        T::files(document)
    }

    /// Returns no tables: only this kind uses its root table, so every row of that table is of this kind.
    fn evidence(&self) -> &[&'static Table] {
        &[]
    }

    fn lift(&self, lifting: &mut Lifting<'_>) -> Option<Mapping> {
        row_mapping::lift::<T>(lifting).map(|part| mapping(&part))
    }
}

/// Implements [`Resource`] for the type of a [`Plain`] kind. The arguments are the type, the field that holds the name
/// and, optionally, more methods.
macro_rules! resource {
    ($type:ty, $name:ident $(, { $($more:tt)* })?) => {
        impl $crate::kinds::Resource for $type {
            fn name(&self) -> &str {
                self.$name.as_str()
            }

            fn protect(&self) -> bool {
                self.protect
            }

            fn lower(&self, context: &$crate::kinds::Context<'_>) -> $crate::table::Rows {
                $crate::kinds::lower(self, context)
            }

            // Methods of the caller come last, so that they can replace the defaults of the trait.
            $($($more)*)?
        }
    };
}

pub(super) use resource;
