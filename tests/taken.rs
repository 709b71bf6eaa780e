//! Tables of Wares' own that somebody else has made before: who needs none of them is not kept from work.

use crate::support::{PACKAGE, Project};

/// A table of a name that products need, with other columns.
const REGION: &str = "CREATE TABLE public.region (id serial PRIMARY KEY, title text); \
                      INSERT INTO public.region (title) VALUES ('north')";

/// All that Wares adds for products.
const DROP_PRODUCTS: &str = "
    DELETE FROM wares.version WHERE component = 'Virtuozzo';
    DROP TABLE product_plan, product_user_group, product_related_package, product, service_plan_metadata,
      service_plan_option, service_plan_region, service_plan_tariff, service_plan, user_group_quota, user_group_region,
      user_group, pricing_model_tariff, pricing_model, tariff_tier, tariff, installation_package, region,
      service_plan_subscription;";

#[test]
fn a_catalog_without_products_minds_no_table_of_their_names() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.sql(&format!("{DROP_PRODUCTS} {REGION}"));
    let left = "The tables of Virtuozzo, which the catalog does not need, were not created: other tables have the same names";
    project.run("db init").code(0).says(left);
    project.apply();
    project.run("plan --detailed-exitcode").code(0);
    project.run("import --out copy").code(0);
    assert_eq!(project.query("SELECT title FROM region"), [["north"]]);
}

#[test]
fn a_catalog_with_products_is_told_of_the_tables_in_their_place() {
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
