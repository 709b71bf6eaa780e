//! Renders all codes with their explanations as one page of Markdown.

use crate::codes;
use crate::diagnostic::{Block, Code, Example};

/// The introduction of the page with all codes.
const BEGIN: &str = "\
# What Wares finds

`wares explain --format markdown` writes this page from the texts that `wares explain CODE` shows. The codes whose \
level is fixed come first, then the guards (\"What a plan must not do\"), then the rules. To change the level of a \
rule, use the `--deny`, `--warn` or `--allow` option of `wares check`, or `rules` in wares.yaml. To allow the findings \
of a rule in one place, write a comment in the file: `# wares:allow NAME reason`.
";

/// Returns the page with all codes.
pub fn codes_page() -> String {
    let mut page = BEGIN.to_owned();
    for subject in codes::subjects() {
        page += &format!("\n## {}\n", subject.title);
        page.extend(subject.codes.into_iter().map(code));
    }
    page
}

/// Returns the section about a code.
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

/// Returns a paragraph or an example of an explanation as Markdown.
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
