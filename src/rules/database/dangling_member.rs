//! U19: an upgrade group in the database has members whose article is deleted or does not exist.

use crate::catalog::in_manifest;
use crate::diagnostic::{Code, Diagnostic, counted, printable};
use crate::kinds::rule_queries::DANGLING_MEMBERS;
use crate::rules::{Rule, RuleContext};
use crate::table::identifier;
use std::collections::HashSet;

// A warning, because these groups are not the catalog's: a plan neither causes nor removes such members.
const CODE: Code = Code::error(
    "U19",
    "dangling-member",
    "in this catalog's database",
    "Upgrade groups in the database have members whose article is deleted or does not exist.",
    include_str!("../codes/U19.md"),
)
.warning();

/// Reports members of upgrade groups in the database whose article is deleted or does not exist.
pub struct DanglingMember;

impl Rule for DanglingMember {
    fn code(&self) -> Code {
        CODE
    }

    fn needs_live(&self) -> bool {
        true
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let Some(live) = context.live else { return Vec::new() };
        // Groups of the catalog are left out: applying the plan sets their members to what the files say.
        let described: HashSet<&str> = context.ladders().iter().map(|ladder| ladder.name).collect();
        let rows = live.rule_query_results.rows(DANGLING_MEMBERS).iter();
        let dangling =
            rows.filter(|row| row.first().is_some_and(|group| !described.contains(group.as_str())));
        let groups: Vec<&[String]> = dangling.map(Vec::as_slice).collect();
        finding(&groups, context.catalog.manifest().database.schema.as_str()).into_iter().collect()
    }
}

fn finding(groups: &[&[String]], schema: &str) -> Option<Diagnostic> {
    let [[name, _, id], ..] = groups else { return None };
    // A row has the name of a group, the number of its dangling members and the id of one of them.
    let count: u64 = groups.iter().filter_map(|row| row.get(1)?.parse::<u64>().ok()).sum();
    let subject = match groups.len() {
        1 => format!("the upgrade group `{}` has", printable(name)),
        more => {
            format!("the upgrade group `{}` and {} have", printable(name), counted(more - 1, "other"))
        }
    };
    let message =
        format!("{subject} {} whose article is deleted or does not exist", counted(count, "member"));
    let schema = quoted(schema);
    // With several, one statement finds them all, instead of a list of ids.
    let delete = match count {
        1 => format!("DELETE FROM {schema}.upgrade_group_member WHERE id = '{}'", printable(id)),
        _ => format!(
            "DELETE FROM {schema}.upgrade_group_member m WHERE NOT EXISTS (SELECT FROM {schema}.item i WHERE i.id = m.fk_item_id AND NOT i.deleted)"
        ),
    };
    let (members, it) = if count == 1 { ("member", "it") } else { ("members", "them") };
    let help = format!("this catalog does not describe the {members}; to delete {it}, run: {delete}");
    // These groups are in no file, so the finding is at the catalog itself.
    Some(Diagnostic::new(CODE, in_manifest("/catalog"), message).help(help))
}

/// Returns the name of a schema as it is written in SQL. The name is quoted unless it is the usual `public`.
fn quoted(schema: &str) -> String {
    match schema {
        "public" => schema.to_owned(),
        // Any other name may be a reserved word, begin with a digit, or have uppercase letters.
        _ => identifier(schema),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn every_schema_except_public_is_quoted() {
        assert_eq!(quoted("public"), "public");
        assert_eq!(quoted("user"), "\"user\"");
        assert_eq!(quoted("2024\""), "\"2024\"\"\"");
    }
}
