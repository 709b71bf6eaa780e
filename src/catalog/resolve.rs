//! Names into resources, over the whole catalog and the manifest.

use super::external_names::{in_database_alone, is_external};
use super::manifest::{MANIFEST, Replaced, in_manifest};
use super::unmanaged_currencies::is_left_out;
use super::{Read, codes};
use crate::diagnostic::{Diagnostic, Edit, Place, list, one_of, same_but_for_case};
use crate::kinds::{self, Kind, Kinds};
use crate::model::{Category, Currency, Language, Manifest, Named, Period, Service, Target};
use crate::source::{Data, Document, Mention, in_brackets};
use foldhash::fast::RandomState;
use std::collections::{BTreeSet, HashMap, hash_map};
use std::sync::Arc;

/// Every resource by name, one space of names for each root table.
#[derive(Debug, Default)]
pub struct Names<'a> {
    names: HashMap<&'a str, Vec<Described<'a>>, RandomState>,
    /// The texts of documents that do not say clearly what they describe.
    unclear: BTreeSet<&'a str>,
    /// The kinds of documents whose name cannot be read at all.
    nameless: Vec<&'a Arc<dyn Kind>>,
    /// The texts of files that could not be read whole; empty where nothing at all could be read.
    torn: Vec<&'a str>,
    /// The names that several documents have.
    repeated: BTreeSet<&'a str>,
}

#[derive(Debug)]
struct Described<'a> {
    kind: &'a Arc<dyn Kind>,
    place: Place,
}

impl<'a> Names<'a> {
    /// The names that documents have, in the order of the files, and the texts of files that could not be read whole. A resource of the same name and table as one before
    /// it is a finding at both places.
    pub fn new(
        torn: Vec<&'a str>,
        read: &[(&'a Document, &'a Read)],
        findings: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut names = Self { torn, ..Self::default() };
        names.names.reserve(read.len());
        for (document, read) in read {
            match (&read.kind, &read.name) {
                (Some(kind), Some(name)) => findings.extend(names.add(kind, name, document)),
                (kind, _) => names.add_unclear(kind.as_ref(), document),
            }
        }
        names
    }

    /// The names that more than one document has, in whatever kinds.
    pub fn repeated(&self) -> impl Iterator<Item = String> {
        self.repeated.iter().map(|name| (*name).to_owned())
    }

    /// How many documents lack their name.
    pub fn nameless(&self) -> usize {
        self.nameless.len()
    }

    /// Adds what a document may describe that does not say so clearly. Where its kind is known and its name is
    /// not, it may be what any reference to that kind leads to.
    fn add_unclear(&mut self, kind: Option<&'a Arc<dyn Kind>>, document: &'a Document) {
        self.nameless.extend(kind);
        let Data::Mapping(entries) = &document.root.data else { return };
        self.unclear.extend(entries.iter().filter_map(|entry| entry.value.as_text()));
    }

    /// Whether a name may be described by what could not be read: then it is no second mistake.
    fn may_be_lost(&self, name: &str) -> bool {
        self.unclear.contains(name) || self.torn.iter().any(|text| text.is_empty() || text.contains(name))
    }

    /// Whether a document without a name could be what a reference leads to.
    pub fn may_be_nameless(&self, target: &str) -> bool {
        self.nameless.iter().any(|kind| kind.targets().contains(&target))
    }

    fn add(&mut self, kind: &'a Arc<dyn Kind>, name: &'a str, document: &Document) -> Option<Diagnostic> {
        let field = kind.root().column(kind.root().key[0]).words;
        let place = document.id.root().child(field);
        let same = match self.names.entry(name) {
            hash_map::Entry::Vacant(entry) => {
                // Most names are there once: a list of one takes the room of one.
                entry.insert(vec![Described { kind, place }]);
                return None;
            }
            hash_map::Entry::Occupied(entry) => entry.into_mut(),
        };
        self.repeated.insert(name);
        let Some(first) = same.iter().find(|other| other.kind.root() == kind.root()) else {
            same.push(Described { kind, place });
            return None;
        };
        let message = format!("`{name}` is described twice");
        let help = format!("rename or remove one of the two: everything refers to a resource by its {field}");
        Some(
            Diagnostic::new(codes::DUPLICATE_RESOURCE, place, message)
                .also(first.place, "first described here")
                .help(help),
        )
    }

