//! Finds the limits that a downgrade lowers, and the extra services that make up for them.

use super::graph::{Readings, down, flags};
use crate::diagnostic::Place;
use crate::kinds::ExtraService;
use crate::offer::{Ladder, LadderMember, Limits, Offer, TypedArticle, VisibleServices};
use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

/// Returns the limit for a service. It is `None` if the service is unlimited, and 0 if `limits` does not contain the
/// service.
pub(super) fn amount(limits: &Limits<'_>, service: &str) -> Option<u64> {
    // A service that is not listed has the base package's limit of zero (domain.md §1, "Packages/limits").
    limits.get(service).copied().unwrap_or(Some(0))
}

/// Returns the place of a package's limit for a service. If the package has no such limit, returns the place of
/// `limits`, or of the article number if there is no `limits`.
pub(super) fn limit_place(rung: &LadderMember<'_>, service: &str) -> Place {
    let Some(article) = &rung.article else { return rung.place };
    let root = article.entry.document.root();
    match rung.limits.as_ref().filter(|limits| !limits.is_empty()) {
        Some(limits) if limits.contains_key(service) => root.child("limits").child(service),
        // The limit is missing, so the finding is where it belongs.
        Some(_) => root.child("limits").key(),
        None => root.child("article"),
    }
}

/// A downgrade that lowers or removes a limit.
#[derive(Clone, Copy)]
pub(super) struct Loss<'l, 'a> {
    /// The service that is limited.
    pub service: &'a str,
    /// The package that the customer leaves. If there are several such packages, this is the one with the highest
    /// limit.
    pub from: &'l LadderMember<'a>,
    /// The package that the customer moves to.
    pub to: &'l LadderMember<'a>,
    /// The readings of the flags that allow the move.
    pub readings: Readings,
}

/// For each service, the package with the highest limit among those that customers can downgrade from. There is one
/// such package for each of the two readings of the flags.
type HighestLimits<'l, 'a> = HashMap<&'a str, [Option<(&'l LadderMember<'a>, Option<u64>)>; 2]>;

/// Finds the limits that become lower when customers downgrade within a ladder. Each pair of a service and a target
/// package is listed once.
pub(super) fn losses<'l, 'a>(ladder: &'l Ladder<'a>) -> Vec<Loss<'l, 'a>> {
    let mut losses = Vec::new();
    // Both readings of the flags at once, because it is not known which is right (domain.md §6).
    let mut most: HighestLimits<'l, 'a> = HashMap::new();
    // From the top level down, `most` holds the highest limits of all levels above, so pairs need not be compared.
    for level in ladder.rungs.chunk_by(|one, other| one.step == other.step).rev() {
        for rung in level {
            losses.extend(most.iter().filter_map(|(service, above)| loss(rung, service, above)));
        }
        level.iter().for_each(|rung| record_highest(&mut most, rung));
    }
    // Sorted for a stable order: the losses come from hash maps.
    losses.sort_by_key(|loss| (loss.service, loss.to.step));
    losses
}

/// Under the documented reading, the first element says whether the flags allow downgrades from the member, and the
/// second whether they allow downgrades to it. Under the swapped reading, it is the other way around.
fn allows(rung: &LadderMember<'_>) -> [bool; 2] {
    let [_, _, downgradeable, downgradeable_from] = flags(rung.member);
    [downgradeable, downgradeable_from]
}

/// Adds the limits of a member to `most`, where they are higher than the limits that have been found so far.
fn record_highest<'l, 'a>(most: &mut HighestLimits<'l, 'a>, rung: &'l LadderMember<'a>) {
    for (service, amount) in rung.limits.as_ref().into_iter().flatten() {
        let pair = most.entry(service).or_default();
        for (slot, _) in pair.iter_mut().zip(allows(rung)).filter(|(_, allows)| *allows) {
            // None stands for unlimited, which no amount exceeds.
            let is_more =
                slot.is_none_or(|(_, most)| most.is_some_and(|most| amount.is_none_or(|own| own > most)));
            if is_more {
                *slot = Some((rung, *amount));
            }
        }
    }
}

