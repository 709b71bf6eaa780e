//! B14: a setup fee that is not multiplied, where there is none.

use super::package_details::Way;
use crate::diagnostic::{Code, Diagnostic};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "B14",
    "no-setup-fee",
    "there is no setup fee",
    "A setup fee is not multiplied by the number ordered, and there is none.",
    include_str!("../codes/B14.md"),
)
.warning();

/// Finds setup fees that are not multiplied, where there are none.
pub struct SetupFee;

impl Rule for SetupFee {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.details.of_ways(|way| of_way(way).into_iter().collect())
    }
}

fn of_way(way: &Way<'_>) -> Option<Diagnostic> {
    if *way.terms.multiply_setup_fee || !way.terms.setup_fee.is_empty() {
        return None;
    }
    let message = format!("`multiply_setup_fee` of {} has no effect: it has no setup fee", way.words());
    let finding = Diagnostic::new(CODE, way.at("multiply_setup_fee").key(), message);
    Some(finding.help("add the `setup_fee`, or take `multiply_setup_fee` out"))
}
