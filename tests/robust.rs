//! No input makes `wares check` panic, and every location that a finding names exists.

use crate::support::Memory;
use proptest::prelude::*;
use wares::workspace::Loaded;

const MANIFEST: &str = "format: 1\ncatalog: t\ncurrencies: [EUR, USD]\nlanguages: [en, de]\n";

/// Loads a catalog that consists of a manifest and one file with these bytes.
fn load(bytes: &[u8]) -> Loaded {
    Memory::new([("wares.yaml", MANIFEST.as_bytes()), ("a.yaml", bytes)]).load()
}

/// Checks a file with these bytes, and looks up every location that a finding names.
fn check(bytes: &[u8]) {
    let loaded = load(bytes);
    for finding in &loaded.findings {
        assert!(!finding.message.contains("a bug in Wares"), "{finding:?}");
        for label in &finding.labels {
            let text = loaded.sources.text(label.location.file()).unwrap_or_default();
            let span = loaded.sources.span(label.location);
            assert!(
                text.get(span.clone()).is_some() || text.is_empty(),
                "{span:?} is not within the text: {finding:?}"
            );
            assert!(loaded.sources.position(label.location).line >= 1);
        }
    }
    assert_printable(&loaded);
}

/// Renders every finding as text, and asserts that the text has no character that controls a terminal.
fn assert_printable(loaded: &Loaded) {
    let style = wares::report::Style { color: false, width: 100 };
    for finding in &loaded.findings {
        let shown = wares::report::findings(&[finding], &loaded.sources, style);
        assert!(shown.starts_with(finding.code.as_str()), "{shown}");
        assert!(!shown.contains(|c: char| c.is_control() && c != '\n'), "{shown:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn arbitrary_text_does_not_panic(text in "(?s).{0,200}") {
        check(text.as_bytes());
    }

    #[test]
    fn random_yaml_fragments_do_not_panic(text in "([a-z]{1,3}|[-:{}\\[\\],&*!|>'\"#%@ \n\t]|kind: package\n|---\n|\n<<<<<<< |\u{a0}|\u{410}|----\n|1,000|true,\n|limits:\n|&a |\\*a|<<: |!x |\u{7}|\u{e9}|\r\n|\"|prices: |- ){0,40}") {
        check(text.as_bytes());
    }

    #[test]
    fn damaged_example_does_not_panic(file in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), length in 0usize..20, instead in "[ -~\u{e9}\n\t]{0,6}") {
        let Memory(examples) = Memory::example("hosting");
        let text = file.get(&examples.values().collect::<Vec<_>>()).to_vec();
        let start = at.index(text.len());
        let end = (start + length).min(text.len());
        let damaged = [&text[..start], instead.as_bytes(), &text[end..]].concat();
        check(&damaged);
    }
}

#[test]
fn extreme_input_has_a_finding() {
    let deep = "[".repeat(10_000);
    let bomb: String = (0..30)
        .map(|n: i32| {
            format!("a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", ")).replace("*a-1", "x")
        })
        .collect();
    for text in
        [deep, bomb, "\u{0}".to_owned(), "a: [".to_owned(), "\ta: 1".to_owned(), "a: &a [*a]".to_owned()]
    {
        let loaded = load(text.as_bytes());
        assert!(!loaded.findings.is_empty(), "no finding for {}", &text[..text.len().min(40)]);
        assert_printable(&loaded);
    }
    check(&[0xff, 0xfe, 0x00]);
}
