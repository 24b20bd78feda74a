//! `KEY=VALUE` and `KEY+=N`: changes by id path, on the merged tree.

use crate::catalogue::Catalogue;
use crate::check::list_keys;
use crate::fault::{Pending, listed};
use crate::merge::{find, near_label};
use crate::tree::{Entry, Files, Kind, Node, Origin, Table, parse_value};

/// Fields of a battery's only load that may be set on the battery itself.
pub const LOAD_FIELDS: [&str; 3] = ["launchers", "per_launcher", "reloads"];

/// Longest path that is followed.
const MAX_PARTS: usize = 16;

/// A change by id path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'a> {
    /// The option it was given by, which its faults name: `--set`.
    pub option: &'a str,
    /// `KEY=VALUE`, or `KEY+=N` to add to the number there (to all of a range).
    pub text: &'a str,
}

/// Changes given by `--set`.
pub(crate) fn given_by_set(sets: &[String]) -> Vec<Change<'_>> {
    sets.iter().map(|text| Change { option: "--set", text }).collect()
}

/// Applies every change, in order.
pub(crate) fn apply(root: &mut Node, changes: &[Change<'_>], files: &mut Files, faults: &mut Vec<Pending>) {
    for Change { option, text: set } in changes {
        let file = files.add(*option, *set);
        let key_origin = Origin { file, start: 0 };
        let Some((key, value)) = set.split_once('=') else {
            faults.push(
                Pending::new(key_origin, *set, "has no `=`").allowed("KEY=VALUE, as in battery.iruma.channels=9"),
            );
            continue;
        };
        let shift = key.len() + 1;
        let (key, adds) = key.strip_suffix('+').map_or((key, false), |key| (key, true));
        let key = key.trim();
        if key.split('.').any(str::is_empty) || key.split('.').count() > MAX_PARTS {
            faults.push(
                Pending::new(key_origin, key, "is no path").allowed(format!("up to {MAX_PARTS} names joined by dots")),
            );
            continue;
        }
        if matches!(key, "extends" | "format") {
            faults.push(Pending::new(key_origin, key, "cannot be set"));
            continue;
        }
        let word = value.trim();
        let node = if is_word(word) {
            Some(Node { origin: Origin { file, start: shift }, kind: Kind::Text(word.to_owned()) })
        } else {
            parse_value(file, shift, key, value, faults)
        };
        let Some(node) = node else { continue };
        let mut setter = Setter { key, key_origin, value: Some(node), adds, faults };
        let path = setter.alias(root);
        if let Some(table) = root.table_mut() {
            setter.in_table(table, &path, "");
        }
    }
}

/// A number's value.
fn value(kind: &Kind) -> Option<f64> {
    match kind {
        Kind::Integer(value) => Some(*value as f64),
        Kind::Float(value) => Some(*value),
        _ => None,
    }
}

/// Whether a value is a word that may go without quotation marks, which a shell takes off: an id or the name of a choice.
fn is_word(value: &str) -> bool {
    value.starts_with(|c: char| c.is_ascii_alphabetic())
        && value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
        && !matches!(value, "true" | "false" | "inf" | "nan")
}

struct Setter<'a> {
    key: &'a str,
    key_origin: Origin,
    value: Option<Node>,
    /// Whether the value is added to what is there, instead of taking its place.
    adds: bool,
    faults: &'a mut Vec<Pending>,
}

