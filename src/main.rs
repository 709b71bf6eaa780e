//! Arguments in, exit code out.

use mimalloc::MiMalloc;
use std::process::ExitCode;

/// Most of what a catalog is read into is small: the allocator of the C library takes much longer for that.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(wares::cli::run(std::env::args_os()))
}
