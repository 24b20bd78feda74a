//! Lines of toned text, and the page that wraps, colours and, where needed, reduces them to ASCII.

use super::TerminalStyle;

/// How a piece of text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As is.
    Plain,
    /// Headings.
    Strong,
    /// Less important.
    Dim,
    /// The one accent.
    Accent,
    /// Damage, and what must be noticed.
    Warm,
}

impl Tone {
    fn codes(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Plain => None,
            Self::Strong => Some(("\x1b[1m", "\x1b[0m")),
            Self::Dim => Some(("\x1b[2m", "\x1b[0m")),
            Self::Accent => Some(("\x1b[34m", "\x1b[0m")),
            Self::Warm => Some(("\x1b[33m", "\x1b[0m")),
        }
    }
}

/// One line, in pieces.
#[derive(Debug, Clone, Default)]
pub struct Line(Vec<(Tone, String)>);

impl Line {
    /// Adds a piece.
    pub fn push(&mut self, tone: Tone, text: &str) -> &mut Self {
        self.0.push((tone, text.to_owned()));
        self
    }

    /// Adds a piece set flush right in `width` columns.
    pub fn right(&mut self, tone: Tone, text: &str, width: usize) -> &mut Self {
        // What fills its columns still stands apart from what is before it.
        let gap = if !self.0.is_empty() && text.chars().count() >= width { " " } else { "" };
        self.push(tone, &format!("{gap}{text:>width$}"))
    }

    /// Adds a piece set flush left in `width` columns.
    pub fn left(&mut self, tone: Tone, text: &str, width: usize) -> &mut Self {
        self.push(tone, &format!("{text:<width$}"))
    }

    /// Columns used.
    pub fn width(&self) -> usize {
        self.0.iter().map(|(_, t)| t.chars().count()).sum()
    }
}

/// The text so far.
pub struct Page {
    style: TerminalStyle,
    /// Columns that lines may use.
    pub width: usize,
    out: String,
}

impl Page {
    /// A page as wide as the window, within reason.
    pub fn new(style: TerminalStyle) -> Self {
        let width = style.width.clamp(72, 110);
        // Some characters become two in ASCII: leave room for them.
        Self { style, width: if style.unicode { width } else { width - 4 }, out: String::new() }
    }

    /// Whether tables must do with fewer columns.
    pub fn is_narrow(&self) -> bool {
        self.width < 94
    }

    /// An empty line.
    pub fn blank(&mut self) {
        self.out.push('\n');
    }

    /// A line as it is.
    pub fn line(&mut self, line: &Line) {
        let last = line.0.len().saturating_sub(1);
        for (i, (tone, piece)) in line.0.iter().enumerate() {
            let piece = if i == last { piece.trim_end() } else { piece };
            let codes = tone.codes().filter(|_| self.style.color);
            self.out.push_str(codes.map_or("", |c| c.0));
            for c in piece.chars() {
                push_plain(&mut self.out, c, self.style.unicode);
            }
            self.out.push_str(codes.map_or("", |c| c.1));
        }
        self.out.push('\n');
    }

    /// A line whose last piece is dropped where it does not fit.
    pub fn fitted(&mut self, mut line: Line) {
        while line.width() > self.width && line.0.len() > 1 {
            line.0.pop();
        }
        self.line(&line);
    }

    /// Text wrapped at the width, each line after `indent`.
    pub fn wrapped(&mut self, tone: Tone, indent: &str, text: &str) {
        for row in wrap(text, self.width.saturating_sub(indent.chars().count())) {
            let mut line = Line::default();
            line.push(Tone::Plain, indent).push(tone, &row);
            self.line(&line);
        }
    }

    /// Text wrapped at the width, indented by `columns`.
    pub fn indented(&mut self, columns: usize, text: &str) {
        self.wrapped(Tone::Plain, &" ".repeat(columns), text);
    }

    /// A heading in the margin and text wrapped beside it.
    pub fn hanging(&mut self, head: &str, columns: usize, text: &str) {
        for (i, row) in wrap(text, self.width - columns).into_iter().enumerate() {
            let mut line = Line::default();
            line.left(Tone::Strong, if i == 0 { head } else { "" }, columns).push(Tone::Plain, &row);
            self.line(&line);
        }
    }

    /// The finished text.
    pub fn finish(self) -> String {
        self.out
    }
}

/// Adds a character; control characters become spaces, and where only ASCII can be shown, look-alikes are used.
fn push_plain(out: &mut String, c: char, unicode: bool) {
    if c.is_control() || c == '\u{a0}' {
        out.push(' ');
    } else if unicode || c.is_ascii() {
        out.push(c);
    } else {
        let plain = match c {
            '–' | '—' | '−' => "-",
            '·' | '│' | '┆' => "|",
            '…' => "..",
            '→' => "->",
            '’' | '‘' => "'",
            '“' | '”' => "\"",
            '±' => "+-",
            '×' => "x",
            '█' | '▉' | '▊' | '▋' | '▌' => "#",
            '▍' | '▎' | '▏' => ".",
            '▁' => "_",
            '▂' => ".",
            '▃' => "-",
            '▄' => "=",
            '▅' => "+",
            '▆' => "*",
            '▇' => "#",
            _ => "?",
        };
        out.push_str(plain);
    }
}

/// Words in lines of at most `width` columns; a longer word has a line of its own.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut rows: Vec<String> = vec![];
    let mut row = String::new();
    let mut used = 0;
    for word in text.split([' ', '\n', '\r', '\t']).filter(|w| !w.is_empty()) {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > width {
            rows.push(std::mem::take(&mut row));
            used = 0;
        }
        if used > 0 {
            row.push(' ');
            used += 1;
        }
        row.push_str(word);
        used += length;
    }
    if !row.is_empty() {
        rows.push(row);
    }
    rows
}

/// A bar of eighths of a column.
pub fn bar(share: f64, columns: usize) -> String {
    if !share.is_finite() || share <= 0.0 {
        return String::new();
    }
    let eighths = (share.min(1.0) * columns as f64 * 8.0).round() as usize;
    let mut out = "█".repeat(eighths / 8);
    out.push_str(["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]);
    out
}

/// Levels of a series as blocks, against `highest`.
pub fn sparkline(values: &[f64], highest: f64) -> String {
    let level = |v: &f64| {
        let share = if highest > 0.0 && v.is_finite() { (v / highest).clamp(0.0, 1.0) } else { 0.0 };
        ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'][(share * 7.0).round() as usize]
    };
    values.iter().map(level).collect()
}

/// Text cut to `columns` in its middle: keys that differ at their ends stay apart.
pub fn cut_middle(text: &str, columns: usize) -> String {
    let num = text.chars().count();
    if num <= columns {
        return text.to_owned();
    }
    let kept = columns.saturating_sub(1);
    let tail = kept / 2;
    let head: String = text.chars().take(kept - tail).collect();
    let end: String = text.chars().skip(num - tail).collect();
    format!("{}…{}", head.trim_end(), end.trim_start())
}

/// Text cut to `columns`, with `…` where something is missing.
pub fn cut(text: &str, columns: usize) -> String {
    if text.chars().count() <= columns {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(columns.saturating_sub(1)).collect();
    out.push('…');
    out
}
