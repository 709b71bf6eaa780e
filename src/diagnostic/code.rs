//! The code of every finding.

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
    ($($variant:ident $text:literal $severity:ident $doc:literal;)*) => {
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

            /// How grave it is.
            pub fn severity(self) -> Severity {
                match self { $(Code::$variant => Severity::$severity,)* }
            }
        }
    };
}

codes! {
    Unreadable "S01" Error "The file cannot be read, or is not UTF-8 text.";
    Syntax "S02" Error "The text is not YAML.";
    DuplicateKey "S03" Error "A key stands twice in one mapping.";
    Unsupported "S04" Error "The YAML feature is not part of the catalog language.";
    TooLarge "S05" Error "The file is larger or nested deeper than a catalog needs.";
    UnknownKind "T01" Error "No kind of resource has this name.";
    UnknownKey "T02" Error "The key has no meaning here.";
    MissingKey "T03" Error "A key that must be given is not there.";
    WrongType "T04" Error "The value is of another type than the key takes.";
    WrongValue "T05" Error "The value is of the right type, and still none that the key takes.";
    Conflict "T06" Error "Two keys exclude each other.";
    Duplicate "T07" Error "The same thing is given twice.";
    Manifest "M01" Error "The manifest is missing, or asks for what this version cannot do.";
    UndeclaredCurrency "X02" Error "The currency is not one of the manifest's.";
    UndeclaredLanguage "A34" Error "The language is not one of the manifest's, or the default language is missing.";
    DuplicateResource "A01" Error "Two resources have the same name.";
    UnknownReference "A02" Error "The reference leads to nothing.";
    WrongReference "X01" Error "The reference leads to a resource of the wrong kind.";
    NoPlacement "A07" Error "The resource has no category under which the shop could show it.";
    UnknownCategory "A08" Error "The database has no shop category of this name.";
    UnknownService "L01" Error "The database has no service of this name.";
    MissingLive "L02" Error "Something that the files name does not exist in the database.";
    SharedLimits "L03" Error "The limits are shared with an article that does not ask for the same.";
    OwnedElsewhere "X06" Error "Another catalog owns the resource.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
