//! Whatever the text, it is formatted without a panic, its values stay, and formatting it again changes nothing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wares::source::{Tree, format, parse};

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let Ok(new) = format(text) else { return };
    assert_eq!(values(text), values(&new), "{text:?} became {new:?}");
    assert_eq!(format(&new).as_ref(), Ok(&new), "a second time changes {text:?}");
});

/// What a text says, without its places.
fn values(text: &str) -> Vec<(u32, Tree)> {
    let (documents, findings) = parse("a.yaml", text);
    assert!(findings.is_empty(), "{text:?} should not be formatted: {findings:?}");
    documents.into_iter().map(|document| (document.id.serial, document.root)).collect()
}
