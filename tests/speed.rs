//! The number of SQL statements depends on the number of tables and kinds, not on the number of rows.

use crate::support::Project;
use std::fmt::Write;

/// Writes files of five resources each: a package, an extra service, two items and an upgrade group.
fn fill(project: &Project, blocks: usize, price: &str) {
    for block in 0..blocks {
        let mut text = String::new();
        let _ = write!(
            text,
            "kind: package\narticle: PKG-{block}\nname: {{ en: Package {price}, de: Paket }}\ndescription: A package\n\
             category: Hosting\nextra_services: true\ntags: [web]\n\
             periods:\n  - {{ every: 1 year, prices: {{ EUR: {price}, USD: 1.00 }} }}\n  - {{ every: 1 month, prices: {{ EUR: {price} }} }}\n\
             limits: {{ space_mb: 1024 }}\nproperties: {{ tos: 'at {price}' }}\n\
             ---\nkind: extra_service\narticle: XSV-{block}\nname: Service\nprices: {{ EUR: {price} }}\npackages: [PKG-{block}]\nadds: {{ space_mb: 10 }}\n\
             ---\nkind: item\narticle: FEE-{block}\nname: Fee\ncategory: Hosting\nprices: {{ EUR: {price} }}\nrenewal_item: PKG-{block}\nshop: {{ order: 1, name: Setup, properties: {{ a: 'at {price}' }} }}\n\
             ---\nkind: item\narticle: USE-{block}\nname: Use\ncategory: Hosting\nshop: false\nbundle: [{{ item: FEE-{block} }}]\n\
             counters:\n  - {{ id: traffic, name: Traffic, unit: GB, ranges: [{{ from: 0, to: 10, name: Some, prices: {{ EUR: {price} }} }}] }}\n\
             ---\nkind: upgrade_group\nname: Group {block}\nmembers:\n  - {{ item: PKG-{block}, level: {} }}\n  - {{ item: FEE-{block}, level: 1 }}\n",
            price.len()
        );
        project.write(&format!("blocks/{block}.yaml"), &text);
    }
}

/// The statements of one run, as they appear in the server's log.
fn statements(project: &Project, run: impl FnOnce()) -> Vec<String> {
    let log = std::path::PathBuf::from(project.value("SHOW data_directory")).with_file_name("postgres.log");
    let before = std::fs::metadata(&log).expect("a log").len();
    run();
    let text = std::fs::read(&log).expect("a log");
    let text = String::from_utf8_lossy(&text[usize::try_from(before).expect("a length")..]).into_owned();
    let statement = |line: &str| {
        let (_, entry) = line.split_once("LOG:  ")?;
        let is_statement = entry.starts_with("statement: ") || entry.starts_with("execute ");
        let (_, statement) = entry.split_once(": ").filter(|_| is_statement)?;
        Some(statement.chars().take(70).collect())
    };
    text.lines().filter_map(statement).collect()
}

/// The statements that create resources, plan nothing, change resources and delete them.
fn statements_by_step(blocks: usize) -> [Vec<String>; 4] {
    let project = Project::new();
    fill(&project, blocks, "9.90");
    let project = project.init();
    // Only connections to this database write their statements into the log.
    project.sql("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET log_statement = ''all''', current_database()); END $$");
    let apply = || drop(project.run("apply --auto-approve -q --allow mass-change").code(0));
    let create = statements(&project, apply);
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), (blocks * 5).to_string());
    let nothing = statements(&project, || drop(project.run("plan --detailed-exitcode").code(0)));
    fill(&project, blocks, "12.50");
    let update = statements(&project, apply);
    assert_eq!(project.value("SELECT count(*) FROM item_price WHERE value = 12.5"), (blocks * 5).to_string());
    for block in 0..blocks / 2 {
        project.remove(&format!("blocks/{block}.yaml"));
    }
    let delete = statements(&project, apply);
    assert_eq!(project.value("SELECT count(*) FROM wares.resource"), (blocks / 2 * 5).to_string());
    project.run("plan --detailed-exitcode").code(0);
    [create, nothing, update, delete]
}

#[test]
fn thousand_resources_take_as_many_statements_as_ten() {
    let (few, many) = (statements_by_step(2), statements_by_step(200));
    for (name, (few, many)) in ["create", "nothing", "update", "delete"].iter().zip(few.iter().zip(&many)) {
        assert!(few.len() > 20, "the log should have the statements: {few:#?}");
        assert_eq!(few.len(), many.len(), "{name}: {few:#?} {many:#?}");
    }
}
