//! What is wrong with the files against a database, for `check --online`: what a plan would find before it compares
//! anything that costs more.

use super::output::Trouble;
use super::pipeline::Project;
use super::{Connection, Output};
use crate::diagnostic::Diagnostic;
use crate::diff::Comparison;
use crate::rules;

impl Project {
    /// What is wrong with the files against the database that is meant. Nothing is written to it.
    pub fn found_live(&self, connection: &Connection, output: &Output) -> Result<Vec<Diagnostic>, Trouble> {
        let sound = self.sound()?;
        let (manifest, kinds) = (sound.catalog().manifest(), sound.catalog().kinds());
        let mut database = self.connect(connection, output)?;
        let desired = sound.lower();
        let mut session = database.session(manifest, kinds)?;
        let live = session.live(&desired, false).map_err(|error| Trouble::placed(error, self.sources()))?;
        let comparison = Comparison::new(kinds, manifest, &desired, &live);
        let applied = session.applied(&comparison.needed())?;
        let mut found = comparison.changes(&applied).problems.findings;
        found.extend(rules::live_findings(sound.catalog(), &live, &self.said));
        // The process ends soon, and takes the memory of what was read back at once rather than row by row.
        std::mem::forget(live);
        Ok(found)
    }
}
