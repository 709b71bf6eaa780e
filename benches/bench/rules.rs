//! What all rules cost, beside the reading of the files that they judge: both within one process.

use super::failure::Failure;
use super::measure::median;
use serde::{Deserialize, Serialize};
use std::hint::black_box;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use wares::cli::Disk;
use wares::kinds::Kinds;
use wares::rules::{self, CommandLineLevels, RuleContext};
use wares::source::{Files, Sources};

/// Medians, in seconds.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Cost {
    /// All rules that need no database.
    pub rules: f64,
    /// Reading the files, and parsing them into trees.
    pub parsing: f64,
}

/// Measures both as often as is asked for; one more time before them is not counted.
pub fn cost(dir: &Path, runs: usize) -> Result<Cost, Failure> {
    let disk = Disk::new(dir);
    let paths = disk.list().map_err(Failure::new)?;
    let loaded = wares::workspace::load(&Kinds::standard(), Arc::new(Disk::new(dir)), None);
    let catalog = loaded.catalog.as_ref().ok_or_else(|| Failure::new("there is no manifest"))?;
    let all = rules::all();
    let levels = CommandLineLevels::default();
    let check = || drop(black_box(rules::findings(&all, &RuleContext::new(catalog, None, &levels), None)));
    let parse = || std::mem::forget(black_box(Sources::load(&disk, &paths)));
    let (mut checking, mut parsing) = (Vec::new(), Vec::new());
    for _ in 0..=runs {
        checking.push(seconds(check));
        parsing.push(seconds(parse));
    }
    let counted = |times: Vec<f64>| median(times.into_iter().skip(1).collect());
    Ok(Cost { rules: counted(checking), parsing: counted(parsing) })
}

fn seconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}
