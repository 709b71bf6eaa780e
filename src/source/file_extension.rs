//! How the files of a catalog end.

/// The endings of what is read.
const READ: [&str; 2] = ["yaml", "yml"];
/// How they are written by mistake, besides in another case.
const MISSPELT: [&str; 4] = ["ymal", "yalm", "yaml.txt", "yml.txt"];

/// Whether a path ends as those of a catalog's files do.
pub fn is_yaml(path: &str) -> bool {
    READ.iter().any(|ending| ends_with(path, ending))
}

/// Whether a path was probably meant to end so, and does not: such a file is not read.
pub fn is_nearly_yaml(path: &str) -> bool {
    let lower = path.to_lowercase();
    let lower = lower.trim_end();
    !is_yaml(path) && READ.iter().chain(&MISSPELT).any(|ending| ends_with(lower, ending))
}

/// The same path with the ending that was meant.
pub fn as_yaml(path: &str) -> String {
    let path = path.trim_end();
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
    fn what_is_nearly_yaml_is_not_read() {
        for path in ["a.yaml", "b/c.yml", ".yaml"] {
            assert!(is_yaml(path) && !is_nearly_yaml(path), "{path}");
        }
        for (path, meant) in [
            ("Packages.YAML", "Packages.yaml"),
            ("a/B.Yml", "a/B.yaml"),
            ("a.ymal", "a.yaml"),
            ("a.yaml.txt", "a.yaml"),
            ("a.yaml ", "a.yaml"),
        ] {
            assert!(!is_yaml(path) && is_nearly_yaml(path), "{path}");
            assert_eq!(as_yaml(path), meant);
        }
        for path in ["yaml", "a.yaml.bak", "a.txt", "a.yaml~", "notes.md", "ayaml"] {
            assert!(!is_yaml(path) && !is_nearly_yaml(path), "{path}");
        }
    }
}
