//! A60: an extra service is for every package, although similar services list their packages. Similar services are
//! those in the same exclusive group or, for services without a group, nearly all services.

use super::exclusive::groups;
use crate::diagnostic::{Code, Diagnostic, Place, Severity, counted};
use crate::kinds::ExtraService;
use crate::offer::TypedArticle;
use crate::rules::repeated_findings::{named, with_places};
use crate::rules::{Rule, RuleContext};

// A warning, because a service for every package is legitimate; only its neighbors suggest a forgotten list.
const CODE: Code = Code::error(
    "A60",
    "open-sibling",
    "for every package",
    "An extra service is for every package, although similar services list their packages.",
    include_str!("../codes/A60.md"),
)
.warning();

/// Reports extra services that are for every package although similar services list their packages.
pub struct OpenSibling;

impl Rule for OpenSibling {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let groups = groups(&context.offer).into_iter();
        let of_groups = groups.filter_map(|(name, services)| of_group(name, &services, context));
        of_groups.chain(of_catalog(context)).collect()
    }
}

/// At least this many services must list their packages before other services are reported.
const MANY: usize = 10;
/// The minimum number of services that list their packages, for each service that does not.
// Below that, services for every package are so common that they are probably intended.
const TIMES: usize = 5;

/// Reports services that are for every package, if nearly all services of the catalog list their packages. Services in
/// an exclusive group are left out.
fn of_catalog(context: &RuleContext<'_>) -> Option<Diagnostic> {
    // Customers see no service that the shop does not show, so its packages do not matter.
    let shown = context.offer.services().iter().filter(|service| service.article.sale.is_shown());
    let (open, closed): (Vec<_>, Vec<_>) = shown
        .filter(|service| is_open(service).is_some())
        .partition(|service| is_open(service) == Some(true));
    // In a small catalog, a few services for every package say nothing.
    if closed.len() < MANY || closed.len() < open.len() * TIMES {
        return None;
    }
    let place = |service: &TypedArticle<'_, ExtraService>| root(service).child("article");
    // Services in an exclusive group are compared within their group.
    let is_ungrouped = |service: &TypedArticle<'_, ExtraService>| {
        service.read("exclusive_group", |own| own.exclusive_group.is_some()) == Ok(false)
    };
    let open = open.into_iter().filter(|service| is_ungrouped(service));
    let open: Vec<_> = open.filter(|service| !context.is_allowed(CODE, place(service))).collect();
    let first = *open.first()?;
    let numbers: Vec<&str> = open.iter().map(|service| service.article.number()).collect();
    let (is, list) = if numbers.len() == 1 { ("is", "lists") } else { ("are", "list") };
    let message = format!(
        "{} {list} no packages and {is} for every package, while {} list theirs",
        named(&numbers, "service"),
        counted(closed.len(), "other service")
    );
    let others = open.iter().skip(1).map(|service| (place(service), String::new()));
    let finding = with_places(Diagnostic::new(CODE, place(first), message), others).help(HELP);
    // Only a note: a few services for every package are common. Within an exclusive group it is a warning.
    Some(Diagnostic { severity: Severity::Note, ..finding })
}

/// Whether a service is for every package, or `None` if that is not known.
fn is_open(service: &TypedArticle<'_, ExtraService>) -> Option<bool> {
    service.read("packages", |own| own.packages.is_empty()).ok()
}

const HELP: &str = "list the packages under `packages`, or write `shop: false` if the service is for none";

fn root(service: &TypedArticle<'_, ExtraService>) -> Place {
    service.article.entry.document.root()
}

fn of_group(
    name: &str,
    services: &[&TypedArticle<'_, ExtraService>],
    context: &RuleContext<'_>,
) -> Option<Diagnostic> {
    // Customers see no service that the shop does not show, so its packages do not matter.
    let shown = || services.iter().copied().filter(|service| service.article.sale.is_shown());
    let open: Vec<&TypedArticle<'_, ExtraService>> = shown().filter(|it| is_open(it) == Some(true)).collect();
    let sibling = shown().find(|it| is_open(it) == Some(false))?;
    let place = |service: &TypedArticle<'_, ExtraService>| root(service).child("exclusive_group");
    let open: Vec<_> = open.into_iter().filter(|service| !context.is_allowed(CODE, place(service))).collect();
    let first = *open.first()?;
    let numbers: Vec<&str> = open.iter().map(|service| service.article.number()).collect();
    let (is, list) = if numbers.len() == 1 { ("is", "lists") } else { ("are", "list") };
    let message = format!(
        "{} in the exclusive group `{name}` {list} no packages and {is} for every package, while `{}` lists its \
packages",
        named(&numbers, "service"),
        sibling.article.number()
    );
    let finding = Diagnostic::new(CODE, place(first), message).also(
        root(sibling).child("packages").key(),
        format!("the packages of `{}`", sibling.article.number()),
    );
    let others = open.iter().skip(1).map(|it| (place(it), String::new()));
    Some(with_places(finding, others).help(HELP))
}
