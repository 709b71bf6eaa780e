//! A44: an article contains itself in its bundle, directly or through the bundles of other articles.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::rules::cycles::cycles;
use crate::rules::repeated_findings::{few, with_more};
use crate::rules::{ArticleView, Articles, Rule, RuleContext};

// An error, because an order of such an article would never end.
const CODE: Code = Code::error(
    "A44",
    "bundle-circle",
    "bundled with itself",
    "An article is bundled with itself, directly or through the bundles of other articles.",
    include_str!("../codes/A44.md"),
);

/// Reports bundles that form a cycle.
pub struct BundleCircles;

impl Rule for BundleCircles {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let articles = &*context.articles;
        // Most articles have no bundle, so the search starts only from those that do.
        let starts = articles.iter().filter(|each| !each.part.bundle.is_empty()).map(ArticleView::number);
        cycles(starts, |number| items(articles, number))
            .iter()
            // Every article of a cycle has a bundle, so it is in the files and has a place.
            .filter_map(|cycle| finding(cycle, articles))
            .collect()
    }
}

fn items<'a>(articles: &Articles<'a>, number: &str) -> Vec<&'a str> {
    let bundle = articles.find(number).map_or(&[][..], |each| &each.part.bundle);
    bundle.iter().map(|bundled| bundled.item.name()).collect()
}

/// Returns the place where the bundle of `from` contains the article `to`.
fn place(from: &ArticleView<'_>, to: &str) -> Option<Place> {
    // If the bundle has the article twice, the first entry is enough to show the cycle.
    let at = from.part.bundle.iter().position(|bundled| bundled.item.name() == to)?;
    Some(from.at("bundle").child(at).child("item"))
}

fn finding(cycle: &[&str], articles: &Articles<'_>) -> Option<Diagnostic> {
    // The last article of the cycle bundles the first one again.
    let each = |at: usize| articles.find(cycle[at % cycle.len()]);
    let places = (0..cycle.len()).filter_map(|at| place(each(at)?, cycle[(at + 1) % cycle.len()]));
    let places: Vec<Place> = places.collect();
    let first = cycle.first()?;
    let message = match &cycle[1..] {
        [] => format!("`{first}` is bundled with itself"),
        others => {
            format!("`{first}` is bundled with itself, through {}", few(others.iter().copied()))
        }
    };
    let finding = Diagnostic::new(CODE, *places.first()?, message);
    let finding = with_more(finding, places[1..].iter().copied(), "and through this");
    Some(finding.help(match cycle.len() {
        1 => "remove it from its own `bundle`, or write the intended article",
        _ => {
            "remove one of these `bundle` entries: an order for any of these articles would never be complete"
        }
    }))
}
