//! Rows that the database does not take: the message names the resource, the field, the value and the place.

use crate::support::{Project, Run};

/// So many items, one of which has something of its own.
fn items(count: usize, odd: usize, own: &str) -> Project {
    let project = Project::new();
    for number in 0..count {
        let own = if number == odd { own } else { "" };
        let name = if own.contains("name:") { String::new() } else { format!("name: Domain {number}\n") };
        project.write(
            &format!("item{number}.yaml"),
            &format!("kind: item\narticle: DMN-{number}\n{name}category: TLD\nshop: false\n{own}prices: {{ EUR: 9 }}\n"),
        );
    }
    project
}

/// Holds that apply does not write a row, says so as it should, and keeps nothing.
#[track_caller]
fn refused(project: &Project, said: &[&str]) -> Run {
    let before = project.everything();
    let run = project.run("apply --auto-approve").code(5).says("nothing was written");
    let run = said.iter().fold(run, |run, said| run.says(said));
    assert_eq!(project.everything(), before);
    run
}

/// Holds the same, and that the plan says so already.
#[track_caller]
fn foreseen(project: &Project, said: &[&str]) {
    refused(project, said);
    said.iter().fold(project.run("plan").code(5), |run, said| run.says(said));
}

#[test]
fn a_character_that_the_encoding_lacks_is_named_by_its_field() {
    let project = items(9, 6, "name: Pro 😀\n").encoded("LATIN1").init();
    foreseen(
        &project,
        &[
            "item6.yaml:5:7: the database cannot store `name.en` of item `DMN-6`, \"Pro 😀\": its encoding LATIN1 has no `😀`",
        ],
    );
    project.replace("item6.yaml", "Pro 😀", "Prö");
    project.apply();
    project.replace("item6.yaml", "Prö", "Pro €, ö and ñ");
    foreseen(&project, &["`name.en` of item `DMN-6`, \"Pro €, ö and ñ\"", "its encoding LATIN1 has no `€`"]);
}

/// Names are looked for before anything is written.
#[test]
fn a_name_that_the_encoding_lacks_is_named() {
    let project = items(3, 9, "").encoded("LATIN1").init();
    project.replace("item1.yaml", "DMN-1", "DMN-€");
    foreseen(&project, &["item1.yaml:1:1: the database cannot store `article` of item `DMN-€`"]);
    project.replace("item1.yaml", "DMN-€", "DMN-1");
    std::fs::rename(project.path("item2.yaml"), project.path("item€.yaml")).expect("another name");
    foreseen(&project, &["item€.yaml:1:1: the database cannot store the name of this file"]);
    let project = Project::new().encoded("LATIN1").init();
    project.write("wares.yaml", &format!("{}external: [DMN-€]\n", project.read("wares.yaml")));
    foreseen(
        &project,
        &["the database cannot store a name under `external`", "its encoding LATIN1 has no `€`"],
    );
}

#[test]
fn a_text_that_is_too_long_is_named_by_its_field() {
    for (own, said) in [
        (
            "properties: { note: a long value of 31 characters }\n",
            "`properties.note` of item `DMN-3`, \"a long value of 31 characters\": ",
        ),
        (
            "properties: { note: a very long value that is repeated in part alone since it has more than 60 characters }\n",
            "`properties.note` of item `DMN-3`, \"a very long value that is repe…\" (85 characters): ",
        ),
    ] {
        let project = items(7, 3, own).init();
        project.sql("ALTER TABLE item_property ALTER value TYPE varchar(20)");
        foreseen(
            &project,
            &[
                "item3.yaml:6:21: ",
                said,
                "`item_property.value` is of type character varying(20)",
                "shorten it to 20 characters",
            ],
        );
        // One that is in the way of no plan.
        project.write("item3.yaml", &items(1, 0, "").read("item0.yaml").replace("DMN-0", "DMN-3"));
        project.apply();
    }
}

