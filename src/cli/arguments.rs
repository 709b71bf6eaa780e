//! Parses arguments and environment variables, and reports errors in them.

use super::command_hints::hint;
use super::command_line::{Cli, command};
use super::{Connection, Exit};
use crate::diagnostic::masked;
use crate::kinds::Kinds;
use crate::offer::OrderedPart;
use crate::report::guarded;
use clap::builder::Resettable;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Args, Command, FromArgMatches};
use std::ffi::{OsStr, OsString};
use std::io::Write;

/// Parses the arguments.
///
/// # Errors
/// The exit code, if the help or an error about the arguments was printed instead. There is nothing left to do then.
pub fn read(kinds: &Kinds, arguments: &[OsString]) -> Result<Cli, Exit> {
    let (command, empty) = without_empty(command(kinds));
    // A clone, since a failed parse needs the command again, to look for hints.
    let parsed = command.clone().try_get_matches_from(arguments);
    let read = parsed.and_then(|matches| {
        let cli = Cli::from_arg_matches(&matches)?;
        Ok((cli, empty.into_iter().find(|(id, _)| is_asked_for(&matches, id))))
    });
    match read {
        Ok((cli, None)) => Ok(cli),
        Ok((_, Some((_, variable)))) => {
            say(&format!(
                "error: the variable `{variable}` is set but empty\n  help: give it a value, or unset it\n"
            ));
            Err(Exit::Usage)
        }
        Err(error) => {
            answer(&error, arguments, &command);
            // Help and version end with 0 and go to stdout; clap reports them as errors, too.
            Err(if error.use_stderr() { Exit::Usage } else { Exit::Done })
        }
    }
}

/// Makes the command line ignore variables that are set but empty. Also returns these variables, each after the id of
/// its option.
///
/// clap would take the empty string as the value of the option. An empty variable is an error only if the command would
/// read it, and that is known only after parsing.
fn without_empty(command: Command) -> (Command, Vec<(String, String)>) {
    let mut empty = Vec::new();
    let command = map_args(command, &mut |arg: Arg| {
        let variable =
            arg.get_env().filter(|name| std::env::var_os(name).is_some_and(|value| value.is_empty()));
        let Some(variable) = variable.map(|name| name.to_string_lossy().into_owned()) else { return arg };
        empty.push((arg.get_id().to_string(), variable));
        // Reset rather than reported at once: the command that was given may not have this option at all.
        arg.env(Resettable::<clap::builder::OsStr>::Reset)
    });
    (command, empty)
}

/// Applies `change` to every argument of a command and of its subcommands.
fn map_args(command: Command, change: &mut dyn FnMut(Arg) -> Arg) -> Command {
    let mut command = command.mut_args(&mut *change);
    // Names first: `mut_subcommand` consumes the command, so it cannot be iterated over meanwhile.
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(name, |inner| map_args(inner, change));
    }
    command
}

/// Whether the command would read the variable of an option. It does if it has and needs the option, and the option was
/// not given.
fn is_asked_for(matches: &ArgMatches, id: &str) -> bool {
    match matches.subcommand() {
        Some((_, inner)) if is_known(inner, id) => is_asked_for(inner, id),
        // `wares db start` has a subcommand within a subcommand, and only the inner one has options.
        Some((_, inner)) if inner.subcommand().is_some_and(|(_, inner)| is_known(inner, id)) => {
            is_asked_for(inner, id)
        }
        _ => {
            // An option on the command line wins over its variable, so the empty variable is not read.
            let is_given = matches.value_source(id) == Some(ValueSource::CommandLine);
            is_known(matches, id) && !is_given && !is_unused_connection_option(matches, id)
        }
    }
}

/// Whether an option is about connecting to a database, but the command does not connect to one.
fn is_unused_connection_option(matches: &ArgMatches, id: &str) -> bool {
    // Only `check` has `online`; for every other command `try_get_one` gives an error, and it counts as online.
    let is_offline = matches!(matches.try_get_one("online"), Ok(Some(false)));
    // Derived from `Connection` itself, so that a new option of it cannot be forgotten here.
    let connection = Connection::augment_args(Command::new("connection"));
    is_offline && connection.get_arguments().any(|arg| arg.get_id() == id)
}

fn is_known(matches: &ArgMatches, id: &str) -> bool {
    // `contains_id` panics for an id that the command does not declare; this form returns an error.
    matches.try_contains_id(id).is_ok()
}

/// Prints the help, or an error about the arguments. Arguments may contain control characters or a password, so the
/// error is filtered before it is printed.
fn answer(error: &clap::Error, arguments: &[OsString], command: &Command) {
    if !error.use_stderr() {
        // The help and the version repeat no argument.
        let _ = error.print();
        return;
    }
    // `misplaced` first: it knows about orders, while `hint` would see only an unknown word.
    let own_message = misplaced(error, arguments).or_else(|| hint(error, arguments, command));
    let is_from_clap = own_message.is_none();
    let text = own_message.unwrap_or_else(|| error.render().to_string());
    let shown = guarded(&without_secrets(&text, arguments), false).into_owned();
    if is_from_clap && shown == text {
        // Printed by clap if nothing had to be hidden, since clap colors it.
        let _ = error.print();
    } else {
        say(&shown);
    }
}

