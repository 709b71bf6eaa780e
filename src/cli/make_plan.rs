//! Makes a plan: reads the database, compares it with the files, and finds out what the changes affect.

use super::Output;
use super::command_error::CommandError;
use super::git_commit::revision;
use super::pipeline::Project;
use crate::catalog::{Desired, Sound};
use crate::db::{Database, LEDGER_VERSION, Session};
use crate::diagnostic::{Diagnostic, Severity, counted};
use crate::diff::{Changes, Comparison, renamed};
use crate::live::{Live, SubscriptionQuery};
use crate::model::{GuardCategory, Manifest};
use crate::plan::saved::Origin;
use crate::plan::{self, Header, LifecycleFindings, Plan, PlanInputs};
use crate::progress::{self, Stage};
use crate::rules;
use std::collections::BTreeSet;
use std::time::Instant;

impl Project {
    /// Makes a plan. Also returns the findings about the plan. These findings do not prevent the plan, and have already
    /// been reported.
    pub fn plan(
        &self,
        database: &mut Database,
        count_foreign: bool,
        allow: &[GuardCategory],
        output: &Output,
    ) -> Result<(Plan, Vec<Diagnostic>), CommandError> {
        let sound = self.sound()?;
        // Before anything is read, so that the note stands above the progress and the plan.
        self.tell_of_findings(output);
        let (manifest, kinds) = (sound.catalog().manifest(), sound.catalog().kinds());
        let desired = sound.lower();
        // Before the session begins: while it lives, it borrows the database.
        let header = self.header(manifest, database);
        let mut planning = Planning::begin(self, sound, &desired, database, output)?;
        let mut live = planning.read(count_foreign)?;
        let (mut changes, mut advice) = planning.compare(&live)?;
        progress::begin(Stage::Planning, 0);
        planning.check_references(&mut changes)?;
        let asked = planning.assess(&mut changes, &mut advice)?;
        let header = Header { last_migration: live.migration, ..header };
        let hash = planning.finish(&header, &changes)?;
        output.report(&CommandError::found(advice.clone()), self.sources());
        let (guards, Desired { defaults, ignored, .. }) = (manifest.guards.allowing(allow), desired);
        let inputs = PlanInputs { header, defaults, hash, guards, subscription_query: asked, ignored };
        // By mutable reference: the plan takes rows out of `live` instead of copying them.
        let plan = plan::plan(kinds, changes, &mut live, inputs);
        // The process ends soon, and frees the memory at once, which is faster than dropping each row.
        std::mem::forget(live);
        plan.map(|plan| (plan, advice)).map_err(CommandError::from)
    }

    /// Returns the origin of a plan, including the database that the plan is for.
    pub fn origin(&self, plan: &Plan, database: &mut Database) -> Result<Origin, CommandError> {
        let (target, created) = database.target(&plan.header.database)?;
        let url_from = self.catalog()?.manifest().database.url_from.as_ref();
        Ok(Origin {
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            created,
            catalog: plan.header.catalog.clone(),
            environment: self.environment.clone(),
            // Recorded, so that a reviewer can see which commit the plan was made from.
            source: revision(&self.root),
            database: target,
            url_from: url_from.map(|name| name.as_str().to_owned()),
        })
    }

    /// Returns the header of a plan, which describes the catalog and the database. Its `last_migration` is not known
    /// yet.
    fn header(&self, manifest: &Manifest, database: &Database) -> Header {
        let name = format!("{}, schema `{}`", database.name(), manifest.database.schema);
        Header {
            catalog: manifest.catalog.as_str().to_owned(),
            schema: manifest.database.schema.as_str().to_owned(),
            database: match &self.environment {
                Some(environment) => format!("environment `{environment}`: {name}"),
                None => name,
            },
            // Not known before the database is read; `plan` fills it in.
            last_migration: None,
            special_numbers: manifest.database.stand_ins(),
            ledger_version: LEDGER_VERSION,
            is_private: database.is_private(),
        }
    }
}

/// A plan that is being made, with the session that reads the database.
struct Planning<'a, 's> {
    project: &'a Project,
    sound: Sound<'a>,
    desired: &'a Desired<'a>,
    session: Session<'s>,
    start: Instant,
    output: &'a Output,
}

impl<'a, 's> Planning<'a, 's> {
    /// Begins a session with the database.
    fn begin(
        project: &'a Project,
        sound: Sound<'a>,
        desired: &'a Desired<'a>,
        database: &'s mut Database,
        output: &'a Output,
    ) -> Result<Self, CommandError> {
        let start = Instant::now();
        progress::begin(Stage::Database, 0);
        let session = database.session(sound.catalog().manifest(), sound.catalog().kinds())?;
        Ok(Self { project, sound, desired, session, start, output })
    }

    /// Reads the rows of the resources that the files or the ledger name.
    fn read(&mut self, count_foreign: bool) -> Result<Live, CommandError> {
        let sources = self.project.sources();
        let live = self.session.live(self.desired, count_foreign);
        let live = live.map_err(|error| CommandError::placed(error, sources))?;
        let (rows, millis) = (counted(live.rows.len(), "row"), self.start.elapsed().as_millis());
        self.output.detail(&format!("read {rows} in {millis} ms"));
        Ok(live)
    }

