//! A41: an article that is not a package has a property that the billing system reads only on packages.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Name;
use crate::rules::{ArticleView, Rule, RuleContext};

// A warning, because the billing system does not read the property there, so it does no harm either.
const CODE: Code = Code::error(
    "A41",
    "foreign-property",
    "only for packages",
    "An article that is not a package has a property that only packages have.",
    include_str!("../codes/A41.md"),
)
.warning();

/// Reports articles that are not packages but have a property that only packages have.
pub struct ForeignProperties;

impl Rule for ForeignProperties {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        context.articles.of_each(of_article)
    }
}

/// The names of the properties that the billing system reads only on packages.
const OF_PACKAGES: [&str; 2] = ["HasExtraServices", "CheckDuration"];

fn of_article(each: &ArticleView<'_>) -> Vec<Diagnostic> {
    if each.package.is_some() || each.part.properties.is_empty() {
        return Vec::new();
    }
    let is_of_packages =
        // The vendor's material writes the names of properties in different cases, so case is ignored.
        |name: &Name| OF_PACKAGES.iter().any(|known| known.eq_ignore_ascii_case(name.as_str()));
    each.part.properties.keys().filter(|name| is_of_packages(name)).map(|name| finding(each, name)).collect()
}

fn finding(each: &ArticleView<'_>, name: &Name) -> Diagnostic {
    let kind = each.entry.kind.name();
    let message = format!(
        "`{}` has the property `{name}`, which the billing system reads only on packages",
        each.number()
    );
    let finding = Diagnostic::new(CODE, each.at("properties").child(name).key(), message);
    finding.help(format!(
        "remove it; if customers can add extra services to this article, make it a `package` instead of `{kind}`"
    ))
}
