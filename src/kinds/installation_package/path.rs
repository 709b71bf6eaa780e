//! Resolves the paths of files that a document names.

use crate::diagnostic::File;

/// Resolves a path that a document in the file `from` names. The path is relative to the folder of that file. The
/// result is relative to the catalog's root.
///
/// # Errors
/// Returns the reason why the path does not name a file in the catalog's folder. In a message, the reason follows the
/// path.
pub fn resolve(from: File, named: &str) -> Result<String, String> {
    // Windows paths are recognized on every system, so that a catalog gives the same findings everywhere.
    // The second byte is enough to recognize a drive such as `C:`.
    let is_absolute = named.starts_with(['/', '\\']) || named.as_bytes().get(1) == Some(&b':');
    if named.contains("://") {
        return Err(
            "is a URL, but Wares downloads nothing: the manifest must be a file in the catalog's folder"
                .to_owned(),
        );
    }
    if is_absolute {
        return Err("is an absolute path, which does not work on other machines".to_owned());
    }
    let mut parts: Vec<&str> = from.path().split('/').collect();
    // Relative to the folder of the document, not to the document.
    parts.pop();
    for part in named.split('/') {
        match part {
            // An empty part comes from two slashes in a row, or from one at the end.
            "" | "." => {}
            // Going above the root would read files outside of the catalog.
            ".." if parts.pop().is_none() => {
                return Err("leads out of the catalog's folder".to_owned());
            }
            ".." => {}
            part => parts.push(part),
        }
    }
    match parts.is_empty() || named.ends_with('/') {
        true => Err("is the path of a folder".to_owned()),
        false => Ok(parts.join("/")),
    }
}

#[cfg(test)]
mod tests {
    use super::resolve;
    use crate::diagnostic::File;

    #[test]
    fn paths_are_relative_to_the_document_and_stay_in_the_catalog() {
        let from = File::new("packages/wordpress/lite.yaml");
        for (path, expected) in [
            ("lite.jps", Some("packages/wordpress/lite.jps")),
            ("./a//b.jps", Some("packages/wordpress/a/b.jps")),
            ("../lite.jps", Some("packages/lite.jps")),
            ("../../lite.jps", Some("lite.jps")),
            ("a/../../lite.jps", Some("packages/lite.jps")),
            ("../../../lite.jps", None),
            ("../../../packages/lite.jps", None),
            ("/etc/passwd", None),
            ("\\\\server\\lite.jps", None),
            ("C:/lite.jps", None),
            ("https://example.com/lite.jps", None),
            ("../..", None),
            ("lite.jps/", None),
        ] {
            assert_eq!(resolve(from, path).ok().as_deref(), expected, "{path}");
        }
    }
}
