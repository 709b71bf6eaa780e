//! A06: the shop has an extra service that no customer can see.

use super::phrases::{by_name, in_plural, renewal};
use crate::diagnostic::{Code, Diagnostic, Place, Severity, counted};
use crate::kinds::ExtraService;
use crate::model::Period;
use crate::offer::{Hidden, Offer, TypedArticle, Visibility, VisibleServices};
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, RuleContext};

const CODE: Code = Code::error(
    "A06",
    "service-for-nobody",
    "no customer sees it",
    "An extra service is not visible to any customer.",
    include_str!("../codes/A06.md"),
)
.warning();

/// Reports extra services that no package shows.
pub struct ServiceForNobody;

/// The reason why no customer sees a service.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Cause<'a> {
    /// The catalog has no packages.
    NoPackages,
    /// No package sells extra services.
    NoneSells,
    /// The packages that sell extra services have `check_duration`, and none of them has any of the service's renewal
    /// periods, which are given here.
    OtherPeriods(Vec<Period>),
    /// The service lists packages, and each of them hides it for the given reason.
    Listed(Vec<(&'a str, Hidden)>),
}

impl Rule for ServiceForNobody {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let (offer, visible_services) = (&context.offer, context.visible_services());
        let unseen = offer.services().iter().filter(|it| !visible_services.is_seen(offer, it));
        // A service that the shop does not show is hidden on purpose, and one in another category is reported as A62.
        let unseen = unseen.filter(|service| offer.hidden_by_shop(service).is_none());
        let causes = unseen.map(|service| (cause(service, offer, visible_services), service));
        let causes = causes.filter(|(cause, service)| !context.is_allowed(CODE, place(cause, service)));
        // Services with the same cause are reported together.
        grouped_by(causes)
            .into_iter()
            .map(|(cause, services)| finding(&cause, &services, offer, visible_services))
            .collect()
    }
}

fn cause<'a>(
    service: &TypedArticle<'a, ExtraService>,
    offer: &Offer<'a>,
    visible_services: &VisibleServices<'a>,
) -> Cause<'a> {
    let listed = service.read("packages", |own| own.packages.as_slice()).unwrap_or_default();
    if listed.is_empty() {
        // The order of the arms is that of the causes: without packages, periods do not matter.
        return match (offer.packages().is_empty(), visible_services.periods().is_empty()) {
            (true, _) => Cause::NoPackages,
            (false, true) => Cause::NoneSells,
            (false, false) => {
                Cause::OtherPeriods(service.article.sale.part.periods.iter().map(|it| it.every).collect())
            }
        };
    }
    // A package outside the files would have made the service visible, so all that are listed are known here.
    let reason = |name: &'a str| match offer.visibility(visible_services.package(offer, name)?, service) {
        Visibility::Hidden(reason) => Some((name, reason)),
        _ => None,
    };
    Cause::Listed(listed.iter().filter_map(|package| reason(package.name())).collect())
}

/// Returns the place of the finding for a service.
fn place(cause: &Cause<'_>, service: &TypedArticle<'_, ExtraService>) -> Place {
    let root = service.article.entry.document.root();
    match cause {
        // The list is what can be corrected; without one, there is no better place than the article itself.
        Cause::Listed(_) => root.child("packages").key(),
        _ => root.child("article"),
    }
}

