//! What is drawn at random: prices, periods, texts.

use fastrand::Rng;
use std::fmt::Display;

/// A text in the languages of the manifest.
pub type Texts = [&'static str; 3];

/// The renewal periods, in months, and how they are written.
const PERIODS: [(u64, &str); 5] =
    [(1, "1 month"), (3, "3 months"), (6, "6 months"), (12, "1 year"), (24, "2 years")];
/// What a euro is in each currency, in hundredths.
const RATES: [(&str, u64); 4] = [("EUR", 100), ("USD", 110), ("GBP", 86), ("SEK", 1140)];

/// The source of all that differs from one resource to the next.
pub struct Draw(Rng);

impl Draw {
    /// What is drawn for one resource does not depend on the others.
    pub fn new(seed: u64, number: usize) -> Self {
        Self(Rng::with_seed(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ number as u64))
    }

    /// Whether something holds that holds once in so many times.
    pub fn once_in(&mut self, times: u32) -> bool {
        self.0.u32(..times) == 0
    }

    /// A number between two.
    pub fn between(&mut self, least: u64, most: u64) -> u64 {
        self.0.u64(least..=most)
    }

    /// One of several.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.0.usize(..of.len())]
    }

    /// A price near so many cents, in euros and in the other currencies.
    pub fn prices(&mut self, cents: u64) -> String {
        let cents = cents * self.between(80, 130) / 100;
        prices(RATES.map(|(_, rate)| cents * rate / 1000 * 10))
    }

    /// So many periods from a length on, with their prices: the longer one is, the less it costs a month.
    pub fn periods(&mut self, shortest: u64, count: u64, cents_a_month: u64) -> String {
        let cents = cents_a_month * self.between(95, 105);
        let a_month = RATES.map(|(_, rate)| cents * rate / 100_000 * 10);
        let periods = PERIODS.iter().filter(|(months, _)| *months >= shortest);
        let lines = (0..count).zip(periods).map(|(longer, (months, every))| {
            let prices = prices(a_month.map(|cents| cents * months * (100 - 3 * longer) / 1000 * 10));
            format!("\n  - {{ every: {every}, prices: {prices} }}")
        });
        lines.collect()
    }

    /// A short text on one line, in English and mostly in the other languages too.
    pub fn name(&mut self, before: &str, texts: [impl Display; 3]) -> String {
        let [en, de, sv] = texts;
        match self.0.u8(..4) {
            0 => format!("{before} {en}"),
            1 => format!("{{ en: {before} {en}, de: {before} {de} }}"),
            _ => format!("{{ en: {before} {en}, de: {before} {de}, sv: {before} {sv} }}"),
        }
    }

    /// A longer text, one language a line.
    pub fn description(&mut self, texts: &[Texts]) -> String {
        let [en, de, sv] = *self.one(texts);
        match self.0.u8(..4) {
            0 => format!("\n  en: {en}"),
            1 => format!("\n  en: {en}\n  de: {de}\n  sv: {sv}"),
            _ => format!("\n  en: {en}\n  de: {de}"),
        }
    }
}

/// Prices in all currencies, in hundredths.
fn prices(cents: [u64; 4]) -> String {
    let each = RATES.iter().zip(cents).map(|((currency, _), cents)| format!("{currency}: {}", money(cents)));
    format!("{{ {} }}", each.collect::<Vec<_>>().join(", "))
}

fn money(cents: u64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}
