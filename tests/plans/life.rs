//! Tests the lifecycle of products and service plans: every pair of statuses, with and without subscriptions.

use super::stories;
use crate::support::{JPS, Project, Run, metered};
use serde_json::Value;
use std::collections::BTreeSet;

/// The states of live subscriptions, and those of ended ones.
const LIVE: [&str; 6] = ["ACTIVE", "INCOMPLETE", "PAST_DUE", "SUSPENDED", "TRIAL", "UNPAID"];
const ENDED: [&str; 3] = ["CANCELED", "ENDED", "INCOMPLETE_EXPIRED"];

/// Which subscriptions a resource has.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Held {
    /// None at all.
    Never,
    /// Only ended ones: one in each ended state.
    Before,
    /// Three live ones in two states, and three ended ones.
    Now,
}

const HELD: [Held; 3] = [Held::Never, Held::Before, Held::Now];

/// How messages describe the subscriptions of `Held::Now`.
const SUBSCRIPTIONS: &str =
    "3 live subscriptions of 6 (2 ACTIVE, 1 CANCELED, 1 ENDED, 1 INCOMPLETE_EXPIRED, 1 TRIAL)";

/// The expected result of a step.
#[derive(Debug)]
enum Expected {
    /// No finding and no refusal.
    Allowed,
    /// A finding with this code, message and help.
    Finding(&'static str, String, String),
    /// A refusal with this message.
    Refused(String),
}

/// A change of a resource's status. `None` stands for no such resource.
#[derive(Debug)]
struct Step {
    kind: &'static str,
    before: Option<&'static str>,
    after: Option<&'static str>,
    held: Held,
}

impl Step {
    fn name(&self) -> String {
        let word = |status: Option<&str>| status.unwrap_or("none").to_owned();
        let (before, after) = (word(self.before), word(self.after));
        format!("{}-{before}-{after}-{:?}", self.kind.replace("service_", ""), self.held).to_lowercase()
    }

    fn file(&self) -> String {
        format!("{}.yaml", self.name())
    }

    fn document(&self, status: &str) -> String {
        let (kind, name) = (self.kind, self.name());
        let own = match kind {
            "product" => "plans: [sold]",
            _ => "package: Site\ntariffs: [monthly]\noverride_regions: true\nregions: [{ region: eu }]",
        };
        format!("kind: {kind}\nid: {name}\nname: {name}\nstatus: {status}\n{own}\n")
    }

    /// Writes the file of the resource with a status, or removes the file.
    fn write(&self, project: &Project, status: Option<&str>) {
        match status {
            Some(status) => project.write(&self.file(), &self.document(status)),
            None if project.path(&self.file()).exists() => project.remove(&self.file()),
            None => {}
        }
    }

    /// Adds the subscriptions of this step.
    fn subscribe(&self, project: &Project) {
        let states: &[&str] = match self.held {
            Held::Never => &[],
            Held::Before => &ENDED,
            Held::Now => &["ACTIVE", "ACTIVE", "TRIAL", "CANCELED", "ENDED", "INCOMPLETE_EXPIRED"],
        };
        states.iter().for_each(|state| subscribe(project, self.kind, &self.name(), state));
    }