fn finding(
    cause: &Cause<'_>,
    services: &[&TypedArticle<'_, ExtraService>],
    offer: &Offer<'_>,
    visible_services: &VisibleServices<'_>,
) -> Diagnostic {
    let place = place(cause, services[0]);
    let finding = Diagnostic::new(CODE, place, message(cause, services, visible_services)).help(help(cause));
    let finding = with_places(finding, related_places(cause, services, offer, visible_services));
    match cause {
        // The packages may be managed elsewhere, so this is only a note.
        Cause::NoPackages => Diagnostic { severity: Severity::Note, ..finding },
        _ => finding,
    }
}

fn message(
    cause: &Cause<'_>,
    services: &[&TypedArticle<'_, ExtraService>],
    visible_services: &VisibleServices<'_>,
) -> String {
    let numbers: Vec<&str> = services.iter().map(|service| service.article.number()).collect();
    let names = named(&numbers, "service");
    match cause {
        Cause::NoPackages => format!("no customer sees {names}: the catalog has no package"),
        Cause::NoneSells => format!("no customer sees {names}: no package sells extra services"),
        Cause::OtherPeriods(_) => {
            let (own, others) =
                (renewal(services[0].article.sale.part), by_name(&visible_services.periods()));
            let own = if numbers.len() == 1 { own } else { in_plural(&own) };
            format!(
                "no customer sees {names}, which {own}: the packages that sell extra services check durations and \
renew every {others}"
            )
        }
        Cause::Listed(reasons) => {
            let it = if services.len() == 1 { "it" } else { "they" };
            format!("no customer sees {names}: {}", reasons_in_words(reasons, it))
        }
    }
}

fn help(cause: &Cause<'_>) -> &'static str {
    match cause {
        Cause::NoPackages => {
            "describe the packages, or list them under `external` in wares.yaml if they exist only in the database"
        }
        Cause::NoneSells => {
            "add `extra_services: true` to a package, or write `shop: false` if the service is not offered"
        }
        Cause::OtherPeriods(_) => {
            "add one of the packages' periods, or write `shop: false` if the service is not offered"
        }
        Cause::Listed(reasons) => help_for(reasons),
    }
}

/// Returns the places in the listed packages that hide the service. For causes without listed packages, returns the
/// places of the other services with the same cause.
fn related_places(
    cause: &Cause<'_>,
    services: &[&TypedArticle<'_, ExtraService>],
    offer: &Offer<'_>,
    visible_services: &VisibleServices<'_>,
) -> Vec<(Place, String)> {
    match cause {
        Cause::Listed(reasons) => {
            reasons.iter().filter_map(|(name, why)| hidden_by(name, *why, offer, visible_services)).collect()
        }
        _ => {
            let others = services.iter().skip(1).map(|service| service.article.entry.document.root());
            others.map(|root| (root.child("article"), String::new())).collect()
        }
    }
}

fn count_of(reasons: &[(&str, Hidden)], reason: Hidden) -> usize {
    reasons.iter().filter(|(_, own)| *own == reason).count()
}

fn reasons_in_words(reasons: &[(&str, Hidden)], it: &str) -> String {
    let (none, periods) =
        (count_of(reasons, Hidden::NoExtraServices), count_of(reasons, Hidden::NoSharedPeriod));
    let (verb, them) = if it == "it" { ("lists", "it") } else { ("list", "them") };
    let listed = match reasons {
        [(only, _)] => format!("`{only}`, the only package that {it} {verb},"),
        _ => format!("of the {} that {it} {verb},", counted(reasons.len(), "package")),
    };
    match (reasons.len(), none, periods) {
        (1, 1, _) => format!("{listed} does not sell extra services"),
        (1, ..) => format!("{listed} checks durations and has no renewal period in common with {them}"),
        (_, _, 0) => format!("{listed} none sells extra services"),
        (_, 0, _) => {
            format!("{listed} all check durations and none has a renewal period in common with {them}")
        }
        _ => {
            let (sell, check, share) = (
                agreeing_verb(none, "sell"),
                agreeing_verb(periods, "check"),
                agreeing_verb(periods, "share"),
            );
            format!(
                "{listed} {none} {sell} no extra services, and {periods} {check} durations and {share} no renewal period with {them}"
            )
        }
    }
}

/// Returns the verb in the form that agrees with the count: `sells` for 1, `sell` for 2.
fn agreeing_verb(count: usize, verb: &str) -> String {
    if count == 1 { format!("{verb}s") } else { verb.to_owned() }
}

fn help_for(reasons: &[(&str, Hidden)]) -> &'static str {
    match (count_of(reasons, Hidden::NoExtraServices), count_of(reasons, Hidden::NoSharedPeriod)) {
        (0, _) => "add one of the package's periods, or write `shop: false` if the service is not offered",
        (_, 0) => {
            "add `extra_services: true` to a listed package, or write `shop: false` if the service is not offered"
        }
        _ => "add `extra_services: true` or the service's period to a listed package, or write `shop: false`",
    }
}

/// Returns the place in the given package that hides the service from its customers, with a label.
fn hidden_by(
    name: &str,
    reason: Hidden,
    offer: &Offer<'_>,
    visible_services: &VisibleServices<'_>,
) -> Option<(Place, String)> {
    let package = visible_services.package(offer, name)?;
    let root = package.article.entry.document.root();
    Some(match reason {
        Hidden::NoExtraServices => {
            (root.child("extra_services"), format!("`{name}` does not set `extra_services`"))
        }
        // The only other reason of a package is that it has no period of the service.
        _ => (root.child("periods").key(), format!("`{name}` {}", renewal(package.article.sale.part))),
    })
}
