//! Prices for periods that no package offers in which the detail is had. They are warnings: what a package has by import
//! comes back from a database as its own, with the prices for all periods of the other package.

use super::CODE;
use super::missing::offers;
use crate::diagnostic::{Diagnostic, Place, list};
use crate::model::{Period, PeriodPrices};
use crate::rules::details::package_details::{Details, Holder, Way};
use std::collections::HashMap;

/// The packages that import a detail, by where it stands.
type Importers<'d, 'a> = HashMap<Place, Vec<&'d Holder<'a>>>;

/// What is priced for a period that nothing offers.
pub fn find(details: &Details<'_>) -> Vec<Diagnostic> {
    let all = details.packages.iter().flat_map(|holder| holder.own().map(move |way| (holder, way)));
    let strange: Vec<(&Holder<'_>, Place, Vec<Strange<'_>>)> = all
        .map(|(holder, way)| (holder, way.place, way.ways().flat_map(|way| strange(holder, way)).collect()))
        .filter(|(_, _, strange): &(_, _, Vec<Strange<'_>>)| !strange.is_empty())
        .collect();
    if strange.is_empty() {
        return Vec::new();
    }
    let importers = importers(details);
    let of = |(holder, detail, strange): (&Holder<'_>, Place, Vec<Strange<'_>>)| {
        let others = importers.get(&detail).map_or(&[][..], Vec::as_slice);
        let is_unknown = |it: &Strange<'_>| !others.iter().any(|other| offers(other, it.period));
        let told: Vec<_> = strange.into_iter().filter(is_unknown).map(|it| it.told(holder, others)).collect();
        told
    };
    strange.into_iter().flat_map(of).collect()
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

/// A price for a period that the package, in whose document it stands, does not offer.
struct Strange<'a> {
    way: Way<'a>,
    period: Period,
    /// The periods that are priced at the same place.
    beside: Vec<Period>,
    place: Place,
}

fn strange<'a>(holder: &Holder<'a>, way: Way<'a>) -> Vec<Strange<'a>> {
    let terms = &way.terms;
    let named =
        terms.value_prices.iter().map(|(value, prices)| (way.at("value_prices").child(value), prices));
    let other = [("prices", terms.prices), ("unlimited_prices", terms.unlimited_prices)];
    let other = other.into_iter().map(|(field, prices)| (way.at(field), prices));
    let of = |(place, prices): (Place, &'a PeriodPrices)| {
        let unknown = prices.iter().map(|(period, _)| *period).filter(|period| !offers(holder, *period));
        let beside: Vec<Period> = prices.keys().copied().collect();
        unknown.map(move |period| {
            let beside = beside.clone();
            Strange { way, period, beside, place: place.child(period).key() }
        })
    };
    other.chain(named).flat_map(of).collect()
}

impl Strange<'_> {
    fn told(&self, holder: &Holder<'_>, importers: &[&Holder<'_>]) -> Diagnostic {
        let (name, period) = (holder.name, self.period);
        let who = match importers {
            [] => format!("`{name}` does not offer"),
            [only] => format!("neither `{name}` nor `{}`, which imports it, offers", only.name),
            several => {
                format!("neither `{name}` nor one of the {} packages that import it offers", several.len())
            }
        };
        let message = format!("{} has a price for `{period}`, a period that {who}", self.way.words());
        let finding =
            Diagnostic::new(CODE.warning(), self.place, message).labelled("not a period of the package");
        let own: Vec<String> = holder.part.periods.iter().map(|period| period.every.to_string()).collect();
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        match own.as_slice() {
            [] => finding
                .also(holder.at("article"), "has no periods")
                .help("take the price out, or add `periods` to the package"),
            _ => finding.also(holder.at("periods"), "its periods").help(self.instead(&own, holder)),
        }
    }

    /// What to write in place of the period: one that is as long, if the package has such and it is not priced already.
    fn instead(&self, own: &[&str], holder: &Holder<'_>) -> String {
        let periods = &holder.part.periods;
        match periods.iter().find(|period| period.every.months() == self.period.months()) {
            Some(same) if self.beside.contains(&same.every) => {
                format!("take it out: `{}`, which is as long, has its price already", same.every)
            }
            Some(same) => format!("write `{}`, which is as long", same.every),
            None => format!(
                "take the price out, or add the period to the package, which renews every {} so far",
                list(own, "or")
            ),
        }
    }
}
