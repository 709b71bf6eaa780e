//! Finds what a name refers to: a code, a kind, a key, or a term of a billing system.

use crate::catalog::MANIFEST;
use crate::codes;
use crate::diagnostic::near;
use crate::kinds::{Field, Shape, WORDS, Word};
use crate::report::Topic;

/// Returns the codes and kinds with the given name. If there are none, returns the fields with this name or path.
/// `_` and `-` are interchangeable. In the names of kinds and fields, a space is accepted as well.
pub fn topics(name: &str, shapes: &[Shape]) -> Vec<Topic> {
    // The manifest is not a kind, but its file name and its short name are explained too.
    let kebab = name.to_lowercase().replace('_', "-");
    // Codes accept both spellings by themselves; kinds and fields have underscores.
    let code = codes::find(name).map(Topic::Code);
    let snake = kebab.replace(['-', ' '], "_");
    let named = if name == MANIFEST || name == "wares" { "manifest" } else { snake.as_str() };
    let shape = shapes.iter().find(|shape| shape.name == named).map(|shape| Topic::Shape(shape.clone()));
    // A code and a kind may have the same name; both are shown.
    let topics: Vec<Topic> = code.into_iter().chain(shape).collect();
    if topics.is_empty() { fields(&snake, shapes) } else { topics }
}

/// Returns the fields with the given path. If there are none, returns the fields whose path ends with it. The path may
/// begin with a kind.
fn fields(name: &str, shapes: &[Shape]) -> Vec<Topic> {
    let (only, path) = match name.split_once('.') {
        // A prefix counts only if it is a kind: `periods.prices` is a path without one.
        Some((shape, path)) if shapes.iter().any(|known| known.name == shape) => (Some(shape), path),
        _ => (None, name),
    };
    let searched = || shapes.iter().filter(move |shape| only.is_none_or(|only| only == shape.name));
    let every = || searched().flat_map(|shape| shape.fields.iter().map(move |field| (shape, field)));
    // The exact path first: `name` of a package should not bring every nested `name` with it.
    let exact: Vec<_> = every().filter(|(_, field)| plain(field) == path).collect();
    let ending = || every().filter(|(_, field)| ends_with(field, path)).collect();
    merged(if exact.is_empty() { ending() } else { exact })
}

/// Returns the fields that correspond to the given terms of billing systems.
pub fn fields_of(words: &[&Word], shapes: &[Shape]) -> Vec<Topic> {
    let mut found: Vec<(&Shape, &Field)> = Vec::new();
    for (name, path) in words.iter().flat_map(|word| word.keys).filter_map(|key| key.split_once('.')) {
        let shape = shapes.iter().find(|shape| shape.name == name);
        let fields = shape.into_iter().flat_map(|shape| shape.fields.iter().map(move |field| (shape, field)));
        found.extend(fields.filter(|(_, field)| plain(field) == path));
    }
    merged(found)
}

/// Turns fields into topics. Fields that are equal in several shapes become one topic.
fn merged(found: Vec<(&Shape, &Field)>) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    for (shape, field) in found {
        let same = topics.iter_mut().find_map(|topic| match topic {
            Topic::Field { shapes, field: known, .. } if known == field => Some(shapes),
            _ => None,
        });
        match same {
            // The same field of the same kind is found once for each word that leads to it.
            Some(shapes) if shapes.contains(&shape.name) => {}
            Some(shapes) => shapes.push(shape.name.clone()),
            None => topics.push(Topic::Field {
                shapes: vec![shape.name.clone()],
                field: field.clone(),
                below: shape.below(&field.path).cloned().collect(),
                example: shape.lines(field),
            }),
        }
    }
    topics
}

/// Returns the path of a field without `*`, which stands for keys that the author of a file chooses.
pub fn plain(field: &Field) -> String {
    field.path.replace(".*", "")
}

/// Whether the path of a field ends with `path`, and has other keys before that.
pub fn ends_with(field: &Field, path: &str) -> bool {
    plain(field).strip_suffix(path).is_some_and(|before| before.ends_with('.'))
}

/// Returns every name that can be explained. They are used for suggestions. If the unknown name has a dot, each field
/// is also listed with its kind as a prefix.
fn candidates(shapes: &[Shape], is_dotted: bool) -> Vec<String> {
    let codes = codes::all().into_iter().flat_map(|code| [code.as_str().to_owned(), code.name().to_owned()]);
    let shape = |shape: &Shape| {
        let with_kind = |field: &Field| format!("{}.{}", shape.name, plain(field));
        let fields = shape.fields.iter().flat_map(|field| match is_dotted {
            true => vec![with_kind(field), plain(field)],
            false => vec![plain(field), field.key().to_owned()],
        });
        fields.chain([shape.name.clone()]).collect::<Vec<_>>()
    };
    let words = WORDS.iter().map(|word| word.word.to_owned());
    let mut all: Vec<String> = codes.chain(shapes.iter().flat_map(shape)).chain(words).collect();
    all.sort();
    // Many kinds share keys such as `name`; each is to be suggested once.
    all.dedup();
    all
}

/// Returns the names that are most similar to an unknown name.
pub fn nearest(name: &str, shapes: &[Shape]) -> Vec<String> {
    let all = candidates(shapes, name.contains('.'));
    let close = near(name, all.iter().map(String::as_str));
    close.into_iter().map(str::to_owned).collect()
}
