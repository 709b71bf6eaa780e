//! A47: the quantity of a bundled article, or the unit value of a counter, is 0.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Amount;
use crate::rules::{ArticleView, Rule, RuleContext};

// An error, because usage cannot be divided by 0, and a bundle with 0 of an article does not contain it.
const CODE: Code = Code::error(
    "A47",
    "zero-quantity",
    "zero",
    "The quantity of an article in a bundle, or the `unit_value` of a counter, is 0.",
    include_str!("../codes/A47.md"),
);

/// Reports bundled articles with a quantity of 0, and counters with a unit value of 0.
pub struct ZeroQuantities;

impl Rule for ZeroQuantities {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.of_each(of_article)
    }
}

fn is_zero(amount: Option<Amount>) -> bool {
    amount.is_some_and(|amount| amount.decimal().is_zero())
}

fn of_article(each: &ArticleView<'_>) -> Vec<Diagnostic> {
    let number = each.number();
    // An entry with a quantity of 0 does not bundle the article, so it cannot be what the author wants.
    let bundle = each.part.bundle.iter().enumerate().filter(|(_, bundled)| is_zero(bundled.quantity));
    let bundled = bundle.map(|(at, bundled)| {
        let message = format!("`{number}` is bundled with 0 of `{}`", bundled.item);
        let place = each.at("bundle").child(at).child("quantity");
        Diagnostic::new(CODE, place, message)
            .help("write how many the bundle contains, or remove the entry from `bundle`")
    });
    // Usage is divided by the unit value, so 0 can never be right.
    let counters = each.part.counters.iter().enumerate().filter(|(_, counter)| is_zero(counter.unit_value));
    let counted = counters.map(|(at, counter)| {
        let message = format!("a unit of the counter `{}` of `{number}` has the value 0", counter.id);
        let place = each.at("counters").child(at).child("unit_value");
        Diagnostic::new(CODE, place, message)
            .help("write how much one unit is worth, or omit `unit_value`, which means 1")
    });
    bundled.chain(counted).collect()
}
