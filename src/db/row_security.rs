//! Refuses to read tables of which the database would hide rows.

use super::error::{During, Error};
use crate::diagnostic::list;
use postgres::Transaction;
use std::collections::BTreeSet;

/// The tables of a schema, and those of the ledger, of which row-level security hides rows from the user, and whether
/// it hides them from their owners too.
const QUERY: &str = "
    SELECT CASE WHEN n.nspname = $1 THEN '' ELSE n.nspname::text || '.' END || c.relname::text,
           c.relforcerowsecurity, current_user::text
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE (n.nspname = $1 AND c.relname = ANY($2::text[]) OR n.nspname = 'wares')
       AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND row_security_active(c.oid)
     ORDER BY 1";

/// Refuses tables of which rows could be hidden: to a plan they would be missing, and be made again.
pub fn refuse(transaction: &mut Transaction<'_>, schema: &str, names: &BTreeSet<&str>) -> Result<(), Error> {
    let names: Vec<&str> = names.iter().copied().collect();
    let rows = transaction.query(QUERY, &[&schema, &names]).during("looking for row-level security")?;
    let Some(first) = rows.first() else { return Ok(()) };
    let user: &str = first.get(2);
    let tables: Vec<&str> = rows.iter().map(|row| row.get(0)).collect();
    let word = if tables.len() == 1 { "the table" } else { "the tables" };
    let are_forced = rows.iter().any(|row| row.get(1));
    let owner = if are_forced { "" } else { ", or as the owner" };
    Err(Error::new(
        format!(
            "row-level security decides which rows of {word} {} the user `{user}` sees; what it hides would look as if it \
             were missing, and be made again",
            list(&tables, "and")
        ),
        format!("nothing was read; connect as a role that has BYPASSRLS{owner}: grants change nothing here"),
    ))
}
