//! From a file's text to its cases: every fault with its place, all at once.

use super::{AREAS, Case, CaseFile, Quantities, Value};
use crate::tolerance::{Tolerance, WORDS};
use cupola_scenario::{Fault, Faults};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The form of the files that is read.
const SCHEMA: &str = "2";
const FILE_KEYS: [&str; 3] = ["schema", "constants", "case"];
const CASE_KEYS: [&str; 12] =
    ["id", "area", "kind", "study", "status", "confidence", "source", "inputs", "expected", "tolerance", "why", "note"];
/// The words a status is made of, joined by `+`, commas or spaces.
const STATUS_WORDS: [&str; 8] =
    ["printed", "secondary", "derived", "recomputed", "memory", "inputs", "outputs", "equations"];

impl CaseFile {
    /// Reads the text of a file in the form of the built-in ones (schema 2); `name` is what faults call it.
    ///
    /// # Errors
    /// Every fault found, in the order of the lines: what is not TOML, unknown and missing keys, values of the wrong sort,
    /// numbers that are not finite, ids taken twice, tolerances of keys that are not expected.
    pub fn parse(name: &str, text: &str) -> Result<Self, Faults> {
        let (root, errors) = DeTable::parse_recoverable(text);
        let mut reader = Reader { file: name, text, faults: Vec::new() };
        if errors.is_empty() {
            let cases = reader.file(root.get_ref());
            if reader.faults.is_empty() {
                return Ok(Self { name: name.to_owned(), cases });
            }
        }
        for error in errors {
            let start = error.span().map_or(0, |span| span.start);
            reader.fault(start, "", format!("not TOML: {}", error.message()), "");
        }
        reader.faults.sort_by_key(|fault| (fault.line, fault.column));
        Err(Faults(reader.faults))
    }
}

