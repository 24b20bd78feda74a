//! The first stage: the tree against the schema of the `Raw*` types, every fault at once.

use crate::fault::{Pending, listed, nearest};
use crate::merge::labels;
use crate::raw::RawScenario;
use crate::tree::{Kind, Node, Origin};
use serde_json::Value;
use std::sync::OnceLock;

/// The JSON Schema of a scenario, generated from the types it is read into.
pub(crate) fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let mut schema = schemars::schema_for!(RawScenario).to_value();
        schema["title"] = "cupola scenario".into();
        schema
    })
}

/// Keys that hold lists of tables, at any depth.
#[must_use]
pub fn list_keys() -> Vec<&'static str> {
    let tables = schema()["$defs"].as_object().into_iter().flatten().map(|(_, table)| table);
    let properties = std::iter::once(schema()).chain(tables).filter_map(|t| t["properties"].as_object()).flatten();
    let lists = properties.filter(|(_, s)| s["type"] == "array" && s["items"]["$ref"].is_string());
    lists.map(|(key, _)| key.as_str()).collect()
}

/// Walks the tree; what is at fault is taken out, so that the rest may still be checked.
pub(crate) fn walk(root: &mut Node, faults: &mut Vec<Pending>) {
    let mut walker = Walker { faults };
    walker.node(root, schema(), "", "", None);
}

/// Units a key may end in, longest first.
const UNITS: &[&str] = &[
    "_musd_per_year",
    "_usd_per_year",
    "_usd_per_kg",
    "_km_s",
    "_m_s",
    "_kg_m2",
    "_kw_sr",
    "_w_sr",
    "_musd",
    "_usd",
    "_mrad",
    "_urad",
    "_rad",
    "_deg",
    "_months",
    "_month",
    "_years",
    "_days",
    "_day",
    "_hours",
    "_min",
    "_ms",
    "_km",
    "_m2",
    "_kg",
    "_kn",
    "_mi",
    "_nm",
    "_ft",
    "_mph",
    "_kmh",
    "_m",
    "_s",
    "_h",
    "_g",
    "_t",
];

/// A key without its unit, and the unit.
pub(crate) fn split_unit(key: &str) -> (&str, &str) {
    let unit = UNITS.iter().find(|unit| key.len() > unit.len() && key.ends_with(**unit));
    unit.map_or((key, ""), |unit| (&key[..key.len() - unit.len()], &unit[1..]))
}

struct Walker<'a> {
    faults: &'a mut Vec<Pending>,
}

