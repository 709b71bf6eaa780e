//! Findings, plans and descriptions as bytes: pure maps, used by the command line alone.

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
mod ladder;
mod language_page;
mod markdown;
mod plan_list;
mod quote;
mod schema;
mod terminal_filter;
mod text;
mod text_diff;
mod unified_diff;

pub use codes_page::book;
pub use columns::{table, wrapping};
pub use concise::concise;
pub use describe::{describe_json, describe_text};
pub use explain::{Topic, codes_json, codes_text, topic_json, topic_text, word_json, word_text};
pub use finding::findings;
pub use json::{Envelope, finding_json, plan_json, refusal_json, tripped_json};
pub use ladder::{dot, mermaid};
pub use language_page::language;
pub use plan_list::{offer_cells, offer_json};
pub use quote::{plan_quote_json, plan_quote_text, plan_refusals, quote_json, quote_text, refusals};
pub use schema::output_schema;
pub use terminal_filter::guarded;
pub use text::{Detail, plan_text, plan_totals};
pub use unified_diff::unified;

/// How text may look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether colours are wanted.
    pub color: bool,
    /// How wide a line may be.
    pub width: usize,
}

impl Style {
    /// Paints a text, when colours are wanted.
    fn paint(self, color: Color, text: &str) -> String {
        match self.color {
            true => format!("\u{1b}[{}m{text}\u{1b}[0m", color.code()),
            false => text.to_owned(),
        }
    }
}

/// The colours of plans and descriptions.
#[derive(Clone, Copy, Debug)]
enum Color {
    Green,
    Yellow,
    Red,
    Blue,
    Bold,
    Dim,
    Italic,
    Underline,
}

impl Color {
    fn code(self) -> u8 {
        match self {
            Self::Bold => 1,
            Self::Dim => 2,
            Self::Italic => 3,
            Self::Underline => 4,
            Self::Red => 31,
            Self::Green => 32,
            Self::Yellow => 33,
            Self::Blue => 34,
        }
    }
}
