//! AtomiaBilling: the system of articles (domain.md §1).

use super::article::{ANY_TEXT, ITEM};
use super::system::System;
use super::upgrade_group::UPGRADE_GROUP_MEMBER;

/// The billing system of articles and upgrade groups.
pub(super) static ATOMIA: System = System {
    name: "AtomiaBilling",
    tables: include_str!("sql/atomia.sql"),
    own: crate::migrations!("sql/atomia/", "0001_extra_service_limit"),
    references: &[
        ("subscription", "fk_item_id", "item"),
        ("subscription", "renewal_period_id", "renewal_period"),
    ],
    dependents: &[(&ITEM, &UPGRADE_GROUP_MEMBER, "fk_item_id")],
    // Texts of languages and fields that no kind manages are among them.
    companions: &[(&ANY_TEXT, "external_id")],
    // domain.md §0.7
    by_hand: Some(
        "flush the billing system's item cache, or it goes on selling the old catalog: run `iisreset` on its server, \
         or call FlushItemsCache of its API",
    ),
};

/// Whether a text, by the field it is of, belongs to rows of a table: `CounterType.Name` to `counter_type`.
/// Ids alone do not tell: rows of two tables may have the same.
pub fn is_text_of(field: &str, physical: &str) -> bool {
    let entity = field.split('.').next().unwrap_or_default();
    entity.eq_ignore_ascii_case(&physical.replace('_', ""))
}
