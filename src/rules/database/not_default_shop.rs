//! A61: the catalog puts extra services in a shop that is not the reseller's default shop. Customers see only the extra
//! services of the default shop.

use super::shop_windows::shops;
use crate::catalog::in_manifest;
use crate::diagnostic::{Code, Diagnostic, printable};
use crate::kinds::{ExtraService, SHOPS};
use crate::offer::TypedArticle;
use crate::rules::repeated_findings::named;
use crate::rules::{Rule, RuleContext};

// A warning, because the shop may become the default shop later.
const CODE: Code = Code::error(
    "A61",
    "not-default-shop",
    "not the default shop",
    "The catalog's extra services are put in a shop that is not the reseller's default shop.",
    include_str!("../codes/A61.md"),
)
.warning();

/// Reports extra services that are put in a shop other than the default shop.
pub struct NotDefaultShop;

impl Rule for NotDefaultShop {
    fn code(&self) -> Code {
        CODE
    }

    fn needs_live(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        finding(context).into_iter().collect()
    }
}

fn finding(context: &RuleContext<'_>) -> Option<Diagnostic> {
    let live = context.live?;
    let (id, shops) = (live.scopes.one(&SHOPS)?.to_string(), shops(live));
    let managed = shops.iter().find(|shop| shop.id == id).filter(|managed| !managed.is_default)?;
    let is_shown =
        |service: &&TypedArticle<'_, ExtraService>| context.offer.hidden_by_shop(service).is_none();
    let services = context.offer.services().iter().filter(is_shown);
    let numbers: Vec<&str> = services.map(|service| service.article.number()).collect();
    // Without extra services in the shop, it does not matter which shop it is.
    if numbers.is_empty() {
        return None;
    }
    let default = shops.iter().find(|shop| shop.is_default && shop.is_active);
    let default_shop = match default {
        Some(shop) => format!("the default shop is `{}`", printable(shop.name)),
        None => "no default shop is currently active".to_owned(),
    };
    let message = format!(
        "{} are put in the shop `{}`, but {default_shop}: customers see only the extra services of the default shop",
        named(&numbers, "service"),
        printable(managed.name)
    );
    let message = if numbers.len() == 1 { message.replacen("are put", "is put", 1) } else { message };
    let help = match default {
        Some(shop) => format!("write `shop: {}` to manage the default shop", printable(shop.name)),
        None => "make this shop the default shop in the billing system".to_owned(),
    };
    Some(Diagnostic::new(CODE, in_manifest("/shop"), message).help(help))
}
