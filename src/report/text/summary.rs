//! What a plan does, in a few words, before it is told resource by resource.

use super::{View, impact, prices};
use crate::diagnostic::{counted, grouped, printable};
use crate::diff::{Refusal, ResourceChange, Verb};
use crate::kinds::Kinds;
use crate::plan::{self, Plan, Tripped};
use crate::report::Color;
use crate::report::columns::wrapping;
use crate::table::Effect;
use std::collections::BTreeMap;
use textwrap::core::display_width;
use textwrap::fill;

/// How many names of one kind are told.
const MOST: usize = 10;

/// What is compared with what. Where nothing but adoptions is left, no billing row is written.
pub fn heading(plan: &Plan) -> String {
    let (catalog, database) = (printable(&plan.header.catalog), printable(&plan.header.database));
    if !plan.is_empty() {
        return format!("Catalog `{catalog}` against {database}\n");
    }
    format!(
        "Nothing to change in {database}.\nApply would take this into the care of catalog `{catalog}`, as it is.\n"
    )
}

/// That there is nothing to do.
pub fn nothing(plan: &Plan) -> String {
    let all = if plan.unchanged == 1 { "the only resource is" } else { "the resources are" };
    let (count, database) = (grouped(plan.unchanged), printable(&plan.header.database));
    format!("Nothing to do: {all} as the files say ({count} in {database}{}).\n", foreign(plan))
}

fn foreign(plan: &Plan) -> String {
    match plan.foreign {
        Some(foreign) if foreign.counted || foreign.count > 0 => {
            let (others, are) =
                (counted(foreign.count, "other"), if foreign.count == 1 { "is" } else { "are" });
            let about = if foreign.counted { "" } else { "about " };
            format!("; {about}{others} {are} left alone")
        }
        _ => String::new(),
    }
}

impl View<'_> {
    /// The plan in a few words. What there is nothing to say of is not mentioned.
    pub(super) fn summary(&self, resources: &[&ResourceChange], names: &[String]) -> String {
        let mut lines = self.deletions(resources, names);
        lines.push(self.style.paint(Color::Bold, &totals(self.plan)));
        lines.extend(prices::range(resources));
        lines.extend(self.subscriptions(resources));
        lines.extend(effects(resources));
        lines.extend(self.guards());
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// What is deleted, by name.
    fn deletions(&self, resources: &[&ResourceChange], names: &[String]) -> Vec<String> {
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

    /// Whom it hits.
    fn subscriptions(&self, resources: &[&ResourceChange]) -> Vec<String> {
        let (known, unknown): (Vec<&ResourceChange>, Vec<&ResourceChange>) =
            resources.iter().partition(|resource| self.names_currency(resource));
        [(known, true), (unknown, false)]
            .into_iter()
            .flat_map(|(resources, known)| hit(&resources, known, &self.plan.kinds))
            .collect()
    }

    /// Whether the subscriptions of a resource say in which currency they are paid.
    pub(super) fn names_currency(&self, resource: &ResourceChange) -> bool {
        self.plan.kinds.find(&resource.kind).is_some_and(|kind| kind.system().names_currency)
    }

    /// What the guards refuse, and what they let pass.
    fn guards(&self) -> Vec<String> {
        let (allowed, refused): (Vec<&Tripped>, Vec<&Tripped>) =
            self.plan.tripped.iter().partition(|tripped| tripped.is_allowed);
        let by_category = |it: &&Tripped| format!(" ({})", it.category);
        let refused = refused.iter().map(|it| (by_category(it), &it.refusal));
        // What no flag allows has no category.
        let others = self.plan.refusals.iter().map(|refusal| (String::new(), refusal));
        let options = wrapping(self.style.width).subsequent_indent("    ");
        let told = |what: &str, why: &str, refusal: &Refusal| {
            fill(&format!("{what}{why}: {}.", printable(&refusal.message)), &options)
        };
        let refused = refused.chain(others).map(|(why, refusal)| self.red(&told("Refused", &why, refusal)));
        let allowed = allowed.iter().map(|it| told("Allowed", &by_category(it), &it.refusal));
        refused.chain(allowed).collect()
    }

    /// Lines in red.
    fn red(&self, lines: &str) -> String {
        lines.lines().map(|line| self.style.paint(Color::Red, line)).collect::<Vec<_>>().join("\n")
    }
}

/// What it does, counted.
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
    let is_told = |(count, what): &&(usize, &str)| *count > 0 || *what == "unchanged";
    let counts = counts.iter().filter(is_told).map(|(count, what)| format!("{} {what}", grouped(*count)));
    let counts = counts.collect::<Vec<_>>().join(", ");
    format!("{counts}; {} to write{}.", counted(totals.rows, "row"), foreign(plan))
}

