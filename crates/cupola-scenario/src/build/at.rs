//! Where in the files a builder is: a path by id and the node it came from.

use crate::merge::labels;
use crate::tree::{Node, Origin};

/// A place in the merged tree; where nothing is written, the nearest place above.
#[derive(Debug, Clone)]
pub(crate) struct At<'a> {
    node: Option<&'a Node>,
    /// Byte it was written at.
    pub origin: Origin,
    /// Path by id.
    pub path: String,
}

impl<'a> At<'a> {
    pub fn root(node: &'a Node) -> Self {
        Self { node: Some(node), origin: node.origin, path: String::new() }
    }

    /// A key of a table.
    pub fn key(&self, key: &str) -> Self {
        let entry = self.node.and_then(Node::table).and_then(|table| table.get(key));
        let path = if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) };
        let origin = entry.map_or(self.origin, |entry| entry.node.origin);
        Self { node: entry.map(|entry| &entry.node), origin, path }
    }

    /// The entries of a list of tables under a key.
    pub fn items(&self, key: &str) -> Vec<Self> {
        let list = self.key(key);
        let nodes = list.node.and_then(Node::list).unwrap_or_default();
        let one = |(node, label): (&'a Node, String)| Self {
            node: Some(node),
            origin: node.origin,
            path: format!("{}.{label}", list.path),
        };
        nodes.iter().zip(labels(key, nodes)).map(one).collect()
    }

    /// The last part of the path: what an entry of a list is called.
    pub fn label(&self) -> String {
        self.path.rsplit('.').next().unwrap_or_default().to_owned()
    }

    /// What an entry of the list called `list` is called, dots and all.
    pub fn label_of(&self, list: &str) -> String {
        let start = format!("{list}.");
        self.path.split_once(&start).map_or_else(|| self.label(), |(_, label)| label.to_owned())
    }

    /// An element of a plain list: its own place, the list's path.
    pub fn element(&self, index: usize) -> Self {
        let node = self.node.and_then(Node::list).and_then(|list| list.get(index));
        Self { node, origin: node.map_or(self.origin, |n| n.origin), path: self.path.clone() }
    }

    /// The same place under another path.
    pub fn called(&self, path: &str) -> Self {
        Self { path: path.to_owned(), ..self.clone() }
    }

    /// The place of a key itself, instead of its value.
    pub fn name_of(&self, key: &str) -> Self {
        let entry = self.node.and_then(Node::table).and_then(|table| table.get(key));
        let here = self.key(key);
        Self { origin: entry.map_or(self.origin, |entry| entry.key_origin), ..here }
    }
}
