//! The catalogs that `make bench` generates are reproducible, have every kind of article, and are valid.

use crate::support::{Memory, Project};
use generate::{File, MANIFEST, Shape};
use std::collections::BTreeMap;
use wares::diagnostic::{Diagnostic, Severity};

#[path = "../benches/bench/generate/mod.rs"]
mod generate;

fn shape(resources: usize, per_file: usize, seed: u64) -> Shape {
    Shape { resources, per_file, seed }
}

fn files(shape: Shape) -> Vec<File> {
    shape.files().collect()
}

/// How many resources there are of each kind.
fn kinds(files: &[File]) -> BTreeMap<String, usize> {
    let mut kinds = BTreeMap::new();
    let lines = files.iter().flat_map(|file| file.text.lines());
    for kind in lines.filter_map(|line| line.strip_prefix("kind: ")) {
        *kinds.entry(kind.to_owned()).or_insert(0) += 1;
    }
    kinds
}

#[test]
fn same_seed_gives_the_same_files() {
    assert_eq!(files(shape(200, 1, 7)), files(shape(200, 1, 7)));
    assert_ne!(files(shape(200, 1, 7)), files(shape(200, 1, 8)));
    // A larger catalog begins with the smaller one.
    assert_eq!(files(shape(300, 1, 7))[..200], files(shape(200, 1, 7)));
}

#[test]
fn every_kind_is_generated() {
    let kinds = kinds(&files(shape(200, 1, 1)));
    let expected = [("extra_service", 60), ("item", 50), ("package", 70), ("upgrade_group", 20)];
    assert_eq!(kinds, expected.map(|(kind, count)| (kind.to_owned(), count)).into());
}

#[test]
fn numbers_of_resources_and_files_are_as_requested() {
    for (resources, per_file, count) in [(1, 1, 1), (47, 1, 47), (47, 5, 10), (50, 5, 10), (3, 10, 1)] {
        let files = files(shape(resources, per_file, 1));
        let paths: std::collections::BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!((paths.len(), files.len()), (count, count));
        assert_eq!(kinds(&files).values().sum::<usize>(), resources);
    }
}

#[test]
fn catalogs_of_every_size_and_seed_are_valid() {
    for resources in 1..=45 {
        let files =
            files(shape(resources, 4, resources as u64)).into_iter().map(|file| (file.path, file.text));
        let loaded = Memory::new(files.chain([("wares.yaml".to_owned(), MANIFEST.to_owned())])).judge();
        // A product line has 20 resources. A catalog that ends within a line may have warnings, because the rest of
        // the line is missing, but no errors. One that ends with a whole line must have no findings.
        let must_not_occur =
            |finding: &Diagnostic| resources % 20 == 0 || finding.severity == Severity::Error;
        let found: Vec<&Diagnostic> =
            loaded.findings.iter().filter(|finding| must_not_occur(finding)).collect();
        assert!(found.is_empty(), "{resources}: {found:#?}");
        assert_eq!(loaded.documents, resources);
    }
}

#[test]
fn generated_catalog_passes_check_and_can_be_applied() {
    let project = Project::judged();
    let written = shape(60, 1, 3).write(&project.path(".")).expect("the files");
    let size = |file: &File| file.text.len();
    let bytes = MANIFEST.len() + files(shape(60, 1, 3)).iter().map(size).sum::<usize>();
    assert_eq!((written.files, written.bytes), (60, bytes));
    project.run("check").code(0).says("60 resources in 61 files: no problems.");
    let project = project.init();
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), "60");
}
