//! Environments: one catalog for several databases.

use crate::support::{Project, Run};

const MANIFEST: &str = "\
format: 1
catalog: acme
reseller: Acme
currencies: [EUR]
languages: [en]
database: { url_from: PRODUCTION }
environments:
  staging:
    reseller: Acme test
    currencies: [EUR, USD]
    database: { url_from: STAGING, extra_service_category: Extras }
  empty: {}
";

const SERVICE: &str = "\
kind: extra_service
article: XSV
name: Service
periods: [{ every: 1 month, prices: { EUR: 1 } }]
";

fn project() -> Project {
    Project::new().file("wares.yaml", MANIFEST).file("a.yaml", SERVICE)
}

/// Runs a command with the URLs of two databases in variables, and a third URL that must not be used.
#[track_caller]
fn run(project: &Project, other: &Project, arguments: &str) -> Run {
    let mut command = project.command(arguments);
    command.env("PRODUCTION", project.url()).env("STAGING", other.url());
    command.env("WARES_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none");
    Run::new(arguments, &command.output().expect("the program runs"))
}

#[test]
fn each_environment_has_its_own_database_which_the_plan_names() {
    let (project, staging) = (project(), Project::new());
    run(&project, &staging, "db init").code(0);
    run(&project, &staging, "db init --env staging").code(0);
    let database = |project: &Project| project.value("SELECT current_database()");
    let plan = run(&project, &staging, "plan").code(0);
    assert!(
        plan.stdout.starts_with(&format!("Catalog `acme` compared with `{}` on ", database(&project))),
        "{}",
        plan.stdout
    );
    run(&project, &staging, "apply --auto-approve --env staging").code(0);
    let plan = run(&project, &staging, "plan --env staging").code(0);
    plan.says(&format!("in environment `staging`: `{}` on ", database(&staging)));
    assert_eq!(project.value("SELECT count(*) FROM item"), "0");
    assert_eq!(staging.value("SELECT count(*) FROM item"), "1");
    assert_eq!(staging.value("SELECT name FROM reseller"), "Acme test");
    assert_eq!(staging.value("SELECT category_name FROM shop_item_category"), "Extras");
}

#[test]
fn environment_can_be_set_by_a_variable_and_database_by_an_option() {
    let (project, staging) = (project(), Project::new());
    let mut command = project.command("db init");
    let run =
        command.env("WARES_ENV", "staging").env("STAGING", staging.url()).output().expect("the program runs");
    Run::new("db init", &run).code(0);
    assert_eq!(staging.value("SELECT name FROM reseller"), "Acme test");
    let arguments = format!("plan --env staging --database-url {}", staging.url());
    Run::new("plan", &project.command(&arguments).output().expect("the program runs"))
        .code(0)
        .says("environment `staging`");
}

#[test]
fn database_url_option_comes_before_the_variables() {
    const NOWHERE: &str = "postgresql://nobody@127.0.0.1:1/none";
    let project = Project::new().init();
    let url = project.url();
    let connects = |flag: Option<&str>, wares: &str, other: &str| {
        let flag = flag.map(|url| format!(" --database-url {url}")).unwrap_or_default();
        let mut command = project.command(&format!("list --owned{flag}"));
        let run = command.env("WARES_DATABASE_URL", wares).env("DATABASE_URL", other).output();
        Run::new("list", &run.expect("the program runs")).exit_code() == 0
    };
    assert!(connects(Some(url), NOWHERE, NOWHERE) && !connects(Some(NOWHERE), url, url));
    assert!(connects(None, url, NOWHERE) && !connects(None, NOWHERE, url));
    assert!(!connects(None, "", url), "an empty variable is an error, and is not skipped");
}

