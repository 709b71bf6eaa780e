//! Tests what a migration records: each resource that it changes, with every changed row before and after.

use crate::adopt;
use crate::support::{GROUP, ITEM, PACKAGE, Project};
use serde_json::Value as Json;

/// One resource that a migration changed: its root row, a summary, and its rows before and after.
struct Record {
    root: (String, String),
    summary: String,
    before: Vec<Json>,
    after: Vec<Json>,
}

/// What the last migration recorded.
fn last(project: &Project) -> Vec<Record> {
    let select = "SELECT root_table, root_id, verb || ' ' || kind || ' ' || key, before, after FROM wares.migration_change \
                  WHERE migration = (SELECT id FROM wares.migration ORDER BY sequence DESC LIMIT 1) ORDER BY sequence";
    let rows = |text: &str| serde_json::from_str(text).expect("a list");
    let record = |row: &Vec<String>| Record {
        root: (row[0].clone(), row[1].clone()),
        summary: row[2].clone(),
        before: rows(&row[3]),
        after: rows(&row[4]),
    };
    project.query(select).iter().map(record).collect()
}

/// One line for each resource, with the numbers of its rows before and after.
fn lines(records: &[Record]) -> Vec<String> {
    let line = |it: &Record| format!("{}: {} before, {} after", it.summary, it.before.len(), it.after.len());
    records.iter().map(line).collect()
}

/// The only row of a slice, among the rows of a record.
#[track_caller]
fn row<'a>(rows: &'a [Json], slice: &str) -> &'a Json {
    let of_slice: Vec<&Json> = rows.iter().filter(|row| row[0] == slice).collect();
    assert_eq!(of_slice.len(), 1, "{slice} in {rows:#?}");
    of_slice[0]
}

#[test]
fn migration_records_each_resource_with_its_changed_rows() {
    let project = Project::new().file("a.yaml", PACKAGE).file("b.yaml", ITEM).file("c.yaml", GROUP).init();
    project.apply();
    let created = last(&project);
    assert_eq!(
        lines(&created),
        [
            "create package [\"HST-GLDY\"]: 0 before, 10 after",
            "create item [\"DMN-COM\"]: 0 before, 5 after",
            "create upgrade_group [\"Web hosting\"]: 0 before, 2 after"
        ]
    );
    for (record, table) in created.iter().zip(["item", "item", "upgrade_group"]) {
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
        lines(&changed),
        [
            "change package [\"HST-GLDY\"]: 1 before, 1 after",
            "delete upgrade_group [\"Web hosting\"]: 2 before, 0 after"
        ]
    );
    // The values do not repeat the key.
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
fn adoption_and_release_are_recorded_without_rows() {
    let project = Project::new().file("item.yaml", ITEM).file("package.yaml", PACKAGE).init();
    project.apply();
    project.sql("DELETE FROM wares.resource WHERE kind = 'item'");
    project.apply();
    assert_eq!(lines(&last(&project)), ["adopt item [\"DMN-COM\"]: 0 before, 0 after"]);
    let id = project.value("SELECT id FROM item WHERE article_number = 'DMN-COM'");
    assert_eq!(last(&project)[0].root, ("item".to_owned(), id));
    project.remove("item.yaml");
    project.write("wares.yaml", &format!("{}release: [DMN-COM]\n", project.read("wares.yaml")));
    project.apply();
    assert_eq!(lines(&last(&project)), ["release item [\"DMN-COM\"]: 0 before, 0 after"]);
    // An apply that only updates the ledger is not a change of the resource.
    let package = project.read("package.yaml");
    project.remove("package.yaml");
    project.write("moved.yaml", &package);
    project.apply();
    assert_eq!(lines(&last(&project)), [""; 0]);
}

#[test]
fn changes_by_an_adoption_are_recorded_with_the_values_before() {
    let project = Project::new().file("item.yaml", ITEM).init();
    project.sql(&adopt::item(1, "DMN-COM"));
    project.apply();
    let records = last(&project);
    assert_eq!(records[0].root, ("item".to_owned(), adopt::id(1)));
    assert!(records[0].summary.starts_with("adopt item"), "{}", records[0].summary);
    assert_eq!(row(&records[0].before, "item")[3]["category"], "HostingPackage");
    assert_eq!(row(&records[0].after, "item")[3]["category"], "TLD");
}

#[test]
fn hash_of_a_ledger_entry_covers_its_rows_with_their_ids() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    let entry = "SELECT hash = encode(sha256(convert_to(rows, 'UTF8')), 'hex'), hash FROM wares.resource";
    let before = project.query(entry);
    assert_eq!(before[0][0], "t");
    // The files are the same, but the rows get other ids.
    project.sql("DELETE FROM item_property");
    project.apply();
    let after = project.query(entry);
    assert_eq!(after[0][0], "t");
    assert_ne!(before[0][1], after[0][1]);
}
