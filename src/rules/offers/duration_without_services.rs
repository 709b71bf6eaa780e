//! A27: a package has `check_duration` but does not sell extra services.

use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::Package;
use crate::offer::TypedArticle;
use crate::rules::{Rule, RuleContext};

// A warning, because the field does nothing without `extra_services`; it was probably expected to add services.
const CODE: Code = Code::error(
    "A27",
    "duration-without-services",
    "sells no extra services",
    "A package checks the durations of extra services but does not sell any.",
    include_str!("../codes/A27.md"),
)
.warning();

/// Reports packages that have `check_duration` but not `extra_services`.
pub struct DurationWithoutServices;

impl Rule for DurationWithoutServices {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.offer.packages().iter().filter(|package| is_idle(package)).map(finding).collect()
    }
}

fn is_idle(package: &TypedArticle<'_, Package>) -> bool {
    // A property that Wares cannot interpret is neither `Ok(true)` nor `Ok(false)`, so nothing is reported.
    package.read("check_duration", |own| own.check_duration) == Ok(true)
        && package.read("extra_services", |own| own.extra_services) == Ok(false)
}

fn finding(package: &TypedArticle<'_, Package>) -> Diagnostic {
    let (number, root) = (package.article.number(), package.article.entry.document.root());
    let message = format!("`{number}` checks the durations of extra services but does not sell any");
    Diagnostic::new(CODE, root.child("check_duration"), message)
        .help("add `extra_services: true`, or remove `check_duration`, which has no effect on its own")
}
