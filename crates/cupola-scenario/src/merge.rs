//! Merging a file into the one it extends: tables key by key, lists of tables by what names their entries.

use crate::fault::{Pending, nearest};
use crate::tree::{Entry, Kind, Node, Table};
use std::collections::HashMap;

/// What names an entry of a list of tables: keys joined by `.`, or by `-` where the last flag is set.
struct Naming {
    list: &'static str,
    keys: &'static [&'static str],
    glue: &'static str,
}

/// Lists whose entries are not named by `id` or `is` alone. The last part of the path decides.
const NAMINGS: &[Naming] = &[
    Naming { list: "reserve", keys: &["item"], glue: "." },
    Naming { list: "load", keys: &["interceptor"], glue: "." },
    Naming { list: "stock", keys: &["nation", "item"], glue: "." },
    Naming { list: "theatre", keys: &["theatre"], glue: "." },
    Naming { list: "lot", keys: &["made"], glue: "." },
    Naming { list: "tracks", keys: &["giver", "taker"], glue: "-" },
    Naming { list: "engage", keys: &["shooter"], glue: "." },
    Naming { list: "expand", keys: &["line"], glue: "." },
    Naming { list: "output", keys: &["line"], glue: "." },
    Naming { list: "transfer", keys: &["giver", "taker", "item"], glue: "-" },
    Naming { list: "order", keys: &["funded"], glue: "." },
    Naming { list: "customer", keys: &["nation"], glue: "." },
    Naming { list: "develop", keys: &["item"], glue: "." },
    Naming { list: "need", keys: &["nation", "item"], glue: "." },
    Naming { list: "may_order", keys: &["line"], glue: "." },
    Naming { list: "may_expand", keys: &["line"], glue: "." },
    Naming { list: "may_move", keys: &["giver", "taker", "item"], glue: "-" },
    Naming { list: "space", keys: &["constellation"], glue: "." },
    Naming { list: "extra", keys: &["element"], glue: "." },
    Naming { list: "printed", keys: &["what"], glue: "." },
    Naming { list: "step", keys: &["what"], glue: "." },
    Naming { list: "spend", keys: &["label"], glue: "." },
    Naming { list: "estimate", keys: &["nation", "item", "date"], glue: "." },
    Naming { list: "row", keys: &["raid", "group"], glue: "." },
    Naming { list: "row", keys: &["period", "group"], glue: "." },
    Naming { list: "arsenal", keys: &["threat"], glue: "." },
    Naming { list: "stated", keys: &["day"], glue: "." },
];

/// A list of tables that is replaced whole: half of one way and half of another lead nowhere.
const WAY: &str = "via";

/// Ways to say when raids come, one of which a campaign has: a new one takes the place of an old one.
const CALENDARS: [&str; 4] = ["stated", "drawn", "escalation", "series"];

/// The name of one entry of the list called `list`, where it has one, and whether it is a written `id` or `is`.
fn own_label(list: &str, scalar: impl Fn(&str) -> Option<String>) -> Option<(String, bool)> {
    if let Some(id) = scalar("id").or_else(|| scalar("is")) {
        return Some((id, true));
    }
    let name = |naming: &Naming| {
        let parts: Option<Vec<String>> = naming.keys.iter().map(|key| scalar(key)).collect();
        parts.map(|parts| (parts.join(naming.glue), false))
    };
    NAMINGS.iter().filter(|n| n.list == list).find_map(name)
}

/// The names of a list's entries, in order, as keys have them. Where several would share one, the second is `NAME-2` and so on,
/// except where the name is a written `id` or `is` (then it is a duplicate, for the checker to find); nameless ones are
/// numbered from 1.
///
/// `scalar` gives the text, date or whole number of a key of an entry, by its index.
#[must_use]
pub fn entry_labels(list: &str, num_entries: usize, scalar: impl Fn(usize, &str) -> Option<String>) -> Vec<String> {
    let mut seen: HashMap<String, usize> = HashMap::new();
    let one = |index: usize| {
        let Some((label, is_written)) = own_label(list, |key| scalar(index, key)) else {
            return (index + 1).to_string();
        };
        if is_written {
            return label;
        }
        let times = seen.entry(label.clone()).or_insert(0);
        *times += 1;
        if *times == 1 { label } else { format!("{label}-{times}") }
    };
    (0..num_entries).map(one).collect()
}

/// The keys that name a new entry of a list, one for each part of its name; none where a name does not tell them apart.
#[must_use]
pub fn naming_keys(list: &str) -> Option<&'static [&'static str]> {
    match NAMINGS.iter().find(|n| n.list == list) {
        None => Some(&["id"]),
        Some(naming) => (naming.glue == "." || naming.keys.len() == 1).then_some(naming.keys),
    }
}

/// What names the entries of lists that have no `id` or `is`, as the published schema tells it: by list, the ways in their order.
pub(crate) fn namings_told() -> serde_json::Value {
    let mut told = serde_json::Map::new();
    for Naming { list, keys, glue } in NAMINGS {
        let ways = told.entry(*list).or_insert_with(|| serde_json::json!([]));
        if let Some(ways) = ways.as_array_mut() {
            ways.push(serde_json::json!({ "keys": keys, "glue": glue }));
        }
    }
    told.into()
}

/// The names of a list's entries.
pub(crate) fn labels(list: &str, nodes: &[Node]) -> Vec<String> {
    entry_labels(list, nodes.len(), |index, key| match &nodes[index].get(key)?.kind {
        Kind::Text(text) | Kind::Date(text) => Some(text.clone()),
        Kind::Integer(value) => Some(value.to_string()),
        _ => None,
    })
}

