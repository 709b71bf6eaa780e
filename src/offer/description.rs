//! Describes one resource, with everything that the catalog says about it (`wares describe`).

use super::{
    Choices, DetailVariant, Ladder, Link, Offer, PackageDetail, PlanSheet, ProductSheet, ServiceVisibility,
    TypedArticle, plan_description, seen_by, sees,
};
use crate::catalog::{Catalog, Entry, in_manifest};
use crate::diagnostic::{Place, Pointer};
use crate::kinds::{self, DetailType, Enumeration, Kinds, Package, PackageManifest};
use crate::model::Manifest;
use crate::table::{Column, Key, Row, Rows, Table, Value};

/// The description of a resource.
#[derive(Clone, Debug)]
pub struct Description<'a> {
    /// The resource.
    pub entry: &'a Entry,
    /// The fields and rows of the resource.
    pub parts: Vec<Part>,
    /// The references of the resource to articles and other resources that exist only in the database.
    pub external: Vec<External<'a>>,
    /// The resources that refer to the described resource.
    pub referrers: Vec<Referrer<'a>>,
    /// The sections that say what the resource means for customers.
    pub sections: Vec<Section<'a>>,
}

/// A field or a row of a resource.
#[derive(Clone, Debug)]
pub struct Part {
    /// The name of the field or row in the files.
    pub field: String,
    /// The values of the field.
    pub values: Values,
    /// The property ("Other data") that the field stands for, if any.
    pub property: Option<&'static str>,
    /// The location of the field, whether or not the document has the field.
    pub place: Place,
    /// The location in the manifest that sets the value if the document does not; `None` if the manifest does not set
    /// the field.
    pub inherited: Option<Place>,
}

/// The values of a [`Part`].
#[derive(Clone, Debug)]
pub enum Values {
    /// The values of a row.
    Row {
        /// The table of the row.
        table: &'static Table,
        /// The natural key of the row.
        key: Key,
        /// The columns that are shown, with their values.
        columns: Vec<(&'static Column, Value)>,
    },
    /// A value in the files that has no row in the database, such as `protect: true`.
    Word(&'static str),
}

/// A reference to an article or another resource that exists only in the database.
#[derive(Clone, Debug)]
pub struct External<'a> {
    /// The article number or name. Nothing else is known about the resource.
    pub number: &'a str,
    /// The type of the reference, such as `article`.
    pub target: &'a str,
    /// The location of the reference.
    pub place: Place,
}

/// A resource that refers to the described resource.
#[derive(Clone, Debug)]
pub struct Referrer<'a> {
    /// The resource that refers to the described one.
    pub entry: &'a Entry,
    /// The field that contains the reference, such as `members.item`.
    pub field: String,
    /// The location of the reference.
    pub place: Place,
}

