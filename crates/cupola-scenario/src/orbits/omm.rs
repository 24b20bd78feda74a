//! Orbit mean-elements messages (`CCSDS502`): `KEY = value`, XML, JSON and CSV.

use super::records::{KEYS, Record, Value};
use super::{Sink, lines};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// The key that begins a message written as `KEY = value`.
const FIRST_KEY: &str = "CCSDS_OMM_VERS";

/// Whether the first line that says anything is `KEY = value`.
pub(super) fn is_kvn(text: &str) -> bool {
    let first = lines(text).map(|(_, line)| line.trim()).find(|line| !line.is_empty() && !line.starts_with("COMMENT"));
    first.is_some_and(|line| line.split_once('=').is_some_and(|(key, _)| is_key(key.trim())))
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// Whether the first line names columns.
pub(super) fn is_csv(text: &str) -> bool {
    let first = lines(text).next().map_or("", |(_, line)| line);
    first.split(',').count() > 1 && cells(first).iter().all(|(_, cell)| is_key(cell.trim()))
}

/// Messages written as `KEY = value`, each from its `CCSDS_OMM_VERS` on.
pub(super) fn kvn(text: &str, sink: &mut Sink<'_>) {
    let mut record: Option<Record> = None;
    for (number, line) in lines(text) {
        let line_text = line.trim();
        if line_text.is_empty() || line_text.starts_with("COMMENT") {
            continue;
        }
        let Some((key, value)) = line_text.split_once('=') else {
            sink.fault(number, 1, "", format!("`{line_text}` is not understood"), "KEY = value, or COMMENT and text");
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        if key == FIRST_KEY || record.is_none() {
            record.take().iter().for_each(|done| done.read(sink));
            record = Some(Record { line: number, values: BTreeMap::new() });
        }
        // A unit may follow in brackets.
        let bare = value.rsplit_once('[').filter(|_| value.ends_with(']')).map_or(value, |(bare, _)| bare.trim());
        let column = line.len() - line.trim_start().len() + line_text.find(value).unwrap_or(0) + 1;
        let value = Value { text: bare.to_owned(), line: number, column };
        if record.as_mut().is_some_and(|r| r.values.insert(key.to_owned(), value).is_some()) {
            sink.fault(number, 1, key, "stands twice in one message".to_owned(), "each key once");
        }
    }
    record.iter().for_each(|done| done.read(sink));
}

/// Every `omm` element of a document, on its own or in an `ndm`.
pub(super) fn xml(text: &str, sink: &mut Sink<'_>) {
    let document = match roxmltree::Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let at = error.pos();
            return sink.fault(
                at.row as usize,
                at.col as usize,
                "",
                format!("no XML: {error}"),
                "an OMM or NDM document",
            );
        }
    };
    let place = |node: &roxmltree::Node<'_, '_>| document.text_pos_at(node.range().start);
    for message in document.descendants().filter(|node| node.tag_name().name() == "oem") {
        let (at, allowed) = (place(&message), "OMM as XML; OEM as KEY = value");
        sink.fault(at.row as usize, at.col as usize, "oem", "an ephemeris is not read as XML".to_owned(), allowed);
    }
    for message in document.descendants().filter(|node| node.tag_name().name() == "omm") {
        let mut record = Record { line: place(&message).row as usize, values: BTreeMap::new() };
        for leaf in message.descendants().filter(|node| node.is_element() && is_key(node.tag_name().name())) {
            let (key, at) = (leaf.tag_name().name(), place(&leaf));
            let (line, column) = (at.row as usize, at.col as usize);
            let value = Value { text: leaf.text().unwrap_or_default().trim().to_owned(), line, column };
            if record.values.insert(key.to_owned(), value).is_some() && KEYS.contains(&key) {
                sink.fault(line, column, key, "stands twice in one message".to_owned(), "each key once");
            }
        }
        record.read(sink);
    }
}

