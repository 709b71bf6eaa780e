//! `list --unowned` reads the database in batches, and lists the same as if everything were read at once.

use crate::kinds::metering;
use crate::support::Project;
use schemars::{Schema, SchemaGenerator};
use serde_json::Value;
use serde_yaml::Mapping;
use std::io::Read;
use std::process::Stdio;
use std::sync::Arc;
use wares::cli::Disk;
use wares::db::{Database, Location, Timeouts, Url};
use wares::diff::all_resources;
use wares::import::Unowned;
use wares::kinds::{Ignored, Kind, Kinds, Lifting, Loaded, System, classify};
use wares::live::Live;
use wares::model::Manifest;
use wares::source::{Document, ReadError};
use wares::table::{Column, EffectRule, Table, Type};

const MANIFEST: &str = "\
format: 1
catalog: test
reseller: Acme
currencies: [EUR]
languages: [en]
database: { extra_service_category: Extras, ignore_properties: [CheckDuration] }
";

const FILES: &str = "\
kind: package
article: HST-GLDY
name: Gold
category: HostingPackage
extra_services: true
prices: { EUR: 99 }
limits: { space_mb: 3072 }
---
kind: extra_service
article: XSV-OWN
name: Space
packages: [HST-GLDY]
prices: { EUR: 1 }
---
kind: item
article: DMN-COM
name: .com domain
category: TLD
prices: { EUR: 12 }
---
kind: upgrade_group
name: Web hosting
members: [{ item: HST-GLDY, level: 1 }]
";

const OTHERS: &str = "\
kind: extra_service
article: XSV-OTHER
name: Mail
prices: { EUR: 1 }
properties: { packages: 'NAMED-2|' }
---
kind: item
article: DMN-SE
name: .se domain
category: TLD
prices: { EUR: 12 }
";

/// Articles with every feature that decides the kind, articles and groups with the same name, and some without a name.
const LIVE: &str = "\
CREATE FUNCTION made(number text, sort text DEFAULT 'TLD') RETURNS uuid LANGUAGE sql AS $$
    INSERT INTO item SELECT (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(), 'article_number', number,
        'category', sort))).* FROM item i WHERE article_number = 'DMN-COM' LIMIT 1 RETURNING id $$;
CREATE FUNCTION said(number text, property text, it text) RETURNS void LANGUAGE sql AS $$
    INSERT INTO item_property VALUES (gen_random_uuid(), made(number), property, it, '') $$;
CREATE FUNCTION placed(item uuid) RETURNS void LANGUAGE sql AS $$
    INSERT INTO shop_item (id, order_by, fk_item_id, fk_shop_id) SELECT gen_random_uuid(), 0, item, id FROM shop LIMIT 1 $$;
SELECT made('PLAIN'), made('HOSTING', 'HostingPackage'), made('IN-EXTRAS', 'Extras');
SELECT said('OPTION', 'HASEXTRASERVICES', 'true'), said('OFF', 'HasExtraServices', 'False'), said('IGNORED', 'CheckDuration', 'true');
SELECT said('MANY', 'allowMultiple', 'true'), said('TEXT', 'productValue', '.de');
SELECT made('LIMITED');
UPDATE item SET fk_package_configuration_id = (SELECT id FROM package_configuration LIMIT 1) WHERE article_number = 'LIMITED';
UPDATE item_property SET value = 'HST-GLDY|NAMED-1' WHERE name = 'packages' AND value = 'HST-GLDY';
UPDATE item_property SET value = 'NAMED-2' WHERE value = 'NAMED-2|';
SELECT said('A-NAMES', 'packages', 'NAMED-3|PLAIN,'), said('Z-NAMES', 'Packages', 'NAMED-4|NAMED-5|TWIN');
SELECT made('NAMED-1'), made('NAMED-2'), made('NAMED-3'), made('NAMED-4'), said('NAMED-5', 'allowMultiple', 'true');
SELECT made('TWIN'), made('TWIN'), made('TWIN'), made('SHOWN'), placed(made('SHOWN')), made('SHOWN', 'HostingPackage');
SELECT placed(made('BOTH')), placed(made('BOTH')), made('HST-GLDY'), made('DMN-SE'), made('DMN-SE');
SELECT made('GONE'), made('HALF'), made('HALF');
UPDATE item SET deleted = true WHERE article_number = 'GONE' OR id = (SELECT id FROM item WHERE article_number = 'HALF' LIMIT 1);
SELECT made(NULL), made(NULL), made(NULL), made(''), made('a'), made('Z'), made('ä'), made('\u{1b}[1m');
SELECT made('M-' || n) FROM generate_series(1, 20) n;
INSERT INTO upgrade_group SELECT gen_random_uuid(), name FROM unnest(ARRAY['Twice', 'Twice', '', 'Ö', 'one', 'One', 'Web hosting', 'TWIN']) name;
";

