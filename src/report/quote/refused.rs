//! Why an order is refused, in words.

use crate::diagnostic::{list, near, one_of};
use crate::diff::Refusal;
use crate::model::{Limit, Period, with_places};
use crate::offer::{Amounts, Bar, Hidden, NoAmounts, Of, Rate, Raw, Reason, Refused, Totals, Want};
use crate::report::describe::{reason as hidden, totals as rule, untold};
use rust_decimal::Decimal;

/// Each part of an order that is refused, with the reason and what can be ordered instead.
pub fn refusals(refused: &[Refused<'_>]) -> Vec<Refusal> {
    refused.iter().map(refusal).collect()
}

fn refusal(refused: &Refused<'_>) -> Refusal {
    let (of, own) = match &refused.of {
        Of::Article(number) => (format!("`{number}`"), None),
        Of::Period => ("--period".to_owned(), None),
        Of::Currency => ("--currency".to_owned(), None),
        Of::Want(want) => (format!("`{want}`"), Some(want)),
    };
    let (why, help) = match own {
        None => of_article(&refused.reason),
        Some(want) => of_want(&refused.reason, want),
    };
    Refusal::new(format!("{of}: {why}"), help)
}

/// A reason why the article, its period or its currency cannot be ordered.
fn of_article(reason: &Reason<'_>) -> (String, String) {
    match reason {
        Reason::PaidOnce => {
            ("the article is paid once, and has no periods".to_owned(), "leave --period out".to_owned())
        }
        Reason::WhichPeriod(offered) => (
            "the article has several periods, and the order names none".to_owned(),
            format!("write {}", flags("--period", &words(offered))),
        ),
        Reason::NoSuchPeriod(asked, offered) => (
            format!("the article has no period of {asked}"),
            format!("write {}", flags("--period", &words(offered))),
        ),
        Reason::NoSuchCurrency(asked, known) => {
            let known: Vec<String> = known.iter().map(|it| (*it).to_owned()).collect();
            (
                format!("the catalog has no currency `{asked}`"),
                format!("write {}", flags("--currency", &known)),
            )
        }
        Reason::NoPrice(period, currency, rates) => no_price("price", *period, currency, rates),
        _ => too_large(),
    }
}

/// A reason why something cannot be ordered with the article.
fn of_want(reason: &Reason<'_>, want: &Want) -> (String, String) {
    match reason {
        Reason::NoPrice(period, currency, rates) => no_price("price", *period, currency, rates),
        Reason::NoUnlimited(period, currency, rates) => {
            no_price("price of an unlimited amount", *period, currency, rates)
        }
        Reason::NoSetupFee(currency, rates) => (
            format!("there is a setup fee, and none in {currency}"),
            format!("order in another currency: the fee is {}", prices(rates)),
        ),
        Reason::Barred(bar) => barred(*bar, want),
        Reason::ShorterThan(minimum) => (
            format!("it can be ordered for {minimum} at least"),
            format!("order for {minimum} or longer, or leave `--with {want}` out"),
        ),
        Reason::NoSuchTotal { totals, nearest, unit } => no_such_total(want, totals, nearest, *unit),
        Reason::NoSuchAmount(amounts, nearest) => no_such_amount(want, amounts, nearest),
        Reason::NotANumber | Reason::Negative | Reason::TooLarge | Reason::HowMany(_) => {
            of_number(reason, want)
        }
        Reason::NoSuchValue(..)
        | Reason::ValueDisabled(..)
        | Reason::WhichValue(_)
        | Reason::NotYesOrNo
        | Reason::IsIncluded
        | Reason::IncludesUnlimited => of_value(reason, want),
        Reason::NoPackage
        | Reason::Unseen(_)
        | Reason::UnseenByPeriod(_)
        | Reason::Untold(_)
        | Reason::NoAmounts(_)
        | Reason::NotWhole
        | Reason::OnceOnly
        | Reason::Excludes(_) => of_service(reason, want),
        _ => of_name(reason, want),
    }
}

/// What is wrong with a name, or with what it stands for.
fn of_name(reason: &Reason<'_>, want: &Want) -> (String, String) {
    let name = &want.name;
    match reason {
        Reason::Unknown(known) => {
            let help = one_of(name, known.iter().copied());
            let help = help.unwrap_or_else(|| "nothing can be ordered with this article".to_owned());
            (format!("neither a detail of the package nor an extra service is called `{name}`"), help)
        }
        Reason::DetailAndService => (
            format!("`{name}` is both a detail of the package and the number of an extra service"),
            "give the detail type or the extra service another name".to_owned(),
        ),
        Reason::Twice => (
            format!("`{name}` is ordered more than once"),
            "order it once, with all that is wanted".to_owned(),
        ),
        Reason::SeveralChoices(choices) => {
            let name = name.split('.').next().unwrap_or_default();
            (
                format!("two choices of `{name}` are ordered, and a customer has one of them"),
                format!("order one of {}", list(choices, "and")),
            )
        }
        Reason::NoSuchChoice(choices) => {
            let name = name.split('.').next().unwrap_or_default();
            (
                format!("`{name}` has no such choice"),
                instead_of(&want.value, choices, "no choice can be taken"),
            )
        }
        Reason::NoChoices(known) => (
            format!("`{}` has no choices", known.name),
            format!("write `--with {}={}`", known.name, want.value),
        ),
        Reason::NoEnumeration => {
            ("the files do not describe its enumeration".to_owned(), "`wares check` says where".to_owned())
        }
        _ => (
            "the files do not describe the type of the detail".to_owned(),
            "`wares check` says where".to_owned(),
        ),
    }
}

fn barred(bar: Bar, want: &Want) -> (String, String) {
    let leave = format!("leave `--with {want}` out");
    match bar {
        Bar::Disabled => ("it is disabled: nobody can order it".to_owned(), leave),
        Bar::NotBilled => ("it is not sold beyond what is included: its billing is `none`".to_owned(), leave),
        Bar::ByUse => (
            "it cannot be ordered: what is used beyond what is included is billed by the statistics"
                .to_owned(),
            leave,
        ),
        Bar::ByStaff => ("customers cannot order it: only staff can (`manual_processing`)".to_owned(), leave),
        Bar::Alternative => (
            "its price cannot be computed: the billing system calculates it by its alternative method \
             (`alternative_calculation`), which is not documented"
                .to_owned(),
            format!("{leave}, and ask the billing system for its price"),
        ),
    }
}

fn no_such_total(want: &Want, totals: &Totals, nearest: &[Decimal], unit: Option<&str>) -> (String, String) {
    let why = match (totals.included, totals.more) {
        (Limit::Of(included), None) => {
            format!("{} included, and no more can be ordered", of_unit(included, unit))
        }
        (Limit::Of(0) | Limit::Unlimited, _) => format!("it can be {}", rule(totals, unit)),
        (Limit::Of(included), _) => {
            format!("{} included, and it can be {}", of_unit(included, unit), rule(totals, unit))
        }
    };
    (format!("no such total: {why}"), instead(want, nearest))
}

fn no_such_amount(want: &Want, amounts: &Amounts, nearest: &[Decimal]) -> (String, String) {
    let why = match amounts.count() {
        1 => format!("the only amount is {}", amounts.first()),
        _ => format!(
            "the amounts go from {} to {} in steps of {}",
            amounts.first(),
            amounts.last(),
            amounts.step()
        ),
    };
    (format!("no such amount: {why}"), instead(want, nearest))
}

fn of_number(reason: &Reason<'_>, want: &Want) -> (String, String) {
    let value = want.value.rsplit(':').next().unwrap_or_default();
    match reason {
        Reason::Negative => {
            (format!("`{value}` is negative"), "write how many there are to be in all, from 0 on".to_owned())
        }
        Reason::HowMany(known) => (
            format!("how many of `{known}` is not said"),
            format!("write the number behind the value, such as `--with {}={known}:1`", want.name),
        ),
        Reason::NotANumber => (
            format!("`{value}` is not a number"),
            "write how many there are to be in all, in digits".to_owned(),
        ),
        _ => too_large(),
    }
}

fn of_value(reason: &Reason<'_>, want: &Want) -> (String, String) {
    let name = &want.name;
    match reason {
        Reason::NoSuchValue(value, known) => {
            (format!("`{name}` has no value `{value}`"), instead_of(value, known, "no value can be chosen"))
        }
        Reason::ValueDisabled(value, known) => {
            let others = list(known, "or");
            let help = if known.is_empty() {
                "no value can be chosen".to_owned()
            } else {
                format!("choose {others}")
            };
            (format!("the value `{value}` is disabled"), help)
        }
        Reason::WhichValue(known) => (
            "of which value is not said, and none is included".to_owned(),
            match known.first() {
                Some(first) => {
                    format!("write the value before the number, such as `--with {name}={first}:1`")
                }
                None => "no value can be chosen".to_owned(),
            },
        ),
        Reason::IsIncluded => (
            "the package includes it, and a customer cannot have the package without it".to_owned(),
            format!("leave `--with {want}` out"),
        ),
        Reason::IncludesUnlimited => (
            "the package includes an unlimited amount, and no more can be ordered".to_owned(),
            format!("leave `--with {want}` out"),
        ),
        _ => (
            format!("`{}` is neither `yes` nor `no`", want.value),
            format!("write `--with {name}=yes` or `--with {name}=no`"),
        ),
    }
}

fn of_service(reason: &Reason<'_>, want: &Want) -> (String, String) {
    let leave = format!("leave `--with {want}` out");
    match reason {
        Reason::NoPackage => {
            ("extra services are ordered with packages, and the article is none".to_owned(), leave)
        }
        Reason::Unseen(Hidden::NoExtraServices) => {
            ("the customers of the package see no extra services (`extra_services`)".to_owned(), leave)
        }
        Reason::Unseen(why) => {
            (format!("the customers of the package do not see the service: {}", hidden(*why)), leave)
        }
        Reason::UnseenByPeriod(periods) => (
            "the customers of the package see the service by other periods alone (`check_duration`)"
                .to_owned(),
            format!("order for {}", words(periods).join(" or ")),
        ),
        Reason::Untold(raws) => (raws.iter().map(untold).collect::<Vec<String>>().join("; "), leave),
        Reason::NoAmounts(why) => (format!("its amounts cannot be told: {}", lack(why)), leave),
        Reason::NotWhole => (
            "the service is ordered in whole numbers from 1 on".to_owned(),
            format!("write `--with {}=1`", want.name),
        ),
        Reason::OnceOnly => (
            "the service can be ordered once alone: it neither has amounts nor `allow_multiple`".to_owned(),
            format!("write `--with {}=1`", want.name),
        ),
        Reason::Excludes(other) => (
            format!("it and `{other}` exclude each other (`exclusive_group`)"),
            "order one of the two".to_owned(),
        ),
        _ => too_large(),
    }
}

fn lack(why: &NoAmounts<'_>) -> String {
    match why {
        NoAmounts::Untold(raws) => {
            raws.iter().map(|raw: &Raw<'_>| untold(raw)).collect::<Vec<_>>().join("; ")
        }
        NoAmounts::Missing(fields) => format!("it lacks {}", list(fields, "and")),
        NoAmounts::NoStep => "`amount.step` is 0".to_owned(),
        NoAmounts::Empty => "`amount.min` is more than `amount.max`".to_owned(),
    }
}

fn too_large() -> (String, String) {
    let why = "the price has more digits than can be told exactly";
    (why.to_owned(), "order less".to_owned())
}

/// That there is no price, and those that there are.
fn no_price(what: &str, period: Option<Period>, currency: &str, rates: &[Rate<'_>]) -> (String, String) {
    let period = period.map(|period| format!(" for {period}")).unwrap_or_default();
    let help = match rates {
        [] => "there is none for any period and currency".to_owned(),
        rates => format!("there is {}", prices(rates)),
    };
    (format!("there is no {what}{period} in {currency}"), help)
}

/// Prices in a line, each with its period.
fn prices(rates: &[Rate<'_>]) -> String {
    let one = |rate: &Rate<'_>| {
        let period = rate.period.map(|period| format!(" for {period}")).unwrap_or_default();
        format!("{} {}{period}", with_places(rate.price), rate.currency)
    };
    rates.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The numbers next to one that cannot be ordered.
fn instead(want: &Want, nearest: &[Decimal]) -> String {
    let before = want.value.rsplit_once(':').map(|(value, _)| format!("{value}:")).unwrap_or_default();
    let one = |number: &Decimal| format!("`--with {}={before}{}`", want.name, number.normalize());
    match nearest {
        [] => format!("leave `--with {want}` out"),
        nearest => format!("write {}", nearest.iter().map(one).collect::<Vec<_>>().join(" or ")),
    }
}

/// The word that may be meant, or all that there are.
fn instead_of(word: &str, known: &[&str], none: &str) -> String {
    match near(word, known.iter().copied()).as_slice() {
        [] if known.is_empty() => none.to_owned(),
        [] => format!("there are {}", list(known, "and")),
        close => format!("did you mean {}?", list(close, "or")),
    }
}

fn of_unit(amount: u32, unit: Option<&str>) -> String {
    let are = if amount == 1 { "is" } else { "are" };
    unit.map_or(format!("{amount} {are}"), |unit| format!("{amount} {unit} {are}"))
}

fn words(periods: &[Period]) -> Vec<String> {
    periods.iter().map(ToString::to_string).collect()
}

/// An option with each of its values.
fn flags(option: &str, values: &[String]) -> String {
    let one = |value: &String| match value.contains(' ') {
        true => format!("`{option} \"{value}\"`"),
        false => format!("`{option} {value}`"),
    };
    values.iter().map(one).collect::<Vec<_>>().join(" or ")
}
