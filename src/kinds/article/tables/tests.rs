use super::*;
use crate::kinds::{Kinds, TypedProperty};
use crate::table::{Key, Row};

/// Whether a property is declared as a list of names. A list accepts names with a separator, but no empty names. Any
/// other property accepts a separator alone, or does not accept separators.
fn is_declared_as_list(property: &TypedProperty) -> bool {
    (property.holds)("a|b") && !(property.holds)("|")
}

#[test]
fn order_is_ignored_in_list_properties_only() {
    let kinds = Kinds::standard();
    for property in kinds.iter().flat_map(|kind| kind.properties()) {
        let row = Row::new(&ITEM_PROPERTY, &Key::of("A"), vec![Value::text(property.name)]);
        assert_eq!((ITEM_PROPERTY.is_list)(&row.cells), is_declared_as_list(property), "{}", property.name);
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
fn referenced_row_is_named_as_in_files() {
    let period = Key::of("HST-GLDM").join([Value::Int(2), Value::text("year")]);
    let reference = VOUCHER.column("fk_renewal_period_id").kind;
    assert_eq!(reference.spell(&Value::Key(period.clone())), "HST-GLDM: periods[2 years]");
    let voucher = Key::new(vec![Value::text("A"), Value::Key(period)]);
    assert_eq!(VOUCHER.words_for(&voucher), "vouchers[A, HST-GLDM: periods[2 years]]");
    assert_eq!(RENEWAL_PERIOD.name_of(&Key::of("HST-GLDM")), "HST-GLDM");
}
