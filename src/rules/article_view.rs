//! The view of the articles in a catalog, for rules that check each article on its own.

use crate::catalog::{Catalog, Entry};
use crate::diagnostic::{Diagnostic, Place};
use crate::kinds::{ArticleOfKind, ArticlePart, ExtraService, Package};
use crate::model::{Manifest, Period, Prices};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The articles of a catalog, in the order of the files.
pub struct Articles<'a> {
    all: Vec<ArticleView<'a>>,
    manifest: &'a Manifest,
    // Built on demand: most rules only iterate.
    // A `OnceLock`, since rules run in parallel and any of them can be the first to ask.
    by_number: OnceLock<HashMap<&'a str, usize>>,
    bundled: OnceLock<HashSet<&'a str>>,
}

/// An article, with the fields of its kind.
#[derive(Clone, Copy)]
pub struct ArticleView<'a> {
    /// The entry of the article in the catalog.
    pub entry: &'a Entry,
    /// The fields that the articles of all kinds have.
    pub part: &'a ArticlePart,
    /// Whether the shop shows the article.
    pub is_shown: bool,
    /// The fields of the extra service, or `None` for articles of other kinds.
    pub service: Option<&'a ExtraService>,
    /// The fields of the package, or `None` for articles of other kinds.
    pub package: Option<&'a Package>,
}

impl<'a> Articles<'a> {
    /// Collects the articles of a catalog.
    pub fn new(catalog: &'a Catalog) -> Self {
        let manifest = catalog.manifest();
        // In parallel, but in the order of the files, which decides the order of findings.
        let all =
            catalog.entries().par_iter().filter_map(|entry| ArticleView::new(entry, manifest)).collect();
        Self { all, manifest, by_number: OnceLock::new(), bundled: OnceLock::new() }
    }

    /// Returns all articles, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = &ArticleView<'a>> {
        self.all.iter()
    }

    /// Returns the articles that are extra services, each with the fields of an extra service.
    pub fn services(&self) -> impl Iterator<Item = (&ArticleView<'a>, &'a ExtraService)> {
        self.all.iter().filter_map(|each| Some((each, each.service?)))
    }

    /// Calls `find` for each article and collects the findings.
    pub fn of_each<F>(&self, find: impl Fn(&ArticleView<'a>) -> F) -> Vec<Diagnostic>
    where
        F: IntoIterator<Item = Diagnostic>,
    {
        self.all.iter().flat_map(find).collect()
    }

    /// Returns the manifest of the catalog.
    pub fn manifest(&self) -> &'a Manifest {
        self.manifest
    }

    /// Finds an article by its number. If several articles have that number, returns the first.
    pub fn find(&self, number: &str) -> Option<&ArticleView<'a>> {
        // In reverse order, so that the first of several articles with the same number remains in the map.
        let numbers = || self.all.iter().enumerate().rev().map(|(at, each)| (each.number(), at)).collect();
        self.by_number.get_or_init(numbers).get(number).map(|at| &self.all[*at])
    }

    /// Whether the `bundle` of any article contains the article with the given number.
    pub fn is_bundled(&self, number: &str) -> bool {
        let items = |each: &ArticleView<'a>| each.part.bundle.iter().map(|bundled| bundled.item.name());
        let numbers = || self.all.iter().flat_map(items).collect();
        self.bundled.get_or_init(numbers).contains(number)
    }
}

impl<'a> ArticleView<'a> {
    fn new(entry: &'a Entry, manifest: &'a Manifest) -> Option<Self> {
        // A resource that is not for sale, such as an upgrade group, is not an article.
        let sale = entry.resource.sale(manifest)?;
        let service = entry.resource.of::<ArticleOfKind<ExtraService>>().map(|sold| &sold.own);
        let package = entry.resource.of::<ArticleOfKind<Package>>().map(|sold| &sold.own);
        Some(Self { entry, part: sale.part, is_shown: sale.is_shown(), service, package })
    }

    /// Returns the article number.
    pub fn number(&self) -> &'a str {
        self.part.article.as_str()
    }

    /// Returns the place of the given field of the article.
    pub fn at(&self, field: &str) -> Place {
        self.entry.document.root().child(field)
    }

    /// Returns the place of the renewal period with the given index.
    pub fn at_period(&self, index: usize) -> Place {
        self.at("periods").child(index)
    }

    /// Returns the place of the field that puts the article in the shop: `shop`, or `category` if `shop` is missing.
    /// Returns `None` if both are missing.
    pub fn shown_at(&self) -> Option<Place> {
        // If both are given, `shop` decides.
        let field = if self.part.shop.is_some() { Some("shop") } else { None };
        let field = field.or(self.part.category.as_ref().map(|_| "category"))?;
        Some(self.at(field))
    }

    /// Returns the prices of the article, period by period, each with the index of the period. One-time prices have
    /// `None` instead of an index.
    pub fn prices(&self) -> impl Iterator<Item = (Option<usize>, &'a Prices)> + use<'a> {
        let periods = self.part.periods.iter().enumerate();
        // No prices at all is reported by rules about missing prices, not as an empty list.
        let once = Some((None, &self.part.prices)).filter(|(_, prices)| !prices.is_empty());
        periods.map(|(index, period)| (Some(index), &period.prices)).chain(once)
    }

    /// Returns the place of the prices of the period with the given index, or of the one-time prices for `None`.
    pub fn at_prices(&self, period: Option<usize>) -> Place {
        period.map_or_else(|| self.at("prices"), |index| self.at_period(index).child("prices"))
    }

    /// Returns the length of the renewal period with the given index.
    pub fn every(&self, period: usize) -> Period {
        self.part.periods[period].every
    }
}