/// A database with articles of two catalogs and those of `LIVE`, and a project with the first catalog.
fn project() -> Project {
    let project = Project::new().file("wares.yaml", MANIFEST).file("files.yaml", FILES).init();
    project.run("apply --auto-approve").code(0);
    let other = Project::new().sharing(&project).file("wares.yaml", &MANIFEST.replace("test", "other"));
    let other = other.file("files.yaml", OTHERS);
    other.run("apply --auto-approve").code(0);
    project.sql(LIVE);
    project
}

/// The kind and the name on each line of the list.
type Lines = Vec<(String, String)>;

/// The list that is made from everything at once.
fn list_at_once(kinds: &Kinds, live: &Live, manifest: &Manifest) -> Lines {
    let ignored = Ignored::new(manifest).expect("patterns");
    let everything = all_resources(live, manifest.catalog.as_str(), &ignored, kinds.tables());
    let lifted: Vec<_> = everything
        .resources
        .iter()
        .map(|resource| (resource.root, Lifting::new(&resource.rows, &resource.key, manifest, false)))
        .collect();
    let named =
        everything.resources.iter().zip(classify(kinds, &lifted)).filter(|(it, _)| it.owner.is_none());
    let named = named.map(|(resource, kind)| {
        let kind = kind.map_or(resource.root.name.to_owned(), |kind| kind.name().to_owned());
        (kind, resource.key.to_string())
    });
    let nameless = everything.ambiguous.iter().filter(|it| it.owner.is_none()).map(|it| {
        let ids: Vec<String> = it.ids.iter().map(ToString::to_string).collect();
        (it.root.name.to_owned(), it.name().map_or(ids.join(", "), ToString::to_string))
    });
    named.chain(nameless).collect()
}

/// The list that is made from batches, in the order in which they are given.
fn list_in_batches(kinds: &Kinds, batches: &[Live], manifest: &Manifest) -> Lines {
    let mut unowned = Unowned::new(kinds, manifest);
    batches.iter().for_each(|batch| unowned.add(batch));
    let listing = unowned.finish();
    listing.iter().map(|it| (it.kind.to_owned(), it.name.into_owned())).collect()
}

/// Asserts that batches of every size and in both orders make the same list as everything at once. Returns the list,
/// and the number of batches of the size one.
fn assert_same_list(project: &Project, kinds: &Arc<Kinds>) -> (Lines, usize) {
    let loaded = wares::workspace::load(kinds, Arc::new(Disk::new(&project.path("."))), None);
    let catalog = loaded.catalog.expect("a catalog");
    let manifest = catalog.manifest();
    let location = Location::Url(Url::new(project.url(), "a test"));
    let mut database = Database::connect(&location, "public", Timeouts::default()).expect("a connection");
    let mut session = database.session(manifest, kinds).expect("a session");
    let everything = session.everything().expect("everything");
    let expected = list_at_once(kinds, &everything, manifest);
    let mut count = 0;
    for size in [7, 3, 2, 1, 1_000] {
        let mut reading = session.batches(size).expect("batches");
        let mut batches: Vec<Live> = std::iter::from_fn(|| reading.next_batch().expect("a batch")).collect();
        if size == 1 {
            count = batches.len();
        }
        assert_eq!(list_in_batches(kinds, &batches, manifest), expected, "batches of {size}");
        batches.reverse();
        assert_eq!(
            list_in_batches(kinds, &batches, manifest),
            expected,
            "batches of {size}, the last one first"
        );
    }
    assert_eq!(list_in_batches(kinds, &[everything], manifest), expected, "everything as one batch");
    (expected, count)
}

