//! Says why an order for a service plan is refused.

use crate::diagnostic::{grouped, list};
use crate::diff::Refusal;
use crate::kinds::{ChargePeriod, PlanStatus, ServicePlan};
use crate::model::Period;
use crate::offer::{NotSold, OrderedPart, PlanRefused, RequestedPeriod, period_of};
use crate::report::quote::refusal::flags;

/// A reason in words, and the help: what to change, or what can be ordered instead.
type Reason = (String, String);

/// Returns each reason why an order for a service plan is refused, with what can be ordered instead.
pub fn plan_refusals(plan: &ServicePlan, refused: &[PlanRefused<'_>]) -> Vec<Refusal> {
    let name = format!("`{}`", plan.id);
    let refusal = |refused: &PlanRefused<'_>| {
        // The option is named if it is what to change; otherwise the plan itself is the problem.
        let of = option(refused).unwrap_or(&name);
        let (why, help) = reason(refused);
        Refusal::new(format!("{of}: {why}"), help)
    };
    refused.iter().map(refusal).collect()
}

/// Returns the option that is refused; `None` if the plan itself is refused.
fn option(refused: &PlanRefused<'_>) -> Option<&'static str> {
    match refused {
        PlanRefused::ZeroQuantity(_) | PlanRefused::TooMany(_) | PlanRefused::TooFew { .. } => {
            Some("--quantity")
        }
        PlanRefused::Period(..) => Some("--period"),
        PlanRefused::Currency(..) => Some("--currency"),
        PlanRefused::Wants(_) => Some("--with"),
        PlanRefused::Plan(_) | PlanRefused::NoSuchTariff { .. } | PlanRefused::TooLarge => None,
    }
}

/// Returns a reason in words.
fn reason(refused: &PlanRefused<'_>) -> Reason {
    match refused {
        PlanRefused::Plan(why) => not_sold(why),
        // Any quantity is wrong then, so the remedy is in the files.
        PlanRefused::ZeroQuantity(0) | PlanRefused::TooMany(0) => (
            "a subscription cannot have any installations (`max_quantity` is 0)".to_owned(),
            "raise `max_quantity` to 1 or more".to_owned(),
        ),
        PlanRefused::ZeroQuantity(most) => {
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
            ("the price has too many digits to be computed exactly".to_owned(), "order less".to_owned())
        }
        PlanRefused::Wants(wants) => with(wants),
    }
}

/// Returns the option for a range of quantities.
fn quantities(from: u32, to: u32) -> String {
    if from == to {
        format!("`--quantity {from}`")
    } else {
        format!("`--quantity {from}` to `--quantity {to}`")
    }
}

/// Says that the tariff has no price for so few installations.
fn too_few(lowest: u32, most: u32) -> Reason {
    let why = format!(
        "the tariff has no price for so few installations: its lowest tier begins at {}",
        grouped(lowest)
    );
    // The lowest tier may begin above `max_quantity`, and then no quantity is right.
    let help = match lowest <= most {
        true => format!("write {}", quantities(lowest, most)),
        false => "begin the lowest tier at 1".to_owned(),
    };
    (why, help)
}

/// Says why no one can subscribe to a plan.
fn not_sold(why: &NotSold<'_>) -> Reason {
    match why {
        NotSold::Status(status, others) => not_active(*status, others),
        NotSold::NoProduct => (
            "no product has the plan, so nobody can subscribe to it".to_owned(),
            "add it to `plans` of an active product".to_owned(),
        ),
        NotSold::InactiveProducts(products) => (
            format!("every product that has the plan is inactive: {}", list(products, "and")),
            "set `status: active` on a product that has it".to_owned(),
        ),
        NotSold::NoTariff(external) if external.is_empty() => {
            ("the plan has no tariff".to_owned(), "add one to `tariffs` of the plan".to_owned())
        }
        // Tariffs that exist only in the database have prices, but the files do not know them.
        NotSold::NoTariff(external) => (
            format!("the files do not have the prices of its tariffs: {}", list(external, "and")),
            "describe a tariff of the plan in the files".to_owned(),
        ),
    }
}

/// Says that the status of a plan does not allow subscriptions, and which other plans of the same products can be
/// ordered.
fn not_active(status: PlanStatus, others: &[&str]) -> Reason {
    let why = match status {
        PlanStatus::Draft => "the plan is a draft: nobody can subscribe to it yet",
        PlanStatus::Inactive => "the plan is inactive: nobody can subscribe to it anymore",
        PlanStatus::Archived => "the plan is archived: nobody can subscribe to it anymore",
        // Cannot happen: an active plan is not refused because of its status.
        PlanStatus::Active => "nobody can subscribe to the plan",
    };
    let help = match others {
        [] => "no other plan of its products is active".to_owned(),
        others => format!("order another plan of its products: {}", list(others, "or")),
    };
    (why.to_owned(), help)
}

/// Says why there is no period for the order.
fn period(asked: RequestedPeriod<Period>, offered: &[ChargePeriod]) -> Reason {
    let periods: Vec<String> = offered.iter().map(|period| period_of(*period).to_string()).collect();
    let why = match asked {
        RequestedPeriod::Nothing => "the plan has several periods, but the order names none".to_owned(),
        RequestedPeriod::For(asked) => format!("the plan has no tariff for a period of {asked}"),
    };
    (why, format!("write {}", flags("--period", &periods)))
}

/// Says that the plan has no tariff for a period in a currency, and for which periods and currencies it has tariffs.
fn no_such_tariff(period: ChargePeriod, currency: &str, sold: &[(ChargePeriod, &str)]) -> Reason {
    let why = format!("the plan has no tariff for {} in {currency}", period_of(period));
    let calls: Vec<String> = sold
        .iter()
        // The period in quotes, since it contains a space.
        .map(|(period, currency)| format!("`--period \"{}\" --currency {currency}`", period_of(*period)))
        .collect();
    (why, format!("write {}", calls.join(" or ")))
}

/// Says that `--with` does not apply to service plans.
fn with(wants: &[OrderedPart]) -> Reason {
    let calls: Vec<String> = wants.iter().map(|want| format!("`--with {want}`")).collect();
    let why =
        "extra services and details can be ordered only with articles, and this is a service plan".to_owned();
    (why, format!("leave out {}", calls.join(" and ")))
}
