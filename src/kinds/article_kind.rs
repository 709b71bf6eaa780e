//! The kinds of articles. Each kind adds fields to the fields that all articles share.

use super::article::{self, ArticlePart, limits};
use super::atomia::ATOMIA;
use super::lift::{Lifting, mapping};
use super::package::DETAIL_TABLES;
use super::property::{OtherData, Property, TypedProperty};
use super::{Candidate, Charge, Context, Holdable, Kind, Likelihood, Loaded, Resource, System};
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

/// The fields that a kind of article adds to the shared fields, and the behavior of the kind.
pub trait SoldKind: DeserializeOwned + Serialize + JsonSchema + Debug + Send + Sync + 'static {
    /// The name of the kind.
    const NAME: &'static str;
    /// One sentence that says what the kind is.
    const ABOUT: &'static str;
    /// Example documents for [`Kind::example`].
    const EXAMPLE: &'static str;
    /// The targets of references that can refer to the kind, such as `article`.
    const TARGETS: &'static [&'static str];
    /// The properties that the fields of this kind can set.
    const PROPERTIES: &'static [TypedProperty];

    /// The category of articles whose document has no category.
    fn default_category(_: &Manifest) -> Option<&str> {
        None
    }

    /// The fields that get their value from the manifest if the document does not set it. Each field has the JSON
    /// pointer to the value in the manifest.
    const INHERITED: &'static [(&'static str, &'static str)] = &[];

    /// The properties that the fields set.
    fn properties(&self) -> Vec<Property>;

    /// Whether the fields set limits. `None` if the kind has no such fields, so that limits stay unchanged.
    fn has_limits(&self) -> Option<bool> {
        None
    }

    /// Findings about fields of the kind that contradict other fields or other resources.
    fn validate(&self, _: &ArticlePart, _: &Context<'_>) -> Vec<Diagnostic> {
        Vec::new()
    }

    /// Returns how certain it is that a live article is of this kind. Only the rows of `item` and of the tables in
    /// [`EVIDENCE`] can be used.
    fn likelihood(candidate: &Candidate<'_>) -> Likelihood;

    /// Lifts the fields from the rows and the properties of a live article. Properties that remain in `other` are
    /// written under `properties`.
    fn lift(lifting: &mut Lifting<'_>, other: &mut OtherData) -> Self;

    /// Whether a row that [`lower`](Self::lower) adds may have the same key as another row of the article.
    fn may_repeat_rows(&self) -> bool;

    /// The table whose rows an article can import from another article, together with all rows below them.
    const TAKEN_OVER: Option<&'static Table> = None;

    /// The key of the article whose rows this article imports. Both articles are of this kind. `None` if it imports no
    /// rows.
    fn takes_rows_from(&self) -> Option<Key> {
        None
    }

    /// The charges that subscriptions pay when they renew, in addition to the charges for the article itself.
    fn charges(_: &[Row]) -> Vec<Charge> {
        Vec::new()
    }

    /// The rows that customers can order together with the article, if they can order the article.
    fn on_sale(_: &[Row]) -> Vec<Holdable> {
        Vec::new()
    }

    /// Adds the rows of the fields that only this kind has.
    fn lower(&self, key: &Key, context: &Context<'_>, rows: &mut Rows);
}

/// The tables of all kinds of articles. All of these kinds have the same tables, so that no rows are left over if the
/// kind of an article changes.
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

/// The tables that determine the kind of a live article, in addition to `item`.
static EVIDENCE: &[&Table] =
    &[&article::ITEM_PROPERTY, &limits::PACKAGE_CONFIGURATION, &super::package::PACKAGE_DETAIL];

/// The kind of articles that have the fields of `K` in addition to the shared fields.
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

    fn likelihood(&self, candidate: &Candidate<'_>) -> Likelihood {
        K::likelihood(candidate)
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

/// An article of the kind with the fields `K`.
#[derive(Debug)]
pub struct ArticleOfKind<K> {
    /// The fields that all kinds of articles share.
    pub part: ArticlePart,
    /// The fields that only articles of this kind have.
    pub own: K,
}

/// The article that a resource describes, independent of its kind.
#[derive(Clone, Debug)]
pub struct Sale<'a> {
    /// The fields that all kinds of articles share.
    pub part: &'a ArticlePart,
    /// The categories in which the shop shows the article. Empty if the shop does not show it.
    pub categories: Vec<&'a str>,
}

impl Sale<'_> {
    /// Whether the shop shows the article.
    pub fn is_shown(&self) -> bool {
        !self.categories.is_empty()
    }
}

/// Reads an article. The shared fields and the fields of the kind are read from the same mapping, one after the other.
/// `#[serde(flatten)]` would buffer the values and read prices as floats.
fn read<K: SoldKind>(document: &Document) -> Result<Loaded, ReadError> {
    let mut parts = Parts::new(document, &["kind"]);
    // Both are read before either is required, so that the errors of both parts are reported.
    let (part, own) = (parts.read(), parts.read());
    let (sold, mentions) = parts.finish(part.zip(own).map(|(part, own)| ArticleOfKind::<K> { part, own }))?;
    Ok((Box::new(sold), mentions))
}

/// Returns the document of a live article. `None` if the article has no article number or no name.
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

impl<K: SoldKind> ArticleOfKind<K> {
    fn article<'a>(&'a self, manifest: &'a Manifest) -> article::WholeArticle<'a> {
        let properties = self.own.properties();
        let is_typed = |it: &Property| K::PROPERTIES.iter().any(|typed| typed.is_called(&it.name));
        // Only `PROPERTIES` tells import and validation which properties have a field, so the two must agree.
        debug_assert!(properties.iter().all(is_typed), "a property of `{}` is not in `PROPERTIES`", K::NAME);
        article::WholeArticle {
            part: &self.part,
            default_category: K::default_category(manifest),
            properties,
            has_limits: self.own.has_limits(),
        }
    }
}

impl<K: SoldKind> Resource for ArticleOfKind<K> {
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
        // Not through `article`, which would make all properties as well.
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

/// The word for the target `T` in [`SoldKind::TARGETS`], such as `article`.
pub const fn word<T: Target>() -> &'static str {
    let (_, word) = T::TAG.split_at(crate::source::REF.len());
    word
}
