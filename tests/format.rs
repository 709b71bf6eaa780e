//! `fmt`: files get one layout, and nothing else changes.

use crate::support::{Project, Run};
use proptest::prelude::*;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use wares::source::{Document, Tree, format, parse};

/// Formats a text. Asserts that its values stay the same, and that formatting it again changes nothing.
#[track_caller]
fn formatted(text: &str) -> String {
    let new = format(text).unwrap_or_else(|error| panic!("{error}, at {:?} of\n{text}", error.span));
    assert_eq!(values(&new), values(text), "the values of\n{text}\nare not those of\n{new}");
    assert_eq!(format(&new).as_ref(), Ok(&new), "formatting twice changes\n{text}");
    new
}

/// The values of a text's documents, without their locations.
fn values(text: &str) -> Vec<(u32, Tree)> {
    let (documents, findings) = parse("a.yaml", text);
    assert!(findings.is_empty(), "{findings:?}\n{text}");
    documents.into_iter().map(|Document { id, root, .. }| (id.serial, root)).collect()
}

fn is_valid(text: &str) -> bool {
    parse("a.yaml", text).1.is_empty()
}

/// Runs `fmt --stdin` without a catalog.
fn filter(arguments: &str, text: &[u8]) -> Run {
    let mut command = Project::judged().command(&format!("fmt --stdin {arguments}"));
    command.current_dir("/").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program runs");
    child.stdin.take().expect("stdin").write_all(text).expect("the program reads stdin");
    Run::new(arguments, &child.wait_with_output().expect("the program ends"))
}

#[test]
fn layout_is_normalized() {
    let text = "\
# yaml-language-server: $schema=x

kind:   package  # a kind
article:    HST
name: {en: 'Gold',   de: Gold }
periods:
- {every: 1 year, prices: {EUR: 99.00, USD: 109.00}}
-   every: 1 month
    prices: { EUR: 9.90 }


tags: [ a,b , c]
limits: {
  a: 1, # one
  b: 2 }
   # the end
---
kind: item";
    insta::assert_snapshot!(formatted(text), @r#"
    # yaml-language-server: $schema=x

    kind: package # a kind
    article: HST
    name: { en: "Gold", de: Gold }
    periods:
      - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }
      - every: 1 month
        prices: { EUR: 9.90 }

    tags: [a, b, c]
    limits: {
      a: 1, # one
      b: 2
    }
    # the end
    ---
    kind: item
    "#);
}

#[test]
fn ignore_comment_of_the_formatter_has_no_effect() {
    assert_eq!(formatted("# pretty-yaml-ignore\na:   1\n"), "# pretty-yaml-ignore\na: 1\n");
}

#[test]
fn scalars_are_unchanged_except_for_quotes() {
    let values = [
        "007",
        "\"1.0\"",
        "9.90",
        "1e3",
        "0x1F",
        ".inf",
        "~",
        "null",
        "True",
        "no",
        "1_000",
        "''",
        "\"\"",
        "12.",
        "'it''s'",
        r#"'say "hi"'"#,
        r#""a\tb\u00e9""#,
        r"'a\b'",
        "a b  c",
        "http://x.y/#z",
        "-1",
        "- 1",
        "'- 1'",
        "\"#\"",
        "a#b",
        "*a",
        "&a x",
        "\u{e4}\u{f6} \u{1f600}",
        "'  x  '",
        "\"  x  \"",
        "?",
        "2001-01-01",
        "!",
    ];
    for value in values.iter().filter(|value| is_valid(&format!("k: {value}\n"))) {
        let kept = match *value {
            "''" => "\"\"",
            "'- 1'" => "\"- 1\"",
            "'  x  '" => "\"  x  \"",
            value => value,
        };
        assert_eq!(formatted(&format!("k:   {value}")), format!("k: {kept}\n"));
    }
}

