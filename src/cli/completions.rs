//! `wares completions`: prints completion scripts for shells, and answers the requests of these scripts.

use super::catalog_root::nearest;
use super::named_resource::quoted;
use super::{Disk, Exit, Output};
use crate::codes;
use crate::diagnostic::Code;
use crate::kinds::Kinds;
use crate::offer::is_priced;
use crate::workspace::{Loaded, load};
use clap::Args;
use clap_complete::Shell;
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

/// The environment variable that a completion script sets when it asks for completions.
const VARIABLE: &str = "WARES_COMPLETE";

/// The instructions for installing completions. They are printed if no shell is named.
const HOW: &str = "\
Completions cover commands, options and rules. In the folder of a catalog, they also cover its article numbers,
names and environments. To install them, run:

  bash        mkdir -p ~/.local/share/bash-completion/completions
              wares completions bash > ~/.local/share/bash-completion/completions/wares
  zsh         wares completions zsh > \"${fpath[1]}/_wares\"
  fish        wares completions fish > ~/.config/fish/completions/wares.fish
  elvish      wares completions elvish >> ~/.config/elvish/rc.elv
  powershell  wares completions powershell >> $PROFILE

They take effect in shells that you open afterwards.
";

/// Prints the completion script for a shell; without a shell, says how to install completions.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell to print the script for.
    shell: Option<Shell>,
}

impl Completions {
    pub fn run(&self, output: &mut Output) -> Exit {
        let Some(shell) = self.shell else {
            // Data, not a note: without a shell this text is what was asked for, and may be piped to a pager.
            output.data(HOW);
            return Exit::Done;
        };
        let mut script = Vec::new();
        let shells = Shells::builtins();
        let written = shells
            .completer(&shell.to_string())
            .map(|it| it.write_registration(VARIABLE, "wares", "wares", "wares", &mut script));
        // Both lists come from clap_complete; a shell that one of them lacked would print an empty script.
        debug_assert!(matches!(written, Some(Ok(()))), "every shell in one list is in the other");
        output.write_raw(&String::from_utf8_lossy(&script));
        Exit::Done
    }
}

/// If a completion script asks for completions, as in `wares -- wares des`, prints them and returns the exit code.
/// Otherwise returns `None`. The variable `WARES_COMPLETE` is not enough to recognize a script, since the user may have
/// exported it.
pub fn answered(
    kinds: &Arc<Kinds>,
    arguments: &[OsString],
    command: impl Fn() -> clap::Command,
) -> Option<Exit> {
    if std::env::var_os(VARIABLE).is_none() || arguments.get(1).is_none_or(|word| word != "--") {
        return None;
    }
    // A closure: `CompleteEnv` builds the command itself.
    let factory = || with_candidates(command(), kinds);
    let answer = CompleteEnv::with_factory(factory).var(VARIABLE).bin("wares");
    let here = std::env::current_dir().ok();
    // An error message would be printed into the line that the user is typing.
    match answer.try_complete(arguments.iter().cloned(), here.as_deref()) {
        Ok(is_answered) => is_answered.then_some(Exit::Done),
        Err(_) => Some(Exit::Usage),
    }
}

/// Adds completions to the command line: names from the catalog, kinds and rules.
fn with_candidates(command: clap::Command, kinds: &Arc<Kinds>) -> clap::Command {
    let from = |candidates: fn(&Arc<Kinds>) -> Vec<CompletionCandidate>| {
        // `Arc`: candidates are computed later, after this function has returned, and must be `'static`.
        let kinds = kinds.clone();
        ArgValueCandidates::new(move || candidates(&kinds))
    };
    let add = |arg: clap::Arg, command: &str| match (command, arg.get_id().as_str()) {
        (_, "env") => arg.add(from(environments)),
        // The kind may be left out, so the first word may be a name already.
        ("describe", "kind") => arg.add(from(kinds_and_names)),
        ("quote", "kind") => arg.add(from(sold_kinds_and_names)),
        ("describe" | "quote", "name") => arg.add(from(names)),
        ("check", "deny" | "warn" | "allow") => arg.add(from(rules)),
        ("explain", "name") => arg.add(from(topics)),
        _ => arg,
    };
    command.mut_args(|arg| add(arg, "")).mut_subcommands(|inner| {
        let name = inner.get_name().to_owned();
        inner.mut_args(|arg| add(arg, &name))
    })
}

