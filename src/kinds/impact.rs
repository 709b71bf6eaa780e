//! The impact of a change: counts of the subscriptions that it affects.

use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The subscriptions that a change to one resource affects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Impact {
    /// The number of subscriptions to the resource, including ended subscriptions, by the state that the database
    /// stores.
    pub by_state: BTreeMap<String, u64>,
    /// The number of live subscriptions: subscriptions whose state is not one of the manifest's `ended_states`.
    pub live: u64,
    /// The number of live subscriptions that are already counted for an earlier change in the plan.
    #[serde(default)]
    pub counted_before: u64,
    /// The live subscriptions that renew at a different price, by period and currency. If the billing system does not
    /// store the currency of a subscription, the subscription is counted in every currency.
    pub renewals: Vec<Renewal>,
    /// The number of live subscriptions whose renewal price is removed or disabled in some currency. It is not known
    /// what these subscriptions will pay.
    pub unpriced: u64,
    /// The number of live subscriptions that hold something that the plan deletes.
    pub deleted: u64,
    /// The number of live subscriptions that hold something that the plan keeps but that customers can no longer order.
    pub not_orderable: u64,
    /// The upgrades and downgrades that live subscriptions can no longer make.
    pub lost_moves: Vec<LostMove>,
}

impl Impact {
    /// Returns what this impact adds to an earlier one. If the earlier impact has no live subscriptions, the
    /// result is this impact without the lost moves that both impacts have. Otherwise, the result contains only the
    /// lost moves that the earlier impact does not have.
    pub fn without_earlier(&self, earlier: &Self) -> Self {
        let is_named = |lost: &LostMove| {
            let same =
                |it: &LostMove| (it.direction, &it.from, &it.to) == (lost.direction, &lost.from, &lost.to);
            earlier.lost_moves.iter().any(same)
        };
        let lost_moves = self.lost_moves.iter().filter(|lost| !is_named(lost)).cloned().collect();
        // The same subscriptions must not count twice when one plan changes an article and the group it is in.
        match earlier.live {
            0 => Self { lost_moves, ..self.clone() },
            _ => Self { lost_moves, ..Self::default() },
        }
    }

    /// The number of affected live subscriptions: the subscriptions to the resource or, if there are none, the
    /// subscriptions that lose a move.
    pub fn affected(&self) -> u64 {
        // A map by article, so that the count of an article with several lost moves is kept once.
        let leaving: BTreeMap<&str, u64> =
            self.lost_moves.iter().map(|lost| (lost.from.as_str(), lost.subscriptions)).collect();
        // A resource such as an upgrade group has no subscriptions of its own. Each article counts once, however many
        // moves from it are lost.
        match self.live {
            // Saturating: the counts come from a database, and an overflow must not end a plan.
            0 => leaving.into_values().fold(0, u64::saturating_add),
            // A resource with subscriptions of its own counts those; who loses a move is among them.
            live => live,
        }
    }
}

/// Subscriptions that renew at a different price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Renewal {
    /// The renewal period, as written in files.
    pub period: String,
    /// The ISO 4217 code of the currency.
    pub currency: String,
    /// The number of live subscriptions.
    pub subscriptions: u64,
    /// The total that these subscriptions pay per period before the change.
    #[schemars(with = "String")]
    pub before: Decimal,
    /// The total that these subscriptions pay per period after the change.
    #[schemars(with = "String")]
    pub after: Decimal,
}

/// An upgrade or a downgrade that is no longer possible.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct LostMove {
    /// Whether the move is an upgrade or a downgrade.
    pub direction: Direction,
    /// The article number of the article that the subscriptions have.
    pub from: String,
    /// The article number of the article to which the subscriptions could move.
    pub to: String,
    /// The number of live subscriptions to the article in `from`.
    pub subscriptions: u64,
}

impl LostMove {
    /// Removes duplicates. The same move can be lost twice: through a change to its upgrade group, and through a change
    /// to an article. The greater number of subscriptions is kept.
    pub fn distinct<'a>(all: impl IntoIterator<Item = &'a Self>) -> Vec<Self> {
        // Ordered, so that plans list lost moves alike on every machine.
        let mut most: BTreeMap<(Direction, &str, &str), u64> = BTreeMap::new();
        for lost in all {
            let count = most.entry((lost.direction, &lost.from, &lost.to)).or_default();
            // The greater count: both changes lose the same move of the same subscriptions.
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

/// The direction of a move on a ladder.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// To a higher level.
    Upgrade,
    /// To a lower level.
    Downgrade,
}

impl Direction {
    /// The direction as a word: `upgrade` or `downgrade`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upgrade => "upgrade",
            Self::Downgrade => "downgrade",
        }
    }
}
