//! Tests what orders cost, by running the program. All expected amounts are written by hand, not computed.

use crate::support::{Project, Run};
use serde_json::Value;

/// A catalog of servers with details of every value type and billing.
fn catalog() -> Project {
    Project::new()
        .file("wares.yaml", include_str!("quote/wares.yaml"))
        .file("types.yaml", include_str!("quote/types.yaml"))
        .file("packages.yaml", include_str!("quote/packages.yaml"))
        .file("services.yaml", include_str!("quote/services.yaml"))
}

/// The arguments of an order, such as `VPS-S Y USD disk=30`: the name; `M` or `Y` for a period; a currency; what is
/// ordered with it.
fn arguments(order: &str) -> Vec<String> {
    let option = |word: &str| match word {
        "M" => vec!["--period".to_owned(), "1 month".to_owned()],
        "Y" => vec!["--period".to_owned(), "1 year".to_owned()],
        "EUR" | "USD" | "JPY" | "KWD" => vec!["--currency".to_owned(), word.to_owned()],
        want if want.contains('=') => vec!["--with".to_owned(), want.to_owned()],
        name => vec![name.to_owned()],
    };
    order.split(' ').flat_map(option).collect()
}

fn quote(project: &Project, order: &str, more: &[&str]) -> Run {
    let output = project.command("quote").args(arguments(order)).args(more).output();
    Run::new(&format!("quote {order} {}", more.join(" ")), &output.expect("the program runs"))
}