impl Walker<'_> {
    /// Whether the node is sound enough to keep.
    fn node(
        &mut self,
        node: &mut Node,
        schema: &'static Value,
        path: &str,
        list: &str,
        key_at: Option<Origin>,
    ) -> bool {
        let options = alternatives(schema);
        let fitting: Vec<&'static Value> = options.iter().copied().filter(|s| fits(s, node)).collect();
        let Some(chosen) = choose(&fitting, node) else {
            let message = format!("is {} ({})", node.type_word(), node.shown());
            let message = if node.shown() == node.type_word() { format!("is {}", node.type_word()) } else { message };
            self.faults.push(Pending::new(node.origin, path, message).allowed(describe_all(&options)));
            return false;
        };
        match &mut node.kind {
            Kind::Table(_) => self.table(node, chosen, path, list, key_at),
            Kind::List(nodes) => {
                let names = labels(list, nodes);
                let is_tables = nodes.iter().any(|n| n.table().is_some());
                let item = &chosen["items"];
                let mut keep = Vec::with_capacity(nodes.len());
                for (node, name) in nodes.iter_mut().zip(names) {
                    let here = if is_tables { joined(path, &name) } else { path.to_owned() };
                    keep.push(self.node(node, item, &here, list, None));
                }
                let mut keep = keep.into_iter();
                nodes.retain(|_| keep.next().unwrap_or(true));
                true
            }
            _ => self.scalar(node, chosen, path),
        }
    }

    /// Checks one value; a number outside its bounds is brought to the nearer one, so that the rest may still be checked.
    fn scalar(&mut self, node: &mut Node, schema: &Value, path: &str) -> bool {
        let mut fail = |message: String, allowed: String| {
            self.faults.push(Pending::new(node.origin, path, message).allowed(allowed));
            false
        };
        match &node.kind {
            Kind::Text(text) => {
                let words = words(schema);
                if !words.is_empty() && !words.contains(&text.as_str()) {
                    let fault = Pending::new(node.origin, path, format!("\"{text}\" is not one of the words"));
                    self.faults.push(fault.near(text, words));
                    return false;
                }
                if schema["format"] == "date" && text.parse::<cupola_core::Day>().is_err() {
                    return fail(format!("\"{text}\" is no day of the calendar"), "YYYY-MM-DD".into());
                }
                true
            }
            Kind::Date(text) if schema["format"] == "date" => {
                if text.parse::<cupola_core::Day>().is_err() {
                    return fail(format!("{text} is no plain day"), "YYYY-MM-DD, without a time".into());
                }
                true
            }
            Kind::Integer(_) | Kind::Float(_) => {
                let value = match node.kind {
                    Kind::Integer(value) => value as f64,
                    Kind::Float(value) => value,
                    _ => 0.0,
                };
                let low = schema["minimum"].as_f64();
                let high = schema["maximum"].as_f64();
                let is_inside = low.is_none_or(|l| value >= l) && high.is_none_or(|h| value <= h);
                if !is_inside {
                    fail(format!("{} is outside what is allowed", node.shown()), bounds(low, high));
                    let nearest = value.clamp(low.unwrap_or(f64::MIN), high.unwrap_or(f64::MAX));
                    let is_whole = matches!(node.kind, Kind::Integer(_)) && value.is_finite();
                    node.kind = if is_whole { Kind::Integer(nearest as i64) } else { Kind::Float(nearest) };
                    return value.is_finite();
                }
                true
            }
            _ => true,
        }
    }

    fn table(
        &mut self,
        node: &mut Node,
        schema: &'static Value,
        path: &str,
        list: &str,
        key_at: Option<Origin>,
    ) -> bool {
        let origin = key_at.unwrap_or(node.origin);
        let Some(table) = node.table_mut() else { return true };
        let properties = schema["properties"].as_object();
        let known: Vec<&'static str> =
            properties.into_iter().flatten().map(|(key, _)| key.as_str()).filter(|k| *k != "extends").collect();
        let additional = &schema["additionalProperties"];
        let mut drop = Vec::new();
        let mut meant: Vec<String> = Vec::new();
        for (key, entry) in table.iter_mut() {
            let here = joined(path, key);
            let property = properties.and_then(|p| p.get(key));
            let next = property.or_else(|| additional.as_object().map(|_| additional));
            let Some(next) = next else {
                let fault = unknown_key(entry.key_origin, &here, key, &known);
                meant.extend(fault.hint.clone());
                self.faults.push(fault);
                drop.push(key.clone());
                continue;
            };
            let inner = if additional.is_object() { list } else { key.as_str() };
            if !self.node(&mut entry.node, next, &here, inner, Some(entry.key_origin)) {
                drop.push(key.clone());
                meant.push(key.clone());
            }
        }
        let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
        for key in required {
            if !table.contains_key(key) && !meant.iter().any(|m| m == key) {
                let allowed = properties.and_then(|p| p.get(key)).map_or_else(String::new, describe_property);
                self.faults.push(Pending::new(origin, joined(path, key), "is missing").allowed(allowed));
            }
        }
        for key in drop {
            table.remove(&key);
        }
        true
    }
}

