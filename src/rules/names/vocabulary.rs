//! The names that a catalog uses for one type of thing, such as categories. Finds names that are probably misspelled,
//! based on how often each name is used.

use super::similar_names::{difference, is_slip, oddity, skeleton};
use crate::diagnostic::{Code, Diagnostic, Edit, Place, grouped, is_hidden, printable};
use crate::model::Level;
use crate::rules::RuleContext;
use crate::rules::repeated_findings::with_places;
use crate::source::in_brackets;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

/// A name must be used at least this often before a similar name counts as a typo of it.
const OFTEN: usize = 3;
/// The correct name must be used at least this many times as often as the typo.
const TIMES: usize = 3;

/// The names of one type of thing, such as categories.
pub(super) struct Vocabulary<'a> {
    /// The word for one of these things in messages, such as `category`.
    noun: &'static str,
    // Sorted, so that the findings and the choice among equally frequent names are stable.
    uses: BTreeMap<&'a str, Uses>,
}

/// The places where a name is used.
#[derive(Default)]
struct Uses {
    places: Vec<Place>,
}

impl Uses {
    fn count(&self) -> usize {
        self.places.len()
    }

    /// Removes the places where a comment allows the finding. Returns `None` if no place is left.
    fn without_allowed(&self, code: Code, context: &RuleContext<'_>) -> Option<Self> {
        let places: Vec<Place> =
            self.places.iter().filter(|place| !context.is_allowed(code, **place)).copied().collect();
        (!places.is_empty()).then_some(Self { places })
    }
}

impl<'a> Vocabulary<'a> {
    /// Creates a vocabulary without names.
    pub fn new(noun: &'static str) -> Self {
        Self { noun, uses: BTreeMap::new() }
    }

    /// Records that the given name is used at the given place.
    pub fn add(&mut self, name: &'a str, place: impl FnOnce() -> Place) {
        let uses = self.uses.entry(name).or_default();
        uses.places.push(place());
    }

    /// Reports names that look the same as other names, names that are probably misspelled, and names that are odd on
    /// their own. Each name is reported only once.
    pub fn findings(&self, code: Code, context: &RuleContext<'_>) -> Vec<Diagnostic> {
        self.by_name(code, context).into_values().collect()
    }