/// Orders, each with the amounts that are paid now and at each renewal.
const PRICES: &[(&str, &str, &str)] = &[
    // Only the package, in each of its currencies.
    ("VPS-S M", "5.00", "5.00"),
    ("VPS-S Y", "50.00", "50.00"),
    ("VPS-S M USD", "5.50", "5.50"),
    ("VPS-S M JPY", "800", "800"),
    ("VPS-S Y KWD", "15.001", "15.001"),
    ("VPS-M", "9.99", "9.99"),
    ("package Gold", "1.00", "1.00"),
    // 20 included, in steps of 10 up to 105; 0.10 and 1.00 a unit; a setup fee of 5.00 that is paid once.
    ("VPS-S Y disk=20", "50.00", "50.00"),
    ("VPS-S Y disk=30", "65.00", "60.00"),
    ("VPS-S Y disk=100", "135.00", "130.00"),
    ("VPS-S M disk=20", "5.00", "5.00"),
    ("VPS-S M disk=30", "11.00", "6.00"),
    ("VPS-S M disk=100", "18.00", "13.00"),
    ("VPS-S M disk=030", "11.00", "6.00"),
    ("VPS-S M disk=30.0", "11.00", "6.00"),
    ("VPS-S M USD disk=20", "5.50", "5.50"),
    // Unlimited: 99.00, whatever is included.
    ("VPS-S Y disk=unlimited", "154.00", "149.00"),
    ("VPS-S M inodes=unlimited", "5.00", "5.00"),
    // 1 included, no maximum; a setup fee of 1.50 that is paid for each unit.
    ("VPS-S M ip=1", "5.00", "5.00"),
    ("VPS-S M ip=2", "8.50", "7.00"),
    ("VPS-S Y ip=3", "93.00", "90.00"),
    ("VPS-S M USD ip=3", "13.20", "9.90"),
    ("VPS-S M ip=1000001", "3500005.00", "2000005.00"),
    // Nothing included; prices of four decimals.
    ("VPS-S M ram=0", "5.00", "5.00"),
    ("VPS-S M ram=1", "5.33", "5.33"),
    ("VPS-S M ram=3", "6.00", "6.00"),
    ("VPS-S M ram=5", "6.67", "6.67"),
    ("VPS-S M USD ram=1", "5.50", "5.50"),
    ("VPS-S M USD ram=2", "5.51", "5.51"),
    ("VPS-S Y ram=1", "50.01", "50.01"),
    ("VPS-S Y ram=2", "50.01", "50.01"),
    ("VPS-S Y ram=5", "50.03", "50.03"),
    // Yen have no decimals, and dinars have three.
    ("VPS-S M JPY ram=1", "801", "801"),
    ("VPS-S M JPY ram=2", "801", "801"),
    ("VPS-S Y JPY ram=1", "8000", "8000"),
    ("VPS-S Y JPY ram=2", "8001", "8001"),
    ("VPS-S Y KWD ram=9", "15.001", "15.001"),
    ("VPS-S Y KWD ram=10", "15.002", "15.002"),
    // Only totals are rounded: 0.6666 and 1.998 are not 0.67 and 2.00.
    ("VPS-S M ram=2 XSV-MANY=2", "7.66", "7.66"),
    // More can be ordered only for a year or longer; what is included needs no minimum.
    ("VPS-S Y mail=12", "70.00", "70.00"),
    ("VPS-S M mail=10", "5.00", "5.00"),
    // Paid after each period: only the fee is paid now.
    ("VPS-S M ssl=yes", "9.00", "6.00"),
    ("VPS-S Y ssl=yes", "54.00", "59.00"),
    ("VPS-S M ssl=no", "5.00", "5.00"),
    ("VPS-S M ssl=true", "9.00", "6.00"),
    ("VPS-S M ssl=false", "5.00", "5.00"),
    ("VPS-S M panel=true", "5.00", "5.00"),
    // A boolean that is included.
    ("VPS-S M panel=yes", "5.00", "5.00"),
    // Debian is included; the package prices Windows, and the enumeration Red Hat; a fee of 7.00.
    ("VPS-S M os=debian", "5.00", "5.00"),
    ("VPS-S M os=windows", "22.00", "15.00"),
    ("VPS-S M os=redhat", "20.00", "13.00"),
    ("VPS-S Y os=redhat", "137.00", "130.00"),
    // Two seats of Office are included, and of Mail every seat is charged; a fee of 1.00 a seat.
    ("VPS-S M licence=2", "5.00", "5.00"),
    ("VPS-S M licence=office:2", "5.00", "5.00"),
    ("VPS-S M licence=4", "13.00", "11.00"),
    ("VPS-S M licence=office:6", "21.00", "17.00"),
    ("VPS-S M licence=mail:3", "9.50", "6.50"),
    ("VPS-S Y licence=mail:6", "86.00", "80.00"),
    // A detail with several choices.
    ("VPS-S M traffic=metered", "5.00", "5.00"),
    ("VPS-S M traffic=flat", "5.00", "5.00"),
    ("VPS-S M traffic.flat=1000", "5.00", "5.00"),
    ("VPS-S M traffic.flat=3000", "25.00", "25.00"),
    ("VPS-S M traffic=flat traffic.flat=3000", "25.00", "25.00"),
    ("VPS-S M traffic.flat=3000 traffic=flat", "25.00", "25.00"),
    ("VPS-S Y traffic.flat=2000", "150.00", "150.00"),
    ("VPS-S Y traffic=long", "50.00", "50.00"),
    // The details are imported from VPS-S, except for the package's own disk and operating system.
    ("VPS-M disk=40", "9.99", "9.99"),
    ("VPS-M disk=60", "11.64", "11.64"),
    ("VPS-M disk=80", "13.29", "13.29"),
    ("VPS-M disk=1000040", "82509.99", "82509.99"),
    ("VPS-M ip=2", "13.49", "11.99"),
    ("VPS-M licence=4", "17.99", "15.99"),
    ("VPS-M ssl=yes", "13.99", "10.99"),
    // The package has the same price for every value, and includes none.
    ("VPS-M os=debian", "11.99", "11.99"),
    ("VPS-M os=windows", "11.99", "11.99"),
    ("VPS-M os=plan9", "11.99", "11.99"),
    // In dollars the package has no price, and the enumeration has one only for Windows.
    ("VPS-M USD os=windows", "23.99", "23.99"),
    // The details are imported through two packages, and replace those of the package itself.
    ("VPS-L ip=2", "10.50", "9.00"),
    ("VPS-L disk=60", "8.65", "8.65"),
    // Extra services.
    ("VPS-S M XSV-MYSQL=4", "10.00", "10.00"),
    ("VPS-S Y XSV-MYSQL=10", "175.00", "175.00"),
    ("VPS-S M XSV-MANY=1", "6.00", "6.00"),
    ("VPS-S M XSV-MANY=3", "8.00", "8.00"),
    ("VPS-S Y XSV-YEAR=1", "57.00", "57.00"),
    ("VPS-S M XSV-A=1", "6.00", "6.00"),
    ("VPS-L XSV-MOVE=1", "37.00", "7.00"),
    // Many things at once.
    (
        "VPS-S Y disk=30 ip=3 ssl=yes XSV-MYSQL=4 XSV-YEAR=1 licence=mail:3 traffic.flat=3000",
        "387.00",
        "381.00",
    ),
    // The largest price that the database can store.
    ("VPS-HUGE", "1000000000000000000000.00", "1000000000000000000000.00"),
    ("VPS-HUGE disk=2", "3000000000000000000000.00", "3000000000000000000000.00"),
    // The package's price and fee are disabled, so the enumeration's 12.00 applies.
    ("VPS-HUGE os=windows", "1000000000000000000012.00", "1000000000000000000012.00"),
    ("VPS-HUGE ram=4", "1000000000000000000000.00", "1000000000000000000000.00"),
];

