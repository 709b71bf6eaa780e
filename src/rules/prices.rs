//! Rules about prices.

mod dearer_period;
mod missing_currency;
mod some_free;
mod too_many_decimals;
mod unpriced;
mod unpriced_article;
mod unpriced_period;

use super::Subject;

/// The rules about prices, in the order of their codes.
pub const SUBJECT: Subject = Subject {
    title: "Prices",
    rules: &[
        &unpriced_period::UnpricedPeriods,
        &unpriced_article::UnpricedArticles,
        &missing_currency::MissingCurrencies,
        &dearer_period::DearerPeriods,
        &some_free::SomeFree,
        &too_many_decimals::TooManyDecimals,
    ],
};
