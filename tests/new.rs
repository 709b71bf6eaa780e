//! Tests `wares new`: the document that it prints or adds to a file is valid as it is.

use crate::support::Project;
use wares::kinds::example::{ExampleValues, name, of_key, whole};
use wares::kinds::{Kinds, WORDS, shapes};

/// A catalog that has one or two resources of every kind.
const FIXTURE: &str = include_str!("new/fixture.yaml");

fn project() -> Project {
    let project = Project::new().file("fixture.yaml", FIXTURE);
    project.write("manifests/wordpress.jps", include_str!("new/wordpress.jps"));
    project.write("more/manifests/wordpress.jps", include_str!("new/wordpress.jps"));
    let manifest = project.read("wares.yaml");
    project.write("wares.yaml", &format!("{manifest}{}", include_str!("new/external.yaml")));
    project
}

#[test]
fn new_document_of_every_kind_passes_check() {
    let project = project();
    project.run("schema --out schemas").code(0);
    project.run("check").code(0);
    for kind in Kinds::standard().names() {
        let run = project.run(&format!("new {kind} my_{kind} --into more/{kind}.yaml")).code(0);
        assert!(run.stdout.is_empty(), "{run:?}");
        run.says(&format!("Added the {kind} `my_{kind}` to more/{kind}.yaml:2."))
            .does_not_say("does not have");
        project.run("check").code(0);
    }
    project.run("fmt --check --modelines more").code(0);
    let text = project.read("more/region.yaml");
    assert!(
        text.starts_with("# yaml-language-server: $schema=../schemas/catalog.json\nkind: region\n"),
        "{text}"
    );
}

#[test]
fn new_document_has_currencies_languages_and_categories_of_the_catalog() {
    let project = project();
    let text = project.run("new package HST-NEW").code(0).stdout;
    assert!(text.contains("{ EUR: 9.90, USD: 9.90 }"), "{text}");
    assert!(text.contains("name: { en: Gold hosting, de: Gold hosting }"), "{text}");
    assert!(text.contains("\ncategory: Webspace\n") && text.contains("\narticle: HST-NEW\n"), "{text}");
    project.remove("wares.yaml");
    let text = project.run("new package").code(0).stdout;
    assert!(text.contains("{ EUR: 9.90 }") && text.contains("\nname: Gold hosting\n"), "{text}");
    project.run("new package X --into a.yaml").code(1).says("has a wares.yaml");
}

/// The paths and contents of all files of a project.
fn everything(project: &Project) -> Vec<(String, Vec<u8>)> {
    let walk = |folder: &std::path::Path| {
        std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let mut folders = vec![project.path("")];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in walk(&folder) {
            match path.is_dir() {
                true => folders.push(path),
                false => files.push((path.display().to_string(), std::fs::read(&path).expect("a file"))),
            }
        }
    }
    files.sort();
    files
}

#[test]
fn document_that_cannot_be_added_is_refused_and_no_file_changes() {
    let project = project();
    project.write("broken.yaml", "kind: package\narticle: [\n");
    project.write("kept.yaml", "kind: region\nname: Kept\ndescription: |+\n  a\n\n");
    project.write("bytes.yaml", "");
    std::fs::write(project.path("bytes.yaml"), b"kind: region\nname: \xff\n").expect("a file");
    project.write("ignored/a.yaml", "");
    project.write(".waresignore", "ignored/\n");
    std::fs::create_dir(project.path("folder.yaml")).expect("a folder");
    project.write("elsewhere/hidden.txt", "");
    std::os::unix::fs::symlink("elsewhere/hidden.txt", project.path("link.yaml")).expect("a link");
    project.write(".waresignore", "ignored/\nlink.yaml\n");
    let before = everything(&project);
    let cases = [
        ("package FIX-A --into new.yaml", 1, "the catalog already has a package named `FIX-A`"),
        // Articles of all kinds share one set of numbers.
        ("item FIX-A --into new.yaml", 1, "the catalog already has a package named `FIX-A`"),
        ("package FIX-A", 1, "the catalog already has a package named `FIX-A`"),
        ("package X --into broken.yaml", 1, "is not closed"),
        ("package X --into bytes.yaml", 1, "UTF-8"),
        ("package X --into ../outside.yaml", 64, "is not in the catalog"),
        ("package X --into /tmp/outside.yaml", 64, "is not in the catalog"),
        ("package X --into more/../../outside.yaml", 64, "is not in the catalog"),
        ("package X --into link.yaml", 64, "is a link; name the file that it points to"),
        ("package X --into wares.yaml", 64, "is the manifest"),
        ("package X --into packages.txt", 64, "is not named `*.yaml` or `*.yml`"),
        ("package X --into ignored/b.yaml", 64, "nothing was written"),
        ("package X --into folder.yaml", 64, "folder"),
        ("package --into new.yaml", 64, "<NAME>"),
        ("pakage X --into new.yaml", 64, "a similar value exists: 'package'"),
    ];
    for (arguments, code, message) in cases {
        project.run(&format!("new {arguments}")).code(code).says(message);
        assert_eq!(everything(&project), before, "{arguments}");
    }
}

