//! Quotes: the price of an order for an article with extra services and details, for a period and in a currency.
//!
//! Only the totals are rounded, once, at the end. A price that cannot be computed exactly is refused. If several parts
//! of an order are refused, all of them are reported together.

mod alternatives;
mod charge;
mod detail;
mod rounding;
mod line;
mod order;
mod order_names;
mod parse_number;
mod period_and_currency;
mod plan;
mod refusal;
mod service;
mod wanted;

pub use charge::{Charge, Setup};
pub use line::{AmountOrValue, Item, Line, Metered, Number, PaymentTime, QuotedItem};
pub use order::{Order, OrderedPart};
pub use plan::{NotSold, PlanLine, PlanOrder, PlanQuote, PlanRefused, RequestedPeriod, filled, period_of};
pub use refusal::{
    Bar, Finite, NoPrice, NoSale, NoService, Reason, Refused, RefusedPart, WrongAmount, WrongName, WrongValue,
};
pub use rounding::places;

use super::{Article, Offer, PackageDetail, TypedArticle, Visibility, sees};
use crate::kinds::{ExtraService, Package};
use crate::model::Period;
use order_names::{ResolvedPart, Target};
use period_and_currency::PeriodAndCurrency;
use rust_decimal::Decimal;

/// The price of an order, with its parts.
#[derive(Clone, Debug)]
pub struct Quote<'a> {
    /// The article.
    pub article: Article<'a>,
    /// The period; `None` if the article is paid for once.
    pub period: Option<Period>,
    /// The currency.
    pub currency: &'a str,
    /// The lines of the order: the article, then extra services, then details.
    pub lines: Vec<Line<'a>>,
    /// The included amounts and values of the details that the order does not name.
    pub included: Vec<QuotedItem<'a>>,
    /// The amount that is paid now, rounded.
    pub now: Decimal,
    /// The amount that is paid at each renewal, rounded; `None` if the article is paid for once.
    pub renewal: Option<Decimal>,
    /// The number of decimal places of the currency.
    pub places: u32,
}

/// The details and extra services that can be ordered with an article.
struct OrderableParts<'o, 'a> {
    offer: &'o Offer<'a>,
    package: Option<&'o TypedArticle<'a, Package>>,
    details: Vec<PackageDetail<'a>>,
}

impl<'a> Offer<'a> {
    /// Prices an order for an article.
    ///
    /// # Errors
    /// Returns the parts of the order that are refused. The article, the period and the currency come first, then the
    /// other parts in the sequence in which they were typed.
    pub fn quote(&self, article: &Article<'a>, order: &Order<'_>) -> Result<Quote<'a>, Vec<Refused<'a>>> {
        let shelf = OrderableParts::new(self, article);
        let mut refused = Vec::new();
        let at = PeriodAndCurrency::new(self.manifest(), article, order, &mut refused);
        let picked = order_names::pick(&shelf, order, &mut refused);
        let lines = shelf.lines(article, &picked, &at, &mut refused);
        // They were found by type, but are reported in the order in which they were typed.
        refused.sort_by_key(|refused| refused.of.position(order));
        let (Some(period), Some(currency), []) = (at.period, at.currency, refused.as_slice()) else {
            return Err(refused);
        };
        let quote = Quote {
            article: article.clone(),
            period,
            currency,
            included: shelf.included(&picked, at.currency),
            // Both totals are set by `totalled`, once all lines are there.
            now: Decimal::ZERO,
            renewal: None,
            places: places(currency),
            lines,
        };
        quote.totalled().ok_or_else(|| {
            vec![Refused {
                of: RefusedPart::Article(article.number()),
                reason: Reason::Price(NoPrice::TooLarge),
            }]
        })
    }
}

