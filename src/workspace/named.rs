//! Files that documents name, such as the manifests of packages. They are no files of the catalog, whatever their names
//! end in.

use super::Workspace;
use crate::diagnostic::File;
use crate::source::{Source, Sources};
use std::collections::BTreeSet;

impl Workspace {
    /// Finds the files that documents name, and reads those that are new or have changed. A file that describes resources
    /// stays one of the catalog: whoever named it would lose them.
    pub(super) fn read_named(&mut self, sources: &mut Sources) {
        let named: BTreeSet<File> =
            self.reads.values().flat_map(|read| &read.files).map(|path| File::new(path)).collect();
        let described = self.described(&named);
        let named: BTreeSet<File> = named.difference(&described).copied().collect();
        for file in self.named.difference(&named) {
            match super::is_yaml(file.path()) {
                true => sources.set(*file, Source::read(&self.files, *file, None)),
                false => drop(sources.remove(*file)),
            }
        }
        for file in &named {
            let is_new = !self.named.contains(file) || self.stale.files.contains(file.path());
            if is_new {
                // Whoever reads it to look into it numbers its documents from 0.
                sources.set(*file, Source::read(&self.files, *file, None));
            }
        }
        self.named = named;
    }

    /// The named files that describe resources of the catalog.
    fn described(&self, named: &BTreeSet<File>) -> BTreeSet<File> {
        if named.is_empty() {
            return BTreeSet::new();
        }
        let describing = self.reads.values().filter(|read| read.kind.is_some());
        describing.map(|read| read.document.file).filter(|file| named.contains(file)).collect()
    }
}
