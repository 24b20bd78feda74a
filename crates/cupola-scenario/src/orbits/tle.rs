//! Two-line element sets, each after a line with a name or not.

use super::{Sink, lines};
use cupola_earth::EarthError;
use cupola_earth::sgp4::ElementSet;

/// The column of the check digit.
const CHECK_COLUMN: usize = 69;

/// Where the reader stands between the lines of one set.
enum Awaited<'a> {
    /// A name or line 1.
    First,
    /// Line 1 after a name.
    Named(usize, &'a str),
    /// Line 2.
    Second(Option<&'a str>, usize, &'a str),
}

/// Reads all sets of a text.
pub(super) fn read(text: &str, sink: &mut Sink<'_>) {
    let mut awaited = Awaited::First;
    for (number, line) in lines(text).filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#')) {
        awaited = match (awaited, kind(line)) {
            (Awaited::Second(name, first, line1), Kind::Second) => {
                set(sink, name, (first, line1), (number, line));
                Awaited::First
            }
            (Awaited::First | Awaited::Named(..), Kind::Second) => {
                sink.fault(number, 1, "", "line 2 of a set without its line 1".to_owned(), "line 1, then line 2");
                Awaited::First
            }
            (Awaited::Second(_, first, _), kind) => {
                no_second(sink, first);
                begin(kind, None, number, line)
            }
            (Awaited::Named(_, name), Kind::First) => Awaited::Second(Some(name), number, line),
            (Awaited::Named(before, name), Kind::Text) => {
                no_set(sink, before, name);
                Awaited::Named(number, line)
            }
            (Awaited::First, kind) => begin(kind, None, number, line),
        };
    }
    match awaited {
        Awaited::First => {}
        Awaited::Named(number, name) => no_set(sink, number, name),
        Awaited::Second(_, first, _) => no_second(sink, first),
    }
}

/// What a line looks like; a name may begin with a digit and a blank, but is not as long as an element line.
enum Kind {
    First,
    Second,
    Text,
}

fn kind(line: &str) -> Kind {
    /// Longer than any name, shorter than any line that can still be told for what it was meant to be.
    const NUM_LEAST: usize = 40;
    match line.as_bytes() {
        [b'1', b' ', ..] if line.len() >= NUM_LEAST => Kind::First,
        [b'2', b' ', ..] if line.len() >= NUM_LEAST => Kind::Second,
        _ => Kind::Text,
    }
}

fn begin<'a>(kind: Kind, name: Option<&'a str>, number: usize, line: &'a str) -> Awaited<'a> {
    match kind {
        Kind::Text => Awaited::Named(number, line),
        Kind::First | Kind::Second => Awaited::Second(name, number, line),
    }
}

fn no_second(sink: &mut Sink<'_>, first: usize) {
    sink.fault(first, 1, "", "line 1 of a set without its line 2".to_owned(), "line 2 on the next line");
}

fn no_set(sink: &mut Sink<'_>, number: usize, name: &str) {
    let message = format!("`{}` is followed by no element set", name.trim());
    sink.fault(number, 1, "", message, "a name (or none), then a line that begins with `1 ` and one with `2 `");
}

/// Reads one set; its lines with their numbers.
fn set(sink: &mut Sink<'_>, name: Option<&str>, line1: (usize, &str), line2: (usize, &str)) {
    let name = name.map(|name| name.strip_prefix("0 ").unwrap_or(name).trim().to_owned());
    let key = name.clone().unwrap_or_else(|| line1.1.get(2..7).unwrap_or_default().trim().to_owned());
    let before = sink.faults.len();
    for (number, line) in [line1, line2] {
        check_digit(sink, &key, number, line.trim_end());
    }
    match ElementSet::from_tle(line1.1, line2.1) {
        Ok(set) if sink.faults.len() == before => sink.take(line1.0, name, set),
        Ok(_) => {}
        Err(faults) => faults.iter().for_each(|fault| field(sink, &key, [line1.0, line2.0], fault)),
    }
}

/// The last digit of a line is the sum of its digits modulo ten, a minus counting as one.
fn check_digit(sink: &mut Sink<'_>, key: &str, number: usize, line: &str) {
    let value = |byte: &u8| match byte {
        b'0'..=b'9' => u32::from(byte - b'0'),
        b'-' => 1,
        _ => 0,
    };
    let bytes = line.as_bytes();
    let sum: u32 = bytes.iter().take(CHECK_COLUMN - 1).map(value).sum();
    let expected = (sum % 10).to_string();
    let found = String::from_utf8_lossy(bytes.get(CHECK_COLUMN - 1..).unwrap_or_default());
    if found != expected {
        let message = match found.is_empty() {
            true => format!("the check digit is missing, the line adds up to {expected}"),
            false => format!("the check digit is `{found}`, the line adds up to {expected}"),
        };
        let allowed = format!("68 columns and the sum of their digits modulo 10, here {expected}");
        sink.fault(number, CHECK_COLUMN.min(bytes.len() + 1), key, message, &allowed);
    }
}

fn field(sink: &mut Sink<'_>, key: &str, numbers: [usize; 2], fault: &EarthError) {
    match fault {
        EarthError::Tle { line, what, first, last, found } => {
            let message = format!("found `{found}` for {what}");
            let allowed = format!("{what} in columns {first} to {last}");
            sink.fault(numbers[usize::from(*line == 2)], *first, key, message, &allowed);
        }
        other => sink.refuse(numbers[0], key, other),
    }
}
