//! Catalogs that are wrong in one thing, which is found.

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
fn each_folder_of_slips_is_told() {
    let folders = [
        ("missing-currency", "A32 `P` has no price in `USD`"),
        ("same-period-2units", "A31 the periods `12 months` and `1 year` of `P` are equally long"),
        ("self-renewal", "A43 `P` renews as itself, as it would without `renewal_item`"),
        ("self-bundle", "A44 `P` is sold together with itself"),
        ("cycle-bundle", "A44 `P` is sold together with itself, through `Q`"),
        ("overlap", "A36 two ranges of the counter `traffic` of `P` overlap: 0 to 50 and 40 to 1000"),
        ("reversed", "A36 a range of the counter `traffic` of `P` ends before it begins: from 50 to 0"),
        ("minmax", "A14 no amount of `X` can be ordered: the least is 5, the most 1"),
        ("self-requires", "X10 `X` requires itself: nobody can order it first"),
    ];
    for (name, message) in folders {
        let found = found(&folder(name));
        assert!(found.iter().any(|it| it == message), "{name}: {found:#?}");
    }
}

#[test]
fn what_stands_in_one_line_is_told() {
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
    // Who sees what, and what something is called, is told by others.
    let own = [
        "A10", "A11", "A12", "A13", "A14", "A15", "A16", "A17", "A18", "A21", "A24", "A28", "A29", "A31",
        "A32",
    ];
    let own = own
        .into_iter()
        .chain(["A36", "A40", "A41", "A42", "A43", "A44", "A45", "A46", "A47", "X03", "X10", "X11", "X16"]);
    let own: Vec<&str> = own.collect();
    for (above, line, codes) in cases {
        let text = format!("{above}{line}\n");
        let loaded = Memory::new([("wares.yaml", MANIFEST), ("a.yaml", text.as_str())]).judge();
        let mut found: Vec<&str> = loaded.findings.iter().map(|it| it.code.as_str()).collect();
        found.retain(|code| own.contains(code));
        found.sort_unstable();
        assert_eq!(found, codes, "{line}");
    }
}
