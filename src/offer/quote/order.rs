//! Orders, as the command line of `wares quote` states them.

use crate::model::Period;
use std::fmt;
use std::str::FromStr;

/// An order for an article.
#[derive(Clone, Copy, Debug)]
pub struct Order<'o> {
    /// The extra services and details that are ordered with the article.
    pub wants: &'o [OrderedPart],
    /// The period; `None` if the order does not name one.
    pub period: Option<Period>,
    /// The currency; `None` if the order does not name one. Then the first currency of the manifest applies.
    pub currency: Option<&'o str>,
}

/// A detail or an extra service that is ordered with an article, with its amount or value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderedPart {
    /// A detail type, optionally followed by a dot and a choice; or the number of an extra service.
    pub name: String,
    /// The amount or the value.
    pub value: String,
}

impl FromStr for OrderedPart {
    type Err = String;

    /// Reads `NAME=VALUE`. A name without a value stands for `NAME=yes`, which orders an amount of 1 for an extra
    /// service. The last `=` is the separator, because an article number may contain `=`, but a value may not.
    fn from_str(text: &str) -> Result<Self, String> {
        match text.rsplit_once('=') {
            Some((name, value)) if !name.is_empty() && !value.is_empty() => {
                Ok(Self { name: name.to_owned(), value: value.to_owned() })
            }
            None if !text.is_empty() && !text.contains(char::is_whitespace) => {
                Ok(Self { name: text.to_owned(), value: "yes".to_owned() })
            }
            parts => Err(format!("`{text}` is not NAME=VALUE: {}", lack(parts))),
        }
    }
}

/// The message for a string that is not `NAME=VALUE`. It says what is missing and, on a second line, what to write.
fn lack(parts: Option<(&str, &str)>) -> String {
    let (lack, help) = match parts {
        None => ("it has no `=`", "a name and an amount, such as `disk=30`"),
        Some(("", _)) => {
            ("there is no name before `=`", "the name of a detail or a service before it, such as `disk=30`")
        }
        Some(_) => {
            ("there is no amount after `=`", "an amount, a value or `yes` after it, such as `disk=30`")
        }
    };
    format!("{lack}\nwrite {help}")
}

impl fmt::Display for OrderedPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.value)
    }
}
