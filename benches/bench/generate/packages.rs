//! Packages, and the ladders on which they stand.

use super::document::{begin, put, shop, sold};
use super::draw::Texts;
use super::line::Line;

/// A size of a package.
pub struct Size {
    code: &'static str,
    name: Texts,
    /// How much it is of everything, and costs.
    factor: u64,
    sold: bool,
}

/// No longer sold, but still renewed.
pub const BRONZE: Size = Size { code: "BRZ", name: ["Bronze", "Bronze", "Brons"], factor: 1, sold: false };
/// The smallest that is sold.
pub const SILVER: Size = Size { code: "SLV", name: ["Silver", "Silber", "Silver"], factor: 2, sold: true };
/// The middle one.
pub const GOLD: Size = Size { code: "GLD", name: ["Gold", "Gold", "Guld"], factor: 5, sold: true };
/// The largest.
pub const PLATINUM: Size =
    Size { code: "PLT", name: ["Platinum", "Platin", "Platina"], factor: 10, sold: true };

/// How often a package is paid.
#[derive(Clone, Copy)]
pub struct Rhythm {
    code: &'static str,
    name: Texts,
    months: u64,
}

/// By the month, or a few.
pub const MONTHLY: Rhythm = Rhythm { code: "M", name: ["monthly", "monatlich", "per månad"], months: 1 };
/// By the year, or two.
pub const YEARLY: Rhythm = Rhythm { code: "Y", name: ["yearly", "jährlich", "per år"], months: 12 };

const HOSTING: [Texts; 3] = [
    [
        "Room for several websites and the databases behind them.",
        "Platz für mehrere Websites und ihre Datenbanken.",
        "Plats för flera webbplatser och deras databaser.",
    ],
    [
        "One website with mail, to get started.",
        "Eine Website mit E-Mail, für den Anfang.",
        "En webbplats med e-post, att börja med.",
    ],
    [
        "For agencies and busy websites, with support by telephone on every day of the week.",
        "Für Agenturen und gut besuchte Websites, mit Telefonsupport an jedem Tag der Woche.",
        "För byråer och välbesökta webbplatser, med telefonsupport alla dagar i veckan.",
    ],
];
/// A package of some size and rhythm.
pub fn package(line: &mut Line, size: &Size, rhythm: Rhythm) -> String {
    let name = [0, 1, 2].map(|language| format!("{} {}", size.name[language], rhythm.name[language]));
    let mut it = begin(line, "package", &format!("{}{}", size.code, rhythm.code), name);
    put(&mut it, "description", line.draw.description(&HOSTING));
    it += "category: HostingPackage\n";
    services(&mut it, line, size);
    let count = line.draw.between(1, 3);
    put(&mut it, "periods", line.draw.periods(rhythm.months, count, size.factor * 245));
    let space = size.factor * 1024;
    put(&mut it, "limits", limits(size, space));
    included(&mut it, line, size, rhythm);
    sold(&mut it, "WebHosting");
    placed(&mut it, line, size);
    let (traffic, months) = (size.factor * 10, rhythm.months);
    it + &format!(
        "properties: {{ space: {space} MB, traffic: {traffic} GB, duration: \"{months}\", theme: light }}\n"
    )
}

/// Whether extra services are sold on top: not with what comes complete, nor with what is sold no more.
fn services(package: &mut String, line: &mut Line, size: &Size) {
    if size.sold && size.factor < PLATINUM.factor {
        *package += "extra_services: true\n";
        if line.draw.once_in(4) {
            *package += "check_duration: true\n";
        }
    }
}

/// What comes with a package, and how it is advertised.
fn included(package: &mut String, line: &mut Line, size: &Size, rhythm: Rhythm) {
    if size.factor == PLATINUM.factor && rhythm.months == YEARLY.months {
        put(package, "bundle", format!("[{{ item: {}, quantity: 1 }}]", line.article("CERT")));
    }
    if line.draw.once_in(3) {
        put(package, "tags", line.draw.one(&["[popular]", "[web, popular]", "[web, new]"]));
    }
}

fn placed(package: &mut String, line: &Line, size: &Size) {
    match size.sold {
        true => put(package, "shop", shop(line, "HostingPackage", size.factor)),
        false => *package += "shop: false\nprotect: true\n",
    }
}

/// What grows with a package is what extra services add to.
fn limits(size: &Size, space: u64) -> String {
    let (mailboxes, databases) = (size.factor * 5, size.factor);
    format!(
        "\n  space_mb: {space}\n  traffic_gb: 1000\n  websites: 50\n  mailboxes: {mailboxes}\n  \
         mysql_databases: {databases}\n  mssql_databases: 1\n  subdomains: unlimited"
    )
}

/// Who may move to what among the packages of a rhythm.
pub fn ladder(line: &mut Line, rhythm: Rhythm) -> String {
    let mut it = format!("kind: upgrade_group\nname: {} {}\nmembers:\n", line.brand(), rhythm.name[0]);
    for (level, size) in [&SILVER, &GOLD, &PLATINUM].into_iter().enumerate() {
        let item = line.article(&format!("{}{}", size.code, rhythm.code));
        // No extra service makes up for what a yearly package loses.
        let more = if rhythm.months == YEARLY.months { ", downgradeable: false" } else { "" };
        it += &format!("  - {{ item: {item}, level: {}{more} }}\n", level + 1);
    }
    it
}