#[test]
fn batches_of_any_size_make_the_same_list_as_everything_at_once() {
    let project = project();
    let (lines, count) = assert_same_list(&project, &Kinds::standard());
    assert!(count > 50, "{count} batches");
    let kinds = |name: &str| -> Vec<&str> {
        lines.iter().filter(|(_, other)| other == name).map(|(kind, _)| kind.as_str()).collect()
    };
    for item in ["PLAIN", "OFF", "IGNORED", "TEXT", "a", "Z", "ä", "HALF", "M-20"] {
        assert_eq!(kinds(item), ["item"], "{item}");
    }
    for package in ["HOSTING", "OPTION", "LIMITED", "NAMED-1", "NAMED-2", "NAMED-3", "NAMED-4", "NAMED-5"] {
        assert_eq!(kinds(package), ["package"], "{package}");
    }
    for service in ["IN-EXTRAS", "MANY", "A-NAMES", "Z-NAMES"] {
        assert_eq!(kinds(service), ["extra_service"], "{service}");
    }
    // The one in the shop has its own line, and the others share a line.
    assert_eq!(kinds("SHOWN"), ["item", "item"]);
    // Articles that nothing distinguishes share a line.
    assert_eq!(kinds("TWIN"), ["upgrade_group", "item"]);
    assert_eq!((kinds("BOTH"), kinds("Twice")), (vec!["item"], vec!["upgrade_group"]));
    // These have the same name as an owned row.
    assert_eq!((kinds("HST-GLDY"), kinds("Web hosting")), (vec!["item"], vec!["upgrade_group"]));
    assert!(kinds("DMN-COM").is_empty() && kinds("XSV-OTHER").is_empty() && kinds("GONE").is_empty());
    let ids = |(_, name): &&(String, String)| name.len() == 3 * 36 + 2 * 2;
    assert_eq!(lines.iter().filter(ids).count(), 1, "the three articles without a number");
}

#[test]
fn printed_list_is_the_one_that_everything_at_once_makes() {
    let project = project();
    let (lines, _) = assert_same_list(&project, &Kinds::standard());
    let width = lines.iter().map(|(kind, _)| kind.len()).max().expect("lines");
    let shown = |text: &str| text.replace('\u{1b}', "\\u{1b}");
    let line = |(kind, name): &(String, String)| format!("{kind:width$}  {}\n", shown(name));
    let text: String = lines.iter().map(line).collect();
    assert_eq!(project.run("list --unowned").code(0).stdout, format!("{:width$}  NAME\n{text}", "KIND"));
    let json = project.run("list --unowned --format json").code(0).stdout;
    let parsed: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json, format!("{parsed:#}\n"));
    let resource = |(kind, name): &(String, String)| serde_json::json!({ "kind": kind, "name": name, "place": null, "since": null, "migration": null, "offer": null, "subscriptions": null });
    assert_eq!(parsed["resources"], lines.iter().map(resource).collect::<Value>());
    let keys: Vec<&String> = parsed.as_object().expect("an object").keys().collect();
    assert_eq!(
        keys,
        ["format_version", "command", "exit_code", "findings", "refusals", "stale", "error", "resources"]
    );
    // `--kind` selects the lines, which also determines the width of the column.
    let groups = lines.iter().filter(|(kind, _)| kind == "upgrade_group");
    let groups: Vec<String> = groups.map(|(kind, name)| format!("{kind}  {name}")).collect();
    let asked = project.run("list --unowned --kind upgrade_group").code(0).stdout;
    assert_eq!(asked, format!("KIND           NAME\n{}\n", groups.join("\n")));
    project.sql("DELETE FROM upgrade_group WHERE id::text NOT IN (SELECT root_id FROM wares.resource)");
    project.run("list --unowned --kind upgrade_group").code(0).says("There are none.");
    let json = project.run("list --unowned --kind upgrade_group --format json").code(0).stdout;
    assert!(json.ends_with("  \"error\": null,\n  \"resources\": []\n}\n"), "{json}");
}

#[test]
fn names_that_only_a_collation_considers_equal_are_listed_separately() {
    let project = project();
    project.sql(
        "CREATE COLLATION lax (provider = icu, locale = 'und-u-ks-level2', deterministic = false); \
         ALTER TABLE upgrade_group ALTER name TYPE varchar(512) COLLATE lax; \
         INSERT INTO upgrade_group SELECT gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'same' ELSE 'SAME' END FROM generate_series(1, 9) n",
    );
    let (lines, _) = assert_same_list(&project, &Kinds::standard());
    let same = |(_, name): &&(String, String)| name.eq_ignore_ascii_case("same");
    assert_eq!(lines.iter().filter(same).count(), 2);
}

