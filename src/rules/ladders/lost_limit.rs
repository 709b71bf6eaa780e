//! U15: a downgrade lowers a limit, and no extra service that customers can order makes up for it.

use super::extension::{Extensions, Loss, amount, limit_place, losses};
use crate::diagnostic::{Code, Diagnostic, Severity, grouped};
use crate::offer::{Ladder, LadderMember};
use crate::rules::names::near_service_name::Slips;
use crate::rules::repeated_findings::{grouped_by, named, with_places};
use crate::rules::{Rule, RuleContext};

// A warning, because customers can still reduce their usage before the downgrade.
const CODE: Code = Code::error(
    "U15",
    "lost-limit",
    "nothing restores the limit",
    "A downgrade lowers a limit, and no extra service that customers can order makes up for it.",
    include_str!("../codes/U15.md"),
)
.warning();

/// Reports limits that become lower through a downgrade and that customers cannot raise again with an extra service.
pub struct LostLimit;

impl Rule for LostLimit {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let visible_services = context.visible_services();
        // A file that could not be read may describe the missing extra service.
        if context.catalog.may_have_more("extra_service") {
            return Vec::new();
        }
        let extensions = Extensions::new(&context.offer, visible_services);
        let slips = Slips::new(context);
        context.ladders().iter().flat_map(|ladder| of_ladder(ladder, &extensions, &slips)).collect()
    }
}

fn of_ladder(ladder: &Ladder<'_>, extensions: &Extensions<'_, '_>, slips: &Slips<'_, '_>) -> Vec<Diagnostic> {
    let lost = losses(ladder).into_iter();
    let lost = lost.filter(|loss| extensions.for_customers_of(loss.to.item(), loss.service).next().is_none());
    // Packages with a misspelled service name are reported as X05.
    let has_slip = |rung: &LadderMember<'_>| rung.limits.as_ref().is_some_and(|limits| slips.has_one(limits));
    let lost = lost.filter(|loss| !has_slip(loss.from) && !has_slip(loss.to));
    let (hidden, without_extension): (Vec<Loss<'_, '_>>, Vec<Loss<'_, '_>>) =
        lost.partition(|loss| !extensions.of(loss.service).is_empty());
    // The same extension is missing in each of these packages, so they are one finding.
    let hidden = grouped_by(hidden.into_iter().map(|loss| (loss.service, loss))).into_iter();
    let hidden = hidden.map(|(service, losses)| hidden_extension(ladder, service, &losses, extensions));
    hidden.chain(no_extension(ladder, &without_extension)).collect()
}

/// Reports lowered limits for which there are extra services, if customers of the smaller package do not see them.
fn hidden_extension(
    ladder: &Ladder<'_>,
    service: &str,
    losses: &[Loss<'_, '_>],
    extensions: &Extensions<'_, '_>,
) -> Diagnostic {
    let (first, adding) = (losses[0], extensions.of(service));
    let numbers: Vec<&str> = adding.iter().map(|it| it.article.number()).collect();
    let targets: Vec<&str> = losses.iter().map(|loss| loss.to.item()).collect();
    let targets = named(&targets, "package");
    let (verb, are) = if numbers.len() == 1 { ("adds", "is") } else { ("add", "are") };
    let message = format!(
        "a downgrade from `{}` to `{}` lowers {}, and {}, which {verb} to it, {are} not shown to customers of {targets}{}",
        first.from.item(),
        first.to.item(),
        figures(&first),
        named(&numbers, "service"),
        first.readings.words()
    );
    // There is at least one: the losses with no such service are in the other list.
    let place = adding[0].article.entry.document.root();
    Diagnostic::new(CODE, limit_place(first.to, service), message)
        .also(limit_place(first.from, service), format!("`{}`", first.from.item()))
        .also(place.child("packages").key(), format!("`{}` is for other packages", numbers[0]))
        .also(first.to.place, format!("a member of `{}`", ladder.name))
        .help("let customers of the smaller package see the extra service: otherwise customers who use more than that package includes cannot downgrade")
}

/// Reports lowered limits for which the catalog has no extra service. This is only a note, because the provider may not
/// want to sell one.
fn no_extension(ladder: &Ladder<'_>, losses: &[Loss<'_, '_>]) -> Option<Diagnostic> {
    let first = losses.first()?;
    let mut services: Vec<&str> = losses.iter().map(|loss| loss.service).collect();
    // The losses are sorted by service, so duplicates are next to each other.
    services.dedup();
    let them = if services.len() == 1 { "it" } else { "them" };
    let others = match services.len() - 1 {
        0 => String::new(),
        1 => format!(" and `{}`", services[1]),
        more => format!(" and {} other limits", grouped(more)),
    };
    let message = format!(
        "a downgrade from `{}` to `{}` lowers {}{others}, and no extra service adds to {them}{}",
        first.from.item(),
        first.to.item(),
        figures(first),
        first.readings.words()
    );
    let finding = Diagnostic::new(CODE, limit_place(first.to, first.service), message)
        .also(limit_place(first.from, first.service), format!("`{}`", first.from.item()));
    // The levels show why the move is a downgrade.
    let finding = with_places(finding, [(first.to.place, format!("a member of `{}`", ladder.name))]);
    let help = "sell an extra service that `adds` to the limit: customers who use more than the smaller package includes have to reduce their usage before the downgrade";
    Some(Diagnostic { severity: Severity::Note, ..finding.help(help) })
}

/// Returns the name of the limit, with its values before and after the downgrade: `` `mailboxes` (50 → 10) ``.
fn figures(loss: &Loss<'_, '_>) -> String {
    let limit = |rung: &LadderMember<'_>| {
        let limits = rung.limits.as_ref().map(|limits| amount(limits, loss.service));
        limits.flatten().map_or("unlimited".to_owned(), grouped)
    };
    format!("`{}` ({} → {})", loss.service, limit(loss.from), limit(loss.to))
}