#[test]
fn a_number_that_is_out_of_range_is_named_by_its_field() {
    let project = items(5, 9, "").init();
    project.sql("ALTER TABLE item_price ALTER value TYPE numeric(5,2)");
    project.replace("item4.yaml", "EUR: 9", "EUR: 1000");
    foreseen(
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
    foreseen(
        &project,
        &[
            "`members[A].level` of upgrade_group `G`, \"40000\": `upgrade_group_member.upgrade_level` is of type smallint",
        ],
    );
}

/// The database would round it in silence.
#[test]
fn a_number_with_more_decimal_places_than_its_column_is_named_by_its_field() {
    let project = items(3, 9, "").init();
    project.apply();
    project.sql("ALTER TABLE item_price ALTER value TYPE numeric(8,2)");
    project.replace("item1.yaml", "EUR: 9", "EUR: 4.905");
    let said = [
        "item1.yaml:6:",
        "`prices.EUR` of item `DMN-1`, \"4.905\": `item_price.value` is of type numeric(8,2)",
        "write the number with at most 2 decimal places",
    ];
    foreseen(&project, &said);
    said.iter().fold(project.run("plan --format sql").code(5), |run, said| run.says(said));
    // Zeros at the end say nothing.
    project.replace("item1.yaml", "EUR: 4.905", "EUR: 4.9100");
    project.apply();
    project.run("plan --detailed-exitcode").code(0);
}

/// What only the database can tell, of one value among many.
#[test]
fn a_value_that_its_type_does_not_take_is_named_by_its_field() {
    let project = items(9, 5, "properties: { note: too long a text }\n").init();
    project.sql(
        "CREATE DOMAIN public.short AS text CONSTRAINT shortness CHECK (length(VALUE) < 10); \
         ALTER TABLE item_property ALTER value TYPE public.short",
    );
    refused(
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
fn a_constraint_of_theirs_is_named_with_the_row() {
    for (constraint, said) in [
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
            refused(&project, &["item4.yaml:6:", said]);
        }
    }
}

#[test]
fn a_missing_value_is_named_by_its_field() {
    let project = items(3, 9, "").init();
    project.sql("ALTER TABLE item ALTER tax1 SET NOT NULL");
    project.write("item0.yaml", &format!("{}taxes: {{ tax1: VAT }}\n", project.read("item0.yaml")));
    project.write("item2.yaml", &format!("{}taxes: {{ tax1: VAT }}\n", project.read("item2.yaml")));
    refused(&project, &["item1.yaml:1:1: ", "`taxes.tax1` of item `DMN-1`", "(23502)"]);
}

#[test]
fn a_value_that_is_there_already_is_named_by_its_field() {
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
        // One that the catalog has applied already.
        project.write("new.yaml", "kind: item\narticle: NEW\nname: Domain 3\ncategory: TLD\nshop: false\n");
        let run = refused(&project, &["new.yaml:3:7: ", "`name.en` of item `NEW`, \"Domain 3\""]);
        run.says("constraint `one_name`");
    }
}

/// Two new rows that are refused only together.
#[test]
fn two_rows_that_cannot_both_be_are_named() {
    for when in ["", "DEFERRABLE INITIALLY DEFERRED"] {
        let project = items(8, 9, "").init();
        project.sql(&format!("ALTER TABLE international ADD CONSTRAINT one_name UNIQUE (value) {when}"));
        project.replace("item6.yaml", "Domain 6", "Domain 1");
        refused(
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
fn a_value_that_refers_to_nothing_is_named_by_its_field() {
    for when in ["", "DEFERRABLE INITIALLY DEFERRED"] {
        let project = items(6, 9, "").init();
        project.sql(&format!(
            "CREATE SCHEMA crm; CREATE TABLE crm.category (name varchar PRIMARY KEY); INSERT INTO crm.category VALUES ('TLD'); \
             ALTER TABLE item ADD CONSTRAINT known FOREIGN KEY (category) REFERENCES crm.category {when}"
        ));
        project.replace("item2.yaml", "category: TLD", "category: Other");
        refused(
            &project,
            &["item2.yaml:1:1: ", "`category` of item `DMN-2`, \"Other\"", "(23503)", "constraint `known`"],
        );
    }
}

#[test]
fn the_same_is_said_as_json() {
    let project = items(3, 1, "name: Pro 😀\n").encoded("LATIN1").init();
    for command in ["apply --auto-approve --format json", "plan --format json"] {
        let run = project.run(command).code(5);
        let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
        let message = json["error"]["message"].as_str().expect("a message");
        assert!(message.starts_with("item1.yaml:5:7: the database cannot store `name.en`"), "{message}");
        assert!(json["error"]["help"].as_str().expect("help").contains("character"));
    }
}
