//! Random edits of the files of a catalog, as people and programs make them.

use super::pick;
use crate::support::{GROUP, ITEM, PACKAGE};
use fastrand::Rng;
use std::collections::BTreeMap;

/// The texts of files by path.
pub type Texts = BTreeMap<String, String>;

/// One type of edit.
type Edit = fn(&mut Editor<'_>);

/// Every type of edit, with a description for messages.
const EDITS: &[(&str, Edit)] = &[
    ("a value", |it| it.value()),
    ("a name", |it| it.name()),
    ("a reference", |it| it.reference()),
    ("another reference", |it| it.reference()),
    ("a number", |it| it.number()),
    ("a currency", |it| it.currency()),
    ("a document is inserted", |it| it.insert()),
    ("a document is deleted", |it| it.delete()),
    ("a document is moved", |it| it.move_within()),
    ("a document is moved to another file", |it| it.move_beyond()),
    ("two documents are swapped", |it| it.swap()),
    ("a document is repeated", |it| it.repeat()),
    ("a file is deleted", |it| it.delete_file()),
    ("a file is created", |it| it.create_file()),
    ("the syntax is broken", |it| it.break_syntax()),
    ("line ends", |it| it.line_ends()),
    ("a comment", |it| it.comment()),
    ("a comment is taken out", |it| it.uncomment()),
    ("a kind or name is taken out", |it| it.unname()),
    ("the manifest", |it| it.manifest()),
    ("a file is restored", |it| it.restore()),
    ("a file is restored again", |it| it.restore()),
    ("all files are restored", |it| it.texts.clone_from(it.original)),
    ("the manifest is restored", |it| it.restore_manifest()),
];

const VALUES: &[&str] = &[
    "1",
    "-1",
    "1.5",
    "x",
    "\"x\"",
    "true",
    "yes",
    "[]",
    "{}",
    "",
    "null",
    "1 year",
    "1 month",
    "2 years",
    "{ EUR: 1 }",
    "{ SEK: 1 }",
    "[HST-GLDY]",
    "[SHARED-2, NO]",
    "*a",
    "&a 1",
    "unlimited",
    "package",
    "item",
    "upgrade_group",
];

/// Strings that break a text or change its meaning, wherever they are inserted.
const SIGNS: &[&str] = &[
    "\"",
    "'",
    "[",
    "{ ",
    "}",
    "\t",
    "!x ",
    "%YAML 1.2\n",
    "\n%YAML 1.2\n---\n",
    "...\n",
    "\n---\n",
    "---",
    "\u{feff}",
    "\r",
    "@",
    "\u{a0}",
    "<<: *a\n",
    "kind: item\n",
];

/// Edits of the manifest: a part of its text and a replacement.
const MANIFESTS: &[(&str, &str)] = &[
    ("external: []", "external: [HST-GLDX, NONE, { kind: package, name: HST-GLDY }]"),
    ("external: []", "external: [HST-GLDY, X-1, X-2]"),
    ("release: []", "release: [{ kind: package, name: HST-GLDM }, X-1, SSL-CERT]"),
    ("currencies: [EUR, USD]", "currencies: [EUR, SEK]"),
    ("currencies: [USD]", "currencies: [USD, EUR]"),
    ("languages: [en, de]", "languages: [sv]"),
    ("languages: [en]", "languages: [en, de]"),
    ("format: 1", "format: 2"),
    ("shop: Default", "shop: \"Default"),
    ("catalog: ", "---\ncatalog: "),
    ("staging:", "production:"),
    (
        "shop: Default\n",
        "shop: Default\nenvironments: { staging: { languages: [de] }, other: { currencies: [SEK] } }\n",
    ),
    ("shop: Default\n", "shop: Default\ndatabase: { ignore_properties: [space, 'b*'] }\n"),
];

const MANIFEST: &str = "wares.yaml";
const MARKER: &str = "\n---\n";

/// Makes random edits of the files of a catalog.
pub struct Editor<'a> {
    pub rng: &'a mut Rng,
    pub texts: &'a mut Texts,
    original: &'a Texts,
    articles: Vec<&'a str>,
}

impl<'a> Editor<'a> {
    pub fn new(rng: &'a mut Rng, texts: &'a mut Texts, original: &'a Texts) -> Self {
        let lines = original.values().flat_map(|text| text.lines());
        let articles = lines.filter_map(|line| line.strip_prefix("article: ")).collect();
        Self { rng, texts, original, articles }
    }

