//! The totals of a detail that a customer can have: the included amount, to which a number of steps can be added, up to
//! the maximum.

use crate::kinds::Terms;
use crate::model::Limit;
use crate::offer::Amounts;
use rust_decimal::Decimal;

/// The totals that a customer can have. Only their bounds and their step are stored, because there may be millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// The amount that is included without a charge.
    pub included: Limit,
    /// Whether the included amount is itself a possible total. False for an enumeration value that the package does
    /// not include, because such a value cannot be ordered with a total of 0.
    pub has_included: bool,
    /// The totals above the included amount; `None` if nothing more can be ordered.
    pub more: Option<Amounts>,
    /// Whether there is a maximum.
    pub is_bounded: bool,
}

impl Totals {
    /// The totals that the given terms allow. If `counts_included` is false, the included amount of the terms does not
    /// apply.
    pub(super) fn new(terms: &Terms<'_>, counts_included: bool) -> Self {
        let included = if counts_included { terms.included_amount() } else { Limit::Of(0) };
        let more = match included {
            Limit::Of(amount) => Amounts::above(amount, terms.step(), terms.maximum()),
            // Nothing can be ordered on top of an unlimited amount.
            Limit::Unlimited => None,
        };
        let is_bounded = terms.maximum() != Limit::Unlimited;
        Self { included, has_included: counts_included, more, is_bounded }
    }

    /// The included amount; `None` if it is unlimited.
    pub fn included_amount(&self) -> Option<Decimal> {
        match self.included {
            Limit::Of(amount) => Some(amount.into()),
            Limit::Unlimited => None,
        }
    }

    /// The total that a customer has without ordering anything; `None` if it is unlimited or not a [possible
    /// total](Self::has_included).
    fn least(&self) -> Option<Decimal> {
        self.included_amount().filter(|_| self.has_included)
    }

    /// Whether a total is possible: it is the included amount, or it can be ordered.
    pub fn contains(&self, total: Decimal) -> bool {
        self.least() == Some(total) || self.more.is_some_and(|more| more.contains(total))
    }

    /// The possible totals that are closest to a total that is not possible, the smaller one first.
    pub fn nearest(&self, total: Decimal) -> Vec<Decimal> {
        let more = self.more.map(|more| more.nearest(total)).unwrap_or_default();
        // With a total in between that can be ordered, the included amount is not next to this one.
        let has_below = more.first().is_some_and(|nearest| *nearest < total);
        self.least().filter(|_| !has_below).into_iter().chain(more).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(included: u32, step: u32, maximum: Limit) -> Totals {
        let is_bounded = maximum != Limit::Unlimited;
        let more = Amounts::above(included, step, maximum);
        Totals { included: Limit::Of(included), has_included: true, more, is_bounded }
    }

    fn nearest(totals: Totals, total: i64) -> Vec<String> {
        totals.nearest(total.into()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn totals_are_the_included_amount_plus_whole_steps() {
        let detail = totals(100, 100, Limit::Unlimited);
        let first: Vec<String> = detail.more.expect("more").iter().take(3).map(|it| it.to_string()).collect();
        assert_eq!(first, ["200", "300", "400"]);
        let possible: Vec<i64> = [0, 99, 100, 101, 150, 200, 1_000_000]
            .into_iter()
            .filter(|it| detail.contains((*it).into()))
            .collect();
        assert_eq!(possible, [100, 200, 1_000_000]);
    }

    #[test]
    fn nearest_totals_are_the_included_amount_or_can_be_ordered() {
        let bounded = totals(20, 10, Limit::Of(55));
        assert_eq!(nearest(bounded, 5), ["20", "30"]);
        assert_eq!(nearest(bounded, 25), ["20", "30"]);
        assert_eq!(nearest(bounded, 35), ["30", "40"]);
        assert_eq!(nearest(bounded, 90), ["50"]);
        assert_eq!(nearest(totals(20, 10, Limit::Of(25)), 90), ["20"]);
        assert_eq!(nearest(totals(0, 0, Limit::Unlimited), 3), ["0"]);
        let without_included = Totals { has_included: false, ..totals(0, 1, Limit::Of(6)) };
        assert_eq!(
            (nearest(without_included, 0), nearest(without_included, 9)),
            (vec!["1".to_owned()], vec!["6".to_owned()])
        );
        assert!(!without_included.contains(Decimal::ZERO));
    }
}
