//! A41: properties of packages on other articles.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Name;
use crate::rules::{Each, Rule, Sight};

const CODE: Code = Code::error(
    "A41",
    "foreign-property",
    "of packages alone",
    "An article that is no package has a property of packages.",
    include_str!("../codes/A41.md"),
)
.warning();

/// Finds properties of packages on other articles.
pub struct ForeignProperties;

impl Rule for ForeignProperties {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        sight.articles.of_each(of_article)
    }
}

/// The properties that the billing system reads of packages alone.
const OF_PACKAGES: [&str; 2] = ["HasExtraServices", "CheckDuration"];

fn of_article(each: &Each<'_>) -> Vec<Diagnostic> {
    if each.package.is_some() || each.part.properties.is_empty() {
        return Vec::new();
    }
    let is_of_packages =
        |name: &Name| OF_PACKAGES.iter().any(|known| known.eq_ignore_ascii_case(name.as_str()));
    each.part.properties.keys().filter(|name| is_of_packages(name)).map(|name| told(each, name)).collect()
}

fn told(each: &Each<'_>, name: &Name) -> Diagnostic {
    let kind = each.entry.kind.name();
    let message = format!("`{}` has the property `{name}`, which is read of packages alone", each.number());
    let finding = Diagnostic::new(CODE, each.at("properties").child(name).key(), message);
    finding.help(format!(
        "take it out; if customers add extra services to this article, it is a `package` and not an `{kind}`"
    ))
}
