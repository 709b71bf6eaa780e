//! The view of the package details in a catalog, for the rules about details.

use crate::catalog::{Catalog, Entry};
use crate::diagnostic::{Diagnostic, DocumentId, Place};
use crate::kinds::{
    ArticleOfKind, ArticlePart, Billing, Detail, DetailChoice, DetailType, Enumeration, EnumerationValue,
    ImportChain, ImportsStep, OwnOrImported, Package, Terms,
};
use rayon::prelude::*;
use std::collections::{BTreeMap, HashMap};

/// The package details of a catalog, with their detail types and enumerations.
#[derive(Debug, Default)]
pub struct Details<'a> {
    /// The detail types, by internal name.
    // Sorted, so that the findings about them come in a stable order.
    pub types: BTreeMap<&'a str, Described<'a, DetailType>>,
    /// The enumerations, by internal name.
    pub enumerations: BTreeMap<&'a str, Described<'a, Enumeration>>,
    /// The packages that have details, either their own or imported ones, in the order of the files.
    pub packages: Vec<PackageWithDetails<'a>>,
    /// The index in `packages`, by article number. If several packages have the same number, the first one counts.
    // Only looked up and never iterated, so its order does not matter.
    by_name: HashMap<&'a str, usize>,
}

/// A detail type or an enumeration, with the root of its document.
#[derive(Debug)]
pub struct Described<'a, T> {
    /// The root of the document.
    pub root: Place,
    /// The detail type or enumeration.
    pub it: &'a T,
}

/// A package that has details, either its own or imported ones.
#[derive(Debug)]
pub struct PackageWithDetails<'a> {
    /// The article number of the package.
    pub name: &'a str,
    /// The document of the package.
    pub document: DocumentId,
    /// The fields that the articles of all kinds have.
    pub part: &'a ArticlePart,
    /// The fields that only packages have.
    pub package: &'a Package,
}

/// A detail of a package, or one choice of a compound detail.
#[derive(Clone, Copy, Debug)]
pub struct DetailVariant<'a> {
    /// The article number of the package that defines the detail.
    pub package: &'a str,
    /// The detail.
    pub detail: &'a Detail,
    /// The choice of a compound detail; `None` for the detail itself.
    pub choice: Option<&'a DetailChoice>,
    /// The terms on which the detail or choice is sold.
    pub terms: Terms<'a>,
    /// The place of the detail or of the choice.
    pub place: Place,
}

impl<'a> Details<'a> {
    /// Collects the package details of a catalog.
    pub fn new(catalog: &'a Catalog) -> Self {
        let mut details = Self::default();
        for entry in catalog.entries() {
            let Some(sold) = entry.resource.of::<ArticleOfKind<Package>>() else {
                details.describe(entry);
                continue;
            };
            // Packages without details are left out, because no rule about details concerns them.
            if !sold.own.details.is_empty() || sold.own.import_details.is_some() {
                let (name, document) = (sold.part.article.as_str(), entry.document);
                // Two packages with the same number are reported as duplicates. Here the first one counts.
                details.by_name.entry(name).or_insert(details.packages.len());
                details.packages.push(PackageWithDetails {
                    name,
                    document,
                    part: &sold.part,
                    package: &sold.own,
                });
            }
        }
        details
    }

    fn describe(&mut self, entry: &'a Entry) {
        let root = entry.document.root();
        if let Some(it) = entry.resource.of::<DetailType>() {
            // As with packages, the first of several with the same name counts.
            self.types.entry(it.name.as_str()).or_insert(Described { root, it });
        } else if let Some(it) = entry.resource.of::<Enumeration>() {
            self.enumerations.entry(it.name.as_str()).or_insert(Described { root, it });
        }
    }

