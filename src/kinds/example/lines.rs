//! Extracts the lines of an example that show a key.

use crate::source::{Data, Node, Span, parse};

/// The greatest number of lines that are shown for a key.
const MOST: usize = 12;

/// Returns the lines of the key at the given path, after the lines of the keys that contain it. Returns `None` if no
/// document has the key. In a path, `*` stands for a key that the author chooses.
pub fn of_key(text: &str, path: &str) -> Option<String> {
    let (documents, _) = parse("example", text);
    let steps = steps(path);
    let span = documents.iter().find_map(|document| {
        let span = find(&document.root, &steps)?;
        Some(document.start + span.start..document.start + span.end)
    })?;
    Some(excerpt(text, span))
}

/// A key in a path.
struct Step<'a> {
    key: &'a str,
    /// The number of `*` directly before the key in the path.
    chosen: usize,
}

/// Splits a path into its keys.
fn steps(path: &str) -> Vec<Step<'_>> {
    let mut chosen = 0;
    let mut steps = Vec::new();
    for key in path.split('.') {
        if key == "*" {
            chosen += 1;
        } else {
            steps.push(Step { key, chosen });
            chosen = 0;
        }
    }
    steps
}

/// Finds the key at a path below a node. Returns the byte range of the key and its value; `None` if the key is missing.
fn find(node: &Node, steps: &[Step<'_>]) -> Option<Span> {
    let [Step { key, chosen }, deeper @ ..] = steps else { return None };
    below(node, *chosen).into_iter().find_map(|node| {
        let Data::Mapping(entries) = &node.data else { return None };
        let entry = entries.iter().find(|entry| &*entry.key == *key)?;
        match deeper {
            // An empty value, or the value of an alias, can end before its key does.
            [] => Some(entry.span.start..entry.value.span.end.max(entry.span.end)),
            _ => find(&entry.value, deeper),
        }
    })
}

/// Returns the nodes that are `keys` mapping keys below the given node, whatever the names of the keys. Lists do not
/// count as a level: all of their elements are searched.
fn below(node: &Node, keys: usize) -> Vec<&Node> {
    match (&node.data, keys) {
        (Data::Sequence(items), _) => items.iter().flat_map(|item| below(item, keys)).collect(),
        (_, 0) => vec![node],
        (Data::Mapping(entries), _) => {
            entries.iter().flat_map(|entry| below(&entry.value, keys - 1)).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns the complete lines of a byte range, after the lines of the keys that contain the range. Lines beyond
/// [`MOST`] are replaced by `…`.
fn excerpt(text: &str, span: Span) -> String {
    let first =
        // A line that has begun is counted by `lines` too, so it is subtracted again.
        text[..span.start].lines().count().saturating_sub(usize::from(!text[..span.start].ends_with('\n')));
    // The span of a block can end in the blank line after it.
    let count = text[span.clone()].trim_end().lines().count().max(1);
    let lines: Vec<&str> = text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    // The containing keys are the lines before with less and less indentation.
    let mut above: Vec<&str> = Vec::new();
    let mut least = indent(lines[first]);
    // Not beyond the document: keys of the one before it do not contain this line.
    for line in lines[..first].iter().rev().take_while(|line| **line != "---") {
        if indent(line) < least {
            above.push(line);
            least = indent(line);
        }
    }
    let own = lines[first..].iter().take(count.min(MOST));
    let rest = (count > MOST).then_some("…");
    above.into_iter().rev().chain(own.copied()).chain(rest).map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::of_key;

    const TEXT: &str = "a: 1\ndetails:\n  - type: disk\n    prices:\n      1 month: { EUR: 1 }\n  - { type: ram, step: 2 }\n---\na: 2\nb:\n  c: 3\n";

    #[test]
    fn key_is_shown_with_the_keys_that_contain_it() {
        let lines = |path| of_key(TEXT, path).unwrap_or_default();
        assert_eq!(lines("a"), "a: 1\n");
        assert_eq!(lines("b.c"), "b:\n  c: 3\n");
        assert_eq!(lines("details.step"), "details:\n  - { type: ram, step: 2 }\n");
        assert_eq!(
            lines("details.prices"),
            "details:\n  - type: disk\n    prices:\n      1 month: { EUR: 1 }\n"
        );
        assert_eq!(
            lines("details.prices.*.EUR"),
            "details:\n  - type: disk\n    prices:\n      1 month: { EUR: 1 }\n"
        );
        assert_eq!(of_key(TEXT, "c"), None);
    }
}
