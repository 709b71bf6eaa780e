//! What customers can see, order and move to, and what that costs.
//!
//! These are pure functions of a checked catalog, for descriptions, rules and quotes. Facts that are not in the files
//! are reported as unknown. For example, an [external](Offer::is_external) article exists only in the database, so its
//! fields are unknown. It is also unknown how the billing system interprets a [raw property](Raw) that replaces a
//! field.

mod amounts;
mod article_of_kind;
mod choices;
mod description;
mod details;
mod ladder;
mod limits;
mod list_row;
mod move_flags;
mod order_link;
mod plan_description;
mod plan_moves;
mod plans;
mod quote;
mod regions;
pub mod tiers;
mod visibility;
mod visible_services;

pub use crate::kinds::Direction;
pub use amounts::{Amounts, NoAmounts};
pub use article_of_kind::{FieldOrRaw, Raw, TypedArticle};
pub use choices::{Choices, Rate, rates};
pub use description::{Description, External, Part, Referrer, Section, Values, describe};
pub use details::{DetailVariant, PackageDetail, PricedBy, Totals, ValueRate};
pub use ladder::{Ladder, LadderMember, Move, Shared};
pub use limits::Limits;
pub use list_row::{Groups, OfferRow};
pub use move_flags::{Flag, MoveVerdict};
pub use order_link::{Link, Requirement};
pub use plan_description::{KnownPlan, OnePrice, PlanSheet, ProductPlan, ProductSheet, SheetOption};
pub use plan_moves::{MoveObstacle, PlanMove, PricePair, Settings, Unknown};
pub use plans::{Described, Named, Plans, is_priced};
pub use quote::{
    AmountOrValue, Bar, Charge, Finite, Item, Line, Metered, NoPrice, NoSale, NoService, NotSold, Number,
    Order, OrderedPart, PaymentTime, PlanLine, PlanOrder, PlanQuote, PlanRefused, Quote, QuotedItem, Reason,
    Refused, RefusedPart, RequestedPeriod, Setup, WrongAmount, WrongName, WrongValue, filled, period_of,
    places,
};
pub use regions::{OfferedRegion, Regions};
pub use visibility::{Hidden, ServiceVisibility, Visibility, seen_by, sees};
pub use visible_services::VisibleServices;

use crate::catalog::{Catalog, Entry};
use crate::kinds::{ArticleOfKind, ExtraService, Kind, Package, Sale, UpgradeGroup};
use crate::model::{Manifest, Text};
use std::collections::BTreeMap;

/// A catalog with indexes of its articles and upgrade groups.
#[derive(Debug)]
pub struct Offer<'a> {
    catalog: &'a Catalog,
    articles: BTreeMap<&'a str, Article<'a>>,
    packages: Vec<TypedArticle<'a, Package>>,
    services: Vec<TypedArticle<'a, ExtraService>>,
    groups: Vec<(&'a Entry, &'a UpgradeGroup)>,
}

/// An article that the catalog describes.
#[derive(Clone, Debug)]
pub struct Article<'a> {
    /// The resource that sells the article.
    pub entry: &'a Entry,
    /// The fields that every article has, and whether and where the shop shows the article.
    pub sale: Sale<'a>,
    /// The name of the article in the default language; empty if there is no such name.
    pub name: &'a str,
}

impl<'a> Offer<'a> {
    /// Indexes a catalog.
    pub fn new(catalog: &'a Catalog) -> Self {
        let manifest = catalog.manifest();
        let mut offer = Self {
            catalog,
            articles: BTreeMap::new(),
            packages: Vec::new(),
            services: Vec::new(),
            groups: Vec::new(),
        };
        for entry in catalog.entries() {
            let article = Article::new(entry, manifest);
            offer.packages.extend(typed_article::<Package>(entry, article.as_ref()));
            offer.services.extend(typed_article::<ExtraService>(entry, article.as_ref()));
            offer.groups.extend(entry.resource.of::<UpgradeGroup>().map(|group| (entry, group)));
            offer.articles.extend(article.map(|article| (article.number(), article)));
        }
        offer
    }

    /// The manifest of the catalog.
    pub fn manifest(&self) -> &'a Manifest {
        self.catalog.manifest()
    }

    /// Every resource, in the order of the files.
    pub fn entries(&self) -> &'a [Entry] {
        self.catalog.entries()
    }

    /// Finds a resource by kind and name.
    pub fn find(&self, kind: &dyn Kind, name: &str) -> Option<&'a Entry> {
        self.catalog.named(name).find(|entry| entry.kind.name() == kind.name())
    }

    /// Finds an article by number, if the catalog describes it.
    pub fn article(&self, number: &str) -> Option<&Article<'a>> {
        self.articles.get(number)
    }

    /// The article that a resource sells, if it sells one.
    pub fn sold(&self, entry: &'a Entry) -> Option<Article<'a>> {
        Article::new(entry, self.manifest())
    }

    /// Every article that the catalog describes, in the order of the article numbers.
    pub fn articles(&self) -> impl Iterator<Item = &Article<'a>> {
        self.articles.values()
    }

    /// The catalog.
    pub fn catalog(&self) -> &'a Catalog {
        self.catalog
    }

    /// The packages, in the order of the files.
    pub fn packages(&self) -> &[TypedArticle<'a, Package>] {
        &self.packages
    }

    /// The extra services, in the order of the files.
    pub fn services(&self) -> &[TypedArticle<'a, ExtraService>] {
        &self.services
    }

    /// The upgrade groups, in the order of the files.
    pub fn groups(&self) -> &[(&'a Entry, &'a UpgradeGroup)] {
        &self.groups
    }

    /// Finds a package by number, if the catalog describes it.
    pub fn package(&self, number: &str) -> Option<TypedArticle<'a, Package>> {
        let article = self.article(number)?;
        typed_article(article.entry, Some(article))
    }

    /// Finds an extra service by number, if the catalog describes it.
    pub fn service(&self, number: &str) -> Option<TypedArticle<'a, ExtraService>> {
        let article = self.article(number)?;
        typed_article(article.entry, Some(article))
    }

    /// Whether the manifest says that an article exists only in the database. Of such an article, only the number is
    /// known.
    pub fn is_external(&self, number: &str) -> bool {
        self.manifest().external.iter().any(|named| named.name.as_str() == number)
    }
}

impl<'a> Article<'a> {
    fn new(entry: &'a Entry, manifest: &'a Manifest) -> Option<Self> {
        let sale = entry.resource.sale(manifest)?;
        let default = manifest.default_language();
        let names = sale.part.name.translations(default);
        let name = names.iter().find(|(language, _)| *language == default).map_or("", |(_, name)| name);
        Some(Self { entry, sale, name })
    }

    /// The article number.
    pub fn number(&self) -> &'a str {
        self.sale.part.article.as_str()
    }
}

/// The given localized text in the default language, or in its first language if the default one is missing.
pub fn text_in<'a>(text: &'a Text, manifest: &'a Manifest) -> &'a str {
    let default = manifest.default_language();
    let texts = text.translations(default);
    let best = texts.iter().find(|(language, _)| *language == default).or(texts.first());
    best.map_or("", |(_, text)| text)
}

fn typed_article<'a, K>(entry: &'a Entry, article: Option<&Article<'a>>) -> Option<TypedArticle<'a, K>>
where
    ArticleOfKind<K>: crate::kinds::Resource,
{
    let sold = entry.resource.of::<ArticleOfKind<K>>()?;
    Some(TypedArticle::new(article?.clone(), &sold.own))
}
