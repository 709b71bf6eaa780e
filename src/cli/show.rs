//! `wares show`: prints a saved plan in the same way as `wares plan`.

use super::plan::Format;
use super::{Exit, Global, Output, plan_file};
use crate::plan::saved::{Origin, Saved};
use crate::plan::script;
use crate::report::{Detail, plan_json, plan_text};
use crate::source::Sources;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Shows a saved plan as it was printed when it was made. Needs neither the files nor the database.
#[derive(Debug, Args)]
pub struct Show {
    /// The file that `wares plan --out` wrote.
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    /// Prints one line for each resource instead of everything that changes in it.
    #[arg(long)]
    summary: bool,
    /// How the plan is printed.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Show {
    pub fn run(&self, global: &Global, output: &mut Output) -> Exit {
        match plan_file::open(&self.plan, &global.kinds) {
            Ok(saved) => self.print(&saved, output),
            Err(error) => output.fail("show", self.format == Format::Json, &error, &Sources::default()),
        }
    }

    fn print(&self, saved: &Saved, output: &Output) -> Exit {
        let Saved { plan, places, origin, .. } = saved;
        match self.format {
            Format::Text => {
                // On stderr, so that stdout is what `wares plan` printed.
                output.tell(&origin_words(origin));
                let detail = if self.summary { Detail::Summary } else { Detail::Full };
                output.data(&plan_text(plan, places, output.style(), detail));
            }
            Format::Sql => output.write_raw(&script(plan)),
            Format::Checksum => output.write_raw(&format!("{}\n", saved.checksum)),
            // JSON has no line on stderr: the object itself contains the origin.
            Format::Json => return self.json(saved, output),
        }
        Exit::Done
    }
}

impl Show {
    fn json(&self, saved: &Saved, output: &Output) -> Exit {
        let Saved { plan, places, origin, checksum } = saved;
        // `places` instead of sources, since the files may have changed since the plan was made.
        let mut data = plan_json(plan, places);
        data["saved"] = json!({ "path": self.plan.to_string_lossy(), "checksum": checksum });
        output.json("show", Exit::Done, vec![("plan", data), ("origin", json!(origin))])
    }
}

/// Says in a sentence when a plan was made, by which version of Wares, and from which commit.
pub fn origin_words(origin: &Origin) -> String {
    let source = origin.source.as_ref().map(|source| {
        let dirty = if source.dirty { " with uncommitted changes" } else { "" };
        format!(", from commit {}{dirty}", source.commit)
    });
    format!("Planned on {} by Wares {}{}.", origin.created, origin.tool_version, source.unwrap_or_default())
}
