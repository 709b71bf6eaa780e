//! U14: a package in an upgrade group has a lower limit than a package on a lower level.

use super::extension::{amount, limit_place};
use crate::diagnostic::{Code, Diagnostic, counted, grouped};
use crate::offer::{Ladder, LadderMember, Limits};
use crate::rules::names::near_service_name::Slips;
use crate::rules::repeated_findings::grouped_by;
use crate::rules::{Rule, RuleContext};
use std::collections::BTreeSet;

// A warning, because a move fails only for customers who use more than the new package includes.
const CODE: Code = Code::error(
    "U14",
    "falling-limit",
    "less than a lower level",
    "A package in an upgrade group includes less than a package on a lower level.",
    include_str!("../codes/U14.md"),
)
.warning();

/// Reports packages with lower limits than packages on a lower level.
pub struct FallingLimit;

/// A package of a ladder with its limits.
type Limited<'l, 'a> = (&'l LadderMember<'a>, &'l Limits<'a>);
/// A package, a package on a higher level, and a service for which the second package has a lower limit than the first.
type Fall<'l, 'a> = (Limited<'l, 'a>, Limited<'l, 'a>, &'a str);

impl Rule for FallingLimit {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let slips = Slips::new(context);
        context.ladders().iter().flat_map(|ladder| of_ladder(ladder, &slips)).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>, slips: &Slips<'_, '_>) -> Vec<Diagnostic> {
    let limited: Vec<Limited<'_, '_>> = ladder.rungs.iter().filter_map(limited).collect();
    let is_shown = |(rung, _): &Limited<'_, '_>| rung.article.as_ref().is_some_and(|it| it.sale.is_shown());
    // Old products that the shop no longer shows may have included more, so they are compared only with one another.
    let (shown, hidden): (Vec<_>, Vec<_>) = limited.into_iter().partition(is_shown);
    let falls: Vec<Fall<'_, '_>> =
        [shown, hidden].iter().flat_map(|limited| all_falls(limited, slips)).collect();
    let falls = falls.into_iter();
    // One finding for each pair of packages, however many limits fall.
    let by_pair = grouped_by(falls.map(|fall| ((fall.0.0.item(), fall.1.0.item()), fall)));
    by_pair.into_iter().map(|(_, falls)| finding(ladder, &falls)).collect()
}

/// Returns a package with its limits. Returns `None` for packages without limits, because their limits may be set
/// elsewhere.
fn limited<'l, 'a>(rung: &'l LadderMember<'a>) -> Option<Limited<'l, 'a>> {
    let limits = rung.limits.as_ref().filter(|limits| !limits.is_empty())?;
    Some((rung, limits))
}

/// Finds all limits that are lower on a higher level. Packages with a misspelled service name are left out, because X05
/// reports them.
fn all_falls<'l, 'a>(limited: &[Limited<'l, 'a>], slips: &Slips<'_, '_>) -> Vec<Fall<'l, 'a>> {
    // Sorted, so that the first service, which the message names, is always the same.
    let services: BTreeSet<&str> = limited.iter().flat_map(|(_, limits)| limits.keys().copied()).collect();
    let falls = services.into_iter().flat_map(|service| falls(limited, service));
    falls.filter(|(low, high, _)| !slips.has_one(low.1) && !slips.has_one(high.1)).collect()
}

/// Finds the pairs of neighboring levels in which the limit for the service is lower on the higher level. For each
/// pair, returns one package of each level.
fn falls<'l, 'a>(limited: &[Limited<'l, 'a>], service: &'a str) -> Vec<Fall<'l, 'a>> {
    let levels: Vec<&[Limited<'l, 'a>]> =
        limited.chunk_by(|(one, _), (other, _)| one.step == other.step).collect();
    // Orders limits by amount, with unlimited above every number.
    let key =
        |(_, limits): &Limited<'l, 'a>| amount(limits, service).map_or((true, 0), |amount| (false, amount));
    let fall = |pair: &[&[Limited<'l, 'a>]]| {
        // The best of the lower level against the worst of the higher one: any such pair is a fall.
        let low = *pair[0].iter().max_by_key(|it| key(it))?;
        let high = *pair[1].iter().min_by_key(|it| key(it))?;
        (key(&high) < key(&low)).then_some((low, high, service))
    };
    levels.windows(2).filter_map(fall).collect()
}

fn finding(ladder: &Ladder<'_>, falls: &[Fall<'_, '_>]) -> Diagnostic {
    let ((low, most), (high, least), service) = falls[0];
    let (lower, higher) = (low.item(), high.item());
    let others = match falls.len() - 1 {
        0 => String::new(),
        more => format!("; the same applies to {}", counted(more, "other service")),
    };
    let most = amount(most, service).map_or("unlimited".to_owned(), grouped);
    let message = match amount(least, service).unwrap_or_default() {
        // The author sees no number in the file, so the message says where the 0 comes from.
        _ if !least.contains_key(service) => {
            format!(
                "`{higher}` sets no limit for `{service}`, so its limit is 0, but `{lower}` on a lower level includes {most}{others}"
            )
        }
        least => format!(
            "`{higher}` includes {} of `{service}`, less than `{lower}` on a lower level ({most}){others}",
            grouped(least)
        ),
    };
    let help = match least.contains_key(service) {
        true => {
            "raise the limit, or swap the levels: the larger product belongs on the higher level".to_owned()
        }
        // A missing limit counts as 0 and never as unlimited, so both have to be offered.
        false => format!("add `{service}` to its `limits` (`unlimited` if customers can use any amount)"),
    };
    Diagnostic::new(CODE, limit_place(high, service), message)
        .also(limit_place(low, service), format!("`{lower}` on level {}", low.member.level))
        .also(high.place, format!("level {} of `{}`", high.member.level, ladder.name))
        .help(help)
}
