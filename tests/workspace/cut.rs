//! A text that is cut into documents at its markers is read like the whole text.

use super::{pick, setting};
use crate::bad_input;
use crate::support::{GROUP, ITEM, Memory, PACKAGE};
use fastrand::Rng;
use std::collections::HashMap;
use wares::diagnostic::File;
use wares::source::{Data, Document, Node, Source, Span, parse};

const FILE: &str = "a.yaml";

/// Parts of YAML syntax, and strings that are hard to parse. Most of them begin or end a line.
const SIGNS: &[&str] = &[
    "---\n",
    "\n---\n",
    "\n--- ",
    "\n---x",
    "\n  ---\n",
    "\n---\t",
    "\n--- |\n",
    "\n--- text\n",
    "\n--- # c\n",
    "\n---",
    "\r---\r",
    "\r\n---\r\n",
    "\n---\r",
    "\n---\u{a0}",
    "\n---\u{2028}",
    "\n---\u{b}x: 1\n",
    "\n----\n",
    "\n--\n",
    "\n...\n",
    "\n... # c\n",
    "...",
    "\n%YAML 1.2\n",
    "\n%TAG ! !x\n",
    "\r%YAML 1.2\r---\r",
    "%",
    "\n# c\n",
    " # c",
    "#",
    "\n\n",
    "\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "  ",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\u{0}",
    "é",
    "\"",
    "'",
    "\n\"",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ": ",
    "\n: ",
    "- ",
    "\n- ",
    "? ",
    "\n? ",
    "&a ",
    "*a",
    "\n*a\n",
    "!",
    "!!str ",
    "!x ",
    "|",
    "\nx: |\n",
    "\nx: |+\n",
    "\nx: >-\n  a\n",
    "| \n  a\n\n\n",
    ">",
    "@",
    "`",
    "\\",
    "\n<<<<<<< x\n",
    "<<: ",
    "\na: \n",
    "\nkind: item\n",
    "a: 1",
    "~",
    "null",
];

/// Collects the parts of a value: the span and the description of each node and key.
fn flat(node: &Node, start: usize, into: &mut Vec<(Span, String)>) {
    let description = match &node.data {
        Data::Sequence(_) | Data::Mapping(_) => node.type_name().to_owned(),
        other => format!("{other:?}"),
    };
    into.push((start + node.span.start..start + node.span.end, description));
    match &node.data {
        Data::Sequence(items) => items.iter().for_each(|item| flat(item, start, into)),
        Data::Mapping(entries) => {
            for entry in entries {
                into.push((start + entry.span.start..start + entry.span.end, entry.key.to_string()));
                flat(&entry.value, start, into);
            }
        }
        _ => {}
    }
}

/// A document's number, its parts, and the comments within it.
type Contents = (u32, Vec<(Span, String)>, Vec<String>);

/// The contents of a document. Comments outside of its root are left out, because a comment between two documents may
/// belong to either.
fn contents(document: &Document) -> Contents {
    let mut parts = Vec::new();
    flat(&document.root, document.start, &mut parts);
    let Span { start, end } = document.root.span;
    let within = document.comments.iter().filter(|comment| (start..end).contains(&comment.span.start));
    let span_in_file = |span: &Span| document.start + span.start..document.start + span.end;
    let texts = within.map(|it| format!("{:?} {} {}", span_in_file(&it.span), it.pointer, it.text));
    (document.id.serial, parts, texts.collect())
}

fn all_contents(documents: &[Document]) -> Vec<Contents> {
    documents.iter().map(contents).collect()
}

/// Asserts that a text has the same documents and findings when it is parsed as a whole and in parts.
fn assert_same_in_parts(text: &str) -> Source {
    let (documents, findings) = parse(FILE, text);
    let source = Source::of(File::new(FILE), text, None);
    assert_eq!(all_contents(&source.documents), all_contents(&documents), "the documents of {text:?}");
    assert_eq!(source.findings, findings, "the findings of {text:?}");
    let given_up = Source::of_with(File::new(FILE), text, None, &mut |_| false);
    assert_eq!(
        all_contents(&given_up.documents),
        all_contents(&documents),
        "the documents that are read again of {text:?}"
    );
    source
}

/// A text with a few of its characters removed, inserted or repeated.
fn damaged(rng: &mut Rng, text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for _ in 0..rng.usize(1..5) {
        let at = rng.usize(..=chars.len());
        let end = (at + rng.usize(..12)).min(chars.len());
        match rng.u8(..8) {
            0 => drop(chars.drain(at..end)),
            1 => {
                let again = chars[at..end].to_vec();
                drop(chars.splice(at..at, again));
            }
            _ => drop(chars.splice(at..at, pick(rng, SIGNS).chars())),
        }
    }
    chars.into_iter().collect()
}

