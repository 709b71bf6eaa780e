use super::*;

#[test]
fn amounts_are_exact_and_limited_in_digits() {
    assert_eq!("9.9500".parse::<Amount>().map(Amount::decimal), Ok(Decimal::new(995, 2)));
    assert!("123456789012345678901.1234".parse::<Amount>().is_ok());
    for (text, places) in [("1.1900000000000000", 2), ("12.50000000", 1), ("3.00000", 0), ("3.1000", 4)] {
        let amount = text.parse::<Amount>().map(Amount::decimal);
        assert_eq!(amount.as_ref().map(Decimal::scale), Ok(places), "{text}");
    }
    let zeros = format!("1.19{}", "0".repeat(200));
    assert_eq!(zeros.parse::<Amount>().map(Amount::decimal), Ok(Decimal::new(119, 2)));
    for text in
        ["-1", "1e3", "NaN", "1.23456", "1234567890123456789012", "", ".", "1.", ".5", "+1", "0x10", "1_000"]
    {
        assert!(text.parse::<Amount>().is_err(), "{text}");
    }
}
