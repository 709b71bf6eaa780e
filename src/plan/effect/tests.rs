//! Tests how the effect of a change follows from its rule, its direction and the holders of the row.

use super::*;
use crate::table::{Constant, Handle, Id, Link, Parent};

static THING: Table = Table::root("thing");
/// Limits. Several things may share a row.
static LIMIT: Table = Table {
    parent: Some(Parent { table: Handle::of(&THING), link: Link::Shared("limit_id") }),
    ..Table::root("limit")
};

#[test]
fn effect_follows_from_rule_and_direction() {
    use Effect::{Better, Internal, NewSales, Unknown, Worse};
    use EffectRule::{WorseHigher, WorseLower};
    let (up, down, same) = (Some(Ordering::Greater), Some(Ordering::Less), Some(Ordering::Equal));
    for (declared, direction, expected) in [
        (WorseHigher, up, Worse),
        (WorseHigher, down, Better),
        (WorseHigher, same, NewSales),
        (WorseHigher, None, Unknown),
        (WorseLower, up, Better),
        (WorseLower, down, Worse),
        (WorseLower, None, Unknown),
        (EffectRule::Unknown, up, Unknown),
        (EffectRule::NewSales, down, NewSales),
        (EffectRule::Internal, None, Internal),
    ] {
        assert_eq!(rule(declared, direction), expected, "{declared:?} {direction:?}");
    }
}

#[test]
fn change_without_holders_is_not_worse_for_anyone() {
    use Effect::{Better, Internal, NewSales, Unknown, Worse};
    let all = [Internal, NewSales, Better, Unknown, Worse];
    let effects_for = |holders: HolderState| all.map(|effect| holders.actual_effect(effect));
    assert_eq!(effects_for(HolderState::Somebody), all);
    assert_eq!(effects_for(HolderState::Nobody), [Internal, NewSales, NewSales, NewSales, NewSales]);
    assert_eq!(effects_for(HolderState::Unknown), [Internal, NewSales, Better, Unknown, Unknown]);
}

#[test]
fn direction_says_whether_a_value_goes_up_or_down() {
    let stand_ins = SpecialNumbers { unlimited: -1, open_margin: Decimal::from(999) };
    let column = |kind| Column::new("x", kind, "x", EffectRule::Unknown);
    let (text, number) = (Value::text, |number: i64| Value::Decimal(Decimal::from(number)));
    let (up, down) = (Some(Ordering::Greater), Some(Ordering::Less));
    let flag = column(Type::Boolean).default(Constant::Bool(true));
    for (column, before, after, expected) in [
        (column(Type::Integer), Value::Int(1), Value::Int(2), up),
        (column(Type::Integer), Value::Int(3), Value::Int(-1), up),
        (column(Type::Integer), Value::Int(-1), Value::Int(3), down),
        (column(Type::Integer), Value::Null, Value::Int(1), None),
        (column(Type::Decimal), number(3), number(2), down),
        (column(Type::Decimal).open_ended(), number(3), number(999), up),
        (column(Type::Decimal), text("NaN"), number(1), None),
        (column(Type::Boolean), Value::Bool(false), Value::Bool(true), up),
        (flag, Value::Null, Value::Bool(false), down),
        (column(Type::Text), text("false"), text("true"), up),
        (column(Type::Text), text("10"), text("9.5"), down),
        (column(Type::Text), text("banana"), text("true"), None),
        (column(Type::to(&THING)), Value::Null, Value::Id(Id::Number(1)), up),
        (column(Type::to(&THING)), Value::Id(Id::Number(1)), Value::Null, down),
        (column(Type::to(&THING)), Value::Id(Id::Number(1)), Value::Id(Id::Number(2)), None),
    ] {
        let found = direction(&LIMIT, &column, (&before, &after), stand_ins);
        assert_eq!(found, expected, "{before} → {after}");
    }
    let amount = column(Type::Integer);
    assert_eq!(direction(&THING, &amount, (&Value::Int(3), &Value::Int(-1)), stand_ins), down);
}
