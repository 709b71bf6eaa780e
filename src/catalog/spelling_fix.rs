//! The fix that corrects the spelling of a name.

use crate::diagnostic::{Diagnostic, Edit, Place};
use crate::source::in_brackets;

/// Adds a fix to a finding: write `correct` at the given place.
pub(super) fn respelled(finding: Diagnostic, place: Place, correct: &str) -> Diagnostic {
    // The name may be inside brackets, where more characters need quotes.
    let edit = Edit { location: place.into(), text: Some(in_brackets(correct)) };
    finding.fix(format!("write `{correct}`"), vec![edit])
}