#[test]
fn block_scalars_keep_all_whitespace() {
    for style in ["|", ">", "|-", ">-", "|+", ">+", "|2", ">2-", "|+2", "|1", ">3"] {
        for body in [
            "      x\n",
            "      x\n\n\n",
            "      x\n    \n      \n          \n      y  \n",
            "\n\n      x\n         y\n\n      z\n",
            "      \tx\n       y",
            "\n\n",
            "",
            "      # no comment\n      - no list\n      a: | # no header\n      ---\n",
            "      x\n          ",
        ] {
            for (before, after) in [
                ("a:\n  b: ", "  c: 1\n"),
                ("- ", "- x\n"),
                ("a: 1\nb: ", "\n\n# end\n"),
                ("--- ", "\n...\n"),
            ] {
                let text = format!(
                    "{before}{style} # c\n{body}{}{after}",
                    if body.ends_with('\n') || body.is_empty() { "" } else { "\n" }
                );
                if is_valid(&text) {
                    formatted(&text);
                }
            }
        }
    }
    let text = "a: |1-\n   x\n  y\nb: &b |\n        x\n\n         \n        y\n\n\n\"c | d\": >+ # e | f\n x\n\n\nd: |\n x";
    insta::assert_snapshot!(formatted(text).replace(' ', "·"), @r#"
    a:·|2-
    ····x
    ···y
    b:·&b·|
    ··x

    ···
    ··y

    "c·|·d":·>+·#·e·|·f
    ··x


    d:·|
    ··x
    "#);
}

#[test]
fn odd_texts_keep_their_values() {
    let long = format!("a: {}\nb: [{}]\n", "word ".repeat(100), "entry, ".repeat(100));
    let nested = format!("a: {}1{}", "[".repeat(60), "]".repeat(60));
    let deep: String = (0..60).map(|depth| format!("{}k:\n", " ".repeat(3 * depth))).collect();
    let right = format!("a: [\n{}1]{} # c\n{}# d\n", " ".repeat(90), " ".repeat(90), " ".repeat(150));
    for text in [
        "",
        "\n \n",
        "# alone",
        "---\n---\n# c\n---\na: 1\n...\n# d\n",
        "%YAML 1.2\n---\na: 1\n",
        "a: &x {b: 1}\nc: *x\nd: &y\n  - 1\ne: *y",
        "? a\n: b\n? c\n",
        "? |\n  a\n  b\n: - 1\n",
        "- - - a\n    - b\n  - c\n",
        "-\n  -\n    - x\n-   a: 1\n    b: 2\n",
        "a:\n- 1\n- 2\nb:\n      c: 1\n#odd\n    # odder\nd: 1\n",
        "a: [1, 2 # c\n  , 3]\nb: {x: , y}\nc: [a: 1, {b: 2}, ]\n",
        "a: \"x\n\n  y\\\n  z\"\nb: 'x\n\n\n  y'\nc: x\n  y\n\n  z\n",
        "{a: 1, 'b': \"c\"}",
        "\"a | b\": |\n x\n'c > d': >\n x\n",
        "[]",
        "x",
        "\t\n# tab above\na: 1\n",
        "a: |\n  x\n   \n# c\nb: 1",
        "|\n\n   x\n # c\n",
        "a: &x|y |2\n    t\n  u\nb: *x|y\n",
        "a: |+\n\n\n",
        "|+\n\n",
        "a: 1 # c  \n# d \t\nb: 2\n",
        &long,
        &nested,
        &deep,
        &right,
    ] {
        formatted(text);
    }
}

#[test]
fn line_endings_and_a_byte_order_mark_are_kept() {
    assert_eq!(
        formatted("a:   1\r\nb: |\r\n    x\r\n\r\n    y\r\n# c"),
        "a: 1\r\nb: |\r\n  x\r\n\r\n  y\r\n# c\r\n"
    );
    assert_eq!(formatted("a: 1\r\nb: 2\n"), "a: 1\r\nb: 2\r\n", "the first line decides");
    assert_eq!(formatted("a: 1\nb: 2\r\n"), "a: 1\nb: 2\n");
    assert_eq!(formatted("a: |\n  x\n\n  y\r"), "a: |\n  x\n\n  y\n", "a carriage return ends a line too");
    assert_eq!(formatted("a: 1\rb:   2"), "a: 1\nb: 2\n");
    assert_eq!(formatted("\u{feff}a:  1"), "\u{feff}a: 1\n");
    assert_eq!(formatted("\u{feff}"), "\u{feff}");
}

#[test]
fn invalid_yaml_is_refused_with_its_location() {
    for (text, at) in [("a: 1\na: 2", 5), ("a: !t 1", 3), ("\u{feff}a: [", 6), ("x: 1\ny: *z", 8)] {
        let error = format(text).expect_err(text);
        assert_eq!(error.span.start, at, "{text}: {error}");
    }
}

/// Valid YAML that the formatter's own parser cannot read.
const UNFORMATTABLE: &str = "# c\r\nb: |\r\n  x \r\n\r\n  é\r\na:\r\n  ? #z\r\n  : v\r\n";

#[test]
fn unformattable_yaml_is_refused_with_its_location() {
    assert!(is_valid(UNFORMATTABLE));
    let error = format(UNFORMATTABLE).expect_err("refused");
    assert_eq!(&UNFORMATTABLE[error.span.start..], "? #z\r\n  : v\r\n", "{error}");
    let marked = format!("\u{feff}{UNFORMATTABLE}");
    let error = format(&marked).expect_err("refused");
    assert_eq!(&marked[error.span.start..], "? #z\r\n  : v\r\n", "{error}");
}

#[test]
fn yaml_that_would_hang_the_formatter_is_refused_with_its_location() {
    let text = format!("# c\n?x\n-\n{}\n", "[".repeat(60));
    assert!(is_valid(&text));
    let error = format(&text).expect_err("refused");
    assert_eq!((error.span.start, error.message.contains("put it in quotes")), (4, true), "{error}");
    formatted(&format!("a: {0}1{1}\nb: '{0}\n  x'\nc: x {0}\n", "[".repeat(40), "]".repeat(40)));
}

#[test]
fn examples_and_new_catalogs_are_formatted() {
    Project::example("hosting").run("fmt --check").code(0).says("18 files: nothing to format");
    let fresh = Project::judged();
    fresh.remove("wares.yaml");
    fresh.command("init").output().expect("the program runs");
    fresh.run("fmt --check").code(0).says("4 files: nothing to format");
}

/// Real files that are next to the repository on some machines.
fn real() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/real/jelastic-jps");
    let Ok(entries) = std::fs::read_dir(&root) else { return Vec::new() };
    let tiers = std::fs::read_dir(root.join("wordpress-tiers")).into_iter().flatten();
    entries.chain(tiers).flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect()
}

