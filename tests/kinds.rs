//! Tests with kinds that only the tests have: they are checked, planned, applied and imported like the standard kinds.

mod course;
pub mod metering;
mod voucher;

use crate::support::{ARGUMENTS, METERING, Memory, PACKAGE, Project};
use std::sync::Arc;
use wares::kinds::{Kind, Kinds};
use wares::table::{EffectRule, Table};

/// The standard kinds, courses, and vouchers for courses; or, if the environment says so, only the kinds of the
/// metering system.
fn kinds() -> Arc<Kinds> {
    if std::env::var(METERING).is_ok() {
        return Kinds::new(metering::kinds().to_vec());
    }
    let own: [Arc<dyn Kind>; 2] = [Arc::new(course::kind()), Arc::new(voucher::kind())];
    Kinds::new(Kinds::standard().iter().cloned().chain(own).collect())
}

/// Not a test of its own: projects with test kinds run this function in a child process, as the program with these
/// kinds.
#[test]
fn program() {
    if let Ok(arguments) = std::env::var(ARGUMENTS) {
        let arguments = std::iter::once("wares").chain(arguments.split_whitespace()).map(Into::into);
        std::process::exit(wares::cli::run_with(&kinds(), arguments).into());
    }
}

const COURSE: &str = "\
kind: course
name: Gardening
title: { en: Gardening, de: Gartenbau }
modules:
  - code: soil
    level: beginner
    hours: 1.5
    required: true
    hosting: HST-GLDY
    seats:
      - { from: 1, prices: { EUR: 90.00, USD: 99.00 } }
      - { from: 10, prices: { EUR: 80.00, USD: 89.00 } }
  - { code: roses, level: advanced, hours: 3, seats: [{ from: 1, prices: { EUR: 120 } }] }
";

const SECOND: &str = "\
kind: course
name: Parks
title: Parks
open: false
like: Gardening
modules: [{ code: trees, level: advanced, hours: 8, seats: [] }]
";

fn project() -> Project {
    Project::with_test_kinds().file("package.yaml", PACKAGE).file("course.yaml", COURSE).init()
}

