//! Finds the rows that the manifest's scopes name, such as its reseller and shop. Also reads the lookup tables.

use super::error::{During, Error};
use super::value_conversion::id;
use crate::catalog::in_manifest;
use crate::diagnostic::{Diagnostic, list, one_of};
use crate::kinds;
use crate::live::{Lookups, Scopes};
use crate::model::Manifest;
use crate::plan::literal;
use crate::table::{Choice, Id, Key, Scope, Table, Tables, identifier};
use postgres::Transaction;

/// Finds the ids for the manifest's scopes, and reads the lookup tables.
///
/// # Errors
/// The manifest names a row that does not exist or is not active, or it is not clear which row to use.
pub fn bind(
    transaction: &mut Transaction<'_>,
    schema: &str,
    manifest: &Manifest,
    tables: &Tables,
) -> Result<(Scopes, Lookups), Error> {
    let mut binding = Binding { transaction, schema, manifest, scopes: Scopes::default() };
    let all = tables.scopes();
    // A scope may limit the table of another: a shop belongs to a reseller. So resellers come first.
    let mut chosen: Vec<&Scope> = all.iter().copied().filter(|scope| scope.choice != Choice::Each).collect();
    chosen.sort_by_key(|scope| depth(scope));
    for scope in &chosen {
        let id = binding.one(scope)?;
        binding.scopes.bind(scope, vec![id]);
    }
    // The tables of chosen scopes, such as the reseller's, need not be read completely.
    let is_chosen = |table: &&&'static Table| chosen.iter().any(|scope| scope.table.table() == **table);
    let lookups = binding.lookups(tables.lookups().iter().filter(|table| !is_chosen(table)))?;
    // A name that does not exist binds no id here; the comparison reports it with its place in the manifest.
    for scope in all.into_iter().filter(|scope| scope.choice == Choice::Each) {
        let names = manifest.names_of(scope.field);
        let ids = names.iter().flat_map(|name| lookups.get(&scope.table, &Key::of(name)).to_vec());
        binding.scopes.bind(scope, ids.collect());
    }
    Ok((binding.scopes, lookups))
}

/// Returns how many levels of other scopes have to be bound before this one.
fn depth(scope: &Scope) -> usize {
    let above = scope.table.scopes.iter().map(|(_, above)| *above).filter(|above| **above != *scope);
    above.map(|above| 1 + depth(above)).max().unwrap_or_default()
}

struct Binding<'a, 'b> {
    transaction: &'a mut Transaction<'b>,
    schema: &'a str,
    manifest: &'a Manifest,
    scopes: Scopes,
}

/// A row that a scope can select.
struct Named {
    id: Id,
    /// The name of the row. A row without a name can still be the default row.
    name: Option<String>,
    is_default: bool,
}

impl Binding<'_, '_> {
    /// Returns the id of the row that a scope selects.
    ///
    /// # Errors
    /// The scope selects no row, or several rows.
    fn one(&mut self, scope: &Scope) -> Result<Id, Error> {
        let (eligible, default) = match scope.choice {
            Choice::Default { default, eligible } => (eligible, default),
            Choice::Each | Choice::Only => ("true", "true"),
        };
        let candidates = self.named(scope.table.table(), eligible, default)?;
        let wanted = self.manifest.names_of(scope.field).into_iter().next();
        let is_selected =
            |row: &&Named| wanted.as_ref().map_or(row.is_default, |wanted| row.name.as_ref() == Some(wanted));
        match (candidates.iter().filter(is_selected).collect::<Vec<_>>().as_slice(), wanted.as_deref()) {
            ([row], _) => Ok(row.id),
            ([], Some(wanted)) => {
                // It may exist, but not be active.
                let all = self.named(scope.table.table(), "true", default)?;
                let exists = all.iter().any(|row| row.name.as_deref() == Some(wanted));
                Err(match exists {
                    true => inactive(scope, wanted, &candidates),
                    false => missing(scope, wanted, &candidates),
                })
            }
            ([], None) => Err(no_default(scope)),
            (several, wanted) => Err(ambiguous(scope, several, wanted)),
        }
    }

