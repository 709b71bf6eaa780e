//! U16: an extra service makes up for a limit that a downgrade lowers, but customers cannot order it. The service has
//! no period and currency in common with the smaller package.

use super::extension::{Extensions, Loss, losses};
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::{ArticlePart, ExtraService};
use crate::offer::TypedArticle;
use crate::rules::offers::renewal;
use crate::rules::{Rule, RuleContext};
use std::collections::HashSet;

// A warning, because the downgrade itself works; only what makes up for it cannot be ordered with the package.
const CODE: Code = Code::error(
    "U16",
    "extension-of-other-period",
    "no common period and currency",
    "An extra service that makes up for a lowered limit has no period and currency in common with the smaller package.",
    include_str!("../codes/U16.md"),
)
.warning();

/// Reports extra services that customers cannot order for the period and currency of their package.
pub struct ExtensionOfOtherPeriod;

impl Rule for ExtensionOfOtherPeriod {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let visible_services = context.visible_services();
        let extensions = Extensions::new(&context.offer, visible_services);
        let mut reported = HashSet::new();
        let losses = context.ladders().iter().flat_map(losses);
        let findings = losses.filter_map(|loss| {
            let service = unfit(&loss, &extensions)?;
            // The same service may make up for several limits of the same package.
            reported.insert((service.article.number(), loss.to.item())).then(|| finding(&loss, service))
        });
        findings.collect()
    }
}

/// Returns the first extra service that makes up for a lost limit, if customers can order none of these services. They
/// can order a service if it has a price for the same period and currency as their package, or if it is paid for once.
fn unfit<'o, 'a>(
    loss: &Loss<'_, 'a>,
    extensions: &Extensions<'o, 'a>,
) -> Option<&'o TypedArticle<'a, ExtraService>> {
    // Of a package outside the files, neither periods nor currencies are known.
    let package = loss.to.article.as_ref()?.sale.part;
    if package.has_no_terms() {
        // An article whose terms are not written yet is reported by another rule.
        return None;
    }
    let mut first = None;
    for service in extensions.for_customers_of(loss.to.item(), loss.service) {
        let part = service.article.sale.part;
        // A service that is paid for once can be ordered for any period of the package.
        if part.periods.is_empty() || has_common_price(part, package) {
            return None;
        }
        // Only the first one is reported: a price for any of them would be enough.
        first.get_or_insert(service);
    }
    first
}

/// Whether both articles have prices in the same currency for the same period. A period without any price counts as
/// having all prices, because A28 reports it.
fn has_common_price(one: &ArticlePart, other: &ArticlePart) -> bool {
    one.periods.iter().any(|own| {
        let mut same = other.periods.iter().filter(|period| period.every == own.every);
        same.any(|period| {
            let is_unpriced = own.prices.is_empty() || period.prices.is_empty();
            is_unpriced || period.prices.keys().any(|currency| own.prices.keys().any(|it| it == currency))
        })
    })
}

fn finding(loss: &Loss<'_, '_>, service: &TypedArticle<'_, ExtraService>) -> Diagnostic {
    let (package, number) = (loss.to.item(), service.article.number());
    let part = service.article.sale.part;
    let message = format!(
        "a downgrade from `{}` to `{package}` lowers `{}`, but `{number}`, which adds to it, has no price for a \
period and currency of `{package}`",
        loss.from.item(),
        loss.service
    );
    // The key, because the finding is about all periods together and not about one of them.
    let periods = |document: crate::diagnostic::DocumentId| document.root().child("periods").key();
    let finding = Diagnostic::new(CODE, periods(service.article.entry.document), message)
        .labelled(format!("`{number}` {}", renewal(part)));
    let finding = match &loss.to.article {
        Some(article) => finding
            .also(periods(article.entry.document), format!("`{package}` {}", renewal(article.sale.part))),
        None => finding,
    };
    finding.help(format!("give `{number}` a price for a period and currency of `{package}`"))
}