fn loss<'l, 'a>(
    to: &'l LadderMember<'a>,
    service: &'a str,
    above: &[Option<(&'l LadderMember<'a>, Option<u64>)>; 2],
) -> Option<Loss<'l, 'a>> {
    let least = amount(to.limits.as_ref()?, service)?;
    let is_more = |most: Option<u64>| most.is_none_or(|most| most > least);
    // A reading in which the limit does not fall is no loss, so the other reading is tried.
    let from = above
        .iter()
        .flatten()
        .find(|(from, most)| is_more(*most) && down(flags(from.member), flags(to.member)).any())?;
    let readings = down(flags(from.0.member), flags(to.member));
    Some(Loss { service, from: from.0, to, readings })
}

/// The extra services that increase limits, by the service whose limit they increase.
pub(super) struct Extensions<'o, 'a> {
    offer: &'o Offer<'a>,
    visible_services: &'o VisibleServices<'a>,
    adding: BTreeMap<&'a str, Vec<&'o TypedArticle<'a, ExtraService>>>,
    /// The extra services that increase limits and are for every package, because they list no packages.
    open: BTreeMap<&'a str, Vec<&'o TypedArticle<'a, ExtraService>>>,
    /// The extra services that increase limits and list packages. Built on first use.
    listing: OnceCell<Listing<'o, 'a>>,
}

/// For each pair of a package and a service, the extra services that list the package and increase the limit for the
/// service.
type Listing<'o, 'a> = HashMap<(&'a str, &'a str), Vec<&'o TypedArticle<'a, ExtraService>>>;

impl<'o, 'a> Extensions<'o, 'a> {
    /// Collects the extra services that increase limits.
    pub fn new(offer: &'o Offer<'a>, visible_services: &'o VisibleServices<'a>) -> Self {
        let mut extensions = Self {
            offer,
            visible_services,
            adding: BTreeMap::new(),
            open: BTreeMap::new(),
            listing: OnceCell::new(),
        };
        for service in offer.services() {
            // A property that cannot be read may list anything; `uncertain` covers those.
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

    /// Returns the extra services that increase the limit for the given service.
    pub fn of(&self, service: &str) -> &[&'o TypedArticle<'a, ExtraService>] {
        self.adding.get(service).map_or(&[], Vec::as_slice)
    }

    /// Returns the extra services that increase the limit for `service` and that customers of `package` can order.
    /// Services about which this is not known are included.
    // The index by package avoids a look at every extra service: a catalog may have thousands, and a package few of
    // them.
    pub fn for_customers_of<'s>(
        &'s self,
        package: &str,
        service: &'s str,
    ) -> Box<dyn Iterator<Item = &'o TypedArticle<'a, ExtraService>> + 's> {
        // A package that only the database has can show any service.
        let Some(package) = self.visible_services.package(self.offer, package) else {
            return Box::new(self.of(service).iter().copied());
        };
        if package.read("extra_services", |own| own.extra_services) == Ok(false) {
            // The shop shows extra services only to customers of packages that sell them.
            return Box::new(std::iter::empty());
        }
        let listing = self.listing.get_or_init(|| self.listing()).get(&(package.article.number(), service));
        let listing = listing.into_iter().flatten().copied();
        let open = self.open.get(service).into_iter().flatten().copied();
        let uncertain = self.visible_services.uncertain().iter().map(|at| &self.offer.services()[*at]);
        let uncertain = uncertain.filter(move |it| added(it).any(|name| name == service));
        // The index knows nothing of the shop or of periods, so each candidate is still checked.
        Box::new(listing.chain(open).chain(uncertain).filter(move |it| self.offer.may_show(package, it)))
    }

    fn listing(&self) -> Listing<'o, 'a> {
        let mut listing = Listing::new();
        for service in self.offer.services() {
            let listed = service.read("packages", |own| own.packages.as_slice()).unwrap_or_default();
            let pair = listed.iter().flat_map(|it| added(service).map(|limit| (it.name(), limit)));
            pair.for_each(|pair| listing.entry(pair).or_default().push(service));
        }
        listing
    }
}

/// Returns the services for which an extra service increases the limit.
fn added<'a>(service: &TypedArticle<'a, ExtraService>) -> impl Iterator<Item = &'a str> + use<'a> {
    let adds = service.read("adds", |own| &own.adds).ok();
    // An addition of 0 makes up for nothing.
    let adds = adds.into_iter().flat_map(|adds| adds.iter()).filter(|(_, units)| units.count() > 0);
    adds.map(|(name, _)| name.name())
}
