//! Cases of bad input that need code: unreadable files, links, and text that is too long to write out.

use super::{GROUP, package, shown};
use crate::support::{PACKAGE, Project};
use std::os::unix::fs::{PermissionsExt, symlink};

/// Makes the files of a case.
type Make = fn() -> Project;

/// The cases of this file by their names.
pub const MADE: [(&str, Make); 19] = [
    ("file of 200 megabytes", file_of_200_megabytes),
    ("unreadable file", unreadable_file),
    ("unreadable folder", unreadable_folder),
    ("reference into an unreadable folder", reference_into_an_unreadable_folder),
    ("unreadable manifest", unreadable_manifest),
    ("missing manifest", missing_manifest),
    ("broken link", broken_link),
    ("link to itself", link_to_itself),
    ("named pipe", named_pipe),
    ("UTF-16 with a byte order mark", utf_16_with_a_mark),
    ("UTF-16 without a byte order mark", utf_16_without_a_mark),
    ("error in a long line", error_in_a_long_line),
    ("article of 513 characters", article_of_513_characters),
    ("alias bomb", alias_bomb),
    ("ten thousand brackets", ten_thousand_brackets),
    ("ten thousand unclosed brackets", ten_thousand_unclosed_brackets),
    ("ten thousand braces", ten_thousand_braces),
    ("ten thousand dashes", ten_thousand_dashes),
    ("ten thousand levels of indentation", ten_thousand_levels_of_indentation),
];

/// A valid package next to a file of these bytes.
fn bytes(bytes: &[u8]) -> Project {
    made(|project| std::fs::write(project.path("a.yaml"), bytes))
}

/// A valid package next to something else in the folder.
fn made(make: impl Fn(&Project) -> std::io::Result<()>) -> Project {
    let project = Project::new().file("b.yaml", PACKAGE);
    make(&project).expect("the file system allows it");
    project
}

fn make_unreadable(project: &Project, path: &str) -> std::io::Result<()> {
    std::fs::set_permissions(project.path(path), std::fs::Permissions::from_mode(0o000))
}

