//! `--allow`: what guards may let pass.

use crate::model::GuardCategory;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

/// What guards may let pass, besides what the manifest allows.
#[derive(Clone, Debug, Default, Args)]
pub struct Allow {
    /// Allows what a guard refuses, by its category; may be given several times.
    #[arg(long, value_name = "CATEGORY", env = "WARES_ALLOW", value_delimiter = ',', value_parser = categories())]
    pub allow: Vec<GuardCategory>,
}

/// The names of the categories, and what they stand for.
fn categories() -> impl TypedValueParser<Value = GuardCategory> {
    let named = |name: String| GuardCategory::ALL.iter().copied().find(|category| category.as_str() == name);
    PossibleValuesParser::new(GuardCategory::ALL.iter().map(|category| category.as_str()))
        .try_map(move |name| named(name).ok_or("this is no category"))
}
