//! A kind for tests that belongs to its own system: two migrations create its table, which refers to courses.

use super::course::{COURSE, Course};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::marker::PhantomData;
use wares::kinds::{Cell, Context, Lift, Lower, Part, Plain, Resource, System};
use wares::model::{Name, Ref};
use wares::table::{Column, EffectRule, Rows, Table, Type, Value};

pub fn kind() -> Plain<Voucher> {
    let (name, about) = ("voucher", "A voucher for seats in a course.");
    Plain { name, about, example: "", tables: TABLES, targets: &[], system: &SYSTEM, of: PhantomData }
}

static SYSTEM: System = System {
    own: wares::migrations!("migrations/", "0001_voucher", "0002_seats"),
    ..System::new("Vouchers")
};

static TABLES: &[&Table] = &[&VOUCHER];
static VOUCHER: Table = Table {
    key: &["name"],
    columns: &[
        Column::new("name", Type::Text, "name", EffectRule::Internal),
        Column::new("fk_course_id", Type::to(&COURSE), "course", EffectRule::WorseLower),
        Column::new("seats", Type::Integer, "seats", EffectRule::WorseLower),
    ],
    ..Table::root("voucher").owned_by_wares()
};

/// A voucher for seats in a course.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct Voucher {
    /// The voucher's name.
    pub name: Name,
    /// The course.
    pub course: Ref<Course>,
    /// How many seats.
    pub seats: i32,
}

impl Resource for Voucher {
    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn protect(&self) -> bool {
        false
    }

    fn lower(&self, context: &Context<'_>) -> Rows {
        wares::kinds::lower(self, context)
    }
}

impl Part for Voucher {
    const TABLE: &'static Table = &VOUCHER;

    fn key(&self) -> Vec<Value> {
        self.name.to_value().into_iter().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("fk_course_id", &self.course);
        row.set("seats", &self.seats);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        Some(Self { name: row.get("name")?, course: row.get("fk_course_id")?, seats: row.get("seats")? })
    }
}