/// A package whose aliases expand to 10 to the power of 12 values.
pub fn bomb() -> String {
    let level = |n: usize| match n {
        0 => format!("  a0: &a0 [{}]\n", ["lol"; 10].join(", ")),
        _ => format!("  a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", ")),
    };
    format!("{PACKAGE}properties:\n{}", (0..12).map(level).collect::<String>())
}

fn file_of_200_megabytes() -> Project {
    made(|project| std::fs::File::create(project.path("a.yaml"))?.set_len(200_000_000))
}

#[test]
fn file_of_200_megabytes_is_reported() {
    insta::assert_snapshot!(shown(&file_of_200_megabytes()), @"
    S05 too-large

      × `a.yaml` is 191 MiB, but a catalog file may be at most 64 MiB
      help: split it into several files; if it is not part of the catalog, list it in .waresignore

    1 resource in 3 files: 1 error.
    For more information, run `wares explain S05`.
    exit code 1
    ");
}

fn unreadable_file() -> Project {
    made(|project| {
        project.write("a.yaml", PACKAGE);
        make_unreadable(project, "a.yaml")
    })
}

#[test]
fn unreadable_file_is_reported() {
    insta::assert_snapshot!(shown(&unreadable_file()), @"
    S01 unreadable

      × `a.yaml` cannot be read: Permission denied (os error 13)
      help: make sure that it can be read; if it is not part of the catalog, list it in .waresignore

    1 resource in 3 files: 1 error.
    For more information, run `wares explain S01`.
    exit code 1
    ");
}

fn unreadable_folder() -> Project {
    made(|project| {
        project.write("sub/a.yaml", PACKAGE);
        make_unreadable(project, "sub")
    })
}

#[test]
fn unreadable_folder_is_reported() {
    insta::assert_snapshot!(shown(&unreadable_folder()), @"
    S01 unreadable

      × `sub` cannot be read: Permission denied (os error 13)
      help: make sure that it can be read; if it is not part of the catalog, list it in .waresignore

    1 resource in 3 files: 1 error.
    For more information, run `wares explain S01`.
    exit code 1
    ");
}

fn reference_into_an_unreadable_folder() -> Project {
    made(|project| {
        project.write("sub/a.yaml", PACKAGE);
        project.write("b.yaml", GROUP);
        make_unreadable(project, "sub")
    })
}

#[test]
fn reference_into_an_unreadable_folder_is_reported() {
    insta::assert_snapshot!(shown(&reference_into_an_unreadable_folder()), @"
    S01 unreadable

      × `sub` cannot be read: Permission denied (os error 13)
      help: make sure that it can be read; if it is not part of the catalog, list it in .waresignore

    1 resource in 3 files: 1 error.
    For more information, run `wares explain S01`.
    exit code 1
    ");
}

fn unreadable_manifest() -> Project {
    made(|project| make_unreadable(project, "wares.yaml"))
}

#[test]
fn unreadable_manifest_is_reported() {
    insta::assert_snapshot!(shown(&unreadable_manifest()), @"
    S01 unreadable

      × `wares.yaml` cannot be read: Permission denied (os error 13)
      help: make sure that it can be read

    1 resource in 2 files: 1 error.
    For more information, run `wares explain S01`.
    exit code 1
    ");
}

fn missing_manifest() -> Project {
    let project = Project::new().file("a.yaml", PACKAGE);
    project.remove("wares.yaml");
    project
}

#[test]
fn missing_manifest_is_reported() {
    insta::assert_snapshot!(shown(&missing_manifest()), @"
    M01 manifest

      × neither this folder nor any folder above it has a wares.yaml
      help: create a catalog with `wares init`, or name another folder with --dir

    1 error.
    For more information, run `wares explain M01`.
    exit code 1
    ");
}

fn broken_link() -> Project {
    made(|project| symlink("gone.yaml", project.path("a.yaml")))
}

#[test]
fn broken_link_is_reported() {
    insta::assert_snapshot!(shown(&broken_link()), @"
    S01 unreadable

      × `a.yaml` cannot be read: it is a link to `gone.yaml`, which does not exist
      help: make sure that it can be read; if it is not part of the catalog, list it in .waresignore

    1 resource in 3 files: 1 error.
    For more information, run `wares explain S01`.
    exit code 1
    ");
}

fn link_to_itself() -> Project {
    made(|project| symlink("a.yaml", project.path("a.yaml")))
}

#[test]
fn link_to_itself_is_reported() {
    insta::assert_snapshot!(shown(&link_to_itself()), @"
    S01 unreadable

      × `a.yaml` cannot be read: Too many levels of symbolic links (os error 40)
      help: make sure that it can be read; if it is not part of the catalog, list it in .waresignore

    1 resource in 3 files: 1 error.
    For more information, run `wares explain S01`.
    exit code 1
    ");
}

fn named_pipe() -> Project {
    made(|project| Ok(nix::unistd::mkfifo(&project.path("a.yaml"), nix::sys::stat::Mode::S_IRWXU)?))
}

#[test]
fn named_pipe_is_reported() {
    insta::assert_snapshot!(shown(&named_pipe()), @"
    S01 unreadable

      × `a.yaml` cannot be read: it is not a regular file
      help: make sure that it can be read; if it is not part of the catalog, list it in .waresignore

    1 resource in 3 files: 1 error.
    For more information, run `wares explain S01`.
    exit code 1
    ");
}

fn utf_16_with_a_mark() -> Project {
    bytes(&"\u{feff}kind: package\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>())
}

#[test]
fn utf_16_with_a_mark_is_reported() {
    insta::assert_snapshot!(shown(&utf_16_with_a_mark()), @"
    S01 unreadable

      × `a.yaml` is UTF-16 text, but a catalog file must be UTF-8
      help: save it as UTF-8, for example with `iconv -f UTF-16 -t UTF-8`

    1 resource in 3 files: 1 error.
    For more information, run `wares explain S01`.
    exit code 1
    ");
}

fn utf_16_without_a_mark() -> Project {
    bytes(&"kind: package\n".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>())
}

#[test]
fn utf_16_without_a_mark_is_reported() {
    insta::assert_snapshot!(shown(&utf_16_without_a_mark()), @"
    S01 unreadable

      × `a.yaml` is UTF-16BE text, but a catalog file must be UTF-8
      help: save it as UTF-8, for example with `iconv -f UTF-16BE -t UTF-8`

    1 resource in 3 files: 1 error.
    For more information, run `wares explain S01`.
    exit code 1
    ");
}

fn error_in_a_long_line() -> Project {
    package("name: Gold", &format!("name: Gold\ntags: [{}3, last]", "\"tag\", ".repeat(60)))
}

#[test]
fn error_in_a_long_line_is_reported() {
    insta::assert_snapshot!(shown(&error_in_a_long_line()), @r#"
    T04 wrong-type

      × expected a string, found the number `3`
       ╭─[a.yaml:4:428]
     3 │ name: Gold
     4 │ …"tag", "tag", "tag", "tag", "tag", "tag", "tag", "tag", "tag", "tag", "tag", "tag", "tag", "tag", "tag", "tag", 3, last]
       ·                                                                                                                  ┬
       ·                                                                                                                  ╰── wrong type
     5 │ category: HostingPackage
       ╰────
      help: if it is meant to be a string, put it in quotes: `"3"`

    1 resource in 2 files: 1 error.
    For more information, run `wares explain T04`.
    exit code 1
    "#);
}

fn article_of_513_characters() -> Project {
    package("HST-GLDY", &"X".repeat(513))
}

#[test]
fn article_of_513_characters_is_reported() {
    insta::assert_snapshot!(shown(&article_of_513_characters()), @"
    T05 wrong-value

      × the name has 513 characters, but the database allows at most 512
       ╭─[a.yaml:2:10]
     1 │ kind: package
     2 │ article: XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX…
       ·          ───────────────────────────────────────────────────────┬───────────────────────────────────────────────────────
       ·                                                                 ╰── not a valid value
     3 │ name: Gold
       ╰────
      help: shorten it by one character

    1 resource in 2 files: 1 error.
    For more information, run `wares explain T05`.
    exit code 1
    ");
}

fn alias_bomb() -> Project {
    Project::new().file("a.yaml", &bomb())
}

#[test]
fn alias_bomb_is_reported() {
    insta::assert_snapshot!(shown(&alias_bomb()), @"
    S05 too-large

      × the anchors and aliases of this file expand to more than 8 MiB
        ╭─[a.yaml:14:52]
     13 │   a3: &a3 [*a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2, *a2]
     14 │   a4: &a4 [*a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3, *a3]
        ·                                                    ─┬─
        ·                                                     ╰── too large
     15 │   a5: &a5 [*a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4, *a4]
        ╰────
      help: write the values out, or split the file

    0 resources in 2 files: 1 error.
    For more information, run `wares explain S05`.
    exit code 1
    ");
}

fn ten_thousand_brackets() -> Project {
    Project::new().file("a.yaml", &format!("{PACKAGE}tags: {}{}\n", "[".repeat(10_000), "]".repeat(10_000)))
}

#[test]
fn ten_thousand_brackets_are_reported() {
    insta::assert_snapshot!(shown(&ten_thousand_brackets()), @"
    S05 too-large

      × values are nested more than 64 levels deep
       ╭─[a.yaml:9:262]
     8 │ limits: { space_mb: 3072 }
     9 │ …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
       ·                                          ┬
       ·                                          ╰── too large
       ╰────
      help: no value in a catalog is nested this deeply: remove the extra brackets, dashes or keys

    0 resources in 2 files: 1 error.
    For more information, run `wares explain S05`.
    exit code 1
    ");
}

fn ten_thousand_unclosed_brackets() -> Project {
    Project::new().file("a.yaml", &"[".repeat(10_000))
}

#[test]
fn ten_thousand_unclosed_brackets_are_reported() {
    insta::assert_snapshot!(shown(&ten_thousand_unclosed_brackets()), @"
    S05 too-large

      × values are nested more than 64 levels deep
       ╭─[a.yaml:1:256]
     1 │ …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
       ·                                          ┬
       ·                                          ╰── too large
       ╰────
      help: no value in a catalog is nested this deeply: remove the extra brackets, dashes or keys

    0 resources in 2 files: 1 error.
    For more information, run `wares explain S05`.
    exit code 1
    ");
}

fn ten_thousand_braces() -> Project {
    Project::new().file("a.yaml", &format!("{}{}\n", "{a: ".repeat(10_000), "}".repeat(10_000)))
}

#[test]
fn ten_thousand_braces_are_reported() {
    insta::assert_snapshot!(shown(&ten_thousand_braces()), @"
    S05 too-large

      × values are nested more than 64 levels deep
       ╭─[a.yaml:1:1021]
     1 │ …{a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: …
       ·                                          ┬
       ·                                          ╰── too large
       ╰────
      help: no value in a catalog is nested this deeply: remove the extra brackets, dashes or keys

    0 resources in 2 files: 1 error.
    For more information, run `wares explain S05`.
    exit code 1
    ");
}

fn ten_thousand_dashes() -> Project {
    Project::new().file("a.yaml", &format!("{}x\n", "- ".repeat(10_000)))
}

#[test]
fn ten_thousand_dashes_are_reported() {
    insta::assert_snapshot!(shown(&ten_thousand_dashes()), @"
    S05 too-large

      × values are nested more than 64 levels deep
       ╭─[a.yaml:1:129]
     1 │ …- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - …
       ·                                          ┬
       ·                                          ╰── too large
       ╰────
      help: no value in a catalog is nested this deeply: remove the extra brackets, dashes or keys

    0 resources in 2 files: 1 error.
    For more information, run `wares explain S05`.
    exit code 1
    ");
}

fn ten_thousand_levels_of_indentation() -> Project {
    let lines = (0..10_000).map(|n| format!("{}a:\n", " ".repeat(n)));
    Project::new().file("a.yaml", &lines.collect::<String>())
}

#[test]
fn ten_thousand_levels_of_indentation_are_reported() {
    insta::assert_snapshot!(shown(&ten_thousand_levels_of_indentation()), @"
    S05 too-large

      × values are nested more than 64 levels deep
        ╭─[a.yaml:65:65]
     64 │                                                                a:
     65 │                                                                 a:
        ·                                                                 ┬
        ·                                                                 ╰── too large
     66 │                                                                  a:
        ╰────
      help: no value in a catalog is nested this deeply: remove the extra brackets, dashes or keys

    0 resources in 2 files: 1 error.
    For more information, run `wares explain S05`.
    exit code 1
    ");
}
