//! A line of products: twenty resources that belong together. A catalog is one line after another, and the last
//! may be cut off anywhere, since a resource refers only to those before it in its line.

use super::draw::Draw;
use super::items::{certificate, domain, fee, metered, transfer};
use super::packages::{BRONZE, GOLD, MONTHLY, PLATINUM, SILVER, YEARLY, ladder, package};
use super::services::{DATABASES, DISK, MAIL, backup, extra, partner};

/// How many resources a line has.
const LENGTH: usize = 20;
/// What lines are called.
const BRANDS: [&str; 16] = [
    "Atlas", "Boreas", "Cirrus", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Indigo", "Juniper",
    "Krona", "Lumen", "Meridian", "Nimbus", "Orbit", "Polar",
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
    "FEE", "SLVM", "GLDM", "PLTM", "DISK", "UPGM", "DMN", "SLVY", "MAIL", "BAKB", "CERT", "GLDY", "PLTY",
    "BAKP", "CDN", "SHOP", "BRZY", "TRF", "UPGY", "DBS",
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
        0 => fee(line),
        1 => package(line, &SILVER, MONTHLY),
        2 => package(line, &GOLD, MONTHLY),
        3 => package(line, &PLATINUM, MONTHLY),
        4 => extra(line, &DISK),
        5 => ladder(line, MONTHLY),
        6 => domain(line),
        7 => package(line, &SILVER, YEARLY),
        8 => extra(line, &MAIL),
        9 => backup(line, "BAKB", ["Backup Basic", "Sicherung Basis", "Backup Bas"], 190),
        10 => certificate(line),
        11 => package(line, &GOLD, YEARLY),
        12 => package(line, &PLATINUM, YEARLY),
        13 => backup(line, "BAKP", ["Backup Pro", "Sicherung Pro", "Backup Pro"], 490),
        14 => metered(line),
        15 => partner(line),
        16 => package(line, &BRONZE, YEARLY),
        17 => transfer(line),
        18 => ladder(line, YEARLY),
        _ => extra(line, &DATABASES),
    }
}

fn article(line: usize, code: &str) -> String {
    format!("L{line:05}-{code}")
}
