//! Random manual SQL in a database with subscriptions, combined with random edits of the files. No subscriber must end
//! up with another product, or with another price than the plan showed.

mod hand;
mod world;

use crate::support::{Project, Run};
use fastrand::Rng;
use std::collections::BTreeMap;
use world::World;

/// Unique indexes on natural keys, as real databases have them. Each round has some of them.
const INDEXES: &[&str] = &[
    "CREATE UNIQUE INDEX ON item (lower(article_number)) WHERE NOT deleted",
    "CREATE UNIQUE INDEX ON renewal_period (fk_item_id, renewal_period_value, lower(renewal_period_unit))",
    "CREATE UNIQUE INDEX ON item_price (fk_renewal_period_id, fk_currency_id) WHERE discriminator = 'RenewalItemPrice'",
    "CREATE UNIQUE INDEX ON item_property (fk_item_id, lower(name))",
    "CREATE UNIQUE INDEX ON item_tag (fk_item_id, lower(value))",
    "CREATE UNIQUE INDEX ON upgrade_group (name)",
    "CREATE UNIQUE INDEX ON upgrade_group_member (fk_group_id, upgrade_level)",
    "CREATE UNIQUE INDEX ON upgrade_group_member (fk_item_id)",
    "ALTER TABLE international ADD UNIQUE (external_id, entity_field_name, fk_language_id)",
];

/// What a subscriber has: the name of the product, and the prices of the period.
type Terms = (String, BTreeMap<String, String>);

/// The terms of every subscription, by its id.
fn terms(project: &Project) -> BTreeMap<String, Terms> {
    let select = "SELECT s.id, n.value, c.code, round(p.value, 2), p.id, r.id FROM subscription s \
                  JOIN international n ON n.external_id = s.fk_item_id AND n.entity_field_name = 'Item.Name' \
                  LEFT JOIN renewal_period r ON r.id = s.renewal_period_id \
                  LEFT JOIN item_price p ON p.fk_renewal_period_id = r.id LEFT JOIN currency c ON c.id = p.fk_currency_id";
    let mut all: BTreeMap<String, Terms> = BTreeMap::new();
    for row in project.query(select) {
        let entry = all.entry(row[0].clone()).or_insert_with(|| (row[1].clone(), BTreeMap::new()));
        assert_eq!(entry.0, row[1], "a product has two names");
        // The id of the row is part of the key, so that duplicates are distinguished.
        if row[4] != "∅" {
            entry.1.insert(format!("{} {}", row[2], row[4]), row[3].clone());
        }
    }
    all
}

/// All categories of guards. The test is about what happens if everything is allowed.
const ALLOWED: &str = "in-use,mass-change,price-change,upgrade-path,mass-adoption";

/// The new amounts of the prices that a plan changes, by the ids of their rows; none if the row is deleted.
fn planned(plan: &serde_json::Value) -> BTreeMap<String, Option<String>> {
    let resources = plan["plan"]["resources"].as_array().expect("resources");
    let rows = resources.iter().flat_map(|resource| resource["rows"].as_array().expect("rows"));
    let prices = rows.filter(|row| row["table"] == "renewal_item_price");
    let amount = |row: &serde_json::Value| {
        let amount = row["after"]["value"].as_str()?.parse::<f64>().ok()?;
        Some(format!("{amount:.2}"))
    };
    prices.filter_map(|row| Some((row["id"].as_str()?.to_owned(), amount(row)))).collect()
}

/// The terms after the plan is applied, for price rows that exist already.
fn expected(before: &BTreeMap<String, Terms>, plan: &serde_json::Value) -> BTreeMap<String, Terms> {
    let planned = planned(plan);
    let price = |(key, amount): (&String, &String)| {
        let id = key.rsplit(' ').next().unwrap_or_default();
        match planned.get(id) {
            Some(after) => after.clone().map(|after| (key.clone(), after)),
            None => Some((key.clone(), amount.clone())),
        }
    };
    let terms = |(name, prices): &Terms| (name.clone(), prices.iter().filter_map(price).collect());
    before.iter().map(|(id, it)| (id.clone(), terms(it))).collect()
}

/// How many rounds ended in each way.
#[derive(Debug, Default)]
struct Ends {
    applied: usize,
    /// A guard refused the plan.
    refused: usize,
    /// It could not be determined which row is which.
    stopped: usize,
    /// The catalog had errors.
    found: usize,
    /// A row that no catalog owns any more violated a unique index.
    held: usize,
}

