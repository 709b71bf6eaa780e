//! Finds details that have no price for a period of the package in some currency.

use super::CODE;
use crate::diagnostic::{Diagnostic, Place, list};
use crate::kinds::{EnumerationValue, ImportChain, OwnOrImported, ValueType};
use crate::model::{Limit, Period, PeriodPrices};
use crate::rules::details::nothing_to_order::is_all_included;
use crate::rules::details::package_details::{DetailVariant, Details, PackageWithDetails};
use crate::rules::details::prices::{has_any, of_value, price};

/// For each period, the currencies in which a price is missing.
type Missing<'a> = Vec<(Period, Vec<&'a str>)>;

/// Reports the missing prices of all details of a package, including imported ones.
pub fn of_package(
    holder: &PackageWithDetails<'_>,
    details: &Details<'_>,
    currencies: &[String],
) -> Vec<Diagnostic> {
    let Some(imports) = details.imports(holder) else { return Vec::new() };
    let check = |taken: &OwnOrImported<'_>| of_detail(taken, holder, &imports, details, currencies);
    imports.details().iter().flat_map(check).collect()
}

fn of_detail<'a>(
    taken: &OwnOrImported<'a>,
    holder: &PackageWithDetails<'a>,
    imports: &ImportChain<'a>,
    details: &Details<'a>,
    currencies: &[String],
) -> Vec<Diagnostic> {
    let variant = DetailVariant::taken(holder, taken);
    // A disabled detail cannot be ordered, so it needs no prices.
    let Some(known) = details.type_of(variant.detail).filter(|_| *variant.terms.enabled) else {
        return Vec::new();
    };
    // For a period that a package in the chain of imports also has, the missing price is reported there.
    let between = details.between(imports, taken.from);
    let is_reported = |period: Period| between.iter().any(|other| offers(other, period));
    let periods =
        holder.part.periods.iter().map(|period| period.every).filter(|period| !is_reported(*period));
    let periods: Vec<Period> = periods.collect();
    let check = |variant: DetailVariant<'a>| {
        let is_sold = variant.is_on_order() && !is_all_included(&variant, known.it.value, details);
        let wanted = if is_sold { wanted(&variant, known.it.value, details) } else { Vec::new() };
        let gaps = wanted.into_iter().map(|value| Gap::of(&variant, value, &periods, currencies)).collect();
        merged(gaps).into_iter().map(|gap| gap.finding(&variant, holder, details)).collect::<Vec<_>>()
    };
    variant.variants().flat_map(check).collect()
}

/// Whether the package has the given renewal period.
pub(super) fn offers(holder: &PackageWithDetails<'_>, period: Period) -> bool {
    holder.part.periods.iter().any(|offered| offered.every == period)
}

/// Returns what needs a price: the values of an enumeration that can be ordered, or `None` for the detail itself.
///
/// The list is empty if nothing more can be ordered. It is also empty if the enumeration does not have the included
/// value, because then it is unknown which values can be ordered. B03 reports this.
fn wanted<'a>(
    variant: &DetailVariant<'a>,
    value: ValueType,
    details: &Details<'a>,
) -> Vec<Option<&'a EnumerationValue>> {
    match value {
        ValueType::Boolean => return vec![None],
        ValueType::Integer => return Some(None).filter(|_| has_more(variant, true)).into_iter().collect(),
        ValueType::Enumeration | ValueType::EnumerationWithNumber => {}
    }
    let (values, included) = (details.values_of(&variant.terms), variant.terms.included_value);
    if included.is_some_and(|name| !values.iter().any(|value| value.name == *name)) {
        return Vec::new();
    }
    let can_be_ordered = |it: &&EnumerationValue| {
        let is_included = Some(&it.name) == included;
        *it.enabled && if value.has_number() { has_more(variant, is_included) } else { !is_included }
    };
    values.iter().filter(can_be_ordered).map(Some).collect()
}

