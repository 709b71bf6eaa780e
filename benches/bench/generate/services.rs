//! Extra services.

use super::document::{begin, put, shop, sold};
use super::draw::Texts;
use super::line::Line;

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

const MORE: [Texts; 2] = [
    [
        "More of it whenever you need it; it takes effect at once.",
        "Mehr davon, wann immer Sie es brauchen; es gilt sofort.",
        "Mer av det när du behöver det; det gäller genast.",
    ],
    [
        "Ordered with a package, or later.",
        "Mit einem Paket bestellt oder später.",
        "Beställs med ett paket eller senare.",
    ],
];
const BACKUP: [Texts; 2] = [
    [
        "A copy every night, kept for 7 days.",
        "Jede Nacht eine Sicherung, 7 Tage aufbewahrt.",
        "En kopia varje natt, sparad i 7 dagar.",
    ],
    [
        "A copy every six hours, kept for 30 days.",
        "Alle sechs Stunden eine Sicherung, 30 Tage aufbewahrt.",
        "En kopia var sjätte timme, sparad i 30 dagar.",
    ],
];

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
    put(&mut it, "periods", line.draw.periods(1, 4, cents));
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
    it += "allow_multiple: true\n";
    let tld = line.article("tld").to_lowercase();
    put(&mut it, "domain", format!("{{ must_exist: true, tlds: [{tld}] }}"));
    sold(&mut it, "PartnerShop");
    put(&mut it, "shop", shop(line, "ExtraServices", 13));
    it
}
