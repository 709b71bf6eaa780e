//! Bad input, each case with all that `check` says of it. Whoever has never seen the code must be able to mend
//! the mistake by these words alone.

use crate::support::{Memory, PACKAGE, Project, Run};
use rayon::prelude::*;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use wares::cli::Disk;
use wares::source::Files;

const GROUP: &str = "\
kind: upgrade_group
name: Web
members:
  - { item: HST-GLDY, level: 1 }
";

const MANIFEST: &str = "\
format: 1
catalog: test
currencies: [EUR, USD]
languages: [en, de]
";

/// A text with one part of it replaced.
#[track_caller]
fn with(text: &str, from: &str, to: &str) -> String {
    assert_eq!(text.matches(from).count(), 1, "{from}");
    text.replacen(from, to, 1)
}

/// A catalog of a package, of which one part is replaced.
#[track_caller]
fn package(from: &str, to: &str) -> Project {
    Project::new().file("a.yaml", &with(PACKAGE, from, to))
}

/// A catalog of a package whose yearly price in euros is another.
fn price(text: &str) -> Project {
    package("99.00", text)
}

/// A catalog of a package whose period is another.
fn period(text: &str) -> Project {
    package("1 year", text)
}

/// A sound package, and an upgrade group of which one part is replaced.
fn group(from: &str, to: &str) -> Project {
    Project::new().file("a.yaml", PACKAGE).file("b.yaml", &with(GROUP, from, to))
}

/// A sound package under a manifest of which one part is replaced.
fn manifest(from: &str, to: &str) -> Project {
    Project::new().file("wares.yaml", &with(MANIFEST, from, to)).file("a.yaml", PACKAGE)
}

/// A sound package, and a file of these bytes.
fn bytes(bytes: &[u8]) -> Project {
    let project = Project::new().file("b.yaml", PACKAGE);
    std::fs::write(project.path("a.yaml"), bytes).expect("a file");
    project
}

/// A sound package beside something else of the disk.
fn disk(make: impl Fn(&Project) -> std::io::Result<()>) -> Project {
    let project = Project::new().file("b.yaml", PACKAGE);
    make(&project).expect("the file system takes it");
    project
}

fn mode(project: &Project, path: &str, mode: u32) -> std::io::Result<()> {
    std::fs::set_permissions(project.path(path), std::fs::Permissions::from_mode(mode))
}

fn check(project: &Project, format: &str) -> Run {
    project.run_bound(&format!("check --format {format}"))
}

/// What `check` says of a case.
pub struct Checked {
    /// The case's name.
    pub name: &'static str,
    json: serde_json::Value,
    /// What it prints for people.
    pub text: String,
}

impl Checked {
    /// The findings.
    pub fn findings(&self) -> &[serde_json::Value] {
        self.json["findings"].as_array().expect("findings")
    }
}

/// Every case as `check` sees it: several tests look at all of them, and to run the program takes time.
pub static CHECKED: LazyLock<Vec<Checked>> = LazyLock::new(|| {
    let checked = |(name, project): (&'static str, Project)| {
        let run = check(&project, "json");
        let json = serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{name}: {run:?}"));
        Checked { name, json, text: shown(&project) }
    };
    all().into_par_iter().map(checked).collect()
});

/// All that `check` says.
fn shown(project: &Project) -> String {
    let run = check(project, "text");
    format!("{}{}exit code {}\n", run.stdout, run.stderr, run.exit_code())
}

