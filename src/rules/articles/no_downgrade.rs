//! A40: actions that downgrade to nothing.

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::kinds::{ExpireAction, Member, UpgradeGroup};
use crate::model::Named;
use crate::rules::{Each, Rule, Sight};
use std::collections::HashMap;

const CODE: Code = Code::error(
    "A40",
    "no-downgrade",
    "nothing to downgrade to",
    "A subscription is to be downgraded, and there is nothing below its article.",
    include_str!("../codes/A40.md"),
);

/// Finds downgrades that reach nothing.
pub struct NoDowngrade;

impl Rule for NoDowngrade {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, sight: &Sight<'_>) -> Vec<Diagnostic> {
        let articles = &*sight.articles;
        if !articles.iter().any(|each| actions(each).next().is_some()) {
            return Vec::new();
        }
        let lower = Lower::new(sight);
        let of = |each: &Each<'_>| {
            actions(each).filter_map(|field| lower.of_action(each, field)).collect::<Vec<_>>()
        };
        articles.of_each(of)
    }
}

/// The fields by which subscriptions of an article are downgraded.
fn actions(each: &Each<'_>) -> impl Iterator<Item = &'static str> + use<> {
    let (expiry, unpaid) = (each.part.expiry_action, each.part.unpaid_action);
    let fields = [("expiry_action", expiry), ("unpaid_action", unpaid)];
    let downgrades = |action: &Option<ExpireAction>| *action == Some(ExpireAction::Downgrade);
    fields.into_iter().filter(move |(_, action)| downgrades(action)).map(|(field, _)| field)
}

/// The members of groups, by article, and whether something is below them.
struct Lower<'a> {
    members: HashMap<&'a str, (bool, Place)>,
    /// Whether there are no groups in the database alone, nor in files that could not be read.
    knows_all: bool,
}

impl<'a> Lower<'a> {
    fn new(sight: &Sight<'a>) -> Self {
        let mut members: HashMap<&str, (bool, Place)> = HashMap::new();
        for (entry, group) in sight.offer.groups() {
            let least = Least::of(group);
            for (at, member) in group.members.iter().enumerate() {
                let place = entry.document.root().child("members").child(at);
                let known = members.entry(member.item.name()).or_insert((false, place));
                known.0 |= least.is_below(member);
            }
        }
        let external = &sight.catalog.manifest().external;
        let is_group =
            |named: &Named| named.kind.as_ref().is_some_and(|kind| kind.as_str() == "upgrade_group");
        let knows_all = !external.iter().any(is_group) && !sight.catalog.may_have_more("upgrade_group");
        Self { members, knows_all }
    }

    fn of_action(&self, each: &Each<'_>, field: &str) -> Option<Diagnostic> {
        let (number, place) = (each.number(), each.at(field));
        match self.members.get(number) {
            Some((true, _)) => None,
            Some((false, member)) => {
                let message =
                    format!("`{number}` is to be downgraded, and no group lets it go to anything below it");
                let finding =
                    Diagnostic::new(CODE, place, message).also(*member, "nothing below it that it may go to");
                Some(
                    finding
                        .help(format!("add a lower member to its upgrade group, or write another `{field}`")),
                )
            }
            // Somebody may keep a group in the database alone.
            None if !self.knows_all => None,
            None => {
                let message = format!("`{number}` is to be downgraded, and is in no upgrade group");
                let finding = Diagnostic::new(CODE, place, message);
                let finding = finding.help(format!("add it to an upgrade group, or write another `{field}`"));
                Some(Diagnostic { severity: Severity::Warning, ..finding })
            }
        }
    }
}

/// The least levels of a group to which members can be downgraded, in the two ways in which the flags can be read.
struct Least {
    reached: Option<i32>,
    otherwise: Option<i32>,
}

impl Least {
    fn of(group: &UpgradeGroup) -> Self {
        let least = |allows: fn(&Member) -> bool| {
            group.members.iter().filter(|member| allows(member)).map(|member| member.level).min()
        };
        Self { reached: least(|it| *it.downgradeable_from), otherwise: least(|it| *it.downgradeable) }
    }

    /// Whether a member can be downgraded, in one of the two ways at least.
    fn is_below(&self, member: &Member) -> bool {
        let is_lower = |least: Option<i32>| least.is_some_and(|least| least < member.level);
        *member.downgradeable && is_lower(self.reached)
            || *member.downgradeable_from && is_lower(self.otherwise)
    }
}
