//! A46: services of exclusive groups that may be ordered more than once.

use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::ExtraService;
use crate::rules::{Each, Rule, Sight};

const CODE: Code = Code::error(
    "A46",
    "exclusive-multiple",
    "against its exclusive group",
    "A service of an exclusive group may be ordered more than once.",
    include_str!("../codes/A46.md"),
)
.warning();

/// Finds services that may be had once and many times.
pub struct ExclusiveMultiple;

impl Rule for ExclusiveMultiple {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.articles.services().filter_map(|(each, service)| of_service(each, service)).collect()
    }
}

fn of_service(each: &Each<'_>, service: &ExtraService) -> Option<Diagnostic> {
    let group = service.exclusive_group.as_ref().filter(|_| service.allow_multiple)?;
    let message = format!(
        "`{}` may be ordered more than once, and of its exclusive group `{group}` a customer has one",
        each.number()
    );
    let finding = Diagnostic::new(CODE, each.at("allow_multiple"), message);
    let finding = finding.also(each.at("exclusive_group"), "the group");
    Some(finding.help("take one of the two out"))
}
