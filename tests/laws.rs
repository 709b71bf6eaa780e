//! Tests rules about the source code itself, such as which module may import which, by reading it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A source file: the module it belongs to, its path, its text without tests.
struct File {
    module: String,
    path: String,
    text: String,
}

fn files() -> Vec<File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    let file = |path: &PathBuf| {
        let relative =
            path.strip_prefix(&root).expect("a path below src").to_str().expect("UTF-8").to_owned();
        let module = relative.split(['/', '.']).next().expect("a name").to_owned();
        let text = std::fs::read_to_string(path).expect("a source file");
        let text = text.split("#[cfg(test)]").next().unwrap_or_default().to_owned();
        File { module, path: relative, text }
    };
    paths.iter().map(file).filter(|file| !["lib", "main"].contains(&file.module.as_str())).collect()
}

fn walk(dir: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("a folder").flatten() {
        match entry.path() {
            path if path.is_dir() => walk(&path, paths),
            path if path.extension().is_some_and(|extension| extension == "rs") => paths.push(path),
            _ => {}
        }
    }
}

/// The modules in the order in which `lib.rs` declares them.
fn order() -> Vec<String> {
    let lib =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).expect("lib.rs");
    let declared = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    declared.map(str::to_owned).collect()
}

/// The modules that a file refers to with `crate::`.
fn imports(file: &File) -> BTreeSet<String> {
    let names = file.text.split("crate::").skip(1);
    let word = |rest: &str| rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    names.map(word).filter(|word| !word.is_empty()).collect()
}

/// The lines of code that contain one of the words, in all files outside of the allowed modules.
fn lines_with(words: &[&str], allowed: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files().iter().filter(|file| !allowed.contains(&file.module.as_str())) {
        let code = file.text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let named = code.filter(|line| words.iter().any(|word| line.contains(word)));
        found.extend(named.map(|line| format!("{}: {}", file.path, line.trim())));
    }
    found
}