    /// Returns the names that the rule reports, or nothing if the rule is set to `allow`. Other rules use this to leave
    /// out findings that are only consequences.
    pub fn reported(&self, code: Code, context: &RuleContext<'_>) -> HashSet<&'a str> {
        // A rule that is switched off must not silence others.
        match context.level(code) {
            Some(Level::Allow) => HashSet::new(),
            _ => self.by_name(code, context).into_keys().collect(),
        }
    }

    /// Returns the findings by reported name.
    fn by_name(&self, code: Code, context: &RuleContext<'_>) -> BTreeMap<&'a str, Diagnostic> {
        let mut findings: BTreeMap<&'a str, Option<Diagnostic>> = BTreeMap::new();
        let remaining = |name: &str| self.uses[name].without_allowed(code, context);
        for (name, usual) in self.look_alikes() {
            // `None` is kept, so that a name whose look-alike is allowed is not reported as a typo instead.
            findings.insert(name, remaining(name).map(|own| self.look_alike(code, (name, &own), usual)));
        }
        for (name, usual) in self.slips() {
            let slip = || remaining(name).map(|own| self.slip(code, (name, &own), usual));
            findings.entry(name).or_insert_with(slip);
        }
        for name in self.uses.keys() {
            // A look-alike is reported with the difference, which already names what is odd.
            let odd = oddity(name).filter(|_| !findings.contains_key(name));
            let odd = odd.and_then(|how| Some(self.odd(code, name, &remaining(name)?, &how)));
            findings.extend(odd.map(|odd| (*name, Some(odd))));
        }
        findings.into_iter().filter_map(|(name, finding)| Some((name, finding?))).collect()
    }

    /// Finds names that look the same, each with the name that is probably correct. That is the plainest one of these
    /// names or, if several are equally plain, the one that is used most often.
    fn look_alikes(&self) -> Vec<(&'a str, &'a str)> {
        let mut by_look: HashMap<_, Vec<&'a str>> = HashMap::with_capacity(self.uses.len());
        self.uses.keys().for_each(|name| by_look.entry(skeleton(name)).or_default().push(name));
        let mut pairs = Vec::new();
        for mut names in by_look.into_values().filter(|names| names.len() > 1) {
            let rank = |name: &&'a str| {
                let uses = &self.uses[*name];
                (
                    oddity(name).is_some(),
                    !name.is_ascii(),
                    std::cmp::Reverse(uses.count()),
                    // The place decides last, so that the result does not depend on the order of a hash map.
                    uses.places.first().copied(),
                )
            };
            names.sort_by_key(rank);
            pairs.extend(names[1..].iter().map(|name| (*name, names[0])));
        }
        pairs
    }

    /// Finds names that are probably typos, each with the correct name. The correct name is used much more often.
    fn slips(&self) -> Vec<(&'a str, &'a str)> {
        let often: Vec<&'a str> =
            self.uses.iter().filter(|(_, uses)| uses.count() >= OFTEN).map(|(name, _)| *name).collect();
        // Comparing every pair would be quadratic, so candidates are found by the hashes of shortened names.
        let mut near: HashMap<u64, Vec<&'a str>> = HashMap::new();
        for name in &often {
            shortened(name).into_iter().for_each(|hash| near.entry(hash).or_default().push(name));
        }
        // A name that is used often itself cannot be a typo, so it is not even hashed.
        let rare =
            self.uses.iter().filter(|(_, uses)| !near.is_empty() && uses.count() * TIMES <= self.most());
        let slip = |(name, uses): (&&'a str, &Uses)| {
            let close: HashSet<&'a str> =
                shortened(name).iter().filter_map(|hash| near.get(hash)).flatten().copied().collect();
            let is_intended =
                |usual: &&'a str| self.uses[*usual].count() >= uses.count() * TIMES && is_slip(name, usual);
            let usual = close
                .into_iter()
                .filter(is_intended)
                // The name breaks ties, since the candidates come from a hash set.
                .max_by_key(|usual| (self.uses[*usual].count(), *usual))?;
            Some((*name, usual))
        };
        rare.filter_map(slip).collect()
    }

    /// Returns how often the most frequent name is used.
    fn most(&self) -> usize {
        self.uses.values().map(|uses| uses.count()).max().unwrap_or_default()
    }

    fn look_alike(&self, code: Code, (name, own): (&str, &Uses), usual: &str) -> Diagnostic {
        let other = &self.uses[usual];
        let (shown, known) = (printable(name), printable(usual));
        let difference = difference(name, usual);
        let message = format!("the {} `{shown}` looks like `{known}`: it {difference}", self.noun);
        let finding = in_all_places(code, own, message)
            .also(other.places[0], format!("`{known}`, {}", times(other.count())))
            .help(format!("write `{known}` if both are meant to be the same"));
        cleaned(finding, name, own)
    }

    fn slip(&self, code: Code, (name, own): (&str, &Uses), usual: &str) -> Diagnostic {
        let other = &self.uses[usual];
        let message = format!(
            "the {} `{name}` is used {}, but `{usual}` {}",
            self.noun,
            times(own.count()),
            times(other.count())
        );
        in_all_places(code, own, message)
            .also(other.places[0], format!("first use of `{usual}`"))
            .help(format!("did you mean `{usual}`? If both are intended, allow the finding"))
    }

    fn odd(&self, code: Code, name: &str, uses: &Uses, how: &str) -> Diagnostic {
        let message = format!("the {} `{}` {how}", self.noun, printable(name));
        let finding = in_all_places(code, uses, message)
            .help("remove it: it is invisible, so anyone who types the name leaves it out");
        cleaned(finding, name, uses)
    }
}

fn in_all_places(code: Code, uses: &Uses, message: String) -> Diagnostic {
    let others = uses.places.iter().skip(1).map(|place| (*place, "and here".to_owned()));
    with_places(Diagnostic::new(code, uses.places[0], message), others)
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{} times", grouped(count)),
    }
}

/// Adds a fix to the finding if the name has spaces at its ends or invisible characters: the fix removes them. There is
/// no fix for a difference in case, because a different category or group may be intended.
fn cleaned(finding: Diagnostic, name: &str, uses: &Uses) -> Diagnostic {
    // Only for a name with spaces at its ends or invisible characters is it certain what to write instead.
    if oddity(name).is_none() {
        return finding;
    }
    let clean: String = name.trim().chars().filter(|c| !is_hidden(*c)).collect();
    // In brackets of YAML, so that the fix cannot turn the name into another type.
    let edit = |place: &Place| Edit { location: (*place).into(), text: Some(in_brackets(&clean)) };
    finding.fix(format!("write `{}`", printable(&clean)), uses.places.iter().map(edit).collect())
}

fn hashed<'c>(letters: impl Iterator<Item = &'c char>) -> u64 {
    // The hashes are compared only within one run, so the hasher need not be stable.
    let mut hasher = DefaultHasher::new();
    letters.for_each(|letter| letter.hash(&mut hasher));
    hasher.finish()
}

/// Returns the hashes of the name, of the name without each of its letters, and of its singular. If one name is a typo
/// of another, the two have a hash in common. Other names may also have a hash in common, so callers must compare the
/// names themselves.
fn shortened(name: &str) -> Vec<u64> {
    let letters: Vec<char> = name.to_lowercase().chars().collect();
    let hash = |skip: usize| {
        hashed(letters.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, letter)| letter))
    };
    // `boxes` without its last two letters is `box`; removing one letter does not lead there.
    let singular = letters.len().checked_sub(2).filter(|at| letters[*at..] == ['e', 's']);
    // Up to the length inclusive: no letter has that index, so the last hash is that of the whole name.
    let mut hashes: Vec<u64> = (0..=letters.len()).map(hash).collect();
    hashes.extend(singular.map(|end| hashed(letters[..end].iter())));
    hashes
}
