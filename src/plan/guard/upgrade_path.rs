//! G02: an upgrade or a downgrade that is open to live subscriptions today would no longer be possible.

use super::{Guard, GuardInput, list_names, subscriptions};
use crate::diagnostic::{Code, counted};
use crate::diff::Refusal;
use crate::kinds::LostMove;
use crate::model::GuardCategory;

/// An upgrade or a downgrade that is open to live subscriptions today would no longer be possible.
const UPGRADE_PATH: Code = Code::error(
    "G02",
    "upgrade-path",
    "no longer possible",
    "An upgrade or a downgrade that is open to live subscriptions today would no longer be possible.",
    include_str!("codes/G02.md"),
);

/// Refuses to remove an upgrade or a downgrade that is open to live subscriptions today.
pub struct UpgradePath;

impl Guard for UpgradePath {
    fn category(&self) -> GuardCategory {
        GuardCategory::UpgradePath
    }

    fn code(&self) -> Code {
        UPGRADE_PATH
    }

    fn look(&self, watched: &GuardInput<'_>) -> Vec<Refusal> {
        let lost = watched.changes().flat_map(|(_, impact)| &impact.lost_moves);
        // Several resources may take part in losing one move.
        let lost = LostMove::distinct(lost.filter(|lost| lost.subscriptions > 0));
        if lost.is_empty() {
            return Vec::new();
        }
        let each = lost.iter().map(|lost| {
            let LostMove { direction, from, to, subscriptions: count } = lost;
            format!("the {} from `{from}` to `{to}` ({})", direction.as_str(), subscriptions(*count))
        });
        let moves = counted(lost.len(), "move");
        vec![Refusal {
            code: None,
            message: format!(
                "{moves} would no longer be possible for live subscriptions: {}",
                list_names(each)
            ),
            help: "keep both articles in the group, with levels and flags that allow the move".to_owned(),
        }]
    }
}
