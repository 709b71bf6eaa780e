//! The kinds of resources: one file each, with its YAML shape and the rows it stands for.
//!
//! [`KINDS`] is the only list. Everything after this module works on [`Kind`] values and rows.

mod article;
mod claim;
pub mod codes;
mod extra_service;
mod fault;
mod field;
mod item;
mod lift;
mod lookup;
mod package;
mod property;
mod schema;
mod sold;
mod upgrade_group;

pub use article::{ArticlePart, ITEM, RenewalPeriod};
pub use claim::{Candidate, Claim, classify};
pub use extra_service::{Choice, ExtraService};
pub use fault::Fault;
pub use field::{Field, Shape, shapes};
pub use lift::{Lifting, Unsaid};
pub use lookup::{CURRENCY, LANGUAGE, PROVISIONING_PACKAGE, RESELLER, SERVICE, SHOP, SHOP_CATEGORY, missing};
pub use package::Package;
pub use property::TypedProperty;
pub use schema::{catalog_schema, kind_schema, manifest_schema};
pub use sold::{Sale, Sold};
pub use upgrade_group::{Member, UPGRADE_GROUP, UPGRADE_GROUP_MEMBER, UpgradeGroup};

use crate::model::Manifest;
use crate::source::{Document, Mention, ReadError};
use crate::table::{Key, Row, Rows, Table, Tables, Value};
use schemars::{Schema, SchemaGenerator};
use serde_yaml::Mapping;
use std::any::Any;
use std::collections::BTreeMap;
use std::fmt;

/// Every kind there is.
pub static KINDS: &[&Kind] = &[&package::KIND, &extra_service::KIND, &upgrade_group::KIND, &item::KIND];

/// A kind of resource.
pub struct Kind {
    /// Its name, as `kind:` has it.
    pub name: &'static str,
    /// What it is, in one sentence for the schema.
    pub about: &'static str,
    /// The table that holds one row for each resource.
    pub root: &'static Table,
    /// The tables that its rows go to.
    pub tables: &'static [&'static Table],
    /// The words of the references that may lead to it.
    pub targets: &'static [&'static str],
    /// The properties that have fields of their own.
    pub properties: &'static [TypedProperty],
    /// Its schema, without the key `kind`.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// Reads a document of this kind.
    pub read: fn(&Document) -> Result<Loaded, ReadError>,
    /// How sure it is that a live resource is of this kind.
    pub claim: fn(&Candidate<'_>) -> Claim,
    /// The way back: the document of a live resource, without the key `kind`; none when it lacks what the
    /// kind must have.
    pub lift: fn(&mut Lifting<'_>) -> Option<Mapping>,
}

/// A resource that was read, and the references in it.
pub type Loaded = (Box<dyn Resource>, Vec<Mention>);

/// One resource of some kind.
pub trait Resource: Any + Send + Sync + fmt::Debug {
    /// The article or name by which it is referred to.
    fn name(&self) -> &str;
    /// Whether a plan must not delete it.
    fn protect(&self) -> bool;
    /// What its fields say against each other.
    fn validate(&self, manifest: &Manifest) -> Vec<Fault>;
    /// The rows it stands for.
    fn lower(&self, manifest: &Manifest) -> Rows;
    /// The article it sells, if it sells one.
    fn sale<'a>(&'a self, _: &'a Manifest) -> Option<Sale<'a>> {
        None
    }
    /// The fields that the manifest decides where the document leaves them out, each with the manifest's own.
    fn inherited(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }
}

impl dyn Resource {
    /// The resource as a type, if it is of that type.
    pub fn of<T: Resource>(&self) -> Option<&T> {
        (self as &dyn Any).downcast_ref()
    }
}

impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A kind by name.
pub fn find(name: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.name == name)
}

/// The tables of every kind.
pub fn tables() -> Tables {
    Tables::new(KINDS.iter().flat_map(|kind| kind.tables.iter().copied()).chain(lookup::ALL.iter().copied()))
}

