//! Lowers the shared fields of an article to rows.

use super::{ArticlePart, Counter, CounterRange, RenewalPeriod, Shop};
use super::{tables as t, texts};
use crate::diagnostic::Place;
use crate::kinds::property::Property;
use crate::kinds::row_mapping::{prices, texts as translations};
use crate::kinds::{Cell, Context};
use crate::model::{Amount, Manifest, Prices, Text};
use crate::table::{Key, Row, Rows, Table, Value, from_json};
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The shared fields of an article, and the values from its kind that affect the rows of these fields.
pub struct WholeArticle<'a> {
    /// The fields that all kinds of articles share.
    pub part: &'a ArticlePart,
    /// The category of the article if its document has none.
    pub default_category: Option<&'a str>,
    /// The properties that are set by the fields of the kind.
    pub properties: Vec<Property>,
    /// Whether the fields of the kind set limits. `None` if the kind has no such fields, so that limits stay unchanged.
    pub has_limits: Option<bool>,
}

/// Lowers an article to its rows, except the rows that only the article's kind adds.
pub fn lower(article: &WholeArticle<'_>, context: &Context<'_>) -> Rows {
    let mut lowering =
        Lowering { part: article.part, context, key: article.part.key(), rows: Rows::default() };
    lowering.item(article);
    lowering.texts();
    lowering.periods();
    lowering.prices(&t::ITEM_PRICE, &lowering.key.clone(), &article.part.prices, context.at("prices"));
    lowering.properties(article);
    lowering.tags();
    lowering.bundle();
    lowering.counters();
    lowering.shop(article.category());
    lowering.rows
}

impl WholeArticle<'_> {
    /// The category of the article, or else the default category of its kind.
    pub(super) fn category(&self) -> Option<&str> {
        self.part.category.as_ref().map(|name| name.as_str()).or(self.default_category)
    }
}

impl ArticlePart {
    /// The natural key of the article.
    pub fn key(&self) -> Key {
        Key::of(self.article.as_str())
    }

    /// Whether the article has neither renewal periods nor prices, so that it is unknown how the article is sold.
    pub fn has_no_terms(&self) -> bool {
        self.periods.is_empty() && self.prices.is_empty()
    }

    /// Whether the article is recurring, that is, has renewal periods.
    pub fn is_recurring(&self) -> bool {
        !self.periods.is_empty()
    }
}

fn text(text: impl AsRef<str>) -> Value {
    Value::text(text.as_ref())
}

fn reference(name: &str) -> Value {
    Value::Key(Key::of(name))
}

/// An article whose rows are being added. Each method adds the rows of one field.
struct Lowering<'a> {
    part: &'a ArticlePart,
    context: &'a Context<'a>,
    key: Key,
    rows: Rows,
}

