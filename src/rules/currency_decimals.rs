//! Determines how many decimal places a currency has.

/// The currencies of ISO 4217 that do not have two decimal places, by number of decimal places.
const EXCEPTIONS: &[(u32, &[&str])] = &[
    (
        0,
        &[
            "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV",
            "XAF", "XOF", "XPF",
        ],
    ),
    (3, &["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]),
    (4, &["CLF", "UYW"]),
];

/// Returns the number of decimal places of a currency, such as 2 for EUR. For unknown currencies it is 2.
pub fn minor_unit(currency: &str) -> u32 {
    let is_of = |(_, codes): &&(u32, &[&str])| codes.contains(&currency);
    // ISO 4217 gives most currencies two places, so that is the guess for an unknown code.
    EXCEPTIONS.iter().find(is_of).map_or(2, |(places, _)| *places)
}
