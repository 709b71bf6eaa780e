//! Renders the summary at the beginning of a plan.

use super::view::View;
use super::{impact, prices};
use crate::diagnostic::{counted, grouped, printable};
use crate::diff::{Refusal, ResourceChange, Verb};
use crate::kinds::Kinds;
use crate::plan::{self, GuardRefusal, Plan};
use crate::report::Color;
use crate::report::columns::wrapping;
use crate::table::Effect;
use std::collections::BTreeMap;
use textwrap::core::display_width;
use textwrap::fill;

/// The maximum number of deleted resources of one kind that are listed by name.
const MOST: usize = 10;

/// Returns the first line, which names the catalog and the database. If the plan only adopts resources, the text also
/// says that there is nothing to change.
pub fn heading(plan: &Plan) -> String {
    let (catalog, database) = (printable(&plan.header.catalog), printable(&plan.header.database));
    if !plan.is_empty() {
        return format!("Catalog `{catalog}` compared with {database}\n");
    }
    format!(
        "Nothing to change in {database}.\nApplying would make the catalog `{catalog}` the owner of these resources \
         without changing them.\n"
    )
}

/// Returns the text for a plan without changes.
pub fn nothing(plan: &Plan) -> String {
    let (resources, database) = (counted(plan.unchanged, "resource"), printable(&plan.header.database));
    format!("Nothing to do: the database matches the files ({resources} in {database}{}).\n", foreign(plan))
}

/// Says how many resources are in the database but not in the catalog, as the end of a sentence.
fn foreign(plan: &Plan) -> String {
    match plan.foreign {
        Some(foreign) if foreign.counted || foreign.count > 0 => {
            let (others, are) =
                (counted(foreign.count, "other"), if foreign.count == 1 { "is" } else { "are" });
            // The planner's estimate, unless `--count-foreign` counts the rows.
            let about = if foreign.counted { "" } else { "about " };
            format!("; {about}{others} {are} left alone")
        }
        _ => String::new(),
    }
}

impl View<'_> {
    /// Returns the summary: deletions, totals, prices, affected subscriptions, effects and guards. Lines without
    /// content are left out.
    pub(super) fn summary(&self, resources: &[&ResourceChange], names: &[String]) -> String {
        // Deletions come first: a reviewer must not miss them.
        let mut lines = self.deletions(resources, names);
        lines.push(self.style.paint(Color::Bold, &totals(self.plan)));
        lines.extend(prices::range(resources));
        lines.extend(self.subscriptions(resources));
        lines.extend(effects(resources));
        lines.extend(self.guards());
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// Returns the names of the deleted resources, in one text for each kind.
    fn deletions(&self, resources: &[&ResourceChange], names: &[String]) -> Vec<String> {
        // `BTreeMap`, so that the kinds are in the same order on every run.
        let mut by_kind: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (resource, name) in resources.iter().zip(names).filter(|(it, _)| it.verb == Verb::Delete) {
            by_kind.entry(&resource.kind).or_default().push(name);
        }
        let line = |(kind, names): (&str, Vec<&str>)| {
            let many = counted(names.len(), &kind.replace('_', " "));
            let pieces: Vec<String> =
                std::iter::once(format!("Deletes {many}:")).chain(first(&names)).collect();
            self.red(&packed(&pieces, self.style.width))
        };
        by_kind.into_iter().map(line).collect()
    }

    /// Says how many subscriptions are affected, and how. Subscriptions with and without a currency are counted
    /// separately.
    fn subscriptions(&self, resources: &[&ResourceChange]) -> Vec<String> {
        // Amounts of subscriptions without a currency are hypothetical and must not be added to real ones.
        let (known, unknown): (Vec<&ResourceChange>, Vec<&ResourceChange>) =
            resources.iter().partition(|resource| self.names_currency(resource));
        [(known, true), (unknown, false)]
            .into_iter()
            .flat_map(|(resources, known)| affected(&resources, known, &self.plan.kinds))
            .collect()
    }

    /// Lists what is refused, then what guards would refuse if the user had not allowed it.
    fn guards(&self) -> Vec<String> {
        let (allowed, refused): (Vec<&GuardRefusal>, Vec<&GuardRefusal>) =
            self.plan.tripped.iter().partition(|tripped| tripped.is_allowed);
        let category = |it: &&GuardRefusal| format!(" ({})", it.category);
        let refused = refused.iter().map(|it| (category(it), &it.refusal));
        // These have no category, since no flag allows them.
        let others = self.plan.refusals.iter().map(|refusal| (String::new(), refusal));
        let options = wrapping(self.style.width).subsequent_indent("    ");
        let line = |verdict: &str, category: &str, refusal: &Refusal| {
            fill(&format!("{verdict}{category}: {}.", printable(&refusal.message)), &options)
        };
        let refused = refused.chain(others);
        let refused = refused.map(|(category, refusal)| self.red(&line("Refused", &category, refusal)));
        let allowed = allowed.iter().map(|it| line("Allowed", &category(it), &it.refusal));
        refused.chain(allowed).collect()
    }

    /// Paints each line in red separately.
    fn red(&self, lines: &str) -> String {
        // Line by line, since a color that spans a line break would also color the indentation of the next line.
        lines.lines().map(|line| self.style.paint(Color::Red, line)).collect::<Vec<_>>().join("\n")
    }
}

