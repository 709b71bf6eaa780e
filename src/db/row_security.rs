//! Detects tables in which row-level security would hide rows.

use super::error::{During, Error};
use crate::diagnostic::list;
use postgres::Transaction;
use std::collections::BTreeSet;

/// Selects the tables in which row-level security may hide rows from the user, among the given tables and those of the
/// ledger. Also selects whether row-level security applies to the owner of the table.
const QUERY: &str = "
    SELECT CASE WHEN n.nspname = $1 THEN '' ELSE n.nspname::text || '.' END || c.relname::text,
           c.relforcerowsecurity, current_user::text
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE (n.nspname = $1 AND c.relname = ANY($2::text[]) OR n.nspname = 'wares')
       AND c.relkind IN ('r', 'p') AND c.relrowsecurity AND row_security_active(c.oid)
     ORDER BY 1";

/// Fails if row-level security may hide rows of the given tables or of the ledger. A plan would mistake hidden rows for
/// missing rows, and create them again.
pub fn refuse(transaction: &mut Transaction<'_>, schema: &str, names: &BTreeSet<&str>) -> Result<(), Error> {
    let names: Vec<&str> = names.iter().copied().collect();
    let rows = transaction.query(QUERY, &[&schema, &names]).during("looking for row-level security")?;
    let Some(first) = rows.first() else { return Ok(()) };
    let user: &str = first.get(2);
    let tables: Vec<&str> = rows.iter().map(|row| row.get(0)).collect();
    let word = if tables.len() == 1 { "the table" } else { "the tables" };
    // With `FORCE ROW LEVEL SECURITY`, the owner is not exempt, so the help must not suggest that role.
    let are_forced = rows.iter().any(|row| row.get(1));
    let owner = if are_forced { "" } else { ", or as the owner" };
    Err(Error::new(
        format!(
            "row-level security may hide rows of {word} {} from the user `{user}`; Wares would mistake hidden rows for \
             missing ones and create them again",
            list(&tables, "and")
        ),
        format!(
            "nothing was read or written; connect as a role that has BYPASSRLS{owner}; granting privileges does not help"
        ),
    ))
}
