//! Says why a name in an order is refused.

use super::phrases::{Reason, instead_of, reason};
use crate::diagnostic::{list, one_of};
use crate::offer::{OrderedPart, WrongName};
use std::fmt::Display;

/// Says why the name in `--with NAME=VALUE` cannot be ordered.
pub fn of_name(why: &WrongName<'_>, want: &OrderedPart) -> Reason {
    let (name, value) = (&want.name, &want.value);
    // The part before the dot, since a choice of a compound detail counts as the detail.
    let compound = name.split('.').next().unwrap_or_default();
    match why {
        WrongName::Unknown(known) => {
            let help = one_of(name, known.iter().copied());
            let help = help.unwrap_or_else(|| "nothing can be ordered with this article".to_owned());
            reason(format!("there is no detail of the package and no extra service named `{name}`"), help)
        }
        WrongName::SeveralInOne(parts) => reason("one `--with` orders several things", one_for_each(parts)),
        // No spelling of the order can tell the two apart, so one of them has to be renamed.
        WrongName::DetailAndService => reason(
            format!("`{name}` is both a detail of the package and the number of an extra service"),
            "give the detail type or the extra service another name",
        ),
        WrongName::Twice => reason(
            format!("`{compound}` is ordered more than once"),
            "order it only once, with everything that you want",
        ),
        WrongName::SeveralChoices(choices) => reason(
            format!("two choices of `{compound}` are ordered, but a customer can have only one"),
            format!("order one of {}", list(choices, "and")),
        ),
        WrongName::NoSuchChoice { of, choices } => no_such_choice(want, compound, of, choices),
        WrongName::NoChoices(detail) => {
            reason(format!("`{detail}` has no choices"), format!("write `--with {detail}={value}`"))
        }
        WrongName::NoType => undescribed("its detail type"),
        WrongName::NoEnumeration => undescribed("its enumeration"),
    }
}

/// Says that a resource is needed for a quote, but the files do not describe it.
fn undescribed(what: &str) -> Reason {
    reason(
        format!("the files do not describe {what}"),
        // Not `wares check`: it reports nothing about a name that `external` lists.
        "describe it in a file: a name under `external` is not enough for a quote",
    )
}

/// Returns the help that says to write a separate `--with` for each part of an order.
fn one_for_each(parts: &[impl Display]) -> String {
    let calls: Vec<String> = parts.iter().map(|part| format!("--with {part}")).collect();
    format!("write one `--with` for each: `{}`", calls.join(" "))
}

/// Says that a compound detail does not have the given choice. `of` lists the choices for which the given value, or the
/// nearest value, can be ordered.
fn no_such_choice(want: &OrderedPart, compound: &str, of: &[(&str, String)], choices: &[&str]) -> Reason {
    let OrderedPart { name, value } = want;
    if of.is_empty() {
        // The choice was typed after the dot or, without one, as the value.
        let choice = name.split_once('.').map_or(value.as_str(), |(_, choice)| choice);
        let help = instead_of(choice, choices, "no choice is available");
        return (format!("`{compound}` has no choice `{choice}`"), help);
    }
    let calls: Vec<String> =
        of.iter().map(|(choice, value)| format!("`--with {name}.{choice}={value}`")).collect();
    let why = format!("`{compound}` has several choices, and none is named `{value}`");
    (why, format!("name the choice too: write {}", calls.join(" or ")))
}
