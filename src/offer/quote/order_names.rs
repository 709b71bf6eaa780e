//! Resolves the names in an order to details and extra services.

use super::{Order, OrderableParts, OrderedPart, Reason, Refused, RefusedPart, WrongName};
use crate::kinds::ExtraService;
use crate::offer::{PackageDetail, TypedArticle};

/// A part of an order whose name is resolved. No other part orders the same detail or extra service.
pub(super) struct ResolvedPart<'w, 's, 'a> {
    /// The part of the order as it was typed.
    pub want: &'w OrderedPart,
    /// The extra service or the detail that the name stands for.
    pub target: Target<'s, 'a>,
    /// The numbers of all extra services that are ordered.
    pub services: Vec<&'a str>,
}

/// The extra service or the detail that a name stands for.
#[derive(Clone, Copy)]
pub(super) enum Target<'s, 'a> {
    /// An extra service.
    Service(&'s TypedArticle<'a, ExtraService>),
    /// A detail of the package.
    Detail {
        /// The detail.
        detail: &'s PackageDetail<'a>,
        /// The choice after the dot, if the name has one.
        choice: Option<&'s str>,
    },
}

/// Resolves the names in an order. Returns the services in the order in which they were typed, then the details in the
/// order of the package. Adds a refusal for each part that cannot be resolved or is ordered twice.
pub(super) fn pick<'w: 's, 's, 'a>(
    shelf: &'s OrderableParts<'_, 'a>,
    order: &Order<'w>,
    refused: &mut Vec<Refused<'a>>,
) -> Vec<ResolvedPart<'w, 's, 'a>> {
    let mut found: Vec<(&'w OrderedPart, Target<'s, 'a>)> = Vec::new();
    for want in order.wants {
        match target(shelf, want) {
            Ok(target) => found.push((want, target)),
            Err(reason) => refused.push(Refused { of: RefusedPart::Want(want.clone()), reason }),
        }
    }
    // Before the search for repetitions, which would find both parts.
    without_named(&mut found);
    let again: Vec<Option<Reason<'a>>> = (0..found.len()).map(|at| repeated(&found, at)).collect();
    for ((want, _), reason) in found.iter().zip(again) {
        refused.extend(reason.map(|reason| Refused { of: RefusedPart::Want((*want).clone()), reason }));
    }
    // If the same thing is ordered twice, neither is priced, since it is unclear which one is intended.
    let is_once =
        |target: &Target<'s, 'a>| found.iter().filter(|(_, other)| is_same(target, other)).count() == 1;
    let services: Vec<&'a str> = found.iter().filter_map(|(_, target)| target.service()).collect();
    let mut picked: Vec<ResolvedPart<'w, 's, 'a>> = found
        .iter()
        .filter(|(_, target)| is_once(target))
        .map(|(want, target)| ResolvedPart { want, target: *target, services: services.clone() })
        .collect();
    // A stable sort, so that services stay in the order in which they were typed.
    picked.sort_by_key(|picked| picked.target.position(shelf));
    picked
}

impl<'a> Target<'_, 'a> {
    fn service(&self) -> Option<&'a str> {
        match self {
            Self::Service(service) => Some(service.article.number()),
            Self::Detail { .. } => None,
        }
    }

    /// The sort key of targets: services come first, then details in the order of the package.
    fn position(&self, shelf: &OrderableParts<'_, 'a>) -> Option<usize> {
        match self {
            // `None` sorts before every position.
            Self::Service(_) => None,
            Self::Detail { detail, .. } => shelf.details.iter().position(|it| it.name() == detail.name()),
        }
    }
}

fn is_same(one: &Target<'_, '_>, other: &Target<'_, '_>) -> bool {
    match (one, other) {
        (Target::Detail { detail: one, .. }, Target::Detail { detail: other, .. }) => {
            one.name() == other.name()
        }
        _ => one.service().is_some() && one.service() == other.service(),
    }
}

