//! What an order costs: an article, extra services and details, for a period, in a currency.
//!
//! Nothing is rounded but each total, once, at the end; what cannot be told exactly is refused. All parts of an order that
//! cannot be ordered are reported together.

mod alternatives;
mod charge;
mod detail;
mod exact_sum;
mod line;
mod order;
mod order_names;
mod parse_number;
mod period_and_currency;
mod plan;
mod refusal;
mod service;

pub use charge::{Charge, Setup};
pub use exact_sum::places;
pub use line::{Has, Held, Item, Line, Metered, Number, Paid};
pub use order::{Order, Want};
pub use plan::{Asked, NotSold, PlanLine, PlanOrder, PlanQuote, PlanRefused, filled, period_of};
pub use refusal::{
    Bar, Finite, NoPrice, NoSale, NoService, Of, Reason, Refused, WrongAmount, WrongName, WrongValue,
};

use super::{Article, Offer, PackageDetail, Sells, Visibility, sees};
use crate::kinds::{ExtraService, Package};
use crate::model::Period;
use order_names::{Picked, Target};
use period_and_currency::At;
use rust_decimal::Decimal;

/// What an order costs.
#[derive(Clone, Debug)]
pub struct Quote<'a> {
    /// The article.
    pub article: Article<'a>,
    /// For how long; none of what is paid once.
    pub period: Option<Period>,
    /// In which currency.
    pub currency: &'a str,
    /// What is paid for: the article, then extra services, then details.
    pub lines: Vec<Line<'a>>,
    /// What the package includes of the details that the order does not name.
    pub included: Vec<Held<'a>>,
    /// What is paid now, rounded.
    pub now: Decimal,
    /// What is paid at each renewal, rounded; none of what is paid once.
    pub renewal: Option<Decimal>,
    /// How many digits the currency has behind the point.
    pub places: u32,
}

/// What is on offer with the article of an order.
struct Shelf<'o, 'a> {
    offer: &'o Offer<'a>,
    package: Option<&'o Sells<'a, Package>>,
    details: Vec<PackageDetail<'a>>,
}

impl<'a> Offer<'a> {
    /// Prices an order of an article.
    ///
    /// # Errors
    /// Every part of the order that cannot be ordered.
    pub fn quote(&self, article: &Article<'a>, order: &Order<'_>) -> Result<Quote<'a>, Vec<Refused<'a>>> {
        let shelf = Shelf::new(self, article);
        let mut refused = Vec::new();
        let at = At::new(self.manifest(), article, order, &mut refused);
        let mut lines = Vec::new();
        match at.base(article, self.manifest()) {
            Ok(line) => lines.push(line),
            Err(reason) => refused.push(Refused { of: Of::Article(article.number()), reason }),
        }
        let picked = order_names::pick(&shelf, order, &mut refused);
        for one in &picked {
            match shelf.line(one, &at) {
                Ok(line) => lines.push(line),
                Err(reason) => refused.push(Refused { of: Of::Want(one.want.clone()), reason }),
            }
        }
        refused.sort_by_key(|refused| refused.of.position(order));
        let (Some(period), Some(currency), []) = (at.period, at.currency, refused.as_slice()) else {
            return Err(refused);
        };
        let quote = Quote {
            article: article.clone(),
            period,
            currency,
            included: shelf.included(&picked, at.currency),
            now: Decimal::ZERO,
            renewal: None,
            places: places(currency),
            lines,
        };
        quote.totalled().ok_or_else(|| {
            vec![Refused { of: Of::Article(article.number()), reason: Reason::Price(NoPrice::TooLarge) }]
        })
    }
}

impl<'o, 'a> Shelf<'o, 'a> {
    fn new(offer: &'o Offer<'a>, article: &Article<'a>) -> Self {
        let is_same = |package: &&Sells<'a, Package>| std::ptr::eq(package.article.entry, article.entry);
        let package = offer.packages().iter().find(is_same);
        let details = package.map(|package| offer.details(package)).unwrap_or_default();
        Self { offer, package, details }
    }

    fn service(&self, number: &str) -> Option<&'o Sells<'a, ExtraService>> {
        self.offer.services().iter().find(|service| service.article.number() == number)
    }

    /// The details and extra services that can be ordered.
    fn names(&self) -> Vec<&'a str> {
        let details = self.details.iter().filter(|detail| detail::is_on_offer(detail));
        let sights = self.package.map(|package| sees(package, self.offer)).unwrap_or_default();
        let seen = sights.iter().filter(|sight| !matches!(sight.visibility, Visibility::Hidden(_)));
        details.map(PackageDetail::name).chain(seen.map(|sight| sight.number)).collect()
    }

    fn line(&self, picked: &Picked<'_, '_, 'a>, at: &At<'a>) -> Result<Line<'a>, Reason<'a>> {
        match &picked.target {
            Target::Service(service) => service::line(self, service, picked, at),
            Target::Detail { detail, choice } => {
                detail::line(detail, *choice, &picked.want.value, at, self.offer.manifest())
            }
        }
    }

    /// What is included of the details that nothing was ordered of.
    fn included(&self, picked: &[Picked<'_, '_, 'a>], currency: Option<&str>) -> Vec<Held<'a>> {
        let is_named = |detail: &PackageDetail<'a>| {
            picked.iter().any(|picked| match &picked.target {
                Target::Detail { detail: named, .. } => named.name() == detail.name(),
                Target::Service(_) => false,
            })
        };
        let rest = self.details.iter().filter(|detail| !is_named(detail));
        rest.filter_map(|detail| Held::included(detail, currency, self.offer.manifest())).collect()
    }
}

impl<'a> Quote<'a> {
    /// The same with its totals; none where they have more digits than can be told exactly.
    fn totalled(self) -> Option<Self> {
        let total = |part: fn(&Line<'a>) -> Option<Decimal>| {
            let sum =
                self.lines.iter().try_fold(Decimal::ZERO, |sum, line| exact_sum::sum(sum, part(line)?))?;
            Some(exact_sum::rounded(sum, self.places))
        };
        let now = total(Line::now)?;
        let renewal = total(Line::renewal)?;
        let renewal = self.period.map(|_| renewal);
        Some(Self { now, renewal, ..self })
    }
}
