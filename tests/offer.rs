//! Tests what a catalog offers: who sees which extra services, in which amounts, and who can move where.

use crate::support::Memory;
use wares::offer::{Amounts, Ladder, Link, NoAmounts, Offer, Requirement, Shared, Visibility, seen_by, sees};
use wares::workspace::Loaded;

const MANIFEST: &str =
    "format: 1\ncatalog: test\ncurrencies: [EUR, USD]\nlanguages: [en]\nexternal: [OLD-PACK]\n";

/// Loads a catalog of these documents, and asserts that it is valid.
fn loaded(documents: &[&str]) -> Loaded {
    let files = [("wares.yaml", MANIFEST.to_owned()), ("a.yaml", documents.join("\n---\n"))];
    let loaded = Memory::new(files).load();
    assert!(loaded.catalog.as_ref().is_some_and(|it| it.sound().is_some()), "{:?}", loaded.findings);
    loaded
}

fn package(article: &str, more: &str) -> String {
    format!("kind: package\narticle: {article}\nname: {article}\ncategory: Hosting\n{more}")
}

fn service(article: &str, more: &str) -> String {
    format!("kind: extra_service\narticle: {article}\nname: {article}\n{more}")
}

/// Whether the customers of a package see a service. Both are given by their keys after the name.
fn visibility(of_package: &str, of_service: &str) -> String {
    let loaded = loaded(&[&package("P", of_package), &service("S", of_service)]);
    let catalog = loaded.catalog.as_ref().expect("a catalog");
    let offer = Offer::new(catalog);
    let seen = seen_by(&offer.services()[0], &offer);
    let sees = sees(&offer.packages()[0], &offer);
    assert_eq!(seen[0].visibility, sees[0].visibility, "both sides agree");
    assert_eq!(seen[0].place, sees[0].place, "both sides have the same location");
    match &seen[0].visibility {
        Visibility::Shown(None) => "shown".to_owned(),
        Visibility::Shown(Some(periods)) => {
            let periods: Vec<String> = periods.iter().map(ToString::to_string).collect();
            format!("shown by {}", periods.join(", "))
        }
        Visibility::Hidden(reason) => format!("{reason:?}"),
        Visibility::Raw(raw) => format!("{} as {}: {}", raw.property.field, raw.name, raw.value),
        Visibility::Unknown => "unknown".to_owned(),
    }
}

const YEARLY: &str = "periods: [{ every: 1 year }, { every: 12 months }]";
const MONTHLY: &str = "periods: [{ every: 1 year }, { every: 1 month }]";

#[test]
fn first_reason_that_hides_a_service_is_reported() {
    const ALL: &str = "extra_services: true\ncheck_duration: true\nperiods: [{ every: 1 month }]";
    let others = "packages: [OLD-PACK]";
    assert_eq!(visibility("", &format!("{others}\nshop: false")), "NoExtraServices");
    assert_eq!(visibility(ALL, &format!("{others}\n{YEARLY}\nshop: false")), "NotListed");
    assert_eq!(visibility(ALL, &format!("{YEARLY}\nshop: false")), "NoSharedPeriod");
    assert_eq!(visibility(ALL, "prices: { EUR: 1 }"), "NoSharedPeriod");
    assert_eq!(visibility(ALL, &format!("{MONTHLY}\nshop: false")), "NotInShop");
    assert_eq!(visibility(ALL, &format!("{MONTHLY}\ncategory: Other")), "OtherCategory");
    assert_eq!(visibility(ALL, MONTHLY), "shown by 1 month");
    let second = "shop: { categories: [Other, ExtraServices] }";
    assert_eq!(
        visibility(ALL, &format!("{MONTHLY}\n{second}")),
        "shown by 1 month",
        "one category is enough"
    );
    assert_eq!(visibility(ALL, &format!("{MONTHLY}\npackages: [P]")), "shown by 1 month");
    assert_eq!(visibility("extra_services: true", YEARLY), "shown", "durations are not checked");
}

#[test]
fn shared_periods_are_listed_in_the_order_of_the_package() {
    let checks = |periods: &str| format!("extra_services: true\ncheck_duration: true\nperiods: [{periods}]");
    let both = checks("{ every: 1 month }, { every: 1 year }");
    assert_eq!(visibility(&both, YEARLY), "shown by 1 year");
    assert_eq!(visibility(&both, MONTHLY), "shown by 1 month, 1 year");
}