#[test]
fn orders_cost_the_amounts_computed_by_hand() {
    let project = catalog();
    for (order, now, renewal) in PRICES {
        let run = quote(&project, order, &["--format", "json"]).code(0);
        let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let total = &json["quote"]["total"];
        let amounts = [total["now"].as_str(), total["renewal"].as_str()];
        assert_eq!(amounts, [Some(*now), Some(*renewal)], "{order}");
    }
}

#[test]
fn article_that_is_paid_once_has_no_renewal() {
    let project = catalog();
    for (order, now) in [("SETUP", "19.90"), ("SETUP JPY", "3000")] {
        let run = quote(&project, order, &["--format", "json"]).code(0);
        let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let total = &json["quote"]["total"];
        assert_eq!((total["now"].as_str(), &total["renewal"]), (Some(now), &Value::Null), "{order}");
        quote(&project, order, &[]).code(0).says("Total now").does_not_say("renewal");
    }
}

/// Orders with exactly one refusal, each with the reason and what can be ordered instead.
const REFUSED: &[(&str, &str, &str)] = &[
    // Numbers.
    (
        "VPS-S Y disk=25",
        "20 GiB are included, and the total can be 30 to 100 GiB, in steps of 10",
        "`--with disk=20` or `--with disk=30`",
    ),
    ("VPS-S Y disk=35", "no such total", "`--with disk=30` or `--with disk=40`"),
    ("VPS-S Y disk=10", "no such total", "`--with disk=20` or `--with disk=30`"),
    ("VPS-S Y disk=110", "no such total", "write `--with disk=100`"),
    ("VPS-S Y disk=105", "no such total", "write `--with disk=100`"),
    ("VPS-S Y disk=30.5", "no such total", "`--with disk=30` or `--with disk=40`"),
    ("VPS-S Y disk=-30", "`-30` is negative", "which must be 0 or more"),
    ("VPS-S Y disk=many", "`many` is not a number", "in digits"),
    ("VPS-S Y disk=1e2", "`1e2` is not a number", "in digits"),
    (
        "VPS-M disk=50",
        "the total can be 60 GiB or more, in steps of 20, with no maximum",
        "`--with disk=40` or `--with disk=60`",
    ),
    ("VPS-HUGE ram=5", "4 GiB are included, and nothing more can be ordered", "write `--with ram=4`"),
    ("VPS-HUGE disk=1000000000000", "too many digits to be computed exactly", "order less"),
    // Unlimited.
    ("VPS-S M disk=unlimited", "no price of an unlimited amount for 1 month in EUR", "99.00 EUR for 1 year"),
    ("VPS-S M disk=unlimited", "in EUR", "; or write `--with disk=100`, the most that can be ordered"),
    (
        "VPS-S M ip=unlimited",
        "no price of an unlimited amount",
        "write `--with ip=2`, or more: there is no maximum",
    ),
    (
        "VPS-S M licence=mail:unlimited",
        "no price of an unlimited amount",
        "write `--with licence=mail:6`, the most",
    ),
    (
        "VPS-S M traffic.flat=unlimited",
        "no price of an unlimited amount",
        "write `--with traffic.flat=2000`, or more",
    ),
    ("VPS-S M JPY ip=unlimited", "no price of an unlimited amount", "leave out `--with ip=unlimited`"),
    ("VPS-HUGE ram=unlimited", "no price of an unlimited amount", "leave out `--with ram=unlimited`"),
    // Units.
    ("VPS-S Y disk=30GiB", "`30GiB` is not a number: it is counted in GiB", "write `--with disk=30`"),
    ("VPS-S Y disk=25gib", "`25gib` is not a number", "write `--with disk=20` or `--with disk=30`"),
    ("VPS-M disk=1TiB", "it is counted in GiB", "write `--with disk=1020` or `--with disk=1040`"),
    ("VPS-HUGE disk=2048GiB", "it is counted in TiB", "write `--with disk=2`"),
    ("VPS-S Y disk=30GB", "it is counted in GiB", "in digits, without a unit"),
    ("VPS-S M ip=2IPs", "`2IPs` is not a number", "in digits, without a unit"),
    ("VPS-S M licence=3seats", "it is counted in seats", "write `--with licence=3`"),
    ("VPS-S M licence=mail:3seats", "it is counted in seats", "write `--with licence=mail:3`"),
    ("VPS-S M inodes=5", "includes an unlimited amount", "leave out `--with inodes=5`"),
    // Details that cannot be ordered at all.
    ("VPS-S M cpu=2", "it is disabled", "leave out `--with cpu=2`"),
    ("VPS-S M snapshots=5", "its billing is `none`", "leave"),
    ("VPS-S M bandwidth=200", "billed by statistics", "leave"),
    ("VPS-S M monitoring=yes", "only staff can", "leave"),
    ("VPS-S M gpu=2", "`alternative_calculation`", "leave out `--with gpu=2`"),
    ("VPS-S M mail=12", "only be ordered for 1 year or longer", "order for 1 year or longer"),
    // Missing prices.
    ("VPS-S M JPY disk=30", "there is no price for 1 month in JPY", "0.10 EUR for 1 month"),
    ("VPS-S M USD disk=30", "the setup fee has no price in USD", "5.00 EUR"),
    ("VPS-S M KWD", "`VPS-S`: there is no price for 1 month in KWD", "15.0005 KWD for 1 year"),
    ("VPS-HUGE ip=1", "there is no price for 1 month in EUR", "1.00 USD for 1 month"),
    ("VPS-HUGE os=debian", "there is no price", "none for any period or currency"),
    ("VPS-M USD os=redhat", "there is no price for 1 month in USD", "2.00 EUR for 1 month"),
    ("VPS-S M os=plan9", "there is no price", "none for any period or currency"),
    ("VPS-S Y os=windows", "there is no price for 1 year in EUR", "10.00 EUR for 1 month"),
    // Values.
    ("VPS-S M ssl=maybe", "`maybe` is neither `yes` nor `no`", "`--with ssl=yes` or `--with ssl=no`"),
    ("VPS-S M panel=false", "the package includes it", "leave out `--with panel=false`"),
    ("VPS-S M panel=no", "the package includes it", "leave out `--with panel=no`"),
    ("VPS-S M os=windwos", "`os` has no value `windwos`", "did you mean `windows`?"),
    ("VPS-S M os=hpux", "the value `hpux` is disabled", "choose `debian`, `windows`, `redhat` or `plan9`"),
    (
        "VPS-S M licence=1",
        "2 seats are included, and the total can be 3 to 6 seats, in steps of 1",
        "`--with licence=2` or `--with licence=3`",
    ),
    ("VPS-S M licence=7", "no such total", "write `--with licence=6`"),
    ("VPS-S M licence=mail:7", "the total can be 1 to 6 seats", "write `--with licence=mail:6`"),
    ("VPS-S M licence=mail:0", "the total can be 1 to 6 seats", "write `--with licence=mail:1`"),
    ("VPS-S M licence=mail", "the number of `mail` is missing", "`--with licence=mail:1`"),
    ("VPS-S M licence=ofice:3", "`licence` has no value `ofice`", "did you mean `office`?"),
    ("VPS-S M licence=-3", "`-3` is negative", "which must be 0 or more"),
    // Choices.
    ("VPS-S M traffic=old", "it is disabled", "leave"),
    ("VPS-S M traffic.metered=200", "billed by statistics", "leave"),
    ("VPS-S M traffic=long", "only be ordered for 1 year or longer", "order for 1 year or longer"),
    (
        "VPS-S M traffic=2000",
        "`traffic` has several choices, and none is named `2000`",
        "name the choice too: write `--with traffic.flat=2000`",
    ),
    (
        "VPS-S M traffic=5",
        "none is named `5`",
        "write `--with traffic.flat=1000` or `--with traffic.flat=2000`",
    ),
    ("VPS-S M traffic=2000GB", "none is named `2000GB`", "write `--with traffic.flat=2000`"),
    ("VPS-S M traffic=flatt", "`traffic` has no choice `flatt`", "did you mean `flat`?"),
    (
        "VPS-S M traffic.flat=1500",
        "no such total",
        "`--with traffic.flat=1000` or `--with traffic.flat=2000`",
    ),
    ("VPS-S M disk.flat=30", "`disk` has no choices", "write `--with disk=30`"),
    (
        "VPS-S M traffic=flat traffic=metered",
        "two choices of `traffic`",
        "order one of `metered`, `flat` and `long`",
    ),
    // Names.
    (
        "VPS-S M disc=30",
        "there is no detail of the package and no extra service named `disc`",
        "did you mean `disk`?",
    ),
    ("VPS-S M disk=30 disk=40", "`disk=40`: `disk` is ordered more than once", "order it only once"),
    ("VPS-S M traffic=flat traffic=flat", "ordered more than once", "order it only once"),
    ("VPS-S M traffic=flat traffic.flat=2000 traffic=flat", "ordered more than once", "order it only once"),
    ("VPS-S M traffic.flat=2000 traffic.flat=3000", "ordered more than once", "order it only once"),
    ("VPS-S M traffic=metered traffic.flat=2000", "two choices of `traffic`", "order one of"),
    ("VPS-S M XSV-BOTH=1", "both a detail of the package and the number of an extra service", "another name"),
    ("SETUP disk=30", "there is no detail of the package", "nothing can be ordered with this article"),
    (
        "VPS-S M disk=30,os=windows",
        "one `--with` orders several things",
        "write one `--with` for each: `--with disk=30 --with os=windows`",
    ),
    ("VPS-S M DISK=30", "no extra service named `DISK`", "did you mean `disk`?"),
    // Extra services.
    (
        "VPS-S M XSV-MYSQL=2",
        "the amounts go from 1 to 10 in steps of 3",
        "`--with XSV-MYSQL=1` or `--with XSV-MYSQL=4`",
    ),
    ("VPS-S M XSV-MYSQL=11", "no such amount", "write `--with XSV-MYSQL=10`"),
    ("VPS-S M XSV-YEAR=1", "see the service only for other periods", "order for 1 year"),
    ("VPS-S Y XSV-OTHER=1", "`packages` does not list it", "leave"),
    ("VPS-M XSV-A=1", "see no extra services", "leave"),
    ("VPS-S M XSV-A=2", "can be ordered only once", "`--with XSV-A=1`"),
    ("VPS-S M XSV-MANY=0", "whole numbers, 1 or more", "`--with XSV-MANY=1`"),
    ("VPS-S M XSV-MANY=1.5", "whole numbers, 1 or more", "`--with XSV-MANY=1`"),
    ("SETUP XSV-A=1", "ordered with packages", "leave"),
    // The article, its period and its currency.
    ("VPS-S", "--period: the article has several periods", "`--period \"1 month\"` or `--period \"1 year\"`"),
    ("VPS-M Y", "no period of 1 year", "write `--period \"1 month\"`"),
    ("SETUP M", "does not renew", "leave out `--period`"),
    (
        "Gold",
        "`Gold` is the name of several resources: `package` and `upgrade_group`",
        "write `wares quote package Gold`",
    ),
    (
        "upgrade_group Gold",
        "has the kind `upgrade_group`, which is not sold",
        "only articles and service plans have prices",
    ),
];

