//! Parses the explanation of a code. The explanation is in the Markdown file `codes/ID.md`, in the directory of the
//! module that declares the code.

/// The explanation of a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// What the code means.
    pub meaning: Vec<Block>,
    /// Why the problem matters.
    pub why: Vec<Block>,
    /// Examples of wrong lines and of right lines.
    pub example: Vec<Block>,
    /// How to fix the problem.
    pub remedy: Vec<Block>,
}

/// A block of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// Lines of a catalog file.
    Yaml(Example),
}

/// Lines of a catalog file that show a mistake or its correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Whether the lines are right; `false` if they show the mistake.
    pub is_right: bool,
    /// The path of the example file. `None` if the path does not matter.
    pub file: Option<String>,
    /// The lines, each with its line break.
    pub text: String,
}

impl Explanation {
    /// Parses the Markdown of an explanation. The Markdown has four headings, paragraphs of one line each, and blocks
    /// of YAML marked `wrong` or `right`. If a heading is missing, its field is empty. A test makes sure that no
    /// heading is missing.
    pub fn parse(text: &str) -> Self {
        let part = |heading: &str| {
            // With its line break, so that a heading is not found in the middle of a line.
            let (_, rest) = text.split_once(&format!("# {heading}\n")).unwrap_or_default();
            blocks(rest)
        };
        Self {
            meaning: part("What it means"),
            why: part("Why it matters"),
            example: part("Example"),
            remedy: part("How to fix it"),
        }
    }

    /// Returns the first block of right lines in the example, or of wrong lines if `is_right` is false. Returns `None`
    /// if there is no such block.
    pub fn lines(&self, is_right: bool) -> Option<&Example> {
        self.example.iter().find_map(|block| match block {
            Block::Yaml(example) if example.is_right == is_right => Some(example),
            _ => None,
        })
    }
}

/// Parses the blocks up to the next heading or the end of the Markdown.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        // The parts follow each other in one file, so the next heading ends this one.
        if line.starts_with("# ") {
            break;
        }
        if let Some(marks) = line.strip_prefix("```yaml ") {
            // `by_ref`, so that the outer loop continues after the block.
            let code: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(yaml(marks, &code));
        } else if !line.is_empty() {
            // A paragraph is one line in these files; it is wrapped when it is shown.
            blocks.push(Block::Text(line.to_owned()));
        }
    }
    blocks
}

fn yaml(marks: &str, lines: &[&str]) -> Block {
    // After the language: `wrong` or `right`, then perhaps the path of the file.
    let (role, file) = marks.split_once(' ').unwrap_or((marks, ""));
    let file = (!file.is_empty()).then(|| file.to_owned());
    Block::Yaml(Example { is_right: role == "right", file, text: lines.join("\n") + "\n" })
}
