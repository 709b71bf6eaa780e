//! Saved plans. A saved plan is a JSON file with everything that apply will do. It can be applied on any machine,
//! without the files of the catalog.
//!
//! The file is written and read resource by resource, so it is never in memory as a whole. The last entry of the file
//! is the checksum of all bytes before that entry.

mod checksum;
mod format;
mod read;
mod restore;
mod values;
mod write;

pub use format::{Origin, Revision, Target};
pub use read::{Unreadable, read};
pub use write::write;

use super::Plan;
use crate::diagnostic::Place;
use crate::kinds::bound;
use crate::source::{Position, Positions};
use foldhash::HashMap;
use schemars::generate::SchemaSettings;
use serde_json::{Value as Json, json};

/// The version of the file format. Wares reads no other version.
pub const FORMAT_VERSION: u64 = 1;

/// The maximum size of a saved plan, in bytes.
pub const LARGEST: u64 = 4 << 30;

/// A plan that was read from a file.
#[derive(Debug)]
pub struct Saved {
    /// The restored plan.
    pub plan: Plan,
    /// The origin of the plan: when and from which files it was made, and for which database.
    pub origin: Origin,
    /// The lines and columns of the locations in the plan. They are saved because the catalog's files may be missing
    /// when the plan is applied.
    pub places: Places,
    /// The checksum of the file.
    pub checksum: String,
}

/// The line and the column of each location in a saved plan.
#[derive(Debug, Default)]
pub struct Places(HashMap<Place, Position>);

impl Positions for Places {
    fn position(&self, place: Place) -> Position {
        self.0.get(&place).copied().unwrap_or(Position { line: 1, column: 1 })
    }
}

/// Returns the fingerprint of rows as they were read.
fn read_text(rows: &[format::Read]) -> String {
    crate::table::ledger_record::fingerprint(&json!(rows).to_string())
}

/// Returns the JSON schema of the file.
pub fn schema() -> Json {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    // Both before `$defs`, which holds what they turn out to refer to.
    let head = generator.subschema_for::<format::Head>();
    let resource = generator.subschema_for::<format::Resource>();
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A saved plan of Wares",
        "description": "What `wares plan --out` writes and `wares apply` executes.",
        "type": "object",
        "required": ["format_version", "plan", "resources", "checksum"],
        "additionalProperties": false,
        "properties": {
            "format_version": { "description": "The version of this format.", "const": FORMAT_VERSION },
            "plan": head,
            "resources": { "description": "The resources that change, in the order of the files, deletions last.", "type": "array", "items": resource },
            "checksum": {
                "description": "The SHA-256 of all bytes before this entry.",
                "type": "string", "pattern": "^[0-9a-f]{64}$"
            },
        },
        "$defs": generator.take_definitions(true),
    });
    bound(&mut schema);
    schema
}
