//! A61: the shop that the catalog manages is not the one in which customers see extra services.

use super::shop_windows::shops;
use crate::catalog::in_manifest;
use crate::diagnostic::{Code, Diagnostic, printable};
use crate::kinds::{ExtraService, SHOPS};
use crate::offer::Sells;
use crate::rules::repeated_findings::named;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A61",
    "not-default-shop",
    "not the default shop",
    "The catalog's extra services are in a shop that is not the reseller's default one.",
    include_str!("../codes/A61.md"),
)
.warning();

/// Finds extra services in another shop than the default one.
pub struct NotDefaultShop;

impl Rule for NotDefaultShop {
    fn code(&self) -> Code {
        CODE
    }

    fn needs_live(&self) -> bool {
        true
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        finding(sight).into_iter().collect()
    }
}

fn finding(sight: &Sight<'_>) -> Option<Diagnostic> {
    let live = sight.live?;
    let (id, shops) = (live.scopes.one(&SHOPS)?.to_string(), shops(live));
    let own = shops.iter().find(|shop| shop.id == id).filter(|own| !own.is_default)?;
    let is_shown = |service: &&Sells<'_, ExtraService>| sight.offer.hidden_by_shop(service).is_none();
    let services = sight.offer.services().iter().filter(is_shown);
    let numbers: Vec<&str> = services.map(|service| service.article.number()).collect();
    if numbers.is_empty() {
        return None;
    }
    let default = shops.iter().find(|shop| shop.is_default && shop.is_active);
    let other = match default {
        Some(shop) => format!("the default shop is `{}`", printable(shop.name)),
        None => "no default shop is active now".to_owned(),
    };
    let message = format!(
        "{} are put into the shop `{}`, and {other}: customers see the extra services of the default shop alone",
        named(&numbers, "service"),
        printable(own.name)
    );
    let message = if numbers.len() == 1 { message.replacen("are put", "is put", 1) } else { message };
    let help = match default {
        Some(shop) => format!("write `shop: {}` to manage the default shop", printable(shop.name)),
        None => "make the shop the default one in the billing system".to_owned(),
    };
    Some(Diagnostic::new(CODE, in_manifest("/shop"), message).help(help))
}
