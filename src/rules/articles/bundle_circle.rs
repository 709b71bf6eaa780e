//! A44: articles that are sold together with themselves.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::rules::cycles::circles;
use crate::rules::repeated_findings::{few, with_more};
use crate::rules::{Articles, Each, Rule, Sight};

const CODE: Code = Code::error(
    "A44",
    "bundle-circle",
    "bundles what it is part of",
    "An article is sold together with itself, directly or through others.",
    include_str!("../codes/A44.md"),
);

/// Finds bundles that lead back to themselves.
pub struct BundleCircles;

impl Rule for BundleCircles {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let articles = &*sight.articles;
        let starts = articles.iter().filter(|each| !each.part.bundle.is_empty()).map(Each::number);
        circles(starts, |number| items(articles, number))
            .iter()
            .filter_map(|circle| told(circle, articles))
            .collect()
    }
}

fn items<'a>(articles: &Articles<'a>, number: &str) -> Vec<&'a str> {
    let bundle = articles.find(number).map_or(&[][..], |each| &each.part.bundle);
    bundle.iter().map(|bundled| bundled.item.name()).collect()
}

/// The place where an article bundles another.
fn place(from: &Each<'_>, to: &str) -> Option<Place> {
    let at = from.part.bundle.iter().position(|bundled| bundled.item.name() == to)?;
    Some(from.at("bundle").child(at).child("item"))
}

fn told(circle: &[&str], articles: &Articles<'_>) -> Option<Diagnostic> {
    let each = |at: usize| articles.find(circle[at % circle.len()]);
    let places = (0..circle.len()).filter_map(|at| place(each(at)?, circle[(at + 1) % circle.len()]));
    let places: Vec<Place> = places.collect();
    let first = circle.first()?;
    let message = match &circle[1..] {
        [] => format!("`{first}` is sold together with itself"),
        others => {
            format!("`{first}` is sold together with itself, through {}", few(others.iter().copied()))
        }
    };
    let finding = Diagnostic::new(CODE, *places.first()?, message);
    let finding = with_more(finding, places[1..].iter().copied(), "and this in turn");
    Some(finding.help(match circle.len() {
        1 => "take it out of its own `bundle`, or write the article that is meant",
        _ => "take one of them out of the other's `bundle`: an order of either would have no end",
    }))
}