/// Puts `over` on top of `base` (none: nothing is extended).
pub(crate) fn merge(base: Option<Node>, over: Node, faults: &mut Vec<Pending>) -> Node {
    match base {
        Some(base) => merge_node(base, over, "", "", faults),
        None => merge_node(Node { origin: over.origin, kind: Kind::Table(Table::new()) }, over, "", "", faults),
    }
}

fn merge_node(base: Node, over: Node, key: &str, path: &str, faults: &mut Vec<Pending>) -> Node {
    let origin = over.origin;
    let kind = match (base.kind, over.kind) {
        (Kind::Table(base), Kind::Table(over)) if !replaces(key, &base, &over) => {
            Kind::Table(merge_table(base, over, path, faults))
        }
        (Kind::List(base), Kind::List(over))
            if key != WAY && is_tables(&over) && (is_tables(&base) || base.is_empty()) =>
        {
            Kind::List(merge_list(base, over, key, path, faults))
        }
        (_, Kind::Table(over)) => Kind::Table(merge_table(Table::new(), over, path, faults)),
        (_, Kind::List(over)) if is_tables(&over) => Kind::List(merge_list(Vec::new(), over, key, path, faults)),
        (_, kind) => kind,
    };
    Node { origin, kind }
}

/// Numbers, weights and shares are replaced whole: half of an old range and half of a new one means nothing.
fn replaces(key: &str, base: &Table, over: &Table) -> bool {
    let is_number = |t: &Table| ["low", "likely", "high", "of"].iter().any(|k| t.contains_key(*k));
    matches!(key, "from" | "aim" | "customers" | "paid_by") || is_number(base) || is_number(over)
}

fn is_tables(nodes: &[Node]) -> bool {
    !nodes.is_empty() && nodes.iter().all(|n| n.table().is_some())
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

fn merge_table(mut base: Table, over: Table, path: &str, faults: &mut Vec<Pending>) -> Table {
    if path == "campaign" && CALENDARS.iter().any(|key| over.contains_key(*key)) {
        base.retain(|key, _| !CALENDARS.contains(&key.as_str()) || over.contains_key(key));
    }
    for (key, entry) in over {
        let here = joined(path, &key);
        let under = base.remove(&key).map(|e| e.node);
        let under = under.unwrap_or(Node { origin: entry.node.origin, kind: Kind::Table(Table::new()) });
        let node = merge_node(under, entry.node, &key, &here, faults);
        base.insert(key, Entry { key_origin: entry.key_origin, node });
    }
    base
}

fn merge_list(base: Vec<Node>, over: Vec<Node>, key: &str, path: &str, faults: &mut Vec<Pending>) -> Vec<Node> {
    let base_labels = labels(key, &base);
    let over_labels = labels(key, &over);
    let mut index_of: HashMap<&str, usize> = HashMap::new();
    for (index, label) in base_labels.iter().enumerate() {
        index_of.entry(label).or_insert(index);
    }
    let mut result: Vec<Option<Node>> = base.into_iter().map(Some).collect();
    for (mut node, label) in over.into_iter().zip(over_labels) {
        let here = joined(path, &label);
        let found = index_of.get(label.as_str()).copied();
        let removal = node.table_mut().and_then(|table| table.remove("remove"));
        if let Some(removal) = removal {
            match (&removal.node.kind, found) {
                (Kind::Bool(true), Some(index)) => {
                    result[index] = None;
                    continue;
                }
                (Kind::Bool(true), None) => {
                    let names: Vec<&str> = base_labels.iter().map(String::as_str).collect();
                    let message = format!("there is no \"{label}\" to remove");
                    faults.push(Pending::new(removal.key_origin, &here, message).near(&label, names));
                    continue;
                }
                (Kind::Bool(false), _) => {}
                _ => faults.push(
                    Pending::new(
                        removal.node.origin,
                        joined(&here, "remove"),
                        format!("is {}", removal.node.type_word()),
                    )
                    .allowed("true or false"),
                ),
            }
        }
        // A second entry of the same name in one file is kept, so that the checker sees the duplicate.
        match found.and_then(|index| result[index].take().map(|under| (index, under))) {
            Some((index, under)) if under.origin.file != node.origin.file => {
                result[index] = Some(merge_node(under, node, "", &here, faults));
            }
            Some((index, under)) => {
                result[index] = Some(under);
                result.push(Some(fresh(node, &here, faults)));
            }
            None => result.push(Some(fresh(node, &here, faults))),
        }
    }
    result.into_iter().flatten().collect()
}

/// A new entry: its own lists may hold stray `remove` keys.
fn fresh(node: Node, path: &str, faults: &mut Vec<Pending>) -> Node {
    merge_node(Node { origin: node.origin, kind: Kind::Table(Table::new()) }, node, "", path, faults)
}

/// The index of the entry that a path by id begins with, and the rest of the path.
pub(crate) fn find<'p>(list: &str, nodes: &[Node], path: &'p str) -> Option<(usize, &'p str)> {
    let mut best: Option<(usize, &'p str)> = None;
    for (index, label) in labels(list, nodes).iter().enumerate() {
        let Some(rest) = path.strip_prefix(label.as_str()) else { continue };
        let rest = if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') };
        if let Some(rest) = rest
            && best.is_none_or(|(_, r)| rest.len() < r.len())
        {
            best = Some((index, rest));
        }
    }
    best
}

/// The nearest name to a path that begins with no known one.
pub(crate) fn near_label(list: &str, nodes: &[Node], written: &str) -> (Option<String>, Vec<String>) {
    let names = labels(list, nodes);
    let refs: Vec<&str> = names.iter().map(String::as_str).collect();
    (nearest(written, &refs).map(str::to_owned), names)
}