/// The first of some names, and how many more there are, each with what stands behind it.
fn first(names: &[&str]) -> Vec<String> {
    let told = names.len().min(MOST);
    let more = names.len() - told;
    let name = |(at, name): (usize, &&str)| match (told - at, more) {
        (1, 0) => format!("`{name}`."),
        (2, 0) | (1, _) => format!("`{name}` and"),
        _ => format!("`{name}`,"),
    };
    let rest = (more > 0).then(|| format!("{} more.", grouped(more)));
    names[..told].iter().enumerate().map(name).chain(rest).collect()
}

/// Pieces on lines that are not too wide: a name is not broken.
fn packed(pieces: &[String], width: usize) -> String {
    let (mut out, mut line) = (String::new(), 0);
    for piece in pieces {
        let length = display_width(piece);
        let gap = match line {
            0 => "",
            line if line + 1 + length > width => "\n    ",
            _ => " ",
        };
        line = if gap.len() > 1 { 4 + length } else { line + gap.len() + length };
        out = out + gap + piece;
    }
    out
}

/// Whom resources hit of whose subscriptions the same is known.
fn hit(resources: &[&ResourceChange], names_currency: bool, kinds: &Kinds) -> Vec<String> {
    let live = plan::hit(resources.iter().copied(), kinds);
    let mut impact = impact::together(resources.iter().map(|resource| &resource.impact));
    // Who has several things that go is counted with each of them.
    impact.deleted = impact.deleted.min(live);
    let renewing = resources.iter().map(|resource| impact::renewing(&resource.impact, names_currency)).sum();
    let rest = impact::lines(&impact, renewing, names_currency);
    let have = if live == 1 { "has" } else { "have" };
    let end = if rest.is_empty() { "." } else { ":" };
    let first = format!("{} {have} what changes{end}", counted(live, "live subscription"));
    let first = (live > 0 || !rest.is_empty()).then_some(first);
    first.into_iter().chain(rest.iter().map(|line| format!("    {line}"))).collect()
}

/// The gravest effect, and how many resources have each; nothing where nobody notices who has the things today.
fn effects(resources: &[&ResourceChange]) -> Option<String> {
    let told = [
        (Effect::Worse, "worse"),
        (Effect::Unknown, "perhaps worse"),
        (Effect::Better, "better"),
        (Effect::NewSales, "changed for new sales alone"),
        (Effect::Internal, "changed internally"),
    ];
    let gravest = resources.iter().map(|resource| resource.effect).max()?;
    let each = told.iter().filter_map(|(effect, words)| {
        let count = resources.iter().filter(|resource| resource.effect == *effect).count();
        (count > 0).then_some((words, count))
    });
    let each = each.enumerate().map(|(index, (words, count))| {
        let many = if index == 0 { counted(count, "resource") } else { grouped(count) };
        format!("{many} {} {words}", if count == 1 { "is" } else { "are" })
    });
    (gravest >= Effect::Better)
        .then(|| format!("For those who have them today: {}.", each.collect::<Vec<_>>().join(", ")))
}
