//! A private PostgreSQL server (`--local`), one for each catalog.
//!
//! The server uses the installed version of PostgreSQL. It listens only on a Unix socket, in a folder that only the
//! server's user may enter. A socket's path may have at most 107 bytes, so the socket is not inside the catalog's
//! folder.
//!
//! PostgreSQL refuses to run as root, and an unprivileged user cannot enter root's home folder. If Wares runs as root,
//! the data is therefore under `/var/lib/wares`, and the server runs as `postgres` or `nobody`.

mod data_folder;
mod owner;
mod programs;
mod server;
mod start;

pub use server::Server;
