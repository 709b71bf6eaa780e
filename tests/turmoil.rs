//! Random SQL by hand, with subscriptions on everything, and random edits of the files: whatever comes of it, no
//! subscriber ends on another product or at another price than the plan said.

mod hand;
mod world;

use crate::support::{Project, Run};
use fastrand::Rng;
use std::collections::BTreeMap;
use world::World;

/// Natural keys as real databases keep them unique, each of which some rounds have.
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

/// What a subscriber has: the name of the product, and what its period costs.
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
        assert_eq!(entry.0, row[1], "a product of two names");
        // By currency, with the row that says it: duplicates are told apart.
        if row[4] != "∅" {
            entry.1.insert(format!("{} {}", row[2], row[4]), row[3].clone());
        }
    }
    all
}

/// What guards would refuse: this is about what happens where somebody lets it.
const ALL: &str = "in-use,mass-change,price-change,upgrade-path,mass-adoption";

/// What a plan says of prices, by the ids of their rows: the new amount; none where the row goes.
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

/// The terms as a plan says that they will be, of the price rows that are there already.
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

/// How the rounds ended.
#[derive(Debug, Default)]
struct Ends {
    applied: usize,
    refused: usize,
    stopped: usize,
    found: usize,
    held: usize,
}

/// One round: somebody's SQL, somebody's edits, a plan, an apply. Whether the database can be used on.
#[expect(clippy::print_stderr, reason = "what was refused must be seen")]
fn round(project: &Project, world: &mut World, rng: &mut Rng, ends: &mut Ends) -> bool {
    let story = hand::edit(project, world, rng);
    world.edit(rng);
    project.write("catalog.yaml", &world.files());
    let (before, rows) = (terms(project), project.everything());
    let plan = project.run(&format!("plan --format json --allow {ALL}"));
    let json: serde_json::Value = serde_json::from_str(&plan.stdout).expect("JSON");
    let run = project.run(&format!("apply --auto-approve --allow {ALL}"));
    let told = || format!("{story:#?}\n{}\n{run:#?}", world.files());
    match run.exit_code() {
        0 => ends.applied += 1,
        1 => ends.found += 1,
        4 => ends.refused += 1,
        5 if is_a_known_stop(&run) => ends.stopped += 1,
        // What nobody owns any more keeps its place in a unique index.
        5 if is_lost(&story) && run.stderr.contains("duplicate key value") => ends.held += 1,
        _ => panic!("{}", told()),
    }
    if run.exit_code() != 0 {
        eprintln!("exit {}: {}", run.exit_code(), run.stderr.lines().next().unwrap_or_default());
        assert!(plan.exit_code() == run.exit_code() || is_lost(&story), "{}", told());
        assert!(project.everything() == rows, "something was written: {}", told());
        return false;
    }
    let after = terms(project);
    let foreseen = expected(&before, &json);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{}", told());
    for (id, (name, prices)) in &after {
        let (old, foreseen) = &foreseen[id];
        assert_eq!(name, old, "a subscriber of `{old}` has `{name}`: {}", told());
        let known = prices.iter().filter(|(key, _)| before[id].1.contains_key(*key));
        let known: BTreeMap<&String, &String> = known.collect();
        assert_eq!(known, foreseen.iter().collect(), "a price that was not planned: {}", told());
        world.check_terms(name, prices, &told);
    }
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    world.settle();
    true
}

/// Whether the ledger was lost.
fn is_lost(story: &[String]) -> bool {
    story.iter().any(|sql| sql == hand::LOSS)
}

/// States in which nothing tells which row is which.
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

/// Runs some rounds; after each that does not end well the next has a new database.
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

/// A catalog that is applied to a new database, with some unique indexes.
fn begin(rng: &mut Rng) -> (Project, World) {
    let world = World::new(rng);
    let project = Project::new().file("catalog.yaml", &world.files()).init();
    for index in INDEXES {
        if rng.bool() {
            project.sql(index);
        }
    }
    // Limits come and go: what they are of exists.
    project.sql(
        "INSERT INTO service SELECT gen_random_uuid(), 'space_mb' WHERE NOT EXISTS (SELECT FROM service)",
    );
    project.apply();
    (project, world)
}

#[test]
#[expect(clippy::print_stderr, reason = "the seed and the counts are the result")]
fn whatever_is_done_by_hand_no_subscriber_gets_another_product_or_another_price() {
    let setting =
        |name: &str, default: u64| std::env::var(name).map_or(default, |text| text.parse().expect(name));
    let (count, seed) = (setting("WARES_TEST_ROUNDS", 60), setting("WARES_TEST_SEED", 1));
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(8) as u64;
    eprintln!("{count} rounds of random SQL, seed {seed}");
    let share = |worker| (0..count).filter(|number| number % workers == worker).collect::<Vec<u64>>();
    let ends: Ends = std::thread::scope(|scope| {
        let spawn = |worker| scope.spawn(move || rounds(seed, &share(worker)));
        let running: Vec<_> = (0..workers).map(spawn).collect();
        running.into_iter().map(|worker| worker.join().expect("every round holds")).sum()
    });
    eprintln!("{count} rounds of random SQL, seed {seed}: {ends:?}");
    // Most of what people do can be told: a test of refusals alone would say nothing.
    assert!(ends.applied as u64 * 2 > count, "{ends:?}");
}
