//! Files that documents name, such as the manifests of packages. They are no files of the catalog, whatever their names
//! end in.

use super::Workspace;
use crate::catalog::manifest_file;
use crate::diagnostic::File;
use crate::source::{Source, Sources};
use std::collections::BTreeSet;

/// The files that documents name.
#[derive(Debug, Default)]
pub(super) struct NamedFiles {
    /// All of them, without those that describe resources: whoever named such a file would lose them.
    pub all: BTreeSet<File>,
    /// Those that are read for that alone.
    pub added: BTreeSet<File>,
}

impl Workspace {
    /// Finds the files that documents name, and reads those that are new or have changed.
    pub(super) fn read_named(&mut self, sources: &mut Sources) {
        let all = self.named_files();
        let gone: Vec<File> = self.named.added.difference(&all).copied().collect();
        for file in gone {
            self.named.added.remove(&file);
            sources.remove(file);
        }
        for file in &all {
            let is_added = self.named.added.contains(file);
            let is_stale = is_added && self.stale.files.contains(file.path());
            if sources.get(*file).is_none() || is_stale {
                sources.set(*file, Source::read(&self.files, *file, None));
                self.named.added.insert(*file);
            }
        }
        self.named.all = all;
    }

    fn named_files(&self) -> BTreeSet<File> {
        let named = self.reads.values().flat_map(|read| &read.files).map(|path| File::new(path));
        let mut named: BTreeSet<File> = named.collect();
        if !named.is_empty() {
            let describing = self.reads.values().filter(|read| read.kind.is_some());
            let describing: BTreeSet<File> = describing.map(|read| read.document.file).collect();
            named.retain(|file| !describing.contains(file));
        }
        named
    }

    /// Whether what a file holds can describe resources.
    pub(super) fn is_of_catalog(&self, file: File) -> bool {
        file != manifest_file() && !self.named.all.contains(&file)
    }
}