#[test]
fn test_kind_is_checked_applied_changed_and_imported_back() {
    let project = project();
    assert_eq!(project.value("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'course%'"), "5");
    let plan = project.run("plan").code(0).says("iisreset").says("print the new prospectus");
    let course = plan.stdout.split("\n\n").nth(2).expect("the course");
    insta::assert_snapshot!(course, @r"
    + create course `Gardening`  course.yaml:1
        + open: true
        + title.en: Gardening
        + title.de: Gartenbau
        + modules[soil]: level beginner, hours 1.5, required true, hosting HST-GLDY
        + modules[soil].seats[1]
        + modules[soil].seats[1].prices.EUR: 90.00
        + modules[soil].seats[1].prices.USD: 99.00
        + modules[soil].seats[10]
        + modules[soil].seats[10].prices.EUR: 80.00
        + modules[soil].seats[10].prices.USD: 89.00
        + modules[roses]: level advanced, hours 3, required false
        + modules[roses].seats[1]
        + modules[roses].seats[1].prices.EUR: 120.00
    ");
    project.apply();
    project.comes_back();
    project.replace("course.yaml", "EUR: 80.00", "EUR: 85.00");
    project.replace("course.yaml", "level: beginner", "level: advanced");
    project.replace("course.yaml", "    required: true\n", "");
    insta::assert_snapshot!(project.run("plan").changes().join("\n"), @"
    ~ change course `Gardening`  course.yaml:1  [possibly worse]
        ~ modules[soil].level: beginner → advanced  [possibly worse]
        ~ modules[soil].required: true → false  [better]
        ~ modules[soil].seats[10].prices.EUR: 80.00 → 85.00 (+6.3 %)  [possibly worse]
    ");
    project.apply();
    project.comes_back();
    project.sql("UPDATE course_price SET value = 1 WHERE value = 85");
    project.run("plan").code(4).says("drift").says("1.00 → 85.00 (+8400.0 %; edited in the database)");
    project.allow("price-change");
    project.run("plan").code(0).says("drift");
    project.apply();
    project.remove("course.yaml");
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM course_price"), "0");
}

#[test]
fn course_that_no_document_can_describe_is_left_out_of_an_import() {
    let project = project();
    project.apply();
    project.sql("INSERT INTO course VALUES (gen_random_uuid(), 'Untitled', true)");
    let folder = Project::beside(&project);
    let run = folder.run("import --out .").code(0);
    assert!(
        run.stderr.contains("  course `Untitled`\n    it lacks values that every course must have\n"),
        "{}",
        run.stderr
    );
    folder.run("plan --detailed-exitcode").code(0);
}

#[test]
fn errors_of_a_test_kind_are_shown_at_their_location() {
    let wrong = COURSE
        .replace("beginner", "begginer")
        .replace("HST-GLDY", "HST-GLDI")
        .replace("EUR: 120", "SEK: 120");
    let project = Project::with_test_kinds().file("package.yaml", PACKAGE).file("course.yaml", &wrong);
    insta::assert_snapshot!(project.run("check --format concise").code(1).stdout, @"
    course.yaml:6:12: error[T05] the string `begginer` is not a valid value for this key
    course.yaml:9:14: error[A02] there is no package `HST-GLDI`
    course.yaml:13:76: error[X02] the currency `SEK` is not listed in the manifest's `currencies`
    ");
}

#[test]
fn schema_of_a_test_kind_is_generated_and_its_keys_are_explained() {
    let project = Project::with_test_kinds();
    project.run("schema --out schemas").code(0);
    let schema: serde_json::Value = serde_json::from_str(&project.read("schemas/course.json")).expect("JSON");
    assert_eq!(schema["properties"]["open"]["default"], true);
    assert_eq!(schema["$defs"]["Module"]["properties"]["hosting"]["x-ref"], "package");
    project
        .run("explain course.modules.level")
        .code(0)
        .says("How much one must know before.")
        .says("advanced");
    project.run("describe course Gardening").code(1).says("there is no course `Gardening`");
    project.run("list --kind curse").code(64).says("course");
}

#[test]
fn rows_from_another_document_are_shown_with_its_location() {
    let project = project();
    project.write("more/parks.yaml", SECOND);
    let plan = project.run("plan").code(0);
    let parks = plan.stdout.split("create course `Parks`").nth(1).expect("a second course");
    insta::assert_snapshot!(parks.split("\n\n").next().unwrap_or_default(), @r"
      more/parks.yaml:1
        + open: false
        + title.en: Parks
        + modules[trees]: level advanced, hours 8, required false
        + modules[roses]: level advanced, hours 3, required false  course.yaml:13
        + modules[roses].seats[1]  course.yaml:13
        + modules[roses].seats[1].prices.EUR: 120.00  course.yaml:13
        + modules[soil]: level beginner, hours 1.5, required true, hosting HST-GLDY  course.yaml:5
        + modules[soil].seats[1]  course.yaml:11
        + modules[soil].seats[1].prices.EUR: 90.00  course.yaml:11
        + modules[soil].seats[1].prices.USD: 99.00  course.yaml:11
        + modules[soil].seats[10]  course.yaml:12
        + modules[soil].seats[10].prices.EUR: 80.00  course.yaml:12
        + modules[soil].seats[10].prices.USD: 89.00  course.yaml:12
    ");
    let json = project.plan();
    let of = |name: &str| {
        json["plan"]["resources"].as_array().expect("a list").iter().find(|it| it["name"] == name).cloned()
    };
    let files = |row: &serde_json::Value| row["place"]["file"].as_str().map(str::to_owned);
    let parks = of("Parks").expect("a resource");
    let files: std::collections::BTreeSet<_> =
        parks["rows"].as_array().expect("rows").iter().map(files).collect();
    assert_eq!(files.into_iter().flatten().collect::<Vec<_>>(), ["course.yaml", "more/parks.yaml"]);
    project.apply();
    project.comes_back();
    let described = project.run("describe course Parks").code(0).stdout;
    assert!(
        described.contains("course.yaml:5:5\n") && described.contains("more/parks.yaml:3:8\n"),
        "{described}"
    );
    project.replace("course.yaml", "EUR: 80.00", "EUR: 81.00");
    let changes = project.run("plan").code(0).changes();
    assert_eq!(changes.len(), 4, "the price of both courses: {changes:?}");
    assert!(changes[3].ends_with("course.yaml:12"), "{changes:?}");
}

#[test]
fn finding_has_locations_in_two_files() {
    let project = project();
    project.write("more/parks.yaml", &SECOND.replace("code: trees", "code: soil"));
    insta::assert_snapshot!(project.run("check").code(1).stdout, @"
    T06 conflict

      × the module `soil` is one of `Gardening` already
       ╭─[more/parks.yaml:6:11]
     5 │ like: Gardening
     6 │ modules: [{ code: soil, level: advanced, hours: 8, seats: [] }]
       ·           ──────────────────────────┬─────────────────────────
       ·                                     ╰── conflicts with another key
       ╰────
      help: take one of them out
            there: course.yaml:5:5
    ");
    let json = project.run("check --format json").code(1).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    let labels = json["findings"][0]["labels"].as_array().expect("labels");
    let files: Vec<&str> = labels.iter().filter_map(|label| label["file"].as_str()).collect();
    assert_eq!(files, ["more/parks.yaml", "course.yaml"]);
}

#[test]
fn rows_and_columns_have_the_effects_that_their_tables_declare() {
    let kinds = kinds();
    let files = [
        ("wares.yaml", "format: 1\ncatalog: t\ncurrencies: [EUR, USD]\nlanguages: [en, de]\n"),
        ("package.yaml", PACKAGE),
        ("course.yaml", COURSE),
    ];
    let loaded = wares::workspace::load(&kinds, Arc::new(Memory::new(files)), None);
    let catalog = loaded.catalog.expect("a catalog");
    let desired = catalog.sound().expect("nothing is wrong").lower();
    let mut effects = std::collections::BTreeSet::new();
    for resource in &desired.resources {
        for row in desired.rows(resource).iter() {
            let words = kinds.words(resource.kind.name(), row.table, &row.key, &row.cells);
            effects.insert(format!("{words}: {:?}", kinds.effect(resource.kind.name(), row, None)));
            let named = row.table.columns.iter().filter(|column| column.is_managed() && column.shown);
            effects.extend(named.map(|column| {
                let effect = kinds.effect(resource.kind.name(), row, Some(column));
                format!("{words}.{}: {effect:?}", column.name)
            }));
        }
    }
    let has = |line: &str| assert!(effects.contains(line), "{line} is not among {effects:#?}");
    has("extra_services.value: WorseLower");
    has("periods[1 year].prices.EUR.value: WorseHigher");
    has("limits.space_mb.limitation: WorseLower");
    has("modules[soil].level: Unknown");
    has("modules[soil].seats[1].prices.EUR: Unknown");
    has("periods[1 year].prices.EUR: Unknown");
    has("periods[1 year].prices.EUR.enabled: Unknown");
    assert_eq!(kinds.tables().find("item_tag").map(|table| table.rows), Some(EffectRule::Internal));
}

/// The path of the key in the files that the words of a table and a column stand for: without the indexes of elements,
/// and with `*` for a key that the author chooses.
fn field(table: &Table, column: &str) -> String {
    // If the key names a file, the words after a colon say which part of that file the column holds.
    let column = column.split(':').next().unwrap_or_default();
    let parent = table.parent.as_ref().map(|parent| field(&parent.table, "")).unwrap_or_default();
    let words = table.words.replace("{parent}", &parent);
    let mut path = String::new();
    for piece in words.split(']') {
        path.push_str(piece.split('[').next().unwrap_or_default());
    }
    let path = ["{0}", "{1}", "{2}"].iter().fold(path, |path, part| path.replace(part, "*"));
    let path = if column.is_empty() || path.is_empty() { path + column } else { format!("{path}.{column}") };
    path.trim_end_matches(".*").to_owned()
}

#[test]
fn plans_use_the_key_names_of_the_files() {
    for kinds in [kinds(), Kinds::new(metering::kinds().to_vec())] {
        let shapes = wares::kinds::shapes(&kinds);
        let fields: std::collections::BTreeSet<&str> =
            shapes.iter().flat_map(|shape| &shape.fields).map(|field| field.path.as_str()).collect();
        let mut unknown = Vec::new();
        for table in kinds.tables().managed() {
            let shown = table.columns.iter().filter(|column| column.is_managed() && column.shown);
            let named = shown.map(|column| field(table, column.words));
            unknown
                .extend(named.filter(|name| !fields.contains(name.as_str())).map(|name| (table.name, name)));
        }
        assert_eq!(
            unknown,
            [],
            "no kind has such a field; the words of the column or of its table are wrong"
        );
    }
}

#[test]
fn tables_satisfy_the_requirements_of_the_core() {
    for kinds in [kinds(), Kinds::new(metering::kinds().to_vec())] {
        for table in kinds.tables().managed() {
            assert!(table.columns.len() <= wares::table::MOST_COLUMNS, "{}", table.name);
            let described = |column: &str| table.columns.iter().find(|known| known.name == column);
            assert!(
                table.key.iter().all(|column| described(column).is_some()),
                "{}: unknown column in its key",
                table.name
            );
            let soft = table.soft_delete.map(|soft| soft.column);
            assert!(
                soft.is_none_or(|column| described(column).is_some()),
                "{}: unknown soft-delete column",
                table.name
            );
            let parent = table.parent.as_ref().map(|parent| parent.table.table());
            if let (Some(soft), Some(parent)) = (table.soft_delete, parent) {
                assert!(
                    parent.soft_delete.is_some() && !soft.revives,
                    "{}: its soft deletion differs from its parent's",
                    table.name
                );
            }
            // Rows that leave different columns to the database are inserted by separate statements, so that a row
            // could refer to one that does not exist yet.
            let is_left = |column: &wares::table::Column| column.default == wares::table::Constant::Database;
            assert!(!table.refers_to_itself() || !table.columns.iter().any(is_left), "{}", table.name);
            // A root row is looked up by its key before the rows that it refers to are identified.
            let refers = |column: &&str| {
                described(column)
                    .is_some_and(|column| matches!(column.kind, wares::table::Type::Reference(_)))
            };
            assert!(
                table.parent.is_some() || !table.key.iter().any(refers),
                "{}: its key refers to another row",
                table.name
            );
        }
    }
}
