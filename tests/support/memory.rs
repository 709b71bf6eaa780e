//! Catalogs that exist only in memory.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use wares::cli::Disk;
use wares::kinds::Kinds;
use wares::source::Files;
use wares::workspace::{self, Loaded};

/// The bytes of files by their paths.
#[derive(Clone, Default)]
pub struct Memory(pub BTreeMap<String, Vec<u8>>);

impl Memory {
    /// Files with these paths and texts.
    pub fn new<P: Into<String>, T: Into<Vec<u8>>>(files: impl IntoIterator<Item = (P, T)>) -> Self {
        Self(files.into_iter().map(|(path, text)| (path.into(), text.into())).collect())
    }

    /// The catalog files of one of the examples.
    pub fn example(name: &str) -> Self {
        let disk = Disk::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name));
        let paths = disk.list().expect("the example").into_iter();
        Self::new(paths.map(|path| (path.clone(), disk.read(&path).expect("a file"))))
    }

    /// Loads the files as a catalog with the standard kinds. Rules about whole catalogs are allowed unless the manifest
    /// has settings of rules.
    pub fn load(mut self) -> Loaded {
        if let Some(manifest) = self.0.get_mut("wares.yaml")
            && let Ok(text) = std::str::from_utf8(manifest)
        {
            *manifest = super::rules::allowed(text).into_owned().into_bytes();
        }
        self.judge()
    }

    /// Loads the files as a catalog with the standard kinds, with the findings of all rules.
    pub fn judge(self) -> Loaded {
        workspace::load(&Kinds::standard(), Arc::new(self), None)
    }
}

impl Files for Memory {
    fn list(&self) -> Result<Vec<String>, String> {
        let is_yaml = |path: &&String| path.ends_with(".yaml") || path.ends_with(".yml");
        Ok(self.0.keys().filter(is_yaml).cloned().collect())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        self.0.get(path).cloned().ok_or_else(|| "there is no such file".to_owned())
    }
}