/// Whether customers can order at least one step beyond the included amount. If `counts_included` is false, the
/// included amount is taken as 0.
fn has_more(variant: &DetailVariant<'_>, counts_included: bool) -> bool {
    let included = if counts_included { variant.terms.included_amount() } else { Limit::Of(0) };
    match (included, variant.terms.maximum()) {
        (Limit::Unlimited, _) => false,
        (_, Limit::Unlimited) => true,
        (Limit::Of(included), Limit::Of(maximum)) => {
            // In 64 bits, because the sum can exceed 32.
            u64::from(included) + u64::from(variant.terms.step()) <= u64::from(maximum)
        }
    }
}

/// The prices that are missing at one place. They are for some values of an enumeration or, if `values` is empty, for
/// the detail itself.
struct Gap<'a, 'c> {
    place: Place,
    values: Vec<&'a str>,
    missing: Missing<'c>,
}

impl<'a, 'c> Gap<'a, 'c> {
    fn of(
        variant: &DetailVariant<'a>,
        value: Option<&'a EnumerationValue>,
        periods: &[Period],
        currencies: &'c [String],
    ) -> Self {
        let minimum = variant.terms.minimum_period.map_or(0, Period::months);
        let of_period = |period: &Period| {
            let lacks = |currency: &&str| price(variant, value, *period, currency).is_none();
            (*period, currencies.iter().map(String::as_str).filter(lacks).collect::<Vec<_>>())
        };
        // A shorter period than the minimum cannot be ordered, so it needs no price.
        let long = periods.iter().filter(|period| period.months() >= minimum);
        let missing: Missing<'c> = long.map(of_period).filter(|(_, lacking)| !lacking.is_empty()).collect();
        let values = value.map(|value| value.name.as_str()).into_iter().collect();
        Self { place: place(variant, value, &missing), values, missing }
    }

    fn finding(
        &self,
        variant: &DetailVariant<'_>,
        holder: &PackageWithDetails<'_>,
        details: &Details<'_>,
    ) -> Diagnostic {
        let is_imported = variant.place.document != holder.document;
        let (words, missing) = (variant.words(), shown(&self.missing));
        let values = match self.values.as_slice() {
            [] => String::new(),
            [one] => format!("the value `{one}` of "),
            several => format!("the values {} of ", list(several, "and")),
        };
        let verb = if self.values.len() > 1 { "have" } else { "has" };
        let message = format!("{values}{words} {verb} no price {missing}");
        let period =
            holder.part.periods.iter().position(|it| Some(it.every) == self.missing.first().map(|it| it.0));
        // The period is one of the package's, so it is always found.
        let period = holder.at("periods").child(period.unwrap_or_default()).child("every");
        let finding = match is_imported {
            false => Diagnostic::new(CODE, self.place, message).also(period, "a period of the package"),
            true => {
                let message = format!("{message}, but `{}` imports the detail", holder.name);
                Diagnostic::new(CODE, holder.import_place(), message)
                    .labelled("imported from here")
                    .also(self.place, "the price is missing here")
                    .also(period, format!("a period that `{}` does not have", variant.package))
            }
        };
        let elsewhere = self.of_enumeration(variant, details);
        let help = help(variant, holder, is_imported, !elsewhere.is_empty());
        elsewhere.into_iter().fold(finding, |finding, place| finding.also(place, "no price here")).help(help)
    }

    /// Returns the places of the values in their enumeration, if the missing prices belong there. Otherwise the list is
    /// empty.
    fn of_enumeration(&self, variant: &DetailVariant<'_>, details: &Details<'_>) -> Vec<Place> {
        let Some(known) =
            details.enumeration_of(&variant.terms).filter(|_| self.place == variant.at("enumeration"))
        else {
            return Vec::new();
        };
        let values = known.it.values.iter().enumerate();
        let lacking = values.filter(|(_, value)| self.values.contains(&value.name.as_str()));
        lacking.map(|(index, _)| known.root.child("values").child(index).child("name")).collect()
    }
}

