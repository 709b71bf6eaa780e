//! The kinds of articles: each combines the shared fields of articles with fields of its own.

use super::article::{self, ArticlePart, limits};
use super::atomia::ATOMIA;
use super::lift::{Lifting, mapping};
use super::package::DETAIL_TABLES;
use super::property::{OtherData, Property, TypedProperty};
use super::{Candidate, Charge, Claim, Context, Holdable, Kind, Loaded, Resource, System};
use crate::diagnostic::Diagnostic;
use crate::model::{Manifest, Name, Target};
use crate::source::{Document, Parts, ReadError};
use crate::table::{Key, Row, Rows, Table};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_yaml::Mapping;
use std::fmt::Debug;
use std::marker::PhantomData;

/// The fields that one kind of article adds to the shared fields, with the behavior of that kind.
pub trait SoldKind: DeserializeOwned + Serialize + JsonSchema + Debug + Send + Sync + 'static {
    /// The kind's name.
    const NAME: &'static str;
    /// What the kind is, in one sentence.
    const ABOUT: &'static str;
    /// Example documents, as [`Kind::example`] returns them.
    const EXAMPLE: &'static str;
    /// The target words of the references that can refer to the kind.
    const TARGETS: &'static [&'static str];
    /// The properties that fields of this kind stand for.
    const PROPERTIES: &'static [TypedProperty];

    /// The category of articles whose document names none.
    fn default_category(_: &Manifest) -> Option<&str> {
        None
    }

    /// The fields that take their value from the manifest if the document leaves them out, each with the pointer to the
    /// manifest's value.
    const INHERITED: &'static [(&'static str, &'static str)] = &[];

    /// The properties for the values of the fields.
    fn properties(&self) -> Vec<Property>;

    /// Whether the fields set limits; `None` for a kind without such a field, which leaves limits unchanged.
    fn has_limits(&self) -> Option<bool> {
        None
    }

    /// Findings about the kind's fields that contradict each other or other resources.
    fn validate(&self, _: &ArticlePart, _: &Context<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// How sure the kind is that a live article is of this kind. It may look only at the tables in [`EVIDENCE`].
    fn claim(candidate: &Candidate<'_>) -> Claim;

    /// Lifts the fields from the rows of a live article and its properties. Properties that no field takes out of
    /// `other` go under `properties`.
    fn lift(lifting: &mut Lifting<'_>, other: &mut OtherData) -> Self;

    /// Whether a row that [`lower`](Self::lower) adds can have the same key as another row of the article.
    fn may_repeat_rows(&self) -> bool;

    /// The table whose rows, including those below them, one article can import from another.
    const TAKEN_OVER: Option<&'static Table> = None;

    /// The key of the article, of the same kind, whose rows this one imports.
    fn takes_rows_from(&self) -> Option<Key> {
        None
    }

    /// The charges at which subscriptions renew in addition to the article's own prices.
    fn charges(_: &[Row]) -> Vec<Charge> {
        Vec::new()
    }

    /// The rows that customers can order together with the article, provided that they can order the article.
    fn on_sale(_: &[Row]) -> Vec<Holdable> {
        Vec::new()
    }

    /// Adds the rows that only this kind has.
    fn lower(&self, key: &Key, context: &Context<'_>, rows: &mut Rows);
}

/// The tables of all kinds of articles. Every such kind has all of them, so that an article whose kind changes leaves
/// no rows behind.
static TABLES: [&Table; article::TABLES.len() + DETAIL_TABLES.len()] = {
    let mut all: [&Table; article::TABLES.len() + DETAIL_TABLES.len()] =
        [&article::ITEM; article::TABLES.len() + DETAIL_TABLES.len()];
    // The loop runs at compile time, since descriptors of tables are statics and there is no `concat` for arrays.
    let mut index = 0;
    while index < all.len() {
        all[index] = match index < article::TABLES.len() {
            true => article::TABLES[index],
            false => DETAIL_TABLES[index - article::TABLES.len()],
        };
        index += 1;
    }
    all
};

/// The tables, in addition to `item`, that determine the kind of a live article.
static EVIDENCE: &[&Table] =
    &[&article::ITEM_PROPERTY, &limits::PACKAGE_CONFIGURATION, &super::package::PACKAGE_DETAIL];

/// The kind of articles whose own fields are a `K`.
pub struct Selling<K>(PhantomData<fn() -> K>);

impl<K> Default for Selling<K> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<K: SoldKind> Kind for Selling<K> {
    fn name(&self) -> &str {
        K::NAME
    }

    fn about(&self) -> &str {
        K::ABOUT
    }

    fn example(&self) -> &str {
        K::EXAMPLE
    }

    fn system(&self) -> &System {
        &ATOMIA
    }

    fn root(&self) -> &'static Table {
        &article::ITEM
    }

    fn tables(&self) -> &[&'static Table] {
        &TABLES
    }

    fn targets(&self) -> &[&'static str] {
        K::TARGETS
    }

    fn properties(&self) -> &'static [TypedProperty] {
        K::PROPERTIES
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        let mut schema = ArticlePart::json_schema(generator);
        super::schema::merge(&mut schema, K::json_schema(generator));
        schema
    }

    fn taken_over(&self) -> Option<&'static Table> {
        K::TAKEN_OVER
    }

    fn read(&self, document: &Document) -> Result<Loaded, ReadError> {
        read::<K>(document)
    }

    fn claim(&self, candidate: &Candidate<'_>) -> Claim {
        K::claim(candidate)
    }

    fn evidence(&self) -> &[&'static Table] {
        EVIDENCE
    }

    fn charges(&self, rows: &[Row]) -> Vec<Charge> {
        article::charges(rows).into_iter().chain(K::charges(rows)).collect()
    }

    fn on_sale(&self, rows: &[Row]) -> Vec<Holdable> {
        // If the article itself cannot be ordered, neither can anything that belongs to it.
        match article::on_sale(rows) {
            none if none.is_empty() => none,
            own => own.into_iter().chain(K::on_sale(rows)).collect(),
        }
    }

    fn lift(&self, lifting: &mut Lifting<'_>) -> Option<Mapping> {
        lift::<K>(lifting)
    }
}