/// Replaces secrets in the text with `…`: every argument that may contain a password, and every such value of a
/// variable.
fn without_secrets(text: &str, arguments: &[OsString]) -> String {
    // Only variables of Wares are options; masking every variable (`HOME`, `PATH`) would garble the message.
    let is_own = |name: &OsStr| name.to_string_lossy().starts_with("WARES_") && !is_open_variable(name);
    // clap takes values from variables too, and quotes them in its messages.
    let variables = std::env::vars_os().filter(|(name, value)| {
        is_own(name) || is_open_variable(name) && is_like_url(&value.to_string_lossy())
    });
    let values = variables.map(|(_, value)| value);
    let harmless = parts_of_order(arguments);
    // Without the first argument: it is the path of the program, which is no secret and occurs in the usage line.
    let repeatable: Vec<OsString> = arguments.iter().skip(1).cloned().chain(values).collect();
    let is_secret = |text: &String| match harmless.contains(text) {
        true => is_like_url(text),
        false => may_be_secret(text),
    };
    let mut secrets: Vec<String> = repeatable.iter().flat_map(|it| parts(it)).filter(is_secret).collect();
    // The longest first: a shorter secret may be a part of it, and would leave the rest of it readable.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    let hidden = secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "…"));
    // A URL may also occur in the text without being an argument as a whole, so its password is masked as well.
    masked(&hidden).into_owned()
}

/// Returns an argument, followed by its value if it is written as `--name=value`.
fn parts(argument: &OsStr) -> Vec<String> {
    let text = argument.to_string_lossy().into_owned();
    let value =
        text.split_once('=').filter(|(name, _)| name.starts_with('-')).map(|(_, value)| value.to_owned());
    [Some(text), value].into_iter().flatten().collect()
}

/// Whether a string may be a secret, because it does not look like a word, a number, a path or the name of an option.
/// Strings of one or two characters never count as secrets: hiding each occurrence of them would make the message
/// unreadable.
fn may_be_secret(text: &str) -> bool {
    let is_ordinary = |text: &str| text.chars().all(|c| c.is_alphanumeric() || "-_./,+".contains(c));
    let lower = text.to_lowercase();
    let is_option = text
        .split_once('=')
        .is_some_and(|(name, value)| name.starts_with("--") && is_ordinary(name) && is_ordinary(value));
    let is_plain = is_ordinary(text) || is_option;
    text.chars().nth(2).is_some()
        && (names_password(&lower) || !is_plain)
        // The name of the option stays readable. Its value is checked as a part of its own.
        && !lower.starts_with("--database-url")
}

/// Whether a string may be part of a connection string.
fn is_like_url(text: &str) -> bool {
    // URLs write special characters of a password with `%`.
    text.contains(['@', '%']) || text.contains("//") || names_password(&text.to_lowercase())
}

fn names_password(lower: &str) -> bool {
    ["password", "passwd", "pwd", "postgres"].iter().any(|word| lower.contains(word))
}

/// Whether a variable belongs to an option of `quote` whose values are shown, unless they may be part of a URL.
fn is_open_variable(name: &OsStr) -> bool {
    ["WARES_PERIOD", "WARES_CURRENCY"].iter().any(|open| name == *open)
}

/// Returns the arguments of `quote` that describe the order, such as `disk=` or `1 Month`. They contain characters that
/// words and paths do not have, and so would look like secrets. They are not secrets, because `quote` takes no
/// connection string.
fn parts_of_order(arguments: &[OsString]) -> Vec<String> {
    let words = of_quote(arguments);
    let is_value = |before: &str| !before.starts_with('-') || ORDER.contains(&before) || before.contains('=');
    let values = words.windows(2).filter(|pair| is_value(&pair[0])).map(|pair| pair[1].clone());
    let values: Vec<String> = values.filter(|word| !word.starts_with('-')).collect();
    let joined = words.iter().filter_map(|word| {
        let (option, value) = word.split_once('=')?;
        ORDER.contains(&option).then(|| [word.clone(), value.to_owned()])
    });
    joined.flatten().chain(values).collect()
}

/// The options of `quote` that describe the order.
const ORDER: &[&str] = &["--with", "--quantity", "--period", "--currency"];

/// Returns the arguments from `quote` on. Empty if the command is not `quote`.
fn of_quote(arguments: &[OsString]) -> Vec<String> {
    let words: Vec<String> = arguments.iter().skip(1).map(|it| it.to_string_lossy().into_owned()).collect();
    let takes_value = |word: &str| ["--dir", "--env", "--color"].contains(&word);
    let is_command = |at: usize| !words[at].starts_with('-') && (at == 0 || !takes_value(&words[at - 1]));
    let command = (0..words.len()).find(|at| is_command(*at)).filter(|at| words[*at] == "quote");
    command.map_or(Vec::new(), |at| words[at..].to_vec())
}

/// The message for what is ordered with an article, but written without `--with`: `wares quote VPS-S disk=30`. `None`
/// for all other errors.
fn misplaced(error: &clap::Error, arguments: &[OsString]) -> Option<String> {
    let argument = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => argument.as_str(),
        _ => return None,
    };
    // With two words, clap takes the first for the kind and complains about that.
    if argument != "[KIND]" && (error.kind() != ErrorKind::UnknownArgument || argument.starts_with('-')) {
        return None;
    }
    let words = of_quote(arguments);
    let is_bare = |pair: &&[String]| !pair[0].starts_with('-') || pair[0].contains('=');
    let bare = words.windows(2).filter(is_bare).map(|pair| &pair[1]);
    let wants: Vec<&String> = bare
        .filter(|word| word.contains('=') && !word.starts_with('-') && word.parse::<OrderedPart>().is_ok())
        .collect();
    let names: Vec<String> = wants.iter().map(|want| format!("`{want}`")).collect();
    let calls: Vec<String> = wants.iter().map(|want| format!("--with {want}")).collect();
    (!wants.is_empty()).then(|| {
        let (names, calls) = (names.join(" and "), calls.join(" "));
        format!("error: expected an article, found {names}\n  help: write `{calls}`\n")
    })
}

fn say(text: &str) {
    // If stderr cannot be written, there is nowhere to report that.
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
