//! Rows that the database refuses: the message names the resource, the field, the value and the location.

use crate::support::{Project, Run};

/// A catalog of `count` items. The item with the number `odd`, if there is one, also has the lines in `extra`.
fn items(count: usize, odd: usize, extra: &str) -> Project {
    let project = Project::new();
    for number in 0..count {
        let extra = if number == odd { extra } else { "" };
        let name = if extra.contains("name:") { String::new() } else { format!("name: Domain {number}\n") };
        project.write(
            &format!("item{number}.yaml"),
            &format!("kind: item\narticle: DMN-{number}\n{name}category: TLD\nshop: false\n{extra}prices: {{ EUR: 9 }}\n"),
        );
    }
    project
}

/// Asserts that apply is refused with all of these messages, and that it writes nothing.
#[track_caller]
fn refused_by_apply(project: &Project, messages: &[&str]) -> Run {
    let before = project.everything();
    let run = project.run("apply --auto-approve").code(5).says("nothing was written");
    let run = messages.iter().fold(run, |run, message| run.says(message));
    assert_eq!(project.everything(), before);
    run
}

/// Asserts the same, and that plan is already refused with these messages.
#[track_caller]
fn refused_by_plan_too(project: &Project, messages: &[&str]) {
    refused_by_apply(project, messages);
    messages.iter().fold(project.run("plan").code(5), |run, message| run.says(message));
}

#[test]
fn value_with_a_character_outside_the_encoding_names_its_field() {
    let project = items(9, 6, "name: Pro 😀\n").encoded("LATIN1").init();
    refused_by_plan_too(
        &project,
        &[
            "item6.yaml:5:7: the database cannot store `name.en` of item `DMN-6`, \"Pro 😀\": the database encoding LATIN1 has no `😀`",
        ],
    );
    project.replace("item6.yaml", "Pro 😀", "Prö");
    project.apply();
    project.replace("item6.yaml", "Prö", "Pro €, ö and ñ");
    refused_by_plan_too(
        &project,
        &["`name.en` of item `DMN-6`, \"Pro €, ö and ñ\"", "the database encoding LATIN1 has no `€`"],
    );
}

/// Names are checked before anything is written.
#[test]
fn names_with_a_character_outside_the_encoding_are_refused() {
    let project = items(3, 9, "").encoded("LATIN1").init();
    project.replace("item1.yaml", "DMN-1", "DMN-€");
    refused_by_plan_too(&project, &["item1.yaml:1:1: the database cannot store `article` of item `DMN-€`"]);
    project.replace("item1.yaml", "DMN-€", "DMN-1");
    std::fs::rename(project.path("item2.yaml"), project.path("item€.yaml")).expect("the file is renamed");
    refused_by_plan_too(&project, &["item€.yaml:1:1: the database cannot store the name of this file"]);
    let project = Project::new().encoded("LATIN1").init();
    project.write("wares.yaml", &format!("{}external: [DMN-€]\n", project.read("wares.yaml")));
    refused_by_plan_too(
        &project,
        &["the database cannot store a name under `external`", "the database encoding LATIN1 has no `€`"],
    );
}

#[test]
fn too_long_string_names_its_field() {
    for (extra, message) in [
        (
            "properties: { note: a long value of 31 characters }\n",
            "`properties.note` of item `DMN-3`, \"a long value of 31 characters\": ",
        ),
        (
            "properties: { note: a very long value that is repeated in part alone since it has more than 60 characters }\n",
            "`properties.note` of item `DMN-3`, \"a very long value that is repe…\" (85 characters): ",
        ),
    ] {
        let project = items(7, 3, extra).init();
        project.sql("ALTER TABLE item_property ALTER value TYPE varchar(20)");
        refused_by_plan_too(
            &project,
            &[
                "item3.yaml:6:21: ",
                message,
                "`item_property.value` is of type character varying(20)",
                "shorten it to 20 characters",
            ],
        );
        // Without the long value, nothing keeps the plan from being applied.
        project.write("item3.yaml", &items(1, 0, "").read("item0.yaml").replace("DMN-0", "DMN-3"));
        project.apply();
    }
}