/// One object or a list of them; numbers may be written as text.
pub(super) fn json(text: &str, sink: &mut Sink<'_>) {
    let objects: Result<Vec<&RawValue>, _> = match text.trim_start().starts_with('[') {
        true => serde_json::from_str(text),
        false => serde_json::from_str(text).map(|one| vec![one]),
    };
    let objects = match objects {
        Ok(objects) => objects,
        Err(error) => {
            return sink.fault(
                error.line().max(1),
                error.column().max(1),
                "",
                format!("no JSON: {error}"),
                "a list of OMM objects",
            );
        }
    };
    let mut places = Places { text, at: 0, line: 1, start: 0 };
    for object in objects {
        let (line, column) = places.of(object.get());
        let Ok(fields) = serde_json::from_str::<BTreeMap<String, &RawValue>>(object.get()) else {
            sink.fault(line, column, "", "is no object".to_owned(), "an object with the keys of an OMM");
            continue;
        };
        // In the order of the text, so that lines are counted once.
        let mut fields: Vec<(String, &RawValue)> = fields.into_iter().collect();
        fields.sort_by_key(|(_, raw)| raw.get().as_ptr());
        let mut record = Record { line, values: BTreeMap::new() };
        for (key, raw) in fields {
            let (line, column) = places.of(raw.get());
            let text = match serde_json::from_str::<serde_json::Value>(raw.get()) {
                Ok(serde_json::Value::Null) => continue,
                Ok(serde_json::Value::String(text)) => text,
                _ => raw.get().to_owned(),
            };
            record.values.insert(key, Value { text, line, column });
        }
        record.read(sink);
    }
}

/// Lines and columns of parts of a text, asked for in its order.
struct Places<'a> {
    text: &'a str,
    /// How far lines have been counted, the line there and where it starts.
    at: usize,
    line: usize,
    start: usize,
}

impl Places<'_> {
    fn of(&mut self, part: &str) -> (usize, usize) {
        let offset = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len());
        for (index, byte) in self.text.as_bytes().iter().enumerate().take(offset).skip(self.at) {
            if *byte == b'\n' {
                self.line += 1;
                self.start = index + 1;
            }
        }
        self.at = self.at.max(offset);
        (self.line, offset.saturating_sub(self.start) + 1)
    }
}

/// A line of column names, then a line for each message.
pub(super) fn csv(text: &str, sink: &mut Sink<'_>) {
    let mut rows = lines(text).filter(|(_, line)| !line.trim().is_empty());
    let Some((_, header)) = rows.next() else { return };
    let keys: Vec<String> = cells(header).into_iter().map(|(_, cell)| cell.trim().to_owned()).collect();
    for (number, line) in rows {
        let row = cells(line);
        if row.len() != keys.len() {
            let allowed = format!("{}, one for each column that line 1 names", keys.len());
            sink.fault(number, 1, "", format!("the line has {} values", row.len()), &allowed);
            continue;
        }
        let value = |(column, text)| Value { text, line: number, column };
        Record { line: number, values: keys.iter().cloned().zip(row.into_iter().map(value)).collect() }.read(sink);
    }
}

/// The values of a line and the columns at which they begin; in quotes they may hold commas, and a quote is written twice.
fn cells(line: &str) -> Vec<(usize, String)> {
    let mut found = vec![(1, String::new())];
    let mut is_quoted = false;
    let mut characters = line.chars().enumerate().peekable();
    while let Some((index, character)) = characters.next() {
        let is_double = is_quoted && character == '"' && characters.peek().is_some_and(|(_, next)| *next == '"');
        match character {
            ',' if !is_quoted => found.push((index + 2, String::new())),
            '"' if !is_double => is_quoted = !is_quoted,
            _ => {
                if is_double {
                    characters.next();
                }
                if let Some((_, cell)) = found.last_mut() {
                    cell.push(character);
                }
            }
        }
    }
    found
}
