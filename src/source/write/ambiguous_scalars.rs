//! Finds strings that must be quoted, because some readers of YAML would parse them as another type. Such readers
//! follow YAML 1.1 or a dialect.

/// The words for null and booleans, the merge key, and the default key of YAML 1.1.
const WORDS: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "<<", "="];

/// Whether some reader of YAML would parse the string as another type if it is not quoted.
pub fn is_ambiguous(text: &str) -> bool {
    let is_word = WORDS.iter().any(|word| text.eq_ignore_ascii_case(word));
    // Ruby reads `:name` as a symbol.
    is_word || text.starts_with(':') || is_number(text) || is_date(text)
}

/// Whether a text is a number in any base, possibly with separators: `1_000`, `1,000`, `0b1`, `010`, `1:30`.
fn is_number(text: &str) -> bool {
    // YAML 1.1 allows `_` between digits, and some readers also allow `,`.
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text).replace(['_', ','], "").to_ascii_lowercase();
    let of_base = |prefix, base| unsigned.strip_prefix(prefix).is_some_and(|digits| is_digits(digits, base));
    let is_named = matches!(unsigned.trim_start_matches('.'), "inf" | "nan" | "infinity");
    let has_base = of_base("0b", 2) || of_base("0o", 8) || of_base("0x", 16);
    is_named || has_base || is_decimal(&unsigned) || is_of_base_sixty(&unsigned)
}

/// Whether a text consists of digits in the given base. False if the text is empty.
fn is_digits(text: &str, base: u32) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_digit(base))
}

/// Whether a text has digits with at most one decimal point, and possibly an exponent. The point may come first or
/// last.
fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    let is_part = |part: &str| part.is_empty() || is_digits(part, 10);
    let is_exponent = is_digits(exponent.strip_prefix(['-', '+']).unwrap_or(exponent), 10);
    !mantissa.is_empty() && is_part(whole) && is_part(fraction) && is_exponent
}

/// Whether a text has groups of digits with colons between them. YAML 1.1 reads `1:30` as 90.
fn is_of_base_sixty(text: &str) -> bool {
    let groups = text.split_once('.').map_or(text, |(groups, _)| groups);
    groups.contains(':') && groups.split(':').all(|group| is_digits(group, 10))
}

/// Whether a text is a date, possibly followed by a time.
fn is_date(text: &str) -> bool {
    let (date, time) = text.split_once(['T', 't', ' ', '\t']).unwrap_or((text, ""));
    let date: Vec<&str> = date.splitn(3, '-').collect();
    // A rough test is enough: a string that is quoted without need is still the same string.
    let is_time = time.chars().all(|c| c.is_ascii_digit() || "Zz:.+- \t".contains(c));
    date.len() == 3 && date.iter().all(|part| is_digits(part, 10)) && is_time
}

#[cfg(test)]
mod tests {
    use super::is_ambiguous;

    /// Strings that some YAML parser reads as another type of value.
    const AMBIGUOUS: &[&str] = &[
        "1:30",
        "1_000",
        "1,000",
        "2024-01-01",
        "2024-1-1",
        "0x1F",
        "0b1",
        "010",
        "0o7",
        ".5",
        "1.",
        "~",
        "yes",
        "N",
        "<<",
        "=",
        "Off",
        "NULL",
        "True",
        "-.inf",
        ".NaN",
        "1e3",
        "1E+3",
        "12e03",
        "-190:20:30",
        "190:20:30.15",
        "+1_2.3",
        "2001-12-14t21:59:43.10-05:00",
        "2001-12-14 21:59:43.10 -5",
        "2001-12-15 2:59:43.10",
        ":name",
        "-0b1",
        "0x_1f",
        "1__0",
        ".",
        "-1",
        "685_230.15",
    ];

    #[test]
    fn strings_that_some_parser_reads_as_another_type_are_ambiguous() {
        for text in AMBIGUOUS {
            assert!(is_ambiguous(text), "{text}");
        }
    }

    /// Strings that every YAML parser reads as strings.
    const PLAIN: &[&str] = &[
        "",
        "Gold",
        "HST-GLDY",
        "a:30",
        "1.2.3",
        "1-2",
        "2024-01",
        "3 GB",
        "0x",
        "0b2",
        "12 months",
        "v1.0",
        "yes.",
        "no way",
        "on-line",
        "a=b",
        "2024-01-01 launch",
        "1e",
        "e3",
        "- 1",
        "1a",
        "10.0.0.1",
        "x<<",
        "Ö",
    ];

    #[test]
    fn strings_that_every_parser_reads_as_strings_are_not_ambiguous() {
        for text in PLAIN {
            assert!(!is_ambiguous(text), "{text}");
        }
    }
}
