//! Privileges as text: as statements, and in messages.

use super::{Need, Object, Work};
use crate::db::connect::quoted;
use crate::db::error::Error;
use crate::diagnostic::list;
use std::collections::BTreeMap;

/// The statements that give roles what they need.
pub fn statements(needs: &[Need], [reader, writer]: [Option<&str>; 2]) -> String {
    let mut text = String::new();
    for (work, roles, comment) in [
        (Work::Plan, [reader, writer], "What `wares plan` needs."),
        (Work::Apply, [None, writer], "What `wares apply` needs besides."),
    ] {
        let mut roles: Vec<&str> = roles.into_iter().flatten().collect();
        roles.dedup();
        if roles.is_empty() {
            continue;
        }
        text.push_str(&format!("-- {comment}\n"));
        for ((sort, privileges), names) in grouped(needs.iter().filter(|need| need.work == work)) {
            text.push_str(&statement(sort, &privileges, &names, &roles));
        }
    }
    text
}

/// One statement; of many objects each has a line.
fn statement(sort: &str, privileges: &[&str], names: &[&str], roles: &[&str]) -> String {
    let (privileges, roles) = (privileges.join(", "), roles.join(", "));
    match names.len() {
        0..3 => format!("GRANT {privileges} ON {sort} {} TO {roles};\n", names.join(", ")),
        _ => format!("GRANT {privileges} ON {sort}\n    {}\n    TO {roles};\n", names.join(",\n    ")),
    }
}

/// What is needed, by the sort of the objects and the privileges.
fn grouped<'a>(needs: impl Iterator<Item = &'a Need>) -> BTreeMap<(&'a str, Vec<&'a str>), Vec<&'a str>> {
    let mut by_object: BTreeMap<&Object, Vec<&str>> = BTreeMap::new();
    for need in needs {
        by_object.entry(&need.object).or_default().push(need.privilege);
    }
    let mut groups: BTreeMap<(&str, Vec<&str>), Vec<&str>> = BTreeMap::new();
    for (object, privileges) in by_object {
        groups.entry((object.sort(), privileges)).or_default().push(object.name());
    }
    groups
}

/// The error that a role lacks privileges.
pub fn refused(user: &str, lacking: &[&Need], work: Work) -> Error {
    let told = grouped(lacking.iter().copied()).into_iter().map(|((sort, privileges), names)| {
        format!("{} on {}", privileges.join(", "), some(&sort.to_lowercase(), &names))
    });
    let user_name = quoted(user);
    let (what, help) = match work {
        Work::Plan => (
            "plan",
            format!(
                "nothing was written; run what `wares db grants --reader {user_name}` prints as the owner of the tables \
                 (`--writer {user_name}` if the role is to apply too)"
            ),
        ),
        Work::Apply => (
            "apply",
            format!(
                "nothing was written; connect as the role that is to apply, or run what `wares db grants --writer {user_name}` \
                 prints as the owner of the tables"
            ),
        ),
    };
    let told = told.collect::<Vec<_>>().join("; ");
    Error::new(format!("the role `{user}` lacks what it needs to {what}: {told}"), help)
}

/// Names, as far as a person reads them.
fn some(sort: &str, names: &[&str]) -> String {
    const MOST: usize = 8;
    let plural = if names.len() == 1 { "" } else { "s" };
    let names: Vec<String> = names.iter().map(|name| name.replace('"', "")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.len().checked_sub(MOST + 1) {
        None => format!("the {sort}{plural} {}", list(&names, "and")),
        Some(more) => {
            let shown: Vec<String> = names[..MOST].iter().map(|name| format!("`{name}`")).collect();
            format!("the {sort}{plural} {} and {} others", shown.join(", "), more + 1)
        }
    }
}
