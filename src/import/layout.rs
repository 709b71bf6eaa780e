//! In which files documents stand: one for each kind and category, as a team would keep them.

use super::document_text::formatted;
use super::draft::Draft;
use super::{Request, Resource};
use crate::catalog::{MANIFEST, schema_path};
use crate::diagnostic::{DocumentId, File};
use crate::source::{Files, Sources, modeline, parse};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its path, relative to the catalog's root.
    pub path: String,
    /// Its whole text.
    pub text: String,
    /// How many bytes of it are there already; none of a file that is new.
    pub old: Option<usize>,
    /// Whether a document names it, as it names the manifest of a package: then it is no file of the catalog itself.
    pub is_named: bool,
}

/// Files that are not written yet, over those that are there.
pub struct Overlay {
    below: Option<Arc<dyn Files>>,
    files: BTreeMap<String, String>,
}

impl Overlay {
    /// Files over others.
    pub fn new(below: Option<Arc<dyn Files>>, files: &[NewFile]) -> Self {
        Self { below, files: files.iter().map(|file| (file.path.clone(), file.text.clone())).collect() }
    }
}

impl Files for Overlay {
    fn list(&self) -> Result<Vec<String>, String> {
        let mut paths = self.below.as_ref().map_or(Ok(Vec::new()), |below| below.list())?;
        paths.extend(self.files.keys().cloned());
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match (self.files.get(path), &self.below) {
            (Some(text), _) => Ok(text.as_bytes().to_vec()),
            (None, Some(below)) => below.read(path),
            (None, None) => Err("there is no such file".to_owned()),
        }
    }
}

/// The files of an import, and which document of them is which draft.
pub struct Layout {
    /// The files.
    pub files: Vec<NewFile>,
    /// Each draft's place, in the order of the drafts.
    pub places: Vec<Resource>,
    /// The drafts of each file, in the order of their documents.
    drafts: BTreeMap<String, Vec<usize>>,
}

impl Layout {
    /// Puts every draft into a file. A new catalog gets its manifest too.
    pub fn new(request: &Request<'_>, manifest: &str, drafts: &[Draft]) -> Self {
        let mut by_path: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (number, draft) in drafts.iter().enumerate() {
            by_path.entry(path(draft)).or_default().push(number);
        }
        let mut layout = Self { files: Vec::new(), places: Vec::new(), drafts: BTreeMap::new() };
        if request.existing.is_none() {
            let text = formatted(manifest);
            layout.files.push(NewFile { path: MANIFEST.to_owned(), text, old: None, is_named: false });
        }
        let below = request.existing.as_ref().map(|existing| &*existing.files);
        let up = request.existing.as_ref().map_or(0, |existing| existing.up);
        let listed = below.and_then(|files| files.list().ok()).unwrap_or_default();
        for (path, numbers) in by_path {
            for numbers in portions(&numbers, drafts) {
                let line = modeline(&schema_path(&path, up));
                let text = |number: &usize| format!("{line}{}", drafts[*number].text);
                let documents = numbers.iter().map(text).collect::<Vec<_>>().join("---\n");
                let file = layout.file(below, &listed, &path, documents);
                layout.drafts.insert(file.path.clone(), numbers);
                layout.files.push(file);
            }
        }
        // What an earlier import wrote is there already.
        let is_there = |path: &str, text: &str| {
            below.and_then(|files| files.read(path).ok()).is_some_and(|old| old == text.as_bytes())
        };
        let named = drafts.iter().flat_map(|draft| &draft.files);
        let new = named.filter(|(path, text)| !is_there(path, text)).cloned();
        layout.files.extend(new.map(|(path, text)| NewFile { path, text, old: None, is_named: true }));
        layout.places = layout.places(drafts);
        layout
    }

    /// A file of documents: a new one, or a file of the catalog that grows. A file that the catalog leaves out is
    /// left alone, and so is one that has got its documents already.
    fn file(&self, below: Option<&dyn Files>, listed: &[String], first: &str, documents: String) -> NewFile {
        let mut path = first.to_owned();
        let mut number = 1;
        loop {
            let old = below.and_then(|files| files.read(&path).ok());
            match old.map(String::from_utf8) {
                _ if self.drafts.contains_key(&path) => {}
                None => return NewFile { path, text: documents, old: None, is_named: false },
                Some(Ok(old)) if listed.contains(&path) && old.len() + documents.len() < MAX_PORTION => {
                    let text = grown(&old, &documents);
                    if says_the_same(&old, &text) {
                        return NewFile { path, text, old: Some(old.len()), is_named: false };
                    }
                }
                Some(_) => {}
            }
            number += 1;
            path = numbered(first, number);
        }
    }

