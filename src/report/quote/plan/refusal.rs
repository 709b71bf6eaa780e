//! Why an order of a service plan is refused, in words.

use crate::diagnostic::{grouped, list};
use crate::diff::Refusal;
use crate::kinds::{ChargePeriod, PlanStatus, ServicePlan};
use crate::model::Period;
use crate::offer::{Asked, NotSold, PlanRefused, Want, period_of};
use crate::report::quote::refusal::flags;

/// A reason in words, and what can be ordered instead.
type Told = (String, String);

/// Each reason for which an order of a plan is refused, with what can be ordered instead.
pub fn plan_refusals(plan: &ServicePlan, refused: &[PlanRefused<'_>]) -> Vec<Refusal> {
    let name = format!("`{}`", plan.id);
    let refusal = |refused: &PlanRefused<'_>| {
        let of = option(refused).unwrap_or(&name);
        let (why, help) = told(refused);
        Refusal::new(format!("{of}: {why}"), help)
    };
    refused.iter().map(refusal).collect()
}

/// The option that is refused; none where it is the plan.
fn option(refused: &PlanRefused<'_>) -> Option<&'static str> {
    match refused {
        PlanRefused::Nothing(_) | PlanRefused::TooMany(_) | PlanRefused::TooFew { .. } => Some("--quantity"),
        PlanRefused::Period(..) => Some("--period"),
        PlanRefused::Currency(..) => Some("--currency"),
        PlanRefused::Wants(_) => Some("--with"),
        PlanRefused::Plan(_) | PlanRefused::NoSuchTariff { .. } | PlanRefused::TooLarge => None,
    }
}

fn told(refused: &PlanRefused<'_>) -> Told {
    match refused {
        PlanRefused::Plan(why) => not_sold(why),
        PlanRefused::Nothing(0) | PlanRefused::TooMany(0) => (
            "a subscription can have no installation (`max_quantity`)".to_owned(),
            "raise `max_quantity` to 1 or more".to_owned(),
        ),
        PlanRefused::Nothing(most) => {
            ("no installation is ordered".to_owned(), format!("write {}", quantities(1, *most)))
        }
        PlanRefused::TooMany(most) => {
            let are =
                if *most == 1 { "1 installation" } else { &format!("{} installations", grouped(*most)) };
            let why = format!("a subscription can have {are} at most (`max_quantity`)");
            (why, format!("write {}", quantities(1, *most)))
        }
        PlanRefused::TooFew { lowest, most } => too_few(*lowest, *most),
        PlanRefused::Period(asked, offered) => period(*asked, offered),
        PlanRefused::Currency(asked, known) => {
            (format!("the plan has no tariff in {asked}"), format!("write {}", flags("--currency", known)))
        }
        PlanRefused::NoSuchTariff { period, currency, sold } => no_such_tariff(*period, currency, sold),
        PlanRefused::TooLarge => {
            ("the price has more digits than can be told exactly".to_owned(), "order less".to_owned())
        }
        PlanRefused::Wants(wants) => with(wants),
    }
}

fn quantities(from: u32, to: u32) -> String {
    if from == to {
        format!("`--quantity {from}`")
    } else {
        format!("`--quantity {from}` to `--quantity {to}`")
    }
}

fn too_few(lowest: u32, most: u32) -> Told {
    let why = format!("the tariff has no price for so few: its lowest tier begins at {}", grouped(lowest));
    let help = match lowest <= most {
        true => format!("write {}", quantities(lowest, most)),
        false => "begin the lowest tier at 1".to_owned(),
    };
    (why, help)
}

fn not_sold(why: &NotSold<'_>) -> Told {
    match why {
        NotSold::Status(status, others) => {
            let why = match status {
                PlanStatus::Draft => "the plan is a draft: nobody can subscribe to it yet",
                PlanStatus::Inactive => "the plan is inactive: nobody can subscribe to it any more",
                PlanStatus::Archived => "the plan is archived: nobody can subscribe to it any more",
                PlanStatus::Active => "nobody can subscribe to the plan",
            };
            let help = match others.as_slice() {
                [] => "no other plan of its products is active".to_owned(),
                others => format!("order another plan of its products: {}", list(others, "or")),
            };
            (why.to_owned(), help)
        }
        NotSold::NoProduct => (
            "no product has the plan, so that nobody can subscribe to it".to_owned(),
            "name it under `plans` of an active product".to_owned(),
        ),
        NotSold::InactiveProducts(products) => (
            format!("every product that has the plan is inactive: {}", list(products, "and")),
            "set `status: active` of a product that has it".to_owned(),
        ),
        NotSold::NoTariff(external) if external.is_empty() => {
            ("the plan has no tariff".to_owned(), "name one under `tariffs` of the plan".to_owned())
        }
        NotSold::NoTariff(external) => (
            format!("its prices are not in the files: it has the tariff {}", list(external, "and")),
            "describe a tariff of the plan in the files".to_owned(),
        ),
    }
}

fn period(asked: Asked<Period>, offered: &[ChargePeriod]) -> Told {
    let periods: Vec<String> = offered.iter().map(|period| period_of(*period).to_string()).collect();
    let why = match asked {
        Asked::Nothing => "the plan has several periods, and the order names none".to_owned(),
        Asked::For(asked) => format!("the plan has no tariff for a period of {asked}"),
    };
    (why, format!("write {}", flags("--period", &periods)))
}

fn no_such_tariff(period: ChargePeriod, currency: &str, sold: &[(ChargePeriod, &str)]) -> Told {
    let why = format!("it has no tariff for {} in {currency}", period_of(period));
    let calls: Vec<String> = sold
        .iter()
        .map(|(period, currency)| format!("`--period \"{}\" --currency {currency}`", period_of(*period)))
        .collect();
    (why, format!("write {}", calls.join(" or ")))
}

fn with(wants: &[Want]) -> Told {
    let calls: Vec<String> = wants.iter().map(|want| format!("`--with {want}`")).collect();
    let why = "extra services and details are ordered with articles, and this is a plan".to_owned();
    (why, format!("leave {} out", calls.join(" and ")))
}