/// One test for each case, and the list of all.
macro_rules! cases {
    ($($name:ident: $project:expr;)*) => {
        $(#[test] fn $name() { insta::assert_snapshot!(stringify!($name), shown(&$project)); })*

        /// Every case by name.
        pub fn all() -> Vec<(&'static str, Project)> {
            vec![$((stringify!($name), $project)),*]
        }
    };
}

cases! {
    // YAML
    a_double_quote_that_is_not_closed: package("name: Gold", "name: \"Gold");
    a_double_quote_that_is_not_closed_before_a_comma: package("name: Gold", "name: \"Gold, silver");
    a_colon_in_a_text_with_both_quotes: package("name: Gold", "name: Gold: it's \"new\"");
    a_bracket_closed_by_a_brace: package("name: Gold", "name: [Gold}");
    a_backslash_behind_one_that_is_right: package("name: Gold", "name: \"C:\\\\dir \\q\"");
    a_placeholder_of_a_template: package("name: Gold", "name: {{ product_name }}");
    a_placeholder_of_a_template_in_a_list: package("limits: { space_mb: 3072 }", "tags: [{{ tag }}, b]");
    a_statement_of_a_template: package("name: Gold", "{% if gold %}\nname: Gold");
    a_comment_before_a_brace: package("USD: 109.00 } }", "USD: 109.00 # for now } }");
    a_number_sign_in_a_text_in_braces: package("name: Gold", "name: { en: Gold #1, de: Gold }");
    a_comment_before_a_bracket: package("limits: { space_mb: 3072 }", "tags: [a # b, c]");
    a_brace_that_is_not_closed_before_a_comment: package("3072 }", "3072 # { a }");
    a_dash_as_the_decimals_of_a_price: price("9,-");
    two_dashes_as_the_decimals_of_a_price: price("9,--");
    an_at_sign_before_a_comment: package("name: Gold", "name: @Gold # for now");
    a_colon_in_an_element_of_a_list: package("name: Gold", "tags:\n  - a: b: c\nname: Gold");
    a_star_alone: package("name: Gold", "name: *");
    a_tag_of_an_unknown_handle: package("name: Gold", "name: !x!y Gold");
    a_single_quote_that_is_not_closed: package("name: Gold", "name: 'Gold");
    a_bracket_that_is_not_closed: package("limits: { space_mb: 3072 }", "tags: [a, b\nprotect: true");
    a_brace_that_is_not_closed: package("3072 }", "3072");
    a_brace_that_is_not_closed_before_a_dash: package("109.00 } }", "109.00 }\n  - { every: 1 month, prices: { EUR: 9.00 } }");
    a_bracket_before_dashes: package("limits: { space_mb: 3072 }", "tags: [\n  - a\n  - b");
    a_bracket_alone_that_is_not_closed: package("limits: { space_mb: 3072 }", "tags: [\n  a");
    a_brace_too_many: package("109.00 } }", "109.00 } } }");
    a_brace_closed_by_a_bracket: package("109.00 } }", "109.00 ] }");
    a_line_indented_too_far: package("name: Gold\n", "name: Gold\n  description: Best\n");
    a_line_indented_unlike_its_neighbours: package("  - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }", "  - every: 1 year\n   prices: { EUR: 1.00 }");
    a_colon_in_a_text: package("name: Gold", "name: Gold: the best");
    no_space_after_a_colon: package("name: Gold", "name:Gold");
    no_space_after_a_colon_in_braces: package("EUR: 99", "EUR:99");
    no_space_after_a_dash: package("  - {", "  -{");
    no_comma: package("99.00, USD", "99.00 USD");
    two_commas: package("99.00, USD", "99.00,, USD");
    a_line_that_is_no_key: package("name: Gold", "Gold");
    a_list_behind_a_key: package("limits: { space_mb: 3072 }", "tags: - a");
    a_dash_in_brackets: package("limits: { space_mb: 3072 }", "tags: [- a, b]");
    an_apostrophe_in_single_quotes: package("name: Gold", "name: 'It's gold'");
    a_quote_in_double_quotes: package("name: Gold", "name: \"17\" wide\"");
    a_backslash_in_double_quotes: package("name: Gold", "name: \"C:\\Gold\"");
    a_text_that_begins_with_an_at_sign: package("name: Gold", "name: @Gold");
    a_text_that_begins_with_stars: package("name: Gold", "name: **Gold**");
    a_text_that_begins_with_brackets: package("name: Gold", "name: [NEW] Gold");
    a_text_that_begins_with_braces: package("name: Gold", "name: {Gold} hosting");
    a_text_that_begins_with_a_bar: package("name: Gold", "name: | Gold");
    a_text_that_begins_with_a_greater_than_sign: package("name: Gold", "name: > 100 GB");
    a_text_that_begins_with_a_question_mark: package("name: Gold", "name: ? Gold");
    a_comma_of_json: package("name: Gold", "\"name\": \"Gold\",");
    a_comma_of_json_behind_a_brace: package("3072 }", "3072 },");
    four_dashes: Project::new().file("a.yaml", &format!("{PACKAGE}----\n{}", PACKAGE.replace("GLDY", "SLVY")));
    two_dashes: package("name: Gold", "--\nname: Gold");
    a_conflict_of_a_merge: package("name: Gold\n", "<<<<<<< HEAD\nname: Gold\n=======\nname: Golden\n>>>>>>> other\n");
    a_comment_within_a_text: package("name: Gold", "name: Gold # or not\n  plated");
    a_tab_as_indentation: package("  - {", "\t- {");
    a_tab_before_a_key: package("limits: { space_mb: 3072 }", "limits:\n\tspace_mb: 3072");
    a_control_character: package("name: Gold", "name: Go\u{7}ld");
    a_nul_byte: package("name: Gold", "name: Go\0ld");
    a_syntax_error_in_each_of_two_documents: Project::new()
        .file("a.yaml", &format!("{}---\n{}---\n{}", PACKAGE.replace("Gold", "\"Gold"), PACKAGE.replace("Gold", "@Gold").replace("GLDY", "SLVY"), PACKAGE.replace("GLDY", "PLTY").replace("category", "categry")))
        .file("b.yaml", GROUP);
    a_tab_before_a_key_that_follows_a_text: package("category: HostingPackage", "\tcategory: HostingPackage");
    a_no_break_space_after_a_colon: package("name: Gold", "name:\u{a0}Gold");
    a_no_break_space_after_a_colon_in_braces: package("EUR: 99", "EUR:\u{a0}99");
    a_no_break_space_after_a_colon_below_a_key: package("limits: { space_mb: 3072 }", "limits:\n  space_mb:\u{a0}3072");
    a_no_break_space_before_a_dash: package("  - {", "\u{a0}\u{a0}- {");
    a_no_break_space_before_a_key: package("name: Gold", "\u{a0}name: Gold");
    no_break_spaces_as_indentation: package("limits: { space_mb: 3072 }", "limits:\n\u{a0}\u{a0}space_mb: 3072");
    no_line_between_two_documents: Project::new().file("a.yaml", &format!("{PACKAGE}{}", with(PACKAGE, "GLDY", "SLVY")));
    a_duplicate_key: package("category:", "name: Or\ncategory:");
    a_tag: package("name: Gold", "name: !text Gold");
    a_tag_of_yaml: package("name: Gold", "name: !!str Gold");
    a_tag_alone: package("name: Gold", "name: !Gold");
    a_tag_before_a_mapping: package("{ space_mb: 3072 }", "!include limits.yaml");
    a_merge_key: package("  - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }", "  - &year { every: 1 year, prices: { EUR: 99.00 } }\n  - { <<: *year, every: 2 years }");
    a_merge_key_of_nothing: package("limits: { space_mb: 3072 }", "limits:\n  <<: *base\n  space_mb: 3072");
    a_fault_with_aliases: package("prices: { EUR: 99.00, USD: 109.00 } }", "prices: &p { EUR: 99.00001 } }\n  - { every: 1 month, prices: *p }\n  - { every: 2 months, prices: *p }");
    an_alias_of_nothing: package("name: Gold", "name: *gold");
    an_alias_inside_its_anchor: package("name: Gold", "name: &a [*a]");
    a_list_as_a_key: package("name: Gold", "[a, b]: Gold");
    an_alias_bomb: Project::new().file("a.yaml", &bomb());
    ten_thousand_brackets: Project::new().file("a.yaml", &format!("{PACKAGE}tags: {}{}\n", "[".repeat(10_000), "]".repeat(10_000)));
    ten_thousand_brackets_that_are_not_closed: Project::new().file("a.yaml", &"[".repeat(10_000));
    ten_thousand_braces: Project::new().file("a.yaml", &format!("{}{}\n", "{a: ".repeat(10_000), "}".repeat(10_000)));
    ten_thousand_dashes: Project::new().file("a.yaml", &format!("{}x\n", "- ".repeat(10_000)));
    ten_thousand_indentations: Project::new().file("a.yaml", &(0..10_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect::<String>());

    // Keys and kinds
    an_unknown_key: package("extra_services", "extra_servises");
    an_unknown_key_in_a_period: package("every", "evry");
    a_required_key_misspelt: package("article", "articel");
    a_required_key_by_another_word: package("name: Gold", "title: Gold");
    a_number_by_another_word: package("article:", "id:");
    the_kind_misspelt: package("kind:", "knd:");
    a_key_with_a_letter_of_another_alphabet: package("name: Gold", "n\u{430}me: Gold");
    values_beside_their_key: package("limits: { space_mb: 3072 }", "limits:\nspace_mb: 3072\nmailboxes: 10");
    an_unknown_kind: Project::new().file("a.yaml", &with(PACKAGE, "kind: package", "kind: pakage")).file("b.yaml", GROUP);
    no_kind: package("kind: package\n", "");
    a_missing_key: package("name: Gold\n", "");
    a_missing_key_of_a_member: group(", level: 1", "");
    a_list_as_a_document: Project::new().file("a.yaml", "- kind: package\n");

    // Types
    a_text_as_a_price: price("ten");
    a_list_as_a_price: price("[99.00]");
    a_boolean_as_a_price: price("true");
    no_price: price("~");
    a_text_as_a_level: group("level: 1", "level: \"2\"");
    a_level_out_of_range: group("level: 1", "level: 99999999999");
    yes: package("extra_services: true", "extra_services: yes");
    off: package("extra_services: true", "extra_services: Off");
    a_boolean_in_quotes: package("extra_services: true", "extra_services: \"true\"");
    a_boolean_with_a_comma: package("extra_services: true", "extra_services: true,");
    capital_letters_as_the_value_of_a_property: package("limits: { space_mb: 3072 }", "properties: { tos: TRUE, a: False }");
    a_text_with_separators_as_a_list: Project::new().file("a.yaml", PACKAGE).file("b.yaml", &with(PACKAGE, "GLDY", "SLVY")).file("c.yaml", "kind: extra_service\narticle: XSV-A\nname: A\nprices: { EUR: 1.00 }\npackages: HST-GLDY|HST-SLVY\ndomain: { tlds: \"ch,de\" }\ntags: \"a, 1, b: c\"\n");
    a_list_given_as_one_text_by_an_alias: package("name: Gold", "name: &n Gold|Silver\ntags: *n");
    true_as_a_domain: Project::new().file("a.yaml", "kind: extra_service\narticle: XSV-A\nname: A\nprices: { EUR: 1.00 }\ndomain: true\n");
    yes_as_a_domain: Project::new().file("a.yaml", "kind: extra_service\narticle: XSV-A\nname: A\nprices: { EUR: 1.00 }\ndomain: yes\n");
    false_as_a_domain: Project::new().file("a.yaml", "kind: extra_service\narticle: XSV-A\nname: A\nprices: { EUR: 1.00 }\ndomain: false\n");
    true_as_limits: package("limits: { space_mb: 3072 }", "limits: true");
    true_as_the_database: manifest("catalog: test", "catalog: test\ndatabase: true");
    a_boolean_misspelt: package("extra_services: true", "extra_services: ture");
    a_text_as_a_boolean: package("extra_services: true", "extra_services: maybe");
    a_list_as_a_name: package("name: Gold", "name: [Gold, hosting]");
    an_article_as_a_member: group("{ item: HST-GLDY, level: 1 }", "HST-GLDY");
    a_price_as_prices: package("{ EUR: 99.00, USD: 109.00 }", "4.90");
    a_period_as_a_list_of_them: package("{ every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }", "1 year");
    a_number_as_an_amount: Project::new().file("a.yaml", "kind: extra_service\narticle: XSV-A\nname: A\nprices: { EUR: 1.00 }\namount: 20\n");
    a_number_as_limits: package("{ space_mb: 3072 }", "3072");
    a_text_as_a_list: Project::new().file("a.yaml", PACKAGE).file("b.yaml", "kind: extra_service\narticle: XSV-A\nname: A\nprices: { EUR: 1.00 }\npackages: HST-GLDY\n");
    a_mapping_as_a_list: package("  - { every", "  { every");
    a_number_as_an_article: package("HST-GLDY", "12345");
    a_list_as_limits: package("limits: { space_mb: 3072 }", "limits:\n  - space_mb: 3072");
    no_colon_in_braces: package("EUR: 99.00", "EUR 99.00");
    a_key_without_a_value: package("category: HostingPackage", "category:");
    a_number_as_a_text: package("limits: { space_mb: 3072 }", "properties: { tos: 1 }");
    true_as_the_shop: package("limits: { space_mb: 3072 }", "shop: true");

    a_list_as_a_member: group("{ item: HST-GLDY, level: 1 }", "[HST-GLDY, 1]");
    a_number_as_a_member: group("item: HST-GLDY", "item: 1000");
    a_limit_in_quotes: package("3072", "\"3072\"");
    no_as_the_shop: package("limits: { space_mb: 3072 }", "shop: no");
    a_limit_too_large_for_any_number: package("3072", "99999999999999999999");
    a_limit_too_large_by_other_digits: package("3072", "0xFFFFFFFFFFFFFFFFFFFF");
    a_level_too_large_for_any_number: group("level: 1", "level: 1e30");
    a_number_too_large_as_a_text: package("HST-GLDY", "9e999");
    a_unit_below_the_least: Project::new().file("a.yaml", "kind: extra_service\narticle: XSV-A\nname: A\nprices: { EUR: 1.00 }\nadds: { space_mb: -3000000000, mailboxes: 1.5 }\n");
    a_number_as_an_action: package("limits: { space_mb: 3072 }", "expiry_action: 1");

    // Values
    an_action_misspelt: package("limits: { space_mb: 3072 }", "expiry_action: suspended");
    lists_and_mappings_of_nothing: Project::new().file("a.yaml", "kind: extra_service\narticle: XSV-A\nname: {}\nprices: { EUR: 1.00 }\npackages: []\ndomain: { tlds: [] }\n");
    two_keys_missing_beside_a_fault: package("limits: { space_mb: 3072 }", "bundle: [{ quantity: -1 }]\ncounters:\n  - id: traffic\n    ranges: [{ prices: { EUR: ten } }]\n    unitt: GB\n    unit:");
    two_lines_in_a_period: period("\"1 month\\n\"");
    a_price_with_five_decimals: price("99.00001");
    three_prices_with_five_decimals: Project::new().file("a.yaml", &with(PACKAGE, "99.00, USD: 109.00", "99.00001, USD: 1.234567").replace("limits:", "  - { every: 1 month, prices: { EUR: \"9.00001\" } }\nlimits:"));
    a_price_with_five_nines: price("1.99999");
    a_price_of_less_than_the_least: price("0.00001");
    a_fault_of_each_sort_at_once: Project::new().file("a.yaml", &PACKAGE.replace("99.00", "99.00001").replace("USD", "GBP").replace("Gold", "\"Go\\0ld\"").replace("1 year", "1 yaer").replace("extra_services", "extra_servises").replace("3072", "-1"));
    a_negative_price: price("-99.00");
    a_price_with_an_exponent: price("1e3");
    a_price_that_is_not_a_number: price("NaN");
    a_price_that_is_yamls_not_a_number: price(".nan");
    a_price_without_end: price(".inf");
    a_price_with_a_decimal_comma: price("10,90");
    a_price_with_a_decimal_comma_and_its_currency: price("10,90 EUR");
    a_price_with_a_decimal_comma_behind_its_currency: price("€10,90");
    a_price_with_five_decimals_and_zeros: price("1.234560000");
    a_price_with_a_decimal_comma_in_quotes: price("\"10,90\"");
    a_price_with_a_thousands_comma: price("\"1,099.00\"");
    a_price_with_a_thousands_comma_without_quotes: price("1,099.00");
    a_price_with_a_comma_before_three_digits: price("1,099");
    a_price_with_a_thousands_point_and_a_decimal_comma: price("\"1.099,5\"");
    a_price_with_two_commas: price("\"1,2,3\"");
    a_price_with_a_letter: price("\"e5\"");
    a_price_by_the_thousand: price("5k");
    a_price_with_its_currency: price("99.00 EUR");
    a_price_without_a_whole_part: price(".50");
    a_price_with_a_plus: price("+5.00");
    a_price_of_22_digits: price("1234567890123456789012.00");
    a_period_misspelt: period("1 yaer");
    a_period_of_iso_8601: period("P1Y");
    a_period_of_nothing: period("0 months");
    a_period_without_a_unit: period("12");
    a_period_of_weeks: period("2 weeks");
    a_period_of_half_a_year: period("0.5 years");
    a_period_of_a_third_of_a_year: period("0.3 years");
    a_period_of_two_meanings: period("bimonthly");
    a_period_before_now: period("-1 month");
    a_period_with_a_second_number: period("1 month 2");
    a_period_too_long: period("99999 years");
    a_period_given_twice: package("limits:", "  - { every: 1 year }\nlimits:");
    a_whole_period_given_twice: package("limits:", "  - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }\nlimits:");
    a_limit_that_is_a_word: package("3072", "lots");
    a_limit_that_is_negative: package("3072", "-1");
    a_limit_with_decimals: package("3072", "1.5");
    a_limit_with_a_thousands_point: package("3072", "10.240");
    a_limit_with_a_thousands_comma: package("3072", "10,240");
    nul_in_a_name: package("name: Gold", "name: \"Go\\0ld\"");
    nul_in_an_article: package("HST-GLDY", "\"HST\\0GLDY\"");
    an_article_of_513_characters: package("HST-GLDY", &"X".repeat(513));
    an_empty_article: package("HST-GLDY", "\"\"");
    an_escape_sequence_in_a_kind: package("kind: package", "kind: \"pa\\e[31mkage\"");

    // References
    a_currency_that_the_manifest_lacks: package("USD: 109", "GBP: 109");
    a_currency_in_small_letters: package("EUR: 99", "eur: 99");
    a_reference_to_nothing: group("HST-GLDY", "HST-GLDX");
    a_reference_with_a_letter_of_another_alphabet: group("HST-GLDY", "HST-GLDY\u{200b}");
    a_reference_without_a_letter_of_another_alphabet: Project::new().file("a.yaml", &with(PACKAGE, "GLDY", "GL\u{410}Y")).file("b.yaml", &with(GROUP, "GLDY", "GLAY"));
    a_reference_to_what_has_no_name: Project::new().file("a.yaml", &with(PACKAGE, "article: HST-GLDY\n", "")).file("b.yaml", GROUP);
    more_references_to_nothing_than_documents_without_a_name: Project::new().file("a.yaml", &with(PACKAGE, "article: HST-GLDY\n", "")).file("b.yaml", &with(GROUP, "members:\n", "members:\n  - { item: HST-SLVY, level: 1 }\n"));
    a_reference_to_the_wrong_kind: Project::new()
        .file("a.yaml", PACKAGE)
        .file("b.yaml", "kind: extra_service\narticle: XSV-A\nname: A\nprices: { EUR: 1.00 }\n")
        .file("c.yaml", "kind: extra_service\narticle: XSV-B\nname: B\nprices: { EUR: 1.00 }\npackages: [HST-GLDY, XSV-A]\n");
    one_article_in_two_files: Project::new()
        .file("a.yaml", PACKAGE)
        .file("sub/b.yaml", "kind: item\narticle: HST-GLDY\nname: Setup\ncategory: Fees\nprices: { EUR: 1.00 }\n");
    a_reference_into_a_file_that_cannot_be_read: Project::new().file("a.yaml", &with(PACKAGE, "limits: {", "limits: {{")).file("b.yaml", GROUP);

    a_reference_to_nothing_beside_a_document_that_cannot_be_read: Project::new()
        .file("a.yaml", &format!("{PACKAGE}---\n{}---\n{}", with(GROUP, "HST-GLDY", "HST-GLDX"), PACKAGE.replace("Gold", "@Gold")));

    // Files
    a_file_of_200_megabytes: disk(|project| std::fs::File::create(project.path("a.yaml"))?.set_len(200_000_000));
    latin_1: bytes(b"kind: package\narticle: HST-GLDM\nname: Gr\xfcn\n");
    latin_1_after_other_letters: bytes("kind: package\narticle: HST-GLDM\nname: ééé ".as_bytes().iter().chain(b"\xfc\n").copied().collect::<Vec<u8>>().as_slice());
    utf_16: bytes(&"\u{feff}kind: package\n".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    utf_16_without_a_mark: bytes(&"kind: package\n".encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
    a_byte_order_mark_and_a_mistake: package("kind: package", "\u{feff}kind: pakage");
    line_ends_of_windows_and_a_mistake: Project::new().file("a.yaml", &PACKAGE.replace("USD", "GBP").replace('\n', "\r\n"));
    letters_of_several_bytes_before_a_mistake: package("  - { every", "  - { \"füür\": 1, every");
    a_mistake_in_a_long_line: package("name: Gold", &format!("name: Gold\ntags: [{}3, last]", "\"tag\", ".repeat(60)));
    a_file_that_may_not_be_read: disk(|project| { project.write("a.yaml", PACKAGE); mode(project, "a.yaml", 0o000) });
    a_folder_that_may_not_be_read: disk(|project| { project.write("sub/a.yaml", PACKAGE); mode(project, "sub", 0o000) });
    a_reference_into_a_folder_that_may_not_be_read: disk(|project| {
        project.write("sub/a.yaml", PACKAGE);
        project.write("b.yaml", GROUP);
        mode(project, "sub", 0o000)
    });
    a_link_to_nothing: disk(|project| symlink("gone.yaml", project.path("a.yaml")));
    a_link_to_itself: disk(|project| symlink("a.yaml", project.path("a.yaml")));
    a_pipe: disk(|project| Ok(nix::unistd::mkfifo(&project.path("a.yaml"), nix::sys::stat::Mode::S_IRWXU)?));

    // The manifest
    no_manifest: { let project = Project::new().file("a.yaml", PACKAGE); project.remove("wares.yaml"); project };
    a_manifest_that_is_no_yaml: manifest("USD]", "USD");
    a_manifest_with_an_unknown_key: manifest("catalog: test", "catalog: test\nshops: Default");
    a_manifest_without_a_name: manifest("catalog: test\n", "");
    a_manifest_with_its_name_misspelt: manifest("catalog:", "catalogue:");
    a_manifest_with_a_url: manifest("catalog: test", "catalog: test\ndatabase: postgres://localhost/billing");
    a_manifest_with_a_currency_that_is_none: manifest("EUR", "Euro");
    a_manifest_with_a_currency_in_small_letters: manifest("EUR", "eur");
    a_manifest_with_a_currency_given_twice: manifest("EUR, USD", "EUR, USD, EUR");
    a_manifest_without_currencies: manifest("EUR, USD", "");
    a_manifest_of_a_later_format: manifest("format: 1", "format: 2");
    a_manifest_with_its_format_in_quotes: manifest("format: 1", "format: \"1\"");
    a_manifest_for_a_later_version: manifest("catalog: test", "catalog: test\nrequires: \">=9\"");
    a_manifest_with_a_version_that_is_none: manifest("catalog: test", "catalog: test\nrequires: banana");
    a_manifest_with_a_pattern_that_is_none: manifest("catalog: test", "catalog: test\ndatabase: { ignore_properties: ['[x'] }");
    a_manifest_with_faults_in_an_environment: manifest("catalog: test", "catalog: test\nenvironments: { staging: { currencies: [], format: 1, database: { unlimited: none }, shop: } }");
    an_empty_manifest: Project::new().file("wares.yaml", "").file("a.yaml", PACKAGE);
    a_manifest_that_is_a_list: Project::new().file("wares.yaml", "- EUR\n").file("a.yaml", PACKAGE);
    two_manifests_in_one: Project::new().file("wares.yaml", &format!("{MANIFEST}---\n{MANIFEST}")).file("a.yaml", PACKAGE);
    a_manifest_that_may_not_be_read: disk(|project| mode(project, "wares.yaml", 0o000));
}

fn bomb() -> String {
    let level = |n: usize| match n {
        0 => format!("  a0: &a0 [{}]\n", ["lol"; 10].join(", ")),
        _ => format!("  a{n}: &a{n} [{}]\n", vec![format!("*a{}", n - 1); 10].join(", ")),
    };
    format!("{PACKAGE}properties:\n{}", (0..12).map(level).collect::<String>())
}

/// What other programs write and a person does not see is no mistake.
#[test]
fn what_is_accepted() {
    let accepted = [
        ("a byte-order mark", format!("\u{feff}{PACKAGE}")),
        ("line ends of Windows", PACKAGE.replace('\n', "\r\n")),
        ("both", format!("\u{feff}{}", PACKAGE.replace('\n', "\r\n"))),
        ("nothing", String::new()),
        ("a byte-order mark and nothing else", "\u{feff}".to_owned()),
        ("comments alone", "# nothing\n# yet\n".to_owned()),
        ("a document marker and nothing else", "---\n".to_owned()),
        ("no line end at the end", PACKAGE.trim_end().to_owned()),
    ];
    for (what, text) in accepted {
        let run = Project::new().file("a.yaml", &text).run("check --format concise");
        assert_eq!((run.exit_code(), run.stdout.as_str()), (0, ""), "{what}: {run:?}");
    }
}

#[test]
fn a_folder_may_have_the_name_of_a_file() {
    let project = Project::new().file("a.yaml", PACKAGE).file("x.yaml/b.yaml", GROUP);
    project.run("check").code(0).says("2 resources in 3 files");
}

#[test]
fn links_to_folders_are_not_followed_and_not_passed_over_either() {
    let project = Project::new().file("sub/a.yaml", PACKAGE);
    symlink("../sub", project.path("sub/up")).expect("a link");
    symlink(".", project.path("sub/here.yaml")).expect("a link");
    symlink("sub", project.path("other")).expect("a link");
    let run = project.run("check").code(1).says("1 resource in 5 files");
    for path in ["sub/up", "sub/here.yaml", "other"] {
        let message = format!("`{path}` cannot be read: it is a link to a folder");
        assert!(run.stdout.contains(&message), "{message}: {run:?}");
    }
    project.write(".waresignore", "up\nhere.yaml\n/other\n");
    project.run("check").code(0).says("1 resource in 2 files");
    // What lies there is another catalog's.
    project.write("elsewhere/wares.yaml", "");
    symlink("elsewhere", project.path("linked")).expect("a link");
    project.run("check").code(0).says("1 resource in 2 files");
}

#[test]
fn an_ignore_file_that_cannot_be_understood_is_not_ignored_itself() {
    let project = Project::new().file("a.yaml", PACKAGE).file(".waresignore", "{a\n");
    project.run("check").code(1).says("the catalog's files cannot be listed").says(".waresignore");
    project.run("fmt --check").code(1).says(".waresignore");
}

#[test]
fn the_name_of_a_file_is_printed_without_what_a_terminal_obeys() {
    let project = Project::new().file("a\u{1b}[31m\nb.yaml", "kind: pakage\n");
    for format in ["concise", "text"] {
        let run = project.run(&format!("check --format {format}")).code(1);
        assert!(!run.stdout.contains('\u{1b}') && run.stdout.contains("a\\u{1b}[31m"), "{run:?}");
    }
}

#[test]
fn whole_numbers_are_taken_however_they_are_written() {
    let plan = |project: &Project| project.run("describe upgrade_group Web").code(0).stdout;
    let plain = plan(&group("level: 1", "level: 5"));
    for number in ["+5", "5.0", "5.", "5e0", "50e-1", "0.5E+1", "0x5", "0o5", "05"] {
        let (group, limit) = (group("level: 1", &format!("level: {number}")), package("3072", number));
        group.run("check --format concise").code(0);
        limit.run("check --format concise").code(0);
        assert_eq!(plan(&group), plain, "{number}");
        manifest("catalog: test", &format!("catalog: test\ndatabase: {{ unlimited: {number} }}"))
            .run("check --format concise")
            .code(0);
    }
    for number in ["1.0", "1e0", "0x1", "+1"] {
        manifest("format: 1", &format!("format: {number}")).run("check --format concise").code(0);
    }
    for number in ["1_000", "0b1", "-0x5", "5.5", "5 "] {
        let text = if number == "5 " { "\"5 \"" } else { number };
        group("level: 1", &format!("level: {text}")).run("check").code(1).says("a whole number");
    }
}

#[test]
fn zeros_behind_the_last_decimal_place_say_nothing() {
    for amount in ["9.990000", "1.1900000000000000", "\"12.50000000\"", "5.00000"] {
        price(amount).run("check --format concise").code(0);
        let step = format!(
            "kind: extra_service\narticle: XSV-A\nname: A\nprices: {{ EUR: 1.00 }}\namount: {{ min: 1, max: 9, step: {amount}, unit: a }}\n"
        );
        let run = Project::new().file("a.yaml", &step).run("check --format concise");
        assert!(!run.stdout.contains("error[T"), "{run:?}");
    }
}

/// The findings of a project as JSON.
fn findings(project: &Project) -> Vec<serde_json::Value> {
    let json: serde_json::Value = serde_json::from_str(&check(project, "json").stdout).expect("JSON");
    json["findings"].as_array().expect("findings").clone()
}

/// Makes every edit that findings offer; how many findings offered none.
fn mend(project: &Project, findings: &[serde_json::Value]) -> usize {
    let edits = findings.iter().filter_map(|finding| finding["fix"]["edits"].as_array()).flatten();
    let mut edits: Vec<&serde_json::Value> = edits.collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit["start"].as_u64()));
    for edit in edits {
        let part = |name: &str| edit[name].as_str().expect("a text");
        let byte = |name: &str| usize::try_from(edit[name].as_u64().expect("a number")).expect("a byte");
        let mut text = project.read(part("file"));
        text.replace_range(byte("start")..byte("end"), part("text"));
        project.write(part("file"), &text);
    }
    findings.iter().filter(|finding| finding["fix"].is_null()).count()
}

#[test]
fn what_a_finding_offers_to_write_is_accepted() {
    let mut mended = 0;
    for ((name, project), checked) in all().into_iter().zip(&*CHECKED) {
        let before = checked.findings();
        let rest = mend(&project, before);
        if rest < before.len() {
            let mut after = findings(&project);
            // A value that is one now may still be a name that no document has, or stand in the list already.
            after.retain(|finding| !["A02", "T07"].contains(&finding["code"].as_str().unwrap_or_default()));
            // Of what can be read now, rules may say more.
            after.retain(|finding| finding["severity"] == "error");
            assert!(after.len() <= rest, "{name}: {before:#?} {after:#?}");
            mended += 1;
        }
    }
    assert!(mended > 20, "{mended}");
}

#[test]
fn these_findings_carry_the_edit_that_mends_them() {
    let names = [
        "yes",
        "off",
        "a_boolean_in_quotes",
        "a_boolean_with_a_comma",
        "a_limit_in_quotes",
        "a_text_as_a_level",
        "a_text_as_a_list",
        "a_text_with_separators_as_a_list",
        "true_as_a_domain",
        "yes_as_a_domain",
        "true_as_the_database",
        "capital_letters_as_the_value_of_a_property",
        "a_number_as_a_text",
        "a_number_too_large_as_a_text",
        "a_price_with_an_exponent",
        "a_price_with_a_plus",
        "a_price_with_a_decimal_comma",
        "a_price_with_a_decimal_comma_and_its_currency",
        "a_price_with_a_thousands_comma_without_quotes",
        "a_manifest_with_a_currency_in_small_letters",
        "a_manifest_with_its_format_in_quotes",
    ];
    for (name, project) in all().into_iter().filter(|(name, _)| names.contains(name)) {
        let before = findings(&project);
        assert_eq!(mend(&project, &before), 0, "{name}: {before:#?}");
        project.run("check").code(0);
    }
}

#[test]
fn what_stands_below_its_sign_is_not_written_over() {
    for text in ["|-\n  Gold|Silver", "|\n  Gold|Silver", ">-\n  Gold|Silver", "|-\n  Gold\n  Silver"] {
        let findings = findings(&package("name: Gold", &format!("name: Gold\ntags: {text}")));
        assert_eq!((findings.len(), &findings[0]["fix"]), (1, &serde_json::Value::Null), "{text}");
    }
}

#[test]
fn what_an_alias_stands_for_is_not_written_over() {
    let project = package("name: Gold", "name: &n Gold|Silver\ntags: *n");
    let findings = findings(&project);
    assert_eq!((findings.len(), &findings[0]["fix"]), (1, &serde_json::Value::Null));
}

/// No message speaks of Rust.
#[test]
fn no_type_of_rust_is_named() {
    for Checked { name, text, .. } in CHECKED.iter() {
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        let is_type =
            |word: &&str| ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f64"].contains(word);
        assert_eq!(words.find(is_type), None, "{name}: {text}");
    }
}

/// A program that reads the output sees what a person sees.
#[test]
fn json_has_the_findings_of_every_case() {
    for checked in CHECKED.iter() {
        let Checked { name, json, text } = checked;
        assert_eq!((&json["format_version"], &json["exit_code"]), (&1.into(), &1.into()), "{name}");
        let json: Vec<&str> = checked.findings().iter().filter_map(|f| f["code"].as_str()).collect();
        let code = |line: &str| {
            let mut all = wares::codes::all().into_iter();
            all.find(|code| line == format!("{code} {}", code.name())).map(|code| code.as_str())
        };
        let text: Vec<&str> = text.lines().filter_map(code).collect();
        assert_eq!(json, text, "{name}");
        assert!(!json.is_empty(), "{name}");
    }
}

/// Every text of every case that can be read, for others to try.
pub fn texts() -> Vec<String> {
    let read = |(_, project): (_, Project)| {
        let disk = Disk::new(&project.path(""));
        let paths = disk.list().unwrap_or_default().into_iter();
        paths.filter_map(|path| String::from_utf8(disk.read(&path).ok()?).ok()).collect::<Vec<_>>()
    };
    all().into_iter().flat_map(read).collect()
}

/// Nothing is underlined that is not there, but where a whole file cannot be shown.
#[test]
fn every_finding_underlines_something() {
    for checked in CHECKED.iter() {
        let name = checked.name;
        for finding in checked.findings() {
            let label = &finding["labels"][0];
            let file = label["file"].as_str().expect("a file");
            let message = finding["message"].as_str().expect("a message");
            let is_whole = message.starts_with(&format!("`{file}`")) || finding["code"] == "M01";
            assert!(label["end"].as_u64() > label["start"].as_u64() || is_whole, "{name}: {finding:#}");
            assert!(!finding["help"].as_str().unwrap_or_default().is_empty(), "{name}: {finding:#}");
        }
    }
}

#[test]
fn a_large_file_is_refused_without_being_read() {
    let project = Project::new().file("b.yaml", PACKAGE);
    // Were it read, this would take minutes, and more memory than most machines have.
    let sparse = std::fs::File::create(project.path("a.yaml")).and_then(|file| file.set_len(200_000_000_000));
    sparse.expect("a sparse file");
    let start = Instant::now();
    project.run("check").code(1).says("S05");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

/// A catalog of one file, in memory.
fn load(text: String) -> wares::workspace::Loaded {
    Memory::new([("a.yaml", text), ("wares.yaml", MANIFEST.to_owned())]).load()
}

#[test]
fn what_is_nested_deeply_needs_no_deep_stack() {
    let pool =
        rayon::ThreadPoolBuilder::new().num_threads(1).stack_size(512 * 1024).build().expect("threads");
    let braces = |depth: usize| format!("{}x{}", "{ a: ".repeat(depth), " }".repeat(depth));
    let anchored = format!("{PACKAGE}x: &x {}\ny: {}*x{}\n", braces(60), "{ b: ".repeat(60), " }".repeat(60));
    for text in [
        "[".repeat(1_000_000),
        "{a: ".repeat(1_000_000),
        "- ".repeat(1_000_000),
        "? ".repeat(1_000_000),
        (0..3_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect(),
        format!("{PACKAGE}x: {}\n", braces(60)),
        anchored,
        bomb(),
    ] {
        let loaded = pool.install(|| load(text));
        assert!(!loaded.findings.is_empty());
    }
}

/// A catalog of so many packages with an unknown key and a price with five decimals each.
fn many(count: usize) -> Project {
    let package = |n: usize| {
        let text = PACKAGE.replace("GLDY", &format!("{n:04}")).replace("99.00,", "99.00001,");
        text.replace("extra_services", "extra_servises") + "---\n"
    };
    Project::new().file("a.yaml", &(0..count).map(package).collect::<String>())
}

#[test]
fn of_many_findings_the_first_hundred_are_shown_with_the_number_of_all() {
    let project = many(75);
    let lines = |arguments: &str| project.run(arguments).code(1).stdout.lines().count();
    assert_eq!(lines("check --format concise"), 100);
    assert_eq!(lines("check --format concise --max-findings 0"), 150);
    assert_eq!(lines("check --format concise --max-findings 3"), 3);
    project
        .run("check")
        .code(1)
        .says("100 of 150 findings are shown; `--max-findings 0` shows all.")
        .says("75 resources in 2 files: 150 errors.");
    project.run("check --max-findings 150").code(1).does_not_say("are shown");
    let mut command = project.command("check --format concise");
    let output = command.env("WARES_MAX_FINDINGS", "7").output().expect("the program runs");
    assert_eq!(Run::new("check", &output).code(1).stdout.lines().count(), 7);
}

#[test]
fn json_has_all_findings_unless_fewer_are_asked_for() {
    let project = many(75);
    let count = |arguments: &str| {
        let run = project.run(arguments).code(1);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        assert_eq!(json["checked"]["findings"], 150);
        json["findings"].as_array().expect("findings").len()
    };
    assert_eq!(count("check --format json"), 150);
    assert_eq!(count("check --format json --max-findings 0"), 150);
    assert_eq!(count("check --format json --max-findings 2"), 2);
}

#[test]
fn every_command_shows_the_first_hundred_findings() {
    let project = many(75);
    for command in ["plan", "apply --auto-approve", "db init"] {
        let run = project.run(command).code(1).says("100 of 150 findings are shown").says("150 errors");
        assert_eq!(
            run.stderr.lines().filter(|line| ["T02 unknown-key", "T05 wrong-value"].contains(line)).count(),
            100,
            "{command}"
        );
    }
}

/// A document with many faults is read once more for a few of them, not for each.
#[test]
fn thousands_of_faults_in_one_document_are_found_in_little_time() {
    let period =
        |n: usize| format!("  - {{ every: {n} months, prices: {{ EUR: 1.00001, USD: 1.00001 }} }}\n");
    let text = with(PACKAGE, "limits:", &((1..=5_000).map(period).collect::<String>() + "limits:"));
    let start = Instant::now();
    let loaded = load(text);
    assert_eq!(loaded.findings.len(), 10_000);
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn anchors_inside_of_anchors_are_counted_like_aliases() {
    let anchors: String = (0..60).map(|n| format!("&a{n} [")).collect();
    let text = format!("kind: item\nx: {anchors}{}{}\n", "x, ".repeat(20_000), "]".repeat(60));
    let loaded = load(text);
    let messages: Vec<&str> = loaded.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(messages, ["the anchors and aliases of this file stand for more than 8 MiB"]);
}

#[test]
fn a_merge_key_with_many_keys_is_taken_in_at_once() {
    let keys: String = (0..100_000).map(|n| format!("k{n}: 1, ")).collect();
    let start = Instant::now();
    let loaded = load(format!("a: {{ <<: {{ {keys} }} }}\n"));
    assert!(loaded.findings.iter().any(|finding| finding.message.contains("a merge key (`<<`)")));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}

#[test]
fn the_places_of_many_findings_in_one_file_are_found_at_once() {
    let loaded = load("---\nkind: item\n".repeat(20_000));
    let start = Instant::now();
    let lines = loaded.findings.iter().map(|finding| loaded.sources.position(finding.primary()).line);
    assert_eq!(lines.max(), Some(40_000));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}
