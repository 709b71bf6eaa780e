//! Tests products, service plans, tariffs and what they refer to: every field on the vendor's page can change on its
//! own, statuses change as the page says, and the database is imported back.

mod import;
mod life;
mod seed;
mod stories;
