//! The program `wares`: passes its arguments to [`wares::cli::run`] and exits with the code that this function returns.

use mimalloc::MiMalloc;
use std::process::ExitCode;

// A catalog becomes many small values, for which the allocator of the C library takes noticeably longer.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(wares::cli::run(std::env::args_os()))
}