#[test]
fn real_files_keep_their_values() {
    for path in real().iter().filter(|path| path.extension().is_none_or(|extension| extension != "md")) {
        let text = std::fs::read_to_string(path).expect("a file");
        if is_valid(&text) {
            formatted(&text);
        }
    }
}

#[test]
fn only_changed_files_are_written() {
    let project = Project::judged()
        .file("a.yaml", "kind:   item\n")
        .file("b/b.yml", "# x\nkind: item\n")
        .file("c.yaml", "kind: item")
        .file(".waresignore", "left.yaml\n")
        .file("left.yaml", "kind:   item\n")
        .file("other/wares.yaml", "format:   1\n");
    let time = |path| std::fs::metadata(project.path(path)).expect("a file").modified().expect("a time");
    let (a, b) = (time("a.yaml"), time("b/b.yml"));
    let run = project.run("fmt --check").code(1).says("2 of 4 files not formatted: run `wares fmt`");
    assert_eq!(run.stdout, "a.yaml\nc.yaml\n");
    assert_eq!((time("a.yaml"), project.read("c.yaml").as_str()), (a, "kind: item"));

    assert_eq!(project.run("fmt a.yaml b").code(0).says("Formatted 1 of 2 files").stdout, "a.yaml\n");
    assert_eq!(project.run("fmt").code(0).stdout, "c.yaml\n");
    assert_eq!(project.run("fmt").code(0).says("0 of 4 files").stdout, "");
    project.run("fmt --check").code(0);
    assert_eq!(
        (project.read("a.yaml"), project.read("c.yaml")),
        ("kind: item\n".into(), "kind: item\n".into())
    );
    assert_eq!(time("b/b.yml"), b);
    assert_eq!(project.read("left.yaml"), "kind:   item\n");
    assert_eq!(project.read("other/wares.yaml"), "format:   1\n");

    project.run("fmt left.yaml").code(64).says("there is no file of the catalog in left.yaml");
    project.run("fmt nothing.yaml").code(64).says("nothing.yaml");
    project.run("fmt /").code(64).says("is not in the catalog");
    let leftover = std::fs::read_dir(project.path(".")).expect("a folder").flatten();
    assert_eq!(leftover.filter(|entry| entry.file_name().to_string_lossy().starts_with(".tmp")).count(), 0);
}

