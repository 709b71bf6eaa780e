//! Whatever the text, it is read without a panic, and every place in it is a place in it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wares::diagnostic::{Location, Part, Pointer};
use wares::source::{Data, Document, Node, Span, parse};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (documents, findings) = parse("a.yaml", text);
    for label in findings.iter().flat_map(|finding| &finding.labels) {
        if let Location::Bytes(_, range) = label.location {
            holds(text, &(range.start..range.end));
        }
    }
    for document in &documents {
        document.root.to_json().to_string();
        walk(text, document, &document.root, Pointer::root());
    }
});

fn walk(text: &str, document: &Document, node: &Node, pointer: Pointer) {
    holds(text, &node.span);
    let at = document.span(pointer, Part::Value);
    holds(text, &at);
    // The root stands for its first entry, and where nothing is written its key does.
    let stands_for_itself = pointer != Pointer::root() && !node.span.is_empty();
    assert!(at == node.span || !stands_for_itself, "{pointer} leads to {at:?}, not {:?}", node.span);
    match &node.data {
        Data::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(text, document, item, pointer.child(index));
            }
        }
        Data::Mapping(entries) => {
            for entry in entries {
                let child = pointer.child(&entry.key);
                holds(text, &entry.span);
                assert_eq!(document.span(child, Part::Key), entry.span, "the key of {child}");
                walk(text, document, &entry.value, child);
            }
        }
        _ => {}
    }
}

fn holds(text: &str, span: &Span) {
    assert!(text.get(span.clone()).is_some(), "{span:?} is no part of the text");
}
