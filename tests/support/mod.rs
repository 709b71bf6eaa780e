//! Helpers of the tests. The most important one is [`Project`], a catalog with its own folder and database.

mod authority;
mod bouncer;
pub mod cases;
mod contract;
mod documents;
mod listening;
mod meanwhile;
mod memory;
mod plans;
mod project;
mod proxy;
mod psql;
mod pty;
mod real;
mod rules;
mod server;
mod session;
mod story;

pub use authority::{Authority, Says, Signed, self_signed};
pub use bouncer::Bouncer;
pub use documents::{GROUP, ITEM, PACKAGE, TABLES};
pub use listening::{Listening, bare_psql, free_port, text};
pub use meanwhile::all_at_once;
pub use memory::Memory;
pub use plans::{JPS, MOVING_JPS, defaults, metered, metered_external};
pub use project::{ARGUMENTS, MANIFEST, METERING, Project, Run};
pub use proxy::{After, Fate, Proxy, frame, startup};
pub use psql::psql;
pub use pty::OnTerminal;
pub use real::{beside, real};
pub use server::server;
pub use session::Session;
pub use story::{Stories, Story, without_effect};
