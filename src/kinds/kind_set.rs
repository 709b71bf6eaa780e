//! The set of kinds in use, and what these kinds need from billing systems, such as tables.

use super::{
    Companion, Kind, Ladders, System, TypedProperty, article, detail_type, enumeration, extra_service,
    installation_package, item, package, pricing_model, product, region, service_plan, tariff, upgrade_group,
    user_group,
};
use crate::table::{Cells, Column, EffectRule, Key, MOST_COLUMNS, Role, Row, Table, Tables, Type};
use std::fmt;
use std::sync::Arc;

/// The kinds that are in use.
pub struct Kinds {
    all: Vec<Arc<dyn Kind>>,
    tables: Tables,
}

impl Kinds {
    /// The kinds that are part of Wares. This is the only list of kinds.
    pub fn standard() -> Arc<Self> {
        Self::new(vec![
            // The order decides between equally likely kinds and is the order of schemas and pages, so articles come
            // first.
            Arc::new(package::kind()),
            Arc::new(extra_service::kind()),
            Arc::new(upgrade_group::kind()),
            // After packages and extra services: it takes what those do not recognize.
            Arc::new(item::kind()),
            Arc::new(detail_type::kind()),
            Arc::new(enumeration::kind()),
            Arc::new(product::kind()),
            Arc::new(service_plan::kind()),
            Arc::new(tariff::kind()),
            Arc::new(installation_package::kind()),
            Arc::new(region::kind()),
            Arc::new(user_group::kind()),
            Arc::new(pricing_model::kind()),
        ])
    }

    /// Makes a set of kinds. Kinds that refer to each other can be in any order.
    ///
    /// # Panics
    /// If a table has more columns than [`Cells`] can hold, which is a mistake in its descriptor.
    pub fn new(all: Vec<Arc<dyn Kind>>) -> Arc<Self> {
        let managed: Vec<&'static Table> =
            all.iter().flat_map(|kind| kind.tables().iter().copied()).collect();
        // Derived from the descriptors, so that a kind cannot forget a table that its references need.
        let lookups = lookups(&managed);
        let tables = Tables::new(managed.into_iter().chain(lookups));
        for table in tables.managed().iter().chain(tables.lookups()) {
            // At the start, since a bit too many in `Cells` would corrupt rows silently.
            assert!(table.columns.len() <= MOST_COLUMNS, "table {} has too many columns", table.name);
        }
        Arc::new(Self { all, tables })
    }

