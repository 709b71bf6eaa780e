//! Enumerations whose values are words in files and numbers in the database.

/// An enumeration whose values have a number in the database and a word in files.
pub trait Numbered: Copy + PartialEq + Sized + 'static {
    /// All values with their numbers and words.
    const ALL: &'static [(Self, i64, &'static str)];

    /// All numbers with their words, for the descriptor of a column.
    const NAMES: &'static [(i64, &'static str)];

    /// The number that the database stores for the value.
    fn number(self) -> i64;

    /// The word that files use for the value.
    fn word(self) -> &'static str {
        // The macro lists every value in `ALL`, so the empty string is never returned.
        Self::ALL.iter().find(|(value, ..)| *value == self).map_or("", |(.., word)| *word)
    }

    /// Returns the value with the given number; `None` if there is none.
    fn of_number(number: i64) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == number).map(|(value, ..)| *value)
    }
}

/// The message for a number in the database that does not belong to any value.
pub fn unnumbered<T: Numbered>(number: i64) -> String {
    // The known numbers are listed, because a newer billing system can have more than this version of Wares knows.
    let known: Vec<String> = T::NAMES.iter().map(|(number, word)| format!("{number} ({word})")).collect();
    format!("the number {number} has no meaning; known numbers are {}", known.join(", "))
}

/// Declares an enumeration whose values the database stores as numbers. Also declares the words for files and schemas,
/// the names of the numbers for plans, and the conversion to and from column values.
#[macro_export]
macro_rules! numbered {
    ($(#[$about:meta])* $visible:vis enum $type:ident { $($(#[$doc:meta])* $value:ident = $number:literal $word:literal,)+ }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, serde::Serialize, schemars::JsonSchema)]
        $visible enum $type { $($(#[$doc])* #[serde(rename = $word)] $value = $number,)+ }

        impl $crate::kinds::Numbered for $type {
            const ALL: &'static [(Self, i64, &'static str)] = &[$(($type::$value, $number, $word)),+];
            const NAMES: &'static [(i64, &'static str)] = &[$(($number, $word)),+];

            fn number(self) -> i64 {
                match self { $(Self::$value => $number,)+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::kinds::Numbered::word(*self))
            }
        }

        impl $crate::kinds::Cell for $type {
            fn to_value(&self) -> Option<$crate::table::Value> {
                Some($crate::table::Value::Int($crate::kinds::Numbered::number(*self)))
            }

            fn from_value(value: &$crate::table::Value) -> Result<Self, String> {
                match value {
                    $crate::table::Value::Int(number) => <Self as $crate::kinds::Numbered>::of_number(*number)
                        .ok_or_else(|| $crate::kinds::unnumbered::<Self>(*number)),
                    other => $crate::kinds::refused(other),
                }
            }
        }
    };
}