    fn places(&self, drafts: &[Draft]) -> Vec<Resource> {
        let files = self.drafts.iter().flat_map(|(path, numbers)| numbers.iter().map(move |at| (at, path)));
        let mut files: Vec<(&usize, &String)> = files.collect();
        files.sort_unstable();
        let place = |(number, file): (&usize, &String)| {
            let draft = &drafts[*number];
            Resource { kind: draft.kind.name().to_owned(), key: draft.key.clone(), file: file.clone() }
        };
        files.into_iter().map(place).collect()
    }

    /// The draft that each document came from, by file and number of the document.
    pub fn origins(&self, sources: &Sources) -> BTreeMap<DocumentId, usize> {
        let mut origins = BTreeMap::new();
        for (file, numbers) in &self.drafts {
            // What is added stands at the end.
            let source = sources.get(File::new(file));
            let documents = source.map(|source| source.documents.as_slice()).unwrap_or_default();
            origins.extend(
                documents.iter().map(|document| document.id).rev().zip(numbers.iter().rev().copied()),
            );
        }
        origins
    }
}

/// A file with a document at its end; none where what it says already would change by that.
pub fn added_to(path: &str, old: Option<&str>, document: &str) -> Option<NewFile> {
    let text = match old {
        None | Some("") => document.to_owned(),
        Some(old) => grown(old, document),
    };
    let length = old.map(str::len);
    let file = NewFile { path: path.to_owned(), text, old: length, is_named: false };
    says_the_same(old.unwrap_or_default(), &file.text).then_some(file)
}

/// The path of a draft's file.
fn path(draft: &Draft) -> String {
    match &draft.category {
        Some(category) => format!("{}s/{}.yaml", draft.kind.name(), slug(category)),
        None => format!("{}s.yaml", draft.kind.name()),
    }
}

/// The path of the second, third and so on of files that would have the same one.
fn numbered(path: &str, number: usize) -> String {
    path.replace(".yaml", &format!("-{number}.yaml"))
}

/// Names of files that mean something else: a manifest to Wares, and devices to Windows.
const RESERVED: &[&str] = &["wares", "con", "prn", "aux", "nul"];

/// A category as the name of a file: `HostingPackage` becomes `hosting-package`.
fn slug(category: &str) -> String {
    let mut slug = String::new();
    let mut was_lower = false;
    for c in category.chars() {
        if c.is_uppercase() && was_lower || !c.is_alphanumeric() && !slug.ends_with('-') {
            slug.push('-');
        }
        was_lower = c.is_lowercase() || c.is_numeric();
        slug.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
        // A file's name may have 255 bytes.
        if slug.len() > 100 {
            break;
        }
    }
    match slug.trim_matches('-') {
        "" => "other".to_owned(),
        name if RESERVED.contains(&name) => format!("{name}-category"),
        name => name.to_owned(),
    }
}

/// How many bytes of documents one file gets, and how many it may grow to: far fewer than are read.
const MAX_PORTION: usize = 8 * 1024 * 1024;

/// The drafts of one path, as many at a time as one file holds.
fn portions(numbers: &[usize], drafts: &[Draft]) -> Vec<Vec<usize>> {
    let mut portions: Vec<Vec<usize>> = Vec::new();
    let mut bytes = MAX_PORTION;
    for number in numbers {
        bytes += drafts[*number].text.len();
        match portions.last_mut() {
            Some(portion) if bytes < MAX_PORTION => portion.push(*number),
            _ => {
                bytes = drafts[*number].text.len();
                portions.push(vec![*number]);
            }
        }
    }
    portions
}

/// A file's text with documents at its end, which end their lines as the others do.
fn grown(old: &str, documents: &str) -> String {
    let end = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let line = if old.is_empty() || old.ends_with('\n') { "" } else { end };
    format!("{old}{line}{}", format!("---\n{documents}").replace('\n', end))
}

/// Whether a file that has grown still says what it said: a text that kept its blank end would take the line that
/// comes after it.
fn says_the_same(old: &str, grown: &str) -> bool {
    let (old, grown) = (parse("", old).0, parse("", grown).0);
    old.len() <= grown.len() && old.iter().zip(&grown).all(|(old, grown)| old.root == grown.root)
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn categories_become_names_of_files() {
        let cases = [
            ("HostingPackage", "hosting-package"),
            ("TLD", "tld"),
            ("TransferTLD", "transfer-tld"),
            ("../../etc", "etc"),
            ("Größe & Menge", "größe-menge"),
            ("///", "other"),
            ("SSL2", "ssl2"),
            ("Wares", "wares-category"),
            ("CON", "con-category"),
        ];
        for (category, name) in cases {
            assert_eq!(slug(category), name);
        }
    }
}