/// One round: manual SQL, edits of the files, a plan and an apply. Returns whether the database can be used further.
#[expect(clippy::print_stderr, reason = "what was refused must be seen")]
fn round(project: &Project, world: &mut World, rng: &mut Rng, ends: &mut Ends) -> bool {
    let story = hand::edit(project, world, rng);
    world.edit(rng);
    project.write("catalog.yaml", &world.files());
    let (before, rows) = (terms(project), project.everything());
    let plan = project.run(&format!("plan --format json --allow {ALLOWED}"));
    let json: serde_json::Value = serde_json::from_str(&plan.stdout).expect("JSON");
    let run = project.run(&format!("apply --auto-approve --allow {ALLOWED}"));
    let context = || format!("{story:#?}\n{}\n{run:#?}", world.files());
    match run.exit_code() {
        0 => ends.applied += 1,
        1 => ends.found += 1,
        4 => ends.refused += 1,
        5 if is_a_known_stop(&run) => ends.stopped += 1,
        // A row that no catalog owns any more still occupies its place in a unique index.
        5 if is_lost(&story) && run.stderr.contains("duplicate key value") => ends.held += 1,
        _ => panic!("{}", context()),
    }
    if run.exit_code() != 0 {
        eprintln!("exit {}: {}", run.exit_code(), run.stderr.lines().next().unwrap_or_default());
        assert!(plan.exit_code() == run.exit_code() || is_lost(&story), "{}", context());
        assert!(project.everything() == rows, "something was written: {}", context());
        return false;
    }
    let after = terms(project);
    let foreseen = expected(&before, &json);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{}", context());
    for (id, (name, prices)) in &after {
        let (old, foreseen) = &foreseen[id];
        assert_eq!(name, old, "a subscriber of `{old}` has `{name}`: {}", context());
        let known = prices.iter().filter(|(key, _)| before[id].1.contains_key(*key));
        let known: BTreeMap<&String, &String> = known.collect();
        assert_eq!(known, foreseen.iter().collect(), "a price that was not planned: {}", context());
        world.check_terms(name, prices, &context);
    }
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    world.settle();
    true
}

/// Whether the ledger was deleted.
fn is_lost(story: &[String]) -> bool {
    story.iter().any(|sql| sql == hand::LOSS)
}

/// Whether the program stopped because it cannot be determined which row is which.
fn is_a_known_stop(run: &Run) -> bool {
    ["cannot determine which row", " may be `", "have the key"].iter().any(|known| run.stderr.contains(known))
}

impl std::iter::Sum for Ends {
    fn sum<I: Iterator<Item = Self>>(ends: I) -> Self {
        ends.fold(Self::default(), |sum, it| Self {
            applied: sum.applied + it.applied,
            refused: sum.refused + it.refused,
            stopped: sum.stopped + it.stopped,
            found: sum.found + it.found,
            held: sum.held + it.held,
        })
    }
}

/// Runs rounds. After a round that was not applied, and sometimes otherwise, the next one has a new database.
fn rounds(seed: u64, numbers: &[u64]) -> Ends {
    let mut ends = Ends::default();
    let mut state: Option<(Project, World)> = None;
    for number in numbers {
        let mut rng = Rng::with_seed(seed.wrapping_mul(1_000_000) + number);
        let (project, mut world) = state.take().unwrap_or_else(|| begin(&mut rng));
        let goes_on = round(&project, &mut world, &mut rng, &mut ends);
        state = Some((project, world)).filter(|_| goes_on && rng.u8(..8) != 0);
    }
    ends
}

/// A catalog that is applied to a new database with some of the unique indexes.
fn begin(rng: &mut Rng) -> (Project, World) {
    let world = World::new(rng);
    let project = Project::new().file("catalog.yaml", &world.files()).init();
    for index in INDEXES {
        if rng.bool() {
            project.sql(index);
        }
    }
    // The limits of the products come and go, so the service that they refer to must exist.
    project.sql(
        "INSERT INTO service SELECT gen_random_uuid(), 'space_mb' WHERE NOT EXISTS (SELECT FROM service)",
    );
    project.apply();
    (project, world)
}

#[test]
#[expect(clippy::print_stderr, reason = "the seed and the counts are the result")]
fn random_manual_edits_never_change_a_subscribers_product_or_price() {
    let setting =
        |name: &str, default: u64| std::env::var(name).map_or(default, |text| text.parse().expect(name));
    let (count, seed) = (setting("WARES_TEST_ROUNDS", 60), setting("WARES_TEST_SEED", 1));
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(8) as u64;
    eprintln!("{count} rounds of random SQL, seed {seed}");
    let share = |worker| (0..count).filter(|number| number % workers == worker).collect::<Vec<u64>>();
    let ends: Ends = std::thread::scope(|scope| {
        let spawn = |worker| scope.spawn(move || rounds(seed, &share(worker)));
        let running: Vec<_> = (0..workers).map(spawn).collect();
        running.into_iter().map(|worker| worker.join().expect("no round fails")).sum()
    });
    eprintln!("{count} rounds of random SQL, seed {seed}: {ends:?}");
    // Most rounds must be applied: a test of nothing but refusals would prove nothing.
    assert!(ends.applied as u64 * 2 > count, "{ends:?}");
}
