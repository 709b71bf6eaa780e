//! What a code means at length: `explain/` has one file for each, in four parts.

/// The explanation of a code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// What it means.
    pub meaning: Vec<Block>,
    /// Why it matters.
    pub why: Vec<Block>,
    /// A case of it, wrong and right.
    pub example: Vec<Block>,
    /// How to fix it.
    pub remedy: Vec<Block>,
}

/// A piece of an explanation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// Lines of a catalog file.
    Yaml(Example),
}

/// Lines of a catalog file, as they should not or should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// Whether they are right.
    pub is_right: bool,
    /// The file, when it is a certain one.
    pub file: Option<String>,
    /// The lines.
    pub text: String,
}

impl Explanation {
    /// Reads an explanation's file: a heading for each part, paragraphs, and blocks of YAML marked `wrong` or
    /// `right`. A part whose heading is missing is empty, which a test excludes.
    pub fn parse(text: &str) -> Self {
        let part = |heading: &str| {
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

    /// The lines that are wrong or right in the example.
    pub fn lines(&self, is_right: bool) -> Option<&Example> {
        self.example.iter().find_map(|block| match block {
            Block::Yaml(example) if example.is_right == is_right => Some(example),
            _ => None,
        })
    }
}

/// The blocks up to the next heading.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.starts_with("# ") {
            break;
        }
        if let Some(marks) = line.strip_prefix("```yaml ") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push(yaml(marks, &code));
        } else if !line.is_empty() {
            blocks.push(Block::Text(line.to_owned()));
        }
    }
    blocks
}

fn yaml(marks: &str, lines: &[&str]) -> Block {
    let (role, file) = marks.split_once(' ').unwrap_or((marks, ""));
    let file = (!file.is_empty()).then(|| file.to_owned());
    Block::Yaml(Example { is_right: role == "right", file, text: lines.join("\n") + "\n" })
}