#[test]
fn invalid_file_does_not_prevent_formatting_of_others() {
    let project = Project::judged()
        .file("a.yaml", "kind:   item\n")
        .file("bad.yaml", "kind: [\n")
        .file("odd.yaml", UNFORMATTABLE)
        .file("twice.yaml", "a: 1\na:   2\n");
    let run = project.run("fmt").code(1).says("bad.yaml:").says("duplicate key `a`");
    assert_eq!(run.stdout, "a.yaml\n");
    let run = run.says("error: odd.yaml:7:3: the formatter cannot read this").says("Formatted 1 of 5 files");
    run.says("3 could not be formatted");
    assert_eq!(project.read("odd.yaml"), UNFORMATTABLE);
    assert_eq!(project.read("twice.yaml"), "a: 1\na:   2\n");
    project.run("fmt --check").code(1).says("nothing to format");
}

#[test]
fn file_keeps_its_permissions_and_a_link_its_target() {
    let project = Project::judged().file("a.yaml", "kind:   item\n").file("kept/real.txt", "kind:   item\n");
    let mode = |path: &Path| std::fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    std::fs::set_permissions(project.path("a.yaml"), PermissionsExt::from_mode(0o640)).expect("a mode");
    std::os::unix::fs::symlink("kept/real.txt", project.path("link.yaml")).expect("a link");
    project.run("fmt link.yaml").code(0);
    project.run("fmt").code(0);
    assert_eq!(mode(&project.path("a.yaml")), 0o640);
    assert!(project.path("link.yaml").is_symlink());
    assert_eq!(project.read("kept/real.txt"), "kind: item\n");
}

#[test]
fn manifest_is_formatted_even_if_it_is_ignored() {
    let project = Project::judged().file(".waresignore", "*.yaml\n").file("a.yaml", "kind:   item\n");
    project.replace("wares.yaml", "format: 1", "format:   1");
    assert_eq!(project.run("fmt").code(0).stdout, "wares.yaml\n");
    assert_eq!(project.read("a.yaml"), "kind:   item\n");
}

#[test]
fn read_only_file_is_not_replaced() {
    let project = Project::judged().file("a.yaml", "kind:   item\n").file("b.yaml", "kind:   item\n");
    std::fs::set_permissions(project.path("a.yaml"), PermissionsExt::from_mode(0o444)).expect("a mode");
    let run = project.run_bound("fmt").code(1).says("error: a.yaml cannot be written");
    assert_eq!(run.stdout, "b.yaml\n");
    run.says("Formatted 1 of 3 files. 1 could not be formatted.");
    assert_eq!(project.read("a.yaml"), "kind:   item\n");
}

