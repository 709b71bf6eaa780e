//! The findings of `check --online`. `wares plan` reports the same findings, because it compares the files with the
//! database in the same way.

use super::command_error::CommandError;
use super::pipeline::Project;
use super::{Connection, Output};
use crate::diagnostic::Diagnostic;
use crate::diff::Comparison;
use crate::rules;

impl Project {
    /// Returns the findings about the files for which Wares must read the database. Nothing is written, except that
    /// `--local` prepares the private database.
    pub fn found_live(
        &self,
        connection: &Connection,
        output: &Output,
    ) -> Result<Vec<Diagnostic>, CommandError> {
        let sound = self.sound()?;
        let (manifest, kinds) = (sound.catalog().manifest(), sound.catalog().kinds());
        let mut database = self.connect(connection, output)?;
        let desired = sound.lower();
        let mut session = database.session(manifest, kinds)?;
        // `false`: foreign resources need no count here, since no rule looks at resources that the catalog does not
        // own.
        let live =
            session.live(&desired, false).map_err(|error| CommandError::placed(error, self.sources()))?;
        // The same comparison as that of a plan, so that both report the same findings.
        let comparison = Comparison::new(kinds, manifest, &desired, &live);
        // Only the entries of the ledger that the comparison needs, since the ledger may hold other catalogs.
        let applied = session.applied(&comparison.needed())?;
        let mut found = comparison.changes(&applied).problems.findings;
        // Rules that need the database run on what was read already, so the database is read once.
        found.extend(rules::live_findings(sound.catalog(), &live, &self.overrides));
        // The process ends soon, and frees the memory at once, which is faster than dropping each row.
        std::mem::forget(live);
        Ok(found)
    }
}
