//! A TOML file as a tree in which every value knows the file and byte it came from.

use crate::fault::Pending;
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// File and byte a value was written at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Origin {
    /// Index into [`Files`].
    pub file: usize,
    /// Byte from the start of the file.
    pub start: usize,
}

/// A value and where it was written.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub origin: Origin,
    pub kind: Kind,
}

/// What is written.
#[derive(Debug, Clone)]
pub(crate) enum Kind {
    Text(String),
    Integer(i64),
    Float(f64),
    Bool(bool),
    /// A date, with or without time, as written.
    Date(String),
    List(Vec<Node>),
    Table(Table),
}

/// Keys in alphabetical order.
pub(crate) type Table = BTreeMap<String, Entry>;

/// A key's place and its value.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub key_origin: Origin,
    pub node: Node,
}

impl Node {
    pub fn table(&self) -> Option<&Table> {
        match &self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn table_mut(&mut self) -> Option<&mut Table> {
        match &mut self.kind {
            Kind::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn list(&self) -> Option<&[Self]> {
        match &self.kind {
            Kind::List(list) => Some(list),
            _ => None,
        }
    }

    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn get(&self, key: &str) -> Option<&Self> {
        self.table()?.get(key).map(|entry| &entry.node)
    }

    /// What a reader would call this.
    pub fn type_word(&self) -> &'static str {
        match &self.kind {
            Kind::Text(_) => "text",
            Kind::Integer(_) => "a whole number",
            Kind::Float(_) => "a number",
            Kind::Bool(_) => "true or false",
            Kind::Date(_) => "a date",
            Kind::List(_) => "a list",
            Kind::Table(_) => "a table",
        }
    }

    /// The value in print, short.
    pub fn shown(&self) -> String {
        match &self.kind {
            Kind::Text(text) => format!("\"{text}\""),
            Kind::Integer(value) => value.to_string(),
            Kind::Float(value) => number(*value),
            Kind::Bool(value) => value.to_string(),
            Kind::Date(text) => text.clone(),
            Kind::List(_) | Kind::Table(_) => self.type_word().to_owned(),
        }
    }

    /// As JSON; dates become text.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.kind {
            Kind::Text(text) | Kind::Date(text) => text.clone().into(),
            Kind::Integer(value) => (*value).into(),
            Kind::Float(value) => (*value).into(),
            Kind::Bool(value) => (*value).into(),
            Kind::List(list) => list.iter().map(Self::to_json).collect(),
            Kind::Table(table) => {
                let pairs = table.iter().map(|(key, entry)| (key.clone(), entry.node.to_json()));
                serde_json::Value::Object(pairs.collect())
            }
        }
    }

    /// As TOML, keys in alphabetical order.
    pub fn to_toml(&self) -> toml::Value {
        match &self.kind {
            Kind::Text(text) => text.clone().into(),
            Kind::Date(text) => text.parse().map_or_else(|_| text.clone().into(), toml::Value::Datetime),
            Kind::Integer(value) => (*value).into(),
            Kind::Float(value) => (*value).into(),
            Kind::Bool(value) => (*value).into(),
            Kind::List(list) => toml::Value::Array(list.iter().map(Self::to_toml).collect()),
            Kind::Table(table) => {
                let pairs = table.iter().map(|(key, entry)| (key.clone(), entry.node.to_toml()));
                toml::Value::Table(pairs.collect())
            }
        }
    }
}

/// A number as a person would write it: with an exponent where it is huge or tiny.
#[must_use]
pub fn number(value: f64) -> String {
    if value.fract() != 0.0 || value.abs() >= 1e15 { format!("{value:?}") } else { value.to_string() }
}

/// Texts read so far, by index.
#[derive(Debug, Default)]
pub(crate) struct Files(Vec<FileText>);

#[derive(Debug)]
struct FileText {
    name: String,
    text: String,
    /// Bytes at which lines begin.
    line_starts: Vec<usize>,
}

impl Files {
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> usize {
        let text = text.into();
        let line_starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        self.0.push(FileText { name: name.into(), text, line_starts });
        self.0.len() - 1
    }

    pub fn name(&self, file: usize) -> &str {
        self.0.get(file).map_or("?", |file| &file.name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|file| file.name.as_str())
    }