#[test]
fn environment_keeps_the_settings_that_it_does_not_override() {
    let project = project();
    project.replace("wares.yaml", "url_from: PRODUCTION }", "url_from: PRODUCTION, unlimited: -7 }");
    project.write("p.yaml", "kind: package\narticle: P\nname: P\ncategory: C\nlimits: { disk: unlimited }\n");
    let text = project.run("describe package P --env staging --format json").code(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let parts = json["describe"]["parts"].as_array().expect("parts");
    let limit = parts.iter().find(|part| part["field"] == "limits.disk").expect("a limit");
    assert_eq!(limit["values"]["limitation"].to_string().replace('"', ""), "-7");
}

#[test]
fn unset_url_variable_is_not_replaced_by_another() {
    let project = project();
    for (arguments, variable) in
        [("plan", "PRODUCTION"), ("plan --env staging", "STAGING"), ("plan --env empty", "PRODUCTION")]
    {
        let run = project
            .command(arguments)
            .env("WARES_DATABASE_URL", project.url())
            .output()
            .expect("the program runs");
        Run::new(arguments, &run).code(5).says(&format!("the variable `{variable}`"));
    }
}

#[test]
fn unknown_environment_gets_a_suggestion() {
    project()
        .run("check --env stagin")
        .code(1)
        .says("no environment `stagin`")
        .says("did you mean `staging`?");
    Project::new().run("check --env staging").code(1).says("define it in the manifest");
}

#[test]
fn check_uses_the_currencies_of_the_environment() {
    let project = project();
    project.write("a.yaml", &SERVICE.replace("EUR: 1", "USD: 1"));
    project.run("check --format concise").code(1).says("X02");
    project.run("check --env staging").code(0);
}

#[test]
fn check_locates_errors_in_every_environment() {
    let lines = |from: &str, to: &str| {
        let project = Project::new().file("wares.yaml", &MANIFEST.replacen(from, to, 1));
        project.run("check --format concise").code(1).stdout
    };
    assert_eq!(
        lines("currencies: [EUR, USD]", "currencies: [EUR, EUR]"),
        "wares.yaml:10:23: error[T07] `EUR` appears twice in `currencies`\n"
    );
    assert_eq!(
        lines("reseller: Acme test", "resseler: Acme"),
        "wares.yaml:9:5: error[T02] unknown key `resseler`\n"
    );
    assert_eq!(
        lines("reseller: Acme test", "catalog: other"),
        "wares.yaml:9:5: error[T02] unknown key `catalog`\n"
    );
    assert_eq!(
        lines("STAGING, extra", "STAGING, unlimted: 0, extra"),
        "wares.yaml:11:36: error[T02] unknown key `unlimted`\n"
    );
}

#[test]
fn check_with_env_reports_only_errors_of_that_environment() {
    let manifest = MANIFEST.replacen("currencies: [EUR, USD]", "currencies: [EUR, EUR]", 1);
    let project = Project::new().file("wares.yaml", &manifest);
    let run = project.run("check --env staging --format concise").code(1);
    assert_eq!(run.stdout, "wares.yaml:10:23: error[T07] `EUR` appears twice in `currencies`\n");
    project.run("check --env empty").code(0);
}

#[test]
fn missing_reseller_is_located_in_the_environment() {
    let (project, staging) = (project(), Project::new());
    run(&project, &staging, "db init --env staging").code(0);
    staging.sql("UPDATE reseller SET name = 'Somebody'");
    run(&project, &staging, "plan --env staging")
        .code(1)
        .says("wares.yaml:9:15")
        .says("the database has no reseller `Acme test`");
}

#[test]
fn check_names_the_environment_that_has_an_error() {
    let manifest = "format: 1\ncatalog: t\ncurrencies: [EUR]\nlanguages: [en]\nenvironments:\n  \
                    us: { currencies: [USD] }\n  test: { release: [XSV] }\n";
    let project = Project::new().file("wares.yaml", manifest).file("a.yaml", SERVICE);
    let run = project.run("check --format concise").code(1);
    let expected = "\
a.yaml:4:39: error[X02] in the environment `us`: the currency `EUR` is not listed in the environment's own `currencies`
wares.yaml:7:21: error[T06] in the environment `test`: `XSV` is listed under `release` in the manifest, \
but a.yaml describes it
";
    assert_eq!(run.stdout, expected);
    run.says("2 errors");
    project.run("check --env us --format concise").code(1).says("a.yaml:4:39: error[X02] the currency `EUR`");
    // An error in all environments is reported once. An error in one environment does not affect commands for another.
    project.replace("a.yaml", "EUR: 1", "GBP: 1");
    let run = project.run("check --format concise").code(1);
    assert_eq!(run.stdout.matches("`GBP`").count(), 1, "{run:?}");
    project.replace("a.yaml", "GBP: 1", "EUR: 1");
    project.run("list").code(0);
}

/// An environment may have fewer currencies than the manifest. Prices in the other currencies are not managed there.
#[test]
fn environment_may_omit_currencies_of_the_manifest() {
    let manifest = "format: 1\ncatalog: acme\ncurrencies: [EUR, USD]\nlanguages: [en]\nenvironments:\n  eu: { currencies: [EUR] }\n";
    let text = "kind: item\narticle: A-1\nname: A\ncategory: TLD\n\
                periods: [{ every: 1 year, prices: { EUR: 10, USD: 11 } }, { every: 2 years, prices: { EUR: 20, USD: 22 } }]\n";
    let project = Project::new().file("wares.yaml", manifest).file("a.yaml", text);
    let of_currency = |run: &Run| -> Vec<String> {
        run.stdout.lines().filter(|line| line.contains("[X02]")).map(str::to_owned).collect()
    };
    let note = "wares.yaml:6:21: note[X02] 2 prices in `USD` are not managed in this environment";
    assert_eq!(of_currency(&project.run("check --env eu --format concise").code(0)), [note]);
    let expected = note.replace("] 2", "] in the environment `eu`: 2");
    assert_eq!(of_currency(&project.run("check --format concise").code(0)), [expected]);
    // The database has both currencies, and prices in the unmanaged currency are kept.
    let project = project.init();
    project.run("apply --env eu --auto-approve").code(0);
    let prices =
        || project.value("SELECT string_agg(value::numeric(9,2)::text, ' ' ORDER BY value) FROM item_price");
    assert_eq!(prices(), "10.00 20.00");
    project.run("plan --env eu --detailed-exitcode").code(0);
    project.run("plan --detailed-exitcode").code(2);
    project.run("apply --auto-approve").code(0);
    assert_eq!(prices(), "10.00 11.00 20.00 22.00");
    project.run("plan --env eu --detailed-exitcode").code(0);
    // A currency that the manifest does not have is still an error.
    project.replace("a.yaml", "USD: 22", "GBP: 22");
    project.run("check --env eu").code(1).says("the currency `GBP`");
}
