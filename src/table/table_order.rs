//! The tables of all kinds, in the order in which their rows are inserted.

use super::descriptor::{Link, Role, Table};
use super::managed_rows::Scope;
use super::types::Type;
use std::collections::BTreeMap;

/// All managed tables and all lookup tables. A managed table comes after the managed tables to which it refers.
#[derive(Clone, Debug)]
pub struct Tables {
    managed: Vec<&'static Table>,
    lookups: Vec<&'static Table>,
    /// For each table name, the tables directly below that table.
    children: BTreeMap<&'static str, Vec<&'static Table>>,
}

impl Tables {
    /// Orders the tables by their references, and separates the lookup tables.
    pub fn new(tables: impl IntoIterator<Item = &'static Table>) -> Self {
        let mut all = Self { managed: Vec::new(), lookups: Vec::new(), children: BTreeMap::new() };
        let given: Vec<&'static Table> = tables.into_iter().collect();
        for table in &given {
            all.visit(table, &given, &mut Vec::new());
        }
        for table in &all.managed {
            let Some(parent) = &table.parent else { continue };
            all.children.entry(parent.table.name).or_default().push(table);
        }
        all
    }

    /// Returns a copy without the tables in `absent` and all tables below them.
    pub fn without(&self, absent: &[&'static Table]) -> Self {
        self.keep(|table| !is_below(table, absent))
    }

    /// Returns a copy with only the root tables, the tables in `some`, and all tables above those in `some`.
    pub fn only(&self, some: &[&'static Table]) -> Self {
        let is_above = |table: &'static Table| some.iter().any(|other| is_below(other, &[table]));
        // Roots stay, because every row is found through its root.
        self.keep(|table| table.parent.is_none() || is_above(table))
    }

    fn keep(&self, stays: impl Fn(&'static Table) -> bool) -> Self {
        let kept = |tables: &[&'static Table]| {
            tables.iter().copied().filter(|table| stays(table)).collect::<Vec<_>>()
        };
        Self {
            managed: kept(&self.managed),
            lookups: kept(&self.lookups),
            children: self.children.iter().map(|(parent, children)| (*parent, kept(children))).collect(),
        }
    }

    /// Whether a table belongs to Wares itself but is not among these tables. If so, the database does not have the
    /// table.
    pub fn is_missing(&self, table: &Table) -> bool {
        // By physical table: the slices of one table exist or are absent together.
        table.own && !self.managed.iter().any(|other| other.physical == table.physical)
    }

    /// Returns the managed tables, in the order in which rows are inserted.
    pub fn managed(&self) -> &[&'static Table] {
        &self.managed
    }

    /// Returns the lookup tables.
    pub fn lookups(&self) -> &[&'static Table] {
        &self.lookups
    }

    /// Returns the managed tables, each after its parent.
    pub fn parents_first(&self) -> Vec<&'static Table> {
        let mut tables = self.managed.clone();
        tables.sort_by_key(|table| depth(table));
        // Stable, so that tables of the same depth keep the order of insertion.
        tables
    }

    /// Returns the tables directly below the given table.
    pub fn children(&self, table: &Table) -> &[&'static Table] {
        self.children.get(table.name).map_or(&[], Vec::as_slice)
    }

    /// Returns the non-root tables to whose rows other resources refer, such as the table for the values of
    /// enumerations.
    pub fn nested_targets(&self) -> Vec<&'static Table> {
        let mut targets: Vec<&'static Table> = Vec::new();
        for table in &self.managed {
            let nested = table.columns.iter().filter_map(|column| match column.kind {
                Type::Reference(target) if target.parent.is_some() => Some(target.table()),
                _ => None,
            });
            // Rows of the same resource are resolved among themselves.
            let of_other_roots = nested.filter(|target| target.root_table() != table.root_table());
            for target in of_other_roots {
                if !targets.contains(&target) {
                    targets.push(target);
                }
            }
        }
        targets
    }

    /// Returns the root tables.
    pub fn roots(&self) -> impl Iterator<Item = &'static Table> {
        self.managed.iter().copied().filter(|table| table.parent.is_none())
    }

