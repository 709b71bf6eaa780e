//! Finds out whether anyone sees an extra service, without looking at every pair of a package and a service.

use super::visibility::{category_of, visibility};
use super::{FieldOrRaw, Hidden, Offer, TypedArticle, Visibility};
use crate::kinds::{ExtraService, Package, RenewalPeriod};
use crate::model::{Named, Period, Ref};
use std::collections::{HashMap, HashSet};

/// Packages and extra services, indexed by number and by period. If it is not known whether a service is seen, it
/// counts as seen.
#[derive(Debug)]
pub struct VisibleServices<'a> {
    /// The index of each package in [`Offer::packages`], by number.
    packages: HashMap<&'a str, usize>,
    /// For each package number, the indexes in [`Offer::services`] of the services that list this package.
    listing: HashMap<&'a str, Vec<usize>>,
    /// The indexes of the open services. A service is open if it lists no packages, or if its list is not known.
    open: Vec<usize>,
    /// The index of the first package that sells or may sell extra services of any period.
    any_period: Option<usize>,
    /// For each period, the index of the first package that has this period and sells only services with the same
    /// period.
    by_period: HashMap<Period, usize>,
    /// The periods of the open services that the shop shows in the category of extra services.
    open_periods: HashSet<Period>,
    /// The indexes of the services that list a package whose number is not known.
    uncertain: Vec<usize>,
    /// Whether the shop shows one of the open services in the category of extra services.
    is_open_shown: bool,
    /// The names that the manifest lists as external resources.
    external: HashSet<&'a str>,
    /// Whether there may be other packages, and other extra services, that exist only in the database or in files that
    /// could not be read.
    external_kinds: [bool; 2],
}

impl<'a> VisibleServices<'a> {
    /// Indexes every package and every service once.
    pub fn new(offer: &Offer<'a>) -> Self {
        let external = &offer.manifest().external;
        let has =
            |kind: &str| offer.catalog.may_have_more(kind) || external.iter().any(|it| may_be(it, kind));
        let mut visible = Self {
            packages: HashMap::with_capacity(offer.packages().len()),
            listing: HashMap::new(),
            open: Vec::new(),
            any_period: None,
            by_period: HashMap::new(),
            open_periods: HashSet::new(),
            uncertain: Vec::new(),
            is_open_shown: false,
            external: external.iter().map(|it| it.name.as_str()).collect(),
            external_kinds: [has("package"), has("extra_service")],
        };
        // Before the services, which look up the packages that they list.
        offer.packages().iter().enumerate().for_each(|(at, package)| visible.add_package(at, package));
        for (at, service) in offer.services().iter().enumerate() {
            visible.add_service(at, service, category_of(offer));
        }
        visible
    }

    fn add_package(&mut self, at: usize, package: &TypedArticle<'a, Package>) {
        self.packages.insert(package.article.number(), at);
        // With a raw property in place of the field, the package may still sell services.
        if is_certain(&package.read("extra_services", |own| !own.extra_services)) {
            return;
        }
        if !is_certain(&package.read("check_duration", |own| own.check_duration)) {
            self.any_period.get_or_insert(at);
            return;
        }
        for period in &package.article.sale.part.periods {
            self.by_period.entry(period.every).or_insert(at);
        }
    }

    fn add_service(&mut self, at: usize, service: &TypedArticle<'a, ExtraService>, category: &str) {
        // With a raw property in place of the list, the service may be for every package.
        let listed = service.read("packages", |own| own.packages.as_slice()).unwrap_or_default();
        for package in listed {
            self.listing.entry(package.name()).or_default().push(at);
        }
        let is_unknown =
            |it: &&Ref<Package>| !self.packages.contains_key(it.name()) && !self.is_external(it.name());
        if listed.iter().any(|it| is_unknown(&it)) {
            self.uncertain.push(at);
        }
        // A service that lists packages is found by `listing`, whatever the shop shows.
        if !listed.is_empty() {
            return;
        }
        self.open.push(at);
        if is_among_services(service, category) {
            self.is_open_shown = true;
            self.open_periods.extend(service.article.sale.part.periods.iter().map(|it| it.every));
        }
    }

    /// Whether the manifest says that an article exists only in the database.
    pub fn is_external(&self, number: &str) -> bool {
        self.external.contains(number)
    }

    /// Whether there may be packages that exist only in the database, or in files that could not be read.
    pub fn may_have_other_packages(&self) -> bool {
        self.external_kinds[0]
    }

    /// Whether there may be extra services that exist only in the database, or in files that could not be read.
    pub fn may_have_other_services(&self) -> bool {
        self.external_kinds[1]
    }

    /// Whether any package sells or may sell extra services of any period.
    pub fn sells_any(&self) -> bool {
        self.any_period.is_some()
    }

    /// The periods of the packages that check durations, with the shortest period first. Such a package sells only
    /// extra services with the same period.
    pub fn periods(&self) -> Vec<Period> {
        let mut periods: Vec<Period> = self.by_period.keys().copied().collect();
        // By the period itself too: 12 months and 1 year are equally long, and a hash map has no order of its own.
        periods.sort_by_key(|period| (period.months(), *period));
        periods
    }

    /// The indexes in [`Offer::services`] of the services that list the given package.
    pub fn listing(&self, package: &str) -> &[usize] {
        self.listing.get(package).map_or(&[], Vec::as_slice)
    }