#[test]
fn property_in_place_of_a_key_makes_the_visibility_unknown() {
    const SELLS: &str = "extra_services: true";
    let has = "properties: { HasExtraServices: 'True' }";
    assert_eq!(visibility(has, ""), "extra_services as HasExtraServices: True");
    let unset = "extra_services: false\nproperties: { hasextraSERVICES: '' }";
    assert_eq!(visibility(unset, ""), "extra_services as hasextraSERVICES: ");
    for listed in ["P|", "Q|", "|", ""] {
        let reported = visibility(SELLS, &format!("properties: {{ Packages: '{listed}' }}"));
        assert_eq!(reported, format!("packages as Packages: {listed}"));
    }
    let checks = format!("{SELLS}\nproperties: {{ CheckDuration: 'yes' }}\nperiods: [{{ every: 1 month }}]");
    assert_eq!(visibility(&checks, YEARLY), "check_duration as CheckDuration: yes");
    assert_eq!(
        visibility(&checks, MONTHLY),
        "check_duration as CheckDuration: yes",
        "which periods are checked is unknown"
    );
}

#[test]
fn first_property_is_reported_unless_another_reason_is_certain() {
    let has = "properties: { HasExtraServices: 'True' }";
    let lists = "properties: { packages: 'P|' }";
    assert_eq!(visibility(has, lists), "extra_services as HasExtraServices: True");
    assert_eq!(visibility("", lists), "NoExtraServices");
    assert_eq!(visibility(has, &format!("{lists}\nshop: false")), "NotInShop");
    assert_eq!(visibility(has, "packages: [OLD-PACK]"), "NotListed");
    let others = "properties: { maximalproductvalue: '010', allowMultiple: 'True', HasExtraServices: 'no' }";
    assert_eq!(
        visibility("extra_services: true", others),
        "shown",
        "none of these properties affects the visibility"
    );
}

#[test]
fn package_that_is_no_longer_sold_still_shows_services() {
    let loaded = loaded(&[
        &package("P", "extra_services: true\nshop: false"),
        &service("S", "packages: [P, OLD-PACK]"),
    ]);
    let offer = Offer::new(loaded.catalog.as_ref().expect("a catalog"));
    let seen = seen_by(&offer.services()[0], &offer);
    let reported: Vec<_> = seen.iter().map(|view| (view.number, &view.visibility, view.is_sold)).collect();
    assert_eq!(reported, [("P", &Visibility::Shown(None), false), ("OLD-PACK", &Visibility::Unknown, true)]);
}

/// What the link of a service lacks. A `?` marks properties that may or may not be missing.
fn missing(of_package: &str, of_service: &str) -> Vec<String> {
    let loaded = loaded(&[&package("P", of_package), &service("S", of_service)]);
    let offer = Offer::new(loaded.catalog.as_ref().expect("a catalog"));
    let link = Link::new(&offer.services()[0], &offer);
    let word = |requirement: &Requirement| match requirement {
        Requirement::Property { name, .. } => (*name).to_owned(),
        Requirement::Customers => "customers".to_owned(),
    };
    let open = link.raws.iter().map(|raw| format!("{}?", raw.property.name));
    let all: Vec<String> = link.missing.iter().map(word).chain(open).collect();
    let works = if all.is_empty() { Some(true) } else { link.missing.first().map(|_| false) };
    assert_eq!(link.works(), works);
    all
}

#[test]
fn link_needs_four_properties_and_customers_who_see_the_service() {
    const SEES: &str = "extra_services: true";
    assert_eq!(missing(SEES, "amount: { min: 1, max: 2, step: 1.1, unit: \"\" }"), Vec::<String>::new());
    assert_eq!(missing(SEES, "amount: { min: 1, max: 2, step: 1 }"), ["productvalueunit"]);
    assert_eq!(
        missing(SEES, "amount: { unit: GB, step: 1 }"),
        ["minimalproductvalue", "maximalproductvalue"]
    );
    assert_eq!(missing("", "amount: { min: 1, max: 2, step: 1, unit: GB }"), ["customers"]);
    assert_eq!(missing(SEES, "").len(), 4);
    let external = "packages: [OLD-PACK]\namount: { min: 1, max: 2, step: 1, unit: GB }";
    assert_eq!(
        missing("", external),
        Vec::<String>::new(),
        "customers of an external package may see the service"
    );
}