#[test]
fn modules_import_only_modules_above_them() {
    let order = order();
    let rank = |module: &str| order.iter().position(|name| name == module);
    let mut broken = Vec::new();
    for file in files() {
        let own_rank =
            rank(&file.module).unwrap_or_else(|| panic!("lib.rs does not declare {}", file.module));
        for import in imports(&file) {
            let Some(imported_rank) = rank(&import) else { continue };
            if imported_rank > own_rank
                || (import == "report" && !["report", "cli"].contains(&file.module.as_str()))
            {
                broken.push(format!("{} imports {import}", file.path));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn lib_rs_declares_every_module() {
    let declared: BTreeSet<String> = order().into_iter().collect();
    let present: BTreeSet<String> = files().into_iter().map(|file| file.module).collect();
    assert_eq!(declared, present);
}

#[test]
fn only_kinds_name_a_concrete_kind() {
    let mut words: Vec<String> = ["Package", "ExtraService", "UpgradeGroup", "ITEM", "UPGRADE_GROUP"]
        .iter()
        .map(|w| format!("kinds::{w}"))
        .collect();
    words.extend(wares::kinds::Kinds::standard().names().map(|kind| format!("\"{kind}\"")));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert_eq!(lines_with(&words, &["kinds", "offer", "rules"]), Vec::<String>::new());
}

#[test]
fn only_db_speaks_to_postgres() {
    assert_eq!(lines_with(&["postgres::", "use postgres"], &["db"]), Vec::<String>::new());
}

#[test]
fn only_cli_writes_to_the_streams() {
    let words = ["println!", "print!", "stdout()", "stderr()"];
    assert_eq!(lines_with(&words, &["cli"]), Vec::<String>::new());
}

#[test]
fn only_report_styles_output() {
    assert_eq!(lines_with(&["miette::", "\\u{1b}"], &["report"]), Vec::<String>::new());
}

#[test]
fn only_db_and_cli_use_the_operating_system() {
    let words = [
        "std::fs",
        "std::net",
        "std::process",
        "std::thread",
        "std::env::",
        "std::time",
        "SystemTime",
        "Instant",
    ];
    assert_eq!(lines_with(&words, &["db", "cli"]), Vec::<String>::new());
}

#[test]
fn only_source_names_bytes() {
    assert_eq!(lines_with(&["Location::bytes("], &["diagnostic", "source"]), Vec::<String>::new());
}

#[test]
fn source_has_no_unfinished_code() {
    let words = ["todo!", "unimplemented!", "dbg!", "FIXME", "TODO", "XXX"];
    assert_eq!(lines_with(&words, &[]), Vec::<String>::new());
}

#[test]
fn codes_are_unique_and_stay() {
    let codes = wares::codes::all();
    let ids: BTreeSet<&str> = codes.iter().map(|code| code.as_str()).collect();
    let names: BTreeSet<&str> = codes.iter().map(|code| code.name()).collect();
    assert_eq!((ids.len(), names.len()), (codes.len(), codes.len()));
    let listed = codes.iter().map(|code| format!("{code} {} {}\n", code.name(), code.severity()));
    insta::assert_snapshot!(listed.collect::<String>());
}

#[test]
fn every_declared_code_is_listed() {
    let declared = files().iter().map(|file| file.text.matches(": Code =").count()).sum::<usize>();
    assert_eq!(
        declared,
        wares::codes::all().len(),
        "src/codes.rs lists each code that is declared, once, and src/rules.rs each rule"
    );
}

/// All transactions must have the same settings, including the search path.
#[test]
fn only_one_file_begins_transactions() {
    let begins = [".transaction()", "build_transaction(", "SET LOCAL search_path"];
    let files = files();
    let others = files.iter().filter(|file| file.module == "db" && file.path != "db/transaction.rs");
    let found = others.filter(|file| begins.iter().any(|begin| file.text.contains(begin)));
    assert_eq!(found.map(|file| &file.path).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// The maximum number of lines of a file in `src`. A longer file says why in a comment: `// Length: …`.
const FILE_LINES: usize = 300;

#[test]
fn long_files_say_why() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    let text = |path: &PathBuf| std::fs::read_to_string(path).expect("a source file");
    let is_long = |path: &&PathBuf| text(path).lines().count() > FILE_LINES;
    let long = paths.iter().filter(is_long).filter(|path| !text(path).contains("\n// Length: "));
    assert_eq!(long.collect::<Vec<_>>(), Vec::<&PathBuf>::new());
}

/// The maximum number of closures that a function in `src` binds to names. A function with more should be split.
const NAMED_CLOSURES: usize = 3;

#[test]
fn functions_name_at_most_three_closures() {
    let files = files();
    let functions =
        files.iter().flat_map(|file| functions(&file.text).map(|text| (file.path.as_str(), text)));
    let many = functions.filter(|(_, text)| named_closures(text) > NAMED_CLOSURES);
    let many = many.map(|(path, text)| format!("{path}: {}", text.lines().next().unwrap_or_default().trim()));
    assert_eq!(many.collect::<Vec<_>>(), Vec::<String>::new());
}

/// The text of each function, from its first line to the line that closes it at the same indentation.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    let starts = text.match_indices("fn ").filter(|(at, _)| {
        let line = &text[text[..*at].rfind('\n').map_or(0, |end| end + 1)..*at];
        line.split_whitespace().all(|word| word.starts_with("pub") || word == "const")
    });
    starts.map(|(at, _)| {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let indent = text[line..].len() - text[line..].trim_start().len();
        let close = format!("\n{}}}", " ".repeat(indent));
        let end = text[at..].find(&close).map_or(text.len(), |end| at + end);
        &text[line..end]
    })
}

fn named_closures(function: &str) -> usize {
    let binds = |line: &&str| {
        let value = line.trim_start().strip_prefix("let ").and_then(|line| line.split_once(" = "));
        value.is_some_and(|(_, value)| value.trim_start_matches("move ").starts_with('|'))
    };
    function.lines().filter(binds).count()
}
