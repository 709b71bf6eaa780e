//! Kinds whose documents are one type and whose rows are one part.

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

/// A kind whose documents are a `T`.
pub struct Plain<T> {
    /// Its name.
    pub name: &'static str,
    /// What it is, in one sentence.
    pub about: &'static str,
    /// Documents of the kind, as [`Kind::example`] gives them.
    pub example: &'static str,
    /// The tables that its rows go to, the root's first.
    pub tables: &'static [&'static Table],
    /// The words of the references that may lead to it.
    pub targets: &'static [&'static str],
    /// The billing system.
    pub system: &'static System,
    /// The type of its documents.
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

    /// What stands in the root's table is of this kind, whatever hangs on it.
    fn evidence(&self) -> &[&'static Table] {
        &[]
    }

    fn lift(&self, lifting: &mut Lifting<'_>) -> Option<Mapping> {
        row_mapping::lift::<T>(lifting).map(|part| mapping(&part))
    }
}

/// Implements [`Resource`] for a type whose documents are one part: by the field that names it, and with what else a
/// resource of the type says of itself.
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

            $($($more)*)?
        }
    };
}

pub(super) use resource;