    /// Line and column (characters), both from 1.
    pub fn line_column(&self, origin: Origin) -> (usize, usize) {
        let Some(file) = self.0.get(origin.file) else { return (1, 1) };
        let mut start = origin.start.min(file.text.len());
        while !file.text.is_char_boundary(start) {
            start -= 1;
        }
        let line = file.line_starts.partition_point(|begin| *begin <= start);
        (line, file.text[file.line_starts[line - 1]..start].chars().count() + 1)
    }
}

/// Parses a file; every syntax error becomes a fault.
pub(crate) fn parse(file: usize, text: &str, faults: &mut Vec<Pending>) -> Option<Node> {
    let (root, errors) = DeTable::parse_recoverable(text);
    let sound = errors.is_empty();
    for error in errors {
        let start = error.span().map_or(0, |span| span.start);
        faults.push(Pending::new(Origin { file, start }, "", format!("not TOML: {}", error.message())));
    }
    let mut reader = Reader { file, shift: 0, faults };
    let table = reader.table(root.get_ref(), "");
    sound.then_some(Node { origin: Origin { file, start: 0 }, kind: Kind::Table(table) })
}

/// Parses the value of a key that stands `shift` bytes into its file (`--set KEY=VALUE`).
pub(crate) fn parse_value(file: usize, shift: usize, key: &str, text: &str, faults: &mut Vec<Pending>) -> Option<Node> {
    match DeValue::parse(text) {
        Ok(value) => {
            let origin = Origin { file, start: shift + value.span().start };
            let before = faults.len();
            let mut reader = Reader { file, shift, faults };
            let kind = reader.kind(value.get_ref(), origin, key);
            // What stands in for a number that is none is not checked: it was not written.
            (faults.len() == before).then_some(Node { origin, kind })
        }
        Err(error) => {
            let start = shift + error.span().map_or(0, |span| span.start);
            let pending = Pending::new(Origin { file, start }, key, format!("not a TOML value: {}", error.message()));
            faults.push(pending.allowed(
                "a number, \"text\", true, a date, or a table such as {low=1, likely=2, high=3, grade=\"assumed\"}",
            ));
            None
        }
    }
}

struct Reader<'a> {
    file: usize,
    shift: usize,
    faults: &'a mut Vec<Pending>,
}

impl Reader<'_> {
    fn origin(&self, start: usize) -> Origin {
        Origin { file: self.file, start: self.shift + start }
    }

    fn table(&mut self, table: &DeTable<'_>, path: &str) -> Table {
        let mut result = Table::new();
        for (key, value) in table {
            let name = key.get_ref().to_string();
            let key_origin = self.origin(key.span().start);
            let origin = self.origin(value.span().start);
            let here = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            let kind = self.kind(value.get_ref(), key_origin, &here);
            result.insert(name, Entry { key_origin, node: Node { origin, kind } });
        }
        result
    }

    fn kind(&mut self, value: &DeValue<'_>, at: Origin, path: &str) -> Kind {
        match value {
            DeValue::String(text) => Kind::Text(text.to_string()),
            DeValue::Boolean(value) => Kind::Bool(*value),
            DeValue::Datetime(date) => Kind::Date(date.to_string()),
            DeValue::Integer(raw) => match i64::from_str_radix(raw.as_str(), raw.radix()) {
                Ok(value) => Kind::Integer(value),
                Err(_) => {
                    let message = format!("{raw} does not fit a 64-bit whole number");
                    self.faults.push(Pending::new(at, path, message));
                    Kind::Integer(0)
                }
            },
            DeValue::Float(raw) => match raw.as_str().parse::<f64>() {
                Ok(value) if value.is_finite() => Kind::Float(value),
                _ => {
                    self.faults.push(Pending::new(at, path, format!("{raw} is not a finite number")));
                    Kind::Float(0.0)
                }
            },
            DeValue::Array(list) => {
                let nodes = list.iter().map(|item| {
                    let origin = self.origin(item.span().start);
                    Node { origin, kind: self.kind(item.get_ref(), origin, path) }
                });
                Kind::List(nodes.collect())
            }
            DeValue::Table(table) => Kind::Table(self.table(table, path)),
        }
    }
}
