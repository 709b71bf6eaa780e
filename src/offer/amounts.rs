//! The amounts of an extra service that a customer can choose from: `min`, `min + step`, and so on up to `max`.

use super::{Raw, TypedArticle};
use crate::kinds::{Choice, ExtraService};
use crate::model::{Limit, MAX_PLACES};
use rust_decimal::Decimal;

/// The number of parts in one unit, where a part is the smallest amount that the database stores. Every amount is a
/// whole number of parts, so computing with amounts is exact.
const PARTS: i128 = 10_i128.pow(MAX_PLACES);
/// The greatest amount of a list without an upper bound, in parts (see [`PARTS`]).
const GREATEST: i128 = 10_i128.pow(18) * PARTS;

/// A list of amounts. Only its bounds and its step are stored, because a list may have billions of amounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Amounts {
    min: i128,
    max: i128,
    step: i128,
}

/// The reason why an extra service has no list of amounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoAmounts<'a> {
    /// The amounts are not known, because these raw properties replace fields.
    Raw(Vec<Raw<'a>>),
    /// These fields are missing.
    Missing(Vec<&'static str>),
    /// The step is zero, so the list would never end.
    NoStep,
    /// The minimum is greater than the maximum.
    Empty,
}

impl Amounts {
    /// The amounts of a service, or the reason why there is no list of them. `None` if the service does not set
    /// `amount`.
    pub fn of<'a>(service: &TypedArticle<'a, ExtraService>) -> Option<Result<Self, NoAmounts<'a>>> {
        match service.read("amount", |own| own.amount.as_ref()) {
            Ok(choice) => choice.map(Self::new),
            Err(raws) => Some(Err(NoAmounts::Raw(raws))),
        }
    }

    /// The amounts of a choice. They contain `max` only if the step reaches it. For example, the only amount for a
    /// minimum of 1, a maximum of 2 and a step of 1.1 is 1.
    fn new<'a>(choice: &Choice) -> Result<Self, NoAmounts<'a>> {
        let (Some(min), Some(max), Some(step)) = (choice.min, choice.max, choice.step) else {
            let fields = [
                ("amount.min", choice.min.is_none()),
                ("amount.max", choice.max.is_none()),
                ("amount.step", choice.step.is_none()),
            ];
            let missing = fields.iter().filter(|(_, missing)| *missing).map(|(field, _)| *field);
            return Err(NoAmounts::Missing(missing.collect()));
        };
        let amounts =
            Self { min: i128::from(min) * PARTS, max: i128::from(max) * PARTS, step: parts(step.decimal()) };
        match amounts {
            // First, because everything else divides by the step.
            Self { step: ..=0, .. } => Err(NoAmounts::NoStep),
            Self { min, max, .. } if min > max => Err(NoAmounts::Empty),
            _ => Ok(amounts),
        }
    }

    /// The amounts from `from + step` up to a limit; `None` if there is no such amount, or if the step is 0.
    pub fn above(from: u32, step: u32, limit: Limit) -> Option<Self> {
        let step = i128::from(step) * PARTS;
        let max = match limit {
            Limit::Of(max) => i128::from(max) * PARTS,
            Limit::Unlimited => GREATEST,
        };
        let amounts = Self { min: i128::from(from) * PARTS + step, max, step };
        (step > 0 && amounts.min <= max).then_some(amounts)
    }

    /// The number of amounts: at least one.
    pub fn count(&self) -> u64 {
        u64::try_from((self.max - self.min) / self.step + 1).unwrap_or(u64::MAX)
    }

    /// The amounts in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = Decimal> + use<> {
        // Copied, so that the iterator does not borrow the list.
        let Self { min, step, .. } = *self;
        (0..self.count()).map(move |index| whole(min + i128::from(index) * step))
    }

    /// The smallest amount.
    pub fn first(&self) -> Decimal {
        whole(self.min)
    }

    /// The greatest amount in the list.
    pub fn last(&self) -> Decimal {
        whole(self.min + i128::from(self.count() - 1) * self.step)
    }

    /// The difference between two neighboring amounts.
    pub fn step(&self) -> Decimal {
        whole(self.step)
    }

    /// The upper bound of the list. The greatest amount may be smaller.
    pub fn bound(&self) -> Decimal {
        whole(self.max)
    }

    /// Whether an amount is in the list.
    pub fn contains(&self, amount: Decimal) -> bool {
        // Parts cannot hold more decimal places, and no amount of a list has more.
        let is_exact = amount.normalize().scale() <= MAX_PLACES;
        let amount = parts(amount);
        is_exact && (self.min..=self.max).contains(&amount) && (amount - self.min) % self.step == 0
    }

    /// The amounts of the list that are closest to an amount outside the list, the smaller one first. There is only one
    /// if the given amount is below the first or above the last.
    pub fn nearest(&self, amount: Decimal) -> Vec<Decimal> {
        let (amount, last) = (parts(amount), parts(self.last()));
        // An amount outside of the list is next to only one in it.
        if amount <= self.min || amount >= last {
            return vec![if amount <= self.min { self.first() } else { self.last() }];
        }
        let below = amount - (amount - self.min) % self.step;
        vec![whole(below), whole(below + self.step)]
    }
}