/// Removes a part that only names a choice, if another part gives an amount for this choice. For example,
/// `traffic=flat` is removed if there is also `traffic.flat=5`.
fn without_named(found: &mut Vec<(&OrderedPart, Target<'_, '_>)>) {
    let is_named = |(want, target): &(&OrderedPart, Target<'_, '_>)| {
        let Target::Detail { detail, choice: None } = target else { return false };
        let has_choice = |other: &Target<'_, '_>| match other {
            Target::Detail { choice, .. } => *choice == Some(want.value.as_str()) && is_same(target, other),
            Target::Service(_) => false,
        };
        detail.is_compound() && found.iter().any(|(_, other)| has_choice(other))
    };
    // Only one is removed: if the same choice is named twice, the other one stays and is refused.
    if let Some(at) = found.iter().position(is_named) {
        found.remove(at);
    }
}

/// The reason why a part conflicts with an earlier part; `None` if there is no conflict.
fn repeated<'a>(found: &[(&OrderedPart, Target<'_, 'a>)], at: usize) -> Option<Reason<'a>> {
    let (want, target) = found.get(at)?;
    let (first, before) = found[..at].iter().find(|(_, other)| is_same(target, other))?;
    match (target, before) {
        (Target::Detail { detail, choice }, Target::Detail { choice: other, .. }) if detail.is_compound() => {
            let named = |choice: Option<&str>, want: &OrderedPart| choice.unwrap_or(&want.value).to_owned();
            match named(*choice, want) == named(*other, first) {
                true => Some(Reason::Name(WrongName::Twice)),
                false => Some(Reason::Name(WrongName::SeveralChoices(choices(detail)))),
            }
        }
        _ => Some(Reason::Name(WrongName::Twice)),
    }
}

/// The choices of a compound detail that customers can order.
pub(super) fn choices<'a>(detail: &PackageDetail<'a>) -> Vec<&'a str> {
    let enabled =
        detail.choices.iter().filter(|variant| *variant.terms.enabled && !variant.terms.manual_processing);
    enabled.filter_map(|variant| variant.choice).collect()
}

/// Splits a part that was typed as one but stands for several, such as `disk=30,os=debian`. Empty if there is only one.
fn several(want: &OrderedPart) -> Vec<OrderedPart> {
    let text = want.to_string();
    let parts = text.split([',', ';', ' ']).filter(|part| !part.is_empty());
    let parts: Option<Vec<OrderedPart>> = parts.map(|part| part.parse().ok()).collect();
    parts.filter(|parts| parts.len() > 1).unwrap_or_default()
}

/// The extra service or the detail that the name of a part stands for.
fn target<'s, 'a>(
    shelf: &'s OrderableParts<'_, 'a>,
    want: &'s OrderedPart,
) -> Result<Target<'s, 'a>, Reason<'a>> {
    let detail = |name: &str| shelf.details.iter().find(|detail| detail.name() == name);
    match (detail(&want.name), shelf.service(&want.name)) {
        (Some(_), Some(_)) => return Err(Reason::Name(WrongName::DetailAndService)),
        (Some(detail), None) => return Ok(Target::Detail { detail, choice: None }),
        (None, Some(service)) => return Ok(Target::Service(service)),
        (None, None) => {}
    }
    // A detail type has no point in its name, so the first point begins the choice.
    let compound = want.name.split_once('.').and_then(|(name, choice)| Some((detail(name)?, choice)));
    if let Some((detail, choice)) = compound {
        return match detail.detail_type {
            Some(_) if !detail.is_compound() => Err(Reason::Name(WrongName::NoChoices(detail.name()))),
            _ => Ok(Target::Detail { detail, choice: Some(choice) }),
        };
    }
    match several(want).as_slice() {
        [] => Err(Reason::Name(WrongName::Unknown(shelf.names()))),
        several => Err(Reason::Name(WrongName::SeveralInOne(several.to_vec()))),
    }
}
