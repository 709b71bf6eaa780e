//! A35: shops of the reseller whose windows contradict each other.

use crate::catalog::in_manifest;
use crate::diagnostic::{Code, Diagnostic, printable};
use crate::kinds::rule_queries::SHOP_WINDOWS;
use crate::live::Live;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A35",
    "shop-windows",
    "of this reseller",
    "Shops of the reseller are active at times that contradict each other.",
    include_str!("../codes/A35.md"),
)
.warning();

/// Finds windows of shops that contradict each other.
pub struct ShopWindows;

/// A shop of the reseller, as the database has it.
pub(super) struct Shop<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Whether it is the default one.
    pub is_default: bool,
    /// Whether it is active now.
    pub is_active: bool,
    /// When it is active, in seconds.
    seconds: (f64, f64),
    /// When it is active, as a person reads it.
    days: (&'a str, &'a str),
}

/// The reseller's shops, as far as the answer can be read.
pub(super) fn shops(live: &Live) -> Vec<Shop<'_>> {
    live.observed.rows(SHOP_WINDOWS).iter().filter_map(|row| shop(row)).collect()
}

fn shop(row: &[String]) -> Option<Shop<'_>> {
    let [id, name, default, from, to, first, last, active] = row else { return None };
    Some(Shop {
        id,
        name,
        is_default: default == "true",
        is_active: active == "true",
        seconds: (from.parse().ok()?, to.parse().ok()?),
        days: (first, last),
    })
}

impl Rule for ShopWindows {
    fn code(&self) -> Code {
        CODE
    }

    fn needs_live(&self) -> bool {
        true
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let shops = sight.live.map(shops).unwrap_or_default();
        let turned = shops.iter().filter(|shop| shop.seconds.0 >= shop.seconds.1).map(turned);
        let pairs =
            shops.iter().enumerate().flat_map(|(at, one)| shops[at + 1..].iter().map(move |it| (one, it)));
        turned.chain(pairs.filter_map(|(one, other)| overlap(one, other))).collect()
    }
}

fn turned(shop: &Shop<'_>) -> Diagnostic {
    let message = format!(
        "the shop `{}` is never active: from {} to {}",
        printable(shop.name),
        shop.days.0,
        shop.days.1
    );
    at(message).help("correct its `active_from` and `active_to` in the billing system")
}

/// Two default shops, or two of one name, that are active at the same time.
fn overlap(one: &Shop<'_>, other: &Shop<'_>) -> Option<Diagnostic> {
    let is_overlap = one.seconds.0 < other.seconds.1 && other.seconds.0 < one.seconds.1;
    let what = match (one.is_default && other.is_default, one.name == other.name) {
        (true, _) => "are both the default shop",
        (false, true) => "have the same name",
        (false, false) => return None,
    };
    let days = |shop: &Shop<'_>| format!("from {} to {}", shop.days.0, shop.days.1);
    let message = format!(
        "the shops `{}` ({}) and `{}` ({}) {what} at the same time",
        printable(one.name),
        days(one),
        printable(other.name),
        days(other)
    );
    is_overlap.then(|| {
        at(message)
            .help("end one of the two before the other begins, in the billing system: it refuses two at once")
    })
}

fn at(message: String) -> Diagnostic {
    Diagnostic::new(CODE, in_manifest("/reseller"), message)
}
