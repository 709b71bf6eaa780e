//! Tests products and service plans as customers see them: prices, moves, descriptions and lists. All expected amounts
//! are written by hand, not computed.

mod describe;
mod list;

use crate::support::{Memory, Project, Run};
use serde_json::Value;
use wares::offer::Plans;

/// The files of a catalog of products whose plans have everything usual and unusual.
const FILES: &[(&str, &str)] = &[
    ("wares.yaml", include_str!("plan_offer/wares.yaml")),
    ("products.yaml", include_str!("plan_offer/products.yaml")),
    ("plans.yaml", include_str!("plan_offer/plans.yaml")),
    ("tariffs.yaml", include_str!("plan_offer/tariffs.yaml")),
    ("packages.yaml", include_str!("plan_offer/packages.yaml")),
    ("manifests/lite.jps", include_str!("plan_offer/manifests/lite.jps")),
    ("manifests/bare.json", include_str!("plan_offer/manifests/bare.json")),
];

fn catalog() -> Project {
    FILES.iter().fold(Project::new(), |project, (path, text)| project.file(path, text))
}

/// Runs the program with arguments that may contain blanks, and with no database in its environment.
fn run(project: &Project, command: &str, arguments: &[&str]) -> Run {
    let output = project.command(command).args(arguments).output().expect("the program runs");
    Run::new(&format!("{command} {}", arguments.join(" ")), &output)
}

/// The arguments of an order, such as `wp-lite M EUR 12`.
fn arguments(order: &str) -> Vec<&str> {
    let option = |word| match word {
        "M" => vec!["--period", "1 month"],
        "Y" => vec!["--period", "1 year"],
        "USD" | "EUR" | "JPY" | "GBP" | "CHF" => vec!["--currency", word],
        number if number.bytes().all(|byte| byte.is_ascii_digit()) => vec!["--quantity", number],
        word => vec![word],
    };
    order.split(' ').flat_map(option).collect()
}

/// Orders, each with the amount that is paid both now and at each renewal.
const PRICES: &[(&str, &str)] = &[
    // Volume: the tier of the quantity sets the price of all units. Tiers begin at 1, 10, 100 and 1000.
    ("wp-lite M", "99.00"),
    ("wp-lite M 1", "99.00"),
    ("service_plan wp-lite M 2", "198.00"),
    ("wp-lite M 9", "891.00"),
    ("wp-lite M 10", "895.00"),
    ("wp-lite M 11", "984.50"),
    ("wp-lite M 99", "8860.50"),
    ("wp-lite M 100", "7912.34"),
    ("wp-lite M 101", "7991.46"),
    ("wp-lite M 999", "79044.28"),
    ("wp-lite M 1000", "0.50"),
    ("wp-lite M 1001", "0.50"),
    ("wp-lite M 1010", "0.51"),
    ("wp-lite M 10000", "5.00"),
    ("wp-lite M 999999", "500.00"),
    ("wp-lite M USD 1000000", "500.00"),
    // Graduated: each tier sets the price of the units that fall into it.
    ("wp-lite M EUR 1", "99.00"),
    ("wp-lite M EUR 9", "891.00"),
    ("wp-lite M EUR 10", "980.50"),
    ("wp-lite M EUR 11", "1070.00"),
    ("wp-lite M EUR 99", "8946.00"),
    ("wp-lite M EUR 100", "9025.12"),
    ("wp-lite M EUR 101", "9104.25"),
    ("wp-lite M EUR 999", "80157.06"),
    ("wp-lite M EUR 1000", "80157.06"),
    ("wp-lite M EUR 1001", "80157.06"),
    ("wp-lite M EUR 999999", "80656.56"),
    ("wp-lite M EUR 1000000", "80656.56"),
    // A price with several decimals: only the total is rounded, half up.
    ("wp-lite Y 1", "1000.00"),
    ("wp-lite Y 2", "1999.99"),
    ("wp-lite Y 3", "2999.99"),
    ("wp-lite Y 1000000", "999995000.00"),
    // Yen have no decimals.
    ("wp-lite M JPY 1", "0"),
    ("wp-lite M JPY 2", "1"),
    ("wp-lite M JPY 3", "1"),
    ("wp-lite M JPY 4", "2"),
    ("wp-lite M JPY 5", "3"),
    ("wp-lite M JPY 1000000", "500100"),
    // Plans with a single period, and plans that belong to both an active and an inactive product.
    ("wp-pro M 5", "995.00"),
    ("wp-pro Y 2", "3998.00"),
    ("wp-max GBP", "2999.00"),
    // Units below the lowest tier have its price, as soon as the quantity reaches the tier.
    ("few 5", "50.00"),
    ("few 6", "60.00"),
    ("few 7", "69.00"),
    ("few 9", "87.00"),
    ("wp-huge 1", "999999999999999999999.9999"),
];

