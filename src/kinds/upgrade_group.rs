//! Upgrade groups: the ladders on which articles are exchanged for one another (seed 001).

use super::article::ITEM;
use super::{Fault, Kind, Loaded, Resource};
use crate::diagnostic::Pointer;
use crate::model::{Article, Manifest, Name, Ref};
use crate::source::{Document, ReadError};
use crate::table::{Column, Constant, Key, Row, Rows, Table, Type, Value};
use schemars::JsonSchema;
use serde::Deserialize;

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
#[derive(Clone, Debug, Deserialize, JsonSchema)]
pub struct UpgradeGroup {
    /// The group's name.
    pub name: Name,
    /// The articles of the group.
    pub members: Vec<Member>,
    /// Makes any plan that deletes this resource an error.
    #[serde(default)]
    pub protect: bool,
}

/// An article of an upgrade group.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Member {
    /// The article.
    pub item: Ref<Article>,
    /// Its step on the ladder: a higher level is more. Members of equal level are not exchanged for one another.
    pub level: i32,
    /// Whether the article can be upgraded.
    #[serde(default = "yes")]
    pub upgradeable: bool,
    /// Whether the article can be downgraded.
    #[serde(default = "yes")]
    pub downgradeable: bool,
    /// Whether other members can be upgraded to it.
    #[serde(default = "yes")]
    pub upgradeable_from: bool,
    /// Whether other members can be downgraded to it.
    #[serde(default = "yes")]
    pub downgradeable_from: bool,
}

fn yes() -> bool {
    true
}

fn read(document: &Document) -> Result<Loaded, ReadError> {
    let (group, mentions) = document.read::<UpgradeGroup>()?;
    Ok((Box::new(group), mentions))
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
    fn row(&self, group: &Key) -> Row {
        Row::new(&UPGRADE_GROUP_MEMBER, group, vec![Value::Key(Key::of(self.item.name()))])
            .set("upgrade_level", Value::Int(self.level.into()))
            .set("upgradeable", Value::Bool(self.upgradeable))
            .set("downgradeable", Value::Bool(self.downgradeable))
            .set("upgradeable_from", Value::Bool(self.upgradeable_from))
            .set("downgradeable_from", Value::Bool(self.downgradeable_from))
    }
}
