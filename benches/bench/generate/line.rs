//! A product line: twenty resources that belong together, under one brand.

use super::draw::Draw;

/// How many resources a line has.
pub const LENGTH: usize = 20;
/// What lines are called.
const BRANDS: [&str; 16] = [
    "Atlas", "Boreas", "Cirrus", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Indigo", "Juniper",
    "Krona", "Lumen", "Meridian", "Nimbus", "Orbit", "Polar",
];

/// A resource's place in its line, and what it draws.
pub struct Line {
    /// Which line it is, from 0.
    pub number: usize,
    /// What differs from one resource to the next.
    pub draw: Draw,
}

impl Line {
    /// The article number of a product of this line.
    pub fn article(&self, code: &str) -> String {
        article(self.number, code)
    }

    /// What its products are called.
    pub fn brand(&self) -> String {
        format!("{} {}", BRANDS[self.number % BRANDS.len()], self.number / BRANDS.len() + 1)
    }

    /// Where a product stands in the shop.
    pub fn order(&self, slot: u64) -> u64 {
        self.number as u64 * LENGTH as u64 + slot
    }
}

/// The article number of a product of a line, from the product's code.
pub fn article(line: usize, code: &str) -> String {
    format!("L{line:05}-{code}")
}
