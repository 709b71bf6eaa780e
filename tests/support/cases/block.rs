//! The fenced blocks of a file of cases: how they are parsed, and how they become files.

use super::{Case, bytes};
use crate::support::Project;
use std::ops::Range;

/// A fenced block.
#[derive(Clone)]
pub struct Block {
    /// The word after the fence.
    pub language: String,
    /// The file that the block contains or changes, if a line before the block names it.
    path: Option<String>,
    /// The text between the fences, unchanged.
    pub text: String,
    /// The lines of the file between the fences, counted from zero.
    pub lines: Range<usize>,
}

/// The cases of a file, each with the blocks that come before the first one.
pub fn parse(text: &str) -> Vec<Case> {
    let mut cases = vec![Case::default()];
    let mut path = None;
    let mut lines = text.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(cases[0].next(name));
        }
        let case = cases.last_mut().expect("the blocks before the first heading");
        if let Some(language) = line.strip_prefix("```") {
            let inside: Vec<&str> =
                lines.by_ref().map(|(_, line)| line).take_while(|it| *it != "```").collect();
            case.blocks.push(Block::new(language, path.take(), &inside, at + 1));
        } else if let Some((_, folder)) = line.split_once("](../files/") {
            case.folder = folder.split(')').next().map(str::to_owned);
        }
        path = line.strip_prefix('`').and_then(|line| line.strip_suffix("`:")).map(str::to_owned).or(path);
    }
    cases.split_off(1)
}

impl Case {
    /// A new case with the folder and the blocks of this one.
    fn next(&self, name: &str) -> Self {
        Self { name: name.to_owned(), folder: self.folder.clone(), blocks: self.blocks.clone() }
    }
}

impl Block {
    fn new(language: &str, path: Option<String>, lines: &[&str], start: usize) -> Self {
        let text = lines.iter().map(|line| format!("{line}\n")).collect();
        Self { language: language.to_owned(), path, text, lines: start..start + lines.len() }
    }

    /// Writes the file that the block contains, or changes the file that a `diff` block is about.
    pub fn write(&self, project: &Project, case: &str) {
        let path = self.path.as_deref().unwrap_or("a.yaml");
        match self.language.as_str() {
            "console" | "sql" | "sh" => {}
            "diff" => project.write(path, &self.changed(&project.read(path), case)),
            _ => match String::from_utf8(bytes(&self.text)) {
                Ok(text) => project.write(path, &text),
                Err(other) => std::fs::write(project.path(path), other.as_bytes()).expect("a file"),
            },
        }
    }

    /// A text in which the lines with `-` or a space are replaced by those with `+` or a space.
    fn changed(&self, text: &str, case: &str) -> String {
        let [old, new] = ['-', '+'].map(|mark| {
            let lines = self.text.split_inclusive('\n').filter(|line| line.starts_with([' ', mark]));
            let lines: String = lines.map(|line| &line[1..]).collect();
            String::from_utf8(bytes(&lines)).expect("a `diff` block is UTF-8")
        });
        let (text, old) = (format!("\n{text}"), format!("\n{old}"));
        assert_eq!(
            text.matches(&old).count(),
            1,
            "`{case}` changes these lines, which must appear once:\n{old}\nin:\n{text}"
        );
        text.replacen(&old, &format!("\n{new}"), 1)[1..].to_owned()
    }
}
