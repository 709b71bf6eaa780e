//! What a plan does, in a few words.

use crate::diagnostic::{counted, printable};
use crate::plan::Plan;
use crate::report::{Color, Style};

/// What is compared with what. Where nothing but adoptions is left, no billing row is written.
pub fn heading(plan: &Plan) -> String {
    let (catalog, database) = (printable(&plan.header.catalog), printable(&plan.header.database));
    if !plan.is_empty() {
        return format!("Catalog `{catalog}` against {database}\n");
    }
    format!(
        "Nothing to change in {database}.\nApply would take this into the care of catalog `{catalog}`, as it is:\n"
    )
}

/// That there is nothing to do.
pub fn nothing(plan: &Plan) -> String {
    let all = if plan.unchanged == 1 { "the only resource is" } else { "the resources are" };
    let (count, database) = (plan.unchanged, printable(&plan.header.database));
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

/// What it does, counted.
pub fn totals(plan: &Plan, style: Style) -> String {
    let totals = plan.totals();
    let counts = [
        (totals.create, "to create"),
        (totals.revive, "to revive"),
        (totals.adopt, "to adopt"),
        (totals.change, "to change"),
        (totals.delete, "to delete"),
        (totals.release, "to release"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let rows = if totals.rows == 1 { "1 row".to_owned() } else { format!("{} rows", totals.rows) };
    let line = format!(
        "{}, {} unchanged; {rows} to write{}.",
        counts.collect::<Vec<_>>().join(", "),
        totals.unchanged,
        foreign(plan)
    );
    format!("{}\n", style.paint(Color::Bold, &line))
}
