//! A47: bundles with none of an article, and units that are made of nothing.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Amount;
use crate::rules::{Each, Rule, Sight};

const CODE: Code = Code::error(
    "A47",
    "zero-quantity",
    "of nothing",
    "An article is bundled 0 times, or a unit of a counter is 0 of what is counted.",
    include_str!("../codes/A47.md"),
);

/// Finds quantities of 0.
pub struct ZeroQuantities;

impl Rule for ZeroQuantities {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.articles.of_each(of_article)
    }
}

fn is_zero(amount: Option<Amount>) -> bool {
    amount.is_some_and(|amount| amount.decimal().is_zero())
}

fn of_article(each: &Each<'_>) -> Vec<Diagnostic> {
    let number = each.number();
    let bundle = each.part.bundle.iter().enumerate().filter(|(_, bundled)| is_zero(bundled.quantity));
    let bundled = bundle.map(|(at, bundled)| {
        let message = format!("`{number}` is sold together with 0 of `{}`", bundled.item);
        let place = each.at("bundle").child(at).child("quantity");
        Diagnostic::new(CODE, place, message)
            .help("write how many there are, or take the entry out of `bundle`")
    });
    let counters = each.part.counters.iter().enumerate().filter(|(_, counter)| is_zero(counter.unit_value));
    let counted = counters.map(|(at, counter)| {
        let message = format!("a unit of the counter `{}` of `{number}` is 0 of what is counted", counter.id);
        let place = each.at("counters").child(at).child("unit_value");
        Diagnostic::new(CODE, place, message)
            .help("write how much of what is counted makes one unit, or leave it out: 1")
    });
    bundled.chain(counted).collect()
}
