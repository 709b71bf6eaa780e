//! Who has what: the tables of a billing system that are counted, and never read or written.

use super::Direction;
use crate::table::{Cells, Table, Type};

/// A table of subscriptions, or of whatever else says that somebody has something.
#[derive(Clone, Copy, Debug)]
pub struct Subscribers {
    /// Its name.
    pub table: &'static str,
    /// The column that says in which state a subscription is; of a part, a column of its [`Whole`].
    pub state: &'static str,
    /// The column that says how many units it is for; one where there is none.
    pub quantity: Option<&'static str>,
    /// Whether those with different quantities are counted apart, since what they pay depends on it.
    pub by_quantity: bool,
    /// What it holds: columns that refer to rows by id, each with the table of those.
    pub holds: &'static [(&'static str, &'static Table)],
    /// The subscription that a row is a part of, where it is not one itself.
    pub of: Option<Whole>,
    /// The states in which one has ended, whatever the manifest adds.
    pub ended: &'static [&'static str],
}

/// The table of subscriptions that rows of another are parts of.
#[derive(Clone, Copy, Debug)]
pub struct Whole {
    /// Its name.
    pub table: &'static str,
    /// The column of the part that holds the subscription's id.
    pub link: &'static str,
    /// The column of the subscription that says by what it renews, and the table of that.
    pub renews_by: (&'static str, &'static Table),
}

/// Rows that say what can be exchanged for what: the members of ladders.
#[derive(Clone, Copy, Debug)]
pub struct Ladders {
    /// The members. The rows above them are the ladders.
    pub members: &'static Table,
    /// The column of a member that refers to what is exchanged.
    pub of: &'static str,
    /// Which way leads from one member of a ladder to another, if one does.
    pub direction: fn(&Cells, &Cells) -> Option<Direction>,
}

impl Subscribers {
    /// The columns that are looked at, of the table itself.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> + '_ {
        let own = match self.of {
            Some(whole) => whole.link,
            None => self.state,
        };
        self.holds.iter().map(|(column, _)| *column).chain([own]).chain(self.quantity)
    }
}

impl Ladders {
    /// The table of the ladders.
    pub fn ladder(&self) -> Option<&'static Table> {
        self.members.parent.as_ref().map(|parent| parent.table.table())
    }

    /// The table of what is exchanged.
    pub fn target(&self) -> &'static Table {
        match self.members.column(self.of).kind {
            Type::Reference(target) => target.table(),
            _ => self.members,
        }
    }
}
