//! Tables that have the names of Wares' own tables: only catalogs that need these tables are refused.

use crate::support::{PACKAGE, Project};

/// A table with other columns than the table of this name that products need.
const REGION: &str = "CREATE TABLE public.region (id serial PRIMARY KEY, title text); \
                      INSERT INTO public.region (title) VALUES ('north')";

/// Drops everything that Wares adds to a database for products.
const DROP_PRODUCTS: &str = "
    DELETE FROM wares.version WHERE component = 'Virtuozzo';
    DROP TABLE product_plan, product_user_group, product_related_package, product, service_plan_metadata,
      service_plan_option, service_plan_region, service_plan_tariff, service_plan, user_group_quota, user_group_region,
      user_group, pricing_model_tariff, pricing_model, tariff_tier, tariff, installation_package, region,
      service_plan_subscription;";

#[test]
fn catalog_without_products_ignores_tables_with_their_names() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.sql(&format!("{DROP_PRODUCTS} {REGION}"));
    let message = "The tables of Virtuozzo, which the catalog does not need, were not created: other tables have the same names";
    project.run("db init").code(0).says(message);
    project.apply();
    project.run("plan --detailed-exitcode").code(0);
    project.run("import --out copy").code(0);
    assert_eq!(project.query("SELECT title FROM region"), [["north"]]);
}

#[test]
fn catalog_with_products_is_refused_until_the_table_is_renamed() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.sql(&format!("{DROP_PRODUCTS} {REGION}"));
    let project = project.file("region.yaml", "kind: region\nname: north\n");
    project
        .run("db init")
        .code(5)
        .says("Wares did not create them: column `region.description` does not exist");
    project.run("apply --auto-approve").code(5).says("wares db init");
    project.sql("ALTER TABLE region RENAME TO our_region");
    project.run("db init").code(0).says("`region`");
    project.apply();
    assert_eq!(project.query("SELECT name FROM region"), [["north"]]);
}