#[test]
fn file_keeps_its_owner_if_that_is_permitted() {
    let project = Project::judged().file("a.yaml", "kind:   item\n");
    let path = project.path("a.yaml");
    let owner = |path: &Path| {
        let file = std::fs::metadata(path).expect("a file");
        (file.uid(), file.gid())
    };
    if nix::unistd::Uid::effective().is_root() {
        chown(&path, Some(65534), Some(65534)).expect("an administrator gives files away");
    }
    let before = owner(&path);
    assert_eq!(project.run("fmt").code(0).stdout, "a.yaml\n");
    assert_eq!(owner(&path), before);
}

#[test]
fn stdin_is_formatted_to_stdout() {
    assert_eq!(filter("", b"a:   1").code(0).stdout, "a: 1\n");
    assert_eq!(filter("", b"").code(0).stdout, "");
    assert_eq!(filter("--check", b"a:   1").code(1).stdout, "");
    assert_eq!(filter("--check", b"a: 1\n").code(0).stdout, "");
    assert_eq!(filter("", b"a: [").code(1).says("stdin:").stdout, "");
    assert_eq!(filter("", b"a: \xff").code(1).says("not UTF-8").stdout, "");
    assert_eq!(filter("", UNFORMATTABLE.as_bytes()).code(1).says("stdin:7:3").stdout, "");
    filter("a.yaml", b"").code(64);
    let large = vec![b'#'; 64 * 1024 * 1024 + 1];
    assert_eq!(
        filter("", &large)
            .code(1)
            .says("a catalog file may be at most 64 MiB")
            .does_not_say(".waresignore")
            .stdout,
        ""
    );
}

/// Generates odd YAML from a list of choices.
struct Author<'a> {
    choices: std::slice::Iter<'a, u8>,
    keys: usize,
}

