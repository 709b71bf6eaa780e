//! What is ordered.

use crate::model::Period;
use std::fmt;
use std::str::FromStr;

/// An order of an article.
#[derive(Clone, Copy, Debug)]
pub struct Order<'o> {
    /// The extra services and details that are wanted with it.
    pub wants: &'o [Want],
    /// For how long; none where the article decides.
    pub period: Option<Period>,
    /// In which currency; the manifest's first unless it is given.
    pub currency: Option<&'o str>,
}

/// Something that is wanted with an article: a detail or an extra service, and how much of it or which.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Want {
    /// A detail type, perhaps with a choice behind a point; or the number of an extra service.
    pub name: String,
    /// How much, or which.
    pub value: String,
}

impl FromStr for Want {
    type Err = String;

    /// Reads `NAME=VALUE`, or a name alone, which is one of it. An article number may hold a `=`, and no value does.
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

/// What an order lacks, and what to write.
fn lack(parts: Option<(&str, &str)>) -> String {
    let (lack, help) = match parts {
        None => ("it has no `=`", "what is ordered and how much, such as `disk=30`"),
        Some(("", _)) => ("there is no name before `=`", "what is ordered before it, such as `disk=30`"),
        Some(_) => ("there is no amount after `=`", "how much, which, or `yes` after it, such as `disk=30`"),
    };
    format!("{lack}\nwrite {help}")
}

impl fmt::Display for Want {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.value)
    }
}
