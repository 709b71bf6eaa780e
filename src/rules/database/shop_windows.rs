//! A35: a shop of the reseller is never active, or shops conflict with each other because they are active at the same
//! time.

use crate::catalog::in_manifest;
use crate::diagnostic::{Code, Diagnostic, printable};
use crate::kinds::rule_queries::SHOP_WINDOWS;
use crate::live::Live;
use crate::rules::{Rule, RuleContext};

// A warning, because Wares does not change shops: no edit of the catalog can correct this.
const CODE: Code = Code::error(
    "A35",
    "shop-windows",
    "this reseller's shops",
    "Shops of the reseller are active at conflicting times.",
    include_str!("../codes/A35.md"),
)
.warning();

/// Reports shops that are never active. Also reports shops that are active at the same time, if they are both default
/// shops or have the same name.
pub struct ShopWindows;

/// A shop of the reseller in the database.
pub(super) struct Shop<'a> {
    /// The id of the shop in the database, as text.
    pub id: &'a str,
    /// The name of the shop.
    pub name: &'a str,
    /// Whether the shop is a default shop.
    pub is_default: bool,
    /// Whether the shop is currently active.
    pub is_active: bool,
    /// The start and end of the time in which the shop is active, in seconds. The end is exclusive.
    // As floating-point numbers, because PostgreSQL gives `Infinity` as the epoch of a window without an end.
    seconds: (f64, f64),
    /// The same start and end, formatted for messages.
    days: (&'a str, &'a str),
}

/// Returns the shops of the reseller. Rows that cannot be read are left out.
pub(super) fn shops(live: &Live) -> Vec<Shop<'_>> {
    live.rule_query_results.rows(SHOP_WINDOWS).iter().filter_map(|row| shop(row)).collect()
}

fn shop(row: &[String]) -> Option<Shop<'_>> {
    // Each row has the columns of the query for `SHOP_WINDOWS`, all as text.
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

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let shops = context.live.map(shops).unwrap_or_default();
        let reversed = shops.iter().filter(|shop| shop.seconds.0 >= shop.seconds.1).map(never_active);
        // Each pair once, since an overlap has no direction.
        let pairs =
            shops.iter().enumerate().flat_map(|(at, one)| shops[at + 1..].iter().map(move |it| (one, it)));
        reversed.chain(pairs.filter_map(|(one, other)| overlap(one, other))).collect()
    }
}

fn never_active(shop: &Shop<'_>) -> Diagnostic {
    let message = format!(
        "the shop `{}` is never active: it is open from {} to {}",
        printable(shop.name),
        shop.days.0,
        shop.days.1
    );
    in_reseller(message).help("correct its `active_from` and `active_to` in the billing system")
}

/// Reports two shops that are active at the same time, if they are both default shops or have the same name.
fn overlap(one: &Shop<'_>, other: &Shop<'_>) -> Option<Diagnostic> {
    // The end of a window is exclusive, so a shop may start at the moment at which another one ends.
    let is_overlap = one.seconds.0 < other.seconds.1 && other.seconds.0 < one.seconds.1;
    let conflict = match (one.is_default && other.is_default, one.name == other.name) {
        (true, _) => "are both the default shop",
        (false, true) => "have the same name",
        (false, false) => return None,
    };
    let days = |shop: &Shop<'_>| format!("from {} to {}", shop.days.0, shop.days.1);
    let message = format!(
        "the shops `{}` ({}) and `{}` ({}) {conflict} at the same time",
        printable(one.name),
        days(one),
        printable(other.name),
        days(other)
    );
    is_overlap.then(|| {
        in_reseller(message).help(
            "in the billing system, end the active time of one shop before that of the other starts: the system \
             rejects shops that conflict",
        )
    })
}

fn in_reseller(message: String) -> Diagnostic {
    Diagnostic::new(CODE, in_manifest("/reseller"), message)
}
