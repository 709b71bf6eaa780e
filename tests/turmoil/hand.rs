//! Random manual edits of a database with SQL.

use super::world::World;
use crate::support::Project;
use fastrand::Rng;

/// Deletes the contents of the ledger.
pub const LOSS: &str = "DELETE FROM wares.resource";

/// Makes a few random edits, except those that a unique index forbids. Returns the statements.
pub fn edit(project: &Project, world: &mut World, rng: &mut Rng) -> Vec<String> {
    let mut story = subscribe(project, world, rng);
    for _ in 0..rng.usize(1..6) {
        let before = world.clone();
        let sql = random_edit(world, rng);
        match project.client().batch_execute(&sql) {
            Ok(()) => story.push(sql),
            Err(_) => *world = before,
        }
    }
    // Without the ledger, a renamed article cannot be recognized. The ledger is therefore deleted only if no article is
    // renamed.
    if rng.u8(..8) == 0 && world.products.iter().all(|product| product.live == product.number) {
        project.sql(LOSS);
        story.push(LOSS.to_owned());
    }
    story
}

/// Adds subscriptions to some products, each with one of the product's periods.
fn subscribe(project: &Project, world: &World, rng: &mut Rng) -> Vec<String> {
    let mut story = Vec::new();
    for product in &world.products {
        if rng.bool() {
            let sql = format!(
                "INSERT INTO subscription SELECT gen_random_uuid(), i.id, r.id, 1, true, 1, 1, null, now(), now() FROM item i \
                 JOIN renewal_period r ON r.fk_item_id = i.id WHERE i.article_number = '{}' AND NOT i.deleted \
                 ORDER BY r.id LIMIT 1",
                product.live
            );
            project.sql(&sql);
            story.push(sql);
        }
    }
    story
}

/// One random edit.
fn random_edit(world: &mut World, rng: &mut Rng) -> String {
    let count = world.products.len();
    let (at, other) = (rng.usize(..count), rng.usize(..count));
    let live = world.products[at].live.clone();
    let item = format!("(SELECT id FROM item WHERE article_number = '{live}' AND NOT deleted)");
    let period = format!("(SELECT id FROM renewal_period WHERE fk_item_id = {item} ORDER BY id LIMIT 1)");
    let new = if rng.bool() {
        "'00000000-0000-4000-8000-'||lpad((random()*1e9)::int::text, 12, '0')"
    } else {
        "gen_random_uuid()::text"
    };
    match rng.u8(..14) {
        0..3 if at != other => swap(world, at, other),
        3 | 4 => {
            let to = ["AAA", "HST-B", "ZZZ", "hst-0"][rng.usize(..4)];
            if world.products.iter().any(|product| product.live.eq_ignore_ascii_case(to)) {
                return "SELECT 1".to_owned();
            }
            to.clone_into(&mut world.products[at].live);
            format!("UPDATE item SET article_number = '{to}' WHERE article_number = '{live}' AND NOT deleted")
        }
        5 => format!(
            "INSERT INTO renewal_period SELECT ({new})::uuid, fk_item_id, renewal_period_value, renewal_period_unit \
             FROM renewal_period WHERE id = {period}"
        ),
        6 => format!(
            "UPDATE renewal_period SET renewal_period_value = renewal_period_value + 1 WHERE id = {period}"
        ),
        7 => format!(
            "WITH p AS (SELECT array_agg(id ORDER BY id) ids, array_agg(renewal_period_value ORDER BY id) old \
             FROM renewal_period WHERE fk_item_id = {item}) UPDATE renewal_period r SET renewal_period_value = \
             old[1 + array_position(ids, r.id) % cardinality(ids)] FROM p WHERE r.id = ANY(ids)"
        ),
        8 => format!(
            "INSERT INTO item_tag SELECT ({new})::uuid, fk_item_id, value FROM item_tag WHERE fk_item_id = {item} LIMIT 1; \
             INSERT INTO item_property SELECT ({new})::uuid, fk_item_id, name, value, '' FROM item_property \
             WHERE fk_item_id = {item} LIMIT 1"
        ),
        9 => format!("UPDATE item_tag SET value = upper(value) WHERE fk_item_id = {item}"),
        10 => format!("UPDATE item_price SET value = value + 1 WHERE fk_renewal_period_id = {period}"),
        11 => "UPDATE upgrade_group SET name = CASE name WHEN 'Other' THEN 'Others' ELSE 'Other' END \
               WHERE name IN ('Other', 'Others')"
            .to_owned(),
        12 => "UPDATE upgrade_group_member SET upgrade_level = upgrade_level + 10".to_owned(),
        _ => format!("DELETE FROM item_price WHERE fk_renewal_period_id = {period}"),
    }
}

/// Swaps two article numbers, with a third one in between because of unique indexes.
fn swap(world: &mut World, at: usize, other: usize) -> String {
    let [one, two] = [at, other].map(|at| world.products[at].live.clone());
    world.products[at].live.clone_from(&two);
    world.products[other].live.clone_from(&one);
    let rename = |from: &str, to: &str| {
        format!("UPDATE item SET article_number = '{to}' WHERE article_number = '{from}' AND NOT deleted;")
    };
    [rename(&one, "-"), rename(&two, &one), rename("-", &two)].concat()
}