impl Lowering<'_> {
    fn item(&mut self, article: &WholeArticle<'_>) {
        let part = self.part;
        let taxes = part.taxes.as_ref();
        // The row of a new item also has a renewal period of its own, which is the first one in the file.
        let first = part.periods.first().map(|period| period.every);
        // A kind without a field for limits must not touch the configuration that a live article may have.
        let configuration =
            article.has_limits.map(|has| if has { Value::Key(self.key.clone()) } else { Value::Null });
        // A root row has no parent, so its key has only the article number.
        let row = Row::new(&t::ITEM, &Key::new(Vec::new()), vec![text(part.article.as_str())])
            // Written explicitly, so that a deleted article that comes back is changed to live.
            .set("deleted", Value::Bool(false))
            .set("recurring", Value::Bool(part.is_recurring()))
            .set_some("fk_package_configuration_id", configuration)
            // Columns without a value in the file are not set: they take the default on insert and again when a file
            // drops the field.
            .set_some("category", article.category().map(text))
            .set_some("renewal_period", first.map(|period| Value::Int(period.value.into())))
            .set_some("renewal_period_unit", first.map(|period| text(period.unit.as_sql())))
            .set_some("renewal_item_id", part.renewal_item.as_ref().map(|item| reference(item.name())))
            .set_some("provisioning_service", part.provisioning_service.as_ref().map(|s| text(s.as_str())))
            .set_some("tax1", taxes.and_then(|t| t.tax1.as_ref()).map(|tax| text(tax.as_str())))
            .set_some("tax2", taxes.and_then(|t| t.tax2.as_ref()).map(|tax| text(tax.as_str())))
            .set_some("tax2_mode", taxes.and_then(|t| t.tax2_mode).map(|mode| Value::Int(mode.into())))
            .set_some("discontinued_expire_action", part.expiry_action.to_value())
            .set_some("not_paid_expire_action", part.unpaid_action.to_value());
        self.rows.add(row.at(self.context.document.root()));
    }

    fn at(&self, field: &str) -> Place {
        self.context.at(field)
    }

    fn texts(&mut self) {
        let (key, part) = (self.key.clone(), self.part);
        self.text(&texts::ITEM_NAME, &key, Some(&part.name), self.at("name"));
        self.text(&texts::ITEM_DESCRIPTION, &key, part.description.as_ref(), self.at("description"));
    }

    fn text(&mut self, table: &'static Table, parent: &Key, value: Option<&Text>, place: Place) {
        translations(&mut self.rows, self.context, table, parent, place, value);
    }

    fn prices(&mut self, table: &'static Table, parent: &Key, amounts: &Prices, place: Place) {
        prices(&mut self.rows, table, parent, place, amounts);
    }

    fn periods(&mut self) {
        for (index, RenewalPeriod { every, prices }) in self.part.periods.iter().enumerate() {
            let place = self.at("periods").child(index);
            // The billing system spells the units MONTH and YEAR.
            let own = vec![Value::Int(every.value.into()), text(every.unit.as_sql())];
            let row = Row::new(&t::RENEWAL_PERIOD, &self.key, own).at(place.child("every"));
            let key = row.key.clone();
            self.rows.add(row);
            self.prices(&t::RENEWAL_PRICE, &key, prices, place.child("prices"));
        }
    }

    fn properties(&mut self, article: &WholeArticle<'_>) {
        let place = self.at("properties");
        let free = self.part.properties.iter().map(|(name, value)| {
            let pointer = place.child(name).pointer;
            Property {
                name: name.as_str().to_owned().into(),
                value: value.as_str().to_owned().into(),
                pointer,
            }
        });
        // Typed properties first: of two rows with the same key, the first is kept and the second is reported.
        for property in article.properties.iter().cloned().chain(free) {
            let row = Row::new(&t::ITEM_PROPERTY, &self.key, vec![text(&property.name)]);
            let place = self.context.document.at(property.pointer);
            self.rows.add(row.set("value", text(&property.value)).at(place));
        }
    }

    fn tags(&mut self) {
        for (index, tag) in self.part.tags.iter().enumerate() {
            let row = Row::new(&t::ITEM_TAG, &self.key, vec![text(tag.as_str())]);
            self.rows.add(row.at(self.at("tags").child(index)));
        }
    }

    fn bundle(&mut self) {
        for (index, bundled) in self.part.bundle.iter().enumerate() {
            // `item_relation.quantity` is NOT NULL, so the default is written as well.
            let quantity = bundled.quantity.map_or(Decimal::ONE, Amount::decimal);
            let row = Row::new(&t::ITEM_RELATION, &self.key, vec![reference(bundled.item.name())])
                .set("quantity", Value::Decimal(quantity));
            self.rows.add(row.at(self.at("bundle").child(index)));
        }
    }

    fn counters(&mut self) {
        for (index, counter) in self.part.counters.iter().enumerate() {
            self.counter(counter, self.at("counters").child(index));
        }
    }

    fn counter(&mut self, counter: &Counter, place: Place) {
        // `counter_type.unit_value` is NOT NULL, so the default is written as well.
        let unit_value = counter.unit_value.map_or(Decimal::ONE, Amount::decimal);
        let row = Row::new(&t::COUNTER_TYPE, &self.key, vec![text(counter.id.as_str())])
            .set("unit_value", Value::Decimal(unit_value))
            .set("require_subscription", Value::Bool(counter.requires_subscription))
            .at(place);
        let key = row.key.clone();
        self.rows.add(row);
        self.text(&texts::COUNTER_NAME, &key, counter.name.as_ref(), place.child("name"));
        self.text(&texts::COUNTER_UNIT, &key, counter.unit.as_ref(), place.child("unit"));
        for (index, range) in counter.ranges.iter().enumerate() {
            self.range(&key, range, place.child("ranges").child(index));
        }
    }

    fn range(&mut self, counter: &Key, range: &CounterRange, place: Place) {
        // The database has no way to store a range without an end, so a number stands for it.
        let to = range.to.unwrap_or(self.context.manifest.database.open_margin);
        let row = Row::new(&t::COUNTER_RANGE, counter, vec![Value::Decimal(range.from.decimal())])
            .set("upper_margin", Value::Decimal(to.decimal()))
            .at(place);
        let key = row.key.clone();
        self.rows.add(row);
        self.text(&texts::RANGE_NAME, &key, range.name.as_ref(), place.child("name"));
        self.prices(&t::COUNTER_PRICE, &key, &range.prices, place.child("prices"));
    }

    fn shop(&mut self, category: Option<&str>) {
        let placement = match &self.part.shop {
            // Without a row, a live placement is deleted, which is what `false` asks for.
            Some(Shop::Nowhere) => return,
            Some(Shop::Placed(placement)) => Some(&**placement),
            None => None,
        };
        let place = self.at("shop");
        // Without a position in the file, the column is not set: new rows get 0, and live ones keep theirs.
        let order = placement.and_then(|p| p.order).map(|order| Value::Int(order.into()));
        // A shop item has no key of its own: an article is in the manifest's shop once or not at all.
        let row = Row::new(&t::SHOP_ITEM, &self.key, Vec::new()).set_some("order_by", order);
        self.rows.add(row.at(place));
        let (part, context) = (self.part, self.context);
        for (name, place) in part.shown_under(category).into_iter().zip(part.shown_at(context)) {
            let row = Row::new(&t::SHOP_ITEM_CATEGORY, &self.key, vec![reference(name)]);
            self.rows.add(row.at(place));
        }
        let Some(placement) = placement else { return };
        let key = self.key.clone();
        self.text(&texts::SHOP_NAME, &key, placement.name.as_ref(), place.child("name"));
        for (name, value) in &placement.properties {
            let row = Row::new(&t::SHOP_ITEM_PROPERTY, &key, vec![text(name.as_str())]);
            let place = place.child("properties").child(name);
            self.rows.add(row.set("value", text(value.as_str())).at(place));
        }
    }
}

/// The values of the manifest's `item_defaults`, by table and column. New items get these values in columns that no
/// field sets.
pub fn defaults(manifest: &Manifest) -> BTreeMap<(&'static str, &'static str), Value> {
    // Through JSON, so that a column of `item` and the field of the same name need no mapping between them.
    let settings = serde_json::to_value(&manifest.database.item_defaults).unwrap_or_default();
    let value = |name: &'static str, kind| from_json(kind, settings.get(name)?);
    let columns =
        t::ITEM.columns.iter().filter_map(|c| Some(((t::ITEM.name, c.name), value(c.name, c.kind)?)));
    columns.collect()
}