fn help(
    variant: &DetailVariant<'_>,
    holder: &PackageWithDetails<'_>,
    is_imported: bool,
    is_of_enumeration: bool,
) -> String {
    let help = match is_imported {
        true if is_of_enumeration => format!(
            "write `prices` in the enumeration or `value_prices` in `{}` (0.00 if it is free), or give `{}` its own detail",
            variant.package, holder.name
        ),
        false if is_of_enumeration => {
            "write `prices` in the enumeration or `value_prices` here, for each period and each currency of the manifest (0.00 if it is free)"
                .to_owned()
        }
        true => format!(
            "write the prices in `{}` (0.00 if it is free), or give `{}` its own detail",
            variant.package, holder.name
        ),
        false => {
            "write a price for each period and each currency of the manifest (0.00 if it is free)".to_owned()
        }
    };
    // Otherwise the author would look at a price and read that there is none.
    let has_disabled = |prices: &PeriodPrices| {
        prices.iter().any(|(_, prices)| prices.iter().any(|(_, price)| !price.enabled))
    };
    let is_value_disabled = variant.terms.value_prices.iter().any(|(_, prices)| has_disabled(prices));
    match is_value_disabled || has_disabled(variant.terms.prices) {
        true => format!("{help}\na price that is not enabled counts as missing"),
        false => help,
    }
}

/// Returns the place where the missing prices belong. If the package has its own prices for the value, the missing
/// prices belong there. Otherwise they belong in the prices of the detail. If it has none, this is the place of the
/// enumeration or of the detail itself.
fn place(variant: &DetailVariant<'_>, value: Option<&EnumerationValue>, missing: &Missing<'_>) -> Place {
    let (prices, place) = match value.and_then(|value| Some((of_value(variant, value)?, value))) {
        Some((prices, value)) => (prices, variant.at("value_prices").child(&value.name)),
        None if has_any(variant.terms.prices) => (variant.terms.prices, variant.at("prices")),
        None if value.is_some() => return variant.at("enumeration"),
        None => return variant.head(),
    };
    match missing.as_slice() {
        // If only one period is affected and has some prices, the finding is at that period.
        [(period, _)] if prices.iter().any(|(known, _)| known == period) => place.child(period).key(),
        _ => place.key(),
    }
}

/// Removes empty gaps, and merges the gaps of values that lack the same prices at the same place.
fn merged<'a, 'c>(gaps: Vec<Gap<'a, 'c>>) -> Vec<Gap<'a, 'c>> {
    // If an enumeration has many values without prices, that is one mistake and not many.
    let mut merged: Vec<Gap<'a, 'c>> = Vec::new();
    for gap in gaps.into_iter().filter(|gap| !gap.missing.is_empty()) {
        let is_same = |other: &&mut Gap<'a, 'c>| other.place == gap.place && other.missing == gap.missing;
        match merged.iter_mut().find(is_same) {
            Some(other) => other.values.extend(gap.values),
            None => merged.push(gap),
        }
    }
    merged
}

/// Lists the missing prices in words. Periods that lack the same currencies are grouped.
fn shown(missing: &Missing<'_>) -> String {
    // A list and not a map, so that the periods stay in the order of the package.
    let mut groups: Vec<(Vec<String>, &[&str])> = Vec::new();
    for (period, currencies) in missing {
        match groups.iter_mut().find(|(_, others)| *others == currencies.as_slice()) {
            Some((periods, _)) => periods.push(period.to_string()),
            None => groups.push((vec![period.to_string()], currencies)),
        }
    }
    let words = groups.iter().map(|(periods, currencies)| {
        let periods: Vec<&str> = periods.iter().map(String::as_str).collect();
        format!("for {} in {}", list(&periods, "and"), list(currencies, "and"))
    });
    words.collect::<Vec<_>>().join(", and ")
}
