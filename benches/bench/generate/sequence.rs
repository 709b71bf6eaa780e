//! The resources of a catalog in order: one product line after another. The last line may be cut off anywhere, because a
//! resource refers only to resources before it in its line.

use super::draw::Draw;
use super::items::{certificate, domain, fee, metered, transfer};
use super::line::{LENGTH, Line, article};
use super::packages::{BRONZE, GOLD, MONTHLY, PLATINUM, SILVER, YEARLY, ladder, package};
use super::services::{DATABASES, DISK, MAIL, backup, extra, partner};

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
