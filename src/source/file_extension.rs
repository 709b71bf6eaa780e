//! The extensions of catalog files, and misspellings of them.

/// The extensions of catalog files.
const EXTENSIONS: [&str; 2] = ["yaml", "yml"];
/// Misspelled extensions, apart from those that differ only in case.
const MISSPELLED: [&str; 4] = ["ymal", "yalm", "yaml.txt", "yml.txt"];

/// Whether the path has the extension of a catalog file.
pub fn is_yaml(path: &str) -> bool {
    EXTENSIONS.iter().any(|ending| ends_with(path, ending))
}

/// Whether the path has a misspelled extension. Such a file is not read, which is probably not intended.
pub fn is_nearly_yaml(path: &str) -> bool {
    let lower = path.to_lowercase();
    // A space at the end of a name is hard to see.
    let lower = lower.trim_end();
    !is_yaml(path) && EXTENSIONS.iter().chain(&MISSPELLED).any(|ending| ends_with(lower, ending))
}

/// Returns the path with `.yaml` instead of its misspelled extension.
pub fn as_yaml(path: &str) -> String {
    let path = path.trim_end();
    // Some editors add `.txt` to a name that already has an extension.
    let bare = path.len() - if path.to_lowercase().ends_with(".txt") { ".txt".len() } else { 0 };
    let stem = path.get(..bare).and_then(|path| path.rsplit_once('.')).map_or(path, |(stem, _)| stem);
    format!("{stem}.yaml")
}

fn ends_with(path: &str, ending: &str) -> bool {
    path.strip_suffix(ending).is_some_and(|stem| stem.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{as_yaml, is_nearly_yaml, is_yaml};

    #[test]
    fn misspelled_extensions_are_recognized_and_corrected() {
        for path in ["a.yaml", "b/c.yml", ".yaml"] {
            assert!(is_yaml(path) && !is_nearly_yaml(path), "{path}");
        }
        for (path, corrected) in [
            ("Packages.YAML", "Packages.yaml"),
            ("a/B.Yml", "a/B.yaml"),
            ("a.ymal", "a.yaml"),
            ("a.yaml.txt", "a.yaml"),
            ("a.yaml ", "a.yaml"),
        ] {
            assert!(!is_yaml(path) && is_nearly_yaml(path), "{path}");
            assert_eq!(as_yaml(path), corrected);
        }
        for path in ["yaml", "a.yaml.bak", "a.txt", "a.yaml~", "notes.md", "ayaml"] {
            assert!(!is_yaml(path) && !is_nearly_yaml(path), "{path}");
        }
    }
}
