//! What a migration records: each resource that it changes, with every changed row before and after.

use crate::adopt;
use crate::support::{GROUP, ITEM, PACKAGE, Project};
use serde_json::Value as Json;

/// What the last migration recorded.
struct Record {
    root: (String, String),
    told: String,
    before: Vec<Json>,
    after: Vec<Json>,
}

fn last(project: &Project) -> Vec<Record> {
    let select = "SELECT root_table, root_id, verb || ' ' || kind || ' ' || key, before, after FROM wares.migration_change \
                  WHERE migration = (SELECT id FROM wares.migration ORDER BY sequence DESC LIMIT 1) ORDER BY sequence";
    let rows = |text: &str| serde_json::from_str(text).expect("a list");
    let record = |row: &Vec<String>| Record {
        root: (row[0].clone(), row[1].clone()),
        told: row[2].clone(),
        before: rows(&row[3]),
        after: rows(&row[4]),
    };
    project.query(select).iter().map(record).collect()
}

fn told(records: &[Record]) -> Vec<String> {
    let told = |it: &Record| format!("{}: {} before, {} after", it.told, it.before.len(), it.after.len());
    records.iter().map(told).collect()
}

/// The row of a slice, among those of a record.
#[track_caller]
fn row<'a>(rows: &'a [Json], slice: &str) -> &'a Json {
    let of_slice: Vec<&Json> = rows.iter().filter(|row| row[0] == slice).collect();
    assert_eq!(of_slice.len(), 1, "{slice} in {rows:#?}");
    of_slice[0]
}

#[test]
fn a_migration_records_each_resource_with_its_changed_rows() {
    let project = Project::new().file("a.yaml", PACKAGE).file("b.yaml", ITEM).file("c.yaml", GROUP).init();
    project.apply();
    let made = last(&project);
    assert_eq!(
        told(&made),
        [
            "create package [\"HST-GLDY\"]: 0 before, 10 after",
            "create item [\"DMN-COM\"]: 0 before, 5 after",
            "create upgrade_group [\"Web hosting\"]: 0 before, 2 after"
        ]
    );
    for (record, table) in made.iter().zip(["item", "item", "upgrade_group"]) {
        let (root, id) = &record.root;
        assert_eq!(root, table);
        assert_eq!(project.value(&format!("SELECT count(*) FROM {table} WHERE id = '{id}'")), "1");
        assert_eq!(row(&record.after, table)[1], Json::from(id.as_str()));
    }
    let price = project.value("SELECT id FROM item_price WHERE value = 109");
    project.replace("a.yaml", "USD: 109.00", "USD: 119.00");
    project.remove("c.yaml");
    project.apply();
    let changed = last(&project);
    assert_eq!(
        told(&changed),
        [
            "change package [\"HST-GLDY\"]: 1 before, 1 after",
            "delete upgrade_group [\"Web hosting\"]: 2 before, 0 after"
        ]
    );
    // What the key says is not said again.
    assert_eq!(
        (&changed[0].before[0], &changed[0].after[0]),
        (
            &serde_json::json!(["renewal_item_price", price, ["HST-GLDY", 1, "year", ["USD"]],
                {"value": "109", "enabled": true}]),
            &serde_json::json!(["renewal_item_price", price, ["HST-GLDY", 1, "year", ["USD"]],
                {"value": "119", "enabled": true}]),
        )
    );
    let group = row(&changed[1].before, "upgrade_group");
    assert_eq!((&group[2], &group[3]), (&serde_json::json!(["Web hosting"]), &serde_json::json!({})));
}

#[test]
fn what_comes_under_a_catalogs_care_or_leaves_it_is_recorded_without_rows() {
    let project = Project::new().file("item.yaml", ITEM).file("package.yaml", PACKAGE).init();
    project.apply();
    project.sql("DELETE FROM wares.resource WHERE kind = 'item'");
    project.apply();
    assert_eq!(told(&last(&project)), ["adopt item [\"DMN-COM\"]: 0 before, 0 after"]);
    let id = project.value("SELECT id FROM item WHERE article_number = 'DMN-COM'");
    assert_eq!(last(&project)[0].root, ("item".to_owned(), id));
    project.remove("item.yaml");
    project.write("wares.yaml", &format!("{}release: [DMN-COM]\n", project.read("wares.yaml")));
    project.apply();
    assert_eq!(told(&last(&project)), ["release item [\"DMN-COM\"]: 0 before, 0 after"]);
    // What brings the ledger up to date alone is no change of the resource.
    let package = project.read("package.yaml");
    project.remove("package.yaml");
    project.write("moved.yaml", &package);
    project.apply();
    assert_eq!(told(&last(&project)), [""; 0]);
}

#[test]
fn what_an_adoption_changes_is_recorded_with_what_was_there() {
    let project = Project::new().file("item.yaml", ITEM).init();
    project.sql(&adopt::item(1, "DMN-COM"));
    project.apply();
    let records = last(&project);
    assert_eq!(records[0].root, ("item".to_owned(), adopt::id(1)));
    assert!(records[0].told.starts_with("adopt item"), "{}", records[0].told);
    assert_eq!(row(&records[0].before, "item")[3]["category"], "HostingPackage");
    assert_eq!(row(&records[0].after, "item")[3]["category"], "TLD");
}

#[test]
fn the_hash_of_an_entry_is_that_of_its_rows_with_their_ids() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    let entry = "SELECT hash = encode(sha256(convert_to(rows, 'UTF8')), 'hex'), hash FROM wares.resource";
    let before = project.query(entry);
    assert_eq!(before[0][0], "t");
    // The same files for rows of other ids.
    project.sql("DELETE FROM item_property");
    project.apply();
    let after = project.query(entry);
    assert_eq!(after[0][0], "t");
    assert_ne!(before[0][1], after[0][1]);
}
