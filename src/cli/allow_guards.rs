//! The option `--allow`: categories of changes that guards allow.

use crate::model::GuardCategory;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// The categories of changes that guards allow, in addition to those that the manifest allows.
#[derive(Clone, Debug, Default, Args)]
pub struct Allow {
    /// Allows what the guards of this category refuse; may be given several times.
    #[arg(long, value_name = "CATEGORY", env = "WARES_ALLOW", value_delimiter = ',', value_parser = categories())]
    pub allow: Vec<GuardCategory>,
}

/// Returns a parser that accepts only the names of the categories. The help lists them.
fn categories() -> impl TypedValueParser<Value = GuardCategory> {
    let by_name =
        |name: String| GuardCategory::ALL.iter().copied().find(|category| category.as_str() == name);
    // Not `ValueEnum`: `GuardCategory` belongs to the manifest's schema, and `model` knows nothing of clap.
    PossibleValuesParser::new(GuardCategory::ALL.iter().map(|category| category.as_str()))
        // Cannot fail: the parser has accepted only names that come from the same list.
        .try_map(move |name| by_name(name).ok_or("not a category of guards"))
}
