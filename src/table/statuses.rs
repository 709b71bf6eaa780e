//! The statuses of resources such as service plans, and the allowed changes between them.

/// The statuses of the rows in a root table, as numbers, and what each status allows.
#[derive(Debug)]
pub struct Lifecycle {
    /// The column with the status.
    pub column: &'static str,
    /// The statuses that a new resource can have.
    pub first: &'static [i64],
    /// The allowed changes: pairs of the old and the new status.
    pub steps: &'static [(i64, i64)],
    /// The statuses in which a resource can no longer be changed.
    pub frozen: &'static [i64],
    /// The statuses in which customers can subscribe, and the status that stops new subscriptions.
    pub on_sale: (&'static [i64], i64),
    /// The statuses in which there can be no subscriptions, because no one has been able to subscribe.
    pub unsold: &'static [i64],
    /// The statuses in which a change affects existing subscriptions.
    pub reaches: &'static [i64],
    /// The target of references to the resource, such as `service_plan`, if several other resources can share the
    /// resource.
    pub shared_as: Option<&'static str>,
}
