//! The look of text on a terminal: its colors and its width.

/// How text looks on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colors.
    pub color: bool,
    /// The maximum number of columns of a line.
    pub width: usize,
}

impl Style {
    /// Returns text in a color if the style has colors, otherwise the same text.
    pub fn paint(self, color: Color, text: &str) -> String {
        match self.color {
            // Reset after each text: colors must not run on if the rest of a line is cut or wrapped.
            true => format!("\u{1b}[{}m{text}\u{1b}[0m", color.code()),
            false => text.to_owned(),
        }
    }
}

/// The colors and other attributes that reports use.
#[derive(Clone, Copy, Debug)]
pub enum Color {
    Green,
    Yellow,
    Red,
    Blue,
    Bold,
    Dim,
    Italic,
    Underline,
}

impl Color {
    /// Returns the number that turns the color or attribute on in an ECMA-48 escape sequence.
    fn code(self) -> u8 {
        match self {
            Self::Bold => 1,
            Self::Dim => 2,
            Self::Italic => 3,
            Self::Underline => 4,
            Self::Red => 31,
            Self::Green => 32,
            Self::Yellow => 33,
            Self::Blue => 34,
        }
    }
}
