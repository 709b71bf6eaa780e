//! U13: some members of an upgrade group have no price in a currency in which other members have prices.

use crate::diagnostic::{Code, Diagnostic, Location, list};
use crate::model::Level;
use crate::offer::{Ladder, LadderMember};
use crate::rules::repeated_findings::{named, with_places};
use crate::rules::{Rule, RuleContext};
use std::collections::{BTreeMap, HashSet};

// An error, because the billing system refuses to calculate a move without a price in the customer's currency.
const CODE: Code = Code::error(
    "U13",
    "missing-ladder-currency",
    "missing currency",
    "Some members of an upgrade group have prices in a currency, and others do not.",
    include_str!("../codes/U13.md"),
);

/// Reports members that have no prices in a currency in which other members have prices.
pub struct MissingLadderCurrency;

/// Currencies as bits, in the order of the manifest. Only the first 128 are checked.
type Currencies = u128;

impl Rule for MissingLadderCurrency {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let declared = declared(context);
        let of_ladder = |ladder| {
            let lacking = lacking(ladder, &declared).into_iter().filter_map(|it| it.without_allowed(context));
            lacking.map(move |it| finding(ladder, &it))
        };
        context.ladders().iter().flat_map(of_ladder).collect()
    }
}

/// Members that lack prices in the same currencies, and one member that has prices in the first of these currencies.
struct Lacking<'l, 'a, 'd> {
    members: Vec<&'l LadderMember<'a>>,
    missing: Vec<&'d str>,
    has: &'l LadderMember<'a>,
}

impl Lacking<'_, '_, '_> {
    /// Removes the members for which a comment allows the finding. Returns `None` if no member is left.
    fn without_allowed(mut self, context: &RuleContext<'_>) -> Option<Self> {
        self.members.retain(|rung| !context.is_allowed(CODE, place(rung)));
        (!self.members.is_empty()).then_some(self)
    }
}

/// Returns the missing prices that this rule reports, as pairs of an article and a currency. A32 does not report these
/// pairs again.
pub(in crate::rules) fn reported<'a>(context: &RuleContext<'a>) -> HashSet<(&'a str, String)> {
    let declared = declared(context);
    // For A32, a missing price in the default currency is an error, which a mere warning here must not replace.
    let first = match context.level(CODE) {
        // If this rule reports nothing, A32 must report everything.
        Some(Level::Allow) => return HashSet::new(),
        Some(Level::Warn) => 1,
        _ => 0,
    };
    let replaces = |name: &&&str| declared[first..].contains(*name);
    let all = context.ladders().iter().flat_map(|ladder| lacking(ladder, &declared));
    let each = all.filter_map(|it| it.without_allowed(context)).flat_map(|it| {
        let missing_in = |rung: &LadderMember<'a>| {
            it.missing.iter().filter(replaces).map(|name| (rung.item(), (*name).to_owned())).collect()
        };
        it.members.iter().flat_map(|rung| -> Vec<(&'a str, String)> { missing_in(rung) }).collect::<Vec<_>>()
    });
    each.collect()
}

fn declared<'a>(context: &RuleContext<'a>) -> Vec<&'a str> {
    context.catalog.manifest().currencies.iter().map(String::as_str).collect()
}

/// Groups the members of a ladder that lack the same currencies.
fn lacking<'l, 'a, 'd>(ladder: &'l Ladder<'a>, declared: &[&'d str]) -> Vec<Lacking<'l, 'a, 'd>> {
    let priced = ladder.rungs.iter().map(|rung| (rung, currencies(rung, declared)));
    // Members without any price are reported by other rules.
    let priced: Vec<(&LadderMember<'_>, Currencies)> = priced.filter(|(_, own)| *own != 0).collect();
    // A currency is partial if some member has it (`any`) but not every member does (`all`).
    let any = priced.iter().fold(0, |any, (_, own)| any | own);
    let all = priced.iter().fold(any, |all, (_, own)| all & own);
    // Currencies that the same members lack make one finding. Sorted by member, so that the output is stable.
    let mut by_lacking: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    let is_partial = |bit: &usize| (any & !all) >> bit & 1 == 1;
    for bit in (0..declared.len().min(Currencies::BITS as usize)).filter(is_partial) {
        let lacks = |at: &usize| priced[*at].1 >> bit & 1 == 0;
        by_lacking.entry((0..priced.len()).filter(lacks).collect()).or_default().push(bit);
    }
    let lacking = |(members, bits): (Vec<usize>, Vec<usize>)| {
        let has = priced.iter().find(|(_, own)| own >> bits[0] & 1 == 1).map(|(rung, _)| *rung)?;
        let members = members.iter().map(|at| priced[*at].0).collect();
        Some(Lacking { members, missing: bits.iter().map(|bit| declared[*bit]).collect(), has })
    };
    by_lacking.into_iter().filter_map(lacking).collect()
}

/// Returns the currencies in which a member has an enabled price. The result is empty if nothing can be said about the
/// member, because its article is not in the files or uses an undeclared currency.
fn currencies(rung: &LadderMember<'_>, declared: &[&str]) -> Currencies {
    // No currency at all, so that an article outside the files is left out like one without prices.
    let Some(article) = &rung.article else { return 0 };
    let part = article.sale.part;
    let prices = part.periods.iter().map(|period| &period.prices).chain([&part.prices]);
    // An undeclared currency is reported elsewhere. It may be a typo of any of them, so it is unknown what is missing.
    if prices.clone().flat_map(|prices| prices.keys()).any(|it| !declared.contains(&it.name())) {
        return 0;
    }
    let offered = prices.flat_map(|prices| prices.iter()).filter(|(_, money)| money.enabled);
    // A currency beyond the last bit is left out, which can hide a finding but not cause one.
    let bit = |name: &str| {
        declared.iter().position(|own| *own == name).filter(|at| *at < Currencies::BITS as usize)
    };
    offered.filter_map(|(currency, _)| bit(currency.name())).fold(0, |all, bit| all | 1 << bit)
}

fn finding(ladder: &Ladder<'_>, lacking: &Lacking<'_, '_, '_>) -> Diagnostic {
    let Lacking { members, missing, has } = lacking;
    let items: Vec<&str> = members.iter().map(|rung| rung.item()).collect();
    let (verb, currencies) = (if items.len() == 1 { "has" } else { "have" }, list(missing, "and"));
    let message = format!(
        "{} {verb} no price in {currencies}, but `{}` in the same upgrade group has one",
        named(&items, "member"),
        has.item()
    );
    let others = members
        .iter()
        .skip(1)
        .take(2)
        .map(|rung| (place(rung), format!("`{}` has none either", rung.item())));
    let finding =
        Diagnostic::new(CODE, place(members[0]), message).also(place(has), format!("`{}`", has.item()));
    with_places(finding, others.chain([(members[0].place.into(), format!("a member of `{}`", ladder.name))]))
        .help(format!(
            "add prices in {currencies}: otherwise, customers who pay in such a currency cannot move"
        ))
}

/// Returns the place of a member's prices.
fn place(rung: &LadderMember<'_>) -> Location {
    let Some(article) = &rung.article else { return rung.place.into() };
    let root = article.entry.document.root();
    // Prices of recurring articles belong to their periods (domain.md §0.3).
    let key = if article.sale.part.periods.is_empty() { "prices" } else { "periods" };
    root.child(key).key().into()
}
