//! The words that kinds share.

mod flag;
mod guards;
mod included;
mod limit;
mod list;
mod manifest;
mod map;
mod money;
mod named;
mod names;
mod option_value;
mod percent;
mod period;
mod reference;
mod state;
mod text;
mod tier;
mod variable;

pub use flag::Flag;
pub use guards::{GuardCategory, Guards};
pub use included::Included;
pub use limit::{Limit, Units};
pub use list::{NotEmpty, not_empty};
pub use manifest::{Database, Environment, ItemDefaults, Manifest, Requirement, StandIns};
pub use map::Map;
pub use money::{Amount, MAX_PLACES, Money, PeriodPrices, Prices, with_places};
pub use named::Named;
pub use names::{Article, Name, Prose, ShortName};
pub use option_value::OptionValue;
pub use percent::Percent;
pub use period::{Period, Unit};
pub use reference::{Category, Currency, Language, Ref, Service, Target};
pub use state::State;
pub use text::Text;
pub use tier::Tier;
pub use variable::Variable;
