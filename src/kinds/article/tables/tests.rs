use super::*;
use crate::kinds::{Kinds, TypedProperty};
use crate::table::{Key, Row};

/// A list takes names, and none that are empty; another text takes what it likes, or no separator at all.
fn is_declared(property: &TypedProperty) -> bool {
    (property.holds)("a|b") && !(property.holds)("|")
}

#[test]
fn order_means_nothing_in_the_lists_of_every_kind_and_in_no_other_text() {
    let kinds = Kinds::standard();
    for property in kinds.iter().flat_map(|kind| kind.properties()) {
        let row = Row::new(&ITEM_PROPERTY, &Key::of("A"), vec![Value::text(property.name)]);
        assert_eq!((ITEM_PROPERTY.is_list)(&row.cells), is_declared(property), "{}", property.name);
    }
}

static VOUCHER: Table = Table {
    key: &["code", "fk_renewal_period_id"],
    columns: &[
        Column::new("code", Type::Text, "code", EffectRule::Internal),
        Column::new("fk_renewal_period_id", Type::to(&RENEWAL_PERIOD), "period", EffectRule::Internal),
    ],
    words: "vouchers[{0}, {1}]",
    ..Table::root("voucher")
};

#[test]
fn a_row_that_is_referred_to_is_named_as_the_files_do() {
    let period = Key::of("HST-GLDM").join([Value::Int(2), Value::text("year")]);
    let reference = VOUCHER.column("fk_renewal_period_id").kind;
    assert_eq!(reference.spell(&Value::Key(period.clone())), "HST-GLDM: periods[2 years]");
    let voucher = Key::new(vec![Value::text("A"), Value::Key(period)]);
    assert_eq!(VOUCHER.words_for(&voucher), "vouchers[A, HST-GLDM: periods[2 years]]");
    assert_eq!(RENEWAL_PERIOD.name_of(&Key::of("HST-GLDM")), "HST-GLDM");
}