/// Returns the number of resources for each action, and the number of rows to write.
pub fn totals(plan: &Plan) -> String {
    let totals = plan.totals();
    let counts = [
        (totals.create, "to create"),
        (totals.revive, "to revive"),
        (totals.adopt, "to adopt"),
        (totals.change, "to change"),
        (totals.delete, "to delete"),
        (totals.release, "to release"),
        (totals.unchanged, "unchanged"),
    ];
    // The number of unchanged resources is shown even if it is 0: it says how much was compared.
    let is_shown = |(count, what): &&(usize, &str)| *count > 0 || *what == "unchanged";
    let counts = counts.iter().filter(is_shown).map(|(count, what)| format!("{} {what}", grouped(*count)));
    let counts = counts.collect::<Vec<_>>().join(", ");
    format!("{counts}; {} to write{}.", counted(totals.rows, "row"), foreign(plan))
}

/// Returns the first names, each with the punctuation that follows it, and at the end the number of remaining names.
fn first(names: &[&str]) -> Vec<String> {
    let named = names.len().min(MOST);
    let more = names.len() - named;
    let name = |(index, name): (usize, &&str)| match (named - index, more) {
        (1, 0) => format!("`{name}`."),
        (2, 0) | (1, _) => format!("`{name}` and"),
        _ => format!("`{name}`,"),
    };
    let rest = (more > 0).then(|| format!("{} more.", grouped(more)));
    names[..named].iter().enumerate().map(name).chain(rest).collect()
}

/// Joins the pieces into lines of the given width. A piece is never broken, even if it contains spaces.
fn packed(pieces: &[String], width: usize) -> String {
    let (mut out, mut line) = (String::new(), 0);
    for piece in pieces {
        let length = display_width(piece);
        let gap = match line {
            0 => "",
            line if line + 1 + length > width => "\n    ",
            _ => " ",
        };
        // 4 is the width of the indentation, which a line break adds.
        line = if gap.len() > 1 { 4 + length } else { line + gap.len() + length };
        out = out + gap + piece;
    }
    out
}

/// Describes how the changes to the given resources affect subscriptions, line by line.
fn affected(resources: &[&ResourceChange], names_currency: bool, kinds: &Kinds) -> Vec<String> {
    // Counted over all resources at once: one subscription may be affected by several of them.
    let live = plan::affected(resources.iter().copied(), kinds);
    let mut impact = impact::sum_of(resources.iter().map(|resource| &resource.impact));
    // The sum counts a subscription once for each deleted thing that it has.
    impact.deleted = impact.deleted.min(live);
    // Per resource, since a sum over all would take the largest count of a period among all of them.
    let renewing = resources.iter().map(|resource| impact::renewing(&resource.impact, names_currency)).sum();
    let rest = impact::lines(&impact, renewing, names_currency);
    let are = if live == 1 { "is" } else { "are" };
    let end = if rest.is_empty() { "." } else { ":" };
    let first = format!("{} {are} affected{end}", counted(live, "live subscription"));
    let first = (live > 0 || !rest.is_empty()).then_some(first);
    first.into_iter().chain(rest.iter().map(|line| format!("    {line}"))).collect()
}

/// Says how many resources have each effect, the most severe first. Returns `None` if existing subscribers notice
/// nothing.
fn effects(resources: &[&ResourceChange]) -> Option<String> {
    let words = [
        (Effect::Worse, "worse"),
        (Effect::Unknown, "possibly worse"),
        (Effect::Better, "better"),
        (Effect::NewSales, "changed only for new sales"),
        (Effect::Internal, "changed internally"),
    ];
    let most_severe = resources.iter().map(|resource| resource.effect).max()?;
    let each = words.iter().filter_map(|(effect, words)| {
        let count = resources.iter().filter(|resource| resource.effect == *effect).count();
        (count > 0).then_some((words, count))
    });
    let each = each.enumerate().map(|(index, (words, count))| {
        // The noun once is enough: "3 resources are worse, 2 are better".
        let many = if index == 0 { counted(count, "resource") } else { grouped(count) };
        format!("{many} {} {words}", if count == 1 { "is" } else { "are" })
    });
    (most_severe >= Effect::Better)
        .then(|| format!("For existing subscribers: {}.", each.collect::<Vec<_>>().join(", ")))
}
