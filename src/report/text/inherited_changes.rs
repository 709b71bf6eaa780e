//! Finds changes that resources import from another resource. These changes are shown only once, in the text of that
//! other resource.
//!
//! A package can import the details of another package. If a detail changes, each importing package has the same
//! change. Repeating the change for hundreds of packages would hide all other changes.

use crate::diff::{Action, ResourceChange, RowChange, Verb};
use crate::kinds::Kinds;
use crate::table::{Key, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The changes that are shown in the text of another resource. Each resource is given by its index in the list that was
/// passed to [`InheritedChanges::of`].
#[derive(Debug, Default)]
pub struct InheritedChanges {
    /// By resource, the indexes of its inherited rows. These rows change in the same way in the resource from which
    /// they are imported.
    pub rows: BTreeMap<usize, BTreeSet<usize>>,
    /// The resources whose changes are all inherited.
    pub entire: BTreeSet<usize>,
    /// By resource, the other resources that import changed rows from it.
    pub importers: BTreeMap<usize, BTreeSet<usize>>,
}

/// Identifies a changing row, so that the rows of two resources can be compared. It has the table, the key without the
/// key of the resource, and the action.
type Change<'a> = (&'static str, &'a [Value], Action);

/// All resources that change, and the index of each resource by table and key.
struct Resources<'a> {
    all: &'a [&'a ResourceChange],
    kinds: &'a Kinds,
    numbers: BTreeMap<(&'a str, &'a Key), usize>,
}

impl InheritedChanges {
    /// Finds the inherited changes among the given resources.
    pub fn of(all: &[&ResourceChange], kinds: &Kinds) -> Self {
        let numbers = all.iter().enumerate().map(|(number, it)| ((it.root.name, &it.key), number)).collect();
        let resources = Resources { all, kinds, numbers };
        let mut inherited = Self::default();
        for (number, resource) in resources.changed() {
            // A resource that imports from itself must not hide its own rows.
            let Some(source) = resources.source(resource).filter(|source| *source != number) else {
                continue;
            };
            let rows = in_common(resource, all[source], kinds);
            // All of its rows: otherwise it has something of its own to show.
            if !rows.is_empty() && rows.len() == resource.rows.len() && says_nothing_else(resource) {
                inherited.entire.insert(number);
            }
            if !rows.is_empty() {
                inherited.rows.insert(number, rows.into_keys().collect());
            }
        }
        // A second pass, since it must be known first which rows every source inherits itself.
        for (number, resource) in resources.changed() {
            if inherited.rows.contains_key(&number) {
                inherited.add_importer(number, resource, &resources);
            }
        }
        inherited
    }

    /// Adds a resource to the importers of every other resource that shows at least one of its changes.
    fn add_importer(&mut self, number: usize, resource: &ResourceChange, resources: &Resources<'_>) {
        for source in resources.sources(number) {
            // A row that the source inherits itself is shown further up.
            let inherited = self.rows.get(&source);
            let is_shown_there = |row: &usize| inherited.is_none_or(|rows| !rows.contains(row));
            let rows = in_common(resource, resources.all[source], resources.kinds);
            if rows.values().any(is_shown_there) {
                self.importers.entry(source).or_default().insert(number);
            }
        }
    }
}

impl<'a> Resources<'a> {
    /// Returns the resources that are changed, not created or deleted, with their indexes.
    fn changed(&self) -> impl Iterator<Item = (usize, &'a ResourceChange)> {
        let all = self.all.iter().enumerate();
        // What is created or deleted is shown whole, imported rows included: a reviewer sees it for the first time.
        all.filter(|(_, it)| it.verb == Verb::Change).map(|(number, it)| (number, *it))
    }

    /// Returns the index of the resource from which the given resource imports rows. Returns `None` if it imports none,
    /// or if that resource does not change.
    fn source(&self, resource: &ResourceChange) -> Option<usize> {
        self.numbers.get(&(resource.root.name, resource.takes_rows_from.as_ref()?)).copied()
    }

    /// Returns the indexes of the resources from which a resource imports rows, directly or through other resources.
    /// The nearest comes first.
    fn sources(&self, number: usize) -> Vec<usize> {
        let mut chain = vec![number];
        // The files have no cycle of imports without a finding, but a loop here would never end.
        while let Some(next) = self.source(self.all[chain[chain.len() - 1]]).filter(|it| !chain.contains(it))
        {
            chain.push(next);
        }
        // Without the resource itself, which is the first of the chain.
        chain.split_off(1)
    }
}

/// Finds the imported rows of `resource` that change in the same way in `other`. Maps the index of each row to the
/// index of the same row in `other`.
fn in_common(resource: &ResourceChange, other: &ResourceChange, kinds: &Kinds) -> BTreeMap<usize, usize> {
    let Some(imported_table) = kinds.find(&resource.kind).and_then(|kind| kind.taken_over()) else {
        return BTreeMap::new();
    };
    let rows: BTreeMap<Change<'_>, (usize, &RowChange)> =
        other.rows.iter().enumerate().map(|(number, row)| (change(row, other), (number, row))).collect();
    let imported_from = |row: &RowChange| {
        // What the resource's own document asks for is its own change, even if the other document asks for the same.
        let is_own = row.place.is_some_and(|place| Some(place.document) == resource.document);
        // The imported table or one below it: what hangs on an imported row is imported with it.
        let mut above = std::iter::successors(Some(row.table), |it| Some(it.parent.as_ref()?.table.table()));
        let (number, source) = rows.get(&change(row, resource)).filter(|_| !is_own)?;
        (above.any(|table| table == imported_table) && is_same(row, source)).then_some(*number)
    };
    let own = resource.rows.iter().enumerate();
    own.filter_map(|(number, row)| Some((number, imported_from(row)?))).collect()
}

/// Whether both rows change in the same way.
fn is_same(row: &RowChange, other: &RowChange) -> bool {
    let is_alike =
        (&row.fields_alone(), row.cause, row.note) == (&other.fields_alone(), other.cause, other.note);
    let images = (&row.before, &row.after) == (&other.before, &other.after);
    // Updates are compared by their fields; the rest of the two rows may differ.
    is_alike && (row.action == Action::Update || images)
}

fn change<'a>(row: &'a RowChange, resource: &ResourceChange) -> Change<'a> {
    // Without the resource's own key, in which rows of two resources always differ.
    let own = resource.key.len().min(row.key.len());
    (row.table.name, &row.key.parts()[own..], row.action)
}

/// Whether there is nothing to show for a resource except its rows.
fn says_nothing_else(resource: &ResourceChange) -> bool {
    resource.former_kind.is_none()
        && resource.protect.0 == resource.protect.1
        && !resource.drifted
        && resource.edits.is_empty()
        && resource.notes.is_empty()
}

impl RowChange {
    /// Returns the columns that change, with their values before and after. The effect on subscribers is left out,
    /// because it may differ between resources.
    fn fields_alone(&self) -> Vec<(&'static str, &Value, &Value)> {
        self.fields.iter().map(|field| (field.column.0.name, &field.before, &field.after)).collect()
    }
}
