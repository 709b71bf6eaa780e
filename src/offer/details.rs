//! The details of packages: how much of each is included, how much more can be ordered, and at which prices.

mod totals;
mod values;

pub use totals::Totals;
pub use values::{PricedBy, ValueRate};

use super::{Offer, Rate, TypedArticle};
use crate::catalog::Entry;
use crate::diagnostic::Place;
use crate::kinds::{
    ArticleOfKind, Billing, Detail, DetailType, Enumeration, EnumerationValue, ImportChain, ImportsStep,
    OwnOrImported, Package, Terms, ValueType,
};
use crate::model::{Manifest, PeriodPrices, Prices};

/// A detail of a package, whether its own or imported from another package.
#[derive(Clone, Debug)]
pub struct PackageDetail<'a> {
    /// The detail, its location, and the package that it was imported from, if any.
    pub own_or_imported: OwnOrImported<'a>,
    /// The type of the detail; `None` if the catalog does not describe this type.
    pub detail_type: Option<&'a DetailType>,
    /// The terms of the detail itself. For a compound detail, they apply to all of its choices.
    pub own: DetailVariant<'a>,
    /// The choices of a compound detail, by priority, then by name.
    pub choices: Vec<DetailVariant<'a>>,
}

/// What a customer can have of a detail: the detail itself, or one choice of a compound detail.
#[derive(Clone, Copy, Debug)]
pub struct DetailVariant<'a> {
    /// The internal name of the choice; `None` for the detail itself.
    pub choice: Option<&'a str>,
    /// The location of the detail or the choice.
    pub place: Place,
    /// The terms on which the detail or the choice is sold.
    pub terms: Terms<'a>,
    /// The type of the detail's value; `None` if the catalog does not describe the detail type.
    pub value: Option<ValueType>,
    /// The unit of amounts and prices; `None` if neither the detail nor its type names a unit.
    pub unit: Option<&'a str>,
    /// The enumeration whose values customers choose from, if the catalog describes it.
    pub enumeration: Option<&'a Enumeration>,
}

impl<'a> Offer<'a> {
    /// All details of a package, whether its own or imported. They are sorted by priority, then by name.
    pub fn details(&self, package: &TypedArticle<'a, Package>) -> Vec<PackageDetail<'a>> {
        // Cannot happen for a package: `step` is `None` only for other kinds.
        let Some(first) = step(package.article.entry) else { return Vec::new() };
        let imports = ImportChain::new(first, |name| self.named(name, step));
        let mut details: Vec<PackageDetail<'a>> =
            imports.details().into_iter().map(|taken| self.detail(taken)).collect();
        details.sort_by_key(|detail| rank(&detail.own.terms, detail.name()));
        details
    }

    /// Finds a detail type by name, if the catalog describes it.
    pub fn detail_type(&self, name: &str) -> Option<&'a DetailType> {
        self.named(name, |entry| entry.resource.of::<DetailType>())
    }

    /// Finds an enumeration by name, if the catalog describes it.
    pub fn enumeration(&self, name: &str) -> Option<&'a Enumeration> {
        self.named(name, |entry| entry.resource.of::<Enumeration>())
    }

    fn named<T>(&self, name: &str, read: impl Fn(&'a Entry) -> Option<T>) -> Option<T> {
        self.catalog.named(name).find_map(read)
    }

    fn detail(&self, taken: OwnOrImported<'a>) -> PackageDetail<'a> {
        let detail: &'a Detail = taken.detail;
        let detail_type = self.detail_type(detail.detail_type.name());
        let variant = |choice, place, terms| self.variant(choice, place, terms, detail_type);
        let list = taken.place.child("choices");
        let choices = detail.choices.iter().enumerate();
        let mut choices: Vec<DetailVariant<'a>> = choices
            .map(|(index, choice)| variant(Some(choice.name.as_str()), list.child(index), choice.terms()))
            .collect();
        choices.sort_by_key(|variant| rank(&variant.terms, variant.choice.unwrap_or_default()));
        PackageDetail {
            own_or_imported: taken,
            detail_type,
            own: variant(None, taken.place, detail.terms()),
            choices,
        }
    }

    fn variant(
        &self,
        choice: Option<&'a str>,
        place: Place,
        terms: Terms<'a>,
        detail_type: Option<&'a DetailType>,
    ) -> DetailVariant<'a> {
        // A detail may be counted in another unit than its type.
        let unit = terms.unit.or(detail_type.and_then(|known| known.unit.as_ref()));
        DetailVariant {
            choice,
            place,
            terms,
            value: detail_type.map(|known| known.value),
            unit: unit.map(|unit| unit.as_str()),
            enumeration: terms.enumeration.and_then(|named| self.enumeration(named.name())),
        }
    }
}