#[test]
fn out_of_range_number_names_its_field() {
    let project = items(5, 9, "").init();
    project.sql("ALTER TABLE item_price ALTER value TYPE numeric(5,2)");
    project.replace("item4.yaml", "EUR: 9", "EUR: 1000");
    refused_by_plan_too(
        &project,
        &[
            "item4.yaml:6:",
            "`prices.EUR` of item `DMN-4`, \"1000.00\": `item_price.value` is of type numeric(5,2)",
        ],
    );
    project.replace("item4.yaml", "EUR: 1000", "EUR: 999.99");
    project.apply();
    let project =
        Project::new().file("item.yaml", "kind: item\narticle: A\nname: A\ncategory: B\nshop: false\n");
    project.write("group.yaml", "kind: upgrade_group\nname: G\nmembers: [{ item: A, level: 40000 }]\n");
    let project = project.init();
    project.sql("ALTER TABLE upgrade_group_member ALTER upgrade_level TYPE smallint");
    refused_by_plan_too(
        &project,
        &[
            "`members[A].level` of upgrade_group `G`, \"40000\": `upgrade_group_member.upgrade_level` is of type smallint",
        ],
    );
}

/// The database would round the number without an error.
#[test]
fn number_with_too_many_decimal_places_names_its_field() {
    let project = items(3, 9, "").init();
    project.apply();
    project.sql("ALTER TABLE item_price ALTER value TYPE numeric(8,2)");
    project.replace("item1.yaml", "EUR: 9", "EUR: 4.905");
    let messages = [
        "item1.yaml:6:",
        "`prices.EUR` of item `DMN-1`, \"4.905\": `item_price.value` is of type numeric(8,2)",
        "write at most 2 decimal places",
    ];
    refused_by_plan_too(&project, &messages);
    messages.iter().fold(project.run("plan --format sql").code(5), |run, message| run.says(message));
    // Trailing zeros do not count as decimal places.
    project.replace("item1.yaml", "EUR: 4.905", "EUR: 4.9100");
    project.apply();
    project.run("plan --detailed-exitcode").code(0);
}

/// Only the database can evaluate the domain's constraint. The message still names the one value that violates it.
#[test]
fn value_that_violates_a_domain_names_its_field() {
    let project = items(9, 5, "properties: { note: too long a text }\n").init();
    project.sql(
        "CREATE DOMAIN public.short AS text CONSTRAINT shortness CHECK (length(VALUE) < 10); \
         ALTER TABLE item_property ALTER value TYPE public.short",
    );
    refused_by_apply(
        &project,
        &[
            "item5.yaml:6:21: ",
            "`properties.note` of item `DMN-5`, \"too long a text\": ",
            "(23514)",
            "constraint `shortness`",
        ],
    );
}

#[test]
fn failed_check_constraint_or_trigger_names_the_field() {
    for (constraint, message) in [
        (
            "ALTER TABLE item_price ADD CONSTRAINT cheap CHECK (value < 100)",
            "`prices.EUR` of item `DMN-4`, \"120.00\": new row for relation \"item_price\" violates check constraint \"cheap\" (23514)",
        ),
        ("ALTER TABLE item_price ADD CONSTRAINT cheap CHECK (value < 100) NOT VALID", "constraint `cheap`"),
        (
            "CREATE FUNCTION public.cheap() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN IF NEW.value > 100 THEN RAISE EXCEPTION ''too dear''; END IF; RETURN NEW; END'; \
             CREATE TRIGGER cheap BEFORE INSERT OR UPDATE ON item_price FOR EACH ROW EXECUTE FUNCTION public.cheap()",
            "`prices.EUR` of item `DMN-4`: too dear (P0001); in PL/pgSQL function public.cheap()",
        ),
    ] {
        for is_new in [true, false] {
            let project = items(6, 9, "").init();
            if !is_new {
                project.apply();
            }
            project.allow("price-change");
            project.sql(constraint);
            project.replace("item4.yaml", "EUR: 9", "EUR: 120");
            refused_by_apply(&project, &["item4.yaml:6:", message]);
        }
    }
}

