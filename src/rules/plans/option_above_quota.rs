//! V31: the value of an option exceeds the quota of a user group whose customers can have the plan.

use super::catalog_plans::has;
use super::option_fit::decimal;
use super::plan_customers::Customers;
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{PlanOption, ServicePlan, UserGroup};
use crate::model::ShortName;
use crate::offer::{Described, Plans};
use crate::rules::{Rule, RuleContext};
use rust_decimal::Decimal;

// A warning, because the installation still works: customers just get no more than their quota.
const CODE: Code = Code::error(
    "V31",
    "option-above-quota",
    "more than the quota",
    "The value of an option exceeds the quota of a user group that can have the plan.",
    include_str!("../codes/V31.md"),
)
.warning();

/// Reports options whose value exceeds the quota with the same name.
pub struct OptionsAboveQuotas;

impl Rule for OptionsAboveQuotas {
    fn code(&self) -> Code {
        CODE
    }

    fn may_find(&self, catalog: &Catalog) -> bool {
        has::<ServicePlan>(catalog)
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let plans = &*context.plans;
        let customers = Customers::new(plans);
        let with_options = plans.plans.iter().filter(|plan| !plan.it.options.is_empty());
        with_options.flat_map(|plan| of_plan(plan, plans, &customers)).collect()
    }
}

fn of_plan(
    plan: Described<'_, ServicePlan>,
    plans: &Plans<'_>,
    customers: &Customers<'_, '_>,
) -> Vec<Diagnostic> {
    let products = plans.products_of(plan.it.id.as_str());
    // Products whose groups are not known are skipped: nothing can be compared with a quota that is not known.
    let groups_of_products: Vec<_> =
        products.iter().filter_map(|product| customers.of_product(product.it)).collect();
    let finding = |(name, option): (&ShortName, &PlanOption)| {
        // Only a number can be compared with a quota.
        let value = decimal(option.value.as_ref()?.json())?;
        let quotas = groups_of_products.iter().filter_map(|groups| groups.quotas.get(name.as_str()));
        // The lowest quota counts: the plan promises the value to customers of every group.
        let (most, group) = quotas.min_by_key(|(most, _)| *most)?;
        (value > Decimal::from(*most)).then(|| diagnostic(plan, name.as_str(), value, (*most, *group), plans))
    };
    plan.it.options.iter().filter_map(finding).collect()
}

fn diagnostic(
    plan: Described<'_, ServicePlan>,
    name: &str,
    value: Decimal,
    (most, group): (u32, Described<'_, UserGroup>),
    plans: &Plans<'_>,
) -> Diagnostic {
    let message = format!(
        "the option `{name}` of the plan `{}` is {value}, but customers of `{}` can have at most {most}",
        plan.it.id, group.it.name
    );
    let finding = Diagnostic::new(CODE, plan.at("options").child(name).child("value"), message);
    let finding = finding.also(group.at("quotas").child(name), "the quota");
    let manifest = plan.it.package.as_ref().and_then(|package| plans.manifest(package.name()));
    let finding = match manifest.and_then(|manifest| manifest.field(name)) {
        Some(field) => finding.also(field.place, "the field"),
        None => finding,
    };
    finding.help(format!(
        "lower the value, or raise the quota: the platform gives these customers no more than {most}"
    ))
}
