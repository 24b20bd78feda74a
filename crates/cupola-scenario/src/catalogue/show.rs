//! The catalogue as plain text: an index, and a card for one entry.

use std::fmt::Write as _;

use super::{Catalogue, Disputed, Entry, Kind, Value, publication};

/// Width of the cards, in characters.
const WIDTH: usize = 100;
/// Sources shown under a value before the rest are counted.
const MAX_SOURCES: usize = 4;

/// All ids by kind, one line each: id, name, number of values.
#[must_use]
pub fn render_index(catalogue: &Catalogue) -> String {
    let id_width = catalogue.entries().iter().map(|entry| entry.id.chars().count()).max().unwrap_or(0);
    let mut text = String::new();
    for kind in Kind::ALL {
        let entries: Vec<&Entry> = catalogue.entries().iter().filter(|entry| entry.kind == kind).collect();
        if entries.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        line(&mut text, &format!("{} ({})", kind.word().to_uppercase(), entries.len()));
        for entry in entries {
            line(&mut text, &format!("  {:id_width$}  {:>2}  {}", entry.id, entry.values.len(), entry.name));
        }
    }
    text
}

/// One entry as a card: facts in words, then a table of values with their notes, sources and rivals.
#[must_use]
pub fn render_entry(entry: &Entry) -> String {
    let mut text = String::new();
    line(&mut text, &format!("{}  ·  {}  ·  {}", entry.name, entry.kind.word(), entry.id));
    line(&mut text, &"─".repeat(WIDTH));
    if !entry.aliases.is_empty() {
        wrap(&mut text, "also", 16, &entry.aliases.join(", "));
    }
    let fact_width = entry.facts.keys().map(|name| name.chars().count() + 2).max().unwrap_or(0).clamp(16, 26);
    for (name, fact) in &entry.facts {
        wrap(&mut text, &name.replace('_', " "), fact_width, fact);
    }
    if entry.values.is_empty() {
        line(&mut text, "\nNo numbers: facts only.");
        return text;
    }
    let field_width = entry.values.iter().map(|value| value.field.len()).max().unwrap_or(0).max(5);
    line(&mut text, &format!("\n{:field_width$}  {:>10} {:>10} {:>10}  grade", "field", "low", "likely", "high"));
    line(&mut text, &"─".repeat(WIDTH));
    for value in &entry.values {
        render_value(&mut text, value, field_width);
    }
    text
}

fn render_value(text: &mut String, value: &Value, field_width: usize) {
    let [low, likely, high] = [value.range.low, value.range.likely, value.range.high].map(number);
    let row = format!("{:field_width$}  {low:>10} {likely:>10} {high:>10}  {}", value.field, value.grade.word());
    line(text, &row);
    if let Some(note) = &value.note {
        wrap(text, "", 4, note);
    }
    if !value.sources.is_empty() {
        wrap(text, "    from:", 10, &sources(&value.sources));
    }
    for other in &value.disputed {
        wrap(text, "    also given:", 16, &rival(other));
    }
}

fn rival(other: &Disputed) -> String {
    let [low, likely, high] = [other.range.low, other.range.likely, other.range.high].map(number);
    let mut words = if other.range.is_known() { likely } else { format!("{low} / {likely} / {high}") };
    let _ = write!(words, " ({})", other.grade.word());
    if let Some(note) = &other.note {
        let _ = write!(words, " {note};");
    }
    if other.sources.is_empty() {
        words.push_str(" by recall, no source read");
    } else {
        let _ = write!(words, " by {}", sources(&other.sources));
    }
    words
}

fn sources(all: &[String]) -> String {
    let told = |text: &String| publication(text).map_or_else(|| text.clone(), |page| format!("{page} {text}"));
    let shown = all.iter().take(MAX_SOURCES).map(told).collect::<Vec<_>>().join("; ");
    match all.len().saturating_sub(MAX_SOURCES) {
        0 => shown,
        more => format!("{shown}; and {more} more"),
    }
}

/// A number without needless digits, thousands parted by commas.
fn number(value: f64) -> String {
    let digits = format!("{value}");
    let (sign, rest) = digits.strip_prefix('-').map_or(("", digits.as_str()), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.').map_or((rest, None), |(whole, part)| (whole, Some(part)));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && whole.len() > 4 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    fraction.map_or_else(|| format!("{sign}{grouped}"), |part| format!("{sign}{grouped}.{part}"))
}

fn line(text: &mut String, words: &str) {
    text.push_str(words.trim_end());
    text.push('\n');
}

/// Writes `words` behind a label, later lines set in by `indent` characters.
fn wrap(text: &mut String, label: &str, indent: usize, words: &str) {
    let mut row = format!("{label:indent$}");
    let mut length = row.chars().count();
    if length > indent {
        row.push(' ');
        length += 1;
    }
    let mut is_fresh = true;
    for word in words.split_whitespace() {
        let word_length = word.chars().count();
        if !is_fresh && length + 1 + word_length > WIDTH {
            line(text, &row);
            row = " ".repeat(indent);
            length = indent;
            is_fresh = true;
        }
        if !is_fresh {
            row.push(' ');
            length += 1;
        }
        row.push_str(word);
        length += word_length;
        is_fresh = false;
    }
    line(text, &row);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_grouped() {
        let shown = [0.05, 12.0, 1500.0, 249_500.0, -145.72].map(number);
        assert_eq!(shown, ["0.05", "12", "1500", "249,500", "-145.72"]);
    }

    #[test]
    fn long_words_wrap_under_their_label() {
        let mut text = String::new();
        wrap(&mut text, "note", 8, &"word ".repeat(30));
        assert!(text.lines().all(|row| row.chars().count() <= WIDTH));
        assert!(text.lines().skip(1).all(|row| row.starts_with("        word")));
    }
}
