//! The words by which files and messages refer to rows.

use super::Table;
use crate::table::types::Type;
use crate::table::value::{Key, Value};

impl Table {
    /// Returns the words by which the files refer to a row of another resource.
    pub fn name_of(&self, key: &Key) -> String {
        if self.has_short_names {
            // Names of values are unique enough for files, which name the enumeration next to them.
            return Key::new(key.parts()[key.len().saturating_sub(self.key.len())..].to_vec()).to_string();
        }
        let words = self.words_for(key);
        let root_length = self.root_table().key.len();
        // Words alone do not tell which resource they belong to.
        match words.is_empty() || key.len() <= root_length {
            true => key.to_string(),
            false => format!("{}: {words}", key.prefix(root_length)),
        }
    }

    /// Returns the words by which a document refers to a row of its own resource.
    pub fn words_for(&self, key: &Key) -> String {
        let parent_length = key.len().saturating_sub(self.key.len());
        let mut words = String::new();
        // Every second piece was between braces: it is the index of a key column, or `parent`.
        for (index, piece) in self.words.split(['{', '}']).enumerate() {
            match (index % 2, &self.parent) {
                (0, _) => words.push_str(piece),
                (_, Some(parent)) if piece == "parent" => {
                    words.push_str(&parent.table.words_for(&key.prefix(parent_length)))
                }
                _ => words.push_str(&self.part(&key.parts()[parent_length..], piece)),
            }
        }
        words
    }

    /// Returns one of the values in `own`, the key columns of the row, as text. `piece` has the index of the value. If
    /// an `s` follows the index, the text is singular or plural, depending on the number in the preceding column.
    fn part(&self, own: &[Value], piece: &str) -> String {
        let number = piece.strip_suffix('s').unwrap_or(piece);
        let Some(index) = number.parse::<usize>().ok().filter(|index| *index < own.len()) else {
            return String::new();
        };
        let count = index.checked_sub(1).map(|before| &own[before]);
        let noun = match (self.column(self.key[index]).kind, &own[index]) {
            (Type::Reference(target), Value::Key(key)) => target.name_of(key),
            (_, value) => self.column(self.key[index]).spell(value),
        };
        let is_many = number != piece && count.is_some_and(|count| *count != Value::Int(1));
        // Units are stored in singular or plural, in either case.
        if is_many && !noun.ends_with('s') { noun + "s" } else { noun }
    }
}