impl<'o, 'a> OrderableParts<'o, 'a> {
    fn new(offer: &'o Offer<'a>, article: &Article<'a>) -> Self {
        let is_same =
            |package: &&TypedArticle<'a, Package>| std::ptr::eq(package.article.entry, article.entry);
        // Only packages have details and extra services.
        let package = offer.packages().iter().find(is_same);
        let details = package.map(|package| offer.details(package)).unwrap_or_default();
        Self { offer, package, details }
    }

    fn service(&self, number: &str) -> Option<&'o TypedArticle<'a, ExtraService>> {
        self.offer.services().iter().find(|service| service.article.number() == number)
    }

    /// The names of the details and extra services that can be ordered.
    fn names(&self) -> Vec<&'a str> {
        let details = self.details.iter().filter(|detail| detail::is_on_offer(detail));
        let visibilities = self.package.map(|package| sees(package, self.offer)).unwrap_or_default();
        // A service that may or may not be visible is listed, since it may be what was meant.
        let seen = visibilities
            .iter()
            .filter(|service_visibility| !matches!(service_visibility.visibility, Visibility::Hidden(_)));
        details
            .map(PackageDetail::name)
            .chain(seen.map(|service_visibility| service_visibility.number))
            .collect()
    }

    /// The lines for the article and for each other part of the order. Adds a refusal for each part that cannot be
    /// ordered.
    fn lines(
        &self,
        article: &Article<'a>,
        picked: &[ResolvedPart<'_, '_, 'a>],
        at: &PeriodAndCurrency<'a>,
        refused: &mut Vec<Refused<'a>>,
    ) -> Vec<Line<'a>> {
        let base = at.base(article, self.offer.manifest());
        let base = base.map_err(|reason| Refused { of: RefusedPart::Article(article.number()), reason });
        let parts = picked.iter().map(|one| {
            self.line(one, at).map_err(|reason| Refused { of: RefusedPart::Want(one.want.clone()), reason })
        });
        let mut lines = Vec::new();
        // To the end even after a refusal, so that everything that is wrong is reported at once.
        for line in std::iter::once(base).chain(parts) {
            match line {
                Ok(line) => lines.push(line),
                Err(why) => refused.push(why),
            }
        }
        lines
    }

    /// The line for a part of the order, or the reason why the part cannot be ordered.
    fn line(
        &self,
        picked: &ResolvedPart<'_, '_, 'a>,
        at: &PeriodAndCurrency<'a>,
    ) -> Result<Line<'a>, Reason<'a>> {
        match &picked.target {
            Target::Service(service) => service::line(self, service, picked, at),
            Target::Detail { detail, choice } => {
                detail::line(detail, *choice, &picked.want.value, at, self.offer.manifest())
            }
        }
    }

    /// The included amounts and values of the details that the order does not name.
    fn included(&self, picked: &[ResolvedPart<'_, '_, 'a>], currency: Option<&str>) -> Vec<QuotedItem<'a>> {
        let is_named = |detail: &PackageDetail<'a>| {
            picked.iter().any(|picked| match &picked.target {
                Target::Detail { detail: named, .. } => named.name() == detail.name(),
                Target::Service(_) => false,
            })
        };
        let rest = self.details.iter().filter(|detail| !is_named(detail));
        rest.filter_map(|detail| QuotedItem::included(detail, currency, self.offer.manifest())).collect()
    }
}

impl<'a> Quote<'a> {
    /// The quote with its totals; `None` if a total has too many digits to be exact.
    fn totalled(self) -> Option<Self> {
        let total = |part: fn(&Line<'a>) -> Option<Decimal>| {
            let sum =
                self.lines.iter().try_fold(Decimal::ZERO, |sum, line| rounding::sum(sum, part(line)?))?;
            Some(rounding::rounded(sum, self.places))
        };
        let now = total(Line::now)?;
        let renewal = total(Line::renewal)?;
        // An article that is paid for once does not renew.
        let renewal = self.period.map(|_| renewal);
        Some(Self { now, renewal, ..self })
    }
}
