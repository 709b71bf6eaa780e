//! Formats privileges as `GRANT` statements, and for messages.

use super::need::{Need, Object, Work};
use crate::db::connect::quoted;
use crate::db::error::Error;
use crate::diagnostic::list;
use std::collections::BTreeMap;

/// Formats the `GRANT` statements for the reader and the writer.
pub fn statements(needs: &[Need], [reader, writer]: [Option<&str>; 2]) -> String {
    let mut text = String::new();
    for (work, roles, comment) in [
        (Work::Plan, [reader, writer], "What `wares plan` needs."),
        (Work::Apply, [None, writer], "What `wares apply` needs in addition."),
    ] {
        let mut roles: Vec<&str> = roles.into_iter().flatten().collect();
        // The reader and the writer may be the same role.
        roles.dedup();
        if roles.is_empty() {
            continue;
        }
        // The comments survive if the script is saved, and they tell a reviewer why each block is there.
        text.push_str(&format!("-- {comment}\n"));
        for ((sort, privileges), names) in grouped(needs.iter().filter(|need| need.work == work)) {
            text.push_str(&statement(sort, &privileges, &names, &roles));
        }
    }
    text
}

/// Formats one statement. Three or more objects are written on separate lines.
fn statement(sort: &str, privileges: &[&str], names: &[&str], roles: &[&str]) -> String {
    let (privileges, roles) = (privileges.join(", "), roles.join(", "));
    match names.len() {
        // Two names still fit on one line.
        0..3 => format!("GRANT {privileges} ON {sort} {} TO {roles};\n", names.join(", ")),
        _ => format!("GRANT {privileges} ON {sort}\n    {}\n    TO {roles};\n", names.join(",\n    ")),
    }
}

/// Groups objects by their type and the privileges that are needed on them. Returns the names of the objects in each
/// group.
fn grouped<'a>(needs: impl Iterator<Item = &'a Need>) -> BTreeMap<(&'a str, Vec<&'a str>), Vec<&'a str>> {
    let mut by_object: BTreeMap<&Object, Vec<&str>> = BTreeMap::new();
    for need in needs {
        by_object.entry(&need.object).or_default().push(need.privilege);
    }
    // Grouped by privileges, so that the script has a few long statements. Sorted, so that two runs can be compared.
    let mut groups: BTreeMap<(&str, Vec<&str>), Vec<&str>> = BTreeMap::new();
    for (object, privileges) in by_object {
        groups.entry((object.sort(), privileges)).or_default().push(object.name());
    }
    groups
}

/// Returns the error for a role that lacks privileges.
pub fn refused(user: &str, lacking: &[&Need], work: Work) -> Error {
    let lacks = grouped(lacking.iter().copied()).into_iter().map(|((sort, privileges), names)| {
        format!("{} on {}", privileges.join(", "), some(&sort.to_lowercase(), &names))
    });
    // The help contains a command, so the role's name must survive a shell.
    let user_name = quoted(user);
    let (what, help) = match work {
        Work::Plan => (
            "plan",
            format!(
                "nothing was written; as the owner of the tables, run the statements that `wares db grants --reader {user_name}` \
                 prints (use `--writer {user_name}` if the role should also apply plans)"
            ),
        ),
        Work::Apply => (
            "apply",
            format!(
                "nothing was written; connect as the role that applies plans, or, as the owner of the tables, run \
                 the statements that `wares db grants --writer {user_name}` prints"
            ),
        ),
    };
    let lacks = lacks.collect::<Vec<_>>().join("; ");
    Error::new(format!("the role `{user}` lacks privileges to {what}: {lacks}"), help)
}

/// Lists the names of objects of one type, for a message. Of more than eight names, the rest are only counted.
fn some(sort: &str, names: &[&str]) -> String {
    const MAX_NAMES: usize = 8;
    let plural = if names.len() == 1 { "" } else { "s" };
    // The quotes are SQL's and would only disturb in a message.
    let names: Vec<String> = names.iter().map(|name| name.replace('"', "")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.len().checked_sub(MAX_NAMES + 1) {
        None => format!("the {sort}{plural} {}", list(&names, "and")),
        // A role without any grant lacks dozens of privileges.
        Some(more) => {
            let shown: Vec<String> = names[..MAX_NAMES].iter().map(|name| format!("`{name}`")).collect();
            format!("the {sort}{plural} {} and {} more", shown.join(", "), more + 1)
        }
    }
}
