//! Which database a saved plan is for.

use super::commit::Identity;
use super::connect::Database;
use super::error::{During, Error};
use crate::plan::saved::Target;

/// What is being done when a statement fails.
const ASKING: &str = "asking which database it is";

impl Database {
    /// What tells this database from others, and the time by its clock, in UTC.
    pub fn target(&mut self, description: &str) -> Result<(Target, String), Error> {
        let identity = Identity::of(&mut self.client).during(ASKING)?;
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

    /// Why a saved plan is for another database, if it is.
    pub fn differs(&mut self, wanted: &Target) -> Result<Option<String>, Error> {
        let (found, _) = self.target(self.name().to_owned().as_str())?;
        let servers = wanted.system_identifier.as_ref().zip(found.system_identifier.as_ref());
        Ok(if servers.is_some_and(|(wanted, found)| wanted != found) {
            Some(format!("it was made on another server than that of {}", found.description))
        } else if wanted.name != found.name {
            Some(format!("it was made in the database `{}`, and this is `{}`", wanted.name, found.name))
        } else if wanted.oid != found.oid {
            Some(format!("the database `{}` was created anew since", found.name))
        } else {
            None
        })
    }
}