    /// Reads the ids of all rows in the given lookup tables, by table and name.
    fn lookups<'t>(&mut self, tables: impl Iterator<Item = &'t &'static Table>) -> Result<Lookups, Error> {
        let mut lookups = Lookups::default();
        for table in tables {
            for row in self.named(table, "true", "false")? {
                // Nothing can look up a row without a name.
                let Some(name) = &row.name else { continue };
                lookups.add(table, Key::of(name), row.id);
            }
        }
        Ok(lookups)
    }

    /// Reads the rows of a table that satisfy the SQL condition `eligible`. The SQL condition `default` identifies the
    /// default row.
    fn named(&mut self, table: &'static Table, eligible: &str, default: &str) -> Result<Vec<Named>, Error> {
        let bounds = table.scopes.iter().filter_map(|(name, scope)| {
            // Resellers may use the same names for their categories, so only those of the chosen one count.
            Some(format!("{} = {}", identifier(name), literal(&self.scopes.one(scope)?.to_string())))
        });
        let constants = table.constants.iter().map(|(name, value)| value.condition(&identifier(name)));
        let conditions: Vec<String> =
            std::iter::once(format!("({eligible})")).chain(constants).chain(bounds).collect();
        let key = identifier(table.id.name);
        let select = format!(
            // A condition on NULL is NULL, which the driver cannot read as a boolean.
            "SELECT {}, {}::text, coalesce(({default}), false) FROM {}.{} WHERE {} ORDER BY {key}",
            table.id.sort.read(&key),
            identifier(table.key[0]),
            identifier(self.schema),
            identifier(table.physical),
            conditions.join(" AND ")
        );
        let what = format!("reading `{}`", table.physical);
        let rows = self.transaction.query(&select, &[]).during(&what)?;
        let mut named = Vec::new();
        for row in &rows {
            let (name, is_default) = (row.get::<_, Option<String>>(1), row.get(2));
            let id = id(row, 0, table.id.sort).during(&what)?;
            named.extend(id.map(|id| Named { id, name, is_default }));
        }
        Ok(named)
    }
}

/// Returns the error for a manifest that names no row if the database has no default row.
fn no_default(scope: &Scope) -> Error {
    let (name, field) = (scope.name, scope.field);
    match scope.choice {
        Choice::Default { .. } => Error::new(
            format!("the database has no default {name} that is active now"),
            format!(
                "name one (`{field}: …` in the manifest, or `--{name}` for an import that creates the manifest), or \
                 make one the default in the database"
            ),
        ),
        _ => Error::new(format!("the database has no {name}"), "add one, then try again"),
    }
}

/// Returns the error for a scope that matches several rows.
fn ambiguous(scope: &Scope, several: &[&Named], wanted: Option<&str>) -> Error {
    let (name, field) = (scope.name, scope.field);
    match (scope.choice, wanted) {
        (Choice::Default { .. }, _) => Error::new(
            format!("{} active {name}s match the manifest", several.len()),
            format!(
                "name one of them (`{field}: …` in the manifest, or `--{name}` for an import that creates the manifest), \
                 or deactivate the others in the database"
            ),
        ),
        (_, Some(wanted)) => Error::new(
            format!("{} {name}s have the name `{wanted}`", several.len()),
            "rename all but one of them in the database",
        ),
        (_, None) => {
            let names: Vec<&str> = several.iter().filter_map(|row| row.name.as_deref()).collect();
            let message = format!("the database has several {name}s: {}", list(&names, "and"));
            let help = format!("name the {name} that the catalog is for: `{field}: …`");
            // A finding, because the manifest can settle it with a single line.
            let finding = Diagnostic::new(kinds::codes::MISSING_LIVE, in_manifest(""), message);
            Error::Findings(vec![finding.labelled(format!("names no {name}")).help(help)])
        }
    }
}

/// Returns the error for a manifest that names a row which exists but is not active.
fn inactive(scope: &Scope, wanted: &str, active: &[Named]) -> Error {
    let (name, field) = (scope.name, scope.field);
    let names: Vec<&str> = active.iter().filter_map(|row| row.name.as_deref()).collect();
    let others = match names.is_empty() {
        true => format!("no {name} is active now"),
        false => format!("active now: {}", list(&names, "and")),
    };
    let message = format!("the {name} `{wanted}` is not active now");
    let help = format!("make it active in the database, or name another {name} in `{field}: …` ({others})");
    let place = in_manifest("").child(field);
    Error::Findings(vec![
        Diagnostic::new(kinds::codes::MISSING_LIVE, place, message).labelled("not active").help(help),
    ])
}

/// Returns the error for a manifest that names a row which does not exist.
fn missing(scope: &Scope, wanted: &str, candidates: &[Named]) -> Error {
    let message = format!("the database has no {} `{wanted}`", scope.name);
    let help = one_of(wanted, candidates.iter().filter_map(|row| row.name.as_deref()))
        .unwrap_or_else(|| format!("add it to the database, which has no {} to choose from", scope.name));
    let place = in_manifest("").child(scope.field);
    Error::Findings(vec![Diagnostic::new(kinds::codes::MISSING_LIVE, place, message).help(help)])
}
