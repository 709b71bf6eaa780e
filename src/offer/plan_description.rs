//! Products, service plans and installation packages as customers see them, for `wares describe`.

use super::plan_moves::{PlanMove, Settings};
use super::quote::filled;
use super::tiers::total;
use super::{Described, Offer, Plans, Regions, Section};
use crate::catalog::Entry;
use crate::diagnostic::Place;
use crate::kinds::{
    ChargePeriod, InstallationPackage, ManifestField, PackageManifest, PlanOption, Product, ServicePlan,
    Tariff,
};
use rust_decimal::Decimal;

/// A service plan as customers see it.
#[derive(Clone, Debug)]
pub struct PlanSheet<'a> {
    /// The plan.
    pub plan: Described<'a, ServicePlan>,
    /// The name. Its placeholders are filled in, and so are those of the description and the details.
    pub name: String,
    /// The description.
    pub description: Option<String>,
    /// The details, as Markdown.
    pub details: Option<String>,
    /// The products that have the plan.
    pub products: Vec<Described<'a, Product>>,
    /// Whether the plan's package can apply the settings of another plan.
    pub settings: Settings,
    /// The tariffs of the plan. Each comes with its name, its location in the plan and, if the files describe it, its
    /// resource.
    pub tariffs: Vec<(&'static str, Place, Option<Described<'a, Tariff>>)>,
    /// The options of the plan.
    pub options: Vec<SheetOption<'a>>,
    /// The regions in which the plan can be installed.
    pub regions: Regions<'a>,
}

/// An option of a plan, with its field in the manifest of the installation package.
#[derive(Clone, Debug)]
pub struct SheetOption<'a> {
    /// The name of the option.
    pub name: &'a str,
    /// The option, as the plan describes it.
    pub option: &'a PlanOption,
    /// The location of the option in the plan.
    pub place: Place,
    /// The field of the package's manifest, if there is one.
    pub field: Option<ManifestField>,
}

/// A product as customers see it.
#[derive(Clone, Debug)]
pub struct ProductSheet<'a> {
    /// The product.
    pub product: &'a Product,
    /// The plans of the product, in the order of the file.
    pub plans: Vec<ProductPlan<'a>>,
    /// The moves between the plans of the product. Plans that the files do not describe are left out.
    pub moves: Vec<PlanMove<'a>>,
}

/// A plan of a product.
#[derive(Clone, Debug)]
pub struct ProductPlan<'a> {
    /// The id of the plan.
    pub id: &'static str,
    /// The location at which the product names the plan.
    pub place: Place,
    /// The plan, if the files describe it.
    pub known: Option<KnownPlan<'a>>,
}

/// A plan that a product has and that the files describe.
#[derive(Clone, Debug)]
pub struct KnownPlan<'a> {
    /// The plan.
    pub plan: Described<'a, ServicePlan>,
    /// The name, with the placeholders filled in.
    pub name: String,
    /// Whether the plan's package can apply the settings of another plan.
    pub settings: Settings,
    /// The prices of one installation, one for each tariff that the files describe.
    pub prices: Vec<OnePrice>,
}

/// The price of one installation with a tariff.
#[derive(Clone, Copy, Debug)]
pub struct OnePrice {
    /// The period for which the price is paid.
    pub period: ChargePeriod,
    /// The currency.
    pub currency: &'static str,
    /// The price; `None` if the tariff has no tier for one installation.
    pub price: Option<Decimal>,
}

impl<'a> Plans<'a> {
    /// Describes a service plan as customers see it.
    pub fn sheet(&self, plan: Described<'a, ServicePlan>) -> PlanSheet<'a> {
        let text = |text: &str| filled(plan.it, text);
        let it = plan.it;
        let tariff = |(index, tariff): (usize, &'a crate::model::Ref<Tariff>)| {
            (tariff.name(), plan.at("tariffs").child(index), self.tariffs.find(tariff.name()))
        };
        PlanSheet {
            plan,
            name: text(it.name.as_str()),
            description: it.description.as_ref().map(|it| text(it.as_str())),
            details: it.details.as_ref().map(|it| text(it.as_str())),
            products: self.products_of(it.id.as_str()),
            settings: self.settings(it),
            tariffs: it.tariffs.iter().enumerate().map(tariff).collect(),
            options: self.options_of(plan),
            regions: self.regions_of(plan),
        }
    }

    /// The options of a plan, each with its field in the manifest of the installation package.
    fn options_of(&self, plan: Described<'a, ServicePlan>) -> Vec<SheetOption<'a>> {
        let manifest = plan.it.package.as_ref().and_then(|package| self.manifest(package.name()));
        let option = |(name, option): (&'a crate::model::ShortName, &'a PlanOption)| SheetOption {
            name: name.as_str(),
            option,
            place: plan.at("options").child(name),
            // Cloned, since the sheet outlives the index that owns the manifests.
            field: manifest.and_then(|manifest| manifest.field(name.as_str())).cloned(),
        };
        plan.it.options.iter().map(option).collect()
    }

    /// Describes a product as customers see it.
    pub fn product_sheet(&self, product: Described<'a, Product>) -> ProductSheet<'a> {
        let plan = |(index, plan): (usize, &'a crate::model::Ref<ServicePlan>)| ProductPlan {
            id: plan.name(),
            place: product.at("plans").child(index),
            known: self.plans.find(plan.name()).map(|plan| self.known(plan)),
        };
        ProductSheet {
            product: product.it,
            plans: product.it.plans.iter().enumerate().map(plan).collect(),
            moves: self.moves(product.it),
        }
    }

    fn known(&self, plan: Described<'a, ServicePlan>) -> KnownPlan<'a> {
        KnownPlan {
            plan,
            name: filled(plan.it, plan.it.name.as_str()),
            settings: self.settings(plan.it),
            prices: self.prices_of_one(plan.it),
        }
    }

    /// The prices of one installation of a plan, one for each of its tariffs that the files describe.
    pub fn prices_of_one(&self, plan: &ServicePlan) -> Vec<OnePrice> {
        let price = |tariff: Described<'a, Tariff>| OnePrice {
            period: tariff.it.charge_period,
            currency: tariff.it.currency.name(),
            price: total(tariff.it, 1),
        };
        self.tariffs_of(plan).into_iter().map(price).collect()
    }
}

/// The section for a service plan; nothing for other kinds.
pub(super) fn plan<'a>(offer: &Offer<'a>, entry: &'a Entry) -> Vec<Section<'a>> {
    let Some(it) = entry.resource.of::<ServicePlan>() else { return Vec::new() };
    let plans = Plans::new(offer.catalog());
    vec![Section::Plan(Box::new(plans.sheet(Described { document: entry.document, it })))]
}

/// The section for a product; nothing for other kinds.
pub(super) fn product<'a>(offer: &Offer<'a>, entry: &'a Entry) -> Vec<Section<'a>> {
    let Some(it) = entry.resource.of::<Product>() else { return Vec::new() };
    let plans = Plans::new(offer.catalog());
    vec![Section::Product(Box::new(plans.product_sheet(Described { document: entry.document, it })))]
}

/// The section for an installation package: the fields of its manifest, if the manifest can be read. Nothing for other
/// kinds.
pub(super) fn package<'a>(offer: &Offer<'a>, entry: &'a Entry) -> Vec<Section<'a>> {
    let Some(it) = entry.resource.of::<InstallationPackage>() else { return Vec::new() };
    let manifest: Option<PackageManifest> = it.read(&offer.catalog().context(entry.document)).ok();
    manifest.map(|manifest| Section::Fields(Box::new(manifest))).into_iter().collect()
}
