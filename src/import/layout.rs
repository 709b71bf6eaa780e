//! Distributes documents among files, with one file for each kind and category.

use super::document_text::formatted;
use super::draft::Draft;
use super::file_names::{numbered, path};
use super::outcome::Resource;
use super::overlay::NewFile;
use super::request::Request;
use crate::catalog::{MANIFEST, schema_path};
use crate::diagnostic::{DocumentId, File};
use crate::source::{Files, Sources, modeline, parse};
use std::collections::BTreeMap;

/// The files of an import, and the drafts that they contain.
pub struct Layout {
    /// The files to write.
    pub files: Vec<NewFile>,
    /// The imported resources with their files, in the order of the drafts.
    pub places: Vec<Resource>,
    /// The indexes of the drafts in each file, in the order of the documents.
    drafts: BTreeMap<String, Vec<usize>>,
}

impl Layout {
    /// Distributes the drafts among files. A new catalog also gets a manifest.
    pub fn new(request: &Request<'_>, manifest: &str, drafts: &[Draft]) -> Self {
        // Sorted by path, so that the same database always gives the same files.
        let mut by_path: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, draft) in drafts.iter().enumerate() {
            by_path.entry(path(draft)).or_default().push(index);
        }
        let mut layout = Self { files: Vec::new(), places: Vec::new(), drafts: BTreeMap::new() };
        if request.existing.is_none() {
            let text = formatted(manifest);
            layout.files.push(NewFile { path: MANIFEST.to_owned(), text, old: None, is_named: false });
        }
        let below = request.existing.as_ref().map(|existing| &*existing.files);
        let up = request.existing.as_ref().map_or(0, |existing| existing.up);
        // If the files cannot be listed, no existing file is known to be read by the catalog, so none is changed.
        let listed = below.and_then(|files| files.list().ok()).unwrap_or_default();
        for (path, indices) in by_path {
            for indices in portions(&indices, drafts) {
                let file = layout.file(below, &listed, &path, documents(&indices, drafts, &path, up));
                layout.drafts.insert(file.path.clone(), indices);
                layout.files.push(file);
            }
        }
        layout.files.extend(named_files(drafts, below));
        layout.places = layout.places(drafts);
        layout
    }

    /// Returns a new file with the documents, or a file of the catalog with the documents added. Files that are
    /// excluded from the catalog or already used by this import are not changed.
    fn file(&self, below: Option<&dyn Files>, listed: &[String], first: &str, documents: String) -> NewFile {
        let mut path = first.to_owned();
        let mut number = 1;
        loop {
            // Read even if it is not listed: a file that the catalog excludes must not be overwritten.
            let old = below.and_then(|files| files.read(&path).ok());
            match old.map(String::from_utf8) {
                // This import has already put documents into the file.
                _ if self.drafts.contains_key(&path) => {}
                None => return NewFile { path, text: documents, old: None, is_named: false },
                Some(Ok(old)) if listed.contains(&path) && old.len() + documents.len() < MAX_PORTION => {
                    let text = grown(&old, &documents);
                    // Otherwise the documents go into a file with the next number.
                    if says_the_same(&old, &text) {
                        return NewFile { path, text, old: Some(old.len()), is_named: false };
                    }
                }
                // The catalog excludes the file, or it is too large or not UTF-8.
                Some(_) => {}
            }
            number += 1;
            path = numbered(first, number);
        }
    }

    /// The imported resources with their files, in the order of the drafts.
    fn places(&self, drafts: &[Draft]) -> Vec<Resource> {
        let files = self.drafts.iter().flat_map(|(path, numbers)| numbers.iter().map(move |at| (at, path)));
        let mut files: Vec<(&usize, &String)> = files.collect();
        // By the number of the draft, which comes first in each pair.
        files.sort_unstable();
        let place = |(number, file): (&usize, &String)| {
            let draft = &drafts[*number];
            Resource { kind: draft.kind.name().to_owned(), key: draft.key.clone(), file: file.clone() }
        };
        files.into_iter().map(place).collect()
    }

    /// The index of the draft for each imported document.
    pub fn origins(&self, sources: &Sources) -> BTreeMap<DocumentId, usize> {
        let mut origins = BTreeMap::new();
        for (file, numbers) in &self.drafts {
            // Documents are added at the end of a file, so they are matched from the end.
            let source = sources.get(File::new(file));
            let documents = source.map(|source| source.documents.as_slice()).unwrap_or_default();
            origins.extend(
                documents.iter().map(|document| document.id).rev().zip(numbers.iter().rev().copied()),
            );
        }
        origins
    }
}

/// The text of the given drafts. The line before each document names its schema.
fn documents(indices: &[usize], drafts: &[Draft], path: &str, up: usize) -> String {
    // With this line, an editor finds the schema without any settings.
    let line = modeline(&schema_path(path, up));
    let text = |index: &usize| format!("{line}{}", drafts[*index].text);
    indices.iter().map(text).collect::<Vec<_>>().join("---\n")
}

/// The files that are named in the documents, except existing files with the same content.
fn named_files<'a>(drafts: &'a [Draft], below: Option<&'a dyn Files>) -> impl Iterator<Item = NewFile> {
    let exists = move |path: &str, text: &str| {
        below.and_then(|files| files.read(path).ok()).is_some_and(|old| old == text.as_bytes())
    };
    let named = drafts.iter().flat_map(|draft| &draft.files);
    let new = named.filter(move |(path, text)| !exists(path, text)).cloned();
    new.map(|(path, text)| NewFile { path, text, old: None, is_named: true })
}

/// Adds a document at the end of a file. Returns `None` if this would change the existing documents of the file.
pub fn added_to(path: &str, old: Option<&str>, document: &str) -> Option<NewFile> {
    let text = match old {
        // An empty file has no document from which a `---` would have to separate this one.
        None | Some("") => document.to_owned(),
        Some(old) => grown(old, document),
    };
    let length = old.map(str::len);
    let file = NewFile { path: path.to_owned(), text, old: length, is_named: false };
    says_the_same(old.unwrap_or_default(), &file.text).then_some(file)
}

/// The maximum number of bytes in a file to which documents are added. The limit for reading files is much higher.
const MAX_PORTION: usize = 8 * 1024 * 1024;

/// Splits the drafts for one path into groups. Each group fits into one file.
fn portions(numbers: &[usize], drafts: &[Draft]) -> Vec<Vec<usize>> {
    let mut portions: Vec<Vec<usize>> = Vec::new();
    // Full at the start, so that the first draft begins a portion.
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

/// Adds documents at the end of a text. The line endings of the text are used for the documents, too.
fn grown(old: &str, documents: &str) -> String {
    let end = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let line = if old.is_empty() || old.ends_with('\n') { "" } else { end };
    format!("{old}{line}{}", format!("---\n{documents}").replace('\n', end))
}

/// Whether the existing documents of a file are unchanged after documents have been added. They could change, for
/// example, if the file ended in a block scalar that keeps trailing blank lines.
fn says_the_same(old: &str, grown: &str) -> bool {
    let (old, grown) = (parse("", old).0, parse("", grown).0);
    old.len() <= grown.len() && old.iter().zip(&grown).all(|(old, grown)| old.root == grown.root)
}
