//! The queries on AtomiaBilling that rules need in addition to the managed rows (domain.md §4).

use super::billing_system::RuleQuery;

/// The reseller's shops. Columns: the id, the name, whether the shop is the default shop, the beginning and end of its
/// active period (first in seconds since 1970, then as dates), and whether the shop is active now.
pub const SHOP_WINDOWS: &str = "shop-windows";
/// Upgrade groups with members whose article does not exist or is deleted. Columns: the name of the group, the number
/// of such members, and the id of one of them.
pub const DANGLING_MEMBERS: &str = "dangling-members";
/// Articles on the catalog's ladders that are not in any active shop. Columns: the article number.
pub const UNSOLD_MEMBERS: &str = "unsold-members";
/// Articles that are on the catalog's ladders and have live subscriptions without a `ServiceId`. Columns: the article
/// number, and the number of such subscriptions.
pub const WITHOUT_SERVICE_ID: &str = "without-service-id";

/// All queries of AtomiaBilling.
pub(super) static RULE_QUERIES: &[RuleQuery] = &[
    RuleQuery {
        name: SHOP_WINDOWS,
        columns: &[(
            "shop",
            &["id", "name", "fk_reseller_id", "default_shop", "active_from", "active_to", "deleted"],
        )],
        // The seconds are for comparing windows, the dates for messages.
        sql: "SELECT s.id::text, s.name::text, s.default_shop::text, extract(epoch FROM s.active_from)::text, \
              extract(epoch FROM s.active_to)::text, s.active_from::date::text, s.active_to::date::text, \
              (now() BETWEEN s.active_from AND s.active_to)::text FROM {schema}.shop s, asked \
              WHERE s.fk_reseller_id::text = asked.reseller AND NOT s.deleted ORDER BY s.active_from, s.name, s.id",
    },
    RuleQuery {
        name: DANGLING_MEMBERS,
        columns: &[
            ("upgrade_group", &["id", "name"]),
            ("upgrade_group_member", &["id", "fk_group_id", "fk_item_id"]),
            ("item", &["id", "deleted"]),
        ],
        // `LEFT JOIN`, since no foreign key guarantees that the article exists (domain.md §0).
        sql: "SELECT g.name::text, count(*)::text, min(m.id::text) FROM {schema}.upgrade_group_member m \
              JOIN {schema}.upgrade_group g ON g.id = m.fk_group_id LEFT JOIN {schema}.item i ON i.id = m.fk_item_id \
              WHERE i.id IS NULL OR i.deleted GROUP BY 1 ORDER BY 1",
    },
    RuleQuery {
        name: UNSOLD_MEMBERS,
        columns: &[
            ("item", &["id", "article_number", "deleted"]),
            ("shop", &["id", "active_from", "active_to", "deleted"]),
            ("shop_item", &["fk_item_id", "fk_shop_id"]),
        ],
        // One active shop is enough, whichever reseller it belongs to.
        sql: "SELECT i.article_number::text FROM asked JOIN {schema}.item i ON i.article_number = ANY(asked.members) \
              WHERE NOT i.deleted AND NOT EXISTS (SELECT FROM {schema}.shop_item p JOIN {schema}.shop s ON s.id = p.fk_shop_id \
              WHERE p.fk_item_id = i.id AND NOT s.deleted AND now() BETWEEN s.active_from AND s.active_to) ORDER BY 1",
    },
    RuleQuery {
        name: WITHOUT_SERVICE_ID,
        columns: &[
            ("item", &["id", "article_number", "deleted"]),
            ("subscription", &["id", "fk_item_id", "state"]),
            ("subscription_custom_attribute", &["fk_subscription_id", "name", "value"]),
        ],
        // Without regard to case, like the names of properties; an empty id is as good as none.
        sql: "SELECT i.article_number::text, count(*)::text FROM asked JOIN {schema}.item i \
              ON i.article_number = ANY(asked.members) AND NOT i.deleted JOIN {schema}.subscription s ON s.fk_item_id = i.id \
              WHERE NOT s.state::text = ANY(asked.ended) AND NOT EXISTS (SELECT FROM {schema}.subscription_custom_attribute a \
              WHERE a.fk_subscription_id = s.id AND lower(a.name) = 'serviceid' AND a.value <> '') GROUP BY 1 ORDER BY 1",
    },
];
