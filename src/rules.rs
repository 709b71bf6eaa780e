//! The rules that check a catalog. They report probable mistakes, and what the billing system would reject.
//!
//! Each rule is in its own file, in the folder for its subject, together with the code that it reports. [`all`] lists
//! the rules. A rule sees the typed resources, what is on offer, and the live database if there is one.

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
use crate::offer::{Ladder, Offer, Plans, VisibleServices};
pub use allow_comments::{ALLOW_NAME, NEARLY_ALLOW, NO_REASON, UNUSED_ALLOW, allow_faults, remarks};
use allow_comments::{Allows, unused};
pub use article_view::{ArticleView, Articles};
pub use details::{Described, DetailVariant, Details, PackageWithDetails};
use rayon::prelude::*;
use rule_levels::Settings;
pub use rule_levels::{CodeLookup, CommandLineLevels, faults};
use std::sync::{LazyLock, OnceLock};

/// The rules about one subject, such as prices.
#[derive(Clone, Copy)]
pub struct Subject {
    /// The name of the subject, used as a heading.
    pub title: &'static str,
    /// The rules, in the order in which they are documented.
    pub rules: &'static [&'static dyn Rule],
}

/// All subjects, in the order in which they are documented.
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

/// Returns all rules, in the order of the subjects.
pub fn all() -> Vec<&'static dyn Rule> {
    SUBJECTS.iter().flat_map(|subject| subject.rules).copied().collect()
}

/// A rule that checks a catalog.
pub trait Rule: Send + Sync {
    /// The code of the findings that this rule reports.
    fn code(&self) -> Code;
    /// Whether the rule needs a live database. Such a rule does not run if only the files are checked.
    fn needs_live(&self) -> bool {
        false
    }
    /// Whether the rule may find something in the catalog. A rule for which this is false does not run, which saves
    /// computing what is on offer.
    fn may_find(&self, _: &Catalog) -> bool {
        true
    }
    /// Checks the catalog and returns the findings.
    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic>;
}

/// Everything that a rule can look at. Expensive views are computed when a rule first asks for them.
pub struct RuleContext<'a> {
    /// The resources of the catalog.
    pub catalog: &'a Catalog,
    /// The articles, each with the fields of its kind.
    pub articles: Lazy<'a, Articles<'a>>,
    /// What customers can see, order and move to, and at what prices.
    pub offer: Lazy<'a, Offer<'a>>,
    /// The package details, with their detail types and enumerations.
    pub details: Lazy<'a, Details<'a>>,
    /// The products, service plans, tariffs, user groups and installation packages.
    pub plans: Lazy<'a, Plans<'a>>,
    visible_services: OnceLock<VisibleServices<'a>>,
    ladders: OnceLock<Vec<Ladder<'a>>>,
    /// The content of the live database, or `None` if only the files are checked.
    pub live: Option<&'a Live>,
    levels: &'a CommandLineLevels,
    allows: Allows<'a>,
}

/// A value that is computed on first use.
pub type Lazy<'a, T> = LazyLock<T, Box<dyn FnOnce() -> T + Send + 'a>>;

fn lazy<'a, T>(make: impl FnOnce() -> T + Send + 'a) -> Lazy<'a, T> {
    LazyLock::new(Box::new(make))
}

impl<'a> RuleContext<'a> {
    /// Creates the view of a catalog. `levels` has the levels that the command line sets.
    pub fn new(catalog: &'a Catalog, live: Option<&'a Live>, levels: &'a CommandLineLevels) -> Self {
        Self {
            catalog,
            articles: lazy(move || Articles::new(catalog)),
            offer: lazy(move || Offer::new(catalog)),
            details: lazy(move || Details::new(catalog)),
            plans: lazy(move || Plans::new(catalog)),
            visible_services: OnceLock::new(),
            ladders: OnceLock::new(),
            live,
            levels,
            allows: Allows::of(catalog),
        }
    }

    /// Whether a comment allows findings of the given rule at the given place. A rule that reports several places in
    /// one finding calls this to leave out allowed places. For all other rules, the findings are filtered after the
    /// rules have run. If the command line denies a rule, comments cannot allow it.
    pub fn is_allowed(&self, code: Code, place: impl Into<Location>) -> bool {
        // The comment counts as used even if the command line overrides it, so it is looked up first.
        self.allows.allow(code, place.into()) && self.levels.level(code) != Some(Level::Deny)
    }