/// A section of a description that says what a resource means for customers.
#[derive(Clone, Debug)]
pub enum Section<'a> {
    /// The extra services, and whether the customers of a package see them.
    Services(Vec<ServiceVisibility<'a>>),
    /// The packages, and whether their customers see an extra service.
    Packages(Vec<ServiceVisibility<'a>>),
    /// The amounts of an extra service, and their prices.
    Choices(Choices<'a>),
    /// The link that preselects an extra service.
    Link(Link<'a>),
    /// The upgrades and downgrades of an upgrade group.
    Ladder(Ladder<'a>),
    /// The details of a package: how much of each is included, and how much more can be ordered.
    Details(Vec<PackageDetail<'a>>, &'a Manifest),
    /// The details that have the described detail type, or take their values from the described enumeration. Each comes
    /// with the number of its package.
    DetailsUsing(Vec<(&'a str, PackageDetail<'a>)>, &'a Manifest),
    /// A service plan as customers see it.
    Plan(Box<PlanSheet<'a>>),
    /// A product as customers see it.
    Product(Box<ProductSheet<'a>>),
    /// The fields of an installation package's manifest.
    Fields(Box<PackageManifest>),
}

/// Returns the sections for resources of one kind, and none for resources of other kinds.
type Describer = for<'a> fn(&Offer<'a>, &'a Entry) -> Vec<Section<'a>>;

/// One describer for each kind that has sections. The description of other kinds consists of their rows and the
/// resources that refer to them.
const DESCRIBERS: &[Describer] = &[
    package,
    extra_service,
    upgrade_group,
    detail_type,
    enumeration,
    plan_description::plan,
    plan_description::product,
    plan_description::package,
];

/// Describes a resource.
pub fn describe<'a>(offer: &Offer<'a>, entry: &'a Entry) -> Description<'a> {
    Description {
        entry,
        parts: parts(entry, offer.catalog()),
        external: external(offer, entry),
        referrers: referrers(offer, entry),
        sections: DESCRIBERS.iter().flat_map(|describer| describer(offer, entry)).collect(),
    }
}

fn package<'a>(offer: &Offer<'a>, entry: &'a Entry) -> Vec<Section<'a>> {
    let Some(package) = of(offer.packages(), entry) else { return Vec::new() };
    let details = offer.details(package);
    let details = (!details.is_empty()).then(|| Section::Details(details, offer.manifest()));
    details.into_iter().chain([Section::Services(sees(package, offer))]).collect()
}

fn detail_type<'a>(offer: &Offer<'a>, entry: &'a Entry) -> Vec<Section<'a>> {
    let of = |known: &'a DetailType| having(offer, |detail| detail.name() == known.name.as_str());
    entry.resource.of::<DetailType>().map(of).into_iter().collect()
}

fn enumeration<'a>(offer: &Offer<'a>, entry: &'a Entry) -> Vec<Section<'a>> {
    let of = |known: &'a Enumeration| {
        // By address: the catalog may describe two enumerations with one name, which is an error.
        let is_it =
            |variant: &DetailVariant<'a>| variant.enumeration.is_some_and(|other| std::ptr::eq(other, known));
        having(offer, |detail| detail.variants().iter().any(is_it))
    };
    entry.resource.of::<Enumeration>().map(of).into_iter().collect()
}

/// The packages that have certain details, each with the detail. Imported details count too.
fn having<'a>(offer: &Offer<'a>, is_wanted: impl Fn(&PackageDetail<'a>) -> bool) -> Section<'a> {
    let of = |package: &TypedArticle<'a, Package>| {
        let number = package.article.number();
        let details: Vec<PackageDetail<'a>> =
            offer.details(package).into_iter().filter(|detail| is_wanted(detail)).collect();
        details.into_iter().map(move |detail| (number, detail))
    };
    Section::DetailsUsing(offer.packages().iter().flat_map(of).collect(), offer.manifest())
}

fn extra_service<'a>(offer: &Offer<'a>, entry: &'a Entry) -> Vec<Section<'a>> {
    let Some(service) = of(offer.services(), entry) else { return Vec::new() };
    vec![
        Section::Packages(seen_by(service, offer)),
        Section::Choices(Choices::new(service, offer.manifest())),
        Section::Link(Link::new(service, offer)),
    ]
}

fn upgrade_group<'a>(offer: &Offer<'a>, entry: &'a Entry) -> Vec<Section<'a>> {
    let group = offer.groups().iter().find(|(other, _)| std::ptr::eq(*other, entry));
    group.map(|(entry, group)| Section::Ladder(Ladder::new(entry, group, offer))).into_iter().collect()
}

fn of<'o, 'a, K>(articles: &'o [TypedArticle<'a, K>], entry: &Entry) -> Option<&'o TypedArticle<'a, K>> {
    articles.iter().find(|typed| std::ptr::eq(typed.article.entry, entry))
}

/// The rows of a resource, and the fields that have no row.
fn parts(entry: &Entry, catalog: &Catalog) -> Vec<Part> {
    let rows = entry.resource.lower(&catalog.context(entry.document));
    let mut parts: Vec<Part> =
        rows.iter().flat_map(|row| of_row(entry, row, &rows, catalog.kinds())).collect();
    let sale = entry.resource.sale(catalog.manifest());
    let word = |field: &str, value| Part {
        field: field.to_owned(),
        values: Values::Word(value),
        property: None,
        place: entry.document.root().child(field),
        inherited: None,
    };
    parts.extend(sale.filter(|sale| !sale.is_shown()).map(|_| word("shop", "false")));
    parts.extend(entry.resource.protect().then(|| word("protect", "true")));
    parts
}

/// The [`Part`]s of a row: one for each column of a root row, and a single one for any other row.
fn of_row(entry: &Entry, row: &Row, rows: &Rows, kinds: &Kinds) -> Vec<Part> {
    let columns = shown(row);
    let part = |field: String, columns, place: Place| {
        let typed = kinds::property_of(&*entry.kind, row).filter(|_| !is_raw(place));
        let property = typed.map(|property| property.name);
        let values = Values::Row { table: row.table, key: row.key.clone(), columns };
        Part { field, values, property, place, inherited: inherited(entry, place) }
    };
    let place = row.place.unwrap_or(entry.document.root());
    if row.table.parent.is_none() {
        let field = |(column, value): (&'static Column, Value)| {
            let place = column.words.split('.').fold(entry.document.root(), Place::child);
            part(column.words.to_owned(), vec![(column, value)], place)
        };
        return columns.into_iter().map(field).collect();
    }
    if columns.is_empty() && rows.iter().any(|other| is_below(other.table, row.table)) {
        return Vec::new();
    }
    vec![part(words(entry, row, place, kinds), columns, place)]
}

/// The name of a row in the files. A raw property is named after its own location, not after the field that it
/// replaces.
fn words(entry: &Entry, row: &Row, place: Place, kinds: &Kinds) -> String {
    match is_raw(place) {
        true => place.pointer.parts().join("."),
        false => kinds.words(entry.kind.name(), row.table, &row.key, &row.cells),
    }
}

/// Whether a location is under `properties`.
fn is_raw(place: Place) -> bool {
    place.pointer.parts().first() == Some(&"properties")
}

/// Whether `table` is below `other` in the files. If it is, rows of `table` make an empty row of `other` redundant:
/// limits, for example, imply a set of limits.
fn is_below(table: &Table, other: &Table) -> bool {
    table.words.strip_prefix(other.words).is_some_and(|rest| rest.starts_with(['.', '[']))
}

/// The columns of a row that are shown, with their values. They are set in the files. The key of a root row is left
/// out, and so are default values in other rows.
fn shown(row: &Row) -> Vec<(&'static Column, Value)> {
    let is_root = row.table.parent.is_none();
    let is_shown = |column: &Column, value: &Value| {
        let is_default =
            !column.words.is_empty() && column.default.value(column.kind).as_ref() == Some(value);
        let is_redundant = if is_root { row.table.is_key(column) } else { is_default };
        column.is_managed() && column.shown && *value != Value::Null && !is_redundant
    };
    let columns = row.columns_with_values().filter(|(column, value)| is_shown(column, value));
    columns.map(|(column, value)| (column, value.clone())).collect()
}

/// The location in the manifest that sets a field if the document does not; `None` if the manifest does not set the
/// field.
fn inherited(entry: &Entry, place: Place) -> Option<Place> {
    let fields = entry.resource.inherited().iter();
    let is_here = |field: &str| place == entry.document.root().child(field);
    let (_, from) = fields.into_iter().find(|(field, _)| is_here(field))?;
    Some(in_manifest(from))
}

fn external<'a>(offer: &Offer<'a>, entry: &'a Entry) -> Vec<External<'a>> {
    let mentions = entry.mentions.iter().filter(|mention| offer.is_external(mention.name));
    let external = mentions.map(|mention| External {
        number: mention.name,
        target: mention.target,
        place: entry.document.at(mention.pointer),
    });
    external.collect()
}

fn referrers<'a>(offer: &Offer<'a>, entry: &Entry) -> Vec<Referrer<'a>> {
    let leads_here =
        |target: &str, name: &str| name == entry.resource.name() && entry.kind.targets().contains(&target);
    let of_entry = |other: &'a Entry| {
        let mentions = other.mentions.iter().filter(|mention| leads_here(mention.target, mention.name));
        mentions.map(|mention| Referrer {
            entry: other,
            field: field(mention.pointer),
            place: other.document.at(mention.pointer),
        })
    };
    offer.entries().iter().flat_map(of_entry).collect()
}

/// The dotted name of the field at a pointer, without list indexes, such as `members.item`.
fn field(pointer: Pointer) -> String {
    let names = pointer.parts().into_iter().filter(|part| part.parse::<usize>().is_err());
    names.collect::<Vec<_>>().join(".")
}
