//! The statuses of resources such as service plans, and the allowed changes of status.

/// The statuses of the rows in a root table, and what is allowed in each. Statuses are numbers.
#[derive(Debug)]
pub struct Lifecycle {
    /// The column with the status.
    pub column: &'static str,
    /// The statuses that a new resource can have.
    pub first: &'static [i64],
    /// The allowed changes, as pairs of the old and the new status.
    pub steps: &'static [(i64, i64)],
    /// The statuses in which a resource can no longer change, apart from an allowed change of status.
    pub frozen: &'static [i64],
    /// The statuses in which customers can subscribe, followed by the status that stops new subscriptions.
    pub on_sale: (&'static [i64], i64),
    /// The statuses in which there cannot be any subscriptions, because customers were never able to subscribe.
    pub unsold: &'static [i64],
    /// The statuses in which a change affects existing subscriptions.
    pub affecting_subscriptions: &'static [i64],
    /// The type of references to a resource with these statuses, such as `service_plan`. `None` if a resource with
    /// these statuses cannot be shared by several resources.
    pub shared_as: Option<&'static str>,
}