    fn find(&self, name: &str) -> &[Described<'a>] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    /// The names that a reference can lead to.
    pub(super) fn that_fit<'s>(&'s self, target: &'s str) -> impl Iterator<Item = &'s str> + Clone {
        let fits = move |described: &&Described<'_>| described.kind.targets().contains(&target);
        self.names.iter().filter(move |(_, all)| all.iter().any(|it| fits(&it))).map(|(name, _)| *name)
    }
}

/// What the manifest says is elsewhere, or is to be disowned, and the files describe.
pub fn named_elsewhere(manifest: &Manifest, names: &Names<'_>, kinds: &Kinds) -> Vec<Diagnostic> {
    let external = manifest.external.iter().enumerate().map(|(i, named)| ("external", i, named));
    let release = manifest.release.iter().enumerate().map(|(i, named)| ("release", i, named));
    let all = external.chain(release).flat_map(|(list, index, named)| {
        let place = in_manifest("").child(list).child(index);
        unknown_kind(named, place, kinds).into_iter().chain(described(list, named, place, names, kinds))
    });
    all.collect()
}

/// A kind that the manifest names and that does not exist.
fn unknown_kind(named: &Named, place: Place, kinds: &Kinds) -> Option<Diagnostic> {
    let kind = named.kind.as_ref().filter(|kind| kinds.find(kind.as_str()).is_none())?;
    let help = one_of(kind.as_str(), kinds.names()).unwrap_or_default();
    let message = format!("there is no kind `{kind}`");
    Some(Diagnostic::new(codes::UNKNOWN_KIND, place.child("kind"), message).help(help))
}

fn described(
    list: &str,
    named: &Named,
    place: Place,
    names: &Names<'_>,
    kinds: &Kinds,
) -> Option<Diagnostic> {
    let root = named.kind.as_ref().and_then(|kind| kinds.find(kind.as_str())).map(|kind| kind.root());
    let is_meant = |it: &&Described<'_>| match root {
        Some(root) => it.kind.root() == root,
        None => list == "release" || !it.kind.targets().is_empty(),
    };
    let found = names.find(named.name.as_str()).iter().find(is_meant)?;
    let message =
        format!("`{named}` is listed in `{list}` of the manifest, but {} describes it", found.place.file());
    let finding = Diagnostic::new(kinds::codes::CONFLICT, place, message).also(found.place, "described here");
    Some(match list {
        "external" => finding
            .help("remove it from `external`, which is for resources that exist only in the database, or delete its document"),
        _ => {
            let other = match named.kind {
                Some(_) => String::new(),
                None => format!("; to release a resource of another kind, write `{{ kind: …, name: {named} }}`"),
            };
            finding.help(format!("delete its document, or remove the name from `release`{other}"))
        }
    })
}

/// All that references can lead to.
pub struct Known<'a> {
    /// The kinds.
    pub kinds: &'a Kinds,
    /// The manifest.
    pub manifest: &'a Manifest,
    /// What an environment replaces of it.
    pub replaced: &'a Replaced,
    /// The names of resources.
    pub names: &'a Names<'a>,
}

/// Where a reference leads.
pub(super) enum Leads {
    /// Where it should.
    There,
    /// To nothing that could be read, and perhaps to what could not.
    Perhaps,
    /// Nowhere, or to something else; and what is wrong with that.
    Astray(Box<Diagnostic>),
}

impl Leads {
    fn astray(finding: Diagnostic) -> Self {
        Self::Astray(Box::new(finding))
    }
}

/// Where a reference leads.
pub(super) fn resolve(mention: &Mention, place: Place, known: &Known<'_>) -> Leads {
    if mention.target == Currency::word() {
        return declared(mention, place, known, "currencies");
    }
    if mention.target == Language::word() {
        return declared(mention, place, known, "languages");
    }
    resource(mention, place, known)
}

/// Whether the files can show that a reference leads nowhere. Categories and services exist in the database alone:
/// plan looks them up.
pub(super) fn may_lead_astray(mention: &Mention) -> bool {
    ![Category::word(), Service::word()].contains(&mention.target)
}

