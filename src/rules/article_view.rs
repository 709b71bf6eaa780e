//! The articles of a catalog, as the rules about single articles see them.

use crate::catalog::{Catalog, Entry};
use crate::diagnostic::{Diagnostic, Place};
use crate::kinds::{ArticlePart, ExtraService, Package, Sold};
use crate::model::{Manifest, Period, Prices};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The articles that a catalog describes, in the order of the files.
pub struct Articles<'a> {
    all: Vec<Each<'a>>,
    manifest: &'a Manifest,
    by_number: OnceLock<HashMap<&'a str, usize>>,
    bundled: OnceLock<HashSet<&'a str>>,
}

/// An article.
#[derive(Clone, Copy)]
pub struct Each<'a> {
    /// The resource.
    pub entry: &'a Entry,
    /// What every article has.
    pub part: &'a ArticlePart,
    /// Whether the shop shows it.
    pub is_shown: bool,
    /// What an extra service adds.
    pub service: Option<&'a ExtraService>,
    /// What a package adds.
    pub package: Option<&'a Package>,
}

impl<'a> Articles<'a> {
    /// The articles of a catalog.
    pub fn new(catalog: &'a Catalog) -> Self {
        let manifest = catalog.manifest();
        let all = catalog.entries().par_iter().filter_map(|entry| Each::new(entry, manifest)).collect();
        Self { all, manifest, by_number: OnceLock::new(), bundled: OnceLock::new() }
    }

    /// The articles.
    pub fn iter(&self) -> impl Iterator<Item = &Each<'a>> {
        self.all.iter()
    }

    /// The extra services.
    pub fn services(&self) -> impl Iterator<Item = (&Each<'a>, &'a ExtraService)> {
        self.all.iter().filter_map(|each| Some((each, each.service?)))
    }

    /// What is found of each article.
    pub fn of_each<F>(&self, find: impl Fn(&Each<'a>) -> F) -> Vec<Diagnostic>
    where
        F: IntoIterator<Item = Diagnostic>,
    {
        self.all.iter().flat_map(find).collect()
    }

    /// The manifest.
    pub fn manifest(&self) -> &'a Manifest {
        self.manifest
    }

    /// An article by its number; the first of several.
    pub fn find(&self, number: &str) -> Option<&Each<'a>> {
        let numbers = || self.all.iter().enumerate().rev().map(|(at, each)| (each.number(), at)).collect();
        self.by_number.get_or_init(numbers).get(number).map(|at| &self.all[*at])
    }

    /// Whether another article is sold together with this one.
    pub fn is_bundled(&self, number: &str) -> bool {
        let items = |each: &Each<'a>| each.part.bundle.iter().map(|bundled| bundled.item.name());
        let numbers = || self.all.iter().flat_map(items).collect();
        self.bundled.get_or_init(numbers).contains(number)
    }
}

impl<'a> Each<'a> {
    fn new(entry: &'a Entry, manifest: &'a Manifest) -> Option<Self> {
        let sale = entry.resource.sale(manifest)?;
        let service = entry.resource.of::<Sold<ExtraService>>().map(|sold| &sold.own);
        let package = entry.resource.of::<Sold<Package>>().map(|sold| &sold.own);
        Some(Self { entry, part: sale.part, is_shown: sale.is_shown(), service, package })
    }

    /// The article number.
    pub fn number(&self) -> &'a str {
        self.part.article.as_str()
    }

    /// The place of a field.
    pub fn at(&self, field: &str) -> Place {
        self.entry.document.root().child(field)
    }

    /// The place of a renewal period.
    pub fn at_period(&self, index: usize) -> Place {
        self.at("periods").child(index)
    }

    /// Where it says that the shop shows it.
    pub fn shown_at(&self) -> Option<Place> {
        let field = if self.part.shop.is_some() { Some("shop") } else { None };
        let field = field.or(self.part.category.as_ref().map(|_| "category"))?;
        Some(self.at(field))
    }

    /// The lists of prices of the article itself, each with the number of its period; without one where it is paid once.
    pub fn prices(&self) -> impl Iterator<Item = (Option<usize>, &'a Prices)> + use<'a> {
        let periods = self.part.periods.iter().enumerate();
        let once = Some((None, &self.part.prices)).filter(|(_, prices)| !prices.is_empty());
        periods.map(|(index, period)| (Some(index), &period.prices)).chain(once)
    }

    /// The place of such a list of prices.
    pub fn at_prices(&self, period: Option<usize>) -> Place {
        period.map_or_else(|| self.at("prices"), |index| self.at_period(index).child("prices"))
    }

    /// The length of a period by its number.
    pub fn every(&self, period: usize) -> Period {
        self.part.periods[period].every
    }
}