    /// The result according to the platform's documentation.
    fn expected(&self) -> Expected {
        let title = format!("{} `{}`", self.kind, self.name());
        let is_held = self.held == Held::Now;
        let with = if is_held { format!(" with {SUBSCRIPTIONS}") } else { String::new() };
        let Some(after) = self.after else {
            return match (self.before, is_held) {
                (Some(before), true) => {
                    Expected::Refused(format!("{title} ({before}) cannot be deleted: it has {SUBSCRIPTIONS}"))
                }
                _ => Expected::Allowed,
            };
        };
        let next: &[&str] = match (self.kind, self.before) {
            ("product", None) => &["active", "inactive"],
            (_, None) => &["draft", "active", "inactive"],
            ("product", Some("active")) => &["active", "inactive"],
            ("product", Some(_)) => &["inactive", "active"],
            (_, Some("draft")) => &["draft", "active", "inactive"],
            (_, Some("active")) => &["active", "inactive", "archived"],
            (_, Some("inactive")) => &["inactive", "active", "archived"],
            _ => &["archived"],
        };
        match self.before {
            Some("draft") if after == "draft" && is_held => {
                let message = format!("{title} has the status `draft`, but it has {SUBSCRIPTIONS}");
                Expected::Finding("V03", message, format!("write {}", list(&["active", "inactive"])))
            }
            before if !next.contains(&after) => {
                let message = match before {
                    None => format!("{title} is new, and cannot start with the status `{after}`"),
                    Some(before) => {
                        format!(
                            "{title}{with} has the status `{before}` in the database, and cannot change to `{after}`"
                        )
                    }
                };
                Expected::Finding("V01", message, format!("write {}", list(next)))
            }
            _ => Expected::Allowed,
        }
    }
}

/// The words as alternatives, such as `a`, `b` or `c`.
fn list(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    let (last, rest) = words.split_last().expect("a word");
    if rest.is_empty() { last.clone() } else { format!("{} or {last}", rest.join(", ")) }
}

/// The findings and refusals of a command, one line each: severity, code, location, message and help.
fn problems(run: &Run) -> Vec<String> {
    let output: Value = serde_json::from_str(&run.stdout).expect("JSON");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let finding = |it: &Value| {
        let at = &it["labels"][0];
        let place = format!("{}:{}:{}", text(&at["file"]), at["line"], at["column"]);
        [text(&it["severity"]), text(&it["code"]), place, text(&it["message"]), text(&it["help"])].join(" ")
    };
    let refusal = |it: &Value| {
        ["refused".to_owned(), text(&it["code"]), text(&it["message"]), text(&it["help"])].join(" ")
    };
    let findings = output["findings"].as_array().into_iter().flatten().map(finding);
    findings.chain(output["refusals"].as_array().into_iter().flatten().map(refusal)).collect()
}

/// Asserts that a command reports exactly one problem, which begins with `begin` and contains all `parts`.
#[track_caller]
fn reports_only(run: &Run, begin: &str, parts: &[&str]) {
    let problems = problems(run);
    assert_eq!(problems.len(), 1, "{begin}: {problems:#?}");
    assert!(problems[0].starts_with(begin), "{begin}: {problems:#?}");
    parts.iter().for_each(|part| assert!(problems[0].contains(part), "{part}: {problems:#?}"));
}

/// Adds a subscription to a product or a plan, in a state.
fn subscribe(project: &Project, kind: &str, id: &str, state: &str) {
    let (product, plan) = match kind {
        "product" => ("id", "gen_random_uuid()"),
        _ => ("gen_random_uuid()", "id"),
    };
    project.sql(&format!(
        "INSERT INTO service_plan_subscription (id, status, fk_product_id, fk_service_plan_id) \
         SELECT gen_random_uuid(), '{state}', {product}, {plan} FROM {kind} WHERE code = '{id}'"
    ));
}

/// Every pair of statuses, with every case of `Held`.
fn steps() -> Vec<Step> {
    let plans = [None, Some("draft"), Some("active"), Some("inactive"), Some("archived")];
    let products = [None, Some("active"), Some("inactive")];
    let mut steps = Vec::new();
    for (kind, statuses) in [("service_plan", &plans[..]), ("product", &products[..])] {
        for before in statuses {
            for after in statuses {
                // A resource that does not exist has no subscriptions.
                let held = if before.is_some() { &HELD[..] } else { &HELD[..1] };
                let step = |held: &Held| Step { kind, before: *before, after: *after, held: *held };
                steps.extend(held.iter().map(step));
            }
        }
    }
    steps
}

/// A project with everything that the steps refer to.
fn project() -> Project {
    Project::new()
        .file("still.jps", JPS)
        .file("known.yaml", KNOWN)
        .file("wares.yaml", "format: 1\ncatalog: test\ncurrencies: [EUR]\nlanguages: [en]\nguards: { allow: [mass-change] }\n")
        .init()
}

const KNOWN: &str = "\
{ kind: region, name: eu }
---
{ kind: installation_package, name: Site, manifest: still.jps }
---
{ kind: tariff, id: monthly, name: Monthly, charge_period: month, currency: EUR, tiers: [{ from: 1, price: 9 }] }
---
kind: service_plan
id: sold
name: Sold
status: active
package: Site
tariffs: [monthly]
override_regions: true
regions: [{ region: eu }]
";

/// A project in whose database each step's resource has its status before the step.
fn before(steps: &[Step]) -> Project {
    let project = project();
    // A resource cannot be created as archived, so create it as inactive first.
    let first = |status: &'static str| if status == "archived" { "inactive" } else { status };
    steps.iter().for_each(|step| step.write(&project, step.before.map(first)));
    project.run("apply --auto-approve").code(0);
    steps.iter().for_each(|step| step.write(&project, step.before));
    project.apply();
    project
}

/// Replaces all subscriptions by those of these steps. Others must go, since a draft with subscriptions fails every
/// plan.
fn set_subscriptions<'a>(project: &Project, steps: impl IntoIterator<Item = &'a Step>) {
    project.sql("DELETE FROM service_plan_subscription");
    steps.into_iter().for_each(|step| step.subscribe(project));
}

