//! A text that is cut at its markers says what it says as a whole.

use super::{pick, setting};
use crate::bad_input;
use crate::support::{GROUP, ITEM, Memory, PACKAGE};
use fastrand::Rng;
use std::collections::HashMap;
use wares::diagnostic::File;
use wares::source::{Data, Document, Node, Source, Span, parse};

const FILE: &str = "a.yaml";

/// What YAML is made of, and what it stumbles over. Most of it begins or ends a line.
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

/// A value, part by part: where each stands, and what it is.
fn flat(node: &Node, start: usize, into: &mut Vec<(Span, String)>) {
    let said = match &node.data {
        Data::Sequence(_) | Data::Mapping(_) => node.type_name().to_owned(),
        other => format!("{other:?}"),
    };
    into.push((start + node.span.start..start + node.span.end, said));
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

/// A document's number, its parts, and what is remarked within it.
type Told = (u32, Vec<(Span, String)>, Vec<String>);

/// What a document says, where, and what is remarked within it. What is remarked between two documents may go to
/// either.
fn told(document: &Document) -> Told {
    let mut parts = Vec::new();
    flat(&document.root, document.start, &mut parts);
    let Span { start, end } = document.root.span;
    let within = document.comments.iter().filter(|comment| (start..end).contains(&comment.span.start));
    let remark = |span: &Span| document.start + span.start..document.start + span.end;
    let remarks = within.map(|it| format!("{:?} {} {}", remark(&it.span), it.pointer, it.text));
    (document.id.serial, parts, remarks.collect())
}

fn all_told(documents: &[Document]) -> Vec<Told> {
    documents.iter().map(told).collect()
}

/// Holds that a text says the same as a whole and in parts.
fn is_the_same_in_parts(text: &str) -> Source {
    let (documents, findings) = parse(FILE, text);
    let source = Source::of(File::new(FILE), text, None);
    assert_eq!(all_told(&source.documents), all_told(&documents), "the documents of {text:?}");
    assert_eq!(source.findings, findings, "the findings of {text:?}");
    let given_up = Source::of_with(File::new(FILE), text, None, &mut |_| false);
    assert_eq!(all_told(&given_up.documents), all_told(&documents), "what is read again of {text:?}");
    source
}

/// A text with a few of its bytes taken out, put in or repeated.
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

/// Small texts, in which a sign more or less is likely to matter.
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
fn the_examples_and_what_is_wrong_in_every_known_way_say_the_same_in_parts() {
    let wrong = bad_input::texts();
    assert!(wrong.len() > 100, "{}", wrong.len());
    let pairs = wrong.iter().map(|text| format!("{text}---\n{text}---\n{ITEM}"));
    for text in examples().iter().chain(&small()).chain(&wrong).cloned().chain(pairs) {
        is_the_same_in_parts(&text);
    }
}

/// What is taken over when a document becomes the last of its file, or is it no more, is what is said of it there.
#[test]
fn what_is_wrong_is_told_anew_when_a_document_is_put_below_it_or_taken_out() {
    for last in bad_input::texts() {
        let followed = format!("{last}\n---\n{ITEM}");
        let last = format!("{last}\n");
        let [alone, above] = [&last, &followed].map(|text| Source::of(File::new(FILE), text.as_str(), None));
        for (text, before) in [(&last, &above), (&followed, &alone)] {
            let source = Source::of(File::new(FILE), text.as_str(), Some(before));
            follows(&source, &is_the_same_in_parts(text), &mut HashMap::new());
        }
    }
}

/// Each text follows the one before, so that what is taken over from it is held too.
#[test]
fn damaged_texts_say_the_same_in_parts_and_when_they_are_edited() {
    let (count, seed) = (setting("WARES_TEST_TEXTS", 6_000), setting("WARES_TEST_SEED", 1));
    let mut rng = Rng::with_seed(seed);
    let texts: Vec<String> = small().into_iter().chain(examples()).filter(|text| text.len() < 900).collect();
    for _ in 0..count / 4 {
        let mut text = texts[rng.usize(..texts.len())].clone();
        let mut edited: Option<Source> = None;
        let mut roots: HashMap<u32, Document> = HashMap::new();
        for _ in 0..4 {
            let whole = is_the_same_in_parts(&text);
            let mut keeps = |document: &Document| document.id.serial.is_multiple_of(2);
            let source = Source::of_with(File::new(FILE), text.as_str(), edited.as_ref(), &mut keeps);
            follows(&source, &whole, &mut roots);
            edited = Some(source);
            text = damaged(&mut rng, &text);
        }
    }
}

/// Holds that an edited text says the same as one that is read anew, and that a document's number is not given to
/// another one.
fn follows(source: &Source, whole: &Source, roots: &mut HashMap<u32, Document>) {
    let parts = |source: &Source| {
        all_told(&source.documents)
            .into_iter()
            .map(|(_, parts, remarks)| (parts, remarks))
            .collect::<Vec<_>>()
    };
    assert_eq!(parts(source), parts(whole), "the documents of {:?}", source.text);
    assert_eq!(source.findings, whole.findings, "the findings of {:?}", source.text);
    let mut numbers: Vec<u32> = source.documents.iter().map(|document| document.id.serial).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), source.documents.len(), "the numbers of {:?}", source.text);
    for document in &source.documents {
        let known = roots.entry(document.id.serial).or_insert_with(|| document.clone());
        assert_eq!(known.root, document.root, "a number of {:?}", source.text);
    }
}

/// The aliases of a file may stand for so much together, so that the documents above decide what a document may have.
#[test]
fn what_aliases_stand_for_is_counted_anew_when_a_document_above_has_fewer() {
    let aliases = |count: usize| format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), "*a, ".repeat(count));
    let file = |first: usize| format!("{}---\n{}", aliases(first), aliases(50));
    let [many, few] = [file(50), file(1)];
    let before = is_the_same_in_parts(&many);
    assert_eq!(before.findings.len(), 1);
    let after = Source::of(File::new(FILE), few.as_str(), Some(&before));
    assert_eq!((after.findings.as_slice(), after.documents.len()), ([].as_slice(), 2));
    let again = Source::of(File::new(FILE), many.as_str(), Some(&after));
    assert_eq!(again.findings, before.findings);
}
