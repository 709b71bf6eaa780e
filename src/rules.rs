//! Advice about a catalog: what is allowed and probably not meant, and what the billing system would refuse.
//!
//! A rule is a file in the folder of its subject, with the code that it raises. [`all`] is the only list. A rule
//! sees the typed resources, what is on offer, and, where there is one, the live database.

mod allow_comments;
mod articles;
mod database;
mod details;
mod cycles;
mod domains;
mod article_view;
mod ladders;
mod currency_decimals;
mod names;
mod offers;
mod periods;
mod plans;
mod prices;
mod services;
mod rule_levels;
mod repeated_findings;

use crate::catalog::{Catalog, Entry};
use crate::diagnostic::{Code, Diagnostic, Location};
use crate::kinds::UpgradeGroup;
use crate::live::Live;
use crate::model::{Level, Manifest};
use crate::offer::{Ladder, Offer, Plans, Reach};
pub use allow_comments::{ALLOW_NAME, NEARLY_ALLOW, NO_REASON, UNUSED_ALLOW, allow_faults, remarks};
use allow_comments::{Allows, unused};
pub use article_view::{Articles, Each};
pub use details::{Described, Details, Holder, Way};
use rayon::prelude::*;
use rule_levels::Settings;
pub use rule_levels::{Others, Said, faults};
use std::sync::{LazyLock, OnceLock};

/// Rules about one thing.
#[derive(Clone, Copy)]
pub struct Subject {
    /// What they are about.
    pub title: &'static str,
    /// The rules, in the order of their codes.
    pub rules: &'static [&'static dyn Rule],
}

/// What rules are about, in the order in which they are listed.
pub const SUBJECTS: &[Subject] = &[
    articles::SUBJECT,
    periods::SUBJECT,
    prices::SUBJECT,
    services::SUBJECT,
    offers::SUBJECT,
    ladders::SUBJECT,
    names::SUBJECT,
    details::SUBJECT,
    plans::SUBJECT,
    database::SUBJECT,
];

/// Every rule, by subject.
pub fn all() -> Vec<&'static dyn Rule> {
    SUBJECTS.iter().flat_map(|subject| subject.rules).copied().collect()
}

/// A rule.
pub trait Rule: Send + Sync {
    /// The code of what it finds.
    fn code(&self) -> Code;
    /// Whether it looks at a live database, and so has nothing to say about the files alone.
    fn needs_live(&self) -> bool {
        false
    }
    /// Whether it may find something in the files of a catalog. A rule that can tell without knowing what is on offer
    /// saves time: where it can find nothing, it is not asked.
    fn may_find(&self, _: &Catalog) -> bool {
        true
    }
    /// What it finds.
    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic>;
}

/// What a rule sees.
pub struct Sight<'a> {
    /// The resources, by type and name.
    pub catalog: &'a Catalog,
    /// What is sold, article by article: found once a rule asks.
    pub articles: Lazy<'a, Articles<'a>>,
    /// Who may see, order and move to what, and what it costs: found out once a rule asks.
    pub offer: Lazy<'a, Offer<'a>>,
    /// The details of packages, and what they refer to: found out once a rule asks.
    pub details: Lazy<'a, Details<'a>>,
    /// Products, service plans and what belongs to them: found once a rule asks.
    pub plans: Lazy<'a, Plans<'a>>,
    reach: OnceLock<Reach<'a>>,
    ladders: OnceLock<Vec<Ladder<'a>>>,
    /// What the database holds; none where the files alone are looked at.
    pub live: Option<&'a Live>,
    said: &'a Said,
    allows: Allows<'a>,
}

/// What is found out once, when a rule asks for it first.
pub type Lazy<'a, T> = LazyLock<T, Box<dyn FnOnce() -> T + Send + 'a>>;

fn lazy<'a, T>(make: impl FnOnce() -> T + Send + 'a) -> Lazy<'a, T> {
    LazyLock::new(Box::new(make))
}

impl<'a> Sight<'a> {
    /// What rules see of a catalog, where the command line says something of them.
    pub fn new(catalog: &'a Catalog, live: Option<&'a Live>, said: &'a Said) -> Self {
        Self {
            catalog,
            articles: lazy(move || Articles::new(catalog)),
            offer: lazy(move || Offer::new(catalog)),
            details: lazy(move || Details::new(catalog)),
            plans: lazy(move || Plans::new(catalog)),
            reach: OnceLock::new(),
            ladders: OnceLock::new(),
            live,
            said,
            allows: Allows::of(catalog),
        }
    }

