//! V17: a product is for a user group whose customers cannot subscribe.

use super::catalog_plans::{few, has};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Place, counted};
use crate::kinds::{Product, UserGroup};
use crate::offer::Described;
use crate::rules::{Rule, RuleContext};
use std::collections::HashMap;

// A warning, because customers of the product's other groups can still subscribe.
const CODE: Code = Code::error(
    "V17",
    "group-without-subscriptions",
    "cannot subscribe",
    "A product is for a user group whose customers cannot subscribe.",
    include_str!("../codes/V17.md"),
)
.warning();

/// Reports user groups whose customers cannot subscribe although there are products for the group.
pub struct GroupsWithoutSubscriptions;

impl Rule for GroupsWithoutSubscriptions {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<Product>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let plans = &*context.plans;
        // By user group, the first product that is for it and the names of all such products.
        let mut users: HashMap<&str, (Place, Vec<&str>)> = HashMap::new();
        for product in plans.products.iter() {
            for (index, group) in product.it.user_groups.iter().enumerate() {
                let place = product.at("user_groups").child(index);
                users.entry(group.name()).or_insert((place, Vec::new())).1.push(product.it.id.as_str());
            }
        }
        // One finding for each group, because the group is what has to be changed, however many products are for it.
        let finding = |group: Described<'_, UserGroup>| {
            let (place, products) = users.get(group.it.name.as_str())?;
            Some(diagnostic(group, refusal(group)?, *place, products))
        };
        plans.user_groups.iter().filter_map(finding).collect()
    }
}

/// The name of the platform's quota that determines whether customers can subscribe.
const QUOTA: &str = "account.subscriptions.enabled";

/// Returns the place in a user group that prevents its customers from subscribing, or `None` if they can subscribe.
fn refusal(group: Described<'_, UserGroup>) -> Option<Place> {
    if !*group.it.subscriptions {
        // The field and the quota mean the same; the field is the one that the format has for it.
        return Some(group.at("subscriptions"));
    }
    // On the platform, this quota enables subscriptions (domain.md §3); without it, nothing forbids them.
    let quota = group.it.quotas.iter().find(|(name, _)| name.as_str() == QUOTA);
    quota.filter(|(_, most)| most.count() == 0).map(|_| group.at("quotas").child(QUOTA))
}

fn diagnostic(
    group: Described<'_, UserGroup>,
    refusal: Place,
    place: Place,
    products: &[&str],
) -> Diagnostic {
    let names = few(products.iter().copied());
    let which = match products.len() {
        1 => format!("the product {names} is for them"),
        count => format!("{} are for them: {names}", counted(count, "product")),
    };
    let message = format!("customers of the user group `{}` cannot subscribe, but {which}", group.it.name);
    let finding = Diagnostic::new(CODE, place, message).also(refusal, "prevents subscriptions");
    finding.help("allow subscriptions for the group, or remove it from `user_groups`")
}
