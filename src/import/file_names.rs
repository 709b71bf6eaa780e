//! Names the files of imported documents.

use super::draft::Draft;

/// The path of the file for a draft. Each kind has a folder with one file for each category. A draft without a category
/// goes into a file with the name of its kind.
pub(super) fn path(draft: &Draft) -> String {
    match &draft.category {
        Some(category) => format!("{}s/{}.yaml", draft.kind.name(), slug(category)),
        None => format!("{}s.yaml", draft.kind.name()),
    }
}

/// The path of another file for the same kind and category, with the given number in its name.
pub(super) fn numbered(path: &str, number: usize) -> String {
    // Neither kinds nor slugs contain a point, so this can only be the extension.
    path.replace(".yaml", &format!("-{number}.yaml"))
}

/// Names that files must not have: `wares.yaml` is the manifest, and the others are devices on Windows.
const RESERVED: &[&str] = &["wares", "con", "prn", "aux", "nul"];

/// Converts a category to a file name: `HostingPackage` becomes `hosting-package`.
fn slug(category: &str) -> String {
    let mut slug = String::new();
    let mut was_lower = false;
    for c in category.chars() {
        // A new word starts at a capital letter, or after punctuation.
        if c.is_uppercase() && was_lower || !c.is_alphanumeric() && !slug.ends_with('-') {
            slug.push('-');
        }
        was_lower = c.is_lowercase() || c.is_numeric();
        // Filtered afterwards: the lowercase of `İ` is an `i` with a combining dot.
        slug.extend(c.to_lowercase().filter(|c| c.is_alphanumeric()));
        // Most file systems allow names of at most 255 bytes.
        if slug.len() > 100 {
            break;
        }
    }
    match slug.trim_matches('-') {
        // Of a category that consists of punctuation nothing is left, but the file needs a name.
        "" => "other".to_owned(),
        name if RESERVED.contains(&name) => format!("{name}-category"),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn file_names_are_made_from_categories() {
        let cases = [
            ("HostingPackage", "hosting-package"),
            ("TLD", "tld"),
            ("TransferTLD", "transfer-tld"),
            ("../../etc", "etc"),
            ("Größe & Menge", "größe-menge"),
            ("///", "other"),
            ("SSL2", "ssl2"),
            ("Wares", "wares-category"),
            ("CON", "con-category"),
        ];
        for (category, name) in cases {
            assert_eq!(slug(category), name);
        }
    }
}
