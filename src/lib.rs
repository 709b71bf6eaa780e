//! Wares compiles a catalog of YAML files into one migration of a billing database.
//!
//! The modules are listed in the order in which data passes through them. Each module may import only the modules
//! above it; a test enforces this.
//!
//! 0. [`progress`]: reports what a command is doing and how far along it is.
//! 1. [`diagnostic`]: findings, with their locations and suggestions. A [`diagnostic::Place`] is a small value: a
//!    document, a JSON pointer, and whether it points to the key or the value. Only [`source`] works with byte offsets.
//! 2. [`source`]: parses YAML into [`source::Document`]s that keep the span of every node and all comments. It also
//!    has a serde deserializer for documents, turns pointers back into spans, and formats files.
//! 3. [`model`]: the value types that kinds share: article numbers, money, periods, localized text, limits and
//!    typed references.
//! 4. [`table`]: rows, natural keys, and tables. Each table is a slice of a physical table.
//! 5. [`kinds`]: one file per resource kind, with the YAML shape of its documents and the tables of its rows. The set
//!    of [`kinds::Kinds`] in use is passed as a value, not kept in a global.
//! 6. [`catalog`]: reads single documents and checks them against each other. A [`catalog::Catalog`] holds the
//!    resources that could be read and all findings; only a [`catalog::Sound`] one is lowered to rows.
//! 7. [`live`]: the contents of a database as values: rows, looked-up names, the ledger.
//! 8. [`offer`]: works out which customers can see, order or move to an article, and what the article costs. Rules,
//!    descriptions and quotes use this module.
//! 9. [`rules`]: advice about a catalog, one file per rule.
//! 10. [`workspace`]: the files of a catalog while they are edited. Results for unchanged files are kept.
//! 11. [`diff`]: compares the files, the database and what was last applied, field by field, and returns
//!     [`diff::Changes`].
//! 12. [`plan`]: puts changes in order and gives them ids, a hash and ledger entries. The resulting value describes
//!     everything that apply will do.
//! 13. [`import`]: turns database rows into documents. Before the documents are written, they are loaded and compared
//!     with the rows.
//! 14. [`db`]: the only module that talks to PostgreSQL: the private database, reading, applying, the ledger, and
//!     the migrations of Wares' own tables.
//! 15. [`codes`]: the list of all finding codes. Each code is declared in the module that raises it.
//! 16. [`report`]: formats findings, plans and descriptions as text and JSON. It does not write plans as SQL: that is
//!     done in [`plan::script`], because apply executes this SQL.
//! 17. [`cli`]: one file per command.
//!
//! Each stage is a function from values to values. Only [`source::Files`] reads files and only [`db`] accesses the
//! database; everything in between is pure.

pub mod progress;
pub mod diagnostic;
pub mod source;
pub mod model;
pub mod table;
pub mod kinds;
pub mod catalog;
pub mod live;
pub mod offer;
pub mod rules;
pub mod workspace;
pub mod diff;
pub mod plan;
pub mod import;
pub mod db;
pub mod codes;
pub mod report;
pub mod cli;
