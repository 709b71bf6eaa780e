//! Identifies the database for which a saved plan was made.

use super::commit::Identity;
use super::connect::Database;
use super::error::{During, Error};
use crate::plan::saved::Target;

/// The current operation, for messages.
const ASKING: &str = "identifying the database";

impl Database {
    /// Returns the identity of this database, and the time of the server's clock in UTC. `description` names the
    /// database for users.
    pub fn target(&mut self, description: &str) -> Result<(Target, String), Error> {
        let identity = Identity::of(&mut self.client).during(ASKING)?;
        // The clock of the server, because the clocks of the machines that plan and apply may differ.
        let select = "SELECT pg_catalog.current_database()::text, pg_catalog.to_char(\
                      pg_catalog.clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')";
        let row = self.client.query_typed_one(select, &[]).during(ASKING)?;
        let target = Target {
            description: description.to_owned(),
            system_identifier: identity.system.map(|number| number.to_string()),
            name: row.get(0),
            oid: identity.database,
            schema: self.schema.clone(),
            is_private: self.is_private(),
        };
        Ok((target, row.get(1)))
    }

    /// Returns how a saved plan's database differs from this one; `None` if the plan is for this database.
    pub fn differs(&mut self, wanted: &Target) -> Result<Option<String>, Error> {
        let (target, _) = self.target(self.name().to_owned().as_str())?;
        // Some roles may not read the system identifier; then the name and the OID have to do.
        let servers = wanted.system_identifier.as_ref().zip(target.system_identifier.as_ref());
        Ok(if servers.is_some_and(|(wanted, actual)| wanted != actual) {
            Some(format!("it was made for a database on a different server, not for {}", target.description))
        // The name before the OID, because it is what people can correct.
        } else if wanted.name != target.name {
            Some(format!("it was made for the database `{}`, but this is `{}`", wanted.name, target.name))
        } else if wanted.oid != target.oid {
            Some(format!("the database `{}` has been dropped and created again since", target.name))
        } else {
            None
        })
    }
}