impl Setter<'_> {
    fn fault(&mut self, message: impl Into<String>) -> &mut Pending {
        self.faults.push(Pending::new(self.key_origin, self.key, message));
        let last = self.faults.len() - 1;
        &mut self.faults[last]
    }

    fn empty(&self, kind: Kind) -> Entry {
        Entry { key_origin: self.key_origin, node: Node { origin: self.key_origin, kind } }
    }

    /// Paths that mean another one: reserves by nation, and catalogue entries by kind.
    fn alias(&self, root: &mut Node) -> String {
        if let Some(rest) = self.key.strip_prefix("reserve.")
            && let Some((nation, rest)) = rest.split_once('.')
        {
            return format!("nation.{nation}.reserve.{rest}");
        }
        let Some((list, rest)) = self.key.split_once('.') else { return self.key.to_owned() };
        if !["interceptor", "sensor", "constellation", "threat"].contains(&list) {
            return self.key.to_owned();
        }
        let nodes = root.get(list).and_then(Node::list).unwrap_or_default();
        let (id, field) = rest.split_once('.').unwrap_or((rest, ""));
        let entry = Catalogue::embedded().get(id).filter(|e| e.kind.word() == list);
        match entry {
            Some(entry) if find(list, nodes, rest).is_none() && !field.is_empty() => {
                format!("catalogue.{}.{field}", entry.id)
            }
            _ => self.key.to_owned(),
        }
    }

    fn in_table(&mut self, table: &mut Table, path: &str, list_of: &str) {
        let (seg, rest) = path.split_once('.').unwrap_or((path, ""));
        if rest.is_empty() {
            if list_of == "battery" && LOAD_FIELDS.contains(&seg) && !table.contains_key(seg) {
                return self.only_load(table, seg);
            }
            if let Some(value) = self.value.take()
                && let Some(node) = if self.adds { self.sum(table.get(seg), &value) } else { Some(value) }
            {
                table.insert(seg.to_owned(), Entry { key_origin: self.key_origin, node });
            }
            return;
        }
        if !table.contains_key(seg) {
            if list_keys().contains(&seg) {
                let owner = if list_of.is_empty() { "this scenario" } else { list_of };
                self.fault(format!("{owner} has no [[{seg}]]"));
                return;
            }
            let fresh = self.empty(Kind::Table(Table::new()));
            table.insert(seg.to_owned(), fresh);
        }
        let Some(entry) = table.get_mut(seg) else { return };
        match &mut entry.node.kind {
            Kind::Table(inner) => self.in_table(inner, rest, seg),
            Kind::List(nodes) => self.in_list(nodes, seg, rest),
            _ => {
                let word = entry.node.type_word();
                self.fault(format!("`{seg}` is {word} and has no parts"));
            }
        }
    }

    /// What is there with a number added to it, to each end of a range alike.
    fn sum(&mut self, there: Option<&Entry>, more: &Node) -> Option<Node> {
        let sum = there.and_then(|entry| match &entry.node.kind {
            Kind::Table(range) if range.contains_key("likely") => {
                let mut range = range.clone();
                for name in ["low", "likely", "high"] {
                    if let Some(end) = range.get_mut(name) {
                        end.node = Self::plus(&end.node, more)?;
                    }
                }
                Some(Node { origin: more.origin, kind: Kind::Table(range) })
            }
            _ => Self::plus(&entry.node, more),
        });
        if sum.is_none() {
            let found =
                there.map_or("nothing is written there".to_owned(), |entry| format!("there is {}", entry.node.shown()));
            self.fault(format!("`+=` adds a number to a number or a range that is written; {found}")).allowed =
                Some("KEY+=N, as in battery.iruma.count+=1".to_owned());
        }
        sum
    }

    /// The sum of two plain numbers, where the change is written.
    fn plus(there: &Node, more: &Node) -> Option<Node> {
        let kind = match (&there.kind, &more.kind) {
            (Kind::Integer(a), Kind::Integer(b)) => Kind::Integer(a.checked_add(*b)?),
            (a, b) => Kind::Float(value(a)? + value(b)?),
        };
        Some(Node { origin: more.origin, kind })
    }

    fn in_list(&mut self, nodes: &mut [Node], list: &str, path: &str) {
        if let Some((index, rest)) = find(list, nodes, path) {
            match nodes[index].table_mut() {
                Some(table) if !rest.is_empty() => self.in_table(table, rest, list),
                _ => {
                    self.fault("names a whole entry").allowed = Some("a field of it".to_owned());
                }
            }
            return;
        }
        if list == "battery" && self.unit(nodes, path) {
            return;
        }
        let (hint, names) = near_label(list, nodes, path.split('.').next().unwrap_or(path));
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let first = path.split('.').next().unwrap_or(path);
        let fault = self.fault(format!("there is no {list} \"{first}\""));
        fault.hint = hint;
        fault.allowed = Some(listed(&names));
    }

    /// `battery.iruma-2.…`: a single unit of a group with `count`.
    fn unit(&mut self, nodes: &mut [Node], path: &str) -> bool {
        let (unit, rest) = path.split_once('.').unwrap_or((path, ""));
        if rest.is_empty() {
            return false;
        }
        let Some((group, number)) = unit.rsplit_once('-') else { return false };
        let Ok(number) = number.parse::<i64>() else { return false };
        let found = nodes.iter_mut().find(|n| n.get("id").and_then(Node::text) == Some(group));
        let Some(node) = found else { return false };
        let Some(Kind::Integer(count)) = node.get("count").map(|n| n.kind.clone()) else { return false };
        if number < 1 || number > count {
            let fault = self.fault(format!("group \"{group}\" has {count} units"));
            fault.allowed = Some(format!("{group}-1 to {group}-{count}"));
            return true;
        }
        let loads: Vec<String> = node
            .get("load")
            .and_then(Node::list)
            .unwrap_or_default()
            .iter()
            .filter_map(|n| n.get("interceptor").and_then(Node::text).map(str::to_owned))
            .collect();
        let fresh = self.empty(Kind::Table(Table::new()));
        let Some(table) = node.table_mut() else { return false };
        let units = table.entry("unit".to_owned()).or_insert_with(|| fresh.clone());
        let Some(units) = units.node.table_mut() else { return false };
        let own = units.entry(unit.to_owned()).or_insert(fresh);
        let Some(own) = own.node.table_mut() else { return false };
        if rest.starts_with("load.") || LOAD_FIELDS.contains(&rest) {
            self.unit_loads(own, &loads);
        }
        self.in_table(own, rest, "battery");
        true
    }

    /// Makes an entry for each of the group's loads, to set fields in.
    fn unit_loads(&self, unit: &mut Table, loads: &[String]) {
        let list = unit.entry("load".to_owned()).or_insert_with(|| self.empty(Kind::List(Vec::new())));
        let Kind::List(nodes) = &mut list.node.kind else { return };
        for interceptor in loads {
            let is_there = nodes.iter().any(|n| n.get("interceptor").and_then(Node::text) == Some(interceptor));
            if !is_there {
                let mut table = Table::new();
                table.insert("interceptor".to_owned(), self.empty(Kind::Text(interceptor.clone())));
                nodes.push(Node { origin: self.key_origin, kind: Kind::Table(table) });
            }
        }
    }

    /// `battery.iruma.launchers` where the battery has one load.
    fn only_load(&mut self, battery: &mut Table, field: &str) {
        let nodes = battery.get_mut("load").map(|entry| &mut entry.node.kind);
        match nodes {
            Some(Kind::List(nodes)) if nodes.len() == 1 => {
                if let Some(load) = nodes[0].table_mut() {
                    self.in_table(load, field, "load");
                }
            }
            Some(Kind::List(nodes)) => {
                let names = crate::merge::labels("load", nodes);
                let paths: Vec<String> = names.iter().map(|n| format!("load.{n}.{field}")).collect();
                let refs: Vec<&str> = paths.iter().map(String::as_str).collect();
                let allowed = listed(&refs);
                self.fault("the battery has several loads").allowed = Some(allowed);
            }
            _ => {
                self.fault("the battery has no load");
            }
        }
    }
}
