//! Descriptors of the tables with subscriptions and ladders. Rows of subscriptions are only counted, never read
//! individually or written.

use super::Direction;
use crate::table::{Cells, Table, Type};

/// A table of subscriptions, or of parts of subscriptions.
#[derive(Clone, Copy, Debug)]
pub struct Subscribers {
    /// The name of the table.
    pub table: &'static str,
    /// The column with the state of a subscription. For parts, this column is in the table that `of` names.
    pub state: &'static str,
    /// The column with the number of units; `None` if each row has one unit.
    pub quantity: Option<&'static str>,
    /// Whether rows with different quantities are counted separately because their prices depend on the quantity.
    pub by_quantity: bool,
    /// The columns that refer to rows held by a subscription, each with the table of those rows.
    pub holds: &'static [(&'static str, &'static Table)],
    /// For parts: the table of the subscriptions to which the parts belong. `None` for subscriptions.
    pub of: Option<PartOf>,
    /// The states in which a subscription has ended, in addition to the manifest's `ended_states`.
    pub ended: &'static [&'static str],
}

/// The table of the subscriptions to which parts belong.
#[derive(Clone, Copy, Debug)]
pub struct PartOf {
    /// The name of the table.
    pub table: &'static str,
    /// The column in the table of parts that holds the id of the subscription.
    pub link: &'static str,
    /// The column in the table of subscriptions that refers to the row of the renewal period, and the table of that
    /// row.
    pub renewal_period: (&'static str, &'static Table),
}

/// The table with the members of ladders. Ladders define the articles to which subscriptions can move.
#[derive(Clone, Copy, Debug)]
pub struct Ladders {
    /// The table of the members. Its parent is the table of the ladders.
    pub members: &'static Table,
    /// The column in `members` that refers to the article.
    pub article_column: &'static str,
    /// Returns the direction of the move from the first member of a ladder to the second; `None` if that move is not
    /// possible.
    pub direction: fn(&Cells, &Cells) -> Option<Direction>,
}

impl Subscribers {
    /// The columns of `table` that are needed for counting.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> + '_ {
        // The state of a part is in the table of its subscription, which is found by the link.
        let link_or_state = match self.of {
            Some(whole) => whole.link,
            // Both cases need one column besides those that are held.
            None => self.state,
        };
        self.holds.iter().map(|(column, _)| *column).chain([link_or_state]).chain(self.quantity)
    }
}

impl Ladders {
    /// The table of the ladders; `None` if the table of the members has no parent.
    pub fn ladder(&self) -> Option<&'static Table> {
        self.members.parent.as_ref().map(|parent| parent.table.table())
    }

    /// The table of the articles to which members refer.
    pub fn target(&self) -> &'static Table {
        match self.members.column(self.article_column).kind {
            Type::Reference(target) => target.table(),
            // Cannot happen with a correct descriptor; the members themselves are an answer that has no effect.
            _ => self.members,
        }
    }
}
