//! Files that are named in documents, such as the manifests of installation packages. Such files do not describe
//! resources, even if their names end in `.yaml`.

use crate::catalog::{Read, manifest_file};
use crate::diagnostic::File;
use crate::source::{Files, Source, Sources};
use std::collections::BTreeSet;

/// The files that are named in documents.
#[derive(Debug, Default)]
pub(super) struct NamedFiles {
    /// All files that are named in documents, except files that describe resources. Without this exception, a document
    /// that names such a file would make the resources in the file disappear.
    pub all: BTreeSet<File>,
    /// The files that are read only because a document names them.
    pub added: BTreeSet<File>,
}

impl NamedFiles {
    /// Finds the files that are named in documents, and reads the new files and the files in `changed`. Drops files
    /// that are no longer named in any document.
    pub fn refresh<'a>(
        &mut self,
        reads: impl Iterator<Item = &'a Read> + Clone,
        files: &dyn Files,
        changed: &BTreeSet<String>,
        sources: &mut Sources,
    ) {
        let all = named_files(reads);
        let gone: Vec<File> = self.added.difference(&all).copied().collect();
        for file in gone {
            self.added.remove(&file);
            sources.remove(file);
        }
        for file in &all {
            // Any other file among the sources is up to date already: the workspace reads it when it is set.
            let has_changed = self.added.contains(file) && changed.contains(file.path());
            if sources.get(*file).is_none() || has_changed {
                sources.set(*file, Source::read(files, *file, None));
                self.added.insert(*file);
            }
        }
        self.all = all;
    }

    /// Whether the documents of a file describe resources. False for the manifest, and for files that are named in
    /// documents.
    pub fn is_of_catalog(&self, file: File) -> bool {
        file != manifest_file() && !self.all.contains(&file)
    }
}

fn named_files<'a>(reads: impl Iterator<Item = &'a Read> + Clone) -> BTreeSet<File> {
    let mut named: BTreeSet<File> =
        reads.clone().flat_map(|read| &read.files).map(|path| File::new(path)).collect();
    // Few catalogs name files. The others need not collect theirs.
    if !named.is_empty() {
        let describing = reads.filter(|read| read.kind.is_some());
        let describing: BTreeSet<File> = describing.map(|read| read.document.file).collect();
        named.retain(|file| !describing.contains(file));
    }
    named
}