    /// The kinds, in the order in which [`Kinds::new`] received them.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<dyn Kind>> + Clone {
        self.all.iter()
    }

    /// The names of the kinds, in the same order as the kinds.
    pub fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.all.iter().map(|kind| kind.name())
    }

    /// Finds a kind by its name; `None` if no kind has the name.
    pub fn find(&self, name: &str) -> Option<&Arc<dyn Kind>> {
        self.all.iter().find(|kind| kind.name() == name)
    }

    /// The tables of all kinds, and the lookup tables that these tables need.
    pub fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The billing systems of the kinds, without duplicates.
    pub fn systems(&self) -> Vec<&System> {
        // A list instead of a set: there are few systems, and their order should be that of the kinds.
        let mut systems: Vec<&System> = Vec::new();
        for system in self.all.iter().map(|kind| kind.system()) {
            if !systems.iter().any(|known| known.name == system.name) {
                systems.push(system);
            }
        }
        systems
    }

    /// The known columns of unmanaged tables that refer to managed rows. Each entry has the names of the table, of the
    /// column, and of the managed table.
    pub fn references(&self) -> Vec<(&'static str, &'static str, &'static str)> {
        self.systems().iter().flat_map(|system| system.references.iter().copied()).collect()
    }

    /// The tables that depend on the given root table, each with the column that refers to it. When a root row is
    /// marked as deleted, the rows that refer to it are deleted.
    pub fn dependents(&self, root: &Table) -> Vec<(&'static Table, &'static str)> {
        let systems = self.systems();
        let all = systems.iter().flat_map(|system| system.dependents.iter());
        // By identity of the root, so that another table of the same name is not taken for it.
        all.filter(|(of, ..)| *of == root).map(|(_, table, column)| (*table, *column)).collect()
    }

    /// The tables whose rows belong to rows of other tables and are deleted together with them.
    pub fn companions(&self) -> Vec<Companion> {
        self.systems().iter().flat_map(|system| system.companions.iter().copied()).collect()
    }

    /// Whether references with the given target word can refer to resources of at least one kind.
    pub fn lead_to(&self, target: &str) -> bool {
        self.all.iter().any(|kind| kind.targets().contains(&target))
    }

    /// The root tables of the kinds to which other resources can refer, without duplicates.
    pub fn referable(&self) -> Vec<&'static Table> {
        let mut roots: Vec<&'static Table> = Vec::new();
        for kind in self.all.iter().filter(|kind| !kind.targets().is_empty()) {
            // All kinds of articles share one root table.
            if !roots.contains(&kind.root()) {
                roots.push(kind.root());
            }
        }
        roots
    }

    /// How a change affects existing subscribers. `column` is the changed column; `None` if the row is added or
    /// removed. A property with its own field has the effect of that field.
    pub fn effect(&self, kind: &str, row: &Row, column: Option<&Column>) -> EffectRule {
        self.rule(kind, row.table, &row.cells, column)
    }

    /// Like [`effect`](Self::effect), but takes the table and the values of the row.
    pub fn rule(&self, kind: &str, table: &Table, cells: &Cells, column: Option<&Column>) -> EffectRule {
        let typed = self.find(kind).and_then(|kind| property_named(&**kind, table, cells));
        // The kind's field decides first: `HasExtraServices` and `tos` are rows of one table with different effects.
        match (typed, column) {
            (Some(property), _) => property.effect,
            (None, Some(column)) => column.effect,
            (None, None) => table.rows,
        }
    }

    /// The tables whose rows subscriptions can hold.
    pub fn held(&self) -> Vec<&'static Table> {
        let systems = self.systems();
        let all = systems.iter().flat_map(|system| system.subscribers);
        all.flat_map(|subscribers| subscribers.holds.iter().map(|(_, table)| *table)).collect()
    }

    /// The tables whose rows can be held by parts of subscriptions, such as details of packages.
    pub fn held_as_parts(&self) -> Vec<&'static Table> {
        let systems = self.systems();
        let parts = systems.iter().flat_map(|system| system.subscribers).filter(|it| it.of.is_some());
        parts.flat_map(|subscribers| subscribers.holds.iter().map(|(_, table)| *table)).collect()
    }

    /// The ladders of all billing systems.
    pub fn ladders(&self) -> Vec<Ladders> {
        self.systems().iter().flat_map(|system| system.ladders.iter().copied()).collect()
    }

    /// Describes a row with the words that documents of the given kind use for it. A property with its own field is
    /// described by the path of the field, and any other row by the words of its table.
    pub fn words(&self, kind: &str, table: &Table, key: &Key, cells: &Cells) -> String {
        // All other tables have words without a name that people spell.
        if ![&article::ITEM_PROPERTY, &article::SHOP_ITEM_PROPERTY].contains(&table) {
            return table.words_for(key);
        }
        // Keys have names in lower case, but a person should see them as they are spelled.
        let spelled = cells.get(table.position("name")).cloned();
        // A dangling row can lack the cell; its key then has to do.
        let Some(name) = spelled.or_else(|| key.parts().last().cloned()) else { return table.words_for(key) };
        let typed = self
            .find(kind)
            // Properties of placements have no typed fields.
            .filter(|_| table == &article::ITEM_PROPERTY)
            .and_then(|kind| kind.properties().iter().find(|property| property.is_called(&name.to_string())));
        // In both tables, the name is the last part of the key.
        let key = key.prefix(key.len() - 1).join([name]);
        typed.map_or_else(|| table.words_for(&key), |property| property.field.to_owned())
    }
}

impl fmt::Debug for Kinds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// Returns the typed property that a row stores; `None` if the row is not a property, or if the kind has no field for
/// it.
pub fn property_of(kind: &dyn Kind, row: &Row) -> Option<&'static TypedProperty> {
    property_named(kind, row.table, &row.cells)
}

fn property_named(kind: &dyn Kind, table: &Table, cells: &Cells) -> Option<&'static TypedProperty> {
    let name =
        (table == &article::ITEM_PROPERTY).then(|| cells.get(table.position("name"))).flatten()?.as_text()?;
    kind.properties().iter().find(|property| property.is_called(name))
}

/// Returns the lookup tables that the given tables need for references and scopes. Lookup tables that are needed only
/// by other lookup tables are included.
fn lookups(tables: &[&'static Table]) -> Vec<&'static Table> {
    let mut found: Vec<&'static Table> = Vec::new();
    let mut waiting: Vec<&'static Table> = tables.to_vec();
    // Until nothing is waiting: a shop is looked up within a reseller, which is looked up itself.
    while let Some(table) = waiting.pop() {
        let referred = table.columns.iter().filter_map(|column| match column.kind {
            // Managed tables that are referred to are in the list already, through the kinds to which they belong.
            Type::Reference(target) if target.role == Role::Lookup => Some(target.table()),
            _ => None,
        });
        let bound = table.scopes.iter().map(|(_, scope)| scope.table.table());
        for lookup in referred.chain(bound) {
            if !found.contains(&lookup) {
                found.push(lookup);
                waiting.push(lookup);
            }
        }
    }
    found
}
