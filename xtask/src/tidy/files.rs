//! The tree itself: what is in it, how large, and what must not be written in it.

use super::Fault;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::process::Command;

/// Largest file (bytes).
const MAX_BYTES: u64 = 2 * 1024 * 1024;

/// Folders that hold nothing of ours, for a tree that git does not know.
const SKIPPED: [&str; 3] = ["target", "runs", ".git"];

/// First folders of paths on somebody's machine.
const MACHINE_FOLDERS: [&str; 3] = ["work", "root", "home"];

/// Package registries, in parts so that this file names none.
const HOSTS: [[&str; 2]; 4] = [["crates", "io"], ["pypi", "org"], ["npmjs", "org"], ["npmjs", "com"]];

/// Every file of the project, with the text of those that are text.
pub struct Tree {
    sizes: BTreeMap<String, u64>,
    texts: BTreeMap<String, String>,
}

impl Tree {
    /// Reads all files that git tracks or would track; without git, all but build output.
    ///
    /// # Errors
    /// When a folder or file cannot be read.
    pub fn read(root: &Path) -> io::Result<Self> {
        let mut tree = Self { sizes: BTreeMap::new(), texts: BTreeMap::new() };
        for path in listed(root).map_or_else(|| walked(root), Ok)? {
            let full = root.join(&path);
            let Ok(metadata) = std::fs::metadata(&full) else { continue };
            if !metadata.is_file() {
                continue;
            }
            tree.sizes.insert(path.clone(), metadata.len());
            if metadata.len() <= MAX_BYTES
                && let Ok(text) = String::from_utf8(std::fs::read(&full)?)
            {
                tree.texts.insert(path, text);
            }
        }
        Ok(tree)
    }

    /// Files that are text, by path.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }
}

/// The files git knows, and new ones it does not ignore.
fn listed(root: &Path) -> Option<Vec<String>> {
    let mut command = Command::new("git");
    command.current_dir(root).args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let output = command.output().ok().filter(|o| o.status.success())?;
    let text = String::from_utf8(output.stdout).ok()?;
    let paths: Vec<String> = text.split('\0').filter(|p| !p.is_empty()).map(str::to_owned).collect();
    (!paths.is_empty()).then_some(paths)
}

fn walked(root: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if !entry.file_type()?.is_dir() {
                found.push(path);
            } else if !SKIPPED.contains(&name.as_str()) {
                folders.push(path);
            }
        }
    }
    Ok(found)
}

/// Checks sizes and words.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (path, bytes) in tree.sizes.iter().filter(|(_, bytes)| **bytes > MAX_BYTES) {
        faults.push(Fault::new(path, 1, format!("{bytes} bytes; at most {MAX_BYTES}")));
    }
    for (path, text) in tree.texts() {
        for (index, line) in text.lines().enumerate() {
            if let Some(folder) = machine_path(line) {
                faults.push(Fault::new(path, index + 1, format!("a path on one machine: {folder}…")));
            }
            if let Some(host) = registry_host(path, line) {
                faults.push(Fault::new(path, index + 1, format!("names a package registry: {host}")));
            }
        }
    }
    faults
}

/// The first absolute path of a machine in a line. Parts of addresses and of relative paths are not meant.
fn machine_path(line: &str) -> Option<String> {
    let before = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '/' | '~' | '}' | ')');
    MACHINE_FOLDERS
        .iter()
        .map(|folder| format!("/{folder}/"))
        .find(|wanted| line.match_indices(wanted.as_str()).any(|(at, _)| !line[..at].ends_with(before)))
}

/// A registry named in a line; in the lock file, any source but the public index.
fn registry_host(path: &str, line: &str) -> Option<String> {
    if path == "Cargo.lock" {
        let source = line.strip_prefix("source = ")?.trim_matches('"');
        let [name, end] = HOSTS[0];
        let public = format!("registry+https://github.com/rust-lang/{name}.{end}-index");
        return (source != public).then(|| source.to_owned());
    }
    let hosts = HOSTS.iter().map(|[name, end]| format!("{name}.{end}"));
    hosts.into_iter().find(|host| line.contains(host.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_one_machine_are_found_and_addresses_are_not() {
        let path = |folder: &str| format!("see \"/{folder}/x\"");
        assert!(machine_path(&path("home")).is_some() && machine_path(&path("work")).is_some());
        assert!(machine_path(&format!("/{}/me", "root")).is_some());
        assert!(machine_path("https://example.org/home/page and docs/work/x").is_none());
        assert!(machine_path("/usr/bin/env bash").is_none());
    }

    #[test]
    fn registries_are_found_except_the_public_index_of_the_lock_file() {
        let host = HOSTS[0].join(".");
        assert!(registry_host("a.md", &format!("published on {host}")).is_some());
        let index = format!("source = \"registry+https://github.com/rust-lang/{host}-index\"");
        assert!(registry_host("Cargo.lock", &index).is_none());
        assert!(registry_host("Cargo.lock", "source = \"sparse+https://mirror.example/\"").is_some());
        assert!(registry_host("Cargo.lock", "name = \"toml\"").is_none());
    }
}
