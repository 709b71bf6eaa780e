//! Names into resources, over the whole catalog and the manifest.

use super::MANIFEST;
use super::manifest::Replaced;
use crate::catalog::codes;
use crate::diagnostic::{Diagnostic, Location, Pointer, one_of};
use crate::kinds;
use crate::kinds::{KINDS, Kind};
use crate::model::{Article, Category, Currency, Language, Manifest, Service, Target};
use crate::source::{Data, Document, Mention, Sources};
use std::collections::{BTreeMap, BTreeSet};

/// Every resource by name, one space of names for each root table.
#[derive(Debug)]
pub struct Names<'a> {
    names: BTreeMap<String, Vec<Named>>,
    /// The texts of documents that do not say clearly what they describe.
    unclear: BTreeSet<&'a str>,
    /// The kinds of documents whose name cannot be read at all.
    nameless: Vec<&'static Kind>,
    /// The texts of files that could not be read whole; empty where nothing at all could be read.
    torn: Vec<&'a str>,
}

#[derive(Debug)]
struct Named {
    kind: &'static Kind,
    place: Location,
}

impl<'a> Names<'a> {
    /// No names yet, but those that files may hold which could not be read whole.
    pub fn new(sources: &'a Sources) -> Self {
        Self {
            names: BTreeMap::new(),
            unclear: BTreeSet::new(),
            nameless: Vec::new(),
            torn: sources.torn().collect(),
        }
    }

    /// Adds what a document may describe that does not say so clearly. Where its kind is known and its name is
    /// not, it may be what any reference to that kind leads to.
    pub fn add_unclear(&mut self, kind: Option<&'static Kind>, document: &'a Document) {
        self.nameless.extend(kind);
        let Data::Mapping(entries) = &document.root.data else { return };
        self.unclear.extend(entries.iter().filter_map(|entry| entry.value.as_text()));
    }

    /// Whether a name may be described by what could not be read: then it is no second mistake.
    fn may_be_lost(&self, name: &str) -> bool {
        self.unclear.contains(name) || self.torn.iter().any(|text| text.is_empty() || text.contains(name))
    }

    /// Whether a document without a name could be what a reference leads to.
    fn may_be_nameless(&self, target: &str) -> bool {
        self.nameless.iter().any(|kind| kind.targets.contains(&target))
    }

    /// Adds a resource; one of the same name and table is a finding at both places.
    pub fn add(
        &mut self,
        kind: &'static Kind,
        name: &str,
        document: &Document,
        findings: &mut Vec<Diagnostic>,
    ) {
        let field = kind.root.column(kind.root.key[0]).words;
        let place = document.at(Pointer::root().child(field));
        let same = self.names.entry(name.to_owned()).or_default();
        if let Some(first) = same.iter().find(|other| other.kind.root == kind.root) {
            let message = format!("`{name}` is described twice");
            let finding = Diagnostic::new(codes::DUPLICATE_RESOURCE, place, message)
                .also(first.place.clone(), "first")
                .help(format!(
                    "rename one of the two, or take one out: the {field} is what everything refers to"
                ));
            findings.push(finding);
        } else {
            same.push(Named { kind, place });
        }
    }

    fn find(&self, name: &str) -> &[Named] {
        self.names.get(name).map_or(&[], Vec::as_slice)
    }

    fn that_fit<'s>(&'s self, target: &'s str) -> impl Iterator<Item = &'s str> + Clone {
        let fits = move |named: &&Named| named.kind.targets.contains(&target);
        self.names
            .iter()
            .filter(move |(_, all)| all.iter().any(|named| fits(&named)))
            .map(|(name, _)| name.as_str())
    }
}

/// Checks the manifest's lists of names against the files.
pub fn external(manifest: &Manifest, names: &Names<'_>, findings: &mut Vec<Diagnostic>) {
    let external = manifest.external.iter().enumerate().map(|(i, name)| ("external", i, name.as_str()));
    let release = manifest.release.iter().enumerate().map(|(i, name)| ("release", i, name.as_str()));
    for (list, index, name) in external.chain(release) {
        let sells = |named: &&Named| list == "release" || named.kind.targets.contains(&Article::word());
        let Some(found) = names.find(name).iter().find(sells) else { continue };
        let place = Location::value(MANIFEST, 0, Pointer::root().child(list).child(index));
        let message = format!("`{name}` is listed under `{list}` and described in {}", found.place.file());
        let help = match list {
            "external" => "take it out of `external`, which is for articles that exist in the database alone",
            _ => "take its document out of the files, or the name out of `release`",
        };
        let finding = Diagnostic::new(kinds::codes::CONFLICT, place, message)
            .also(found.place.clone(), "described here");
        findings.push(finding.help(help));
    }
}

