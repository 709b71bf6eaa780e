use super::*;

const PRICE: Type = Type::Money(Money::minor(2, "currency"));

#[test]
fn money_in_minor_units_is_a_whole_number_in_the_database() {
    let amount = Value::Decimal(Decimal::new(4900, 2));
    assert_eq!(PRICE.decode(Value::Int(4900)), Ok(amount.clone()));
    assert_eq!(PRICE.encode(&amount), Some("4900".to_owned()));
    assert_eq!(PRICE.spell(&amount), "49.00");
}

#[test]
fn quotes_backslashes_and_nulls_in_arrays_are_encoded() {
    let values = [Value::text("a\"b\\c"), Value::Null, Value::text("")];
    assert_eq!(
        Type::Array(&Type::Text).encode(&Value::List(values.into())),
        Some(r#"{"a\"b\\c",NULL,""}"#.to_owned())
    );
}
