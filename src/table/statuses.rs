//! The life of what is sold: the statuses that a resource passes through.

/// The statuses of a root, which stand in one of its columns, and what each of them allows.
#[derive(Debug)]
pub struct Lifecycle {
    /// The column.
    pub column: &'static str,
    /// The statuses in which a resource can begin.
    pub first: &'static [i64],
    /// The steps from one status to another that are allowed.
    pub steps: &'static [(i64, i64)],
    /// The statuses in which nothing of a resource can be changed any more.
    pub frozen: &'static [i64],
    /// The statuses in which customers can subscribe to a resource, and the one that stops that.
    pub on_sale: (&'static [i64], i64),
    /// The statuses in which nobody can subscribe to a resource.
    pub unsold: &'static [i64],
    /// The statuses in which a change reaches who has subscribed.
    pub reaches: &'static [i64],
    /// The target words of the references by which others have the resource, where several may.
    pub shared_as: Option<&'static str>,
}
