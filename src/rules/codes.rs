//! The codes of the rules.

pub use super::periods::PERIODS_OF_SAME_LENGTH;
