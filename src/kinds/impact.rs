//! Whom a change hits: subscriptions, counted by the database.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whom a change of one resource hits.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Impact {
    /// The subscriptions of it by state, as the database has it, ended ones included.
    pub by_state: BTreeMap<String, u64>,
    /// How many of them are live: not in one of the manifest's `ended_states`.
    pub live: u64,
    /// How many of the live ones have something that changes before it, and are counted there.
    #[serde(default)]
    pub counted_before: u64,
    /// The live subscriptions that renew at another price, by period and currency. Where a subscription stores no
    /// currency, each is counted in every one, as if all paid in it.
    pub renewals: Vec<Renewal>,
    /// How many live subscriptions renew by a period that loses its price in some currency, or whose price is disabled:
    /// what they pay then, nobody can tell.
    pub unpriced: u64,
    /// How many live subscriptions hold something that is deleted.
    pub deleted: u64,
    /// How many live subscriptions hold something that stays, but can no longer be ordered.
    pub not_orderable: u64,
    /// The moves that live subscriptions could make before and no longer can.
    pub lost_moves: Vec<LostMove>,
}

impl Impact {
    /// Whom it hits and an earlier one did not: of a resource that nobody had, everybody; the moves that it did not name.
    pub fn beyond(&self, earlier: &Self) -> Self {
        let is_named = |lost: &LostMove| {
            let same =
                |it: &LostMove| (it.direction, &it.from, &it.to) == (lost.direction, &lost.from, &lost.to);
            earlier.lost_moves.iter().any(same)
        };
        let lost_moves = self.lost_moves.iter().filter(|lost| !is_named(lost)).cloned().collect();
        match earlier.live {
            0 => Self { lost_moves, ..self.clone() },
            _ => Self { lost_moves, ..Self::default() },
        }
    }

    /// How many live subscriptions it is about: those of the resource, or, where nobody has such a resource, those that
    /// lose a move.
    pub fn hit(&self) -> u64 {
        let leaving: BTreeMap<&str, u64> =
            self.lost_moves.iter().map(|lost| (lost.from.as_str(), lost.subscriptions)).collect();
        match self.live {
            0 => leaving.into_values().fold(0, u64::saturating_add),
            live => live,
        }
    }
}

/// Subscriptions that renew at another price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Renewal {
    /// The period, as the files write it.
    pub period: String,
    /// The currency.
    pub currency: String,
    /// How many live subscriptions.
    pub subscriptions: u64,
    /// What all of them together pay per period today.
    #[schemars(with = "String")]
    pub before: Decimal,
    /// What all of them together pay per period afterwards.
    #[schemars(with = "String")]
    pub after: Decimal,
}

/// An upgrade or a downgrade that is no longer possible.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct LostMove {
    /// Which of the two.
    pub direction: Direction,
    /// What they have.
    pub from: String,
    /// What they could move to.
    pub to: String,
    /// How many live subscriptions have the former.
    pub subscriptions: u64,
}

impl LostMove {
    /// Each move once: it may be lost by the change of its group and by that of an article.
    pub fn distinct<'a>(all: impl IntoIterator<Item = &'a Self>) -> Vec<Self> {
        let mut most: BTreeMap<(Direction, &str, &str), u64> = BTreeMap::new();
        for lost in all {
            let count = most.entry((lost.direction, &lost.from, &lost.to)).or_default();
            *count = lost.subscriptions.max(*count);
        }
        let lost = |((direction, from, to), subscriptions): ((Direction, &str, &str), u64)| Self {
            direction,
            from: from.to_owned(),
            to: to.to_owned(),
            subscriptions,
        };
        most.into_iter().map(lost).collect()
    }
}

/// Which way a move on a ladder goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To a higher level.
    Upgrade,
    /// To a lower level.
    Downgrade,
}

impl Direction {
    /// The direction as a word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
        }
    }
}