/// Whether one of the manifest's lists has a name.
fn declared(mention: &Mention, place: Place, known: &Known<'_>, list: &str) -> Leads {
    let Mention { name, target, .. } = mention;
    let (code, declared) = match list {
        "currencies" => (codes::UNDECLARED_CURRENCY, &known.manifest.currencies),
        _ => (kinds::codes::UNDECLARED_LANGUAGE, &known.manifest.languages),
    };
    if declared.iter().any(|known| known == name) || is_left_out(mention, known) {
        return Leads::There;
    }
    let (whose, to) = match known.replaced.by(list) {
        Some(environment) => (
            format!("listed in the environment's own `{list}`"),
            format!("`{list}` of the environment `{environment}`"),
        ),
        None => (format!("listed in the manifest's `{list}`"), format!("`{list}`")),
    };
    if list == "currencies" && is_period(name) {
        let message = format!("`{name}` is a period, but these prices must be given by currency");
        let currency = declared.first().map_or("EUR", String::as_str);
        let help = format!("write them without the period: `{{ {currency}: … }}`");
        return Leads::astray(Diagnostic::new(code, place, message).help(help));
    }
    let same = declared.iter().find(|known| known.eq_ignore_ascii_case(name));
    let help = match same {
        Some(same) => format!("write `{same}`"),
        None => {
            let help = one_of(name, declared.iter().map(String::as_str)).unwrap_or_default();
            format!("{help}\nto use `{name}`, add it to {to} in {MANIFEST}")
        }
    };
    let message = format!("the {target} `{name}` is not {whose}");
    let finding = Diagnostic::new(code, place, message).help(help);
    Leads::astray(match same {
        Some(same) => respelt(finding, place, same),
        None => finding,
    })
}

/// Whether a name is a period, which no currency is.
pub(super) fn is_period(name: &str) -> bool {
    name.parse::<Period>().is_ok()
}

fn resource(mention: &Mention, place: Place, known: &Known<'_>) -> Leads {
    let Mention { name, target, .. } = mention;
    let Known { names, kinds, .. } = known;
    let found = names.find(name);
    let fits = found.iter().any(|it| it.kind.targets().contains(target));
    if fits || is_external(name, target, known) {
        return Leads::There;
    }
    if found.is_empty() && names.may_be_lost(name) {
        return Leads::Perhaps;
    }
    let near = one_of(name, names.that_fit(target))
        .unwrap_or_else(|| format!("add a document that describes {} of this name", one_that(target, kinds)));
    if let Some(wrong) = found.first() {
        let message = format!("`{name}` is {}, but {} is needed here", a(wrong.kind.name()), a(target));
        let finding = Diagnostic::new(codes::WRONG_REFERENCE, place, message);
        return Leads::astray(finding.also(wrong.place, "described here").help(near));
    }
    let message = format!("there is no {target} `{name}`");
    let help = match in_database_alone(mention, known) {
        Some(more) => format!("{near}\n{more}"),
        None => near,
    };
    let finding = Diagnostic::new(codes::UNKNOWN_REFERENCE, place, message).help(help);
    Leads::astray(match same_but_for_case(name, names.that_fit(target)) {
        Some(meant) => respelt(finding, place, meant),
        None => finding,
    })
}

/// A finding with the edit that writes a name as it is spelt.
pub(super) fn respelt(finding: Diagnostic, place: Place, meant: &str) -> Diagnostic {
    let edit = Edit { location: place.into(), text: Some(in_brackets(meant)) };
    finding.fix(format!("write `{meant}`"), vec![edit])
}

/// A resource that a reference can lead to, by its kind.
fn one_that(target: &str, kinds: &Kinds) -> String {
    let fitting: Vec<&Arc<dyn Kind>> = kinds.iter().filter(|kind| kind.targets().contains(&target)).collect();
    match fitting.as_slice() {
        [only] => a(only.name()),
        several => {
            let names: Vec<&str> = several.iter().map(|kind| kind.name()).collect();
            format!("a resource of the kind {}", list(&names, "or"))
        }
    }
}

/// A word with its article.
fn a(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} `{word}`")
}
