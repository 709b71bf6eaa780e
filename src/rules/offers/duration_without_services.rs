//! A27: a package checks the durations of extra services, and sells none.

use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Package;
use crate::offer::Sells;
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A27",
    "duration-without-services",
    "sells no extra services",
    "A package checks the durations of extra services, and sells none.",
    include_str!("../codes/A27.md"),
)
.warning();

/// Finds packages that check durations and sell no extra services.
pub struct DurationWithoutServices;

impl Rule for DurationWithoutServices {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.offer.packages().iter().filter(|package| is_idle(package)).map(finding).collect()
    }
}

fn is_idle(package: &Sells<'_, Package>) -> bool {
    package.read("check_duration", |own| own.check_duration) == Ok(true)
        && package.read("extra_services", |own| own.extra_services) == Ok(false)
}

fn finding(package: &Sells<'_, Package>) -> Diagnostic {
    let (number, root) = (package.article.number(), package.article.entry.document.root());
    let message = format!("`{number}` checks the durations of extra services, and sells none");
    Diagnostic::new(CODE, root.child("check_duration"), message)
        .help("add `extra_services: true`, or take `check_duration` out: alone it does nothing")
}
