//! A40: the subscriptions of an article are to be downgraded, but there is no article to downgrade to.

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::kinds::{ExpireAction, Member, UpgradeGroup};
use crate::model::Named;
use crate::rules::{ArticleView, Rule, RuleContext};
use std::collections::HashMap;

// An error, because the billing system has nothing to downgrade to: a subscription may continue unpaid.
const CODE: Code = Code::error(
    "A40",
    "no-downgrade",
    "nothing to downgrade to",
    "Subscriptions to an article are to be downgraded, but there is no article to downgrade to.",
    include_str!("../codes/A40.md"),
);

/// Reports articles whose subscriptions are to be downgraded when they expire or are not paid for, although there is no
/// article to downgrade to.
pub struct NoDowngrade;

impl Rule for NoDowngrade {
    fn code(&self) -> Code {
        CODE
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        let articles = &*context.articles;
        // Few catalogs downgrade automatically. The others need no look at the groups.
        if !articles.iter().any(|each| actions(each).next().is_some()) {
            return Vec::new();
        }
        let members = Members::new(context);
        articles.of_each(|each| {
            actions(each).filter_map(|field| members.of_action(each, field)).collect::<Vec<_>>()
        })
    }
}

/// Returns the fields of the article that cause its subscriptions to be downgraded: `expiry_action`, `unpaid_action`,
/// or both.
fn actions(each: &ArticleView<'_>) -> impl Iterator<Item = &'static str> + use<> {
    let (expiry, unpaid) = (each.part.expiry_action, each.part.unpaid_action);
    let fields = [("expiry_action", expiry), ("unpaid_action", unpaid)];
    let downgrades = |action: &Option<ExpireAction>| *action == Some(ExpireAction::Downgrade);
    fields.into_iter().filter(move |(_, action)| downgrades(action)).map(|(field, _)| field)
}

/// The articles that are members of upgrade groups.
struct Members<'a> {
    /// By article number: whether any of the groups allows a downgrade from the article, and the place where a group
    /// first lists the article.
    by_article: HashMap<&'a str, (bool, Place)>,
    /// Whether all groups are known. Groups may be unknown if they are declared as external or are in files that could
    /// not be read.
    knows_all: bool,
}

impl<'a> Members<'a> {
    fn new(context: &RuleContext<'a>) -> Self {
        let mut by_article: HashMap<&str, (bool, Place)> = HashMap::new();
        for (entry, group) in context.offer.groups() {
            let lowest = Lowest::of(group);
            for (index, member) in group.members.iter().enumerate() {
                let place = entry.document.root().child("members").child(index);
                let known = by_article.entry(member.item.name()).or_insert((false, place));
                // One of several groups is enough for a downgrade.
                known.0 |= lowest.is_below(member);
            }
        }
        let external = &context.catalog.manifest().external;
        let is_group =
            |named: &Named| named.kind.as_ref().is_some_and(|kind| kind.as_str() == "upgrade_group");
        // An external group has members that no file lists.
        let knows_all = !external.iter().any(is_group) && !context.catalog.may_have_more("upgrade_group");
        Self { by_article, knows_all }
    }

    fn of_action(&self, each: &ArticleView<'_>, field: &str) -> Option<Diagnostic> {
        let (number, place) = (each.number(), each.at(field));
        match self.by_article.get(number) {
            Some((true, _)) => None,
            Some((false, member)) => {
                let message = format!(
                    "subscriptions to `{number}` are to be downgraded, but no upgrade group lets them move down"
                );
                let finding =
                    Diagnostic::new(CODE, place, message).also(*member, "no lower member to move to");
                Some(
                    finding.help(format!(
                        "add a lower member to its upgrade group, or write a different `{field}`"
                    )),
                )
            }
            // Some groups are unknown, and the article may be in one of them.
            None if !self.knows_all => None,
            None => {
                let message = format!(
                    "subscriptions to `{number}` are to be downgraded, but the article is not in any upgrade group"
                );
                let finding = Diagnostic::new(CODE, place, message);
                let finding =
                    finding.help(format!("add it to an upgrade group, or write a different `{field}`"));
                // A warning only: the database may have a group that no catalog describes.
                Some(Diagnostic { severity: Severity::Warning, ..finding })
            }
        }
    }
}

/// The lowest levels of a group to which members can be downgraded.
///
/// A move depends on two flags: one on the member that the customer leaves, and one on the new member. It is not known
/// which of the two flags belongs to which member. So there are two readings, and a downgrade counts as possible if
/// either reading allows it.
struct Lowest {
    /// The lowest level of a member with `downgradeable_from`.
    downgradeable_from: Option<i32>,
    /// The lowest level of a member with `downgradeable`.
    downgradeable: Option<i32>,
}

impl Lowest {
    fn of(group: &UpgradeGroup) -> Self {
        let lowest = |allows: fn(&Member) -> bool| {
            group.members.iter().filter(|member| allows(member)).map(|member| member.level).min()
        };
        Self {
            downgradeable_from: lowest(|it| *it.downgradeable_from),
            downgradeable: lowest(|it| *it.downgradeable),
        }
    }

    /// Whether customers can downgrade from the member in at least one of the two readings.
    fn is_below(&self, member: &Member) -> bool {
        let is_lower = |lowest: Option<i32>| lowest.is_some_and(|lowest| lowest < member.level);
        *member.downgradeable && is_lower(self.downgradeable_from)
            || *member.downgradeable_from && is_lower(self.downgradeable)
    }
}
