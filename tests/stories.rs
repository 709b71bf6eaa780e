//! An edit of the files is planned as exactly what it is and applied, and the plan after it is empty.

use crate::support::Project;

const PACKAGE: &str = "\
kind: package
article: HST-GLDY
name: Gold
category: HostingPackage
extra_services: true
periods:
  - { every: 1 year, prices: { EUR: 99.00, USD: 109.00 } }
limits: { space_mb: 3072, mailboxes: unlimited }
";

#[test]
fn a_price() {
    let project = Project::new().file("package.yaml", PACKAGE).init();
    project.apply();
    project.replace("package.yaml", "EUR: 99.00", "EUR: 108.90");
    let run = project.run("plan --detailed-exitcode").code(2);
    assert_eq!(
        run.changes(),
        [
            "~ change package `HST-GLDY`  package.yaml:1",
            "    ~ periods[1 year].prices.EUR: 99.00 → 108.90 (+10.0 %)"
        ]
    );
    project.apply();
}
