//! Renders a plan as text: a summary, then every resource that changes, with its fields and rows.

mod effect;
mod field;
mod impact;
mod inherited_changes;
mod key;
mod list_elements;
mod prices;
mod resource;
mod summary;
mod view;
mod whole_row;

use super::Style;
use crate::diagnostic::distinguishable;
use crate::diff::ResourceChange;
use crate::plan::Plan;
use crate::source::Positions;
use inherited_changes::InheritedChanges;
use rayon::prelude::*;
use view::View;

/// How much detail the text of a plan shows for each resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// All changes to the resource.
    Full,
    /// Only the title of the resource, in one line.
    Summary,
}

/// Returns the number of resources for each action, and the number of rows to write, in one line.
pub fn plan_totals(plan: &Plan) -> String {
    summary::totals(plan)
}

/// Renders a plan: a summary, every resource that changes, and the steps to be done by hand.
pub fn plan_text(plan: &Plan, positions: &dyn Positions, style: Style, detail: Detail) -> String {
    if !plan.needs_approval() {
        return summary::nothing(plan);
    }
    let view = View { plan, positions, style };
    let visible: Vec<&ResourceChange> =
        plan.resources.iter().filter(|resource| resource.is_visible()).collect();
    // Over all names at once: only in comparison with the others can it be seen which look alike.
    let names = distinguishable(visible.iter().map(|resource| resource.key.to_string()).collect());
    let mut out = summary::heading(plan) + "\n" + &view.summary(&visible, &names);
    // Begins as long, so that the first resource is separated from the summary.
    let mut was_long = true;
    for text in texts(&view, &visible, &names, detail) {
        let is_long = text.lines().count() > 1;
        // Resources of one line each form a block; others are separated by empty lines.
        out.push_str(if is_long || was_long { "\n" } else { "" });
        out.push_str(&text);
        was_long = is_long;
    }
    // After everything else, since it is to be done after the plan has been applied.
    for step in plan.by_hand() {
        out.push_str(&format!("\nTo do by hand after applying this plan: {step}.\n"));
    }
    out
}

/// Renders each resource. A resource is left out if all of its changes are imported from another resource. The text of
/// that other resource then lists the importing resources.
fn texts(view: &View<'_>, resources: &[&ResourceChange], names: &[String], detail: Detail) -> Vec<String> {
    let inherited = InheritedChanges::of(resources, &view.plan.kinds);
    let text = |number: usize| {
        let (resource, name) = (resources[number], &names[number]);
        let text = match detail {
            Detail::Full => view.resource(resource, name, inherited.rows.get(&number)),
            Detail::Summary => view.title(resource, name),
        };
        text + &view.importers(&inherited, number, resources, names)
    };
    // In parallel, since a plan may have a hundred thousand resources.
    // `filter` keeps the order of a parallel range, so the resources stay in the order of the plan.
    let shown = (0..resources.len()).into_par_iter().filter(|number| !inherited.entire.contains(number));
    shown.map(text).collect()
}
