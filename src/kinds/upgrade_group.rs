//! The kind `upgrade_group`: ladders of articles between which customers can upgrade and downgrade (seed 001).

use super::article::ITEM;
use super::atomia::ATOMIA;
use super::lift::is_false;
use super::simple_kind::resource;
use super::{Cell, Direction, Lift, Lower, Part, Plain};
use crate::model::{Article, Flag, Name, Ref};
use crate::table::{Cells, Column, Constant, EffectRule, Table, Type, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::marker::PhantomData;

/// The kind `upgrade_group`.
pub(super) fn kind() -> Plain<UpgradeGroup> {
    Plain {
        name: "upgrade_group",
        about: "An upgrade group: a ladder of articles between which customers can upgrade and downgrade.",
        example: include_str!("examples/upgrade_group.yaml"),
        tables: TABLES,
        // No field of any kind refers to an upgrade group.
        targets: &[],
        system: &ATOMIA,
        of: PhantomData,
    }
}

static TABLES: &[&Table] = &[&UPGRADE_GROUP, &UPGRADE_GROUP_MEMBER];

/// The table of upgrade groups.
pub static UPGRADE_GROUP: Table = Table {
    key: &["name"],
    columns: &[Column::new("name", Type::Text, "name", EffectRule::Internal)],
    ..Table::root("upgrade_group")
};

/// The members of upgrade groups. A member can refer to an article that does not exist, since the database has no
/// foreign key for this reference.
pub static UPGRADE_GROUP_MEMBER: Table = Table {
    key: &["fk_item_id"],
    columns: &[
        // The column is the key, because an article can be in a group only once (domain.md, U02).
        Column::key("fk_item_id", Type::to(&ITEM)),
        // Moves compare two levels, so one level that changes can help some subscribers and hurt others.
        Column::new("upgrade_level", Type::Integer, "level", EffectRule::Unknown),
        Column::new("upgradeable", Type::Boolean, "upgradeable", EffectRule::WorseLower)
            // The four flags default to `true`, as in seed 001, so that files name only exceptions.
            .default(Constant::Bool(true)),
        Column::new("downgradeable", Type::Boolean, "downgradeable", EffectRule::WorseLower)
            .default(Constant::Bool(true)),
        Column::new("upgradeable_from", Type::Boolean, "upgradeable_from", EffectRule::WorseLower)
            .default(Constant::Bool(true)),
        Column::new("downgradeable_from", Type::Boolean, "downgradeable_from", EffectRule::WorseLower)
            .default(Constant::Bool(true)),
    ],
    words: "members[{0}]",
    ..Table::child("upgrade_group_member", &UPGRADE_GROUP, "fk_group_id", EffectRule::WorseLower)
};

/// Returns the direction in which customers can move from one member of a group to another; `None` if they cannot.
/// Reads `upgradeable` and `downgradeable` from the member that customers leave. Reads `upgradeable_from` and
/// `downgradeable_from` from the other member.
pub(super) fn direction(from: &Cells, to: &Cells) -> Option<Direction> {
    let level = |cells: &Cells| match cells.get(UPGRADE_GROUP_MEMBER.position("upgrade_level")) {
        Some(Value::Int(level)) => Some(*level),
        _ => None,
    };
    let is_set =
        // The columns are NOT NULL (database.md §A); a cell that is missing cannot allow a move.
        |cells: &Cells, flag| cells.get(UPGRADE_GROUP_MEMBER.position(flag)) == Some(&Value::Bool(true));
    // A member whose level is NULL takes no part in any move.
    let (direction, leaving, reaching) = match level(from)?.cmp(&level(to)?) {
        Ordering::Less => (Direction::Upgrade, "upgradeable", "upgradeable_from"),
        Ordering::Greater => (Direction::Downgrade, "downgradeable", "downgradeable_from"),
        // Equal levels allow no move in either direction (seed 001).
        Ordering::Equal => return None,
    };
    // Both ends have to allow the move (default reading of the four flags; domain.md §1, "Upgrade").
    (is_set(from, leaving) && is_set(to, reaching)).then_some(direction)
}

/// An upgrade group: a ladder of articles between which customers can upgrade and downgrade.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct UpgradeGroup {
    /// The unique name of the group. Customers do not see this name.
    pub name: Name,
    /// The articles in the group, each with its level.
    pub members: Vec<Member>,
    /// Whether Wares refuses every plan that would delete this resource.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

/// A member of an upgrade group.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The article number of the member.
    pub item: Ref<Article>,
    /// The level of the article on the ladder. Customers upgrade to a higher level and downgrade to a lower level.
    /// Customers cannot move between members of the same level.
    pub level: i32,
    /// Whether customers can upgrade from this article to a member at a higher level.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub upgradeable: Flag<true>,
    /// Whether customers can downgrade from this article to a member at a lower level.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub downgradeable: Flag<true>,
    /// Whether customers can upgrade to this article from a member at a lower level.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub upgradeable_from: Flag<true>,
    /// Whether customers can downgrade to this article from a member at a higher level.
    #[serde(default, skip_serializing_if = "Flag::is_default")]
    pub downgradeable_from: Flag<true>,
}

