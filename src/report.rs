//! Renders findings, plans, descriptions and quotes as text, JSON and Markdown. Only the command line uses it.
//!
//! Every function is pure: it returns what to print and prints nothing itself.

mod codes_page;
mod columns;
mod composite_value;
mod concise;
mod describe;
mod excerpt;
mod explain;
mod finding;
mod format_value;
mod json;
mod language_page;
mod markdown;
mod plan_list;
mod quote;
mod schema;
mod style;
mod terminal_filter;
mod text;
mod text_diff;
mod unified_diff;

pub use codes_page::codes_page;
pub use columns::{table, wrapping};
pub use concise::concise;
pub use describe::{describe_json, describe_text, dot, mermaid};
pub use explain::{Topic, codes_json, codes_text, topic_json, topic_text, word_json, word_text};
pub use finding::findings;
pub use json::{Envelope, finding_json, plan_json, refusal_json, tripped_json};
pub use language_page::language;
pub use plan_list::{offer_cells, offer_json};
pub use quote::{plan_quote_json, plan_quote_text, plan_refusals, quote_json, quote_text, refusals};
pub use schema::output_schema;
pub use style::Style;
pub use terminal_filter::guarded;
pub use text::{Detail, plan_text, plan_totals};
pub use unified_diff::unified;

pub(crate) use style::Color;
