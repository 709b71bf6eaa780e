//! How small the smallest coin of a currency is.

/// The currencies of ISO 4217 that have another number of decimal places than two.
const OTHERS: &[(u32, &[&str])] = &[
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

/// How many decimal places the smallest unit of a currency has.
pub fn minor_unit(currency: &str) -> u32 {
    let is_of = |(_, codes): &&(u32, &[&str])| codes.contains(&currency);
    OTHERS.iter().find(is_of).map_or(2, |(places, _)| *places)
}