    /// Compares the files with the database. Also returns the findings of rules that do not stop the plan.
    fn compare(&mut self, live: &Live) -> Result<(Changes, Vec<Diagnostic>), CommandError> {
        let catalog = self.sound.catalog();
        let comparison = Comparison::new(catalog.kinds(), catalog.manifest(), self.desired, live);
        // Only what the comparison needs: the ledger may hold the rows of many other catalogs.
        let applied = self.session.applied(&comparison.needed())?;
        let mut changes = comparison.changes(&applied);
        let found = rules::live_findings(catalog, live, &self.project.overrides);
        let (errors, advice) = partition_errors(found);
        changes.problems.findings.extend(errors);
        match renamed(&changes, live, &self.desired.catalog) {
            // Instead of the findings: each of them would say that another catalog owns a resource, and not why.
            Some(refusal) => Err(CommandError { refusals: vec![refusal], ..CommandError::default() }),
            None => Ok((changes, advice)),
        }
    }

    /// Adds the rows that are deleted along with a deleted row to the changes. Refuses to delete rows that others refer
    /// to.
    fn check_references(&mut self, changes: &mut Changes) -> Result<(), CommandError> {
        // A plan that is refused anyway must not cost more queries.
        if changes.problems.stop() {
            return Ok(());
        }
        let (catalog, sources) = (self.sound.catalog(), self.project.sources());
        // The database silently rounds a number that has too many decimals, so such values stop here.
        let fits = self.session.fits(changes, catalog.manifest().database.stand_ins());
        fits.map_err(|error| CommandError::placed(error, sources))?;
        let followers = self.session.followers(&plan::deleted(changes))?;
        plan::add_deletions(changes, followers, &self.desired.catalog);
        // Searched for only now, since what is deleted along with a row may be referred to as well.
        let referrers = self.session.referrers(&plan::deleted(changes))?;
        plan::refuse(changes, &referrers, catalog.kinds());
        Ok(())
    }

    /// Finds out which subscriptions the changes affect, and how. Returns what was asked about subscriptions, because
    /// apply asks the same again.
    fn assess(
        &mut self,
        changes: &mut Changes,
        advice: &mut Vec<Diagnostic>,
    ) -> Result<SubscriptionQuery, CommandError> {
        let catalog = self.sound.catalog();
        let (manifest, kinds) = (catalog.manifest(), catalog.kinds());
        let mut asked = plan::subscription_query(changes, kinds, &manifest.database.ended_states);
        let drafts = plan::drafts(self.desired, changes, &mut asked);
        let held = self.session.held(&asked)?;
        tell_uncounted(&plan::uncounted(kinds, &asked, &held), self.output);
        let (stand_ins, defaults) = (manifest.database.stand_ins(), &self.desired.defaults);
        let known = plan::EffectInputs { kinds, held: &held, defaults, special_numbers: stand_ins };
        plan::assess(&mut changes.resources, &asked, known);
        // After the assessment: what a status allows depends on whether somebody has the thing.
        let LifecycleFindings { findings, refusals, notes } =
            plan::check_lifecycle(&changes.resources, catalog);
        for (number, note) in notes {
            changes.resources[number].notes.push(note);
        }
        let sold = drafts.iter().filter_map(|draft| draft.sold(&held));
        let (errors, warnings) = partition_errors(findings.into_iter().chain(sold));
        changes.problems.findings.extend(errors);
        // Errors stop the plan, and the others are reported next to it, like those of the files.
        changes.problems.refusals.extend(refusals);
        advice.extend(warnings);
        Ok(asked)
    }

    /// Computes the hash of the plan, reports a missing ledger and missing indexes, and ends the session.
    fn finish(mut self, header: &Header, changes: &Changes) -> Result<String, CommandError> {
        let hash = plan::hash(header, &changes.resources, &self.desired.defaults);
        // If rows with ids from this hash exist already, another hash is derived from it.
        let hash = self.session.unused_hash(hash, changes)?;
        // Only notes: a plan can be made without a ledger and without indexes.
        warn(self.session.has_ledger()?, &self.session.unindexed()?, self.output);
        Ok(hash)
    }
}

/// Splits findings into errors and all others.
fn partition_errors(findings: impl IntoIterator<Item = Diagnostic>) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
    findings.into_iter().partition(|finding| finding.severity == Severity::Error)
}

/// Reports tables of subscriptions that the database lacks. Without them, guards that protect subscribers find nothing.
fn tell_uncounted(tables: &BTreeSet<&str>, output: &Output) {
    for table in tables {
        output.tell(&format!(
            "note: the database has no table `{table}`, so the subscriptions that the changes affect cannot be \
             counted, and the guards A38 and G02 find nothing"
        ));
    }
}

/// Reports that the ledger or indexes are missing.
fn warn(has_ledger: bool, unindexed: &[String], output: &Output) {
    if !has_ledger {
        output.tell("note: the database has no ledger; run `wares db init` before the first apply");
    }
    if !unindexed.is_empty() {
        output.tell(&format!("warning: no index on {}, so reading is slow", unindexed.join(", ")));
    }
}
