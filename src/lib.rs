//! Wares compiles a catalog of YAML files into one migration of a billing database.
//!
//! The modules stand in the order in which data passes through them; each may import only those
//! above it, and a test holds them to that.
//!
//! 0. [`progress`]: what a command is doing and how far it is.
//! 1. [`diagnostic`]: what is wrong, where, and what to write instead. A place is a small value: a document, a
//!    JSON pointer, key or value; nothing but [`source`] knows bytes.
//! 2. [`source`]: YAML text into [`source::Document`]s whose every node knows its span, with their comments; a
//!    serde deserializer over them, pointers back into spans, and the layout of files.
//! 3. [`model`]: the words that kinds share: article numbers, money, periods, texts, limits and
//!    typed references.
//! 4. [`table`]: tables as slices of physical tables, rows, and natural keys.
//! 5. [`kinds`]: one file per kind of resource: its YAML shape and the rows it stands for. The set of
//!    [`kinds::Kinds`] in use is a value that is handed down.
//! 6. [`catalog`]: reading one document, and checking it against the others. A [`catalog::Catalog`] holds what
//!    could be read and what is wrong; only a [`catalog::Sound`] one is lowered to rows.
//! 7. [`live`]: what a database holds, as values: rows, looked-up names, the ledger.
//! 8. [`offer`]: who may see, order and move to what, and what it costs: shared by rules,
//!    descriptions and quotes.
//! 9. [`rules`]: advice about a catalog, one file per rule.
//! 10. [`workspace`]: the files of a catalog while they are edited: what did not change is kept.
//! 11. [`diff`]: what the files want, what the database holds and what was last applied, compared
//!     field by field into [`diff::Changes`].
//! 12. [`plan`]: changes put in order, given ids, a hash and the ledger's entries: a value that
//!     says all that apply will do.
//! 13. [`import`]: the way back, from the database to documents. What it makes is loaded and compared
//!     before it is written.
//! 14. [`db`]: the only module that speaks to PostgreSQL: the private server, reading, applying,
//!     the ledger, and the migrations of Wares' own tables.
//! 15. [`codes`]: every sort of finding there is, each declared where it is raised.
//! 16. [`report`]: findings, plans and descriptions as text and JSON. A plan as SQL is [`plan::script`]: it is
//!     what apply does, not how that looks.
//! 17. [`cli`]: one file per command.
//!
//! The stages are functions from values to values. Files are read through [`source::Files`] and
//! the database through [`db`]; everything between is pure.

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