    /// Makes one edit, and returns its description.
    pub fn edit(&mut self) -> &'static str {
        let (what, edit) = EDITS[self.rng.usize(..EDITS.len())];
        edit(self);
        what
    }

    fn path_of(&mut self, texts: &[String]) -> String {
        texts.get(self.rng.usize(..texts.len().max(1))).cloned().unwrap_or_else(|| "new.yaml".to_owned())
    }

    /// The path of a random file that describes resources.
    fn path(&mut self) -> String {
        let paths: Vec<String> = self.texts.keys().filter(|path| *path != MANIFEST).cloned().collect();
        self.path_of(&paths)
    }

    fn text(&mut self, path: &str) -> &mut String {
        self.texts.entry(path.to_owned()).or_default()
    }

    /// A random article number, which the catalog may have or not.
    fn article(&mut self) -> String {
        match self.rng.u8(..4) {
            0 => format!("X-{}", self.rng.u8(..4)),
            1 => format!("{}X", pick(self.rng, &self.articles)),
            _ => pick(self.rng, &self.articles).to_owned(),
        }
    }

    /// Changes one of the lines that satisfy a condition.
    fn line(&mut self, path: &str, holds: impl Fn(&str) -> bool, change: impl Fn(&mut Self, &str) -> String) {
        let mut lines: Vec<String> = self.text(path).split_inclusive('\n').map(str::to_owned).collect();
        let fit: Vec<usize> = (0..lines.len()).filter(|at| holds(&lines[*at])).collect();
        if fit.is_empty() {
            return;
        }
        let at = fit[self.rng.usize(..fit.len())];
        lines[at] = change(self, &lines[at]);
        *self.text(path) = lines.concat();
    }

    /// Changes the documents of a file, if there are any.
    fn documents(&mut self, path: &str, change: impl FnOnce(&mut Rng, &mut Vec<String>)) {
        let mut documents: Vec<String> = match self.texts.get(path) {
            Some(text) => text.split(MARKER).map(str::to_owned).collect(),
            None => Vec::new(),
        };
        if !documents.is_empty() {
            change(self.rng, &mut documents);
        }
        *self.text(path) = documents.join(MARKER);
    }

    /// Replaces one random occurrence of a text.
    fn replace(&mut self, path: &str, from: &str, to: &str) {
        let found: Vec<usize> = self.text(path).match_indices(from).map(|(at, _)| at).collect();
        if !found.is_empty() {
            let at = found[self.rng.usize(..found.len())];
            self.text(path).replace_range(at..at + from.len(), to);
        }
    }

    fn value(&mut self) {
        let path = self.path();
        self.line(
            &path,
            |line| line.contains(": "),
            |it, line| {
                let key = line.split_once(": ").map_or(line, |(key, _)| key);
                format!("{key}: {}\n", pick(it.rng, VALUES))
            },
        );
    }

    fn name(&mut self) {
        let path = self.path();
        let is_name = |line: &str| line.starts_with("article: ") || line.starts_with("name: ");
        self.line(&path, is_name, |it, line| {
            let key = line.split(':').next().unwrap_or_default().to_owned();
            format!("{key}: {}\n", it.article())
        });
    }

    fn reference(&mut self) {
        let (path, to) = (self.path(), self.article());
        let text = self.text(&path).clone();
        let named: Vec<&str> = self.articles.iter().copied().filter(|name| text.contains(name)).collect();
        if !named.is_empty() {
            let from = pick(self.rng, &named);
            self.replace(&path, from, &to);
        }
    }

    fn number(&mut self) {
        let (path, from) = (self.path(), self.rng.u8(..10).to_string());
        let to = self.rng.u16(..100).to_string();
        self.replace(&path, &from, &to);
    }

    fn currency(&mut self) {
        let path = self.path();
        let (from, to) =
            (pick(self.rng, &["EUR", "USD", "en:", "de:"]), pick(self.rng, &["SEK", "EUR", "USD", "xx:"]));
        self.replace(&path, from, to);
    }

    /// A random document, either a new one or a copy.
    fn any_document(&mut self) -> String {
        let path = self.path();
        let known = self.text(&path).split(MARKER).map(str::to_owned).collect::<Vec<_>>();
        match self.rng.u8(..5) {
            0 => PACKAGE.replace("HST-GLDY", &self.article()),
            1 => ITEM.replace("DMN-COM", &self.article()),
            2 => GROUP.replace("HST-GLDY", &self.article()),
            _ => known[self.rng.usize(..known.len())].clone(),
        }
    }

    fn insert(&mut self) {
        let (path, document) = (self.path(), self.any_document());
        self.documents(&path, |rng, all| all.insert(rng.usize(..=all.len()), document));
    }

    fn delete(&mut self) {
        let path = self.path();
        self.documents(&path, |rng, all| drop(all.remove(rng.usize(..all.len()))));
    }

    fn move_within(&mut self) {
        let path = self.path();
        self.documents(&path, |rng, all| {
            let document = all.remove(rng.usize(..all.len()));
            all.insert(rng.usize(..=all.len()), document);
        });
    }

    fn move_beyond(&mut self) {
        let (from, to) = (self.path(), self.path());
        let mut moved = None;
        self.documents(&from, |rng, all| moved = Some(all.remove(rng.usize(..all.len()))));
        let moved = moved.unwrap_or_default();
        self.documents(&to, |rng, all| all.insert(rng.usize(..=all.len()), moved));
    }

    fn swap(&mut self) {
        let path = self.path();
        self.documents(&path, |rng, all| {
            let [one, other] = [rng.usize(..all.len()), rng.usize(..all.len())];
            all.swap(one, other);
        });
    }

    fn repeat(&mut self) {
        let path = self.path();
        self.documents(&path, |rng, all| {
            let document = all[rng.usize(..all.len())].clone();
            all.insert(rng.usize(..=all.len()), document);
        });
    }

    fn delete_file(&mut self) {
        let path = self.path();
        self.texts.remove(&path);
    }

    fn create_file(&mut self) {
        let path = pick(self.rng, &["a.yaml", "packages/b.yml", "z.yaml"]).to_owned();
        let text = [self.any_document(), self.any_document()].join(MARKER);
        self.texts.insert(path, text);
    }

    fn break_syntax(&mut self) {
        let (path, sign) = (self.path(), pick(self.rng, SIGNS));
        let text = self.text(&path).clone();
        let lines = text.match_indices('\n').map(|(at, _)| at + 1);
        let begins: Vec<usize> = [0].into_iter().chain(lines).collect();
        let mut at = begins[self.rng.usize(..begins.len())];
        if self.rng.bool() {
            at = self.rng.usize(at..=text.len());
        }
        if text.is_char_boundary(at) {
            self.text(&path).insert_str(at, sign);
        }
    }

    fn line_ends(&mut self) {
        let path = self.path();
        let (how, text) = (self.rng.u8(..3), self.text(&path));
        *text = match how {
            0 => format!("\u{feff}{text}"),
            1 => text.trim_end().to_owned(),
            _ => text.replace('\n', "\r\n"),
        };
    }

    fn comment(&mut self) {
        let path = self.path();
        let comment = format!("# about {}\n", self.article());
        self.line(
            &path,
            |line| line.starts_with(|c: char| c.is_alphanumeric() || c == '-'),
            |_, line| format!("{comment}{line}"),
        );
    }

    fn uncomment(&mut self) {
        let path = self.path();
        self.line(&path, |line| line.starts_with('#'), |_, _| String::new());
    }

    fn unname(&mut self) {
        let path = self.path();
        let names = |line: &str| ["kind:", "article:", "name:"].iter().any(|key| line.starts_with(key));
        self.line(&path, names, |_, _| String::new());
    }

    fn manifest(&mut self) {
        let fits =
            |(from, _): &&(&str, &str)| self.texts.get(MANIFEST).is_some_and(|text| text.contains(from));
        let fit: Vec<&(&str, &str)> = MANIFESTS.iter().filter(fits).collect();
        match fit.get(self.rng.usize(..fit.len() + 1)) {
            Some((from, to)) => self.replace(MANIFEST, from, to),
            None => drop(self.texts.remove(MANIFEST)),
        }
    }

    fn restore_manifest(&mut self) {
        let text = self.original[MANIFEST].clone();
        self.texts.insert(MANIFEST.to_owned(), text);
    }

    /// Restores the original text of a changed file, or removes a file that was not there originally.
    fn restore(&mut self) {
        let all: Vec<String> = self.texts.keys().chain(self.original.keys()).cloned().collect();
        let changed: Vec<String> =
            all.into_iter().filter(|path| self.texts.get(path) != self.original.get(path)).collect();
        let path = self.path_of(&changed);
        match self.original.get(&path) {
            Some(text) => drop(self.texts.insert(path, text.clone())),
            None => drop(self.texts.remove(&path)),
        }
    }
}