    /// Whether a comment allows a rule at a place. Rules that report many places in one finding use it to leave places
    /// out; for all other rules it is checked later. A rule that the command line denies is never allowed.
    pub fn is_allowed(&self, code: Code, place: impl Into<Location>) -> bool {
        self.allows.allow(code, place.into()) && self.said.level(code) != Some(Level::Deny)
    }

    /// The level that the command line or the manifest sets a rule to.
    pub fn level(&self, code: Code) -> Option<Level> {
        rule_levels::level(self, code)
    }

    /// Which extra services anybody sees: found out once a rule asks.
    pub fn reach(&self) -> &Reach<'a> {
        self.reach.get_or_init(|| Reach::new(&self.offer))
    }

    /// The ladders of the upgrade groups, in the order of the files: found out once a rule asks.
    pub fn ladders(&self) -> &[Ladder<'a>] {
        let ladder = |(entry, group): &(&'a Entry, &'a UpgradeGroup)| Ladder::new(entry, group, &self.offer);
        self.ladders.get_or_init(|| self.offer.groups().iter().map(ladder).collect())
    }
}

/// What some rules find: in the files those that need no more, in a database those that do.
pub(crate) fn asked(rules: &[&'static dyn Rule], sight: &Sight<'_>) -> Vec<Diagnostic> {
    let asked = rules.par_iter().filter(|rule| match sight.live {
        Some(_) => rule.needs_live(),
        None => !rule.needs_live() && rule.may_find(sight.catalog),
    });
    asked.flat_map_iter(|rule| rule.check(sight)).collect()
}

/// What some rules find, as the settings have it. Where the environments of the manifest are known, the comments that
/// allow nothing in any of them are told as well.
pub fn findings(
    rules: &[&'static dyn Rule],
    sight: &Sight<'_>,
    environments: Option<&[&Manifest]>,
) -> Vec<Diagnostic> {
    let mut left = Settings::of(sight).apply(asked(rules, sight));
    if let Some(environments) = environments {
        left.extend(unused(rules, sight, environments));
    }
    left
}

/// What rules find in a database that holds a catalog.
pub fn live_findings(catalog: &Catalog, live: &Live, said: &Said) -> Vec<Diagnostic> {
    let rules: Vec<&'static dyn Rule> = all().into_iter().filter(|rule| rule.needs_live()).collect();
    // What a rule does not find in this database it may find in that of another environment.
    let is_only = catalog.manifest().environments.is_empty();
    let environments: Option<&[&Manifest]> = if is_only { Some(&[]) } else { None };
    match rules.is_empty() {
        true => Vec::new(),
        false => findings(&rules, &Sight::new(catalog, Some(live), said), environments),
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, Said, Sight, findings};
    use crate::diagnostic::{Code, Diagnostic};
    use crate::kinds::{Kinds, codes};
    use crate::live::Live;
    use crate::source::Files;
    use std::sync::Arc;

    struct Manifest;

    impl Files for Manifest {
        fn list(&self) -> Result<Vec<String>, String> {
            Ok(Vec::new())
        }

        fn read(&self, _: &str) -> Result<Vec<u8>, String> {
            Ok(b"format: 1\ncatalog: t\ncurrencies: [EUR]\nlanguages: [en]\n".to_vec())
        }
    }

    struct Counts;

    impl Rule for Counts {
        fn code(&self) -> Code {
            codes::CONFLICT
        }

        fn needs_live(&self) -> bool {
            true
        }

        fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
            let rows = sight.live.map_or(0, |live| live.rows.len());
            let place = crate::diagnostic::File::new("wares.yaml");
            vec![Diagnostic::new(self.code(), crate::diagnostic::Location::whole(place), rows.to_string())]
        }
    }

    #[test]
    fn a_rule_that_needs_a_database_is_asked_only_where_there_is_one() {
        let loaded = crate::workspace::load(&Kinds::standard(), Arc::new(Manifest), None);
        let catalog = loaded.catalog.expect("a catalog");
        let (live, said) = (Live::default(), Said::default());
        assert_eq!(findings(&[&Counts], &Sight::new(&catalog, None, &said), None), []);
        assert_eq!(findings(&[&Counts], &Sight::new(&catalog, Some(&live), &said), None)[0].message, "0");
    }
}
