//! Rules about renewal periods.

mod same_length;

pub use same_length::{PERIODS_OF_SAME_LENGTH, SameLength};
