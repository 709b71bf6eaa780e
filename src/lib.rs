//! Wares compiles a catalog of YAML files into one migration of a billing database.
//!
//! The modules stand in the order in which data passes through them; each may import only those
//! above it, and a test holds them to that.
//!
//! 1. [`diagnostic`]: what is wrong, where, and what to write instead. A place is a JSON pointer
//!    into a document; nothing but [`source`] knows bytes.
//! 2. [`source`]: YAML text into [`source::Document`]s whose every node knows its span, a serde
//!    deserializer over them, pointers back into spans, and the layout of files.
//! 3. [`model`]: the words that kinds share: article numbers, money, periods, texts, limits and
//!    typed references.
//! 4. [`table`]: tables as slices of physical tables, rows, and natural keys.
//! 5. [`kinds`]: one file per kind of resource: its YAML shape and the rows it stands for.
//! 6. [`catalog`]: load, validate, resolve, lower. A [`catalog::Catalog`] exists only when every
//!    document is valid and every reference resolves; only a catalog can be lowered to rows.
//! 7. [`live`]: what a database holds, as values: rows, looked-up names, the ledger.
//! 8. [`offer`]: who may see, order and move to what, and what it costs: shared by rules,
//!    descriptions and quotes.
//! 9. [`diff`]: what the files want, what the database holds and what was last applied, compared
//!    field by field into [`diff::Changes`].
//! 10. [`plan`]: changes put in order, given ids, a hash and the ledger's entries: a value that
//!    says all that apply will do.
//! 11. [`import`]: the way back, from what lives to documents. What it makes is loaded and compared
//!     before it is written.
//! 12. [`db`]: the only module that speaks to PostgreSQL: the private server, reading, applying,
//!     the ledger.
//! 13. [`codes`]: every sort of finding there is, each declared where it is raised.
//! 14. [`report`]: findings, plans and descriptions as text and JSON. A plan as SQL is [`plan::script`]: it is what apply does,
//!     not how that looks.
//! 15. [`cli`]: one file per command.
//!
//! The stages are functions from values to values. Files are read through [`source::Files`] and
//! the database through [`db`]; everything between is pure.

pub mod diagnostic;
pub mod source;
pub mod model;
pub mod table;
pub mod kinds;
pub mod catalog;
pub mod live;
pub mod offer;
pub mod diff;
pub mod plan;
pub mod import;
pub mod db;
pub mod codes;
pub mod report;
pub mod cli;
