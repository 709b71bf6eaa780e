//! G03: many resources come under the catalog's care at once.

use super::{Guard, Watched, name, some};
use crate::diagnostic::{Code, grouped};
use crate::diff::{Refusal, ResourceChange, Verb};
use crate::model::GuardCategory;

/// Many resources come under the catalog's care at once.
const MASS_ADOPTION: Code = Code::error(
    "G03",
    "mass-adoption",
    "many at once",
    "Many resources come under the catalog's care at once.",
    include_str!("codes/G03.md"),
);

/// Refuses to take many resources into the catalog's care at once.
pub struct MassAdoption;

impl Guard for MassAdoption {
    fn category(&self) -> GuardCategory {
        GuardCategory::MassAdoption
    }

    fn code(&self) -> Code {
        MASS_ADOPTION
    }

    fn look(&self, watched: &Watched<'_>) -> Vec<Refusal> {
        let most = watched.guards.max_adoptions;
        let adopted: Vec<&ResourceChange> =
            watched.resources.iter().filter(|resource| resource.verb == Verb::Adopt).collect();
        if adopted.len() as u64 <= most.into() {
            return Vec::new();
        }
        let (count, names) = (grouped(adopted.len()), some(adopted.iter().map(|resource| name(resource))));
        vec![Refusal {
            code: None,
            message: format!(
                "{count} resources that nobody owns would come under this catalog's care at once, more than {}: {names}",
                grouped(most)
            ),
            help: "make sure that this is the database and the catalog that are meant".to_owned(),
        }]
    }
}