/// How the files of a kind name a row: by the field that stands for a property, or as the table does.
pub fn words(kind: &str, table: &Table, key: &Key, values: &[Option<Value>]) -> String {
    if ![&article::ITEM_PROPERTY, &article::SHOP_ITEM_PROPERTY].contains(&table) {
        return table.words_for(key);
    }
    // Keys fold the case of names; a person should see them as they are spelled.
    let spelled = values.get(table.position("name")).cloned().flatten();
    let Some(name) = spelled.or_else(|| key.parts().last().cloned()) else { return table.words_for(key) };
    let typed = find(kind)
        .filter(|_| table == &article::ITEM_PROPERTY)
        .and_then(|kind| kind.properties.iter().find(|property| property.is_called(&name.to_string())));
    let key = key.prefix(key.len() - 1).join([name]);
    typed.map_or_else(|| table.words_for(&key), |property| property.field.to_owned())
}

/// The property that a row stands for, if a field of its kind does.
pub fn property_of(kind: &Kind, row: &Row) -> Option<&'static TypedProperty> {
    let name = (row.table == &article::ITEM_PROPERTY).then(|| row.get("name")).flatten()?.as_text()?;
    kind.properties.iter().find(|property| property.is_called(name))
}

/// The tables whose rows refer to softly deleted rows of another, and go with them: the column that refers.
pub fn dependents(root: &Table) -> Vec<(&'static Table, &'static str)> {
    let memberships = [(&UPGRADE_GROUP_MEMBER, "fk_item_id")];
    if root == &ITEM { memberships.to_vec() } else { Vec::new() }
}

/// The tables whose rows go with any row that is deleted: the column that refers. Texts of languages and
/// fields that no kind manages are among them.
pub fn companions() -> Vec<(&'static Table, &'static str)> {
    vec![(&article::ANY_TEXT, "external_id")]
}

/// Whether a text, by the field it is of, belongs to rows of a table: `CounterType.Name` to `counter_type`.
/// Ids alone do not tell: rows of two tables may have the same.
pub fn is_text_of(field: &str, physical: &str) -> bool {
    let entity = field.split('.').next().unwrap_or_default();
    entity.eq_ignore_ascii_case(&physical.replace('_', ""))
}

/// The columns outside the managed tables that are known to refer to managed rows: table, column, and the
/// table referred to. A foreign key need not exist (database.md §A).
pub static KNOWN_REFERENCES: &[(&str, &str, &str)] =
    &[("subscription", "fk_item_id", "item"), ("subscription", "renewal_period_id", "renewal_period")];

/// What new rows have in columns where neither the file nor the descriptor says anything else.
#[derive(Clone, Debug, Default)]
pub struct Defaults(BTreeMap<(&'static str, &'static str), Value>);

impl Defaults {
    /// The manifest's defaults.
    pub fn new(manifest: &Manifest) -> Self {
        Self(article::defaults(manifest))
    }

    /// The default of a table's column.
    pub fn get(&self, table: &Table, column: &str) -> Value {
        let column = table.column(column);
        let given = self.0.get(&(table.name, column.name)).cloned();
        given.unwrap_or_else(|| column.default.value(column.kind))
    }
}

/// Says which live rows belong to others by the manifest's `ignore_properties`.
#[derive(Debug, Default)]
pub struct Ignored(globset::GlobSet);

impl Ignored {
    /// The manifest's patterns; the ones that are no patterns are returned by number.
    pub fn new(manifest: &Manifest) -> Result<Self, Vec<(usize, String)>> {
        let mut set = globset::GlobSetBuilder::new();
        let mut faults = Vec::new();
        for (index, pattern) in manifest.database.ignore_properties.iter().enumerate() {
            match globset::GlobBuilder::new(pattern.as_str()).case_insensitive(true).build() {
                Ok(glob) => drop(set.add(glob)),
                Err(error) => faults.push((index, error.kind().to_string())),
            }
        }
        match set.build() {
            Ok(set) if faults.is_empty() => Ok(Self(set)),
            Ok(_) => Err(faults),
            Err(error) => Err(vec![(0, error.to_string())]),
        }
    }

    /// Whether others own a row.
    pub fn contains(&self, row: &Row) -> bool {
        let name = (row.table == &article::ITEM_PROPERTY).then(|| row.get("name")).flatten();
        name.and_then(Value::as_text).is_some_and(|name| self.0.is_match(name))
    }
}