/// An article of some kind.
#[derive(Debug)]
pub struct Sold<K> {
    /// The fields that all kinds of articles share.
    pub part: ArticlePart,
    /// The fields of its kind.
    pub own: K,
}

/// The article that a resource sells, independent of its kind.
#[derive(Clone, Debug)]
pub struct Sale<'a> {
    /// The fields that all kinds of articles share.
    pub part: &'a ArticlePart,
    /// The categories under which the shop shows it; empty if the shop does not show it.
    pub categories: Vec<&'a str>,
}

impl Sale<'_> {
    /// Whether the shop shows the article.
    pub fn is_shown(&self) -> bool {
        !self.categories.is_empty()
    }
}

/// Reads an article. Both of its parts are read from the same mapping, one after the other: `#[serde(flatten)]` would
/// buffer the values and read prices as floats.
fn read<K: SoldKind>(document: &Document) -> Result<Loaded, ReadError> {
    let mut parts = Parts::new(document, &["kind"]);
    let (part, own) = (parts.read(), parts.read());
    let (sold, mentions) = parts.finish(part.zip(own).map(|(part, own)| Sold::<K> { part, own }))?;
    Ok((Box::new(sold), mentions))
}

/// The document of a live article; `None` if it lacks what every article must have.
fn lift<K: SoldKind>(lifting: &mut Lifting<'_>) -> Option<Mapping> {
    let mut other = lifting.other_data();
    let own = K::lift(lifting, &mut other);
    let part = mapping(&article::lift(lifting, K::default_category(lifting.manifest), other)?);
    // The fields of the kind come after those that name the article, and before the rest.
    let is_head = |key: &serde_yaml::Value| {
        ["article", "name", "description", "category"].contains(&key.as_str().unwrap_or_default())
    };
    let (head, tail): (Vec<_>, Vec<_>) = part.into_iter().partition(|(key, _)| is_head(key));
    Some(head.into_iter().chain(mapping(&own)).chain(tail).collect())
}

impl<K: SoldKind> Sold<K> {
    fn article<'a>(&'a self, manifest: &'a Manifest) -> article::WholeArticle<'a> {
        let properties = self.own.properties();
        let is_typed = |it: &Property| K::PROPERTIES.iter().any(|typed| typed.is_called(&it.name));
        debug_assert!(properties.iter().all(is_typed), "a property of `{}` is not in `PROPERTIES`", K::NAME);
        article::WholeArticle {
            part: &self.part,
            default_category: K::default_category(manifest),
            properties,
            has_limits: self.own.has_limits(),
        }
    }
}

impl<K: SoldKind> Resource for Sold<K> {
    fn name(&self) -> &str {
        self.part.article.as_str()
    }

    fn protect(&self) -> bool {
        self.part.protect
    }

    fn validate(&self, context: &Context<'_>) -> Vec<Diagnostic> {
        let mut findings = article::validate(&self.article(context.manifest), context, K::PROPERTIES);
        findings.extend(self.own.validate(&self.part, context));
        findings
    }

    fn lower(&self, context: &Context<'_>) -> Rows {
        let mut rows = article::lower(&self.article(context.manifest), context);
        self.own.lower(&self.part.key(), context, &mut rows);
        rows
    }

    fn may_repeat_rows(&self, manifest: &Manifest) -> bool {
        self.own.may_repeat_rows() || self.article(manifest).may_repeat_rows()
    }

    fn sale<'a>(&'a self, manifest: &'a Manifest) -> Option<Sale<'a>> {
        let category =
            self.part.category.as_ref().map(Name::as_str).or_else(|| K::default_category(manifest));
        Some(Sale { part: &self.part, categories: self.part.shown_under(category) })
    }

    fn takes_rows_from(&self) -> Option<Key> {
        self.own.takes_rows_from()
    }

    fn inherited(&self) -> &'static [(&'static str, &'static str)] {
        K::INHERITED
    }
}

/// The word for a target, as a constant for [`SoldKind::TARGETS`].
pub const fn word<T: Target>() -> &'static str {
    let (_, word) = T::TAG.split_at(crate::source::REF.len());
    word
}
