//! The code of every finding.

use super::Explanation;
use std::fmt;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The catalog cannot be applied.
    Error,
    /// The catalog can be applied, and probably should not be.
    Warning,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

macro_rules! codes {
    ($($variant:ident $text:literal $severity:ident $label:literal $doc:literal;)*) => {
        /// What sort of fault a finding reports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $doc] $variant,)* }

        impl Code {
            /// Every code there is.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The code as it is shown and looked up.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $text,)* }
            }

            /// One sentence on what it means.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $doc,)* }
            }

            /// The code in words, such as `unknown-key`.
            pub fn name(self) -> String {
                match self { $(Code::$variant => kebab(stringify!($variant)),)* }
            }

            /// What it means, why it matters, an example, and how to mend it.
            pub fn explanation(self) -> Explanation {
                // A code without its file does not compile.
                match self { $(Code::$variant => Explanation::parse(include_str!(concat!("explain/", $text, ".md"))),)* }
            }

            /// What to write beside the place.
            pub fn label(self) -> &'static str {
                match self { $(Code::$variant => $label,)* }
            }

            /// How grave it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    Unreadable "S01" Error "cannot be read" "The file cannot be read, or is not UTF-8 text.";
    Syntax "S02" Error "here" "The text is not YAML.";
    DuplicateKey "S03" Error "again" "A key stands twice in one mapping.";
    Unsupported "S04" Error "not part of the language" "The YAML feature is not part of the catalog language.";
    TooLarge "S05" Error "too much" "The file is larger or nested deeper than a catalog needs.";
    UnknownKind "T01" Error "unknown kind" "No kind of resource has this name.";
    UnknownKey "T02" Error "unknown key" "The key has no meaning here.";
    MissingKey "T03" Error "incomplete" "A key that must be given is not there.";
    WrongType "T04" Error "of the wrong type" "The value is of another type than the key takes.";
    WrongValue "T05" Error "not a value of this key" "The value is of the right type, and still none that the key takes.";
    Conflict "T06" Error "excluded by another" "Two keys exclude each other.";
    Duplicate "T07" Error "again" "The same thing is given twice.";
    Manifest "M01" Error "asks for too much" "The manifest is missing, or asks for what this version cannot do.";
    UndeclaredCurrency "X02" Error "not in the manifest" "The currency is not one of the manifest's.";
    UndeclaredLanguage "A34" Error "see the manifest's languages" "The language is not one of the manifest's, or the default language is missing.";
    DuplicateResource "A01" Error "again" "Two resources have the same name.";
    UnknownReference "A02" Error "leads to nothing" "The reference leads to nothing.";
    WrongReference "X01" Error "of another kind" "The reference leads to a resource of the wrong kind.";
    NoPlacement "A07" Error "shown nowhere" "The resource has no category under which the shop could show it.";
    UnknownCategory "A08" Error "not in the database" "The database has no shop category of this name.";
    UnknownService "L01" Error "not in the database" "The database has no service of this name.";
    MissingLive "L02" Error "not in the database" "Something that the files name does not exist in the database.";
    SharedLimits "L03" Error "shared with others" "The limits are shared with an article that does not ask for the same.";
    OwnedElsewhere "X06" Error "owned by another catalog" "Another catalog owns the resource.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `UnknownKey` as `unknown-key`.
fn kebab(variant: &str) -> String {
    let mut name = String::new();
    for letter in variant.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('-');
        }
        name.extend(letter.to_lowercase());
    }
    name
}