    /// Calls `find` for each variant of each detail and collects the findings. An imported detail is visited only once,
    /// in the package that defines it.
    pub fn of_variants(
        &self,
        find: impl Fn(&DetailVariant<'a>) -> Vec<Diagnostic> + Sync,
    ) -> Vec<Diagnostic> {
        self.of_packages(|holder| {
            holder.own().flat_map(DetailVariant::variants).flat_map(|variant| find(&variant)).collect()
        })
    }

    /// Calls `find` for each package with details and collects the findings.
    pub fn of_packages(
        &self,
        find: impl Fn(&PackageWithDetails<'a>) -> Vec<Diagnostic> + Sync,
    ) -> Vec<Diagnostic> {
        // In parallel: packages are checked independently, and a large catalog has thousands.
        self.packages.par_iter().flat_map_iter(&find).collect()
    }

    /// Returns the type of a detail, or `None` if the catalog does not describe it.
    pub fn type_of(&self, detail: &Detail) -> Option<&Described<'a, DetailType>> {
        self.types.get(detail.detail_type.name())
    }

    /// Returns the enumeration that the terms name. Returns `None` if they name none, or if the catalog does not
    /// describe it.
    pub fn enumeration_of(&self, terms: &Terms<'_>) -> Option<&Described<'a, Enumeration>> {
        self.enumerations.get(terms.enumeration?.name())
    }

    /// Returns the values that customers can choose from, including disabled ones. The list is empty if the catalog
    /// does not describe the enumeration.
    pub fn values_of(&self, terms: &Terms<'_>) -> &'a [EnumerationValue] {
        self.enumeration_of(terms).map_or(&[], |known| &known.it.values)
    }

    /// Returns the imports of a package, or `None` if they form a cycle. Another rule reports cycles.
    pub fn imports(&self, holder: &PackageWithDetails<'a>) -> Option<ImportChain<'a>> {
        let step = |name: &str| self.find(name).map(PackageWithDetails::step);
        // A cycle has no order in which details replace one another, so no rule can say what a package has.
        Some(ImportChain::new(holder.step(), step)).filter(|imports| !imports.is_cyclic)
    }

    /// Returns the packages through which a detail is imported: all packages in the chain of imports after the first,
    /// up to the package `from`, which defines the detail. The list is empty if the detail is not imported.
    pub fn between(&self, imports: &ImportChain<'a>, from: Option<&str>) -> Vec<&PackageWithDetails<'a>> {
        let Some(end) = imports.chain.iter().position(|step| Some(step.name) == from) else {
            return Vec::new();
        };
        // The first element of the chain is the package itself.
        imports.chain[1..=end].iter().filter_map(|step| self.find(step.name)).collect()
    }

    /// Finds a package with details by its article number.
    pub fn find(&self, name: &str) -> Option<&PackageWithDetails<'a>> {
        self.by_name.get(name).map(|at| &self.packages[*at])
    }
}

impl<'a> PackageWithDetails<'a> {
    /// Returns the details in the document of the package, without imported ones.
    pub fn own(&self) -> impl Iterator<Item = DetailVariant<'a>> + use<'a> {
        let (package, list) = (self.name, self.at("details"));
        let details = self.package.details.iter().enumerate();
        details.map(move |(index, detail)| DetailVariant::of(package, detail, list.child(index)))
    }

    fn step(&self) -> ImportsStep<'a> {
        ImportsStep { name: self.name, document: self.document, package: self.package }
    }

    /// Returns the place of the given field of the package.
    pub fn at(&self, field: &str) -> Place {
        self.document.root().child(field)
    }

    /// Returns the place of the name of the package from which details are imported.
    pub fn import_place(&self) -> Place {
        self.at("import_details").child("from")
    }
}

impl<'a> DetailVariant<'a> {
    fn of(package: &'a str, detail: &'a Detail, place: Place) -> Self {
        Self { package, detail, choice: None, terms: detail.terms(), place }
    }

    /// Describes how a package sells one of its details. The detail may be imported.
    pub fn taken(holder: &PackageWithDetails<'a>, taken: &OwnOrImported<'a>) -> Self {
        // Named for the package in whose document it is written, because that is where it can be corrected.
        Self::of(taken.from.unwrap_or(holder.name), taken.detail, taken.place)
    }

    /// Returns the choices of a compound detail. For any other detail, returns the detail itself.
    pub fn variants(self) -> impl Iterator<Item = Self> {
        let list = self.place.child("choices");
        let choices = if self.is_compound() { self.detail.choices.as_slice() } else { &[] };
        // A compound detail is not sold itself, only its choices are.
        let itself = Some(self).filter(|variant| !variant.is_compound());
        let with_choice = move |(index, choice): (usize, &'a DetailChoice)| Self {
            choice: Some(choice),
            terms: choice.terms(),
            place: list.child(index),
            ..self
        };
        itself.into_iter().chain(choices.iter().enumerate().map(with_choice))
    }

    /// Whether customers choose one of several ways to buy the detail.
    pub fn is_compound(&self) -> bool {
        self.terms.billing == Billing::Compound
    }

    /// Whether the detail and, if there is one, the choice are enabled.
    pub fn is_enabled(&self) -> bool {
        // A choice of a disabled detail cannot be ordered, whatever its own flag says.
        *self.terms.enabled && *self.detail.enabled
    }

    /// Whether the detail or choice can be ordered, by customers or by the provider's staff on their behalf.
    pub fn is_on_order(&self) -> bool {
        self.terms.billing == Billing::Ordered && self.is_enabled()
    }

    /// Returns the name of the detail or choice for messages, with the package.
    pub fn words(&self) -> String {
        let detail = format!("the detail `{}` of `{}`", self.detail.detail_type, self.package);
        match self.choice {
            Some(choice) => format!("the choice `{}` of {detail}", choice.name),
            None => detail,
        }
    }

    /// Returns `detail` or `choice`, for messages that have already named the detail or choice.
    pub fn noun(&self) -> &'static str {
        if self.choice.is_some() { "choice" } else { "detail" }
    }

    /// Returns the place of the given field of the detail or choice.
    pub fn at(&self, field: &str) -> Place {
        self.place.child(field)
    }

    /// Returns the place of the name: the `type` of a detail, or the `name` of a choice.
    pub fn head(&self) -> Place {
        self.at(if self.choice.is_some() { "name" } else { "type" })
    }
}
