//! What was measured, as one table.

use super::measure::Series;

/// A kind of work: Wares, and what it is held against.
#[derive(Debug)]
pub struct Section {
    /// What is done.
    pub work: &'static str,
    /// How Wares did.
    pub wares: Entry,
    /// How the others did.
    pub peers: Vec<Entry>,
    /// What is to be known about it.
    pub notes: Vec<String>,
}

/// How a program did.
#[derive(Debug)]
pub struct Entry {
    /// The program, and what it did.
    pub name: &'static str,
    /// The median of its times.
    pub seconds: f64,
    /// The shortest and the longest.
    pub range: Option<(f64, f64)>,
    /// The median of the times that it computed, on all cores together.
    pub computed: Option<f64>,
    /// The median of its largest resident sets, in bytes.
    pub memory: Option<f64>,
    /// The size of the files, if its memory is held against that.
    pub files: Option<usize>,
}

const HEADER: [&str; COLUMNS] =
    ["work", "program", "median", "range", "Wares takes", "CPU", "peak memory", "memory ÷ files"];
const COLUMNS: usize = 8;

impl Entry {
    /// What was measured of a program.
    pub fn new(name: &'static str, series: &Series) -> Self {
        let (seconds, range) = (series.seconds(), Some(series.range()));
        Self {
            name,
            seconds,
            range,
            computed: Some(series.computed()),
            memory: Some(series.memory()),
            files: None,
        }
    }

    /// A part of what was measured, or a sum.
    pub fn seconds(name: &'static str, seconds: f64) -> Self {
        Self { name, seconds, range: None, computed: None, memory: None, files: None }
    }

    /// With the size of the files, in bytes.
    pub fn of(self, files: usize) -> Self {
        Self { files: Some(files), ..self }
    }

    fn cells(&self, work: &str, wares: Option<&Entry>) -> [String; COLUMNS] {
        let megabytes = |bytes: f64| format!("{:.1} MB", bytes / 1e6);
        let range = |(least, most)| format!("{least:.3}–{most:.3} s");
        let time = |seconds: f64| format!("{seconds:.3} s");
        let times = |ratio: f64| format!("{ratio:.2} ×");
        [
            work.to_owned(),
            self.name.to_owned(),
            time(self.seconds),
            self.range.map(range).unwrap_or_default(),
            wares.map(|wares| times(wares.seconds / self.seconds)).unwrap_or_default(),
            self.computed.map(time).unwrap_or_default(),
            self.memory.map(megabytes).unwrap_or_default(),
            self.memory
                .zip(self.files)
                .map(|(memory, files)| times(memory / files as f64))
                .unwrap_or_default(),
        ]
    }
}

/// A number with its thousands set apart.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let digit = |(index, digit): (usize, char)| match (digits.len() - index) % 3 {
        0 if index > 0 => format!(",{digit}"),
        _ => digit.to_string(),
    };
    digits.chars().enumerate().map(digit).collect()
}

/// The table, in Markdown, and the notes below it.
pub fn render(sections: &[Section]) -> String {
    let mut rows = vec![HEADER.map(str::to_owned)];
    for section in sections {
        rows.push(section.wares.cells(section.work, None));
        rows.extend(section.peers.iter().map(|peer| peer.cells("", Some(&section.wares))));
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: [usize; COLUMNS] = std::array::from_fn(width);
    let mut lines: Vec<String> = rows.iter().map(|row| line(row, &widths)).collect();
    lines.insert(1, rule(&widths));
    let notes = sections.iter().flat_map(|section| &section.notes).map(|note| format!("- {note}"));
    let notes: Vec<String> = notes.collect();
    format!("{}\n\n{}\n", lines.join("\n"), notes.join("\n"))
}

/// The first two columns are words, the others are numbers.
fn line(row: &[String; COLUMNS], widths: &[usize; COLUMNS]) -> String {
    let cell = |(column, (text, width)): (usize, (&String, &usize))| match column {
        0 | 1 => format!("{text:<width$}"),
        _ => format!("{text:>width$}"),
    };
    let cells: Vec<String> = row.iter().zip(widths).enumerate().map(cell).collect();
    format!("| {} |", cells.join(" | "))
}

fn rule(widths: &[usize; COLUMNS]) -> String {
    let cell = |(column, width): (usize, &usize)| match column {
        0 | 1 => "-".repeat(width + 2),
        _ => format!("{}:", "-".repeat(width + 1)),
    };
    let cells: Vec<String> = widths.iter().enumerate().map(cell).collect();
    format!("|{}|", cells.join("|"))
}