#[test]
fn status_changes_are_allowed_or_refused_as_the_platform_says() {
    let steps = steps();
    assert_eq!(steps.len(), 4 * 5 * 3 + 5 + 2 * 3 * 3 + 3);
    let project = before(&steps);
    let mut allowed = Vec::new();
    for step in &steps {
        step.write(&project, step.after);
        set_subscriptions(&project, [step]);
        let changes = step.before != step.after;
        let run = project.run("plan --detailed-exitcode --format json");
        let place = format!("{}:4:", step.file());
        match step.expected() {
            Expected::Allowed => {
                let run = run.code(if changes { 2 } else { 0 });
                assert_eq!(problems(&run), Vec::<String>::new(), "{step:?}");
                allowed.push(step);
            }
            Expected::Finding(code, message, help) => {
                reports_only(&run.code(1), &format!("error {code} {place}"), &[&message, &help]);
            }
            Expected::Refused(message) => {
                reports_only(&run.code(4), "refused V05 ", &[&message]);
            }
        }
        step.write(&project, step.before);
    }
    allowed.iter().for_each(|step| step.write(&project, step.after));
    set_subscriptions(&project, allowed.iter().copied());
    project.apply();
    for step in allowed {
        let status = format!("SELECT status FROM {} WHERE code = '{}'", step.kind, step.name());
        let expected: Vec<Vec<String>> =
            step.after.map(|status| vec![number(step.kind, status)]).into_iter().collect();
        assert_eq!(project.query(&status), expected, "{step:?}");
    }
}

fn number(kind: &str, status: &str) -> String {
    let words: &[&str] = if kind == "product" {
        &["active", "inactive"]
    } else {
        &["draft", "active", "inactive", "archived"]
    };
    let at = words.iter().position(|word| *word == status).expect("a status");
    (at + 1).to_string()
}

#[test]
fn refused_status_changes_are_not_applied() {
    let steps: Vec<Step> =
        steps().into_iter().filter(|step| !matches!(step.expected(), Expected::Allowed)).collect();
    let project = before(&steps);
    let (findings, refusals): (Vec<&Step>, Vec<&Step>) = steps.iter().partition(|step| step.after.is_some());
    assert_eq!((findings.len(), refusals.len()), (20, 6), "{steps:#?}");
    findings.iter().for_each(|step| step.write(&project, step.after));
    set_subscriptions(&project, findings.iter().copied());
    let rows = project.everything();
    let run = project.run("apply --auto-approve --format json").code(1);
    let found = |code: &str| problems(&run).into_iter().filter(|line| line.starts_with(code)).count();
    assert_eq!((found("error V01 "), found("error V03 ")), (19, 1), "{run:?}");
    assert_eq!(project.everything(), rows);
    set_subscriptions(&project, refusals.iter().copied());
    let rows = project.everything();
    findings.iter().for_each(|step| step.write(&project, step.before));
    refusals.iter().for_each(|step| step.write(&project, step.after));
    let run = project.run("apply --auto-approve --allow in-use,mass-change --format json").code(4);
    let refused = problems(&run);
    assert_eq!(refused.len(), 6, "{refused:#?}");
    for step in refusals {
        let begin = format!("refused V05 {} `{}` (", step.kind, step.name());
        assert!(refused.iter().any(|line| line.starts_with(&begin)), "{begin}: {refused:#?}");
    }
    assert_eq!(project.everything(), rows);
}