#[test]
fn keys_of_several_columns_and_all_types_of_ids_are_listed_in_batches() {
    let project = Project::metering();
    project.write("files.yaml", "kind: segment\ncode: everyone\ntitle: Everyone\n---\nkind: meter\ncode: requests\naggregation: count\ndimensions: []\n---\nkind: plan_version\nplan: basic\nversion: 3\n");
    project.run("apply --auto-approve").code(0);
    project.sql(
        "DROP INDEX plan_code_version_idx; DROP INDEX segment_code_idx; \
         INSERT INTO segment SELECT 'id ' || n, 'S' || n % 7, 'Segment', NULL FROM generate_series(1, 20) n; \
         INSERT INTO segment VALUES ('mine', 'everyone', 'Everyone', 'id 1'); \
         INSERT INTO meter SELECT translate(lpad(n::text, 26, '0'), 'ILOU', ''), 'M' || n % 5, 'max', '{}', '{}', \
            CASE n WHEN 9 THEN 'me' END, CASE n WHEN 8 THEN now() END, now(), now() FROM generate_series(1, 12) n; \
         INSERT INTO plan (code, version) SELECT 'basic', n FROM generate_series(1, 12) n; \
         INSERT INTO plan (code, version) VALUES ('basic', 11), ('', 1), ('Basic', 2), ('basic, 1', 2), ('ab', 100); \
         INSERT INTO charge (plan_id, meter_ulid, amount_cents, currency) SELECT p.id, m.ulid, 1, 'EUR' FROM plan p, meter m \
            WHERE p.code = 'basic' AND m.code = 'requests'",
    );
    let (lines, count) = assert_same_list(&project, &Kinds::new(metering::kinds().to_vec()));
    assert!(count > 20, "{count} batches");
    let plans: Vec<&str> =
        lines.iter().filter(|(kind, _)| kind == "plan_version").map(|(_, name)| name.as_str()).collect();
    let numbers = [1, 2, 4, 5, 6, 7, 8, 9, 10, 12].map(|n| format!("basic, {n}"));
    let expected =
        ["Basic, 2", "ab, 100"].into_iter().chain(numbers.iter().map(String::as_str)).chain(["basic, 1, 2"]);
    assert_eq!(plans, expected.collect::<Vec<_>>());
    let text = project.run("list --unowned").code(0).stdout;
    let names: Vec<&str> =
        text.lines().skip(1).map(|line| line.split_once("  ").expect("a name").1.trim()).collect();
    assert_eq!(names, lines.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>());
}

/// A kind whose names are JSON documents.
struct Documents(Arc<dyn Kind>);

static DOCUMENTS: &[&Table] = &[&DOCUMENT];
static DOCUMENT: Table = Table {
    key: &["body"],
    columns: &[Column::new("body", Type::Json, "body", EffectRule::Internal)],
    ..Table::root("document")
};

impl Kind for Documents {
    fn name(&self) -> &str {
        "document"
    }

    fn about(&self) -> &str {
        self.0.about()
    }

    fn example(&self) -> &str {
        ""
    }

    fn system(&self) -> &System {
        self.0.system()
    }

    fn root(&self) -> &'static Table {
        &DOCUMENT
    }

    fn tables(&self) -> &[&'static Table] {
        DOCUMENTS
    }

    fn targets(&self) -> &[&'static str] {
        &[]
    }

    fn schema(&self, generator: &mut SchemaGenerator) -> Schema {
        self.0.schema(generator)
    }

    fn read(&self, document: &Document) -> Result<Loaded, ReadError> {
        self.0.read(document)
    }

    fn lift(&self, lifting: &mut Lifting<'_>) -> Option<Mapping> {
        self.0.lift(lifting)
    }
}

/// The database sorts these by their text, which puts another document between two that are equal.
#[test]
fn equal_keys_with_different_spellings_are_in_one_batch() {
    let project = Project::new();
    project.sql(
        r#"CREATE TABLE document (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), body jsonb);
           INSERT INTO document (body) VALUES ('{"a": 1}'), ('{"a": 1.5}'), ('{"a": 1.0}'), ('{"a": 1.25}'), (NULL)"#,
    );
    let [kind, ..] = metering::kinds();
    let (lines, _) = assert_same_list(&project, &Kinds::new(vec![Arc::new(Documents(kind))]));
    let names: Vec<&str> = lines.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names[..2], [r#"{"a":1.25}"#, r#"{"a":1.5}"#]);
    assert_eq!((names.len(), names[3]), (4, r#"{"a":1}"#));
}

#[test]
fn closing_the_output_early_is_not_an_error() {
    let project = Project::new().init();
    project.sql(
        "INSERT INTO upgrade_group SELECT gen_random_uuid(), 'Group ' || n FROM generate_series(1, 20000) n",
    );
    for format in ["text", "json"] {
        let mut command = project.command(&format!("list --unowned --format {format}"));
        command.env("WARES_DATABASE_URL", project.url()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        let mut stdout = child.stdout.take().expect("a pipe");
        stdout.read_exact(&mut [0; 10]).expect("a beginning");
        drop(stdout);
        let output = child.wait_with_output().expect("an end");
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), printed.as_str()), (Some(0), ""), "{format}");
    }
}
