//! Finds prices for periods that no package with the detail offers.
//!
//! The findings are only warnings, because `wares import` can create such prices. If a package in the database imports
//! details, `wares import` writes these details into the document of the package. Their prices are for all periods of
//! the package from which the details were imported.

use super::CODE;
use super::missing::offers;
use crate::diagnostic::{Diagnostic, Place, list};
use crate::model::{Period, PeriodPrices};
use crate::rules::details::package_details::{DetailVariant, Details, PackageWithDetails};
use std::collections::HashMap;

/// The packages that import a detail, by the place of the detail in the files.
type Importers<'d, 'a> = HashMap<Place, Vec<&'d PackageWithDetails<'a>>>;

/// Reports prices for periods that are offered neither by the package of the detail nor by any package that imports the
/// detail.
pub fn find(details: &Details<'_>) -> Vec<Diagnostic> {
    let all = details.packages.iter().flat_map(|holder| holder.own().map(move |variant| (holder, variant)));
    let unoffered: Vec<(&PackageWithDetails<'_>, Place, Vec<Unoffered<'_>>)> = all
        .map(|(holder, variant)| {
            (
                holder,
                variant.place,
                variant.variants().flat_map(|variant| unoffered(holder, variant)).collect(),
            )
        })
        .filter(|(_, _, unoffered): &(_, _, Vec<Unoffered<'_>>)| !unoffered.is_empty())
        .collect();
    // Finding the importers walks all imports, so it is done only if there is something to report.
    if unoffered.is_empty() {
        return Vec::new();
    }
    let importers = importers(details);
    let check = |(holder, detail, unoffered): (&PackageWithDetails<'_>, Place, Vec<Unoffered<'_>>)| {
        let others = importers.get(&detail).map_or(&[][..], Vec::as_slice);
        let is_unknown = |it: &Unoffered<'_>| !others.iter().any(|other| offers(other, it.period));
        let unoffered = unoffered.into_iter().filter(is_unknown);
        unoffered.map(|it| it.finding(holder, others)).collect::<Vec<_>>()
    };
    unoffered.into_iter().flat_map(check).collect()
}

fn importers<'d, 'a>(details: &'d Details<'a>) -> Importers<'d, 'a> {
    let mut importers: Importers<'d, 'a> = HashMap::new();
    for holder in details.packages.iter().filter(|holder| holder.package.import_details.is_some()) {
        let taken = details.imports(holder).map(|imports| imports.details()).unwrap_or_default();
        for taken in taken.iter().filter(|taken| taken.from.is_some()) {
            importers.entry(taken.place).or_default().push(holder);
        }
    }
    importers
}

/// A price for a period that the package of the detail does not offer.
struct Unoffered<'a> {
    variant: DetailVariant<'a>,
    period: Period,
    /// All periods for which the same field has prices.
    priced_periods: Vec<Period>,
    place: Place,
}

fn unoffered<'a>(holder: &PackageWithDetails<'a>, variant: DetailVariant<'a>) -> Vec<Unoffered<'a>> {
    let terms = &variant.terms;
    let named =
        terms.value_prices.iter().map(|(value, prices)| (variant.at("value_prices").child(value), prices));
    let other = [("prices", terms.prices), ("unlimited_prices", terms.unlimited_prices)];
    let other = other.into_iter().map(|(field, prices)| (variant.at(field), prices));
    let check = |(place, prices): (Place, &'a PeriodPrices)| {
        let unknown = prices.iter().map(|(period, _)| *period).filter(|period| !offers(holder, *period));
        let priced_periods: Vec<Period> = prices.keys().copied().collect();
        unknown.map(move |period| {
            let priced_periods = priced_periods.clone();
            Unoffered { variant, period, priced_periods, place: place.child(period).key() }
        })
    };
    other.chain(named).flat_map(check).collect()
}

impl Unoffered<'_> {
    fn finding(&self, holder: &PackageWithDetails<'_>, importers: &[&PackageWithDetails<'_>]) -> Diagnostic {
        let (name, period) = (holder.name, self.period);
        let packages = match importers {
            [] => format!("`{name}` does not offer"),
            [only] => format!("neither `{name}` nor `{}`, which imports the detail, offers", only.name),
            several => {
                format!(
                    "neither `{name}` nor any of the {} packages that import the detail offers",
                    several.len()
                )
            }
        };
        let message =
            format!("{} has a price for `{period}`, a period that {packages}", self.variant.words());
        let finding =
            Diagnostic::new(CODE.warning(), self.place, message).labelled("not a period of the package");
        let own: Vec<String> = holder.part.periods.iter().map(|period| period.every.to_string()).collect();
        // In the words of the file: `12 months` and `1 year` are different periods to the billing system.
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        match own.as_slice() {
            [] => finding
                .also(holder.at("article"), "has no periods")
                .help("remove the price, or add `periods` to the package"),
            _ => finding.also(holder.at("periods"), "its periods").help(self.instead(&own, holder)),
        }
    }

    /// Returns the help text. If the package has a period of the same length that has no price yet, the text suggests
    /// that period.
    fn instead(&self, own: &[&str], holder: &PackageWithDetails<'_>) -> String {
        let periods = &holder.part.periods;
        match periods.iter().find(|period| period.every.months() == self.period.months()) {
            Some(same) if self.priced_periods.contains(&same.every) => {
                format!("remove it: `{}`, which has the same length, already has a price", same.every)
            }
            Some(same) => format!("write `{}`, which has the same length", same.every),
            None => format!(
                "remove the price, or add the period to the package, which currently renews every {}",
                list(own, "or")
            ),
        }
    }
}
