//! Binds the manifest's scopes to ids, and reads the tables in which names are looked up.

use super::error::{During, Error};
use super::value_conversion::id;
use crate::catalog::in_manifest;
use crate::diagnostic::{Diagnostic, list, one_of};
use crate::kinds;
use crate::live::{Lookups, Scopes};
use crate::model::Manifest;
use crate::plan::{identifier, literal};
use crate::table::{Choice, Id, Key, Scope, Table, Tables};
use postgres::Transaction;

/// Binds the scopes, and reads the tables that are looked up.
pub fn bind(
    transaction: &mut Transaction<'_>,
    schema: &str,
    manifest: &Manifest,
    tables: &Tables,
) -> Result<(Scopes, Lookups), Error> {
    let mut binding = Binding { transaction, schema, manifest, scopes: Scopes::default() };
    let all = tables.scopes();
    // A scope may bound the table of another: a shop is one of a reseller's.
    let mut chosen: Vec<&Scope> = all.iter().copied().filter(|scope| scope.choice != Choice::Each).collect();
    chosen.sort_by_key(|scope| depth(scope));
    for scope in &chosen {
        let id = binding.one(scope)?;
        binding.scopes.bind(scope, vec![id]);
    }
    let mut lookups = Lookups::default();
    let is_chosen = |table: &Table| chosen.iter().any(|scope| scope.table.table() == table);
    for table in tables.lookups().iter().filter(|table| !is_chosen(table)) {
        for row in binding.named(table, "true", "false")? {
            let Some(name) = &row.name else { continue };
            lookups.add(table, Key::of(name), row.id);
        }
    }
    for scope in all.into_iter().filter(|scope| scope.choice == Choice::Each) {
        let names = manifest.names_of(scope.field);
        let ids = names.iter().flat_map(|name| lookups.get(&scope.table, &Key::of(name)).to_vec());
        binding.scopes.bind(scope, ids.collect());
    }
    Ok((binding.scopes, lookups))
}

/// How many scopes have to be bound before one.
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

/// A row that can be chosen.
struct Named {
    id: Id,
    /// Its name; one without a name can be the default.
    name: Option<String>,
    is_default: bool,
}

impl Binding<'_, '_> {
    /// The row of a scope that is one row.
    fn one(&mut self, scope: &Scope) -> Result<Id, Error> {
        let (eligible, default) = match scope.choice {
            Choice::Default { default, eligible } => (eligible, default),
            Choice::Each | Choice::Only => ("true", "true"),
        };
        let found = self.named(scope.table.table(), eligible, default)?;
        let wanted = self.manifest.names_of(scope.field).into_iter().next();
        let fits =
            |row: &&Named| wanted.as_ref().map_or(row.is_default, |wanted| row.name.as_ref() == Some(wanted));
        match (found.iter().filter(fits).collect::<Vec<_>>().as_slice(), wanted.as_deref()) {
            ([row], _) => Ok(row.id),
            ([], Some(wanted)) => {
                let all = self.named(scope.table.table(), "true", default)?;
                let is_there = all.iter().any(|row| row.name.as_deref() == Some(wanted));
                Err(if is_there { inactive(scope, wanted, &found) } else { missing(scope, wanted, &found) })
            }
            ([], None) => Err(no_default(scope)),
            (several, wanted) => Err(ambiguous(scope, several, wanted)),
        }
    }

    /// The rows of a looked-up table that have a name.
    fn named(&mut self, table: &'static Table, eligible: &str, default: &str) -> Result<Vec<Named>, Error> {
        let bounds = table.scopes.iter().filter_map(|(name, scope)| {
            Some(format!("{} = {}", identifier(name), literal(&self.scopes.one(scope)?.to_string())))
        });
        let constants = table.constants.iter().map(|(name, value)| value.condition(&identifier(name)));
        let conditions: Vec<String> =
            std::iter::once(format!("({eligible})")).chain(constants).chain(bounds).collect();
        let key = identifier(table.id.name);
        let select = format!(
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

fn no_default(scope: &Scope) -> Error {
    let (name, field) = (scope.name, scope.field);
    match scope.choice {
        Choice::Default { .. } => Error::new(
            format!("the database has no default {name} that is active now"),
            format!(
                "name one (`{field}: …` in the manifest, `--{name}` where import makes it), or make one the default \
                 in the database"
            ),
        ),
        _ => Error::new(format!("the database has no {name}"), "add one, then try again"),
    }
}

/// Several rows fit.
fn ambiguous(scope: &Scope, several: &[&Named], wanted: Option<&str>) -> Error {
    let (name, field) = (scope.name, scope.field);
    match (scope.choice, wanted) {
        (Choice::Default { .. }, _) => Error::new(
            format!("{} active {name}s fit the manifest", several.len()),
            format!(
                "name one of them (`{field}: …` in the manifest, `--{name}` where import makes it), or end the \
                 others in the database"
            ),
        ),
        (_, Some(wanted)) => Error::new(
            format!("{} {name}s have the name `{wanted}`", several.len()),
            "rename all but one of them in the database",
        ),
        (_, None) => {
            let names: Vec<&str> = several.iter().filter_map(|row| row.name.as_deref()).collect();
            let message = format!("the database has several {name}s: {}", list(&names, "and"));
            let help = format!("name the one that the catalog is for: `{field}: …`");
            let finding = Diagnostic::new(kinds::codes::MISSING_LIVE, in_manifest(""), message);
            Error::Findings(vec![finding.labelled(format!("says no {name}")).help(help)])
        }
    }
}

/// The row that is wanted is there, and is none of those that can be chosen.
fn inactive(scope: &Scope, wanted: &str, found: &[Named]) -> Error {
    let (name, field) = (scope.name, scope.field);
    let names: Vec<&str> = found.iter().filter_map(|row| row.name.as_deref()).collect();
    let active = match names.is_empty() {
        true => "none is".to_owned(),
        false => format!("active are {}", list(&names, "and")),
    };
    let message = format!("the {name} `{wanted}` is not active now");
    let help = format!("{active}; change in the database when it is, or name another: `{field}: …`");
    let place = in_manifest("").child(field);
    Error::Findings(vec![
        Diagnostic::new(kinds::codes::MISSING_LIVE, place, message).labelled("not active").help(help),
    ])
}

fn missing(scope: &Scope, wanted: &str, found: &[Named]) -> Error {
    let message = format!("the database has no {} `{wanted}`", scope.name);
    let help = one_of(wanted, found.iter().filter_map(|row| row.name.as_deref()))
        .unwrap_or_else(|| format!("it has no {} at all that could be named", scope.name));
    let place = in_manifest("").child(scope.field);
    Error::Findings(vec![Diagnostic::new(kinds::codes::MISSING_LIVE, place, message).help(help)])
}
