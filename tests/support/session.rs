//! Runs the examples of a document from top to bottom, as a reader would who types them.

use super::pty::OnTerminal;
use regex::Regex;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// The start of the question that an example answers with `yes`.
const QUESTION: &str = "Only `yes`";

/// A block of a document.
struct Block {
    /// The word after the fence, such as `yaml` or `console`.
    language: String,
    text: String,
    line: usize,
}

/// A reader's session in the folder `acme`, which is empty at first.
pub struct Session {
    dir: TempDir,
    document: String,
    /// What the last command printed.
    last: String,
    /// The commands that did not print what the document shows, as messages.
    differences: Vec<String>,
}

impl Session {
    /// Runs the examples of a document, and asserts that they do what it says.
    pub fn run(document: &str) {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(dir.path().join("acme")).expect("a folder");
        let mut session =
            Self { dir, document: document.to_owned(), last: String::new(), differences: Vec::new() };
        let blocks = blocks(&session.text());
        assert!(!blocks.is_empty(), "{document} should have examples");
        for block in &blocks {
            session.block(block);
        }
        assert!(session.differences.is_empty(), "{}", session.differences.join("\n"));
    }

    fn text(&self) -> String {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&self.document);
        std::fs::read_to_string(path).expect("the document")
    }

    fn folder(&self) -> PathBuf {
        self.dir.path().join("acme")
    }

    fn block(&mut self, block: &Block) {
        let first = block.text.lines().next().unwrap_or_default();
        let path = first.strip_prefix("# ").filter(|path| is_path(path));
        match (block.language.as_str(), path) {
            ("yaml", Some(path)) => self.write(path, &block.text),
            ("yaml", None) => self.fragment(block),
            ("diff", Some(path)) => self.patch(path, block),
            ("console", _) => self.console(block),
            ("sh", _) => drop(self.shell(&block.text, block, None)),
            ("sql", _) => self.sql(block),
            ("mermaid", _) => assert_eq!(self.last, block.text, "{}", self.at(block)),
            ("json" | "text", _) => {}
            (other, _) => panic!("{}: no example is written in `{other}`", self.at(block)),
        }
    }

    fn at(&self, block: &Block) -> String {
        format!("{}:{}", self.document, block.line)
    }

    /// Writes a file, or adds to one.
    fn write(&self, path: &str, text: &str) {
        let (path, text) = match path.strip_suffix(", added at the end") {
            Some(path) => {
                let old = std::fs::read_to_string(self.folder().join(path)).expect(path);
                let (_, added) = text.split_once('\n').expect("a document");
                (path, format!("{old}---\n{added}"))
            }
            None => (path, text.to_owned()),
        };
        let path = self.folder().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// Asserts that the lines appear in a file of the session or of the examples.
    fn fragment(&self, block: &Block) {
        let files = yaml_files(&self.folder())
            .into_iter()
            .chain(yaml_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("examples")));
        let pattern = pattern(&block.text);
        let is_there = files
            .into_iter()
            .any(|path| std::fs::read_to_string(path).is_ok_and(|text| pattern.is_match(&text)));
        assert!(is_there, "{}: no file has these lines\n{}", self.at(block), block.text);
    }

    /// Replaces the lines that begin with `-` by those that begin with `+`.
    fn patch(&self, path: &str, block: &Block) {
        let lines = || block.text.lines().skip(1).filter(|line| !line.starts_with("@@"));
        let side = |sign: char| -> String {
            let line = |line: &str| match line.chars().next() {
                Some(mark) if mark == sign || mark == ' ' => Some(format!("{}\n", &line[1..])),
                None => Some("\n".to_owned()),
                _ => None,
            };
            lines().filter_map(line).collect()
        };
        let path = self.folder().join(path);
        let text = std::fs::read_to_string(&path).expect("the file");
        let (old, new) = (side('-'), side('+'));
        assert_eq!(
            text.matches(&old).count(),
            1,
            "{}: the lines must appear exactly once in\n{text}",
            self.at(block)
        );
        std::fs::write(path, text.replacen(&old, &new, 1)).expect("a file");
    }

    /// Runs the commands of a block, and records those that do not print what is shown below them.
    fn console(&mut self, block: &Block) {
        for part in split(&block.text) {
            let (command, shown) = part;
            let asked = shown.contains(QUESTION).then_some("yes\n");
            let printed = self.shell(&command, block, asked);
            let is_shown = pattern(&format!("^{shown}")).is_match(&printed)
                && complete_pattern(&shown).is_match(&printed);
            if !is_shown {
                let at = self.at(block);
                self.differences
                    .push(format!("{at}: `{command}` should print\n{shown}\nbut prints\n{printed}"));
            }
            self.last = printed;
        }
    }

    /// Runs lines of bash in the folder and with the environment that the last ones left. Returns their output on both
    /// streams.
    fn shell(&self, script: &str, block: &Block, typed: Option<&str>) -> String {
        let state = self.dir.path().join("state");
        let state = state.display();
        let is_console = block.language == "console";
        let begin = format!("cd '{}'; [ -f '{state}' ] && . '{state}'", self.folder().display());
        let save = format!("code=$?; {{ export -p; echo \"cd '$PWD'\"; }} > '{state}'; exit $code");
        let strict = if is_console { "" } else { "set -eu\n" };
        let trap = format!("trap '{}' EXIT", save.replace('\'', "'\\''"));
        let mut command = self.bash(&format!("{begin}\n{trap}\n{strict}{script}\n"));
        let (printed, status) = match typed {
            Some(text) => {
                let mut terminal = OnTerminal::start(command);
                terminal.waits_for(QUESTION);
                terminal.types(text);
                terminal.end()
            }
            None => {
                let output = command.output().expect("bash runs");
                (String::from_utf8(output.stdout).expect("UTF-8"), output.status)
            }
        };
        assert!(is_console || status.success(), "{}: {script}\n{printed}", self.at(block));
        printed
    }

    fn bash(&self, script: &str) -> Command {
        let wares = Path::new(env!("CARGO_BIN_EXE_wares")).parent().expect("a folder");
        let programs = wares::db::Server::programs().expect("PostgreSQL");
        let path = std::env::var("PATH").expect("a path");
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-c", &format!("exec 2>&1\n{script}")]);
        command.env_clear().env("PATH", format!("{}:{path}:{}", wares.display(), programs.display()));
        command
            .env("NO_COLOR", "1")
            .env("TERM", "dumb")
            .env("HOME", self.dir.path())
            .env("LC_ALL", "C.UTF-8");
        command.stdin(Stdio::null()).stderr(Stdio::inherit());
        command
    }

    /// Runs SQL on the private database.
    fn sql(&self, block: &Block) {
        let file = self.dir.path().join("block.sql");
        std::fs::write(&file, &block.text).expect("a file");
        let url = "$(wares db start)";
        let script =
            format!("cd acme; psql -X -q -v ON_ERROR_STOP=1 -f '{}' \"{url}\" > /dev/null", file.display());
        let output = self.bash(&script).current_dir(self.dir.path()).output().expect("bash runs");
        let output_text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{}: {output_text}", self.at(block));
    }
}