type Field<'a, 'i> = &'a Spanned<DeValue<'i>>;

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    /// Adds a fault at a byte; `allowed` may be empty.
    fn fault(&mut self, start: usize, key: &str, message: impl Into<String>, allowed: &str) {
        let mut start = start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &self.text[..start];
        let line_start = before.rfind('\n').map_or(0, |i| i + 1);
        self.faults.push(Fault {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            key: key.to_owned(),
            message: message.into(),
            allowed: (!allowed.is_empty()).then(|| allowed.to_owned()),
            hint: None,
        });
    }

    /// The fault of a value of the wrong sort.
    fn wrong_sort(&mut self, field: Field<'_, '_>, path: &str, wanted: &str) {
        let message = format!("{} is not allowed", shown(field.get_ref()));
        self.fault(field.span().start, path, message, wanted);
    }

    fn unknown_keys(&mut self, table: &DeTable<'_>, path: &str, known: &[&str]) {
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            self.fault(key.span().start, &joined(path, key.get_ref()), "unknown key", &known.join(", "));
        }
    }

    fn file(&mut self, root: &DeTable<'_>) -> Vec<Case> {
        self.unknown_keys(root, "", &FILE_KEYS);
        match root.get("schema") {
            None => self.fault(0, "schema", "is missing", SCHEMA),
            Some(schema) => match schema.get_ref() {
                DeValue::Integer(number) if number.as_str() == SCHEMA => {}
                _ => self.wrong_sort(schema, "schema", SCHEMA),
            },
        }
        if let Some(constants) = root.get("constants") {
            self.quantities(constants, "constants");
        }
        let Some(field) = root.get("case") else {
            self.fault(0, "case", "is missing: the file has no cases", "[[case]] tables");
            return Vec::new();
        };
        let DeValue::Array(list) = field.get_ref() else {
            self.wrong_sort(field, "case", "[[case]] tables");
            return Vec::new();
        };
        let mut cases: Vec<Case> = Vec::with_capacity(list.len());
        for (index, field) in list.iter().enumerate() {
            let Some(table) = field.get_ref().as_table() else {
                self.wrong_sort(field, &format!("case.{}", index + 1), "[[case]] tables");
                continue;
            };
            let Some(case) = self.case(table, field.span().start, index) else { continue };
            if cases.iter().any(|known| known.id == case.id) {
                let start = table.get("id").map_or(0, |id| id.span().start);
                let message = format!("\"{}\" names two cases", case.id);
                self.fault(start, &format!("case.{}.id", case.id), message, "an id of its own for each");
            }
            cases.push(case);
        }
        cases
    }

    fn case(&mut self, table: &DeTable<'_>, start: usize, index: usize) -> Option<Case> {
        let number = (index + 1).to_string();
        let path = format!("case.{}", table.get("id").and_then(|id| id.get_ref().as_str()).unwrap_or(&number));
        self.unknown_keys(table, &path, &CASE_KEYS);
        let [id, area, kind, status, source] =
            ["id", "area", "kind", "status", "source"].map(|key| self.needed(table, start, &path, key));
        if let (Some(area), Some(field)) = (&area, table.get("area"))
            && !AREAS.contains(&area.as_str())
        {
            self.wrong_sort(field, &joined(&path, "area"), &AREAS.join(", "));
        }
        if let (Some(status), Some(field)) = (&status, table.get("status")) {
            let mut words = status.split(['+', ',', ' ']).filter(|word| !word.is_empty());
            if let Some(word) = words.find(|word| !STATUS_WORDS.contains(word)) {
                let message = format!("\"{word}\" is not a word of a status");
                self.fault(field.span().start, &joined(&path, "status"), message, &STATUS_WORDS.join(", "));
            }
        }
        let [inputs, expected] = ["inputs", "expected"].map(|key| {
            let here = joined(&path, key);
            let Some(field) = table.get(key) else {
                self.fault(start, &here, "is missing", "a table of quantities");
                return None;
            };
            let quantities = self.quantities(field, &here)?;
            if key == "expected" && quantities.0.is_empty() {
                self.fault(field.span().start, &here, "is empty: nothing is claimed", "at least one quantity");
            }
            Some(quantities)
        });
        let tolerances = match (table.get("tolerance"), &expected) {
            (Some(field), Some(expected)) => self.tolerances(field, &joined(&path, "tolerance"), expected),
            _ => Vec::new(),
        };
        let [study, confidence, why, note] =
            ["study", "confidence", "why", "note"].map(|key| self.text(table, &path, key));
        let why = [why, note].into_iter().flatten().collect::<Vec<_>>().join("; ");
        Some(Case {
            id: id?,
            area: area?,
            kind: kind?,
            study,
            status: status?,
            confidence,
            source: source?,
            inputs: inputs?,
            expected: expected?,
            tolerances,
            why: (!why.is_empty()).then_some(why),
        })
    }

    /// A text that must be there and not be empty.
    fn needed(&mut self, table: &DeTable<'_>, start: usize, path: &str, key: &str) -> Option<String> {
        let Some(field) = table.get(key) else {
            self.fault(start, &joined(path, key), "is missing", "text");
            return None;
        };
        let text = self.text(table, path, key)?;
        if text.trim().is_empty() {
            self.fault(field.span().start, &joined(path, key), "is empty", "text");
            return None;
        }
        Some(text)
    }

    fn text(&mut self, table: &DeTable<'_>, path: &str, key: &str) -> Option<String> {
        let field = table.get(key)?;
        let text = field.get_ref().as_str();
        if text.is_none() {
            self.wrong_sort(field, &joined(path, key), "text");
        }
        text.map(str::to_owned)
    }

    fn quantities(&mut self, field: Field<'_, '_>, path: &str) -> Option<Quantities> {
        let Some(table) = field.get_ref().as_table() else {
            self.wrong_sort(field, path, "a table of quantities");
            return None;
        };
        let mut found: Vec<(usize, (String, Value))> = Vec::new();
        for (key, value) in table {
            let name = key.get_ref().to_string();
            if let Some(value) = self.value(value, &joined(path, &name)) {
                found.push((key.span().start, (name, value)));
            }
        }
        found.sort_by_key(|(start, _)| *start);
        Some(Quantities(found.into_iter().map(|(_, pair)| pair).collect()))
    }

    fn value(&mut self, field: Field<'_, '_>, path: &str) -> Option<Value> {
        match field.get_ref() {
            DeValue::Boolean(value) => Some(Value::Truth(*value)),
            DeValue::String(text) => Some(Value::Text(text.to_string())),
            DeValue::Datetime(date) => Some(Value::Text(date.to_string())),
            DeValue::Integer(_) | DeValue::Float(_) => self.number(field, path).map(Value::Number),
            DeValue::Array(list) => {
                let values: Vec<Option<Value>> = list.iter().map(|item| self.value(item, path)).collect();
                values.into_iter().collect::<Option<Vec<_>>>().map(Value::List)
            }
            DeValue::Table(_) => {
                self.wrong_sort(field, path, "a number, text, true or false, or a list of those");
                None
            }
        }
    }

    fn number(&mut self, field: Field<'_, '_>, path: &str) -> Option<f64> {
        let number = match field.get_ref() {
            DeValue::Integer(raw) => i64::from_str_radix(raw.as_str(), raw.radix()).ok().map(|value| value as f64),
            DeValue::Float(raw) => raw.as_str().parse::<f64>().ok().filter(|value| value.is_finite()),
            _ => None,
        };
        if number.is_none() {
            self.wrong_sort(field, path, "a finite number");
        }
        number
    }

    /// One tolerance for all expected keys, or one for each that is named.
    fn tolerances(&mut self, field: Field<'_, '_>, path: &str, expected: &Quantities) -> Vec<(String, Tolerance)> {
        let Some(table) = field.get_ref().as_table() else {
            self.wrong_sort(field, path, &WORDS.join(", "));
            return Vec::new();
        };
        let is_for_all = table.keys().all(|key| is_word(key.get_ref()) && expected.get(key.get_ref()).is_none());
        if is_for_all {
            let tolerance = self.tolerance(table, path);
            return expected.keys().map(|key| (key.to_owned(), tolerance.clone())).collect();
        }
        let mut found = Vec::new();
        for (key, value) in table {
            let name = key.get_ref();
            let here = joined(path, name);
            if expected.get(name).is_none() {
                let keys: Vec<&str> = expected.keys().collect();
                let allowed = format!("{}; or one tolerance for all: {}", keys.join(", "), WORDS.join(", "));
                self.fault(key.span().start, &here, "is no key of `expected`", &allowed);
            } else if let Some(table) = value.get_ref().as_table() {
                found.push((name.to_string(), self.tolerance(table, &here)));
            } else {
                self.wrong_sort(value, &here, "a table such as { rel = 0.01 } or { abs = 5 }");
            }
        }
        found
    }

    fn tolerance(&mut self, table: &DeTable<'_>, path: &str) -> Tolerance {
        let mut tolerance = Tolerance::default();
        for (key, field) in table {
            let name: &str = key.get_ref();
            let here = joined(path, name);
            match name {
                "note" => match field.get_ref().as_str() {
                    Some(text) => tolerance.note = Some(text.to_owned()),
                    None => self.wrong_sort(field, &here, "text"),
                },
                "one_sided" => match field.get_ref() {
                    DeValue::Boolean(value) => tolerance.one_sided = *value,
                    _ => self.wrong_sort(field, &here, "true or false"),
                },
                "factor" => tolerance.factor = self.at_least(1.0, field, &here),
                "rel" => tolerance.rel = self.at_least(0.0, field, &here),
                "rel_above_best" => tolerance.rel_above_best = self.at_least(0.0, field, &here),
                _ if is_word(name) => tolerance.abs = self.at_least(0.0, field, &here),
                _ => self.fault(key.span().start, &here, "unknown key", &WORDS.join(", ")),
            }
        }
        tolerance
    }

    fn at_least(&mut self, least: f64, field: Field<'_, '_>, path: &str) -> Option<f64> {
        let number = self.number(field, path)?;
        if number < least {
            self.wrong_sort(field, path, &format!("{least} or more"));
        }
        Some(number)
    }
}

/// Whether a key is a word of a tolerance; the unit of an absolute one may be written out (`abs_deg`).
fn is_word(key: &str) -> bool {
    WORDS.contains(&key) || key.starts_with("abs_")
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// A value in print, short.
fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("\"{text}\""),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
