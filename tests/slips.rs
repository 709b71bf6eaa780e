//! Catalogs with one typical mistake each, which `wares check` finds.

use crate::support::Memory;
use std::path::Path;
use wares::cli::Disk;
use wares::source::Files;
use wares::workspace::Loaded;

const MANIFEST: &str = "format: 1\ncatalog: c\ncurrencies: [EUR, USD]\nlanguages: [en, de]\n";

fn folder(name: &str) -> Loaded {
    let disk = Disk::new(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/slips").join(name));
    let paths = disk.list().expect("the folder").into_iter();
    Memory::new(paths.map(|path| (path.clone(), disk.read(&path).expect("a file")))).judge()
}

fn found(loaded: &Loaded) -> Vec<String> {
    loaded.findings.iter().map(|it| format!("{} {}", it.code, it.message)).collect()
}

#[test]
fn mistake_in_each_folder_of_slips_is_found() {
    let folders = [
        ("missing-currency", "A32 `P` has no price in `USD`"),
        ("same-period-2units", "A31 the periods `12 months` and `1 year` of `P` have the same length"),
        ("self-renewal", "A43 `P` renews as itself, which it also does without `renewal_item`"),
        ("self-bundle", "A44 `P` is bundled with itself"),
        ("cycle-bundle", "A44 `P` is bundled with itself, through `Q`"),
        ("overlap", "A36 two ranges of the counter `traffic` of `P` overlap: 0 to 50 and 40 to 1000"),
        ("reversed", "A36 a range of the counter `traffic` of `P` ends before it starts: from 50 to 0"),
        ("minmax", "A14 no amount of `X` can be ordered: the minimum of 5 is greater than the maximum of 1"),
        ("self-requires", "X10 `X` requires itself: no one can order it"),
        ("trailing-blank", "X22 the article number `HST-1 ` looks like `HST-1`: it ends with a space"),
        (
            "soft-hyphen",
            "X22 the article number `HST\\u{ad}-1` looks like `HST-1`: it contains U+00AD, a soft hyphen",
        ),
        ("trailing-blank-in-a-name", "A48 the name of `HST-P` ends with a space"),
        ("zero-width-space-in-a-name", "A48 the name of `HST-P` contains U+200B, a zero-width space"),
    ];
    for (name, message) in folders {
        let found = found(&folder(name));
        assert!(found.iter().any(|it| it == message), "{name}: {found:#?}");
    }
}

#[test]
fn mistake_in_a_single_line_is_found() {
    let service = "kind: extra_service\narticle: X\nname: X\nprices: { EUR: 1, USD: 1 }\n";
    let item = "kind: item\narticle: X\nname: X\ncategory: C\n";
    let package = "kind: package\narticle: X\nname: X\ncategory: C\n";
    let cases = [
        (service, "amount: { min: 50, max: 10, step: 0 }", &["A13", "A14", "A18"][..]),
        (service, "domain: { tlds: [.ch, DE, .co.uk] }", &["A24"]),
        (service, "requires: [X]", &["X10"]),
        ("kind: item\narticle: X\ncategory: C\nprices: { EUR: 1, USD: 1 }\n", "name: \"\"", &["A42"]),
        (item, "", &["A29"]),
        (package, "periods: [{ every: 1 year }]", &["A28"]),
        (package, "periods: [{ every: 1 year, prices: { USD: 1 } }]", &["A32"]),
        (
            package,
            "periods: [{ every: 1 year, prices: { EUR: 1000, USD: 1 } }, { every: 1 month, prices: { EUR: 10, USD: 1 } }]",
            &["X03"],
        ),
        (package, "prices: { EUR: 1, USD: 1 }\nbundle: [{ item: X }]", &["A44"]),
        (
            package,
            "prices: { EUR: 1, USD: 1 }\ncounters: [{ id: t, ranges: [{ from: 0, to: 5 }, { from: 10 }] }]",
            &["A36"],
        ),
        (package, "prices: { EUR: 1, USD: 1 }\nproperties: { HasExtraServices: \"True\" }", &["A11"]),
    ];
    // Findings about who sees what and about names are ignored: other tests cover them.
    let tested = [
        "A10", "A11", "A12", "A13", "A14", "A15", "A16", "A17", "A18", "A21", "A24", "A28", "A29", "A31",
        "A32",
    ];
    let tested = tested
        .into_iter()
        .chain(["A36", "A40", "A41", "A42", "A43", "A44", "A45", "A46", "A47", "X03", "X10", "X11", "X16"]);
    let tested: Vec<&str> = tested.collect();
    for (above, line, codes) in cases {
        let text = format!("{above}{line}\n");
        let loaded = Memory::new([("wares.yaml", MANIFEST), ("a.yaml", text.as_str())]).judge();
        let mut found: Vec<&str> = loaded.findings.iter().map(|it| it.code.as_str()).collect();
        found.retain(|code| tested.contains(code));
        found.sort_unstable();
        assert_eq!(found, codes, "{line}");
    }
}

/// A package with more lines. It has a monthly period unless these lines have periods.
fn package(number: &str, more: &str) -> String {
    let prices = "periods: [{ every: 1 month, prices: { EUR: 1, USD: 1 } }]";
    let periods = if more.contains("periods") { "" } else { prices };
    format!("kind: package\narticle: {number}\nname: {number}\ncategory: HostingPackage\n{periods}\n{more}\n")
}

fn group(name: &str, members: &[&str]) -> String {
    let member = |(at, item): (usize, &&str)| format!("{{ item: {item}, level: {} }}", at + 1);
    let members: Vec<String> = members.iter().enumerate().map(member).collect();
    format!("kind: upgrade_group\nname: {name}\nmembers: [{}]\n", members.join(", "))
}

#[test]
fn mistake_that_involves_several_documents_is_found() {
    let (a, b) = (package("A", ""), package("B", ""));
    let yearly = package("B", "periods: [{ every: 1 year, prices: { EUR: 9, USD: 9 } }]");
    let [euros, dollars] = ["EUR", "USD"]
        .map(|currency| format!("periods: [{{ every: 1 month, prices: {{ {currency}: 9 }} }}]"));
    let certificate =
        "kind: item\narticle: C\nname: C\ncategory: SSL\nprices: { EUR: 1, USD: 1 }\n".to_owned();
    let cases = [
        (vec![group("G", &[])], "U07 the upgrade group `G` has no members"),
        (vec![a.clone(), group("G", &["A"])], "U07 the only member of the upgrade group `G` is `A`"),
        (
            vec![a.clone(), yearly, group("G", &["A", "B"])],
            "U09 `A` and `B` have no renewal period in common: customers cannot move between them",
        ),
        (
            vec![package("A", &euros), package("B", &dollars), group("G", &["A", "B"])],
            "U13 `B` has no price in `EUR`, but `A` in the same upgrade group has one",
        ),
        (
            vec![a.clone(), b.clone(), certificate, group("G", &["A", "B", "C"])],
            "U10 `C` is an article of the kind `item`, but the upgrade group `G` consists of packages",
        ),
        (
            vec![a.clone(), b, group("G", &["A", "B"]), group("H", &["B", "A"])],
            "U04 `A` is below `B` in the upgrade group `G` but above it in `H`",
        ),
        (vec![a, package("a", "")], "X22 the article number `a` looks like `A`: it differs only in case"),
    ];
    for (documents, message) in cases {
        let loaded = Memory::new([("wares.yaml", MANIFEST), ("a.yaml", &documents.join("---\n"))]).judge();
        let found = found(&loaded);
        assert!(found.iter().any(|it| it == message), "{message}: {found:#?}");
    }
}

#[test]
fn singular_service_name_is_found_but_not_its_consequences() {
    let number = |at: usize| format!("P-{at}");
    let more = |at: usize| format!("limits: {{ {}: {at}0 }}", if at == 4 { "mailbox" } else { "mailboxes" });
    let prices = |at: usize| {
        format!("{}\nperiods: [{{ every: 1 month, prices: {{ EUR: {at}, USD: {at} }} }}]", more(at))
    };
    let packages = (1..7).map(|at| package(&number(at), &prices(at)));
    let numbers: Vec<String> = (1..7).map(number).collect();
    let members: Vec<&str> = numbers.iter().map(String::as_str).collect();
    let documents: Vec<String> = packages.chain([group("G", &members)]).collect();
    let found = found_with("rules: { U15: allow }", &documents);
    assert_eq!(found, ["X05 the service `mailbox` is used once, but `mailboxes` 5 times"]);
}

#[test]
fn misspelled_names_among_many_correct_ones_are_found() {
    let right = (0..30).map(|at| package(&format!("P-{at}"), "limits: { mailboxes: 1 }"));
    let wrong = package("P-30", "limits: { mailboxs: 1 }").replace("HostingPackage", "HostingPakage");
    let documents: Vec<String> = right.chain([wrong]).collect();
    let loaded = Memory::new([("wares.yaml", MANIFEST), ("a.yaml", &documents.join("---\n"))]).judge();
    assert_eq!(
        found(&loaded),
        [
            "X20 the category `HostingPakage` is used once, but `HostingPackage` 30 times",
            "X05 the service `mailboxs` is used once, but `mailboxes` 30 times",
        ]
    );
}

/// The findings in some documents, with a manifest that has one more line.
fn found_with(line: &str, documents: &[String]) -> Vec<String> {
    let manifest = format!("{MANIFEST}{line}\n");
    found(&Memory::new([("wares.yaml", manifest.as_str()), ("a.yaml", &documents.join("---\n"))]).judge())
}

#[test]
fn missing_currency_is_reported_by_one_rule_whichever_is_allowed() {
    let dollars = package("A", "periods: [{ every: 1 month, prices: { USD: 1 } }]");
    let documents = [dollars, package("B", ""), group("G", &["A", "B"])];
    let ladder = "U13 `A` has no price in `EUR`, but `B` in the same upgrade group has one";
    let article = "A32 `A` has no price in the default currency `EUR`";
    assert_eq!(found_with("", &documents), [ladder]);
    assert_eq!(found_with("rules: { U13: allow }", &documents), [article]);
    assert_eq!(found_with("rules: { A32: allow }", &documents), [ladder]);
    assert_eq!(found_with("rules: { A32: allow, U13: allow }", &documents), [""; 0]);
    let commented = |rules: &[&str]| {
        let comments: String =
            rules.iter().map(|rule| format!("# wares:allow {rule} not sold there\n")).collect();
        [comments + &documents[0], documents[1].clone(), documents[2].clone()]
    };
    assert_eq!(found_with("", &commented(&["U13"])), [article]);
    assert_eq!(
        found_with("", &commented(&["A32"])),
        [ladder],
        "the comment should not be reported as unused"
    );
    assert_eq!(found_with("", &commented(&["A32", "U13"])), [""; 0]);
}

#[test]
fn unreadable_documents_cause_no_further_findings() {
    let downgraded = package("B", "unpaid_action: downgrade");
    let broken = group("G", &["A", "B"]).replace("level: 1", "level: one");
    let documents = [package("A", ""), downgraded, broken];
    assert_eq!(found_with("", &documents), ["T04 expected a whole number, found the string `one`"]);
    // The service that cannot be read may be the one that the package needs.
    let service = "kind: extra_service\narticle: X\nname: X\nprizes: { EUR: 1, USD: 1 }\n".to_owned();
    let documents = [package("A", "extra_services: true"), service];
    assert_eq!(found_with("", &documents), ["T02 unknown key `prizes`"]);
}

#[test]
fn rule_that_the_manifest_sets_twice_is_found() {
    let twice = "rules: { A31: deny, periods-of-same-length: allow }";
    let message = "T05 `A31` and `periods-of-same-length` are the same rule but are set to different levels";
    assert_eq!(found_with(twice, &[package("A", "")]), [message]);
    assert_eq!(found_with(&twice.replace("allow", "deny"), &[package("A", "")]), [""; 0]);
}

#[test]
fn packages_that_many_services_list_in_vain_have_one_finding() {
    let packages =
        (0..5).map(|at| package(&format!("P-{at}"), if at == 0 { "extra_services: true" } else { "" }));
    let service = |at: usize| {
        format!(
            "kind: extra_service\narticle: S-{at}\nname: S\npackages: [P-0, P-1, P-2, P-3, P-4]\nprices: {{ EUR: 1, USD: 1 }}\n"
        )
    };
    let documents: Vec<String> = packages.chain((0..10).map(service)).collect();
    let message = "A04 `S-0`, `S-1` and 8 other services list `P-1`, `P-2` and 2 other packages, which do not sell extra services";
    assert_eq!(found_with("", &documents), [message]);
}

#[test]
fn one_misspelling_has_one_finding() {
    let service = |at: usize, group: &str, category: &str| {
        format!(
            "kind: extra_service\narticle: S-{at}\nname: S\nexclusive_group: {group}\nprovisioning_service: S\n\
             prices: {{ EUR: 1, USD: 1 }}\nshop: {{ categories: [{category}] }}\n"
        )
    };
    let right = (0..5).map(|at| service(at, "backup", "ExtraServices"));
    let documents = |wrong: String| -> Vec<String> {
        [package("A", "extra_services: true")].into_iter().chain(right.clone()).chain([wrong]).collect()
    };
    let slips = documents(service(5, "bakcup", "ExtraServices"));
    assert_eq!(
        found_with("", &slips),
        ["X23 the exclusive group `bakcup` is used once, but `backup` 5 times"]
    );
    let slips = documents(service(5, "backup", "ExtraServics"));
    assert_eq!(
        found_with("", &slips),
        ["X20 the category `ExtraServics` is used once, but `ExtraServices` 5 times"]
    );
}
