//! A kind for tests that no billing system has: courses with modules, whose prices depend on the number of seats.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use wares::diagnostic::Diagnostic;
use wares::kinds::{
    Cell, Context, FoundResource, ITEM, Lift, Lower, Package, Part, Plain, Resource, Subscribers, System,
};
use wares::kinds::{Numbered, codes::CONFLICT, shared_tables};
use wares::model::{Amount, Flag, Name, Ref, ShortName, Target, Text, Tier};
use wares::table::{Column, EffectRule, Rows, Table, Type, Value};

pub fn kind() -> Plain<Course> {
    let (name, about) = ("course", "A course: modules in which a customer books seats.");
    Plain { name, about, example: "", tables: TABLES, targets: &["course"], system: &SYSTEM, of: PhantomData }
}

static SYSTEM: System = System {
    by_hand: Some("print the new prospectus"),
    own: wares::migrations!("migrations/", "0001_course"),
    subscribers: &[Subscribers {
        table: "course_booking",
        state: "status",
        quantity: None,
        by_quantity: false,
        holds: &[("fk_course_id", &COURSE)],
        of: None,
        ended: &[],
    }],
    ..System::new("Courses")
};

static TABLES: &[&Table] = &[&COURSE, &TITLE, &MODULE, &TIER, &PRICE];
pub static COURSE: Table = Table {
    key: &["name"],
    columns: &[
        Column::new("name", Type::Text, "name", EffectRule::Internal),
        Column::new("open", Type::Boolean, "open", EffectRule::NewSales),
    ],
    ..Table::root("course").owned_by_wares()
};
static TITLE: Table =
    shared_tables::texts("course_title", &COURSE, "fk_course_id", "title.{0}").owned_by_wares();
static MODULE: Table = Table {
    key: &["code"],
    columns: &[
        Column::key("code", Type::Text),
        Column::new("level", Type::Integer, "level", EffectRule::Unknown).names(Level::NAMES),
        Column::new("hours", Type::Decimal, "hours", EffectRule::WorseLower),
        Column::new("required", Type::Boolean, "required", EffectRule::WorseHigher),
        Column::new("fk_item_id", Type::to(&ITEM), "hosting", EffectRule::WorseLower),
    ],
    words: "modules[{0}]",
    ..Table::child("course_module", &COURSE, "fk_course_id", EffectRule::WorseLower).owned_by_wares()
};
static TIER: Table =
    shared_tables::tiers("course_tier", &MODULE, "fk_module_id", "{parent}.seats[{0}]").owned_by_wares();
static PRICE: Table =
    shared_tables::prices("course_price", &TIER, "fk_tier_id", "{parent}.prices.{0}").owned_by_wares();

wares::numbered! {
    /// How much one must know before.
    pub enum Level {
        /// Nothing.
        Beginner = 10 "beginner",
        /// What a course for beginners teaches.
        Advanced = 20 "advanced",
    }
}

/// A course: modules in which a customer books seats.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Course {
    /// The course's name.
    pub name: Name,
    /// The title that customers see.
    pub title: Text,
    /// Whether seats can be booked.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub open: Flag<true>,
    /// A course whose modules belong to this one too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<Ref<Course>>,
    /// The modules of the course.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modules: Vec<Module>,
    /// Makes any plan that deletes this resource an error.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub protect: Flag<false>,
}

/// A module of a course.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Module {
    /// The module's code, unique in the course.
    pub code: ShortName,
    /// How much one must know before.
    pub level: Level,
    /// How many hours it takes.
    pub hours: Amount,
    /// Whether every customer of the course must take it.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub required: Flag<false>,
    /// The package that customers use for exercises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hosting: Option<Ref<Package>>,
    /// What a seat costs, by the number of seats.
    pub seats: Vec<Tier>,
}

impl Target for Course {
    const TAG: &'static str = "wares:ref:course";
}

impl Course {
    fn model<'a>(&self, context: &Context<'a>) -> Option<FoundResource<'a, Course>> {
        context.find(self.like.as_ref()?.name())
    }
}

impl Resource for Course {
    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn protect(&self) -> bool {
        *self.protect
    }

    fn validate(&self, context: &Context<'_>) -> Vec<Diagnostic> {
        let Some(FoundResource { document, resource: model }) = self.model(context) else {
            return Vec::new();
        };
        let duplicates = self.modules.iter().enumerate().filter_map(|(index, module)| {
            let same = model.modules.iter().position(|other| other.code == module.code)?;
            let message = format!("the module `{}` is one of `{}` already", module.code, model.name);
            let finding = Diagnostic::new(CONFLICT, context.at("modules").child(index), message);
            Some(
                finding
                    .also(document.root().child("modules").child(same), "there")
                    .help("take one of them out"),
            )
        });
        duplicates.collect()
    }

    fn lower(&self, context: &Context<'_>) -> Rows {
        wares::kinds::lower(self, context)
    }
}

impl Part for Course {
    const TABLE: &'static Table = &COURSE;

    fn key(&self) -> Vec<Value> {
        self.name.to_value().into_iter().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("open", &self.open);
        row.texts(&TITLE, "title", &self.title);
        row.rows("modules", &self.modules);
        if let Some(FoundResource { document, resource }) = self.model(row.context) {
            row.rows_at(document.root().child("modules"), &resource.modules);
        }
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        let (name, title, open) = (row.get("name")?, row.texts(&TITLE)?, row.get("open")?);
        Some(Self { name, title, open, like: None, modules: row.rows(), protect: row.protect() })
    }
}

impl Part for Module {
    const TABLE: &'static Table = &MODULE;

    fn key(&self) -> Vec<Value> {
        self.code.to_value().into_iter().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("level", &self.level);
        row.set("hours", &self.hours);
        row.set("required", &self.required);
        row.set("fk_item_id", &self.hosting);
        row.tiers(&TIER, &PRICE, "seats", &self.seats);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        let (code, level, hours, required) =
            (row.get("code")?, row.get("level")?, row.get("hours")?, row.get("required")?);
        let (hosting, seats) = (row.maybe("fk_item_id"), row.tiers(&TIER, &PRICE));
        Some(Self { code, level, hours, required, hosting, seats })
    }
}