#[test]
fn only_live_subscriptions_prevent_a_deletion() {
    let project = project();
    let documents = |states: &[&str]| -> String {
        let resource = |kind: &str, state: &&str| {
            let step = Step { kind: "product", before: None, after: None, held: Held::Never };
            step.document("active")
                .replace("kind: product", &format!("kind: {kind}"))
                .replace(&step.name(), state)
        };
        let product = |state: &&str| resource("product", state);
        let plan = |state: &&str| {
            resource("service_plan", state).replace("plans: [sold]\n", "package: Site\ntariffs: [monthly]\n")
        };
        states.iter().flat_map(|state| [product(state), plan(state)]).collect::<Vec<_>>().join("---\n")
    };
    let all: Vec<&str> = LIVE.iter().chain(&ENDED).copied().collect();
    project.write("all.yaml", &documents(&all));
    project.apply();
    for state in &all {
        ["product", "service_plan"].iter().for_each(|kind| subscribe(&project, kind, state, state));
    }
    project.remove("all.yaml");
    let refused = problems(&project.run("plan --format json").code(4));
    let begins = LIVE.iter().flat_map(|state| {
        ["product", "service_plan"].map(|kind| {
            format!("refused V05 {kind} `{state}` (active) cannot be deleted: it has 1 live subscription (1 {state})")
        })
    });
    for begin in begins {
        assert!(refused.iter().any(|line| line.starts_with(&begin)), "{begin}: {refused:#?}");
    }
    assert_eq!(refused.len(), 2 * LIVE.len(), "{refused:#?}");
    project.write("all.yaml", &documents(&LIVE));
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM product"), "6");
    assert_eq!(project.value("SELECT count(*) FROM service_plan"), "7");
}

#[test]
fn draft_with_subscriptions_is_an_error() {
    let project = project();
    let draft = Step { kind: "service_plan", before: Some("draft"), after: Some("draft"), held: Held::Now };
    draft.write(&project, draft.before);
    project.apply();
    draft.subscribe(&project);
    project.replace(&draft.file(), "package: Site", "package: Site\nmax_quantity: 5");
    let message =
        format!("service_plan `{}` has the status `draft`, but it has {SUBSCRIPTIONS}", draft.name());
    let begin = format!("error V03 {}:4:9 ", draft.file());
    reports_only(
        &project.run("plan --format json").code(1),
        &begin,
        &[&message, "write `active` or `inactive`"],
    );
    project.replace(&draft.file(), "draft\n", "inactive\n");
    project.apply();
}

#[test]
fn edited_plan_reports_its_live_subscriptions() {
    let project = project();
    let edit = |before, held| Step { kind: "service_plan", before: Some(before), after: Some(before), held };
    let edits: Vec<Step> = ["draft", "active", "inactive"]
        .iter()
        .flat_map(|before| HELD.map(|held| edit(*before, held)))
        .collect();
    edits.iter().for_each(|step| step.write(&project, step.before));
    project.apply();
    for step in edits.iter().filter(|step| (step.before, step.held) != (Some("draft"), Held::Now)) {
        step.subscribe(&project);
        project.replace(&step.file(), "package: Site", "package: Site\nmax_quantity: 5");
        let run = project.run("plan --detailed-exitcode --format json").code(2);
        match step.held {
            Held::Now => {
                let status = step.before.unwrap_or_default();
                let message = format!(
                    "service_plan `{}` is {status}, and this change affects {SUBSCRIPTIONS} ",
                    step.name()
                );
                reports_only(&run, &format!("warning V04 {}:4:9 ", step.file()), &[&message]);
            }
            Held::Never | Held::Before => assert_eq!(problems(&run), Vec::<String>::new(), "{step:?}"),
        }
        step.write(&project, step.before);
    }
}

/// Changes every field of an archived plan except its status.
#[test]
fn archived_plan_cannot_be_changed() {
    let stories = stories::all();
    let project = stories.project().init();
    project.sql(&metered());
    project.apply();
    project.replace("plan.yaml", "status: active", "status: archived");
    project.apply();
    let archived = project.read("plan.yaml");
    let of_plan =
        stories.all.iter().filter(|story| story.document == "plan" && story.path != "service_plan.status");
    let mut fields = BTreeSet::new();
    for story in of_plan {
        let [from, to] = story.change;
        project.write("plan.yaml", &archived.replace(from, to));
        let run = project.run("plan --format json").code(1);
        let message = "service_plan `wp100` is archived, and can no longer be changed: `";
        reports_only(
            &run,
            "error V02 plan.yaml:5:9 ",
            &[message, "restore the values that the database has"],
        );
        fields.insert(story.path.clone());
    }
    assert!(fields.len() > 12, "{fields:?}");
    project.write("plan.yaml", &archived);
    project.run("plan --detailed-exitcode").code(0).says("Nothing to do");
    project.remove("plan.yaml");
    project.apply();
}

