//! Says why an order for an article is refused.

mod amounts;
mod names;
mod phrases;

use crate::diff::Refusal;
use crate::offer::{
    Bar, Finite, Hidden, NoPrice, NoSale, NoService, OrderedPart, Reason as Why, Refused, RefusedPart,
};
use crate::report::describe::{prices, reason as hidden, unknown};
use amounts::{of_amount, of_value};
use names::of_name;
pub use phrases::flags;
use phrases::{Reason, instead, lack, no_price, periods};

/// Returns a refusal for each refused part of an order, with the reason and what can be ordered instead.
pub fn refusals(refused: &[Refused<'_>]) -> Vec<Refusal> {
    refused.iter().map(refusal).collect()
}

fn refusal(refused: &Refused<'_>) -> Refusal {
    let of = match &refused.of {
        RefusedPart::Article(number) => format!("`{number}`"),
        RefusedPart::Period => "--period".to_owned(),
        RefusedPart::Currency => "--currency".to_owned(),
        RefusedPart::Want(want) => format!("`{want}`"),
    };
    let (why, help) = reason(refused);
    Refusal::new(format!("{of}: {why}"), help)
}

/// Returns a reason in words.
fn reason(refused: &Refused<'_>) -> Reason {
    // The reasons against an article, a period or a currency do not mention a name and a value.
    let nothing = OrderedPart { name: String::new(), value: String::new() };
    let want = match &refused.of {
        RefusedPart::Want(want) => want,
        RefusedPart::Article(_) | RefusedPart::Period | RefusedPart::Currency => &nothing,
    };
    match &refused.reason {
        Why::Sale(why) => of_sale(why),
        Why::Price(why) => of_price(why, want),
        Why::Name(why) => of_name(why, want),
        Why::Barred(bar) => barred(*bar, want),
        Why::Amount(why) => of_amount(why, want),
        Why::Value(why) => of_value(why, want),
        Why::Service(why) => of_service(why, want),
    }
}

/// Says why the article cannot be ordered for the period or in the currency.
fn of_sale(why: &NoSale<'_>) -> Reason {
    let (why, help) = match why {
        NoSale::PaidOnce => {
            ("the article does not renew, so it has no periods".to_owned(), "leave out `--period`".to_owned())
        }
        NoSale::WhichPeriod(offered) => (
            "the article has several periods, but the order names none".to_owned(),
            format!("write {}", flags("--period", &periods(offered))),
        ),
        NoSale::NoSuchPeriod(asked, offered) => (
            format!("the article has no period of {asked}"),
            format!("write {}", flags("--period", &periods(offered))),
        ),
        NoSale::NoSuchCurrency(asked, known) => (
            format!("the catalog has no currency `{asked}`"),
            format!("write {}", flags("--currency", known)),
        ),
    };
    (why, help)
}

/// Says why there is no price.
fn of_price(why: &NoPrice<'_>, want: &OrderedPart) -> Reason {
    match why {
        NoPrice::None(period, currency, rates) => no_price("price", *period, currency, rates),
        NoPrice::NoneOfUnlimited { period, currency, rates, instead } => {
            let (why, there_is) = no_price("price of an unlimited amount", *period, currency, rates);
            let help = bounded(*instead, want);
            // Both ways out, since the reader knows which of them the customer wants.
            (why, if rates.is_empty() { help } else { format!("{there_is}; or {help}") })
        }
        NoPrice::NoSetupFee(currency, rates) => (
            format!("the setup fee has no price in {currency}"),
            format!("order in another currency: the fee is {}", prices(rates)),
        ),
        NoPrice::TooLarge => {
            ("the price has too many digits to be computed exactly".to_owned(), "order less".to_owned())
        }
    }
}

/// Says what can be ordered instead of an unlimited amount.
fn bounded(finite: Finite, want: &OrderedPart) -> String {
    match finite {
        Finite::None => format!("leave out `--with {want}`"),
        Finite::Highest(total) => format!("{}, the most that can be ordered", instead(want, &[total])),
        Finite::Lowest(total) => {
            format!("{}, or more: there is no maximum", instead(want, &[total]))
        }
    }
}

/// Says why a detail cannot be ordered at all.
fn barred(bar: Bar, want: &OrderedPart) -> Reason {
    let leave = format!("leave out `--with {want}`");
    let why = match bar {
        Bar::Disabled => "it is disabled: nobody can order it",
        Bar::NotBilled => "it is not sold beyond what is included: its billing is `none`",
        Bar::ByUse => "it cannot be ordered: usage beyond what is included is billed by statistics",
        Bar::ByStaff => "customers cannot order it: only staff can (`manual_processing`)",
        Bar::Alternative => {
            "its price cannot be computed: the billing system calculates it by its alternative method \
             (`alternative_calculation`), which is not documented"
        }
        Bar::ShorterThan(minimum) => {
            // The only bar that another period lifts, so its help differs from that of the others.
            let help = format!("order for {minimum} or longer, or {leave}");
            return (format!("it can only be ordered for {minimum} or longer"), help);
        }
    };
    (why.to_owned(), leave)
}

/// Says why an extra service cannot be ordered.
fn of_service(why: &NoService<'_>, want: &OrderedPart) -> Reason {
    let leave = format!("leave out `--with {want}`");
    let why = match why {
        NoService::NoPackage => {
            "extra services can only be ordered with packages, and the article is not a package".to_owned()
        }
        // This is true of every service, so the message does not speak of this one.
        NoService::Unseen(Hidden::NoExtraServices) => {
            "the customers of the package see no extra services (`extra_services`)".to_owned()
        }
        NoService::Unseen(why) => {
            format!("the customers of the package do not see the service: {}", hidden(*why))
        }
        NoService::UnseenByPeriod(seen) => {
            let help = format!("order for {}, or {leave}", periods(seen).join(" or "));
            let why =
                "the customers of the package see the service only for other periods (`check_duration`)";
            return (why.to_owned(), help);
        }
        NoService::Raw(raws) => raws.iter().map(unknown).collect::<Vec<_>>().join("; "),
        NoService::NoAmounts(why) => format!("its amounts are unknown: {}", lack(why)),
        NoService::Excludes(other) => {
            return (
                format!("it and `{other}` exclude each other (`exclusive_group`)"),
                "order only one of them".to_owned(),
            );
        }
    };
    (why, leave)
}
