//! G03: too many resources would be adopted at once.

use super::{Guard, GuardInput, list_names, name};
use crate::diagnostic::{Code, grouped};
use crate::diff::{Refusal, ResourceChange, Verb};
use crate::model::GuardCategory;

/// Too many resources would be adopted at once.
const MASS_ADOPTION: Code = Code::error(
    "G03",
    "mass-adoption",
    "too many at once",
    "Too many resources that no catalog owns would be adopted at once.",
    include_str!("codes/G03.md"),
);

/// Refuses to adopt more than `max_adoptions` resources at once.
pub struct MassAdoption;

impl Guard for MassAdoption {
    fn category(&self) -> GuardCategory {
        GuardCategory::MassAdoption
    }

    fn code(&self) -> Code {
        MASS_ADOPTION
    }

    fn look(&self, watched: &GuardInput<'_>) -> Vec<Refusal> {
        let most = watched.guards.max_adoptions;
        // Files overwrite what they adopt, which would do harm in the wrong database.
        let adopted: Vec<&ResourceChange> =
            watched.resources.iter().filter(|resource| resource.verb == Verb::Adopt).collect();
        if adopted.len() as u64 <= most.into() {
            return Vec::new();
        }
        let (count, names) =
            (grouped(adopted.len()), list_names(adopted.iter().map(|resource| name(resource))));
        vec![Refusal {
            code: None,
            message: format!(
                "{count} resources that no catalog owns would be adopted at once, more than {}: {names}",
                grouped(most)
            ),
            help: "make sure that this is the right database and the right catalog".to_owned(),
        }]
    }
}
