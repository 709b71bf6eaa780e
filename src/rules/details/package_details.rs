//! The details of a catalog's packages, as the rules about them see them.

use crate::catalog::{Catalog, Entry};
use crate::diagnostic::{Diagnostic, DocumentId, Place};
use crate::kinds::{
    ArticlePart, Billing, Detail, DetailChoice, DetailType, Enumeration, EnumerationValue, Imports,
    ImportsStep, Package, Sold, Taken, Terms,
};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// The details of a catalog's packages, and what they refer to.
#[derive(Debug, Default)]
pub struct Details<'a> {
    /// The detail types, by name.
    pub types: BTreeMap<&'a str, Described<'a, DetailType>>,
    /// The enumerations, by name.
    pub enumerations: BTreeMap<&'a str, Described<'a, Enumeration>>,
    /// The packages that have details, their own or another's, in the order of the files.
    pub packages: Vec<Holder<'a>>,
    /// The numbers of the packages in the list, by article number.
    by_name: HashMap<&'a str, usize>,
}

/// A resource and where it is described.
#[derive(Debug)]
pub struct Described<'a, T> {
    /// Its document.
    pub root: Place,
    /// What it says.
    pub it: &'a T,
}

/// A package that has details, its own or another's.
#[derive(Debug)]
pub struct Holder<'a> {
    /// Its article number.
    pub name: &'a str,
    /// Its document.
    pub document: DocumentId,
    /// What every article has.
    pub part: &'a ArticlePart,
    /// What the package says of itself.
    pub package: &'a Package,
}

/// One way in which a detail is had: the detail itself, or a choice of a compound one.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// The package in whose document it stands.
    pub package: &'a str,
    /// The detail.
    pub detail: &'a Detail,
    /// The choice, unless it is the detail itself.
    pub choice: Option<&'a DetailChoice>,
    /// The terms on which it is sold.
    pub terms: Terms<'a>,
    /// Where it stands.
    pub place: Place,
}

impl<'a> Details<'a> {
    /// The details of a catalog.
    pub fn new(catalog: &'a Catalog) -> Self {
        let mut details = Self::default();
        for entry in catalog.entries() {
            let Some(sold) = entry.resource.of::<Sold<Package>>() else {
                details.describe(entry);
                continue;
            };
            if !sold.own.details.is_empty() || sold.own.import_details.is_some() {
                let (name, document) = (sold.part.article.as_str(), entry.document);
                details.by_name.entry(name).or_insert(details.packages.len());
                details.packages.push(Holder { name, document, part: &sold.part, package: &sold.own });
            }
        }
        details
    }

    fn describe(&mut self, entry: &'a Entry) {
        let root = entry.document.root();
        if let Some(it) = entry.resource.of::<DetailType>() {
            self.types.entry(it.name.as_str()).or_insert(Described { root, it });
        } else if let Some(it) = entry.resource.of::<Enumeration>() {
            self.enumerations.entry(it.name.as_str()).or_insert(Described { root, it });
        }
    }

