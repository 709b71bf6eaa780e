//! Products, service plans, tariffs and what they refer to: every field of the vendor's page changes alone, statuses move as
//! the page says, and the database comes back as files.

mod import;
mod life;
mod seed;
mod stories;