#[test]
fn property_in_place_of_a_key_makes_a_link_uncertain() {
    const SEES: &str = "extra_services: true";
    let raw = "amount: { min: 1, step: 1, unit: GB }\nproperties: { MaximalProductValue: '010' }";
    assert_eq!(missing(SEES, raw), ["maximalproductvalue?"]);
    assert_eq!(missing("", raw), ["customers", "maximalproductvalue?"]);
    let malformed =
        "properties: { minimalproductvalue: one, maximalproductvalue: '2.0', productvaluestep: '1,5' }";
    let open = ["productvalueunit", "minimalproductvalue?", "maximalproductvalue?", "productvaluestep?"];
    assert_eq!(missing(SEES, malformed), open);
    let complete = "amount: { min: 1, max: 2, step: 1, unit: GB }";
    assert_eq!(missing(SEES, &format!("{complete}\nproperties: {{ packages: 'P|' }}")), ["packages?"]);
    assert_eq!(missing("properties: { HasExtraServices: 'True' }", complete), ["HasExtraServices?"]);
}

#[test]
fn property_in_place_of_a_key_makes_amounts_unknown() {
    let loaded =
        loaded(&[&service("S", "properties: { PRODUCTVALUESTEP: '1,10', maximalproductvalue: '010' }")]);
    let offer = Offer::new(loaded.catalog.as_ref().expect("a catalog"));
    let Some(Err(NoAmounts::Raw(raws))) = Amounts::of(&offer.services()[0]) else {
        panic!("the amounts should be unknown")
    };
    let reported: Vec<_> = raws.iter().map(|raw| (raw.property.field, raw.name, raw.value)).collect();
    let (max, step) =
        (("amount.max", "maximalproductvalue", "010"), ("amount.step", "PRODUCTVALUESTEP", "1,10"));
    assert_eq!(reported, [max, step]);
}

/// The moves in a group of articles that all renew monthly, each as `from>to`, or `from>>to` if it skips levels. A `!`
/// marks a move that is not possible, and a `?` one for which the other reading of the flags differs.
fn moves(members: &[&str]) -> Vec<String> {
    let items: Vec<&str> = members
        .iter()
        .map(|member| member.split("item: ").nth(1).and_then(|rest| rest.split(',').next()).expect("an item"))
        .collect();
    let mut documents: Vec<String> =
        items.iter().map(|item| package(item, "periods: [{ every: 1 month }]")).collect();
    let list: String = members.iter().map(|member| format!("\n  - {{ {member} }}")).collect();
    documents.push(format!("kind: upgrade_group\nname: G\nmembers:{list}"));
    let loaded = loaded(&documents.iter().map(String::as_str).collect::<Vec<_>>());
    let offer = Offer::new(loaded.catalog.as_ref().expect("a catalog"));
    let (entry, group) = offer.groups()[0];
    let ladder = Ladder::new(entry, group, &offer);
    assert_eq!(ladder.pairs(), ladder.moves().count(), "the computed number of pairs is the number of moves");
    let reported = ladder.moves().map(|step| {
        let possible = if step.is_possible() { "" } else { "!" };
        let certain = if step.is_certain() { "" } else { "?" };
        let skips = if step.skips { ">>" } else { ">" };
        format!("{}{skips}{}{possible}{certain}", step.from.item(), step.to.item())
    });
    reported.collect()
}

#[test]
fn members_can_move_unless_a_flag_forbids_it() {
    assert_eq!(moves(&["item: A, level: 1", "item: B, level: 5"]), ["A>B", "B>A"]);
}

#[test]
fn skipped_levels_do_not_depend_on_their_numbers() {
    let members = ["item: C, level: 30", "item: A, level: -1", "item: B, level: 7"];
    assert_eq!(moves(&members), ["A>B", "A>>C", "B>A", "B>C", "C>>A", "C>B"]);
}

