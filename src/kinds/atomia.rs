//! The description of AtomiaBilling, the billing system for articles (domain.md §1).

use super::article::{ANY_TEXT, ITEM, RENEWAL_PERIOD};
use super::billing_system::{Companion, Survey, System};
use super::detail_type::DETAIL_TYPE;
use super::enumeration::ENUMERATION_ITEM;
use super::lookup_tables::PROVISIONING_PACKAGE;
use super::package::{PACKAGE_DETAIL, PACKAGE_DETAIL_CHOICE};
use super::rule_queries::RULE_QUERIES;
use super::upgrade_group::{self, UPGRADE_GROUP_MEMBER};
use super::{Ladders, PartOf, Subscribers};
use crate::table::{Cells, Value};

/// The billing system of articles and upgrade groups.
pub(super) static ATOMIA: System = System {
    name: "AtomiaBilling",
    tables: include_str!("sql/atomia.sql"),
    own: crate::migrations!("sql/atomia/", "0001_extra_service_limit", "0002_package_details"),
    // The database need not have foreign keys for these columns (database.md §A).
    references: &[
        ("subscription", "fk_item_id", "item"),
        ("subscription", "renewal_period_id", "renewal_period"),
        ("subscription_detail", "fk_package_detail_id", "package_detail"),
        ("subscription_detail", "fk_detail_type_id", "detail_type"),
        ("subscription_detail", "fk_enumeration_item_id", "enumeration_item"),
    ],
    subscribers: &[
        Subscribers {
            table: "subscription",
            state: "state",
            quantity: Some("quantity"),
            // Each unit has the same price, so the sum of the quantities is enough.
            by_quantity: false,
            holds: &[("fk_item_id", &ITEM), ("renewal_period_id", &RENEWAL_PERIOD)],
            of: None,
            // Which states are final is not known, so the manifest's `ended_states` names them.
            ended: &[],
        },
        Subscribers {
            table: "subscription_detail",
            state: "state",
            // The amount matters: the included units are free for each subscription, so sums over several would be
            // wrong.
            quantity: Some("amount"),
            by_quantity: true,
            holds: &[
                ("fk_package_detail_id", &PACKAGE_DETAIL),
                ("fk_package_detail_id", &PACKAGE_DETAIL_CHOICE),
                ("fk_detail_type_id", &DETAIL_TYPE),
                ("fk_enumeration_item_id", &ENUMERATION_ITEM),
            ],
            of: Some(PartOf {
                table: "subscription",
                link: "fk_subscription_id",
                renewal_period: ("renewal_period_id", &RENEWAL_PERIOD),
            }),
            ended: &[],
        },
    ],
    ladders: &[Ladders {
        members: &UPGRADE_GROUP_MEMBER,
        article_column: "fk_item_id",
        direction: upgrade_group::direction,
    }],
    // An article that is marked as deleted leaves its upgrade groups (design.md §2).
    dependents: &[(&ITEM, &UPGRADE_GROUP_MEMBER, "fk_item_id")],
    // This includes texts in languages and fields that no kind manages.
    companions: &[Companion { table: &ANY_TEXT, column: "external_id", belongs: is_text_of }],
    // New package configurations refer to it, although it is named only in the manifest (domain.md §1,
    // "Packages/limits").
    defaults: |manifest| vec![(&PROVISIONING_PACKAGE, manifest.database.provisioning_package.to_string())],
    survey: Some(Survey {
        resellers: "SELECT name::text FROM {schema}.reseller WHERE name IS NOT NULL ORDER BY name",
        currencies: CURRENCIES,
        languages: LANGUAGES,
        categories: CATEGORIES,
    }),
    rule_queries: RULE_QUERIES,
    names_currency: false, // the table `subscription` has no column for it
    // domain.md §0.7
    by_hand: Some(
        "flush the item cache of the billing system, which otherwise keeps selling the old catalog: run `iisreset` on its \
         server, or call `FlushItemsCache` of its API",
    ),
};

/// The currencies. The currencies with the most prices come first. If there are no prices, all currencies are returned.
// `LEFT JOIN`, so that a new database without prices still gives all of its currencies.
const CURRENCIES: &str = "SELECT coalesce(c.code::text, '') FROM {schema}.currency c LEFT JOIN (\
    SELECT p.fk_currency_id, count(*) FROM {schema}.item_price p JOIN {schema}.reseller r ON r.id = p.fk_reseller_id \
    WHERE r.name = $1 AND p.discriminator IN ('ItemPrice', 'RenewalItemPrice', 'CounterPrice') GROUP BY 1) p \
    ON p.fk_currency_id = c.id WHERE p.count > 0 OR NOT EXISTS (SELECT FROM {schema}.item_price) \
    GROUP BY 1 ORDER BY sum(coalesce(p.count, 0)) DESC, 1";

/// The languages. The languages with the most article names come first. If there are no names, all languages are
/// returned.
// Only names of articles that are not deleted: soft deletion keeps the texts (design.md §2, "Deleting").
const LANGUAGES: &str = "SELECT coalesce(l.iso_639_name::text, '') FROM {schema}.language l LEFT JOIN (\
    SELECT n.fk_language_id, count(*) FROM {schema}.international n JOIN {schema}.item i ON i.id = n.external_id AND NOT i.deleted \
    WHERE n.entity_field_name = 'Item.Name' GROUP BY 1) n ON n.fk_language_id = l.id \
    WHERE n.count > 0 OR NOT EXISTS (SELECT FROM {schema}.international WHERE entity_field_name = 'Item.Name') \
    GROUP BY 1 ORDER BY sum(coalesce(n.count, 0)) DESC, 1";

/// The shop categories of a reseller.
const CATEGORIES: &str = "SELECT DISTINCT c.category_name::text FROM {schema}.shop_item_category c \
    JOIN {schema}.reseller r ON r.id = c.fk_reseller_id WHERE r.name = $1 AND NOT c.deleted \
    AND c.category_name IS NOT NULL ORDER BY 1";

/// Whether a localized text belongs to a row of the given table. Its field determines this: `CounterType.Name` belongs
/// to `counter_type`.
fn is_text_of(text: &Cells, physical: &str) -> bool {
    // `international` is one physical table for the texts of all entities, so the field has to say whose text it is.
    let field = text.get(ANY_TEXT.position("entity_field_name")).and_then(Value::as_text);
    let entity = field.unwrap_or_default().split('.').next().unwrap_or_default();
    // The vendor writes `CounterType` for the table `counter_type`.
    entity.eq_ignore_ascii_case(&physical.replace('_', ""))
}