#[test]
fn subscriptions_are_priced_by_their_tiers() {
    let project = catalog();
    for (order, total) in PRICES {
        let arguments = arguments(order);
        let total = if *order == "wp-huge 1" { "1000000000000000000000.00" } else { total };
        let json = [arguments.as_slice(), &["--format", "json"]].concat();
        let json: Value = serde_json::from_str(&run(&project, "quote", &json).code(0).stdout).expect("JSON");
        let both = serde_json::json!({ "now": total, "renewal": total });
        assert_eq!(json["quote"]["total"], both, "{order}");
        run(&project, "quote", &arguments).code(0).says(&format!("Total at each renewal  {total} "));
    }
}

#[test]
fn quote_shows_each_tier_that_is_reached() {
    let project = catalog();
    insta::assert_snapshot!(run(&project, "quote", &arguments("wp-lite M EUR 1000")).code(0).stdout, @"
    service_plan `wp-lite`  for 1 month, in EUR  plans.yaml:1:1
      Lite 20 GB by the tariff `wp-lite-month-eur` (graduated)

      tier           quantity × price  per 1 month
      1 to 9                9 × 99.00       891.00
      10 to 99             90 × 89.50      8055.00
      100 to 999        900 × 79.1234     71211.06
      1,000 or more        1 × 0.0005       0.0005

      Total now              80157.06 EUR
      Total at each renewal  80157.06 EUR

      All amounts are before tax. Each total is rounded half up to 0.01 EUR, once, at the end.
    ");
    let year = ["wp-lite", "--period", "12 months", "--format", "json"];
    let json: Value = serde_json::from_str(&run(&project, "quote", &year).code(0).stdout).expect("JSON");
    let quote = &json["quote"];
    assert_eq!((&quote["period"], &quote["products"]), (&"1 year".into(), &serde_json::json!(["wordpress"])));
    assert_eq!(quote["lines"][0]["place"]["line"], 29);
    assert_eq!(
        (&quote["lines"][0]["to"], &quote["lines"][0]["unit_price"]),
        (&Value::Null, &"999.995".into())
    );
}

/// Orders that are refused, each with the reason and the help.
const REFUSED: &[(&str, &str, &str)] = &[
    ("wp-lite M 0", "--quantity: no installation is ordered", "write `--quantity 1` to `--quantity 1000000`"),
    (
        "wp-lite M 1000001",
        "--quantity: a subscription can have 1,000,000 installations at most (`max_quantity`)",
        "write `--quantity 1` to `--quantity 1000000`",
    ),
    ("wp-max GBP 2", "--quantity: a subscription can have 1 installation at most", "write `--quantity 1`"),
    (
        "wp-old 7",
        "--quantity: a subscription cannot have any installations",
        "raise `max_quantity` to 1 or more",
    ),
    (
        "wp-draft",
        "`wp-draft`: the plan is a draft",
        "order another plan of its products: `wp-lite`, `wp-pro` or `wp-max`",
    ),
    (
        "wp-old",
        "`wp-old`: the plan is inactive",
        "order another plan of its products: `wp-lite`, `wp-pro` or `wp-max`",
    ),
    (
        "wp-gone",
        "`wp-gone`: the plan is archived",
        "order another plan of its products: `wp-lite`, `wp-pro` or `wp-max`",
    ),
    (
        "wp-gone",
        "`wp-gone`: the files do not have the prices of its tariffs: `elsewhere-month-usd`",
        "describe a tariff of the plan in the files",
    ),
    ("lonely", "`lonely`: no product has the plan", "add it to `plans` of an active product"),
    (
        "shop-plan",
        "`shop-plan`: every product that has the plan is inactive: `shop`",
        "set `status: active` on a product",
    ),
    ("service_plan bare", "`bare`: the plan has no tariff", "add one to `tariffs` of the plan"),
    (
        "wp-lite",
        "--period: the plan has several periods",
        "write `--period \"1 month\"` or `--period \"1 year\"`",
    ),
    (
        "wp-max M GBP",
        "--period: the plan has no tariff for a period of 1 month",
        "write `--period \"1 year\"`",
    ),
    (
        "wp-lite M CHF",
        "--currency: the plan has no tariff in CHF",
        "`--currency USD` or `--currency EUR` or `--currency JPY`",
    ),
    (
        "wp-lite M GBP",
        "--currency: the plan has no tariff in GBP",
        "`--currency USD` or `--currency EUR` or `--currency JPY`",
    ),
    (
        "wp-max",
        "`wp-max`: the plan has no tariff for 1 year in USD",
        "write `--period \"1 year\" --currency GBP`",
    ),
    (
        "wp-lite Y JPY",
        "`wp-lite`: the plan has no tariff for 1 year in JPY",
        "write `--period \"1 month\" --currency USD` or `--period \"1 month\" --currency EUR` or `--period \"1 year\" --currency USD`",
    ),
    (
        "few 4",
        "--quantity: the tariff has no price for so few installations: its lowest tier begins at 5",
        "`--quantity 5` to `--quantity 9`",
    ),
    (
        "wp-pro Y 1",
        "--quantity: the tariff has no price for so few installations: its lowest tier begins at 2",
        "`--quantity 2` to `--quantity 5`",
    ),
    ("wp-huge 4294967295", "`wp-huge`: the price has too many digits to be computed exactly", "order less"),
    (
        "wp-lite M --with disk=30",
        "--with: extra services and details can be ordered only with articles",
        "leave out `--with disk=30`",
    ),
    (
        "tariff wp-pro-month-usd",
        "has the kind `tariff`, which is not sold",
        "only articles and service plans have prices",
    ),
];

#[test]
fn refused_orders_name_what_can_be_ordered() {
    let project = catalog();
    for (order, why, help) in REFUSED {
        run(&project, "quote", &arguments(order)).code(1).says(why).says(help);
    }
    // This needs a catalog without errors: otherwise, the name could belong to a document that could not be read.
    let sound = Project::new().file("wares.yaml", include_str!("plan_offer/wares.yaml"));
    run(&sound, "quote", &["wp-elsewhere"])
        .code(1)
        .says("`wp-elsewhere` exists only in the database")
        .says("only what the files describe can be priced");
    let all = run(&project, "quote", &arguments("wp-draft Y CHF 5")).code(1);
    all.says("the plan is a draft").says("at most").says("a period of 1 year").says("no tariff in CHF");
    for wrong in ["-1", "1.5", "many", "4294967296"] {
        run(&project, "quote", &["wp-lite", &format!("--quantity={wrong}")]).code(64);
    }
}

#[test]
fn quantity_is_refused_for_articles() {
    let project = Project::new().file("a.yaml", "kind: item\narticle: A\nname: A\nprices: { EUR: 1 }\n");
    run(&project, "quote", &["A", "--quantity", "2"])
        .code(1)
        .says("--quantity applies only to service plans");
}

/// The moves within a product, each with its plans, whether it is possible, what prevents it, and how the prices
/// differ.
fn moves(product: &str) -> Vec<String> {
    let loaded = Memory::new(FILES.iter().copied()).load();
    let catalog = loaded.catalog.as_ref().expect("a catalog");
    let plans = Plans::new(catalog);
    let product = plans.products.find(product).expect("a product");
    let lines = plans.moves(product.it).into_iter().map(|it| {
        let prices = it.prices.iter().map(|pair| {
            format!("{:?} {} {:?}", pair.period, pair.currency, pair.difference().map(|it| it.to_string()))
        });
        let prices: Vec<String> = prices.collect();
        let (from, to) = (&it.from.it.id, &it.to.it.id);
        format!("{from} {to} {:?} {:?} {:?} {}", it.is_possible(), it.against, it.unknown, prices.join(", "))
    });
    lines.collect()
}

#[test]
fn moves_between_plans_have_their_obstacles() {
    let moves = moves("wordpress");
    assert_eq!(moves.len(), 6 * 5, "from each described plan to each other one");
    insta::assert_snapshot!(moves.join("\n"));
}