resource!(UpgradeGroup, name);

impl Part for UpgradeGroup {
    const TABLE: &'static Table = &UPGRADE_GROUP;

    fn key(&self) -> Vec<Value> {
        self.name.to_value().into_iter().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.rows("members", &self.members);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        // `maybe`, because an empty name in the database means that there is none.
        let name = row.maybe("name")?;
        let mut members: Vec<Member> = row.rows();
        // Rows come in the order of their keys, but a ladder is read from the bottom to the top.
        // The article breaks ties, so that members of the same level have a stable order.
        members.sort_by(|a, b| (a.level, &a.item).cmp(&(b.level, &b.item)));
        Some(Self { name, members, protect: row.protect() })
    }
}

impl Part for Member {
    const TABLE: &'static Table = &UPGRADE_GROUP_MEMBER;

    fn key(&self) -> Vec<Value> {
        self.item.to_value().into_iter().collect()
    }

    fn lower(&self, row: &mut Lower<'_>) {
        row.set("upgrade_level", &self.level);
        row.set("upgradeable", &self.upgradeable);
        row.set("downgradeable", &self.downgradeable);
        row.set("upgradeable_from", &self.upgradeable_from);
        row.set("downgradeable_from", &self.downgradeable_from);
    }

    fn lift(row: &mut Lift<'_, '_>) -> Option<Self> {
        // Both are read before either is required, so that import reports both if both are missing.
        let (item, level) = (row.get("fk_item_id"), row.get("upgrade_level"));
        Some(Self {
            item: item?,
            level: level?,
            upgradeable: row.get("upgradeable")?,
            downgradeable: row.get("downgradeable")?,
            upgradeable_from: row.get("upgradeable_from")?,
            downgradeable_from: row.get("downgradeable_from")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(level: i64, disabled_flag: &str) -> Cells {
        let flags = ["upgradeable", "downgradeable", "upgradeable_from", "downgradeable_from"];
        let flags = flags.map(|flag| (flag, Value::Bool(flag != disabled_flag)));
        let values = [("upgrade_level", Value::Int(level))].into_iter().chain(flags);
        values.map(|(column, value)| (UPGRADE_GROUP_MEMBER.position(column), value)).collect()
    }

    #[test]
    fn direction_between_members_depends_on_levels_and_flags() {
        let (up, down) = (Some(Direction::Upgrade), Some(Direction::Downgrade));
        for (from, to, expected) in [
            ((1, ""), (2, ""), up),
            ((2, ""), (1, ""), down),
            ((1, ""), (3, ""), up),
            ((1, ""), (1, ""), None),
            ((1, "upgradeable"), (2, ""), None),
            ((1, ""), (2, "upgradeable"), up),
            ((1, ""), (2, "upgradeable_from"), None),
            ((1, "upgradeable_from"), (2, ""), up),
            ((2, "downgradeable"), (1, ""), None),
            ((2, ""), (1, "downgradeable"), down),
            ((2, ""), (1, "downgradeable_from"), None),
            ((2, "upgradeable"), (1, "upgradeable_from"), down),
        ] {
            let actual = direction(&member(from.0, from.1), &member(to.0, to.1));
            assert_eq!(actual, expected, "{from:?} → {to:?}");
        }
        let without_level: Cells =
            [(UPGRADE_GROUP_MEMBER.position("upgradeable"), Value::Bool(true))].into_iter().collect();
        assert_eq!(direction(&without_level, &member(2, "")), None);
    }
}
