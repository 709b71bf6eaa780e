//! Why an order is refused, in words.

mod phrases;

use crate::diagnostic::{list, one_of};
use crate::diff::Refusal;
use crate::offer::{
    Bar, Finite, Hidden, NoPrice, NoSale, NoService, Of, Reason, Refused, Want, WrongAmount, WrongName,
    WrongValue,
};
use crate::report::describe::{prices, reason as hidden, untold};
pub use phrases::flags;
use phrases::{counted_in, instead, instead_of, lack, no_price, no_such_amount, no_such_total, periods};

/// A reason in words, and what can be ordered instead.
type Told = (String, String);

/// Each part of an order that is refused, with the reason and what can be ordered instead.
pub fn refusals(refused: &[Refused<'_>]) -> Vec<Refusal> {
    refused.iter().map(refusal).collect()
}

fn refusal(refused: &Refused<'_>) -> Refusal {
    let of = match &refused.of {
        Of::Article(number) => format!("`{number}`"),
        Of::Period => "--period".to_owned(),
        Of::Currency => "--currency".to_owned(),
        Of::Want(want) => format!("`{want}`"),
    };
    let (why, help) = told(refused);
    Refusal::new(format!("{of}: {why}"), help)
}

fn told(refused: &Refused<'_>) -> Told {
    // An article, a period or a currency is refused for reasons in which no name and value are told.
    let nothing = Want { name: String::new(), value: String::new() };
    let want = match &refused.of {
        Of::Want(want) => want,
        Of::Article(_) | Of::Period | Of::Currency => &nothing,
    };
    match &refused.reason {
        Reason::Sale(why) => of_sale(why),
        Reason::Price(why) => of_price(why, want),
        Reason::Name(why) => of_name(why, want),
        Reason::Barred(bar) => barred(*bar, want),
        Reason::Amount(why) => of_amount(why, want),
        Reason::Value(why) => of_value(why, want),
        Reason::Service(why) => of_service(why, want),
    }
}

fn of_sale(why: &NoSale<'_>) -> Told {
    let (why, help) = match why {
        NoSale::PaidOnce => {
            ("the article is paid once, and has no periods".to_owned(), "leave --period out".to_owned())
        }
        NoSale::WhichPeriod(offered) => (
            "the article has several periods, and the order names none".to_owned(),
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

fn of_price(why: &NoPrice<'_>, want: &Want) -> Told {
    match why {
        NoPrice::None(period, currency, rates) => no_price("price", *period, currency, rates),
        NoPrice::NoneOfUnlimited { period, currency, rates, instead } => {
            let (why, there_is) = no_price("price of an unlimited amount", *period, currency, rates);
            let help = bounded(*instead, want);
            (why, if rates.is_empty() { help } else { format!("{there_is}; or {help}") })
        }
        NoPrice::NoSetupFee(currency, rates) => (
            format!("there is a setup fee, and none in {currency}"),
            format!("order in another currency: the fee is {}", prices(rates)),
        ),
        NoPrice::TooLarge => {
            ("the price has more digits than can be told exactly".to_owned(), "order less".to_owned())
        }
    }
}

/// What can be ordered in place of an unlimited amount.
fn bounded(finite: Finite, want: &Want) -> String {
    match finite {
        Finite::None => format!("leave `--with {want}` out"),
        Finite::Highest(total) => format!("{}, the most that can be ordered", instead(want, &[total])),
        Finite::Lowest(total) => {
            format!("{}, or more: there is no maximum", instead(want, &[total]))
        }
    }
}

/// What is wrong with a name, or with what it stands for.
fn of_name(why: &WrongName<'_>, want: &Want) -> Told {
    let (name, value) = (&want.name, &want.value);
    let compound = name.split('.').next().unwrap_or_default();
    match why {
        WrongName::Unknown(known) => {
            let help = one_of(name, known.iter().copied());
            let help = help.unwrap_or_else(|| "nothing can be ordered with this article".to_owned());
            (format!("neither a detail of the package nor an extra service is called `{name}`"), help)
        }
        WrongName::SeveralInOne(parts) => {
            let calls: Vec<String> = parts.iter().map(|part| format!("--with {part}")).collect();
            (
                "several are ordered in one".to_owned(),
                format!("write one `--with` for each: `{}`", calls.join(" ")),
            )
        }
        WrongName::DetailAndService => (
            format!("`{name}` is both a detail of the package and the number of an extra service"),
            "give the detail type or the extra service another name".to_owned(),
        ),
        WrongName::Twice => (
            format!("`{compound}` is ordered more than once"),
            "order it once, with all that is wanted".to_owned(),
        ),
        WrongName::SeveralChoices(choices) => (
            format!("two choices of `{compound}` are ordered, and a customer has one of them"),
            format!("order one of {}", list(choices, "and")),
        ),
        WrongName::NoSuchChoice { of, .. } if !of.is_empty() => {
            let calls: Vec<String> =
                of.iter().map(|(choice, value)| format!("`--with {name}.{choice}={value}`")).collect();
            let why = format!("`{compound}` has several choices, and none is called `{value}`");
            (why, format!("name the choice too: write {}", calls.join(" or ")))
        }
        WrongName::NoSuchChoice { choices, .. } => {
            let choice = name.split_once('.').map_or(value.as_str(), |(_, choice)| choice);
            let help = instead_of(choice, choices, "no choice can be taken");
            (format!("`{compound}` has no choice `{choice}`"), help)
        }
        WrongName::NoChoices(detail) => {
            (format!("`{detail}` has no choices"), format!("write `--with {detail}={value}`"))
        }
        WrongName::NoType => {
            ("the files do not describe its type".to_owned(), "`wares check` says where".to_owned())
        }
        WrongName::NoEnumeration => {
            ("the files do not describe its enumeration".to_owned(), "`wares check` says where".to_owned())
        }
    }
}

fn barred(bar: Bar, want: &Want) -> Told {
    let leave = format!("leave `--with {want}` out");
    let why = match bar {
        Bar::Disabled => "it is disabled: nobody can order it",
        Bar::NotBilled => "it is not sold beyond what is included: its billing is `none`",
        Bar::ByUse => {
            "it cannot be ordered: what is used beyond what is included is billed by the statistics"
        }
        Bar::ByStaff => "customers cannot order it: only staff can (`manual_processing`)",
        Bar::Alternative => {
            "its price cannot be computed: the billing system calculates it by its alternative method \
             (`alternative_calculation`), which is not documented"
        }
        Bar::ShorterThan(minimum) => {
            let help = format!("order for {minimum} or longer, or {leave}");
            return (format!("it can be ordered for {minimum} at least"), help);
        }
    };
    (why.to_owned(), leave)
}

fn of_amount(why: &WrongAmount<'_>, want: &Want) -> Told {
    let (name, value) = (&want.name, want.value.rsplit(':').next().unwrap_or_default());
    match why {
        WrongAmount::NotANumber => (
            format!("`{value}` is not a number"),
            "write how many there are to be in all, in digits".to_owned(),
        ),
        WrongAmount::HasUnit { meant, unit } => (
            format!("`{value}` is not a number{}", unit.map_or(String::new(), counted_in)),
            match meant.as_slice() {
                [] => "write how many there are to be in all, in digits, without a unit".to_owned(),
                meant => instead(want, meant),
            },
        ),
        WrongAmount::Negative => {
            (format!("`{value}` is negative"), "write how many there are to be in all, from 0 on".to_owned())
        }
        WrongAmount::NoSuchTotal { totals, nearest, unit } => {
            (no_such_total(totals, *unit), instead(want, nearest))
        }
        WrongAmount::NoSuchAmount(amounts, nearest) => (no_such_amount(amounts), instead(want, nearest)),
        WrongAmount::NotWhole => (
            "the service is ordered in whole numbers from 1 on".to_owned(),
            format!("write `--with {name}=1`"),
        ),
        WrongAmount::OnceOnly => (
            "the service can be ordered once alone: it has neither amounts nor `allow_multiple`".to_owned(),
            format!("write `--with {name}=1`"),
        ),
        WrongAmount::IncludesUnlimited => (
            "the package includes an unlimited amount, and no more can be ordered".to_owned(),
            format!("leave `--with {want}` out"),
        ),
        WrongAmount::HowMany(known) => (
            format!("how many of `{known}` is not said"),
            format!("write the number behind the value, such as `--with {name}={known}:1`"),
        ),
    }
}

fn of_value(why: &WrongValue<'_>, want: &Want) -> Told {
    let name = &want.name;
    match why {
        WrongValue::NoSuchValue(value, known) => {
            (format!("`{name}` has no value `{value}`"), instead_of(value, known, "no value can be chosen"))
        }
        WrongValue::ValueDisabled(value, known) => {
            let why = format!("the value `{value}` is disabled");
            match known.as_slice() {
                [] => (why, "no value can be chosen".to_owned()),
                known => (why, format!("choose {}", list(known, "or"))),
            }
        }
        WrongValue::WhichValue(known) => (
            "of which value is not said, and none is included".to_owned(),
            match known.first() {
                Some(first) => {
                    format!("write the value before the number, such as `--with {name}={first}:1`")
                }
                None => "no value can be chosen".to_owned(),
            },
        ),
        WrongValue::IsIncluded => (
            "the package includes it, and a customer cannot have the package without it".to_owned(),
            format!("leave `--with {want}` out"),
        ),
        WrongValue::NotYesOrNo => (
            format!("`{}` is neither `yes` nor `no`", want.value),
            format!("write `--with {name}=yes` or `--with {name}=no`"),
        ),
    }
}

fn of_service(why: &NoService<'_>, want: &Want) -> Told {
    let leave = format!("leave `--with {want}` out");
    let why = match why {
        NoService::NoPackage => {
            "extra services are ordered with packages, and the article is none".to_owned()
        }
        NoService::Unseen(Hidden::NoExtraServices) => {
            "the customers of the package see no extra services (`extra_services`)".to_owned()
        }
        NoService::Unseen(why) => {
            format!("the customers of the package do not see the service: {}", hidden(*why))
        }
        NoService::UnseenByPeriod(seen) => {
            let help = format!("order for {}, or {leave}", periods(seen).join(" or "));
            let why =
                "the customers of the package see the service by other periods alone (`check_duration`)";
            return (why.to_owned(), help);
        }
        NoService::Untold(raws) => raws.iter().map(untold).collect::<Vec<_>>().join("; "),
        NoService::NoAmounts(why) => format!("its amounts cannot be told: {}", lack(why)),
        NoService::Excludes(other) => {
            return (
                format!("it and `{other}` exclude each other (`exclusive_group`)"),
                "order one of the two".to_owned(),
            );
        }
    };
    (why, leave)
}
