//! Catalogs of any size, of what a hosting provider sells: the same for the same seed, and sound.

mod document;
mod draw;
mod items;
mod line;
mod packages;
mod sequence;
mod services;

use std::path::Path;

/// The manifest of every catalog that is made.
pub const MANIFEST: &str = "\
format: 1
catalog: bench
reseller: Acme
currencies: [EUR, USD, GBP, SEK]
languages: [en, de, sv]
";

/// What a catalog is to be like.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// How many resources it has.
    pub resources: usize,
    /// How many of them stand in one file.
    pub per_file: usize,
    /// What its prices, texts and sizes are drawn from.
    pub seed: u64,
}

/// A file of a catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path below the catalog's folder.
    pub path: String,
    /// What is in it.
    pub text: String,
}

/// How much was written: the files with resources, and the manifest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// How many files, without the manifest.
    pub files: usize,
    /// Their size, with the manifest.
    pub bytes: usize,
}

impl Shape {
    /// The files, without the manifest. They are made one at a time, so that a large catalog takes no memory.
    pub fn files(self) -> impl Iterator<Item = File> {
        let per_file = self.per_file.max(1);
        (0..self.resources.div_ceil(per_file)).map(move |number| {
            let first = number * per_file;
            let numbers = first..self.resources.min(first + per_file);
            let documents: Vec<String> =
                numbers.map(|number| sequence::document(self.seed, number)).collect();
            File { path: sequence::path(first), text: documents.join("---\n") }
        })
    }

    /// Writes the manifest and the files into a folder.
    pub fn write(self, dir: &Path) -> std::io::Result<Written> {
        std::fs::create_dir_all(dir)?;
        std::fs::write(dir.join("wares.yaml"), MANIFEST)?;
        let mut written = Written { files: 0, bytes: MANIFEST.len() };
        for file in self.files() {
            let path = dir.join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap_or(dir))?;
            std::fs::write(path, &file.text)?;
            written = Written { files: written.files + 1, bytes: written.bytes + file.text.len() };
        }
        Ok(written)
    }
}
