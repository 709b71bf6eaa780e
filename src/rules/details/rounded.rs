//! B20: an amount is not a whole number in the larger unit that customers see, so it is rounded down.

use super::package_details::{DetailVariant, Details};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::DetailType;
use crate::model::Limit;
use crate::rules::{Rule, RuleContext};

// A warning, because customers get the whole amount; they only see less.
const CODE: Code = Code::error(
    "B20",
    "rounded-amount",
    "shown rounded down",
    "An amount is not a whole number in the unit that customers see.",
    include_str!("../codes/B20.md"),
)
.warning();

/// Reports amounts that are rounded down when customers see them.
pub struct Rounded;

impl Rule for Rounded {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let details = &*context.details;
        details.of_variants(|variant| of_variant(variant, details))
    }
}

fn of_variant(variant: &DetailVariant<'_>, details: &Details<'_>) -> Vec<Diagnostic> {
    let Some(known) = details.type_of(variant.detail) else { return Vec::new() };
    let amount = |limit: Limit| match limit {
        Limit::Of(amount) => Some(amount),
        Limit::Unlimited => None,
    };
    let amounts = [
        ("included", amount(variant.terms.included_amount())),
        ("step", variant.terms.step.map(|step| step.count())),
        ("maximum", variant.terms.maximum.and_then(amount)),
    ];
    let check = |(field, amount): (&str, Option<u32>)| rounded(variant, known.it, field, amount?);
    amounts.into_iter().filter_map(check).collect()
}

fn rounded(variant: &DetailVariant<'_>, it: &DetailType, field: &str, amount: u32) -> Option<Diagnostic> {
    // An amount without a unit is never converted.
    let unit = variant.terms.unit.or(it.unit.as_ref())?;
    // A unit that the type does not have is reported as B02.
    let each = u64::from(it.factor(Some(unit.as_str()))?);
    // In 64 bits: an amount times a factor can exceed 32.
    let total = u64::from(amount) * each;
    // A factor of 1 is no larger unit, and is reported as B02.
    let fits = it.larger_units.iter().filter(|(_, factor)| (2..=total).contains(&u64::from(factor.count())));
    // The billing system shows an amount in the largest unit that fits.
    let (larger, factor) = fits.max_by_key(|(_, factor)| factor.count())?;
    let factor = u64::from(factor.count());
    let whole = total / factor;
    // Amounts are compared in the smallest unit, because `unit` itself may be a larger one.
    if total % factor == 0 {
        return None;
    }
    let message = format!(
        "`{field}` of {} is {amount} `{unit}`, which customers see as {whole} `{larger}`",
        variant.words()
    );
    let finding = Diagnostic::new(CODE, variant.at(field), message);
    let near = [whole * factor, (whole + 1) * factor];
    // Only an amount that is also whole in the unit of the detail can be written there.
    Some(match near.iter().all(|total| total % each == 0) {
        true => finding.help(format!(
            "write {} or {}, which are {whole} and {} `{larger}`",
            near[0] / each,
            near[1] / each,
            whole + 1
        )),
        false => finding.help(format!("write an amount that is a whole number of `{larger}`")),
    })
}
