//! `make bench`: Wares beside what it is held against, in one run, as one table.
//!
//! It runs the program that was built, and reads `schemas/` and the names of the billing tables. What all rules cost
//! cannot be seen from outside: [`rules`] alone calls Wares as a library.

mod arguments;
mod failure;
mod floor;
mod generate;
mod measure;
mod peers;
mod rules;
mod server;
mod table;
mod work;

use arguments::{Arguments, Inner};
use clap::Parser;
use failure::{During, Failure};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use work::Bench;

fn main() -> ExitCode {
    // Without this it was started by `cargo test --all-targets`, and nothing that is timed is a test.
    if !std::env::args_os().any(|argument| argument == "--bench") {
        return ExitCode::SUCCESS;
    }
    match run(&Arguments::parse()) {
        Ok(text) if std::io::stdout().write_all(text.as_bytes()).is_ok() => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(failure) => fail(&failure),
    }
}

#[expect(clippy::print_stderr, reason = "a failure is told there")]
fn fail(failure: &Failure) -> ExitCode {
    eprintln!("error: {failure}");
    ExitCode::FAILURE
}

fn run(arguments: &Arguments) -> Result<String, Failure> {
    match (&arguments.inner, &arguments.write) {
        (Some(Inner::Supervise { report, command }), _) => {
            measure::supervise(report, command).map(|()| String::new())
        }
        (Some(Inner::Floor { dir }), _) => {
            floor::floor(dir).map(|(files, documents)| format!("{files} {documents}\n"))
        }
        (Some(Inner::Rules { dir, runs }), _) => {
            let cost = rules::cost(dir, *runs)?;
            serde_json::to_string(&cost).during("writing what the rules cost")
        }
        (None, Some(dir)) => {
            let written = arguments.shape().write(dir).during("writing the catalog")?;
            Ok(format!("{} files, {} bytes\n", written.files, written.bytes))
        }
        (None, None) => measured(arguments),
    }
}

fn measured(arguments: &Arguments) -> Result<String, Failure> {
    // What is installed stays for the next run; everything else goes with this one.
    let below = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let load = load();
    let ajv = peers::Ajv::install(&below.join("bench-ajv"))?;
    let scratch = tempfile::Builder::new().prefix("bench-").tempdir_in(below).during("making a folder")?;
    let server = server::Server::start(&arguments.wares, scratch.path())?;
    let catalog = scratch.path().join("catalog");
    let written = arguments.shape().write(&catalog).during("writing the catalog")?;
    let bench = Bench { arguments, scratch: scratch.path().to_owned(), catalog, written, server, ajv };
    let sections = bench.run()?;
    Ok(format!("{}\n\n{}", heading(&bench, &load), table::render(&sections)))
}

/// What was measured on what.
fn heading(bench: &Bench<'_>, load: &str) -> String {
    let (shape, written) = (bench.arguments.shape(), bench.written);
    format!(
        "{} resources in {} files of {:.1} MB together (seed {}); medians of {} runs each, in turn; {} cores{load}, \
         PostgreSQL {} as it is installed, but for autovacuum.\n\
         CPU and memory are those of the programs, without the server's.",
        table::grouped(shape.resources),
        table::grouped(written.files),
        written.bytes as f64 / 1e6,
        shape.seed,
        bench.arguments.runs,
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
        bench.server.version,
    )
}

/// How busy the machine was before. Where the system does not say so, nothing is said.
fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().map(|load| format!(" (load {load} before)")).unwrap_or_default()
}
