//! The documents of a line.

use super::draw::Texts;
use super::line::Line;
use std::fmt::Display;

/// A size of a package.
pub struct Size {
    code: &'static str,
    name: Texts,
    /// How much it is of everything, and costs.
    factor: u64,
    sold: bool,
}

/// No longer sold, but still renewed.
pub const BRONZE: Size =
    Size { code: "BRZ", name: ["Bronze", "Bronze", "Brons"], factor: 1, sold: false };
/// The smallest that is sold.
pub const SILVER: Size =
    Size { code: "SLV", name: ["Silver", "Silber", "Silver"], factor: 2, sold: true };
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
pub const MONTHLY: Rhythm =
    Rhythm { code: "M", name: ["monthly", "monatlich", "per månad"], months: 1 };
/// By the year, or two.
pub const YEARLY: Rhythm = Rhythm { code: "Y", name: ["yearly", "jährlich", "per år"], months: 12 };

/// More of what a package holds, by the unit.
pub struct Extra {
    code: &'static str,
    name: Texts,
    limit: &'static str,
    adds: u64,
    unit: &'static str,
    most: u64,
    cents: u64,
}

/// By the gigabyte.
pub const DISK: Extra = Extra {
    code: "DISK",
    name: ["Disk space", "Speicherplatz", "Diskutrymme"],
    limit: "space_mb",
    adds: 1024,
    unit: "GB",
    most: 20,
    cents: 50,
};
/// In fives.
pub const MAIL: Extra = Extra {
    code: "MAIL",
    name: ["Mailboxes", "Postfächer", "Brevlådor"],
    limit: "mailboxes",
    adds: 5,
    unit: "mailboxes",
    most: 100,
    cents: 150,
};
/// One at a time.
pub const DATABASES: Extra = Extra {
    code: "DBS",
    name: ["MySQL database", "MySQL-Datenbank", "MySQL-databas"],
    limit: "mysql_databases",
    adds: 1,
    unit: "\"\"",
    most: 10,
    cents: 100,
};

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
const MORE: [Texts; 2] = [
    [
        "More of it whenever you need it; it takes effect at once.",
        "Mehr davon, wann immer Sie es brauchen; es gilt sofort.",
        "Mer av det när du behöver det; det gäller genast.",
    ],
    ["Ordered with a package, or later.", "Mit einem Paket bestellt oder später.", "Beställs med ett paket eller senare."],
];
const BACKUP: [Texts; 2] = [
    ["A copy every night, kept for 7 days.", "Jede Nacht eine Sicherung, 7 Tage aufbewahrt.", "En kopia varje natt, sparad i 7 dagar."],
    [
        "A copy every six hours, kept for 30 days.",
        "Alle sechs Stunden eine Sicherung, 30 Tage aufbewahrt.",
        "En kopia var sjätte timme, sparad i 30 dagar.",
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
    let space = size.factor * line.draw.between(4, 9) * 128;
    put(&mut it, "limits", limits(line, size, space));
    included(&mut it, line, size, rhythm);
    sold(&mut it, "WebHosting");
    placed(&mut it, line, size);
    let (traffic, months) = (size.factor * 10, rhythm.months);
    it + &format!("properties: {{ space: {space} MB, traffic: {traffic} GB, duration: \"{months}\", theme: light }}\n")
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

/// More of what the packages of the line hold.
pub fn extra(line: &mut Line, extra: &Extra) -> String {
    let mut it = begin(line, "extra_service", extra.code, extra.name);
    if !line.draw.once_in(3) {
        put(&mut it, "description", line.draw.description(&MORE));
    }
    put(&mut it, "periods", line.draw.periods(1, 3, extra.cents));
    put(&mut it, "packages", format!("[{}, {}]", line.article("SLVM"), line.article("GLDM")));
    put(&mut it, "amount", format!("{{ min: 1, max: {}, step: 1, unit: {} }}", extra.most, extra.unit));
    put(&mut it, "adds", format!("{{ {}: {} }}", extra.limit, extra.adds));
    sold(&mut it, "ExtraLimit");
    put(&mut it, "shop", shop(line, "ExtraServices", 11));
    it
}

/// One of several services of which a customer has at most one.
pub fn backup(line: &mut Line, code: &str, name: Texts, cents: u64) -> String {
    let mut it = begin(line, "extra_service", code, name);
    put(&mut it, "description", line.draw.description(&BACKUP));
    put(&mut it, "periods", line.draw.periods(1, 2, cents));
    put(&mut it, "exclusive_group", format!("backup-{}", line.article("BAK")));
    put(&mut it, "tags", "[backup]");
    sold(&mut it, "Backup");
    put(&mut it, "shop", shop(line, "ExtraServices", 12));
    it
}

/// A partner's service, for those who have a certificate.
pub fn partner(line: &mut Line) -> String {
    let mut it = begin(line, "extra_service", "SHOP", ["Online shop", "Onlineshop", "Webbutik"]);
    put(&mut it, "periods", line.draw.periods(1, 4, 1490));
    put(&mut it, "requires", format!("[{}]", line.article("CERT")));
    it += "allow_multiple: true\ndomain: { must_exist: true, tlds: [com, net, org] }\n";
    sold(&mut it, "PartnerShop");
    put(&mut it, "shop", shop(line, "ExtraServices", 13));
    it
}

/// Paid once.
pub fn fee(line: &mut Line) -> String {
    let mut it = begin(line, "item", "FEE", ["Setup fee", "Einrichtungsgebühr", "Startavgift"]);
    put(&mut it, "category", "setupFee");
    put(&mut it, "prices", line.draw.prices(1500));
    it + "taxes: { tax1: VAT }\n"
}

/// A domain, by the year.
pub fn domain(line: &mut Line) -> String {
    let mut it = begin(line, "item", "DMN", ["domain", "Domain", "domän"]);
    put(&mut it, "category", "TLD");
    put(&mut it, "periods", line.draw.periods(12, 2, 100));
    sold(&mut it, "DomainRegistration");
    put(&mut it, "shop", shop(line, "TLD", 14));
    put(&mut it, "properties", format!("{{ productValue: .{}, tos: defaultTOS }}", line.article("tld").to_lowercase()));
    it
}

/// A transfer, which is renewed as the domain.
pub fn transfer(line: &mut Line) -> String {
    let mut it = begin(line, "item", "TRF", ["domain transfer", "Domain-Transfer", "domänflytt"]);
    put(&mut it, "category", "TLD");
    put(&mut it, "periods", line.draw.periods(12, 1, 90));
    put(&mut it, "renewal_item", line.article("DMN"));
    sold(&mut it, "DomainTransfer");
    it + "shop: false\n"
}

/// A certificate, by the year.
pub fn certificate(line: &mut Line) -> String {
    let mut it = begin(line, "item", "CERT", ["SSL certificate", "SSL-Zertifikat", "SSL-certifikat"]);
    put(&mut it, "category", "SSL");
    put(&mut it, "periods", line.draw.periods(12, 2, 325));
    sold(&mut it, "SslCertificate");
    it
}

/// Traffic, which is metered and gets cheaper.
pub fn metered(line: &mut Line) -> String {
    let mut it = begin(line, "item", "CDN", ["Content delivery", "Content-Delivery", "Innehållsleverans"]);
    put(&mut it, "category", "Metered");
    put(&mut it, "periods", line.draw.periods(1, 2, 290));
    it += "counters:\n  - id: traffic\n    name: { en: Traffic, de: Datenverkehr, sv: Trafik }\n    unit: GB\n    \
           unit_value: 1\n    requires_subscription: true\n    ranges:\n";
    for (from, to, cents) in [(0, 50, 50), (50, 1000, 30), (1000, 100_000, 20)] {
        it += &format!("      - {{ from: {from}, to: {to}, prices: {} }}\n", line.draw.prices(cents));
    }
    sold(&mut it, "ContentDelivery");
    it
}

/// Who may move to what among the packages of a rhythm.
pub fn ladder(line: &mut Line, rhythm: Rhythm) -> String {
    let mut it = format!("kind: upgrade_group\nname: {} {}\nmembers:\n", line.brand(), rhythm.name[0]);
    for (level, size) in [&SILVER, &GOLD, &PLATINUM].into_iter().enumerate() {
        let item = line.article(&format!("{}{}", size.code, rhythm.code));
        let more = if line.draw.once_in(6) { ", downgradeable: false" } else { "" };
        it += &format!("  - {{ item: {item}, level: {}{more} }}\n", level + 1);
    }
    it
}

fn begin(line: &mut Line, kind: &str, code: &str, name: [impl Display; 3]) -> String {
    let brand = line.brand();
    format!("kind: {kind}\narticle: {}\nname: {}\n", line.article(code), line.draw.name(&brand, name))
}

fn put(document: &mut String, key: &str, value: impl Display) {
    let value = value.to_string();
    let blank = if value.starts_with('\n') { "" } else { " " };
    *document += &format!("{key}:{blank}{value}\n");
}

/// What everything that is provisioned and renewed has.
fn sold(document: &mut String, service: &str) {
    *document += "taxes: { tax1: VAT }\n";
    put(document, "provisioning_service", service);
    *document += "expiry_action: terminate\nunpaid_action: suspend\n";
}

fn limits(line: &mut Line, size: &Size, space: u64) -> String {
    let mut limits = format!("\n  space_mb: {space}\n  traffic_gb: {}", size.factor * 10);
    for (name, each) in [("websites", 1), ("mailboxes", 5), ("mysql_databases", 1), ("mssql_databases", 1)] {
        if !line.draw.once_in(5) {
            limits += &format!("\n  {name}: {}", size.factor * each);
        }
    }
    limits + "\n  subdomains: unlimited"
}

fn shop(line: &Line, category: &str, slot: u64) -> String {
    format!("{{ categories: [{category}], order: {} }}", line.order(slot))
}