    /// Returns the scopes of all tables, each once.
    pub fn scopes(&self) -> Vec<&'static Scope> {
        let mut scopes: Vec<&'static Scope> = Vec::new();
        for (_, scope) in self.lookups.iter().chain(&self.managed).flat_map(|table| table.scopes) {
            // Many tables have the same scope, such as the currencies.
            if !scopes.contains(scope) {
                scopes.push(scope);
            }
        }
        scopes
    }

    /// Returns the position of a table in the order of insertion; `usize::MAX` for a table that is not managed.
    pub fn rank(&self, table: &Table) -> usize {
        // A table that is never written, such as a lookup table, has no rank and comes last.
        self.managed.iter().position(|other| *other == table).unwrap_or(usize::MAX)
    }

    /// Returns the managed table with the given name.
    pub fn find(&self, name: &str) -> Option<&'static Table> {
        self.managed.iter().copied().find(|table| table.name == name)
    }

    /// Adds a table after the tables to which its rows refer, using a depth-first search. `begun` has the tables on the
    /// path of the search. In a cycle of references, the search ends at a table that refers to one in `begun`. This
    /// table is added first.
    fn visit(&mut self, table: &'static Table, given: &[&'static Table], begun: &mut Vec<&'static Table>) {
        let known = if table.role == Role::Lookup { &mut self.lookups } else { &mut self.managed };
        // `begun` is checked too, or a cycle of references would never end.
        if known.contains(&table) || begun.contains(&table) {
            return;
        }
        // Lookup tables are never written, so their order does not matter.
        if table.role == Role::Lookup {
            known.push(table);
            return;
        }
        begun.push(table);
        for before in referenced(table, given) {
            self.visit(before, given, begun);
        }
        begun.pop();
        if !self.managed.contains(&table) {
            self.managed.push(table);
        }
    }
}

/// Returns the other tables to which the rows of a table refer.
fn referenced(table: &'static Table, given: &[&'static Table]) -> Vec<&'static Table> {
    let mut before: Vec<&'static Table> = Vec::new();
    if let Some(parent) = &table.parent
        && matches!(parent.link, Link::Child(_))
    {
        before.push(parent.table.table());
    }
    before.extend(table.columns.iter().filter_map(|column| match column.kind {
        Type::Reference(target) => Some(target.table()),
        _ => None,
    }));
    // A shared row is below this table, but the column with its id is in this table.
    let is_shared = |other: &&&'static Table| {
        other.parent.as_ref().is_some_and(|p| p.table.table() == table && matches!(p.link, Link::Shared(_)))
    };
    before.extend(given.iter().filter(is_shared).copied());
    // An item can refer to items; the order of their rows is decided elsewhere.
    before.retain(|other| *other != table);
    before
}

/// Whether a table is in `some`, or below a table in `some`.
fn is_below(table: &Table, some: &[&'static Table]) -> bool {
    some.contains(&table) || table.parent.as_ref().is_some_and(|parent| is_below(&parent.table, some))
}

/// Returns the number of tables above a table.
fn depth(table: &Table) -> usize {
    table.parent.as_ref().map_or(0, |parent| 1 + depth(&parent.table))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::{Column, EffectRule, Handle, Parent};

    /// Leaks the columns, because a table needs columns with a static lifetime.
    fn columns(columns: Vec<Column>) -> &'static [Column] {
        Vec::leak(columns)
    }

    #[test]
    fn tables_defined_at_run_time_can_refer_to_each_other_and_themselves() {
        let [account, plan, price] = [(); 3].map(|()| Handle::declare());
        let reference = |name, to| Column::new(name, Type::Reference(to), name, EffectRule::Internal);
        let code = Column::new("code", Type::Text, "code", EffectRule::Internal);
        account.define(Table {
            key: &["code"],
            columns: columns(vec![code, reference("plan_id", plan), reference("parent_id", account)]),
            ..Table::root("account")
        });
        let code = Column::new("code", Type::Text, "code", EffectRule::Internal);
        plan.define(Table {
            key: &["code"],
            columns: columns(vec![code, reference("owner_id", account)]),
            ..Table::root("plan")
        });
        let parent = Some(Parent { table: plan, link: Link::Child("plan_id") });
        price.define(Table { parent, ..Table::root("price") });
        let tables = Tables::new([account.table(), plan.table(), price.table()]);
        let names: Vec<&str> = tables.managed().iter().map(|table| table.name).collect();
        assert_eq!(names, ["plan", "account", "price"]);
        assert_eq!(tables.children(&plan), [price.table()]);
        assert_eq!(price.root_table(), plan.table());
        assert!(account == Handle::of(account.table()) && account != plan);
    }
}