impl Author<'_> {
    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::from(self.choices.next().copied().unwrap_or_default()) % limit
    }

    fn file(&mut self) -> String {
        let mut text = self.pick(&["", "---\n", "# first\n", "\u{feff}"]).to_owned();
        text += &self.block(0, 3);
        for _ in 0..self.below(3) {
            text += self.pick(&["---\n", "--- # c\n", "...\n---\n", "# last\n---\n\n"]);
            text += &self.block(0, 3);
        }
        text
    }

    /// A value below its key, from the start of a line.
    fn block(&mut self, indent: usize, depth: usize) -> String {
        let pad = " ".repeat(indent);
        let count = 1 + self.below(3);
        let is_list = self.below(3) == 0;
        let mut text = String::new();
        for _ in 0..count {
            text += &self.trivia(indent);
            text += &pad;
            if is_list {
                text += "-";
            } else {
                self.keys += 1;
                let quote = self.pick(&["", "", "\"", "'"]);
                text += &format!("{quote}k{}{quote}:", self.keys);
            }
            text += &self.value(indent, depth, is_list);
        }
        text
    }

    fn value(&mut self, indent: usize, depth: usize, is_list: bool) -> String {
        let deeper = indent + 1 + self.below(4);
        match self.below(6) {
            0 if depth > 0 => format!("{}\n{}", self.comment(), self.block(deeper, depth - 1)),
            1 if depth > 0 && is_list => {
                let nested = self.block(indent + 2, depth - 1);
                let at = nested.find(|c: char| c != ' ' && c != '\n').unwrap_or_default();
                if nested[at..].starts_with('#') {
                    format!("\n{nested}")
                } else {
                    format!(" {}", &nested[at..])
                }
            }
            2 => self.scalar_block(deeper),
            3 => format!(" {}{}\n", self.flow(2, deeper), self.comment()),
            _ => format!("{}{}{}\n", self.pick(&[" ", "   "]), self.scalar(), self.comment()),
        }
    }

    fn scalar_block(&mut self, indent: usize) -> String {
        let head = self.pick(&["|", ">", "|-", ">-", "|+", ">+"]);
        let mut text = format!(" {head}{}\n", self.comment());
        for _ in 0..self.below(2) {
            text += "\n";
        }
        text += &format!("{}{}\n", " ".repeat(indent), self.pick(&["x", "# x", "- x  ", "é", "\tx"]));
        for _ in 0..self.below(4) {
            let line = self.pick(&["", "y", "  y", "    ", "\t", "---", "z  "]);
            text += &format!("{}{line}\n", if line.is_empty() { String::new() } else { " ".repeat(indent) });
        }
        text
    }

    fn flow(&mut self, depth: usize, indent: usize) -> String {
        let space = match self.below(8) {
            0 => format!("\n{}", " ".repeat(indent)),
            1 | 2 => String::new(),
            _ => " ".to_owned(),
        };
        let inner = |author: &mut Self| {
            if depth > 0 && author.below(3) == 0 {
                author.flow(depth - 1, indent)
            } else {
                author.pick(&["1", "9.90", "a b", "\"x, y\"", "'#'", "007", "~"]).to_owned()
            }
        };
        let is_list = self.below(2) == 0;
        let mut parts = Vec::new();
        for _ in 0..self.below(4) {
            self.keys += 1;
            let value = inner(self);
            parts.push(if is_list { value } else { format!("k{}: {value}", self.keys) });
        }
        let (open, close) = if is_list { ("[", "]") } else { ("{", "}") };
        format!("{open}{space}{}{space}{close}", parts.join(&format!(",{space}")))
    }

    fn scalar(&mut self) -> &'static str {
        self.pick(&[
            "a",
            "9.90",
            "007",
            "\"1.0\"",
            "'it''s'",
            "\"\\t\\\"\"",
            "x y  z",
            "~",
            "",
            "no",
            "a#b",
            "'\"'",
            "1e3",
            "http://a/b?c=d",
            "'\\'",
            "ä € 😀",
        ])
    }

    fn comment(&mut self) -> &'static str {
        self.pick(&["", "", "", " # c", "    #c"])
    }

    fn trivia(&mut self, indent: usize) -> String {
        match self.below(8) {
            0 => "\n".to_owned(),
            1 => "\n\n   \n".to_owned(),
            2 => format!("{}# above\n", " ".repeat(indent)),
            3 => "# left\n".to_owned(),
            _ => String::new(),
        }
    }
}

/// A random text, which is usually valid YAML.
fn author(choices: &[u8]) -> String {
    Author { choices: choices.iter(), keys: 0 }.file()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn random_file_keeps_its_values(choices in proptest::collection::vec(any::<u8>(), 0..160), crlf in any::<bool>()) {
        let text = author(&choices);
        let text = if crlf { text.replace('\n', "\r\n") } else { text };
        prop_assume!(is_valid(&text));
        formatted(&text);
    }

    #[test]
    fn random_text_keeps_its_values(text in "([a-z]{1,3}|[-:{}\\[\\],&*!|>'\"#%@ \n\t?]|: |\n  |- |\n---\n|&a |\\*a|>2\n|[|]+\n ){0,40}") {
        if let Ok(new) = format(&text) {
            assert_eq!(values(&new), values(&text));
            assert_eq!(format(&new).as_ref(), Ok(&new));
        }
    }
}