/// Small texts, in which a single character is likely to matter.
fn small() -> Vec<String> {
    let joined = format!("{PACKAGE}---\n{GROUP}---\n# the last\n{ITEM}");
    let texts = [
        "a: 1\n---\nb: 2\n---\nc: 3\n",
        "---\na:\n---\nb: [1, 2]\n...\n---\n# c\nc: {d: e}\n",
        "a: &a {b: 1}\nc: *a\n---\nd: |\n  text\n\n---\ne: >-\n  more\n  text\n",
        "- 'a'\n- \"b\"\n---\n- ? c\n  : d\n--- text\n--- |\n  block\n---\n- e\n",
        "# c\r\na: 1\r\n---\r\nb: |+\r\n  x\r\n\r\n---\r\nc: !!str 1\r\n",
        "a: \"x\n  y\"\n---\nb: 'z\n\n  w'\n---\nc: d\n  e\n",
    ];
    texts.into_iter().map(str::to_owned).chain([joined]).collect()
}

fn examples() -> Vec<String> {
    let files = ["hosting", "cloud"].into_iter().flat_map(|name| Memory::example(name).0.into_values());
    files.map(|bytes| String::from_utf8(bytes).expect("UTF-8")).collect()
}

#[test]
fn examples_and_all_bad_input_are_the_same_in_parts() {
    let wrong = bad_input::texts();
    assert!(wrong.len() > 100, "{}", wrong.len());
    let pairs = wrong.iter().map(|text| format!("{text}---\n{text}---\n{ITEM}"));
    for text in examples().iter().chain(&small()).chain(&wrong).cloned().chain(pairs) {
        assert_same_in_parts(&text);
    }
}

/// A document can be taken over when it becomes the last one of its file or ceases to be. Its findings must then be
/// those for its new position.
#[test]
fn findings_follow_when_a_document_is_added_or_removed_below() {
    for last in bad_input::texts() {
        let followed = format!("{last}\n---\n{ITEM}");
        let last = format!("{last}\n");
        let [alone, above] = [&last, &followed].map(|text| Source::of(File::new(FILE), text.as_str(), None));
        for (text, before) in [(&last, &above), (&followed, &alone)] {
            let source = Source::of(File::new(FILE), text.as_str(), Some(before));
            assert_follows(&source, &assert_same_in_parts(text), &mut HashMap::new());
        }
    }
}

/// Each text is an edit of the one before, so that taking over its documents is tested too.
#[test]
fn damaged_texts_are_the_same_in_parts_and_after_edits() {
    let (count, seed) = (setting("WARES_TEST_TEXTS", 6_000), setting("WARES_TEST_SEED", 1));
    let mut rng = Rng::with_seed(seed);
    let texts: Vec<String> = small().into_iter().chain(examples()).filter(|text| text.len() < 900).collect();
    for _ in 0..count / 4 {
        let mut text = texts[rng.usize(..texts.len())].clone();
        let mut edited: Option<Source> = None;
        let mut roots: HashMap<u32, Document> = HashMap::new();
        for _ in 0..4 {
            let fresh = assert_same_in_parts(&text);
            let mut keeps = |document: &Document| document.id.serial.is_multiple_of(2);
            let source = Source::of_with(File::new(FILE), text.as_str(), edited.as_ref(), &mut keeps);
            assert_follows(&source, &fresh, &mut roots);
            edited = Some(source);
            text = damaged(&mut rng, &text);
        }
    }
}

/// Asserts that an edited text has the same documents and findings as one that is newly read, and that no document gets
/// the number of another one.
fn assert_follows(source: &Source, fresh: &Source, roots: &mut HashMap<u32, Document>) {
    let parts = |source: &Source| {
        all_contents(&source.documents)
            .into_iter()
            .map(|(_, parts, comments)| (parts, comments))
            .collect::<Vec<_>>()
    };
    assert_eq!(parts(source), parts(fresh), "the documents of {:?}", source.text);
    assert_eq!(source.findings, fresh.findings, "the findings of {:?}", source.text);
    let mut numbers: Vec<u32> = source.documents.iter().map(|document| document.id.serial).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), source.documents.len(), "the numbers of {:?}", source.text);
    for document in &source.documents {
        let known = roots.entry(document.id.serial).or_insert_with(|| document.clone());
        assert_eq!(known.root, document.root, "a number of {:?}", source.text);
    }
}

/// The expansion of aliases is limited for each file, so documents above affect how much a document may expand.
#[test]
fn alias_limit_is_applied_again_when_a_document_above_has_fewer_aliases() {
    let aliases = |count: usize| format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(count));
    let file = |first: usize| format!("{}---\n{}", aliases(first), aliases(50));
    let [many, few] = [file(50), file(1)];
    let before = assert_same_in_parts(&many);
    assert_eq!(before.findings.len(), 1);
    let after = Source::of(File::new(FILE), few.as_str(), Some(&before));
    assert_eq!((after.findings.as_slice(), after.documents.len()), ([].as_slice(), 2));
    let again = Source::of(File::new(FILE), many.as_str(), Some(&after));
    assert_eq!(again.findings, before.findings);
}