/// All that references can lead to.
pub struct Known<'a> {
    /// The manifest.
    pub manifest: &'a Manifest,
    /// What an environment replaces of it.
    pub replaced: &'a Replaced,
    /// The names of resources.
    pub names: &'a Names<'a>,
}

/// Checks the references of all documents. As long as no more names lead to nothing than there are documents
/// without a name, these may be what is meant: then they are no mistakes of their own.
pub fn references(documents: &[(&Document, Vec<Mention>)], known: &Known<'_>) -> Vec<Diagnostic> {
    let each =
        documents.iter().flat_map(|(document, mentions)| mentions.iter().map(move |it| (document, it)));
    let resolved = each.filter_map(|(document, mention)| {
        Some((mention, resolve(mention, super::document::place(document, mention), known)?))
    });
    let found: Vec<(&Mention, Diagnostic)> = resolved.collect();
    let may_be_nameless = |mention: &Mention, finding: &Diagnostic| {
        finding.code == codes::UNKNOWN_REFERENCE && known.names.may_be_nameless(mention.target)
    };
    let lost = found.iter().filter(|(mention, finding)| may_be_nameless(mention, finding));
    let lost: BTreeSet<&str> = lost.map(|(mention, _)| mention.name.as_str()).collect();
    let are_spared = lost.len() <= known.names.nameless.len();
    let stays =
        |(mention, finding): &(&Mention, Diagnostic)| !are_spared || !may_be_nameless(mention, finding);
    found.into_iter().filter(stays).map(|(_, finding)| finding).collect()
}

fn resolve(mention: &Mention, place: Location, known: &Known<'_>) -> Option<Diagnostic> {
    if mention.target == Currency::word() {
        return declared(mention, place, known, "currencies");
    }
    if mention.target == Language::word() {
        return declared(mention, place, known, "languages");
    }
    // Categories and services exist in the database alone: plan looks them up.
    if [Category::word(), Service::word()].contains(&mention.target) {
        return None;
    }
    resource(mention, place, known.manifest, known.names)
}

/// Whether one of the manifest's lists has a name.
fn declared(mention: &Mention, place: Location, known: &Known<'_>, list: &str) -> Option<Diagnostic> {
    let Mention { name, target, .. } = mention;
    let (code, declared) = match list {
        "currencies" => (codes::UNDECLARED_CURRENCY, &known.manifest.currencies),
        _ => (kinds::codes::UNDECLARED_LANGUAGE, &known.manifest.languages),
    };
    let (whose, to) = match known.replaced.by(list) {
        Some(environment) => (
            format!("in the environment's own `{list}`"),
            format!("`{list}` of the environment `{environment}`"),
        ),
        None => ("one of the manifest's".to_owned(), format!("`{list}`")),
    };
    let help = one_of(name, declared.iter().map(String::as_str)).unwrap_or_default();
    let help = format!("{help}\nto use `{name}`, add it to {to} in {MANIFEST}");
    let message = format!("the {target} `{name}` is not {whose}");
    (!declared.contains(name)).then(|| Diagnostic::new(code, place, message).help(help))
}

fn resource(
    mention: &Mention,
    place: Location,
    manifest: &Manifest,
    names: &Names<'_>,
) -> Option<Diagnostic> {
    let Mention { name, target, .. } = mention;
    let found = names.find(name);
    let fits = found.iter().any(|named| named.kind.targets.contains(target));
    let is_external = manifest.external.iter().any(|article| article.as_str() == name);
    let sells =
        KINDS.iter().any(|kind| kind.targets.contains(target) && kind.targets.contains(&Article::word()));
    if fits || is_external && sells || found.is_empty() && names.may_be_lost(name) {
        return None;
    }
    let near = one_of(name, names.that_fit(target))
        .unwrap_or_else(|| format!("describe {} of this name", a(target)));
    if let Some(wrong) = found.first() {
        let message = format!("`{name}` is {}, and {} is needed here", a(wrong.kind.name), a(target));
        let finding = Diagnostic::new(codes::WRONG_REFERENCE, place, message);
        return Some(finding.also(wrong.place.clone(), "described here").help(near));
    }
    let message = format!("there is no {target} `{name}`");
    let help =
        format!("{near}\nan article that exists in the database alone belongs in the manifest's `external`");
    Some(Diagnostic::new(codes::UNKNOWN_REFERENCE, place, message).help(help))
}

/// A word with its article.
fn a(word: &str) -> String {
    let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    format!("{article} `{word}`")
}