#[test]
fn refused_orders_give_the_reason_and_what_can_be_ordered() {
    let project = catalog();
    for (order, reason, instead) in REFUSED {
        let run = quote(&project, order, &["--format", "json"]).code(1);
        let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
        let refusals = json["refusals"].as_array().expect("a list");
        assert_eq!(refusals.len(), 1, "{order}: {refusals:?}");
        let text = |key: &str| refusals[0][key].as_str().unwrap_or_default().to_owned();
        assert!(text("message").contains(reason), "{order}: {}", text("message"));
        assert!(text("help").contains(instead), "{order}: {}", text("help"));
        assert!(json.get("quote").is_none(), "{order}");
    }
}

#[test]
fn all_errors_of_an_order_are_reported_together() {
    let run = quote(
        &catalog(),
        "VPS-S disk=25 ip=-1 os=beos disc=1 ssl=yes cpu=2 XSV-A=1 XSV-B=1 traffic=old",
        &["--currency", "CHF", "--quiet"],
    );
    insta::assert_snapshot!(run.code(1).stderr, @r#"
    refused: --period: the article has several periods, but the order names none
      help: write `--period "1 month"` or `--period "1 year"`
    refused: --currency: the catalog has no currency `CHF`
      help: write `--currency EUR` or `--currency USD` or `--currency JPY` or `--currency KWD`
    refused: `disk=25`: no such total: 20 GiB are included, and the total can be 30 to 100 GiB, in steps of 10
      help: write `--with disk=20` or `--with disk=30`
    refused: `ip=-1`: `-1` is negative
      help: write the total amount, which must be 0 or more
    refused: `os=beos`: `os` has no value `beos`
      help: there are `debian`, `windows`, `redhat` and `plan9`
    refused: `disc=1`: there is no detail of the package and no extra service named `disc`
      help: did you mean `disk`?
    refused: `cpu=2`: it is disabled: nobody can order it
      help: leave out `--with cpu=2`
    refused: `XSV-A=1`: it and `XSV-B` exclude each other (`exclusive_group`)
      help: order only one of them
    refused: `XSV-B=1`: it and `XSV-A` exclude each other (`exclusive_group`)
      help: order only one of them
    refused: `traffic=old`: it is disabled: nobody can order it
      help: leave out `--with traffic=old`
    "#);
}

#[test]
fn a_quote_says_what_each_part_costs() {
    let order = "VPS-M disk=60 ip=3 ssl=yes licence=mail:3 traffic.flat=3000";
    insta::assert_snapshot!(quote(&catalog(), order, &[]).code(0).stdout, @"
    package `VPS-M`  for 1 month, in EUR  packages.yaml:108:1

                                   ordered                 units × price  per 1 month        setup fee
      VPS-M         Medium server                               1 × 9.99         9.99
      disk          Disk space     60 GiB, 40 included       20 × 0.0825         1.65
      licence       Licences       mail: 3 seats                3 × 0.50         1.50  3 × 1.00 = 3.00  from `VPS-S`
      ssl           Certificate    yes                          1 × 1.00         1.00             4.00  paid after each period,
                                                                                                        from `VPS-S`
      traffic.flat  Traffic        3000 GB, 1000 included    2000 × 0.01        20.00                   from `VPS-S`
      ip            IP addresses   3, 1 included                2 × 2.00         4.00  2 × 1.50 = 3.00  from `VPS-S`

    Also included
      bandwidth  Bandwidth      100 Mbit   from `VPS-S`
      cpu        Cores          1          from `VPS-S`
      inodes     Inodes         unlimited  from `VPS-S`
      mail       Mailboxes      10         from `VPS-S`
      panel      Control panel  yes        from `VPS-S`
      snapshots  Snapshots      3          from `VPS-S`

    Usage beyond what is included (not part of the totals)
      bandwidth  Bandwidth  0.05 EUR for each Mbit and month beyond 100

      Total now              47.14 EUR
      Total at each renewal  38.14 EUR

      All amounts are before tax. Each total is rounded half up to 0.01 EUR, once, at the end.
    ");
    insta::assert_snapshot!(quote(&catalog(), "VPS-L XSV-MOVE=1 XSV-MYSQL=4", &[]).code(0).stdout);
}

#[test]
fn a_quote_as_json_has_its_places() {
    let run = quote(&catalog(), "VPS-M disk=60 ip=2", &["--format", "json"]).code(0);
    let json: Value = serde_json::from_str(&run.stdout).expect("JSON");
    insta::assert_snapshot!(serde_json::to_string_pretty(&json["quote"]["lines"]).expect("JSON"));
    assert_eq!(json["quote"]["before_tax"], Value::Bool(true));
}

#[test]
fn service_without_an_amount_is_ordered_once() {
    let project = catalog();
    let shown = |with: &str| {
        let mut command = project.command("quote VPS-S --period");
        let output = command.args(["1 month", "--with", with]).output().expect("the program runs");
        assert!(output.status.success(), "{with}: {output:?}");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    assert_eq!(shown("XSV-MYSQL"), shown("XSV-MYSQL=1"));
    assert_eq!(shown("XSV-MYSQL=yes"), shown("XSV-MYSQL=1"));
}

#[test]
fn malformed_arguments_are_misuse() {
    let project = catalog();
    for with in ["disk 3", "=3", "disk=", "="] {
        let output = project.command("quote VPS-S --with").arg(with).output().expect("the program runs");
        Run::new(with, &output).code(64).says("is not NAME=VALUE");
    }
    for (arguments, says) in [
        ("quote VPS-S --period monthly", "did you mean `1 month`?"),
        ("quote parcel VPS-S", "invalid value 'parcel'"),
        ("quote", "<NAME>"),
    ] {
        let output = project.command(arguments).output().expect("the program runs");
        Run::new(arguments, &output).code(64).says(says);
    }
}

#[test]
fn odd_values_are_refused_without_a_crash() {
    let project = catalog();
    for want in [
        "disk=99999999999999999999999999999999",
        "disk=9999999999999999999",
        "ip=9999999999999999999",
        "disk=\u{221e}",
        "disk= 30",
        ".=1",
        "traffic.=1",
        "traffic.flat=",
        "traffic.flat.flat=1",
        "licence=:",
        "licence=office:",
        "licence=:3",
        "licence=a:b:c",
        "licence=unlimited:3",
        "os=",
        "ssl=YES",
        "XSV-MYSQL=99999999999999999999999999999999999999999",
        "=1",
    ] {
        let mut command = project.command("quote VPS-S --format json --with");
        command.args([want, "--period", "1 month"]);
        let run = Run::new("quote --format json", &command.output().expect("the program runs"));
        assert!([1, 64].contains(&run.exit_code()), "{want}: {run:?}");
    }
}

#[test]
fn a_package_is_described_with_its_details() {
    let project = catalog();
    let run = execute(&project, "describe package VPS-S").code(0);
    let (_, details) = run.stdout.split_once("\nDetails\n").expect("details");
    insta::assert_snapshot!(details.split("\nExtra services").next().unwrap_or_default());
    let json = execute(&project, "describe package VPS-S --format json").code(0);
    let json: Value = serde_json::from_str(&json.stdout).expect("JSON");
    let details = json["describe"]["details"].as_array().expect("a list");
    let disk = details.iter().find(|detail| detail["name"] == "disk").expect("the disk");
    insta::assert_snapshot!(serde_json::to_string_pretty(disk).expect("JSON"));
    let run = execute(&project, "describe package VPS-L").code(0);
    run.says("disk  Disk space  from `VPS-M`  packages.yaml:116:5").says("ip  IP addresses  from `VPS-S`");
}

#[test]
fn types_and_enumerations_name_the_packages_that_have_them() {
    let project = catalog();
    let referrers = ["detail_type disk", "detail_type traffic", "enumeration products"].map(|it| {
        execute(&project, &format!("describe {it} --format json")).code(0);
        let run = execute(&project, &format!("describe {it}")).code(0);
        run.stdout.split_once("Referred to by").map(|(_, rest)| rest.to_owned()).expect("referrers")
    });
    insta::assert_snapshot!(referrers.join("\n"));
}

fn execute(project: &Project, arguments: &str) -> Run {
    Run::new(arguments, &project.command(arguments).output().expect("the program runs"))
}

#[test]
fn missing_article_gets_the_same_help_as_in_describe() {
    let project = Project::example("hosting");
    quote(&project, "HST-GLDX", &[]).code(1).says("there is no resource `HST-GLDX`").says("did you mean");
    quote(&project, "item HST-GLDM", &[]).code(1).says("write `wares quote package HST-GLDM`");
    project.replace("wares.yaml", "external: []", "external: [EXT]");
    quote(&project, "EXT", &[]).code(1).says("exists only in the database").says("can be priced");
}

#[test]
fn environment_variables_set_the_options() {
    let project = catalog();
    let mut command = project.command("quote VPS-S");
    command.env("WARES_PERIOD", "1 year").env("WARES_CURRENCY", "USD");
    Run::new("quote VPS-S", &command.output().expect("the program runs")).code(0).says("55.00 USD");
}

#[test]
fn catalog_with_errors_is_priced_as_far_as_it_could_be_read() {
    let project = catalog();
    project.write("broken.yaml", "kind: package\narticle: BROKEN\n");
    quote(&project, "VPS-M disk=60", &[]).code(0).says("11.64 EUR").says("note: ");
    project.replace("types.yaml", "kind: detail_type\nname: ram\n", "kind: detail_type\nname: rem\n");
    quote(&project, "VPS-S M ram=1", &[])
        .code(1)
        .says("the files do not describe its detail type")
        .says("describe it in a file");
    quote(&project, "BROKEN", &[]).code(1).says("broken.yaml");
}

/// The output of `quote` as JSON.
fn json_of(project: &Project, order: &str, code: i32) -> Value {
    let run = quote(project, order, &["--format", "json"]).code(code);
    serde_json::from_str(&run.stdout).expect("JSON")
}

#[test]
fn choice_without_priority_comes_before_those_with_a_higher_one() {
    let project = catalog();
    let package = "kind: package\narticle: ONE\nname: One\ncategory: HostingPackage\nperiods: [{ every: 1 month, prices: { EUR: 1.00 } }]\n\
        details:\n  - type: traffic\n    billing: compound\n    choices:\n      - { name: a, billing: none, included: 1, priority: 1 }\n      \
        - { name: b, billing: none, included: 2 }\n      - { name: c, billing: none, included: 3 }\n";
    project.write("one.yaml", package);
    let first = |project: &Project| json_of(project, "ONE", 0)["quote"]["included"][0]["choice"].clone();
    assert_eq!(first(&project), "b");
    project.replace("one.yaml", "included: 3 }", "included: 3, priority: -1 }");
    assert_eq!(first(&project), "c");
}

#[test]
fn usage_prices_are_shown_but_not_part_of_the_totals() {
    let project = catalog();
    let run = quote(&project, "VPS-S M traffic=metered", &[])
        .code(0)
        .says("Usage beyond what is included (not part of the totals)");
    run.says("0.05 EUR for each GB and month beyond 100").says("0.05 EUR for each Mbit and month beyond 100");
    quote(&project, "VPS-S M USD", &[]).code(0).says("the files have no price in USD");
    let json = json_of(&project, "VPS-S M traffic=metered disk=30", 0);
    let lines = json["quote"]["lines"].as_array().expect("a list");
    let used = |name: &str| {
        lines.iter().find(|line| line["name"] == name).map(|line| line["use_beyond"].clone()).expect("a line")
    };
    assert_eq!(used("traffic"), serde_json::json!({ "unit_price": "0.05", "per": "month" }));
    assert_eq!(used("disk"), Value::Null);
    project.replace("packages.yaml", "    included: 100\n    overage", "    included: 0\n    overage");
    quote(&project, "VPS-S M", &[]).code(0).says("0.05 EUR for each Mbit and month of usage");
    quote(&project, "Gold", &["--currency", "EUR"]).code(1);
    quote(&project, "package Gold", &[]).code(0).does_not_say("Usage beyond");
}

/// The arguments after `quote`, and parts of the message about them.
const MISUSED: &[(&[&str], &[&str])] = &[
    (&["VPS-S", "disk=30"], &["expected an article, found `disk=30`", "write `--with disk=30`"]),
    (&["VPS-S", "--with", "disk="], &["'disk='", "there is no amount after `=`"]),
    (&["VPS-S", "--with=disk="], &["'disk='", "there is no amount after `=`"]),
    (&["VPS-S", "--with", "=30"], &["'=30'", "there is no name before `=`", "such as `disk=30`"]),
    (&["VPS-S", "--with", "disk 30"], &["'disk 30'", "it has no `=`"]),
    (&["VPS-S", "--period", "1 Month"], &["'1 Month'"]),
];

#[test]
fn misuse_message_repeats_what_was_typed() {
    let project = catalog();
    for (arguments, parts) in MISUSED {
        let output = project.command("quote").args(*arguments).output().expect("the program runs");
        let run = Run::new(&format!("{arguments:?}"), &output).code(64).does_not_say("…");
        parts.iter().fold(run, |run, part| run.says(part));
    }
    let help = execute(&project, "quote --help").code(0).says("package").does_not_say("upgrade_group");
    help.does_not_say("enumeration").does_not_say("detail_type");
    let output = project.command("quote VPS-S").env("WARES_PERIOD", "1 Month").output().expect("it runs");
    Run::new("WARES_PERIOD", &output).code(64).says("1 Month");
}

#[test]
fn misuse_message_shows_no_password() {
    const URL: &str = "postgresql://user:S3kr3t@127.0.0.1:1/db";
    for form in
        ["--with URL", "--with=URL", "--period URL", "--period=URL", "URL disk=30", "VPS-S URL", "URL"]
    {
        catalog().run(&format!("quote VPS-S {form}").replace("URL", URL)).does_not_say("S3kr3t");
    }
    for words in ["host=h password=S3kr3t", "host=h pwd=S3kr3t"] {
        for option in ["--with", "--period", "--currency", "VPS-S"] {
            let output = catalog().command("quote VPS-S").args([option, words]).output().expect("it runs");
            Run::new(words, &output).does_not_say("S3kr3t");
        }
    }
}