impl Drop for Session {
    /// Removes the private servers of every catalog that the reader made.
    fn drop(&mut self) {
        for manifest in yaml_files(self.dir.path()).into_iter().filter(|path| path.ends_with("wares.yaml")) {
            let folder = manifest.parent().expect("a folder").display();
            let _ = self.bash(&format!("wares db destroy --auto-approve --dir '{folder}'")).output();
        }
    }
}

/// Whether the first line of an example names a file.
fn is_path(text: &str) -> bool {
    let path = text.strip_suffix(", added at the end").unwrap_or(text);
    !path.contains(' ') && (path.ends_with(".yaml") || path.ends_with(".yml"))
}

/// The blocks of a document.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        let fence = line.trim_start().strip_prefix("```");
        match (&mut open, fence) {
            (None, Some(language)) => {
                open = Some(Block { language: language.to_owned(), text: String::new(), line: number + 1 });
            }
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.text += &format!("{line}\n"),
            (None, None) => {}
        }
    }
    blocks
}

/// The commands of a `console` block, each with the output that is shown below it.
fn split(text: &str) -> Vec<(String, String)> {
    let mut parts: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix("$ "), parts.last_mut()) {
            (Some(command), _) => parts.push((command.to_owned(), String::new())),
            (None, Some((command, shown))) if shown.is_empty() && command.ends_with('\\') => {
                *command = format!("{command}\n{}", line.strip_prefix("> ").unwrap_or(line));
            }
            (None, Some((_, shown))) => *shown += &format!("{line}\n"),
            (None, None) => panic!("a console block begins with a command:\n{text}"),
        }
    }
    parts
}

/// A pattern for shown output: a line `…` matches any lines, and `…` within a line matches any text.
fn pattern(shown: &str) -> Regex {
    let (begin, shown) = shown.strip_prefix('^').map_or(("(?m)^", shown), |rest| (r"\A", rest));
    let line = |line: &str| match line.trim() {
        "…" => "(?:.*\n)*?".to_owned(),
        _ => line.split('…').map(regex::escape).collect::<Vec<_>>().join(".*") + "\n",
    };
    let lines: String = shown.lines().map(line).collect();
    Regex::new(&format!("{begin}{lines}")).expect("a pattern")
}

/// The same pattern, but it matches only the complete output.
fn complete_pattern(shown: &str) -> Regex {
    let pattern = pattern(&format!("^{shown}"));
    Regex::new(&format!(r"{}\z", pattern.as_str())).expect("a pattern")
}

/// The YAML files below a folder.
fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.is_dir() {
            true => files.extend(yaml_files(&path)),
            false if path.extension().is_some_and(|end| end == "yaml" || end == "yml") => files.push(path),
            false => {}
        }
    }
    files
}