/// Reads the catalog to which the incomplete command line refers. Returns `None` if there is no catalog.
fn catalog(kinds: &Arc<Kinds>) -> Option<Loaded> {
    // clap cannot parse a line that is not finished, so `--dir` is searched for by hand.
    let words: Vec<OsString> = std::env::args_os().collect();
    let separate = words.windows(2).find(|pair| pair[0] == "--dir").map(|pair| PathBuf::from(&pair[1]));
    let joined = || words.iter().find_map(|word| word.to_str()?.strip_prefix("--dir=").map(PathBuf::from));
    let variable = || std::env::var_os("WARES_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let dir = separate.or_else(joined).or_else(variable);
    // `nearest` and not `root`: an error message has no place in a completion.
    let root = dir.or_else(|| nearest(&std::env::current_dir().ok()?))?;
    // No environment: `--env` may be the very word that is being typed.
    Some(load(kinds, Arc::new(Disk::new(&root)), None))
}

fn environments(kinds: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let loaded = catalog(kinds);
    let manifest = loaded.as_ref().and_then(|loaded| loaded.catalog.as_ref()).map(|it| it.manifest());
    // A catalog with errors still completes: the readable parts of its manifest are enough.
    let names = manifest.into_iter().flat_map(|manifest| manifest.environments.keys());
    names.filter_map(|name| candidate(name.as_str(), None)).collect()
}

/// Returns the names of resources. If a kind was typed before, returns only the names of this kind.
fn names(kinds: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let typed = std::env::args_os()
        // Any earlier word that names a kind will do, since options may stand between the kind and the name.
        .find_map(|word| word.into_string().ok().filter(|word| kinds.find(word).is_some()));
    let loaded = catalog(kinds);
    let entries = loaded.as_ref().and_then(|loaded| loaded.catalog.as_ref()).map(|it| it.entries());
    let entries = entries.into_iter().flatten();
    let of_kind = entries.filter(|entry| typed.as_ref().is_none_or(|kind| entry.kind.name() == kind));
    of_kind.filter_map(|entry| candidate(entry.resource.name(), Some(entry.kind.name()))).collect()
}

fn kinds_and_names(kinds: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let kind_names = kinds.names().filter_map(|name| candidate(name, Some("a kind")));
    kind_names.chain(names(kinds)).collect()
}

fn sold_kinds_and_names(kinds: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let is_sold = |name: &&str| kinds.find(name).is_some_and(|kind| is_priced(&**kind));
    let kind_names = kinds.names().filter(is_sold).filter_map(|name| candidate(name, Some("a kind")));
    kind_names.chain(names(kinds)).collect()
}

fn rules(_: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let by_name = |code: Code| candidate(code.name(), Some(code.as_str()));
    codes::all()
        .into_iter()
        // Only rules have levels that can be set.
        .filter(|code| codes::fixed(code.as_str()).is_none())
        .filter_map(by_name)
        .collect()
}

fn topics(kinds: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let codes = codes::all().into_iter().filter_map(|code| candidate(code.as_str(), Some(code.name())));
    codes.chain(kinds.names().filter_map(|name| candidate(name, Some("a kind")))).collect()
}

/// Returns a completion. `None` if the word needs quotes, since shells insert it without them.
fn candidate(word: &str, help: Option<&str>) -> Option<CompletionCandidate> {
    let is_plain = quoted(word) == word && !word.is_empty();
    is_plain.then(|| CompletionCandidate::new(word).help(help.map(|help| help.to_owned().into())))
}