#[test]
fn document_is_added_at_the_end_of_a_file() {
    let project = project();
    for (number, old) in [
        "",
        "# a comment\n",
        "kind: region\nname: R0\n",
        "kind: region\nname: R1",
        "kind: region\r\nname: R2\r\n",
    ]
    .iter()
    .enumerate()
    {
        let path = format!("file{number}.yaml");
        project.write(&path, old);
        project.run(&format!("new region New{number} --into {path}")).code(0);
        let text = project.read(&path);
        assert!(text.starts_with(old), "{text:?}");
        assert!(
            !old.contains('\r') || text.matches('\n').count() == text.matches("\r\n").count(),
            "{text:?}"
        );
        project.run("check").code(0);
    }
}

#[test]
fn missing_references_of_a_new_document_are_named() {
    let project = Project::new();
    project
        .run("new upgrade_group Ladder --into upgrades.yaml")
        .code(0)
        .says("It refers to `PACKAGE-1` and `PACKAGE-2`, which the catalog does not have");
    project.run("check").code(1).says("there is no article `PACKAGE-1`");
}

/// The example of every kind shows each of its keys.
#[test]
fn every_key_has_an_example() {
    for shape in shapes(&Kinds::standard()) {
        assert!(!name(&shape.example).is_empty(), "{}", shape.name);
        let text = ExampleValues::plain(&shape.example).fill(&whole(&shape.example));
        let missing: Vec<&str> = shape
            .fields
            .iter()
            .map(|field| field.path.as_str())
            .filter(|path| of_key(&text, path).is_none())
            .collect();
        assert!(missing.is_empty(), "{}: {missing:?}", shape.name);
    }
}

/// The complete examples are valid, not only the documents that `new` prints.
#[test]
fn every_example_is_valid() {
    for shape in shapes(&Kinds::standard()) {
        let text = ExampleValues::plain(&shape.example).fill(&whole(&shape.example));
        let schema = match shape.name.as_str() {
            "manifest" => wares::kinds::manifest_schema(),
            kind => wares::kinds::kind_schema(&**Kinds::standard().find(kind).expect("a kind")),
        };
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        let (documents, faults) = wares::source::parse("example", &text);
        assert!(faults.is_empty() && !documents.is_empty(), "{}: {faults:?}", shape.name);
        for document in documents {
            let value = document.root.to_json();
            let errors: Vec<String> = validator.iter_errors(&value).map(|fault| fault.to_string()).collect();
            assert!(errors.is_empty(), "{}: {errors:?}\n{value:#}", shape.name);
        }
    }
}

#[test]
fn terms_of_billing_systems_map_to_existing_keys() {
    let shapes = shapes(&Kinds::standard());
    let mut before = String::new();
    for word in WORDS {
        let lower = word.word.to_lowercase();
        assert!(before <= lower, "`{}` is out of order", word.word);
        before = lower;
        for path in word.keys {
            let (name, path) = path.split_once('.').expect("a kind and a key");
            let shape = shapes.iter().find(|shape| shape.name == name).expect(name);
            let is_there = shape.fields.iter().any(|field| field.path.replace(".*", "") == path);
            assert!(is_there, "`{}` maps to {name}.{path}, which does not exist", word.word);
        }
    }
}

#[test]
fn term_of_a_billing_system_is_explained_by_its_key() {
    let project = Project::new();
    for (word, key) in [
        ("HasExtraServices", "extra_services of `package`"),
        ("hasextraservices", "extra_services of `package`"),
        ("applicableToArticleNumbers", "requires of `extra_service`"),
        ("productValue", "exclusive_group of `extra_service`"),
        ("Short Description", "short_description of `product`"),
        ("addonlimit", "details.included of `package`"),
    ] {
        let mut command = project.command("explain");
        let output = command.arg(word).output().expect("it runs");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(
            output.status.success()
                && text.contains(key)
                && text.replace('\n', " ").contains("in a catalog."),
            "{word}: {text}"
        );
    }
    // A label of several words needs no quotes.
    project.run("explain Short Description").code(0).says("short_description of `product`");
    for word in WORDS {
        let output = project.command("explain").arg(word.word).output().expect("it runs");
        assert!(output.status.success(), "{}", word.word);
    }
}

#[test]
fn misspelled_dotted_key_gets_a_suggestion() {
    let project = Project::new();
    project.run("explain extra_service.package").code(1).says("did you mean `extra_service.packages`");
    project.run("explain package.detail.type").code(1).says("`package.details.type`");
    project.run("explain pakage.periods").code(1).says("`package.periods`");
    project.run("explain package.articel").code(1).says("`package.article`");
}

#[test]
fn unknown_key_that_is_a_billing_system_term_suggests_its_key() {
    let project = project();
    project.write(
        "wrong.yaml",
        "kind: extra_service\narticle: XSV-NEW\nname: New\nprices: { EUR: 1, USD: 1 }\napplicableToArticleNumbers: [FIX-A]\n",
    );
    project
        .run("check")
        .code(1)
        .says("unknown key `applicableToArticleNumbers`")
        .says("did you mean `requires`?");
    project.write("wrong.yaml", "kind: region\nname: New\nHasExtraServices: true\n");
    project
        .run("check")
        .code(1)
        .says("what Atomia calls `HasExtraServices` is written `package.extra_services` here");
    project.write(
        "wrong.yaml",
        "kind: item\narticle: I-1\nname: New\nprices: { EUR: 1, USD: 1 }\norder_by: 1\n",
    );
    project.run("check").code(1).says("what Atomia calls `order_by` is written `shop.order` here");
    project.write("wrong.yaml", "kind: region\nname: New\nstate: 1\n");
    project.run("check").code(1).does_not_say(" calls `");
}