/// Tries every word of two or three of these characters, in every position that a value or a key can have.
#[test]
fn every_valid_text_can_be_formatted() {
    const CHARACTERS: &[&str] = &[
        "a", "1", ":", ",", "-", "?", "#", "!", "&", "*", "|", ">", "[", "]", "{", "}", "%", "=", "<", "~",
        ".", "\"", "'", " ",
    ];
    const PLACES: &[&str] = &[
        "- W\n",
        "k: W\n",
        "W: v\n",
        "[W]\n",
        "[W, b]\n",
        "{k: W}\n",
        "{W: v}\n",
        "{W, b: c}\n",
        "- W: v\n",
        "? W\n: v\n",
        "- &a W\n- *a\n",
        "&a W: v\nk: *a\n",
        "k: &a W\nl: *a\n",
        "k:\n  W\n",
        "k: W # c\n",
        "- [W: v]\n",
        "- - W\n",
        "W\n",
    ];
    let two =
        CHARACTERS.iter().flat_map(|first| CHARACTERS.iter().map(move |second| format!("{first}{second}")));
    let words: Vec<String> =
        two.flat_map(|two| ["", ",", ":", "-", "a"].map(|third| format!("{two}{third}"))).collect();
    let mut refused = Vec::new();
    let mut formatted_count = 0;
    for text in PLACES.iter().flat_map(|place| words.iter().map(|word| place.replace('W', word))) {
        match format(&text) {
            _ if !is_valid(&text) => {}
            Ok(_) => {
                formatted(&text);
                formatted_count += 1;
            }
            // A `?` key that is empty or follows a comment.
            Err(_) if text.contains('?') => {}
            Err(error) => refused.push((text, error.message)),
        }
    }
    assert!(formatted_count > 10_000, "{formatted_count}");
    assert!(
        refused.is_empty(),
        "{} of {formatted_count}: {:?}",
        refused.len(),
        &refused[..refused.len().min(60)]
    );
}

#[test]
fn anchor_on_a_key_refers_to_the_key() {
    for (text, json) in [
        ("- &b item: X\n- *b\n", "[{\"item\":\"X\"},\"item\"]"),
        ("{ &b 1: &c x, d: [*b, *c] }\n", "{\"1\":\"x\",\"d\":[1,\"x\"]}"),
        ("&a \"1\": 2\nb: *a\n", "{\"1\":2,\"b\":\"1\"}"),
    ] {
        let (documents, findings) = parse("a.yaml", text);
        assert!(findings.is_empty(), "{text}: {findings:?}");
        assert_eq!(documents[0].root.to_json().to_string(), json, "{text}");
        formatted(text);
    }
}

#[test]
fn unsupported_tag_is_named_wherever_it_appears() {
    for (text, tag) in [
        ("!!map { a: 1 }\n", "!!map"),
        ("# see !this\n!!map # or !that\na: 1\n", "!!map"),
        ("a: 1\n...\n!x { a: 1 }\n", "!x"),
        ("--- !x\na: 1\n", "!x"),
        ("!x a: 1\n", "!x"),
        ("&a !x { a: 1 }\n", "!x"),
        ("!x &a [1]\n", "!x"),
        ("a: !<tag:x> 1\n", "!<tag:x>"),
    ] {
        let (_, findings) = parse("a.yaml", text);
        let messages: Vec<&str> = findings.iter().map(|finding| finding.message.as_str()).collect();
        assert_eq!(messages, [format!("the tag `{tag}` is not supported")], "{text}");
    }
}

/// An application manifest belongs to the vendor: it is not formatted, even if the document that names it is invalid.
#[test]
fn application_manifests_are_not_formatted() {
    const MANIFEST: &str = "settings:\n    fields:\n    -   name:   waf\n";
    for kind in ["installation_package", "installation_packag"] {
        let project = Project::judged()
            .file("a.yaml", &format!("kind: {kind}\nname:   Lite\nmanifest: m/lite.yaml\n"))
            .file("m/lite.yaml", MANIFEST);
        project.run("fmt");
        assert_eq!(project.read("m/lite.yaml"), MANIFEST, "{kind}");
        assert!(project.read("a.yaml").contains("name: Lite"), "{kind}");
        project.run("fmt m/lite.yaml").code(64).says("there is no file of the catalog in m/lite.yaml");
    }
}