    /// Returns the level that the command line or the manifest sets for the given rule, or `None` if neither sets a
    /// level.
    pub fn level(&self, code: Code) -> Option<Level> {
        rule_levels::level(self, code)
    }

    /// Returns which packages show which extra services. This is computed on first use.
    pub fn visible_services(&self) -> &VisibleServices<'a> {
        self.visible_services.get_or_init(|| VisibleServices::new(&self.offer))
    }

    /// Returns the ladders of the upgrade groups, in the order of the files. They are computed on first use.
    pub fn ladders(&self) -> &[Ladder<'a>] {
        let ladder = |(entry, group): &(&'a Entry, &'a UpgradeGroup)| Ladder::new(entry, group, &self.offer);
        self.ladders.get_or_init(|| self.offer.groups().iter().map(ladder).collect())
    }
}

/// Runs the given rules and returns their findings, without applying levels. If there is a live database, runs only the
/// rules that need it. Otherwise, runs only the other rules.
pub(crate) fn run_rules(rules: &[&'static dyn Rule], context: &RuleContext<'_>) -> Vec<Diagnostic> {
    // Rules are independent of one another, so they run in parallel.
    let applicable = rules.par_iter().filter(|rule| match context.live {
        Some(_) => rule.needs_live(),
        None => !rule.needs_live() && rule.may_find(context.catalog),
    });
    applicable.flat_map_iter(|rule| rule.check(context)).collect()
}

/// Runs the given rules and applies the levels that are set. If `environments` is given, also reports unused comments:
/// those that allow findings neither with the current manifest nor in any environment.
pub fn findings(
    rules: &[&'static dyn Rule],
    context: &RuleContext<'_>,
    environments: Option<&[&Manifest]>,
) -> Vec<Diagnostic> {
    let mut findings = Settings::of(context).apply(run_rules(rules, context));
    if let Some(environments) = environments {
        findings.extend(unused(rules, context, environments));
    }
    findings
}

/// Runs all rules that need a live database, applies the levels that are set, and returns the findings.
pub fn live_findings(catalog: &Catalog, live: &Live, levels: &CommandLineLevels) -> Vec<Diagnostic> {
    let rules: Vec<&'static dyn Rule> = all().into_iter().filter(|rule| rule.needs_live()).collect();
    // A comment that allows nothing here may allow a finding in the database of another environment.
    let is_only_database = catalog.manifest().environments.is_empty();
    let environments: Option<&[&Manifest]> = if is_only_database { Some(&[]) } else { None };
    match rules.is_empty() {
        true => Vec::new(),
        false => findings(&rules, &RuleContext::new(catalog, Some(live), levels), environments),
    }
}

#[cfg(test)]
mod tests {
    use super::{CommandLineLevels, Rule, RuleContext, findings};
    use crate::diagnostic::{Code, Diagnostic};
    use crate::kinds::{Kinds, codes};
    use crate::live::Live;
    use crate::source::Files;
    use std::sync::Arc;

    /// Files of a catalog that has only a manifest.
    struct Manifest;

    impl Files for Manifest {
        fn list(&self) -> Result<Vec<String>, String> {
            Ok(Vec::new())
        }

        fn read(&self, _: &str) -> Result<Vec<u8>, String> {
            Ok(b"format: 1\ncatalog: t\ncurrencies: [EUR]\nlanguages: [en]\n".to_vec())
        }
    }

    /// A rule that reports the number of live rows.
    struct CountsRows;

    impl Rule for CountsRows {
        fn code(&self) -> Code {
            codes::CONFLICT
        }

        fn needs_live(&self) -> bool {
            true
        }

        fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
            let rows = context.live.map_or(0, |live| live.rows.len());
            let place = crate::diagnostic::File::new("wares.yaml");
            vec![Diagnostic::new(self.code(), crate::diagnostic::Location::whole(place), rows.to_string())]
        }
    }

    #[test]
    fn rule_that_needs_a_database_runs_only_with_one() {
        let loaded = crate::workspace::load(&Kinds::standard(), Arc::new(Manifest), None);
        let catalog = loaded.catalog.expect("a catalog");
        let (live, levels) = (Live::default(), CommandLineLevels::default());
        assert_eq!(findings(&[&CountsRows], &RuleContext::new(&catalog, None, &levels), None), []);
        assert_eq!(
            findings(&[&CountsRows], &RuleContext::new(&catalog, Some(&live), &levels), None)[0].message,
            "0"
        );
    }
}
