//! Values with names that a database keeps as numbers.

/// A set of values, each with its number in the database and its word in the files.
pub trait Numbered: Copy + PartialEq + Sized + 'static {
    /// Every value with its number and its word.
    const ALL: &'static [(Self, i64, &'static str)];

    /// The numbers and their words, for a column's descriptor.
    const NAMES: &'static [(i64, &'static str)];

    /// The value's number.
    fn number(self) -> i64;

    /// The value's word.
    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(value, ..)| *value == self).map_or("", |(.., word)| *word)
    }

    /// The value of a number.
    fn of_number(number: i64) -> Option<Self> {
        Self::ALL.iter().find(|(_, known, _)| *known == number).map(|(value, ..)| *value)
    }
}

/// Why a number stands for none of the values.
pub fn unnumbered<T: Numbered>(number: i64) -> String {
    let known: Vec<String> = T::NAMES.iter().map(|(number, word)| format!("{number} ({word})")).collect();
    format!("the number {number} stands for nothing; known are {}", known.join(", "))
}

/// Declares values that a database keeps as numbers, once: the type, its words in the files and in schemas, the
/// names of the numbers in plans, and the way to the column and back.
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
