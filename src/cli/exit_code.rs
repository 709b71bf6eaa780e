//! The exit codes and their meanings.

/// The exit code of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// The command did what it was asked to do.
    Done = 0,
    /// There are errors among the findings, a prompt was declined, or generated files are stale.
    Findings = 1,
    /// The plan has changes, and `--detailed-exitcode` asked for this code.
    Changes = 2,
    /// The plan is stale: the database changed since the plan read it.
    Stale = 3,
    /// A guard, a protection or `--fail-on` refused the plan.
    Refused = 4,
    /// The database failed, or its state prevents planning or applying.
    Database = 5,
    /// The command line was wrong.
    // 64 is `EX_USAGE` of sysexits; 2, which clap uses for it, means changes here.
    Usage = 64,
}

impl Exit {
    /// Each exit code with its meaning, in ascending order.
    pub const MEANINGS: [(Self, &str); 7] = [
        (Self::Done, "done"),
        (Self::Findings, "there are errors, a prompt was declined, or files are stale or not formatted"),
        (Self::Changes, "there are changes (`plan --detailed-exitcode`)"),
        (Self::Stale, "the database changed between plan and apply; nothing was written"),
        (Self::Refused, "refused by a guard or `--fail-on`, or because something is protected or in use"),
        (
            Self::Database,
            "the database failed, its state prevents planning or applying, or no database is specified",
        ),
        (Self::Usage, "the command line is wrong"),
    ];
}

/// Returns the meaning of every exit code in one sentence, for the help and the manual page.
pub fn exit_codes() -> String {
    let meanings = Exit::MEANINGS.iter().map(|(exit, meaning)| format!("{} {meaning}", *exit as u8));
    format!("Exit codes: {}.", meanings.collect::<Vec<_>>().join("; "))
}

#[cfg(test)]
mod tests {
    use super::Exit;
    use crate::report::output_schema;

    #[test]
    fn schema_of_the_output_lists_exactly_the_exit_codes() {
        let codes: Vec<u8> = Exit::MEANINGS.iter().map(|(exit, _)| *exit as u8).collect();
        let schema = output_schema();
        let definitions = schema["$defs"].as_object().expect("the definitions");
        let commands: Vec<_> =
            definitions.iter().filter(|(name, _)| name.starts_with("output_of_")).collect();
        assert!(!commands.is_empty());
        for (name, command) in commands {
            assert_eq!(command["properties"]["exit_code"]["enum"], serde_json::json!(codes), "{name}");
        }
    }
}
