//! Articles that are neither packages nor extra services.

use super::document::{begin, put, shop, sold};
use super::line::Line;

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
    put(
        &mut it,
        "properties",
        format!("{{ productValue: .{}, tos: defaultTOS }}", line.article("tld").to_lowercase()),
    );
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
    for (range, cents) in [("from: 0, to: 50", 50), ("from: 50, to: 1000", 30), ("from: 1000", 20)] {
        it += &format!("      - {{ {range}, prices: {} }}\n", line.draw.prices(cents));
    }
    sold(&mut it, "ContentDelivery");
    it
}
