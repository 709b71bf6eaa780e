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

#[test]
fn a_character_that_the_encoding_lacks_is_named_by_its_field() {
    let project = items(9, 6, "name: Pro 😀\n").encoded("LATIN1").init();
    refused(
        &project,
        &[
            "item6.yaml:5:7: the database does not take `name.en` of item `DMN-6`, \"Pro 😀\": ",
            "(22P05)",
            "LATIN1",
        ],
    );
    project.replace("item6.yaml", "Pro 😀", "Prö");
    project.apply();
    project.replace("item6.yaml", "Prö", "Pro €");
    refused(&project, &["`name.en` of item `DMN-6`, \"Pro €\""]);
}

#[test]
fn a_text_that_is_too_long_is_named_by_its_field() {
    for (own, said) in [
        (
            "properties: { note: a long value of 31 characters }\n",
            "`properties.note` of item `DMN-3`, \"a long value of 31 characters\": value too long",
        ),
        (
            "properties: { note: a very long value that is repeated in part alone since it has more than 60 characters }\n",
            "`properties.note` of item `DMN-3`, \"a very long value that is repe…\" (85 characters): value too long",
        ),
    ] {
        let project = items(7, 3, own).init();
        project.sql("ALTER TABLE item_property ALTER value TYPE varchar(20)");
        refused(&project, &["item3.yaml:6:", said, "(22001)", "shorten the text"]);
    }
}

#[test]
fn a_number_that_is_out_of_range_is_named_by_its_field() {
    let project = items(5, 9, "").init();
    project.sql("ALTER TABLE item_price ALTER value TYPE numeric(5,2)");
    project.replace("item4.yaml", "EUR: 9", "EUR: 123456.78");
    refused(
        &project,
        &["item4.yaml:6:", "`prices.EUR` of item `DMN-4`, \"123456.78\": numeric field overflow", "(22003)"],
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
    let run = project.run("apply --auto-approve --format json").code(5);
    let json: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let message = json["error"]["message"].as_str().expect("a message");
    assert!(message.starts_with("item1.yaml:5:7: the database does not take `name.en`"), "{message}");
    assert!(json["error"]["help"].as_str().expect("help").contains("encoding"));
}