    /// The indexes in [`Offer::services`] of the services that list an unknown package.
    pub fn uncertain(&self) -> &[usize] {
        &self.uncertain
    }

    /// The indexes in [`Offer::services`] of the services that list no packages, or whose list is not known.
    pub fn open(&self) -> &[usize] {
        &self.open
    }

    /// Finds a package by number.
    pub fn package<'o>(&self, offer: &'o Offer<'a>, number: &str) -> Option<&'o TypedArticle<'a, Package>> {
        self.packages.get(number).map(|at| &offer.packages()[*at])
    }

    /// Whether the customers of at least one package see or may see a service.
    pub fn is_seen(&self, offer: &Offer<'a>, service: &TypedArticle<'a, ExtraService>) -> bool {
        if !is_among_services(service, category_of(offer)) {
            return false;
        }
        match service.read("packages", |own| own.packages.as_slice()) {
            // A raw property in place of the list may name any package.
            Err(_) => true,
            Ok([]) => self.is_open_seen(service),
            Ok(listed) => listed.iter().any(|it| self.may_list(offer, it, service)),
        }
    }

    fn is_open_seen(&self, service: &TypedArticle<'a, ExtraService>) -> bool {
        let periods = &service.article.sale.part.periods;
        self.any_period.is_some()
            || self.may_have_other_packages()
            || periods.iter().any(|period| self.by_period.contains_key(&period.every))
    }

    fn may_list(
        &self,
        offer: &Offer<'a>,
        listed: &Ref<Package>,
        service: &TypedArticle<'a, ExtraService>,
    ) -> bool {
        let known = self.package(offer, listed.name());
        // A package that the files do not describe may show any service.
        known.is_none_or(|package| offer.may_show(package, service))
    }

    /// Whether the customers of a package see or may see at least one service.
    pub fn sees_any(&self, offer: &Offer<'a>, package: &TypedArticle<'a, Package>) -> bool {
        let is_for_all = || match package.read("check_duration", |own| own.check_duration) {
            Ok(true) => {
                let part = package.article.sale.part;
                // An article without periods and prices may be sold for any period.
                let (periods, has_no_terms) = (&part.periods, part.has_no_terms());
                has_no_terms && self.is_open_shown
                    || periods.iter().any(|period| self.open_periods.contains(&period.every))
            }
            _ => self.is_open_shown,
        };
        let mut listing = self.listing(package.article.number()).iter().map(|at| &offer.services()[*at]);
        !self.uncertain.is_empty() || is_for_all() || listing.any(|service| offer.may_show(package, service))
    }

    /// Whether the customers of a package would see at least one service if the package did not check durations.
    pub fn sees_but_for_periods(&self, offer: &Offer<'a>, package: &TypedArticle<'a, Package>) -> bool {
        let listing = self.listing(package.article.number());
        let is_shown = |at: &usize| is_among_services(&offer.services()[*at], category_of(offer));
        self.is_open_shown || listing.iter().any(is_shown)
    }
}

impl<'a> Offer<'a> {
    /// Whether the customers of a package see an extra service.
    pub fn visibility(
        &self,
        package: &TypedArticle<'a, Package>,
        service: &TypedArticle<'a, ExtraService>,
    ) -> Visibility<'a> {
        visibility(package, service, category_of(self))
    }

    /// Whether the customers of a package see or may see a service, provided that the service is for the package. The
    /// service's list of packages is not searched, because it may be long.
    pub fn may_show(
        &self,
        package: &TypedArticle<'a, Package>,
        service: &TypedArticle<'a, ExtraService>,
    ) -> bool {
        let periods = |sells: &'a [RenewalPeriod]| sells.iter().map(|period| period.every);
        let own = periods(&package.article.sale.part.periods);
        // An article without periods and prices may be sold for any period.
        let is_any =
            [package.article.sale.part, service.article.sale.part].iter().any(|it| it.has_no_terms());
        let has_one = || {
            is_any || own.clone().any(|own| periods(&service.article.sale.part.periods).any(|it| it == own))
        };
        is_among_services(service, category_of(self))
            && !is_certain(&package.read("extra_services", |own| !own.extra_services))
            && (!is_certain(&package.read("check_duration", |own| own.check_duration)) || has_one())
    }

    /// The reason why the shop shows a service to no one, whatever the package; `None` if the shop shows the service.
    pub fn hidden_by_shop(&self, service: &TypedArticle<'a, ExtraService>) -> Option<Hidden> {
        match (service.article.sale.is_shown(), is_among_services(service, category_of(self))) {
            (false, _) => Some(Hidden::NotInShop),
            (true, false) => Some(Hidden::OtherCategory),
            (true, true) => None,
        }
    }
}

/// Whether the shop shows a service in the category of extra services.
fn is_among_services(service: &TypedArticle<'_, ExtraService>, category: &str) -> bool {
    service.article.sale.categories.contains(&category)
}

/// Whether an external resource may be of the given kind. The manifest need not state the kind.
fn may_be(named: &Named, kind: &str) -> bool {
    named.kind.as_ref().is_none_or(|own| own.as_str() == kind)
}

fn is_certain(reading: &FieldOrRaw<'_, bool>) -> bool {
    matches!(reading, Ok(true))
}