#[test]
fn members_of_one_level_cannot_move_to_each_other() {
    assert_eq!(moves(&["item: A, level: 1", "item: B, level: 1"]), Vec::<String>::new());
    let members = ["item: A, level: 1", "item: B, level: 1", "item: C, level: 2"];
    assert_eq!(moves(&members), ["A>C", "B>C", "C>A", "C>B"]);
}

#[test]
fn flag_that_forbids_under_only_one_reading_makes_a_move_uncertain() {
    // Wares applies `upgradeable` to the article that the customer moves from: only A>B moves from A.
    let members = ["item: A, level: 1, upgradeable: false", "item: B, level: 2"];
    assert_eq!(moves(&members), ["A>B!?", "B>A"]);
    // The other reading applies `upgradeable_from` to the article that the customer moves from.
    let members = ["item: A, level: 1, upgradeable_from: false", "item: B, level: 2"];
    assert_eq!(moves(&members), ["A>B?", "B>A"]);
    let members = ["item: A, level: 1", "item: B, level: 2, downgradeable: false"];
    assert_eq!(moves(&members), ["A>B", "B>A!?"]);
    let members = ["item: A, level: 1, downgradeable_from: false", "item: B, level: 2"];
    assert_eq!(moves(&members), ["A>B", "B>A!?"]);
}

#[test]
fn two_flags_that_agree_make_a_move_certain() {
    let members = ["item: A, level: 1", "item: B, level: 2, downgradeable: false, downgradeable_from: false"];
    assert_eq!(moves(&members), ["A>B", "B>A!"]);
}

#[test]
fn move_needs_a_shared_period() {
    let group = "kind: upgrade_group\nname: G\nmembers: [{ item: A, level: 1 }, { item: B, level: 2 }]";
    let loaded = loaded(&[
        &package("A", "periods: [{ every: 1 month }, { every: 12 months }]"),
        &package("B", "periods: [{ every: 1 year }]"),
        group,
    ]);
    let offer = Offer::new(loaded.catalog.as_ref().expect("a catalog"));
    let (entry, group) = offer.groups()[0];
    let ladder = Ladder::new(entry, group, &offer);
    assert!(ladder.moves().all(|step| step.verdict.allows() && !step.is_possible() && step.is_certain()));
}

#[test]
fn shared_periods_follow_the_order_of_the_article_moved_from() {
    let loaded = loaded(&[
        &package("A", "periods: [{ every: 1 year }, { every: 2 years }, { every: 1 month }]"),
        &package("B", "periods: [{ every: 1 month }, { every: 1 year }]"),
        "kind: upgrade_group\nname: G\nmembers: [{ item: A, level: 1 }, { item: B, level: 2 }]",
    ]);
    let offer = Offer::new(loaded.catalog.as_ref().expect("a catalog"));
    let (entry, group) = offer.groups()[0];
    let ladder = Ladder::new(entry, group, &offer);
    let reported: Vec<String> = ladder.moves().map(|step| format!("{:?}", step.periods)).collect();
    let shared = |text: &str| {
        let periods = text.split(", ").map(|period| period.parse().expect("a period"));
        format!("{:?}", Shared::Periods(periods.collect()))
    };
    assert_eq!(reported, [shared("1 year, 1 month"), shared("1 month, 1 year")]);
}

#[test]
fn moves_of_a_large_group_are_counted_without_listing_them() {
    let list: String =
        (0..3000).map(|level| format!("\n  - {{ item: OLD-{level}, level: {level} }}")).collect();
    let external: Vec<String> = (0..3000).map(|number| format!("OLD-{number}")).collect();
    let manifest = MANIFEST.replace("OLD-PACK", &external.join(", "));
    let group = format!("kind: upgrade_group\nname: G\nmembers:{list}");
    let files = [("wares.yaml".to_owned(), manifest), ("a.yaml".to_owned(), group)];
    let loaded = Memory::new(files).load();
    let offer = Offer::new(loaded.catalog.as_ref().expect("a catalog"));
    let (entry, group) = offer.groups()[0];
    let ladder = Ladder::new(entry, group, &offer);
    assert_eq!(ladder.pairs(), 3000 * 2999);
    assert!(ladder.moves().take(10).all(|step| step.is_possible()), "external articles may share a period");
}
