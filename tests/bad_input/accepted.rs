//! Input that looks odd but is accepted, and messages about names of files and folders.

use super::{GROUP, group, manifest, package, price};
use crate::support::{PACKAGE, Project};
use std::os::unix::fs::symlink;

/// Byte order marks, Windows line endings and empty files are not errors.
#[test]
fn odd_but_valid_files_are_accepted() {
    let accepted = [
        ("a byte-order mark", format!("\u{feff}{PACKAGE}")),
        ("Windows line endings", PACKAGE.replace('\n', "\r\n")),
        ("both", format!("\u{feff}{}", PACKAGE.replace('\n', "\r\n"))),
        ("nothing", String::new()),
        ("only a byte-order mark", "\u{feff}".to_owned()),
        ("only comments", "# nothing\n# yet\n".to_owned()),
        ("only a document marker", "---\n".to_owned()),
        ("no line ending at the end", PACKAGE.trim_end().to_owned()),
    ];
    for (what, text) in accepted {
        let run = Project::new().file("a.yaml", &text).run("check --format concise");
        assert_eq!((run.exit_code(), run.stdout.as_str()), (0, ""), "{what}: {run:?}");
    }
}

#[test]
fn folder_name_may_end_in_yaml() {
    let project = Project::new().file("a.yaml", PACKAGE).file("x.yaml/b.yaml", GROUP);
    project.run("check").code(0).says("2 resources in 3 files");
}

#[test]
fn links_to_folders_are_reported_and_not_followed() {
    let project = Project::new().file("sub/a.yaml", PACKAGE);
    symlink("../sub", project.path("sub/up")).expect("a link");
    symlink(".", project.path("sub/here.yaml")).expect("a link");
    symlink("sub", project.path("other")).expect("a link");
    let run = project.run("check").code(1).says("1 resource in 5 files");
    for path in ["sub/up", "sub/here.yaml", "other"] {
        let message = format!("`{path}` cannot be read: it is a link to a folder");
        assert!(run.stdout.contains(&message), "{message}: {run:?}");
    }
    project.write(".waresignore", "up\nhere.yaml\n/other\n");
    project.run("check").code(0).says("1 resource in 2 files");
    // A folder with a manifest is another catalog, so a link to it is not reported.
    project.write("elsewhere/wares.yaml", "");
    symlink("elsewhere", project.path("linked")).expect("a link");
    project.run("check").code(0).says("1 resource in 2 files");
}

#[test]
fn invalid_ignore_file_is_reported() {
    let project = Project::new().file("a.yaml", PACKAGE).file(".waresignore", "{a\n");
    project.run("check").code(1).says("the catalog's files cannot be listed").says(".waresignore");
    project.run("fmt --check").code(1).says(".waresignore");
}

#[test]
fn file_names_are_printed_without_control_characters() {
    let project = Project::new().file("a\u{1b}[31m\nb.yaml", "kind: pakage\n");
    for format in ["concise", "text"] {
        let run = project.run(&format!("check --format {format}")).code(1);
        assert!(!run.stdout.contains('\u{1b}') && run.stdout.contains("a\\u{1b}[31m"), "{run:?}");
    }
}

#[test]
fn whole_numbers_in_every_notation_are_accepted() {
    let describe = |project: &Project| project.run("describe upgrade_group Web").code(0).stdout;
    let expected = describe(&group("level: 1", "level: 5"));
    for number in ["+5", "5.0", "5.", "5e0", "50e-1", "0.5E+1", "0x5", "0o5", "05"] {
        let (group, limit) = (group("level: 1", &format!("level: {number}")), package("3072", number));
        group.run("check --format concise").code(0);
        limit.run("check --format concise").code(0);
        assert_eq!(describe(&group), expected, "{number}");
        manifest("catalog: test", &format!("catalog: test\ndatabase: {{ unlimited: {number} }}"))
            .run("check --format concise")
            .code(0);
    }
    for number in ["1.0", "1e0", "0x1", "+1"] {
        manifest("format: 1", &format!("format: {number}")).run("check --format concise").code(0);
    }
    for number in ["1_000", "0b1", "-0x5", "5.5", "5 "] {
        let text = if number == "5 " { "\"5 \"" } else { number };
        group("level: 1", &format!("level: {text}")).run("check").code(1).says("a whole number");
    }
}

#[test]
fn trailing_zeros_are_ignored() {
    for amount in ["9.990000", "1.1900000000000000", "\"12.50000000\"", "5.00000"] {
        price(amount).run("check --format concise").code(0);
        let step = format!(
            "kind: extra_service\narticle: XSV-A\nname: A\nprices: {{ EUR: 1.00 }}\namount: {{ min: 1, max: 9, step: {amount}, unit: a }}\n"
        );
        let run = Project::new().file("a.yaml", &step).run("check --format concise");
        assert!(!run.stdout.contains("error[T"), "{run:?}");
    }
}
