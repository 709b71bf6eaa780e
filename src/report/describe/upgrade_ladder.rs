//! Renders the ladder of an upgrade group, as text and as a graph.

mod diagram;

pub use diagram::{dot, mermaid};

use crate::diagnostic::{grouped, printable};
use crate::offer::{Flag, Ladder, LadderMember, Limits, Move, Shared};
use crate::report::Color;
use crate::report::columns::Cell;
use std::collections::BTreeSet;

/// The maximum number of moves that are listed. The number of moves that are left out is always shown.
pub const LISTED: usize = 1000;

/// The moves between the members of a ladder.
pub struct Moves {
    /// A row for each move.
    pub lines: Vec<Vec<Cell>>,
    /// Remarks that apply to all moves.
    pub remarks: Vec<String>,
}

/// Returns a member as cells: its level, article number, name and periods, and what is unusual about the member.
pub fn rung(rung: &LadderMember<'_>) -> Vec<Cell> {
    let name = rung.article.as_ref().map_or("", |article| article.name);
    vec![
        Cell::new(format!("level {}", rung.member.level)).right(),
        Cell::new(printable(rung.item())),
        Cell::new(printable(name)),
        Cell::new(periods_of(rung)),
        Cell::painted(Color::Yellow, notes(rung).join(", ")),
    ]
}

/// Returns a table with the limits of the members that are packages. Each package has a column, and the lowest level
/// comes first. Empty if no package has limits.
pub fn limits(ladder: &Ladder<'_>) -> Vec<Vec<Cell>> {
    let packages: Vec<(&str, &Limits<'_>)> =
        ladder.rungs.iter().filter_map(|rung| Some((rung.item(), rung.limits.as_ref()?))).collect();
    // A `BTreeSet`, so that the services have one line each, in the same order on every run.
    let services: BTreeSet<&str> = packages.iter().flat_map(|(_, limits)| limits.keys().copied()).collect();
    // Without services there would be a table of headings alone.
    if services.is_empty() {
        return Vec::new();
    }
    let head = packages.iter().map(|(item, _)| Cell::new(printable(item)).right());
    let head = std::iter::once(Cell::new("")).chain(head).collect();
    let line = |service: &str| {
        let amounts =
            packages.iter().map(|(_, limits)| Cell::new(amount(limits.get(service).copied())).right());
        std::iter::once(Cell::new(printable(service))).chain(amounts).collect()
    };
    std::iter::once(head).chain(services.into_iter().map(line)).collect()
}

/// Returns a limit in words: a dash for `None`, if the package does not mention the service, and `unlimited` for
/// `Some(None)`.
fn amount(limit: Option<Option<u64>>) -> String {
    match limit {
        // A dash and not 0: the package says nothing about this service, which is not the same as none of it.
        None => "–".to_owned(),
        Some(None) => "unlimited".to_owned(),
        Some(Some(amount)) => grouped(amount),
    }
}

/// Returns remarks on a member: which flags are off, and whether it exists only in the database or is not in the shop.
fn notes(rung: &LadderMember<'_>) -> Vec<String> {
    let member = rung.member;
    // Only flags that are off are mentioned: all of them default to true.
    let flags = [
        ("upgradeable", *member.upgradeable),
        ("downgradeable", *member.downgradeable),
        ("upgradeable_from", *member.upgradeable_from),
        ("downgradeable_from", *member.downgradeable_from),
    ];
    let off = flags.iter().filter(|(_, set)| !set).map(|(name, _)| format!("{name}: false"));
    let shop = match &rung.article {
        None => Some("exists only in the database"),
        Some(article) if !article.sale.is_shown() => Some("not in the shop"),
        Some(_) => None,
    };
    off.chain(shop.map(str::to_owned)).collect()
}

/// Returns the renewal periods of a member in words; empty if the member exists only in the database.
fn periods_of(rung: &LadderMember<'_>) -> String {
    let Some(article) = &rung.article else { return String::new() };
    let periods: Vec<String> = article.sale.part.periods.iter().map(|p| p.every.to_string()).collect();
    // Without periods there is no renewal.
    if periods.is_empty() { "one-time".to_owned() } else { periods.join(", ") }
}

/// Returns the moves between members of different levels, with remarks.
pub fn moves(ladder: &Ladder<'_>) -> Moves {
    let shown: Vec<Move<'_, '_>> = ladder.moves().take(LISTED).collect();
    let lines = shown.iter().map(line).collect();
    let mut remarks = Vec::new();
    // The moves are not counted by walking them, since their number grows with the square of the members.
    let more = ladder.pairs() - shown.len();
    if shown.is_empty() {
        remarks.push("none: there are no members on different levels to move between".to_owned());
    }
    if more > 0 {
        remarks.push(format!("… and {} more", grouped(more)));
    }
    if shown.iter().any(|step| !step.is_certain()) {
        remarks.push(UNCERTAIN.to_owned());
    }
    if shown.iter().any(|step| step.skips && step.is_possible()) {
        remarks.push(SKIPS.to_owned());
    }
    Moves { lines, remarks }
}

const UNCERTAIN: &str = "The manual of the billing system can be read in two ways. Wares applies \
    `upgradeable` and `downgradeable` to the article that a customer leaves, and `upgradeable_from` and \
    `downgradeable_from` to the one that the customer moves to; the other reading swaps them.";
const SKIPS: &str = "The manual does not say whether moves that skip a level are offered.";

/// Returns a move as a row: the two members, the direction, and whether the move is possible.
fn line(step: &Move<'_, '_>) -> Vec<Cell> {
    // Yellow before green and red: what is uncertain must not look like an answer.
    let color = match (step.is_certain() && step.periods != Shared::Unknown, step.is_possible()) {
        (false, _) => Color::Yellow,
        (true, true) => Color::Green,
        (true, false) => Color::Red,
    };
    vec![
        Cell::new(format!("{} → {}", printable(step.from.item()), printable(step.to.item()))),
        Cell::new(step.direction.as_str()),
        Cell::painted(color, verdict(step)),
    ]
}

/// Says whether a move is possible, for which periods, and what is uncertain about the move.
fn verdict(step: &Move<'_, '_>) -> String {
    let mut verdict = match (&step.periods, step.verdict.allows()) {
        (_, false) => format!("no: {}", flags(&step.verdict.against_documented)),
        (Shared::Periods(periods), true) if periods.is_empty() => {
            "no: they share no renewal period".to_owned()
        }
        (Shared::Periods(_) | Shared::Unknown, true) => periods(&step.periods),
    };
    if step.skips && step.is_possible() {
        verdict.push_str("; skips a level");
    }
    if !step.is_certain() {
        let other = match step.verdict.against_swapped.as_slice() {
            [] => periods(&step.periods),
            against => format!("no: {}", flags(against)),
        };
        verdict.push_str(&format!(" (under the other reading of the flags: {other})"));
    }
    verdict
}

/// Returns the periods for which a move is possible, in words.
pub fn periods(shared: &Shared) -> String {
    match shared {
        Shared::Unknown => "if they share a period (the files do not say)".to_owned(),
        Shared::Periods(periods) => {
            let periods: Vec<String> = periods.iter().map(ToString::to_string).collect();
            format!("yes: {}", periods.join(", "))
        }
    }
}

/// Returns the flags that forbid a move, in words.
fn flags(flags: &[Flag<'_>]) -> String {
    let flag = |flag: &Flag<'_>| format!("`{}` of {} is false", flag.name, printable(flag.item));
    flags.iter().map(flag).collect::<Vec<_>>().join(", ")
}
