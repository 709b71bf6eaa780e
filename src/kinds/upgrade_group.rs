//! Upgrade groups: the ladders on which articles are exchanged for one another (seed 001).

use super::article::ITEM;
use super::lift::{Lifting, is_false, is_true, mapping};
use super::{Claim, Fault, Kind, Loaded, Resource};
use crate::diagnostic::Pointer;
use crate::model::{Article, Manifest, Name, Ref};
use crate::source::{Document, ReadError};
use crate::table::{Column, Constant, Key, Row, Rows, Table, Type, Value};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_yaml::Mapping;

/// The kind `upgrade_group`.
pub static KIND: Kind = Kind {
    name: "upgrade_group",
    about: "An upgrade group: articles that a customer can exchange for one another.",
    root: &UPGRADE_GROUP,
    tables: &[&UPGRADE_GROUP, &UPGRADE_GROUP_MEMBER],
    targets: &["upgrade_group"],
    properties: &[],
    schema: UpgradeGroup::json_schema,
    read,
    claim: |_| Claim::Certain,
    lift,
};

/// Groups of articles that can be exchanged for one another.
pub static UPGRADE_GROUP: Table = Table {
    key: &["name"],
    columns: &[Column::new("name", Type::Text, "name")],
    ..Table::root("upgrade_group")
};

/// The members of groups. Their items may be missing: the database has no foreign key there.
pub static UPGRADE_GROUP_MEMBER: Table = Table {
    key: &["fk_item_id"],
    columns: &[
        Column::new("fk_item_id", Type::Reference(&ITEM), "").hidden(),
        Column::new("upgrade_level", Type::Integer, "level"),
        Column::new("upgradeable", Type::Boolean, "upgradeable").default(Constant::Bool(true)),
        Column::new("downgradeable", Type::Boolean, "downgradeable").default(Constant::Bool(true)),
        Column::new("upgradeable_from", Type::Boolean, "upgradeable_from").default(Constant::Bool(true)),
        Column::new("downgradeable_from", Type::Boolean, "downgradeable_from").default(Constant::Bool(true)),
    ],
    words: "members[{0}]",
    ..Table::child("upgrade_group_member", &UPGRADE_GROUP, "fk_group_id")
};

/// An upgrade group: articles that a customer can exchange for one another.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub struct UpgradeGroup {
    /// The group's name.
    pub name: Name,
    /// The articles of the group.
    pub members: Vec<Member>,
    /// Makes any plan that deletes this resource an error.
    #[serde(default, skip_serializing_if = "is_false")]
    #[schemars(extend("default" = false))]
    pub protect: bool,
}

/// An article of an upgrade group.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Member {
    /// The article.
    pub item: Ref<Article>,
    /// Its step on the ladder: a higher level is more. Members of equal level are not exchanged for one another.
    pub level: i32,
    /// Whether the article can be upgraded.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    #[schemars(extend("default" = true))]
    pub upgradeable: bool,
    /// Whether the article can be downgraded.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    #[schemars(extend("default" = true))]
    pub downgradeable: bool,
    /// Whether other members can be upgraded to it.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    #[schemars(extend("default" = true))]
    pub upgradeable_from: bool,
    /// Whether other members can be downgraded to it.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    #[schemars(extend("default" = true))]
    pub downgradeable_from: bool,
}

fn yes() -> bool {
    true
}

fn read(document: &Document) -> Result<Loaded, ReadError> {
    let (group, mentions) = document.read::<UpgradeGroup>()?;
    Ok((Box::new(group), mentions))
}

fn lift(lifting: &mut Lifting<'_>) -> Option<Mapping> {
    let row = lifting.root(&UPGRADE_GROUP)?;
    let name = lifting.text(row, "name")?;
    let rows = lifting.below(&UPGRADE_GROUP_MEMBER, lifting.key);
    let mut members: Vec<Member> = rows.into_iter().filter_map(|row| Member::lift(lifting, row)).collect();
    members.sort_by(|a, b| (a.level, &a.item).cmp(&(b.level, &b.item)));
    Some(mapping(&UpgradeGroup { name, members, protect: lifting.protect }))
}

impl Resource for UpgradeGroup {
    fn name(&self) -> &str {
        self.name.as_str()
    }

    fn protect(&self) -> bool {
        self.protect
    }

    fn validate(&self, _: &Manifest) -> Vec<Fault> {
        Vec::new()
    }

    fn lower(&self, _: &Manifest) -> Rows {
        let mut rows = Rows::default();
        let root = Key::new(Vec::new());
        let group =
            Row::new(&UPGRADE_GROUP, &root, vec![Value::text(self.name.as_str())]).at(Pointer::root());
        let key = group.key.clone();
        rows.add(group);
        for (index, member) in self.members.iter().enumerate() {
            rows.add(member.row(&key).at(Pointer::parse("/members").child(index)));
        }
        rows
    }
}

impl Member {
    fn lift(lifting: &mut Lifting<'_>, row: &Row) -> Option<Self> {
        let flag = |column| row.get(column) != Some(&Value::Bool(false));
        let level = match row.get("upgrade_level") {
            Some(Value::Int(level)) => i32::try_from(*level).map_err(|_| format!("{level} is too large")),
            _ => Err("it has no level".to_owned()),
        };
        let item = lifting.reference(row, "fk_item_id");
        if row.get("fk_item_id") == Some(&Value::Null) {
            lifting.cannot(row, "fk_item_id", "it names no article");
        }
        let level = lifting.say(row, "upgrade_level", level);
        Some(Self {
            item: item?,
            level: level?,
            upgradeable: flag("upgradeable"),
            downgradeable: flag("downgradeable"),
            upgradeable_from: flag("upgradeable_from"),
            downgradeable_from: flag("downgradeable_from"),
        })
    }

    fn row(&self, group: &Key) -> Row {
        Row::new(&UPGRADE_GROUP_MEMBER, group, vec![Value::Key(Key::of(self.item.name()))])
            .set("upgrade_level", Value::Int(self.level.into()))
            .set("upgradeable", Value::Bool(self.upgradeable))
            .set("downgradeable", Value::Bool(self.downgradeable))
            .set("upgradeable_from", Value::Bool(self.upgradeable_from))
            .set("downgradeable_from", Value::Bool(self.downgradeable_from))
    }
}
