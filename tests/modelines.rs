//! Tests modelines, the comments by which editors find the schemas: `init`, `import` and `fmt --modelines` write one
//! for every document.

use crate::support::Project;
use std::fs;
use std::path::Path;

const LINE: &str = "# yaml-language-server: $schema=schemas/catalog.json\n";
const REGION: &str = "kind: region\nname: eu\n";

/// A catalog with schemas.
fn catalog() -> Project {
    let project = Project::judged();
    project.run("schema --out schemas").code(0);
    project
}

#[test]
fn every_document_gets_a_modeline_and_a_second_run_changes_nothing() {
    let project = catalog()
        .file("a.yaml", &format!("# a\n{REGION}# b\n---\n# c\n{REGION}"))
        .file("b/c/d.yaml", &format!("---\n{REGION}--- {{ kind: region, name: us }}\n"));
    project.run("fmt").code(0);
    project
        .run("fmt --modelines --check")
        .code(1)
        .says("a.yaml\nb/c/d.yaml\n")
        .says("run `wares fmt --modelines`");
    project.run("fmt --modelines").code(0).says("a.yaml\nb/c/d.yaml\n");
    assert_eq!(project.read("a.yaml"), format!("{LINE}# a\n{REGION}# b\n---\n{LINE}# c\n{REGION}"));
    let line = LINE.replace("schemas", "../../schemas");
    assert_eq!(
        project.read("b/c/d.yaml"),
        format!("---\n{line}{REGION}---\n{line}{{ kind: region, name: us }}\n")
    );
    let manifest = LINE.replace("catalog", "wares");
    assert!(project.read("wares.yaml").starts_with(&manifest));
    for arguments in ["fmt --modelines --check", "fmt --check"] {
        assert_eq!(project.run(arguments).code(0).stdout, "", "{arguments}");
    }
}

#[test]
fn modeline_with_a_wrong_path_is_replaced_and_a_custom_one_kept() {
    let project = catalog();
    for (other, is_kept) in
        [("../schemas/catalog.json", false), ("none", true), ("https://example.org/c.json", true)]
    {
        let before = format!("# a\n# yaml-language-server: $schema={other}\n{REGION}");
        project.write("a.yaml", &before);
        project.run("fmt --modelines").code(0);
        let after = if is_kept { before } else { format!("# a\n{LINE}{REGION}") };
        assert_eq!(project.read("a.yaml"), after, "{other}");
    }
}

#[test]
fn only_named_files_get_modelines() {
    let project = catalog().file("a.yaml", REGION).file("b.yaml", REGION);
    project.run("fmt --modelines a.yaml").code(0);
    assert_eq!(
        (project.read("a.yaml"), project.read("b.yaml")),
        (format!("{LINE}{REGION}"), REGION.to_owned())
    );
}

#[test]
fn package_manifests_and_broken_files_get_no_modeline() {
    let project = catalog()
        .file("a.yaml", "kind: installation_package\nname: Lite\nmanifest: m/lite.yaml\n")
        .file("m/lite.yaml", "settings: {}\n")
        .file("bad.yaml", "kind: [\n")
        .file("empty.yaml", "# nothing\n");
    project.run("fmt --modelines").code(1).says("bad.yaml");
    assert!(project.read("a.yaml").starts_with(LINE));
    assert_eq!(project.read("m/lite.yaml"), "settings: {}\n");
    assert_eq!(project.read("bad.yaml"), "kind: [\n");
    assert_eq!(project.read("empty.yaml"), "# nothing\n");
}

#[test]
fn nearest_schemas_are_used_and_without_any_nothing_is_written() {
    let project = Project::judged().file("a.yaml", REGION);
    let run = project.run("fmt --modelines").code(64);
    run.says("neither the catalog's folder nor any folder above it has schemas/catalog.json and schemas/wares.json")
        .says("run `wares schema --out schemas` in the catalog's folder");
    assert_eq!(project.read("a.yaml"), REGION);
    project.run("fmt --stdin --modelines").code(64).says("cannot be used with");

    let inner = project.path("inner");
    fs::create_dir(&inner).expect("a folder");
    fs::copy(project.path("wares.yaml"), inner.join("wares.yaml")).expect("a manifest");
    project.write("inner/a.yaml", REGION);
    project.run("schema --out schemas").code(0);
    project.run("--dir inner fmt --modelines").code(0);
    assert_eq!(project.read("inner/a.yaml"), format!("{}{REGION}", LINE.replace("schemas", "../schemas")));
    // Folders above the root of a repository are not searched.
    fs::create_dir(inner.join(".git")).expect("a folder");
    project.run("--dir inner fmt --modelines").code(64);
}

#[test]
fn new_catalog_and_examples_have_all_modelines() {
    let project = Project::new();
    project.remove("wares.yaml");
    project.run("init").code(0);
    assert_eq!(project.run("fmt --modelines --check").code(0).stdout, "");
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for example in fs::read_dir(examples).expect("examples").flatten() {
        let arguments = format!("--dir {} fmt --modelines --check", example.path().display());
        assert_eq!(project.run(&arguments).code(0).stdout, "");
    }
}

/// A broken document may name any file as a package manifest, which must then not be formatted as a catalog file.
#[test]
fn manifest_that_a_broken_document_may_name_is_left_alone() {
    let project = catalog();
    let manifest = "type:    install\nname: WordPress\n";
    project.write("manifests/wp.yaml", manifest);
    let broken = "kind: installation_package\nname: WordPress\nmanifest: manifests/wp.yaml\nfoo: [\n";
    project.write("platform.yaml", broken);
    project.write("region.yaml", "kind:    region\nname: eu\n");
    for arguments in ["fmt --modelines", "fmt"] {
        project.run(arguments).code(1).does_not_say("\nmanifests/wp.yaml\n");
        assert_eq!(
            (project.read("manifests/wp.yaml").as_str(), project.read("platform.yaml").as_str()),
            (manifest, broken)
        );
    }
    assert!(
        project.read("region.yaml").ends_with("kind: region\nname: eu\n"),
        "documents of the catalog are formatted"
    );
}
