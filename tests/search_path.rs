//! Functions and operators that others created in the database are never called instead of PostgreSQL's own.

use crate::support::{GROUP, ITEM, PACKAGE, Project, psql};

/// Operators and functions that PostgreSQL would prefer to its own if their schema were on the search path. A call adds
/// a row to `public.called`, or fails in a read-only transaction.
const EVIL: &str = r#"
    CREATE SCHEMA IF NOT EXISTS {schema};
    CREATE TABLE public.called (what text, who text);
    CREATE FUNCTION {schema}.note(what text) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO public.called VALUES (what, current_user); END $$;
    CREATE FUNCTION {schema}.equal(a varchar, b text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
        PERFORM {schema}.note('= text'); RETURN a::text OPERATOR(pg_catalog.=) b; END $$;
    CREATE FUNCTION {schema}.equal(a varchar, b varchar) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN
        PERFORM {schema}.note('= varchar'); RETURN a::text OPERATOR(pg_catalog.=) b::text; END $$;
    CREATE OPERATOR {schema}.= (leftarg = varchar, rightarg = text, function = {schema}.equal);
    CREATE OPERATOR {schema}.= (leftarg = varchar, rightarg = varchar, function = {schema}.equal);
    CREATE FUNCTION {schema}.lower(a varchar) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
        PERFORM {schema}.note('lower'); RETURN pg_catalog.lower(a::text); END $$;
    CREATE FUNCTION {schema}.nextval(a text) RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN
        PERFORM {schema}.note('nextval'); RETURN 1; END $$;
"#;

/// Asserts that none of the functions in `EVIL` was called.
#[track_caller]
fn assert_none_called(project: &Project) {
    assert_eq!(project.value("SELECT coalesce(string_agg(what, ', '), 'none') FROM public.called"), "none");
}

#[test]
fn operators_and_functions_of_others_are_not_called() {
    let project =
        Project::new().file("package.yaml", PACKAGE).file("group.yaml", GROUP).file("item.yaml", ITEM).init();
    project.sql(&EVIL.replace("{schema}", "public"));
    project.apply();
    project.replace("package.yaml", "USD: 109.00", "USD: 119.00");
    project.replace("package.yaml", "name: Gold", "name: Gold\nproperties: { tos: other }");
    for command in ["list --owned", "list --unowned", "import --out new", "plan --count-foreign", "db init"] {
        project.run(command).code(0);
    }
    project.apply();
    assert_none_called(&project);
    project.remove("group.yaml");
    project.remove("item.yaml");
    let output = psql(project.url(), &project.run("plan --format sql").code(0).stdout);
    assert!(output.status.success(), "{output:?}");
    project.run("plan --detailed-exitcode").code(0);
    assert_none_called(&project);
}

/// The billing schema has a name that must be quoted, and the functions are there before its tables are.
#[test]
fn functions_of_others_are_not_called_while_tables_are_created() {
    let project = Project::new().file("package.yaml", PACKAGE).file("group.yaml", GROUP);
    let manifest = project.read("wares.yaml");
    project.write("wares.yaml", &format!("{manifest}database: {{ schema: 'The \"Billing\"' }}\n"));
    project.sql(&EVIL.replace("{schema}", "\"The \"\"Billing\"\"\""));
    project.run("db init").code(0);
    project.apply();
    project.run("db init").code(0).says("Every table existed already");
    project.run("import --out new").code(0);
    assert_none_called(&project);
    assert_eq!(project.value("SELECT count(*) FROM \"The \"\"Billing\"\"\".item"), "1");
    assert_eq!(
        project.query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"),
        [["called"]]
    );
}

/// A catalog with a change that is not yet applied, in a database with a typical trigger function: it names its table
/// without a schema.
fn audited() -> Project {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project.sql(
        "CREATE TABLE public.audit (what text); \
         CREATE FUNCTION public.audited() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN INSERT INTO audit VALUES (TG_TABLE_NAME); RETURN NEW; END'; \
         CREATE TRIGGER audited BEFORE UPDATE ON item_price FOR EACH ROW EXECUTE FUNCTION public.audited()",
    );
    project.replace("package.yaml", "USD: 109.00", "USD: 119.00");
    project
}

#[test]
fn trigger_function_that_needs_a_search_path_is_named_with_a_remedy() {
    let project = audited();
    let before = project.everything();
    project
        .run("apply --auto-approve")
        .code(5)
        .says("relation \"audit\" does not exist")
        .says("public.audited()")
        .says("ALTER FUNCTION … SET search_path");
    assert_eq!(project.everything(), before);
}

#[test]
fn trigger_function_that_sets_its_search_path_works() {
    let project = audited();
    project.sql("ALTER FUNCTION public.audited() SET search_path = public, pg_temp");
    project.apply();
    assert_eq!(project.query("SELECT what FROM public.audit"), [["item_price"]]);
}

/// No search path helps to find a missing name that is qualified with its schema.
#[test]
fn search_path_advice_is_given_only_for_unqualified_names() {
    let project = audited();
    for (body, is_on_path) in [
        ("INSERT INTO audti VALUES (1)", true),
        ("INSERT INTO public.audti VALUES (1)", false),
        ("INSERT INTO \"public\" . audti VALUES (1)", false),
        ("PERFORM noted(1)", true),
        ("PERFORM public.noted(1)", false),
        ("PERFORM nextval(''noted'')", true),
        ("PERFORM nextval(''public.noted'')", false),
        ("PERFORM NULL::noted", true),
        ("PERFORM NULL::public.noted", false),
        ("PERFORM noted.noted(1)", false),
    ] {
        project.sql(&format!(
            "CREATE OR REPLACE FUNCTION public.audited() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN {body}; RETURN NEW; END'"
        ));
        let run =
            project.run("apply --auto-approve").code(5).says("public.audited()").says("nothing was written");
        assert_eq!(run.stderr.contains("search path"), is_on_path, "{body}: {run:?}");
    }
}
