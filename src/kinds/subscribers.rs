//! Who has what: the tables of a billing system that are counted, and never read or written.

use super::Direction;
use crate::table::{Cells, Table, Type};

/// A table of subscriptions, or of whatever else says that somebody has something.
#[derive(Clone, Copy, Debug)]
pub struct Subscribers {
    /// Its name.
    pub table: &'static str,
    /// The column that says in which state a subscription is.
    pub state: &'static str,
    /// The column that says how many units it is for; one where there is none.
    pub quantity: Option<&'static str>,
    /// What it holds: columns that refer to rows by id, each with the table of those.
    pub holds: &'static [(&'static str, &'static Table)],
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
    /// The columns that are looked at.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.holds.iter().map(|(column, _)| *column).chain([self.state]).chain(self.quantity)
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
