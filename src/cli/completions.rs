//! `wares completions`: what a shell completes.

use super::catalog_root::nearest;
use super::named_resource::quoted;
use super::{Disk, Exit, Output, command};
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

/// The variable by which a shell asks for completions.
const VARIABLE: &str = "WARES_COMPLETE";

/// How completions are installed, where no shell is named.
const HOW: &str = "\
Commands and options are completed, and in the folder of a catalog its article numbers and names, its
environments, and the rules. These commands install them:

  bash        mkdir -p ~/.local/share/bash-completion/completions
              wares completions bash > ~/.local/share/bash-completion/completions/wares
  zsh         wares completions zsh > \"${fpath[1]}/_wares\"
  fish        wares completions fish > ~/.config/fish/completions/wares.fish
  elvish      wares completions elvish >> ~/.config/elvish/rc.elv
  powershell  wares completions powershell >> $PROFILE

They take effect in shells that you open afterwards.
";

/// Prints the completions of a shell; without one, lists the shells and how to install them.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell.
    shell: Option<Shell>,
}

impl Completions {
    pub fn run(&self, output: &mut Output) -> Exit {
        let Some(shell) = self.shell else {
            output.data(HOW);
            return Exit::Done;
        };
        let mut script = Vec::new();
        let shells = Shells::builtins();
        let written = shells
            .completer(&shell.to_string())
            .map(|it| it.write_registration(VARIABLE, "wares", "wares", "wares", &mut script));
        debug_assert!(matches!(written, Some(Ok(()))), "every shell of the one list is in the other");
        output.exact(&String::from_utf8_lossy(&script));
        Exit::Done
    }
}

/// Answers a shell that asks for completions, in the form that the scripts have: `wares -- wares des`. The exit code, where
/// one asked; the variable alone, which somebody may have set, stops no command.
pub fn answered(kinds: &Arc<Kinds>, arguments: &[OsString]) -> Option<Exit> {
    if std::env::var_os(VARIABLE).is_none() || arguments.get(1).is_none_or(|word| word != "--") {
        return None;
    }
    let factory = || with_candidates(command(kinds), kinds);
    let answer = CompleteEnv::with_factory(factory).var(VARIABLE).bin("wares");
    let here = std::env::current_dir().ok();
    // What is wrong with the question is of no use to a person who pressed a key.
    match answer.try_complete(arguments.iter().cloned(), here.as_deref()) {
        Ok(is_answered) => is_answered.then_some(Exit::Done),
        Err(_) => Some(Exit::Usage),
    }
}

/// The command line with what only the catalog and the rules can tell.
fn with_candidates(command: clap::Command, kinds: &Arc<Kinds>) -> clap::Command {
    let from = |candidates: fn(&Arc<Kinds>) -> Vec<CompletionCandidate>| {
        let kinds = kinds.clone();
        ArgValueCandidates::new(move || candidates(&kinds))
    };
    let add = |arg: clap::Arg, command: &str| match (command, arg.get_id().as_str()) {
        (_, "env") => arg.add(from(environments)),
        // The first of two words may be the name already.
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

/// The catalog that the words typed so far mean, as far as it can be read.
fn catalog(kinds: &Arc<Kinds>) -> Option<Loaded> {
    let words: Vec<OsString> = std::env::args_os().collect();
    let apart = words.windows(2).find(|pair| pair[0] == "--dir").map(|pair| PathBuf::from(&pair[1]));
    let joined = || words.iter().find_map(|word| word.to_str()?.strip_prefix("--dir=").map(PathBuf::from));
    let variable = || std::env::var_os("WARES_DIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
    let dir = apart.or_else(joined).or_else(variable);
    let root = dir.or_else(|| nearest(&std::env::current_dir().ok()?))?;
    Some(load(kinds, Arc::new(Disk::new(&root)), None))
}

fn environments(kinds: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let loaded = catalog(kinds);
    let manifest = loaded.as_ref().and_then(|loaded| loaded.catalog.as_ref()).map(|it| it.manifest());
    let names = manifest.into_iter().flat_map(|manifest| manifest.environments.keys());
    names.filter_map(|name| candidate(name.as_str(), None)).collect()
}

/// The names of resources; only those of a kind that was typed before.
fn names(kinds: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let typed = std::env::args_os()
        .find_map(|word| word.into_string().ok().filter(|word| kinds.find(word).is_some()));
    let loaded = catalog(kinds);
    let entries = loaded.as_ref().and_then(|loaded| loaded.catalog.as_ref()).map(|it| it.entries());
    let entries = entries.into_iter().flatten();
    let meant = entries.filter(|entry| typed.as_ref().is_none_or(|kind| entry.kind.name() == kind));
    meant.filter_map(|entry| candidate(entry.resource.name(), Some(entry.kind.name()))).collect()
}

fn kinds_and_names(kinds: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let own = kinds.names().filter_map(|name| candidate(name, Some("a kind")));
    own.chain(names(kinds)).collect()
}

fn sold_kinds_and_names(kinds: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let is_sold = |name: &&str| kinds.find(name).is_some_and(|kind| is_priced(&**kind));
    let own = kinds.names().filter(is_sold).filter_map(|name| candidate(name, Some("a kind")));
    own.chain(names(kinds)).collect()
}

fn rules(_: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let by_name = |code: Code| candidate(code.name(), Some(code.as_str()));
    codes::all()
        .into_iter()
        .filter(|code| codes::fixed(code.as_str()).is_none())
        .filter_map(by_name)
        .collect()
}

fn topics(kinds: &Arc<Kinds>) -> Vec<CompletionCandidate> {
    let codes = codes::all().into_iter().filter_map(|code| candidate(code.as_str(), Some(code.name())));
    codes.chain(kinds.names().filter_map(|name| candidate(name, Some("a kind")))).collect()
}

/// A word that a shell may put on the command line as it is.
fn candidate(word: &str, help: Option<&str>) -> Option<CompletionCandidate> {
    let is_plain = quoted(word) == word && !word.is_empty();
    is_plain.then(|| CompletionCandidate::new(word).help(help.map(|help| help.to_owned().into())))
}
