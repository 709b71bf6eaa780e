//! A46: an extra service has both `allow_multiple` and an exclusive group.

use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::ExtraService;
use crate::rules::{ArticleView, Rule, RuleContext};

// A warning, because the service can be ordered at least once under either setting.
const CODE: Code = Code::error(
    "A46",
    "exclusive-multiple",
    "contradicts the exclusive group",
    "An extra service has both `allow_multiple` and an exclusive group.",
    include_str!("../codes/A46.md"),
)
.warning();

/// Reports services with `allow_multiple` that are in an exclusive group.
pub struct ExclusiveMultiple;

impl Rule for ExclusiveMultiple {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.services().filter_map(|(each, service)| of_service(each, service)).collect()
    }
}

fn of_service(each: &ArticleView<'_>, service: &ExtraService) -> Option<Diagnostic> {
    // It is not known which of the two settings the billing system follows, so the help leaves the choice open.
    let group = service.exclusive_group.as_ref().filter(|_| service.allow_multiple)?;
    let message = format!(
        "`{}` can be ordered more than once, but a customer can have only one service of its exclusive group `{group}`",
        each.number()
    );
    let finding = Diagnostic::new(CODE, each.at("allow_multiple"), message);
    let finding = finding.also(each.at("exclusive_group"), "the group");
    Some(finding.help("remove `allow_multiple` or `exclusive_group`"))
}
