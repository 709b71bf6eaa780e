//! Renders the moves between the plans of a product.

use super::View;
use crate::diagnostic::{counted, grouped, printable};
use crate::kinds::Numbered;
use crate::model::with_places;
use crate::offer::{MoveObstacle, PlanMove, PricePair, ProductSheet, Settings, Unknown};
use crate::report::Color;
use crate::report::columns::{Cell, columns};
use rust_decimal::Decimal;

/// The maximum number of moves that are listed.
const LISTED: usize = 200;

impl View<'_> {
    /// Returns every move with its price difference or the reasons against it. Also returns the plans whose package
    /// does not support moves.
    pub(super) fn moves(&self, sheet: &ProductSheet<'_>) -> String {
        // Limited, since the number of moves grows with the square of the number of plans.
        let rows: Vec<Vec<Cell>> = sheet.moves.iter().take(LISTED).map(one_move).collect();
        let mut out = self.block("Moves, with the price difference for one installation", &rows, Some(2));
        let more = sheet.moves.len().saturating_sub(LISTED);
        if more > 0 {
            out.push_str(&format!("  … and {} more\n", grouped(more)));
        }
        // Repeated below the moves: one package is the reason for many of them, and can be fixed once.
        let lacking = sheet.plans.iter().filter_map(|plan| match plan.known.as_ref()?.settings {
            Settings::CannotApply(package) => Some((plan.id, package)),
            Settings::Applies | Settings::Unknown(_) | Settings::NoPackage => None,
        });
        let lacking: Vec<Vec<Cell>> = lacking
            .map(|(plan, package)| {
                vec![Cell::new(printable(plan)), Cell::new(format!("package `{}`", printable(package)))]
            })
            .collect();
        if !lacking.is_empty() {
            let heading = format!(
                "{} without onApplySubscriptionSettings in the package",
                counted(lacking.len(), "plan")
            );
            out.push_str(&(self.heading(&heading) + &columns(&lacking, Some(1), self.style)));
        }
        out
    }
}

/// Returns a move as a row: the two plans, whether the move is possible, and the price differences.
fn one_move(it: &PlanMove<'_>) -> Vec<Cell> {
    let (color, verdict) = match it.is_possible() {
        Some(true) => (Color::Green, "yes".to_owned()),
        Some(false) => (Color::Red, format!("no: {}", reasons(it))),
        None => (Color::Yellow, format!("unknown: {}", unknown(it))),
    };
    // A move that is not possible has no price.
    let prices = it.prices.iter().filter(|_| it.is_possible() != Some(false)).map(difference);
    let words: Vec<String> = std::iter::once(verdict).chain(prices).collect();
    vec![
        Cell::new(printable(it.from.it.id.as_str())),
        Cell::new(format!("→ {}", printable(it.to.it.id.as_str()))),
        Cell::painted(color, words.join(", ")),
    ]
}

/// Returns the price difference of a move: `+1.00 EUR per month`.
fn difference(pair: &PricePair) -> String {
    let (currency, period) = (printable(pair.currency), pair.period.word());
    let difference = match pair.difference() {
        Some(more) if more > Decimal::ZERO => format!("+{}", with_places(more)),
        // U+2212, which is as wide as `+`, so that the amounts stay aligned.
        Some(less) if less < Decimal::ZERO => format!("−{}", with_places(-less)),
        Some(_) => "±0".to_owned(),
        None => return format!("no price for one installation in {currency} per {period}"),
    };
    format!("{difference} {currency} per {period}")
}

/// Returns the reasons against a move in words.
fn reasons(it: &PlanMove<'_>) -> String {
    let reason = |against: &MoveObstacle<'_>| match against {
        MoveObstacle::NotAllowed => format!("`{}` does not allow moving", printable(it.from.it.id.as_str())),
        MoveObstacle::NobodyThere => {
            format!("`{}` is a draft, and nobody has subscribed to it", printable(it.from.it.id.as_str()))
        }
        MoveObstacle::NotActive(status) => {
            format!("`{}` is {}", printable(it.to.it.id.as_str()), status_word(*status))
        }
        MoveObstacle::NothingInCommon => "no period and currency in common".to_owned(),
        MoveObstacle::NoPackage(plan) => format!("`{}` has no package", printable(plan)),
        MoveObstacle::CannotApply(package) => {
            format!("the package `{}` has no onApplySubscriptionSettings", printable(package))
        }
    };
    it.against.iter().map(reason).collect::<Vec<_>>().join("; ")
}

fn status_word(status: crate::kinds::PlanStatus) -> &'static str {
    match status {
        // "is a draft", but "is archived": only one of the words is a noun.
        crate::kinds::PlanStatus::Draft => "a draft",
        other => other.word(),
    }
}

/// Says why it is unknown whether a move is possible.
fn unknown(it: &PlanMove<'_>) -> String {
    let one = |unknown: &Unknown| match unknown {
        Unknown::Package(package) => {
            format!("the manifest of the package `{}` is not in the files", printable(package))
        }
        Unknown::Tariff(tariff) => {
            format!("the tariff `{}` exists only in the database", printable(tariff))
        }
    };
    it.unknown.iter().map(one).collect::<Vec<_>>().join("; ")
}