fn unknown_key(origin: Origin, path: &str, key: &str, known: &[&str]) -> Pending {
    let (stem, unit) = split_unit(key);
    let same_stem = known.iter().find(|k| split_unit(k).0 == stem && split_unit(k).1 != unit);
    if let Some(right) = same_stem {
        let (_, wanted) = split_unit(right);
        let message = match (unit, wanted) {
            ("", _) => format!("unknown key: a unit is missing ({wanted})"),
            (_, "") => "unknown key: this takes no unit".to_owned(),
            _ => format!("wrong unit: {unit}, where {wanted} is used"),
        };
        let mut fault = Pending::new(origin, path, message).allowed((*right).to_owned());
        fault.hint = Some((*right).to_owned());
        return fault;
    }
    let mut fault = Pending::new(origin, path, "unknown key").near(key, known.iter().copied());
    if known.len() > 18 {
        fault.allowed = nearest(key, known).map(|_| listed(known)).or(fault.allowed);
    }
    fault
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

/// Follows `$ref`.
fn resolved(schema: &'static Value) -> &'static Value {
    let name = schema["$ref"].as_str().and_then(|r| r.strip_prefix("#/$defs/"));
    match name {
        Some(name) => resolved(&self::schema()["$defs"][name]),
        None => schema,
    }
}

/// The shapes a schema allows, without `null`.
fn alternatives(schema: &'static Value) -> Vec<&'static Value> {
    let schema = resolved(schema);
    match schema["anyOf"].as_array() {
        Some(options) => options.iter().flat_map(alternatives).filter(|s| s["type"] != "null").collect(),
        None => vec![schema],
    }
}

fn has_type(schema: &Value, word: &str) -> bool {
    match &schema["type"] {
        Value::String(only) => only == word,
        Value::Array(many) => many.iter().any(|t| t == word),
        _ => word == "string" && !words(schema).is_empty(),
    }
}

/// The words an enumeration allows.
fn words(schema: &Value) -> Vec<&str> {
    let listed = schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let described = schema["oneOf"].as_array().into_iter().flatten().filter_map(|s| s["const"].as_str());
    listed.chain(described).collect()
}

fn fits(schema: &Value, node: &Node) -> bool {
    match &node.kind {
        Kind::Text(_) | Kind::Date(_) => has_type(schema, "string"),
        Kind::Integer(_) => has_type(schema, "integer") || has_type(schema, "number"),
        Kind::Float(_) => has_type(schema, "number"),
        Kind::Bool(_) => has_type(schema, "boolean"),
        Kind::List(_) => has_type(schema, "array"),
        Kind::Table(_) => has_type(schema, "object"),
    }
}

/// Of several shapes for a table: a map by date where the keys begin with a digit, else the one that knows most keys.
fn choose(fitting: &[&'static Value], node: &Node) -> Option<&'static Value> {
    if fitting.len() < 2 {
        return fitting.first().copied();
    }
    let keys: Vec<&str> = node.table().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    let is_dated = keys.iter().any(|k| k.starts_with(|c: char| c.is_ascii_digit()));
    let score = |schema: &&&'static Value| {
        if is_dated && schema["additionalProperties"].is_object() {
            return usize::MAX;
        }
        keys.iter().filter(|k| schema["properties"].get(**k).is_some()).count()
    };
    let mut best = fitting.first()?;
    for schema in fitting {
        if score(&schema) > score(&best) {
            best = schema;
        }
    }
    Some(best)
}

fn bounds(low: Option<f64>, high: Option<f64>) -> String {
    match (low, high) {
        (Some(l), Some(h)) => format!("{l} to {h}"),
        (Some(l), None) => format!("{l} and more"),
        (None, Some(h)) => format!("up to {h}"),
        (None, None) => "any number".to_owned(),
    }
}

fn describe(schema: &Value) -> String {
    let words = words(schema);
    if !words.is_empty() {
        return listed(&words);
    }
    if schema["format"] == "date" {
        return "a date (YYYY-MM-DD)".to_owned();
    }
    if has_type(schema, "integer") || has_type(schema, "number") {
        let what = if has_type(schema, "integer") { "a whole number" } else { "a number" };
        let (low, high) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
        return if low.is_none() && high.is_none() {
            what.to_owned()
        } else {
            format!("{what}, {}", bounds(low, high))
        };
    }
    if has_type(schema, "object") {
        let keys: Vec<&str> =
            schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
        return if keys.is_empty() { "a table".to_owned() } else { format!("a table of {}", listed(&keys)) };
    }
    match () {
        () if has_type(schema, "array") => "a list".to_owned(),
        () if has_type(schema, "boolean") => "true or false".to_owned(),
        () => "text".to_owned(),
    }
}

fn describe_all(options: &[&Value]) -> String {
    let described: Vec<String> = options.iter().map(|s| describe(s)).collect();
    described.join(", or ")
}

fn describe_property(schema: &'static Value) -> String {
    describe_all(&alternatives(schema))
}