/// Converts a number of units to parts (see [`PARTS`]). A number that does not fit becomes the greatest or the smallest
/// integer, which no list contains.
fn parts(number: Decimal) -> i128 {
    // Trailing zeros could make the scale greater than the number of places that parts have.
    let number = number.normalize();
    let places = MAX_PLACES.saturating_sub(number.scale());
    number.mantissa().saturating_mul(10_i128.pow(places))
}

/// Converts a number of parts (see [`PARTS`]) to a decimal number of units.
fn whole(parts: i128) -> Decimal {
    Decimal::try_from_i128_with_scale(parts, MAX_PLACES).unwrap_or(Decimal::MAX).normalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(min: u32, max: u32, step: &str) -> Result<Amounts, NoAmounts<'static>> {
        let step = step.parse().expect("an amount");
        Amounts::new(&Choice { min: Some(min), max: Some(max), step: Some(step), unit: None })
    }

    fn list(min: u32, max: u32, step: &str) -> Vec<String> {
        amounts(min, max, step).expect("a list").iter().map(|amount| amount.to_string()).collect()
    }

    #[test]
    fn amounts_range_from_the_minimum_to_the_maximum() {
        assert_eq!(list(1, 3, "1"), ["1", "2", "3"]);
        assert_eq!(list(5, 20, "5"), ["5", "10", "15", "20"]);
        assert_eq!(list(0, 0, "7"), ["0"]);
    }

    #[test]
    fn step_beyond_the_maximum_leaves_only_the_minimum() {
        assert_eq!(list(1, 2, "1.1"), ["1"]);
    }

    #[test]
    fn amounts_with_fractional_steps_are_exact() {
        assert_eq!(list(0, 1, "0.3"), ["0", "0.3", "0.6", "0.9"]);
        let tenths = amounts(0, 4_000_000_000, "0.1").expect("a list");
        assert_eq!((tenths.count(), tenths.last()), (40_000_000_001, Decimal::from(4_000_000_000_u64)));
        assert!(tenths.contains(Decimal::new(3, 1)) && !tenths.contains(Decimal::new(35, 2)));
    }

    #[test]
    fn count_is_computed_without_iterating() {
        let all = amounts(0, u32::MAX, "0.0001").expect("a list");
        assert_eq!(all.count(), 42_949_672_950_001);
        assert_eq!(all.iter().take(2).last(), Some(Decimal::new(1, 4)));
    }

    #[test]
    fn huge_steps_and_amounts_do_not_overflow() {
        assert_eq!(list(1, u32::MAX, "999999999999999999999.9999"), ["1"]);
        let amounts = amounts(1, 10, "1").expect("a list");
        assert!(!amounts.contains(Decimal::MAX) && !amounts.contains(Decimal::MIN));
        assert!(!amounts.contains(Decimal::new(100_001, 5)));
    }

    #[test]
    fn contains_accepts_only_amounts_of_the_list() {
        let odd = amounts(1, 10, "2").expect("a list");
        let contained: Vec<i64> = (-3..13).filter(|amount| odd.contains((*amount).into())).collect();
        assert_eq!(contained, [1, 3, 5, 7, 9]);
        let fine = amounts(1, 10, "0.0001").expect("a list");
        assert!(fine.contains(Decimal::new(20_001, 4)) && !fine.contains(Decimal::new(20_001, 5)));
    }

    #[test]
    fn nearest_amounts_are_from_the_list() {
        let odd = amounts(1, 10, "2").expect("a list");
        let nearest = |amount: &str| {
            let near = odd.nearest(amount.parse().expect("an amount"));
            near.iter().map(|amount| amount.to_string()).collect::<Vec<_>>()
        };
        assert_eq!([nearest("0"), nearest("10"), nearest("99")], [["1"], ["9"], ["9"]]);
        assert_eq!([nearest("2"), nearest("4.5"), nearest("8.9999")], [["1", "3"], ["3", "5"], ["7", "9"]]);
        let endless = Amounts::above(0, 1, Limit::Unlimited).expect("a list");
        assert_eq!(endless.nearest(Decimal::MAX), [Decimal::from(10_u64.pow(18))]);
    }

    #[test]
    fn invalid_choice_is_refused_with_a_reason() {
        assert_eq!(amounts(1, 2, "0"), Err(NoAmounts::NoStep));
        assert_eq!(amounts(3, 2, "1"), Err(NoAmounts::Empty));
        let incomplete = Choice { min: None, max: Some(1), step: None, unit: None };
        assert_eq!(Amounts::new(&incomplete), Err(NoAmounts::Missing(vec!["amount.min", "amount.step"])));
    }
}
