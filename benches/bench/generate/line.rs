//! A line of products: twenty resources that belong together. A catalog is one line after another, and the last
//! may be cut off anywhere, since a resource refers only to those before it in its line.

use super::documents as of;
use super::draw::Draw;

/// How many resources a line has.
const LENGTH: usize = 20;
/// What lines are called.
const BRANDS: [&str; 16] = [
    "Atlas", "Boreas", "Cirrus", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Indigo", "Juniper", "Krona",
    "Lumen", "Meridian", "Nimbus", "Orbit", "Polar",
];

/// A resource's place in its line, and what it draws.
pub struct Line {
    number: usize,
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

/// The codes of a line's resources, in order. An upgrade group has one too, for its file.
const CODES: [&str; LENGTH] = [
    "FEE", "SLVM", "GLDM", "PLTM", "DISK", "UPGM", "DMN", "SLVY", "MAIL", "BAKB", "CERT", "GLDY", "PLTY", "BAKP",
    "CDN", "SHOP", "BRZY", "TRF", "UPGY", "DBS",
];

/// The path of the file that begins with a resource.
pub fn path(number: usize) -> String {
    let line = number / LENGTH;
    format!("line-{line:05}/{}.yaml", article(line, CODES[number % LENGTH]).to_lowercase())
}

/// One resource of the catalog.
pub fn document(seed: u64, number: usize) -> String {
    let mut line = Line { number: number / LENGTH, draw: Draw::new(seed, number) };
    let line = &mut line;
    match number % LENGTH {
        0 => of::fee(line),
        1 => of::package(line, &of::SILVER, of::MONTHLY),
        2 => of::package(line, &of::GOLD, of::MONTHLY),
        3 => of::package(line, &of::PLATINUM, of::MONTHLY),
        4 => of::extra(line, &of::DISK),
        5 => of::ladder(line, of::MONTHLY),
        6 => of::domain(line),
        7 => of::package(line, &of::SILVER, of::YEARLY),
        8 => of::extra(line, &of::MAIL),
        9 => of::backup(line, "BAKB", ["Backup Basic", "Sicherung Basis", "Backup Bas"], 190),
        10 => of::certificate(line),
        11 => of::package(line, &of::GOLD, of::YEARLY),
        12 => of::package(line, &of::PLATINUM, of::YEARLY),
        13 => of::backup(line, "BAKP", ["Backup Pro", "Sicherung Pro", "Backup Pro"], 490),
        14 => of::metered(line),
        15 => of::partner(line),
        16 => of::package(line, &of::BRONZE, of::YEARLY),
        17 => of::transfer(line),
        18 => of::ladder(line, of::YEARLY),
        _ => of::extra(line, &of::DATABASES),
    }
}

fn article(line: usize, code: &str) -> String {
    format!("L{line:05}-{code}")
}
