//! A60: an extra service for every package, among others of its exclusive group that are for some.

use super::exclusive::groups;
use crate::diagnostic::{Code, Diagnostic};
use crate::kinds::ExtraService;
use crate::offer::Sells;
use crate::rules::several::{named, with_places};
use crate::rules::{Rule, Sight};

const CODE: Code = Code::error(
    "A60",
    "open-sibling",
    "for every package",
    "An extra service is for every package, and others of its exclusive group are for some.",
    include_str!("../codes/A60.md"),
)
.warning();

/// Finds services that are left open among restricted ones.
pub struct OpenSibling;

impl Rule for OpenSibling {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        groups(&sight.offer).into_iter().filter_map(|(name, services)| of_group(name, &services)).collect()
    }
}

fn of_group(name: &str, services: &[&Sells<'_, ExtraService>]) -> Option<Diagnostic> {
    let shown = || services.iter().copied().filter(|service| service.article.sale.is_shown());
    let is_open = |it: &Sells<'_, ExtraService>| it.read("packages", |own| own.packages.is_empty()).ok();
    let open: Vec<&Sells<'_, ExtraService>> = shown().filter(|it| is_open(it) == Some(true)).collect();
    let sibling = shown().find(|it| is_open(it) == Some(false))?;
    let first = *open.first()?;
    let numbers: Vec<&str> = open.iter().map(|service| service.article.number()).collect();
    let (is, list) = if numbers.len() == 1 { ("is", "lists") } else { ("are", "list") };
    let message = format!(
        "{} of the exclusive group `{name}` {list} no packages and {is} for every one, while `{}` is for some",
        named(&numbers, "service"),
        sibling.article.number()
    );
    let root = |service: &Sells<'_, ExtraService>| service.article.entry.document.root();
    let finding = Diagnostic::new(CODE, root(first).child("exclusive_group"), message)
        .also(root(sibling).child("packages").key(), format!("`{}` is for these", sibling.article.number()));
    let others = open.iter().skip(1).take(2).map(|it| (root(it).child("exclusive_group"), String::new()));
    Some(
        with_places(finding, others)
            .help("list the packages under `packages`; for no package at all write `shop: false`"),
    )
}
