//! The least that any reading of the files costs: they are listed, read and parsed into events, on all cores.

use super::failure::{During, Failure};
use granit_parser::{Event, Parser};
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// Parses all YAML files below a folder, and returns how many files and documents there are.
pub fn floor(dir: &Path) -> Result<(usize, usize), Failure> {
    let mut paths = Vec::new();
    list(dir, &mut paths)?;
    let documents: Vec<usize> = paths.par_iter().map(|path| documents(path)).collect::<Result<_, _>>()?;
    Ok((paths.len(), documents.iter().sum()))
}

fn list(dir: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let what = || format!("listing {}", dir.display());
    for entry in std::fs::read_dir(dir).during(&what())? {
        let entry = entry.during(&what())?;
        let path = entry.path();
        match entry.file_type().during(&what())?.is_dir() {
            true => list(&path, paths)?,
            false if path.extension().is_some_and(|extension| extension == "yaml") => paths.push(path),
            false => {}
        }
    }
    Ok(())
}

fn documents(path: &Path) -> Result<usize, Failure> {
    let text = std::fs::read_to_string(path).during(&format!("reading {}", path.display()))?;
    let mut documents = 0;
    let mut parser = Parser::new_from_str(&text);
    while let Some(next) = parser.next_event() {
        let (event, _) = next.during(&format!("parsing {}", path.display()))?;
        documents += usize::from(matches!(std::hint::black_box(event), Event::DocumentStart(..)));
    }
    Ok(documents)
}