    /// What is found of each way in which a detail is had, once for each document in which one stands.
    pub fn of_ways(&self, find: impl Fn(&Way<'a>) -> Vec<Diagnostic> + Sync) -> Vec<Diagnostic> {
        self.of_packages(|holder| holder.own().flat_map(Way::ways).flat_map(|way| find(&way)).collect())
    }

    /// What is found of each package.
    pub fn of_packages(&self, find: impl Fn(&Holder<'a>) -> Vec<Diagnostic> + Sync) -> Vec<Diagnostic> {
        self.packages.par_iter().flat_map_iter(&find).collect()
    }

    /// The type of a detail, if the catalog describes it.
    pub fn type_of(&self, detail: &Detail) -> Option<&Described<'a, DetailType>> {
        self.types.get(detail.detail_type.name())
    }

    /// The enumeration of a detail, if it has one and the catalog describes it.
    pub fn enumeration_of(&self, terms: &Terms<'_>) -> Option<&Described<'a, Enumeration>> {
        self.enumerations.get(terms.enumeration?.name())
    }

    /// The values that customers choose from; none where the catalog describes no enumeration.
    pub fn values_of(&self, terms: &Terms<'_>) -> &'a [EnumerationValue] {
        self.enumeration_of(terms).map_or(&[], |known| &known.it.values)
    }

    /// The imports of a package; none where they lead in a cycle, which is a finding of its own.
    pub fn imports(&self, holder: &Holder<'a>) -> Option<Imports<'a>> {
        let find = |name: &str| self.find(name).map(Holder::step);
        Some(Imports::new(holder.step(), find)).filter(|imports| !imports.is_cyclic)
    }

    /// The packages through which one of another's details comes: all of a chain behind its first, up to the one whose
    /// own the detail is. None for a detail of the first.
    pub fn between(&self, imports: &Imports<'a>, from: Option<&str>) -> Vec<&Holder<'a>> {
        let Some(end) = imports.chain.iter().position(|step| Some(step.name) == from) else {
            return Vec::new();
        };
        imports.chain[1..=end].iter().filter_map(|step| self.find(step.name)).collect()
    }

    /// A package that has details, by its article number.
    pub fn find(&self, name: &str) -> Option<&Holder<'a>> {
        self.by_name.get(name).map(|at| &self.packages[*at])
    }
}

impl<'a> Holder<'a> {
    /// The package's own details.
    pub fn own(&self) -> impl Iterator<Item = Way<'a>> + use<'a> {
        let (package, list) = (self.name, self.at("details"));
        let details = self.package.details.iter().enumerate();
        details.map(move |(index, detail)| Way::of(package, detail, list.child(index)))
    }

    fn step(&self) -> ImportsStep<'a> {
        ImportsStep { name: self.name, document: self.document, package: self.package }
    }

    /// The place of a field of the package.
    pub fn at(&self, field: &str) -> Place {
        self.document.root().child(field)
    }

    /// Where the package says from which one it imports.
    pub fn import_place(&self) -> Place {
        self.at("import_details").child("from")
    }
}

impl<'a> Way<'a> {
    fn of(package: &'a str, detail: &'a Detail, place: Place) -> Self {
        Self { package, detail, choice: None, terms: detail.terms(), place }
    }

    /// The detail that a package has, its own or another's.
    pub fn taken(holder: &Holder<'a>, taken: &Taken<'a>) -> Self {
        Self::of(taken.from.unwrap_or(holder.name), taken.detail, taken.place)
    }

    /// The detail itself; of a compound one its choices.
    pub fn ways(self) -> impl Iterator<Item = Self> {
        let list = self.place.child("choices");
        let choices = if self.is_compound() { self.detail.choices.as_slice() } else { &[] };
        let itself = Some(self).filter(|way| !way.is_compound());
        let of = move |(index, choice): (usize, &'a DetailChoice)| Self {
            choice: Some(choice),
            terms: choice.terms(),
            place: list.child(index),
            ..self
        };
        itself.into_iter().chain(choices.iter().enumerate().map(of))
    }

    /// Whether the customer chooses one of several ways to have it.
    pub fn is_compound(&self) -> bool {
        self.terms.billing == Billing::Compound
    }

    /// Whether it is enabled, and with it the detail that it is a choice of.
    pub fn is_enabled(&self) -> bool {
        *self.terms.enabled && *self.detail.enabled
    }

    /// Whether customers, or the provider's staff for them, can order it.
    pub fn is_on_order(&self) -> bool {
        self.terms.billing == Billing::Ordered && self.is_enabled()
    }

    /// What messages call it.
    pub fn words(&self) -> String {
        let detail = format!("the detail `{}` of `{}`", self.detail.detail_type, self.package);
        match self.choice {
            Some(choice) => format!("the choice `{}` of {detail}", choice.name),
            None => detail,
        }
    }

    /// The place of a field.
    pub fn at(&self, field: &str) -> Place {
        self.place.child(field)
    }

    /// The place of its name: of the type of a detail, of the internal name of a choice.
    pub fn head(&self) -> Place {
        self.at(if self.choice.is_some() { "name" } else { "type" })
    }
}
