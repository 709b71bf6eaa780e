//! What a downgrade loses, and the extra services that make up for it (seed 001).

use super::graph::{Readings, down, flags};
use crate::diagnostic::Place;
use crate::kinds::ExtraService;
use crate::offer::{Ladder, Limits, Offer, Reach, Rung, Sells};
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

/// How much of a service limits include; none where that is unlimited.
pub(super) fn amount(limits: &Limits<'_>, service: &str) -> Option<u64> {
    limits.get(service).copied().unwrap_or(Some(0))
}

/// Where a package says how much of a service it includes; the key of its limits where it says nothing of the service.
pub(super) fn limit_place(rung: &Rung<'_>, service: &str) -> Place {
    let Some(article) = &rung.article else { return rung.place };
    let root = article.entry.document.root();
    match rung.limits.as_ref().filter(|limits| !limits.is_empty()) {
        Some(limits) if limits.contains_key(service) => root.child("limits").child(service),
        Some(_) => root.child("limits").key(),
        None => root.child("article"),
    }
}

/// A limit that a downgrade loses.
#[derive(Clone, Copy)]
pub(super) struct Loss<'l, 'a> {
    /// The service.
    pub service: &'a str,
    /// The package that is left; of several the one that includes the most.
    pub from: &'l Rung<'a>,
    /// The package that is reached.
    pub to: &'l Rung<'a>,
    /// In which readings of the flags that move can be made.
    pub readings: Readings,
}

/// The package with the most of a service that can be left downwards, for each reading of the flags.
type Most<'l, 'a> = HashMap<&'a str, [Option<(&'l Rung<'a>, Option<u64>)>; 2]>;

/// What the downgrades of a ladder lose: each service once for each package that is reached.
pub(super) fn losses<'l, 'a>(ladder: &'l Ladder<'a>) -> Vec<Loss<'l, 'a>> {
    let mut losses = Vec::new();
    let mut most: Most<'l, 'a> = HashMap::new();
    for level in ladder.rungs.chunk_by(|one, other| one.step == other.step).rev() {
        for rung in level {
            losses.extend(most.iter().filter_map(|(service, above)| loss(rung, service, above)));
        }
        level.iter().for_each(|rung| leave(&mut most, rung));
    }
    losses.sort_by_key(|loss| (loss.service, loss.to.step));
    losses
}

/// Whether a member allows to be left (first) or reached (second) downwards, as it is documented; the other way round in
/// the other reading.
fn allows(rung: &Rung<'_>) -> [bool; 2] {
    let all = flags(rung.member);
    [all[2], all[3]]
}

fn leave<'l, 'a>(most: &mut Most<'l, 'a>, rung: &'l Rung<'a>) {
    for (service, amount) in rung.limits.as_ref().into_iter().flatten() {
        let both = most.entry(service).or_default();
        for (slot, _) in both.iter_mut().zip(allows(rung)).filter(|(_, allows)| *allows) {
            let is_more =
                slot.is_none_or(|(_, most)| most.is_some_and(|most| amount.is_none_or(|own| own > most)));
            if is_more {
                *slot = Some((rung, *amount));
            }
        }
    }
}

fn loss<'l, 'a>(
    to: &'l Rung<'a>,
    service: &'a str,
    above: &[Option<(&'l Rung<'a>, Option<u64>)>; 2],
) -> Option<Loss<'l, 'a>> {
    let least = amount(to.limits.as_ref()?, service)?;
    let is_more = |most: Option<u64>| most.is_none_or(|most| most > least);
    let from = above
        .iter()
        .flatten()
        .find(|(from, most)| is_more(*most) && down(flags(from.member), flags(to.member)).any())?;
    let readings = down(flags(from.0.member), flags(to.member));
    Some(Loss { service, from: from.0, to, readings })
}

/// The extra services that add to limits, by the service of which they add.
pub(super) struct Extensions<'o, 'a> {
    offer: &'o Offer<'a>,
    reach: &'o Reach<'a>,
    adding: BTreeMap<&'a str, Vec<&'o Sells<'a, ExtraService>>>,
    /// Those of them that are for every package.
    open: BTreeMap<&'a str, Vec<&'o Sells<'a, ExtraService>>>,
    /// Those that list a package, by the package and the limit: found once one is asked for.
    listing: OnceCell<Listing<'o, 'a>>,
}

/// Services by a package that they list and a limit to which they add.
type Listing<'o, 'a> = HashMap<(&'a str, &'a str), Vec<&'o Sells<'a, ExtraService>>>;

impl<'o, 'a> Extensions<'o, 'a> {
    /// Those of an offer.
    pub fn new(offer: &'o Offer<'a>, reach: &'o Reach<'a>) -> Self {
        let mut extensions =
            Self { offer, reach, adding: BTreeMap::new(), open: BTreeMap::new(), listing: OnceCell::new() };
        for service in offer.services() {
            let listed = service.read("packages", |own| own.packages.as_slice()).unwrap_or_default();
            for name in added(service) {
                extensions.adding.entry(name).or_default().push(service);
                if listed.is_empty() {
                    extensions.open.entry(name).or_default().push(service);
                }
            }
        }
        extensions
    }

    /// The extra services that add to a limit.
    pub fn of(&self, service: &str) -> &[&'o Sells<'a, ExtraService>] {
        self.adding.get(service).map_or(&[], Vec::as_slice)
    }

    /// Those of them that the customers of a package can order, or may be able to. A package may have few of many.
    pub fn for_customers_of<'s>(
        &'s self,
        package: &str,
        service: &'s str,
    ) -> Box<dyn Iterator<Item = &'o Sells<'a, ExtraService>> + 's> {
        let Some(package) = self.reach.package(self.offer, package) else {
            return Box::new(self.of(service).iter().copied());
        };
        if package.read("extra_services", |own| own.extra_services) == Ok(false) {
            return Box::new(std::iter::empty());
        }
        let listing = self.listing.get_or_init(|| self.listing()).get(&(package.article.number(), service));
        let listing = listing.into_iter().flatten().copied();
        let open = self.open.get(service).into_iter().flatten().copied();
        let uncertain = self.reach.uncertain().iter().map(|at| &self.offer.services()[*at]);
        let uncertain = uncertain.filter(move |it| added(it).any(|name| name == service));
        Box::new(listing.chain(open).chain(uncertain).filter(move |it| self.offer.may_show(package, it)))
    }

    fn listing(&self) -> Listing<'o, 'a> {
        let mut listing = Listing::new();
        for service in self.offer.services() {
            let listed = service.read("packages", |own| own.packages.as_slice()).unwrap_or_default();
            let both = listed.iter().flat_map(|it| added(service).map(|limit| (it.name(), limit)));
            both.for_each(|both| listing.entry(both).or_default().push(service));
        }
        listing
    }
}

/// The services to whose limits an extra service adds.
fn added<'a>(service: &Sells<'a, ExtraService>) -> impl Iterator<Item = &'a str> + use<'a> {
    let adds = service.read("adds", |own| &own.adds).ok();
    let adds = adds.into_iter().flat_map(|adds| adds.iter()).filter(|(_, units)| units.count() > 0);
    adds.map(|(name, _)| name.name())
}
