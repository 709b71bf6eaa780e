//! All codes with their explanations, as a page of Markdown.

use crate::codes;
use crate::diagnostic::{Block, Code, Example};

/// What stands above all of them.
const BEGIN: &str = "\
# What Wares finds

This page is written by `wares explain --format markdown`, from the texts that `wares explain CODE` shows. The rules \
come after what is always an error, and after what plans must not do. What is made of a rule's findings can be set: by \
`--deny`, `--warn` and `--allow` of `wares check`, by a comment in a file, `# wares:allow NAME reason`, and by `rules` \
in wares.yaml.
";

/// The page.
pub fn book() -> String {
    let mut page = BEGIN.to_owned();
    for subject in codes::subjects() {
        page += &format!("\n## {}\n", subject.title);
        page.extend(subject.codes.into_iter().map(code));
    }
    page
}

fn code(code: Code) -> String {
    let explanation = code.explanation();
    let title = format!("\n### {code} {} ({})\n\n{}\n", code.name(), code.severity(), code.meaning());
    let parts = [
        ("What it means", &explanation.meaning),
        ("Why it matters", &explanation.why),
        ("Example", &explanation.example),
        ("How to fix it", &explanation.remedy),
    ];
    let part = |(heading, blocks): (&str, &Vec<Block>)| {
        let blocks: String = blocks.iter().map(block).collect();
        format!("\n**{heading}**\n{blocks}")
    };
    title + &parts.map(part).concat()
}

fn block(block: &Block) -> String {
    match block {
        Block::Text(text) => format!("\n{text}\n"),
        Block::Yaml(Example { is_right, file, text }) => {
            let word = if *is_right { "Right" } else { "Wrong" };
            let file = file.as_ref().map_or_else(String::new, |file| format!(", in {file}"));
            format!("\n{word}{file}:\n\n```yaml\n{text}```\n")
        }
    }
}
