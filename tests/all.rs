//! Wares from outside: the program as its user runs it, against a real private server.

mod support;

mod adopt;
mod agreement;
mod bad_database;
mod bad_input;
mod check;
mod cloud;
mod command_line;
mod concurrency;
mod describe;
mod environments;
mod example;
mod explain;
mod format;
mod generated;
mod identity;
mod import;
mod kinds;
mod laws;
mod limits;
mod list;
mod local;
mod named;
mod offer;
mod ovh;
mod random;
mod readme;
mod robust;
mod rules;
mod schemas;
mod script;
mod speed;
mod stories;
mod three_way;
mod workspace;
