//! What a change does to those who have the thing today.

/// What a change of a field does to who has the thing today: what guards and impact are made from. Of a field that is
/// rows, higher is one row more, and lower is one less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It is worse for them when it is higher, as a price is.
    WorseHigher,
    /// It is worse for them when it is lower, as a limit is.
    WorseLower,
    /// Any change of it may be worse for them.
    Worse,
    /// Only who orders from now on notices.
    NewSales,
    /// Nobody outside the company notices.
    Internal,
}
