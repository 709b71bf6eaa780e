//! Products, service plans and related resources, indexed by name for rules, descriptions and quotes.

use crate::catalog::{Catalog, Entry};
use crate::diagnostic::{DocumentId, Place};
use crate::kinds::{
    InstallationPackage, Kind, PackageManifest, PricingModel, Product, Region, Resource, ServicePlan, Tariff,
    UserGroup,
};
use crate::model::{Article, Target};
use std::collections::HashMap;
use std::sync::OnceLock;

/// A resource of a certain type, with its document.
#[derive(Debug)]
pub struct Described<'a, T> {
    /// The document.
    pub document: DocumentId,
    /// The resource.
    pub it: &'a T,
}

// Not derived, since that would demand that `T` can be cloned too.
impl<T> Clone for Described<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Described<'_, T> {}

impl<T> Described<'_, T> {
    /// The location of the field with the given name.
    pub fn at(&self, field: impl std::fmt::Display) -> Place {
        self.document.root().child(field)
    }
}

/// The resources of one type, in the order of the files, with an index by name.
#[derive(Debug)]
pub struct Named<'a, T> {
    all: Vec<Described<'a, T>>,
    by_name: HashMap<&'a str, usize>,
}

impl<'a, T: Resource> Named<'a, T> {
    fn new(catalog: &'a Catalog) -> Self {
        let described =
            |entry: &'a Entry| Some(Described { document: entry.document, it: entry.resource.of::<T>()? });
        let all: Vec<Described<'a, T>> = catalog.entries().iter().filter_map(described).collect();
        // In reverse, so that the first of several resources with one name is found.
        let by_name = all.iter().enumerate().rev().map(|(at, described)| (described.it.name(), at)).collect();
        Self { all, by_name }
    }

    /// The resources, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = Described<'a, T>> + '_ {
        self.all.iter().copied()
    }

    /// Finds a resource by its name.
    pub fn find(&self, name: &str) -> Option<Described<'a, T>> {
        self.by_name.get(name).map(|at| self.all[*at])
    }
}

/// Products, service plans and related resources.
pub struct Plans<'a> {
    /// The products.
    pub products: Named<'a, Product>,
    /// The service plans.
    pub plans: Named<'a, ServicePlan>,
    /// The tariffs.
    pub tariffs: Named<'a, Tariff>,
    /// The installation packages.
    pub packages: Named<'a, InstallationPackage>,
    /// The regions.
    pub regions: Named<'a, Region>,
    /// The user groups.
    pub user_groups: Named<'a, UserGroup>,
    /// The pricing models.
    pub pricing_models: Named<'a, PricingModel>,
    catalog: &'a Catalog,
    /// For each plan, the indexes of the products that have the plan. Computed on first use.
    by_plan: OnceLock<HashMap<&'static str, Vec<usize>>>,
    /// The manifests of the packages, in the order of the packages. Each manifest is read on first use; `None` if it
    /// cannot be used.
    manifests: Vec<OnceLock<Option<PackageManifest>>>,
    /// For each package, the index of the first package with the same manifest file, so that each file is read once.
    first_with_manifest: Vec<usize>,
}

/// For each package, the index of the first package with the same manifest file.
fn same(packages: &[Described<'_, InstallationPackage>]) -> Vec<usize> {
    let mut first = HashMap::new();
    let number = |(at, package): (usize, &Described<'_, InstallationPackage>)| {
        // A package without a manifest file shares none with others.
        package.it.path(package.document).map_or(at, |path| *first.entry(path).or_insert(at))
    };
    packages.iter().enumerate().map(number).collect()
}

impl<'a> Plans<'a> {
    /// Indexes a catalog.
    pub fn new(catalog: &'a Catalog) -> Self {
        let packages = Named::new(catalog);
        Self {
            products: Named::new(catalog),
            plans: Named::new(catalog),
            tariffs: Named::new(catalog),
            regions: Named::new(catalog),
            user_groups: Named::new(catalog),
            pricing_models: Named::new(catalog),
            // Locks instead of cells, because rules ask in parallel.
            manifests: packages.all.iter().map(|_| OnceLock::new()).collect(),
            first_with_manifest: same(&packages.all),
            packages,
            by_plan: OnceLock::new(),
            catalog,
        }
    }

    /// The manifest of the package with the given name; `None` if the package is not in the files, or its manifest
    /// cannot be used.
    pub fn manifest(&self, package: &str) -> Option<&PackageManifest> {
        let at = self.first_with_manifest[*self.packages.by_name.get(package)?];
        let package = self.packages.all[at];
        let read = || package.it.read(&self.catalog.context(package.document)).ok();
        self.manifests[at].get_or_init(read).as_ref()
    }

    /// A resource as a service plan; `None` if it is of another kind.
    pub fn plan_of(&self, entry: &'a Entry) -> Option<Described<'a, ServicePlan>> {
        Some(Described { document: entry.document, it: entry.resource.of::<ServicePlan>()? })
    }

    /// The products that have the given plan, in the order of the files.
    pub fn products_of(&self, plan: &str) -> Vec<Described<'a, Product>> {
        let by_plan = self.by_plan.get_or_init(|| self.by_plan());
        by_plan.get(plan).into_iter().flatten().map(|at| self.products.all[*at]).collect()
    }

    fn by_plan(&self) -> HashMap<&'static str, Vec<usize>> {
        let mut by_plan: HashMap<&'static str, Vec<usize>> = HashMap::new();
        for (at, product) in self.products.all.iter().enumerate() {
            for plan in &product.it.plans {
                let products = by_plan.entry(plan.name()).or_default();
                // A product that lists a plan twice counts once.
                if products.last() != Some(&at) {
                    products.push(at);
                }
            }
        }
        by_plan
    }

    /// The plans of a product, in the order in which it lists them, without those that the files do not describe.
    pub fn plans_of(&self, product: &Product) -> Vec<Described<'a, ServicePlan>> {
        product.plans.iter().filter_map(|plan| self.plans.find(plan.name())).collect()
    }

    /// The tariffs of a plan, in the order in which it lists them, without those that the files do not describe.
    pub fn tariffs_of(&self, plan: &ServicePlan) -> Vec<Described<'a, Tariff>> {
        plan.tariffs.iter().filter_map(|tariff| self.tariffs.find(tariff.name())).collect()
    }
}

/// Whether `wares quote` can price resources of the given kind. It prices articles and service plans.
pub fn is_priced(kind: &dyn Kind) -> bool {
    [Article::word(), ServicePlan::word()].iter().any(|word| kind.targets().contains(word))
}