impl<'a> PackageDetail<'a> {
    /// The internal name of the detail type. Orders use this name.
    pub fn name(&self) -> &'a str {
        self.own_or_imported.detail.detail_type.name()
    }

    /// Whether the detail is compound, so that the customer picks one of its choices.
    pub fn is_compound(&self) -> bool {
        self.own.terms.billing == Billing::Compound
    }

    /// The variants of the detail: the detail itself, or the choices of a compound detail.
    pub fn variants(&self) -> &[DetailVariant<'a>] {
        if self.is_compound() { &self.choices } else { std::slice::from_ref(&self.own) }
    }

    /// The choice that applies if the customer names no choice: the first enabled choice. `None` if no choice is
    /// enabled.
    pub fn first_choice(&self) -> Option<&DetailVariant<'a>> {
        self.choices.iter().find(|variant| *variant.terms.enabled)
    }
}

impl<'a> DetailVariant<'a> {
    /// The totals that a customer can have; `None` if the type of the value has no number. For an
    /// `enumeration_with_number`, `value` names the value of the enumeration.
    pub fn totals(&self, value: Option<&str>) -> Option<Totals> {
        let has_number = self.value.is_some_and(ValueType::has_number);
        has_number.then(|| Totals::new(&self.terms, self.includes(value)))
    }

    /// Whether the included amount applies to the given value of the enumeration. It applies only to the value that
    /// the package includes. True if `value` is `None`.
    pub(super) fn includes(&self, value: Option<&str>) -> bool {
        value.is_none() || value == self.included_value()
    }

    /// The value of the enumeration that the package includes, if it includes one.
    pub fn included_value(&self) -> Option<&'a str> {
        self.terms.included_value.map(|value| value.as_str())
    }

    /// The values of the enumeration, in the order of the file.
    pub fn values(&self) -> &'a [EnumerationValue] {
        self.enumeration.map_or(&[], |enumeration| &enumeration.values)
    }

    /// The prices of one unit beyond the included amount; for a boolean, the prices of `yes`.
    pub fn rates(&self, manifest: &'a Manifest) -> Vec<Rate<'a>> {
        by_period(self.terms.prices, manifest)
    }

    /// The prices of an unlimited amount.
    pub fn unlimited_rates(&self, manifest: &'a Manifest) -> Vec<Rate<'a>> {
        by_period(self.terms.unlimited_prices, manifest)
    }

    /// The prices of one unit of usage beyond the included amount.
    pub fn overage_rates(&self, manifest: &'a Manifest) -> Vec<Rate<'a>> {
        once(self.terms.overage_prices, manifest)
    }

    /// The one-time fees for the setup.
    pub fn setup_fees(&self, manifest: &'a Manifest) -> Vec<Rate<'a>> {
        once(self.terms.setup_fee, manifest)
    }
}

/// The prices for each period, the shortest period first. Within a period, they are in the order of the manifest's
/// currencies.
fn by_period<'a>(prices: &'a PeriodPrices, manifest: &'a Manifest) -> Vec<Rate<'a>> {
    let mut periods: Vec<_> = prices.iter().collect();
    periods.sort_by_key(|(period, _)| period.months());
    periods.into_iter().flat_map(|(period, prices)| Rate::all(Some(*period), prices, manifest)).collect()
}

fn once<'a>(prices: &'a Prices, manifest: &'a Manifest) -> Vec<Rate<'a>> {
    Rate::all(None, prices, manifest)
}

/// The sort key of details and choices: the lowest priority first, then the name. A priority that is not set counts as
/// 0, as in the database.
fn rank<'n>(terms: &Terms<'_>, name: &'n str) -> (i32, &'n str) {
    (terms.priority.unwrap_or(0), name)
}

/// A package as a step in a chain of imports.
fn step(entry: &Entry) -> Option<ImportsStep<'_>> {
    let sold = entry.resource.of::<ArticleOfKind<Package>>()?;
    Some(ImportsStep { name: sold.part.article.as_str(), document: entry.document, package: &sold.own })
}