#[test]
fn changed_plan_names_the_products_that_have_it() {
    let project = project();
    let product = |id: &str, plans: &str| {
        // A product without plans is not shown to customers.
        let status = if plans.is_empty() { "inactive" } else { "active" };
        format!("kind: product\nid: {id}\nname: {id}\nstatus: {status}\nplans: [{plans}]\n")
    };
    project.write(
        "products.yaml",
        &[product("blog", "sold"), product("shop", "sold"), product("wiki", "")].join("---\n"),
    );
    project.apply();
    subscribe(&project, "service_plan", "sold", "ACTIVE");
    project.replace("known.yaml", "name: Sold", "name: Well sold");
    let warnings = problems(&project.run("plan --detailed-exitcode --format json").code(2));
    assert_eq!(warnings.len(), 2, "{warnings:#?}");
    for (code, message) in [
        ("V04", "service_plan `sold` is active, and this change affects 1 live subscription (1 ACTIVE)"),
        ("V32", "service_plan `sold` belongs to `blog` and `shop`, and this change affects all of them"),
    ] {
        let begin = format!("warning {code} known.yaml:10:9 {message}");
        assert!(warnings.iter().any(|line| line.starts_with(&begin)), "{begin}: {warnings:#?}");
    }
    project.write(
        "products.yaml",
        &[product("blog", "sold"), product("shop", ""), product("wiki", "")].join("---\n"),
    );
    let warnings = problems(&project.run("plan --format json").code(0));
    assert!(warnings.len() == 1 && warnings[0].starts_with("warning V04 "), "{warnings:#?}");
    project.apply();
}

#[test]
fn tariff_of_another_type_cannot_become_one_for_subscriptions() {
    let project = project();
    project
        .sql("INSERT INTO tariff (id, code, name, type) VALUES (gen_random_uuid(), 'traffic', 'Traffic', 5)");
    project.write(
        "traffic.yaml",
        "kind: tariff\nid: traffic\nname: Traffic\ncharge_period: month\ncurrency: EUR\ntiers: [{ from: 1, price: 1 }]\n",
    );
    let rows = project.everything();
    let message =
        "the type of tariff `traffic` is `network` in the database, and cannot be changed to `subscription`";
    for command in ["plan --format json", "apply --auto-approve --format json"] {
        let run = project.run(command).code(1);
        reports_only(&run, "error V13 traffic.yaml:1:", &[message, "add a new resource with another id"]);
    }
    assert_eq!(project.everything(), rows);
}

/// A customer subscribes between `plan` and `apply`.
#[test]
fn subscription_added_after_the_plan_fails_its_apply() {
    let project = project();
    let steps = [
        Step { kind: "service_plan", before: Some("inactive"), after: None, held: Held::Now },
        Step { kind: "product", before: Some("inactive"), after: None, held: Held::Now },
    ];
    steps.iter().for_each(|step| step.write(&project, step.before));
    project.apply();
    for step in &steps {
        step.write(&project, step.after);
        project.run("plan --out saved.json").code(0);
        step.subscribe(&project);
        let rows = project.everything();
        let run = project.run("apply saved.json");
        assert!(![0, 2].contains(&run.exit_code()), "{step:?}: {run:?}");
        assert_eq!(project.everything(), rows, "{step:?}");
        step.write(&project, step.before);
        project.run("plan --detailed-exitcode").code(0);
    }
}

/// A service plan is a draft, sold, withdrawn, sold again, archived and finally deleted.
#[test]
fn service_plan_can_be_sold_withdrawn_archived_and_deleted() {
    let stories = stories::all();
    let project = stories.project().init();
    project.sql(&metered());
    let plan = |from: &str, to: &str| {
        project.replace("plan.yaml", &format!("status: {from}"), &format!("status: {to}"))
    };
    plan("active", "draft");
    project.apply();
    for (from, to) in
        [("draft", "active"), ("active", "inactive"), ("inactive", "active"), ("active", "archived")]
    {
        plan(from, to);
        let line = format!("    ~ status: {from} → {to}");
        assert!(project.run("plan").code(0).stdout.contains(&line), "{line}");
        project.apply();
    }
    subscribe(&project, "service_plan", "wp100", "ACTIVE");
    project.remove("plan.yaml");
    let begin = "refused V05 service_plan `wp100` (archived) cannot be deleted: ";
    reports_only(&project.run("plan --format json").code(4), begin, &["1 live subscription (1 ACTIVE)"]);
    project.sql("UPDATE service_plan_subscription SET status = 'ENDED'");
    project.apply();
    assert_eq!(project.value("SELECT count(*) FROM service_plan WHERE code = 'wp100'"), "0");
}
