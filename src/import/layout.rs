//! In which files documents stand: one for each kind and category, as a team would keep them.

use super::draft::Draft;
use super::{Request, Resource};
use crate::catalog::MANIFEST;
use crate::source::{Files, Sources, format};
use std::collections::BTreeMap;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its path, relative to the catalog's root.
    pub path: String,
    /// Its whole text.
    pub text: String,
    /// Whether the file is there already and only grows at its end.
    pub grows: bool,
}

/// Files that are not written yet, over those that are there.
pub struct Overlay<'a> {
    below: Option<&'a dyn Files>,
    files: BTreeMap<&'a str, &'a str>,
}

impl<'a> Overlay<'a> {
    /// Files over others.
    pub fn new(below: Option<&'a dyn Files>, files: &'a [NewFile]) -> Self {
        Self { below, files: files.iter().map(|file| (file.path.as_str(), file.text.as_str())).collect() }
    }
}

impl Files for Overlay<'_> {
    fn list(&self) -> Result<Vec<String>, String> {
        let mut paths = self.below.map_or(Ok(Vec::new()), Files::list)?;
        paths.extend(self.files.keys().map(|path| (*path).to_owned()));
        paths.sort();
        paths.dedup();
        Ok(paths)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match (self.files.get(path), self.below) {
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
            let file =
                NewFile { path: MANIFEST.to_owned(), text: formatted(manifest.to_owned()), grows: false };
            layout.files.push(file);
        }
        let below = request.existing.as_ref().map(|existing| existing.files);
        let listed = below.and_then(|files| files.list().ok()).unwrap_or_default();
        for (path, numbers) in by_path {
            let texts: Vec<&str> = numbers.iter().map(|number| drafts[*number].text.as_str()).collect();
            let file = file(below, &listed, &path, &texts);
            layout.drafts.insert(file.path.clone(), numbers);
            layout.files.push(file);
        }
        layout.places = layout.places(drafts);
        layout
    }

    fn places(&self, drafts: &[Draft]) -> Vec<Resource> {
        let files = self.drafts.iter().flat_map(|(path, numbers)| numbers.iter().map(move |at| (at, path)));
        let mut files: Vec<(&usize, &String)> = files.collect();
        files.sort_unstable();
        let place = |(number, file): (&usize, &String)| {
            let draft = &drafts[*number];
            Resource { kind: draft.kind.name, key: draft.key.clone(), file: file.clone() }
        };
        files.into_iter().map(place).collect()
    }

    /// The draft that each document came from, by file and number of the document.
    pub fn origins(&self, sources: &Sources) -> BTreeMap<(String, usize), usize> {
        let mut documents: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for document in sources.documents() {
            documents.entry(&document.file).or_default().push(document.index);
        }
        let mut origins = BTreeMap::new();
        for (file, numbers) in &self.drafts {
            // What is added stands at the end.
            let indexes = documents.remove(file.as_str()).unwrap_or_default();
            for (index, number) in indexes.iter().rev().zip(numbers.iter().rev()) {
                origins.insert((file.clone(), *index), *number);
            }
        }
        origins
    }
}

/// The path of a draft's file.
fn path(draft: &Draft) -> String {
    match &draft.category {
        Some(category) => format!("{}s/{}.yaml", draft.kind.name, slug(category)),
        None => format!("{}s.yaml", draft.kind.name),
    }
}

/// A category as the name of a file: `HostingPackage` becomes `hosting-package`.
fn slug(category: &str) -> String {
    let mut slug = String::new();
    let mut was_lower = false;
    for c in category.chars().take(60) {
        if c.is_uppercase() && was_lower || !c.is_alphanumeric() && !slug.ends_with('-') {
            slug.push('-');
        }
        was_lower = c.is_lowercase() || c.is_numeric();
        slug.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "other".to_owned() } else { slug.to_owned() }
}

/// A file of documents: a new one, or a file of the catalog that grows. A file that the catalog leaves out is
/// left alone.
fn file(below: Option<&dyn Files>, listed: &[String], path: &str, texts: &[&str]) -> NewFile {
    let documents = formatted(texts.join("---\n"));
    let mut number = 1;
    loop {
        let path = match number {
            1 => path.to_owned(),
            _ => path.replace(".yaml", &format!("-{number}.yaml")),
        };
        number += 1;
        let Some(old) = below.and_then(|files| files.read(&path).ok()) else {
            let text = format!("{}\n{documents}", modeline(&path));
            return NewFile { path, text, grows: false };
        };
        if let (true, Ok(old)) = (listed.contains(&path), String::from_utf8(old)) {
            let line = if old.is_empty() || old.ends_with('\n') { "" } else { "\n" };
            return NewFile { path, text: format!("{old}{line}---\n{documents}"), grows: true };
        }
    }
}

/// A text as `fmt` would leave it; one that it refuses stays as it is.
fn formatted(text: String) -> String {
    format(&text).unwrap_or(text)
}

/// The line by which editors find the schema.
fn modeline(path: &str) -> String {
    let up = "../".repeat(path.matches('/').count());
    format!("# yaml-language-server: $schema={up}schemas/catalog.json\n")
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
        ];
        for (category, name) in cases {
            assert_eq!(slug(category), name);
        }
    }
}