#[test]
fn missing_value_names_its_field() {
    let project = items(3, 9, "").init();
    project.sql("ALTER TABLE item ALTER tax1 SET NOT NULL");
    project.write("item0.yaml", &format!("{}taxes: {{ tax1: VAT }}\n", project.read("item0.yaml")));
    project.write("item2.yaml", &format!("{}taxes: {{ tax1: VAT }}\n", project.read("item2.yaml")));
    refused_by_apply(&project, &["item1.yaml:1:1: ", "`taxes.tax1` of item `DMN-1`", "(23502)"]);
}

#[test]
fn duplicate_of_a_live_value_names_its_field() {
    for index in [
        "CREATE UNIQUE INDEX one_name ON international (value)",
        "CREATE UNIQUE INDEX one_name ON international (lower(value))",
        "ALTER TABLE international ADD CONSTRAINT one_name UNIQUE (value)",
        "ALTER TABLE international ADD CONSTRAINT one_name UNIQUE (value) DEFERRABLE INITIALLY DEFERRED",
        "ALTER TABLE international ADD CONSTRAINT one_name EXCLUDE USING btree (value WITH =)",
    ] {
        let project = items(6, 9, "").init();
        project.apply();
        project.sql(index);
        // The duplicate is in a row that the catalog has already applied.
        project.write("new.yaml", "kind: item\narticle: NEW\nname: Domain 3\ncategory: TLD\nshop: false\n");
        let run = refused_by_apply(&project, &["new.yaml:3:7: ", "`name.en` of item `NEW`, \"Domain 3\""]);
        run.says("constraint `one_name`");
    }
}

/// Either of the two new rows would be accepted without the other.
#[test]
fn new_rows_that_duplicate_each_other_are_both_named() {
    for when in ["", "DEFERRABLE INITIALLY DEFERRED"] {
        let project = items(8, 9, "").init();
        project.sql(&format!("ALTER TABLE international ADD CONSTRAINT one_name UNIQUE (value) {when}"));
        project.replace("item6.yaml", "Domain 6", "Domain 1");
        refused_by_apply(
            &project,
            &[
                "`name.en` of item `DMN-1`, \"Domain 1\"",
                "`name.en` of item `DMN-6`, \"Domain 1\"",
                "`one_name`",
            ],
        );
    }
}

#[test]
fn broken_foreign_key_names_its_field() {
    for when in ["", "DEFERRABLE INITIALLY DEFERRED"] {
        let project = items(6, 9, "").init();
        project.sql(&format!(
            "CREATE SCHEMA crm; CREATE TABLE crm.category (name varchar PRIMARY KEY); INSERT INTO crm.category VALUES ('TLD'); \
             ALTER TABLE item ADD CONSTRAINT known FOREIGN KEY (category) REFERENCES crm.category {when}"
        ));
        project.replace("item2.yaml", "category: TLD", "category: Other");
        refused_by_apply(
            &project,
            &["item2.yaml:1:1: ", "`category` of item `DMN-2`, \"Other\"", "(23503)", "constraint `known`"],
        );
    }
}

#[test]
fn json_output_has_the_same_message() {
    let project = items(3, 1, "name: Pro 😀\n").encoded("LATIN1").init();
    for command in ["apply --auto-approve --format json", "plan --format json"] {
        let run = project.run(command).code(5);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let message = json["error"]["message"].as_str().expect("a message");
        assert!(message.starts_with("item1.yaml:5:7: the database cannot store `name.en`"), "{message}");
        assert!(json["error"]["help"].as_str().expect("help").contains("character"));
    }
}
