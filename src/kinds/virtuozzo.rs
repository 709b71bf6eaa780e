//! The description of Virtuozzo, the billing system for products and service plans (domain.md §3).

use super::Subscribers;
use super::billing_system::System;
use super::product::PRODUCT;
use super::service_plan::SERVICE_PLAN;
use super::tariff::TARIFF;

/// The billing system of products and service plans. The tables of this system are not known, so Wares adds its own
/// tables for it.
pub(super) static VIRTUOZZO: System = System {
    own: crate::migrations!("sql/virtuozzo/", "0001_service_plans"),
    references: &[
        ("service_plan_subscription", "fk_product_id", "product"),
        ("service_plan_subscription", "fk_service_plan_id", "service_plan"),
        ("service_plan_subscription", "fk_tariff_id", "tariff"),
    ],
    subscribers: &[Subscribers {
        table: "service_plan_subscription",
        state: "status",
        quantity: Some("quantity"),
        // The price of a unit depends on the quantity: tariffs have tiers.
        by_quantity: true,
        holds: &[
            ("fk_product_id", &PRODUCT),
            ("fk_service_plan_id", &SERVICE_PLAN),
            ("fk_tariff_id", &TARIFF),
        ],
        of: None,
        // The three of the nine statuses after which nothing renews (domain.md §3, "Subscription states").
        ended: &["ENDED", "CANCELED", "INCOMPLETE_EXPIRED"],
    }],
    names_currency: true, // a subscription has one tariff, and a tariff has one currency
    ..System::new("Virtuozzo")
};
