//! Rules for the workspace: layers, one sentence per crate, what documents must name.

use super::Fault;
use super::files::Tree;
use toml::Table;

/// Crates by layer: one may depend only on those of lower layers.
const LAYERS: &[(&str, u32)] = &[
    ("cupola-core", 0),
    ("cupola-assign", 1),
    ("cupola-earth", 1),
    ("cupola-flight", 2),
    ("cupola-sense", 2),
    ("cupola-space", 2),
    ("cupola-sustain", 2),
    ("cupola-cost", 2),
    ("cupola-track", 3),
    ("cupola-engage", 3),
    ("cupola-sim", 4),
    ("cupola-scenario", 5),
    ("cupola-study", 6),
    ("cupola-plan", 7),
    ("cupola-record", 8),
    ("cupola-validate", 8),
    ("cupola-exchange", 9),
    ("cupola-command", 10),
    ("cupola-serve", 11),
    ("cupola", 11),
    ("cupola-cli", 12),
    ("cupola-python", 12),
    ("cupola-bench", 12),
];

const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];

/// Checks manifests and the documents that speak of crates.
pub fn check(tree: &Tree) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut names = Vec::new();
    for (path, text) in tree.texts().filter(|(path, _)| path.ends_with("/Cargo.toml")) {
        let Some(manifest) = parsed(path, text, &mut faults) else { continue };
        let name = manifest["package"]["name"].as_str().unwrap_or_default().to_owned();
        if path.starts_with("crates/") {
            layers(path, text, &name, &manifest, &mut faults);
            names.push(name.clone());
        }
        let folder = path.trim_end_matches("Cargo.toml");
        let head = ["src/lib.rs", "src/main.rs"].iter().find_map(|f| tree.text(&format!("{folder}{f}")));
        let description = manifest["package"].get("description").and_then(|d| d.as_str()).unwrap_or_default();
        described(path, text, description, head.unwrap_or_default(), &mut faults);
    }
    let architecture = tree.text("ARCHITECTURE.md").unwrap_or_default();
    named_crates("ARCHITECTURE.md", architecture, &names, &mut faults);
    if let Some(root) = tree.text("Cargo.toml").and_then(|text| parsed("Cargo.toml", text, &mut faults)) {
        let listed = tree.text("docs/dependencies.md").unwrap_or_default();
        dependencies(&root, tree.text("Cargo.toml").unwrap_or_default(), listed, &mut faults);
    }
    faults
}

fn parsed(path: &str, text: &str, faults: &mut Vec<Fault>) -> Option<Table> {
    match text.parse::<Table>() {
        Ok(table) => Some(table),
        Err(error) => {
            faults.push(Fault::new(path, 1, error.message().to_owned()));
            None
        }
    }
}

fn layer(name: &str) -> Option<u32> {
    LAYERS.iter().find(|(crate_name, _)| *crate_name == name).map(|(_, layer)| *layer)
}

/// The line on which a key of a manifest stands.
fn line(text: &str, key: &str) -> usize {
    let is_it = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.starts_with(['.', ' ', '=']));
    text.lines().position(is_it).map_or(1, |index| index + 1)
}

fn layers(path: &str, text: &str, name: &str, manifest: &Table, faults: &mut Vec<Fault>) {
    let Some(own) = layer(name) else {
        faults.push(Fault::new(
            path,
            1,
            format!("{name} has no layer: add it to the table of xtask and of the documents"),
        ));
        return;
    };
    for kind in KINDS {
        for dependency in manifest.get(kind).and_then(|t| t.as_table()).into_iter().flat_map(|t| t.keys()) {
            let is_ours = dependency == "cupola" || dependency.starts_with("cupola-");
            if is_ours && layer(dependency).is_none_or(|below| below >= own) {
                let below = layer(dependency).map_or("no layer".to_owned(), |below| format!("layer {below}"));
                let message =
                    format!("{name} (layer {own}) depends on {dependency} ({below}): only lower layers may be used");
                faults.push(Fault::new(path, line(text, dependency), message));
            }
        }
    }
}

/// The first sentence of a file's `//!` comment, without its full stop.
fn first_sentence(source: &str) -> String {
    let paragraph = source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let text = paragraph.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let end = text.find(". ").unwrap_or(text.len());
    text[..end].trim_end_matches('.').to_owned()
}

fn described(path: &str, text: &str, description: &str, head: &str, faults: &mut Vec<Fault>) {
    let sentence = first_sentence(head);
    if description != sentence {
        let message = format!("description \"{description}\" is not the first `//!` sentence, \"{sentence}\"");
        faults.push(Fault::new(path, line(text, "description"), message));
    }
}

/// A document must name every crate and no other.
fn named_crates(path: &str, text: &str, names: &[String], faults: &mut Vec<Fault>) {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let mut seen = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for word in line.split(|c| !is_word(c)).filter(|word| word.starts_with("cupola")) {
            if word.starts_with("cupola-") && !names.iter().any(|name| name == word) {
                faults.push(Fault::new(path, index + 1, format!("names {word}, which is no crate")));
            }
            seen.push(word);
        }
    }
    for name in names.iter().filter(|name| !seen.contains(&name.as_str())) {
        faults.push(Fault::new(path, 1, format!("does not name {name}")));
    }
}

/// Every dependency from outside needs a line that says why it is there.
fn dependencies(root: &Table, text: &str, listed: &str, faults: &mut Vec<Fault>) {
    let all = root["workspace"].get("dependencies").and_then(|t| t.as_table());
    for name in all.into_iter().flat_map(|t| t.keys()).filter(|name| !name.starts_with("cupola")) {
        if !listed.contains(&format!("`{name}`")) {
            let message = format!("{name} has no line in docs/dependencies.md (why, licence, size)");
            faults.push(Fault::new("Cargo.toml", line(text, name), message));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layer_faults(name: &str, text: &str) -> Vec<String> {
        let mut faults = Vec::new();
        layers("Cargo.toml", text, name, &text.parse().unwrap(), &mut faults);
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn only_lower_layers_may_be_used() {
        let text = "[dependencies]\ncupola-core.workspace = true\nserde = \"1\"\n";
        assert!(layer_faults("cupola-earth", text).is_empty());
        let text = "[dependencies]\ncupola-core.workspace = true\n[dev-dependencies]\ncupola-sense.workspace = true\n";
        let expected =
            "Cargo.toml:4: cupola-flight (layer 2) depends on cupola-sense (layer 2): only lower layers may be used";
        assert_eq!(layer_faults("cupola-flight", text), [expected]);
        assert_eq!(layer_faults("cupola-new", "").len(), 1);
    }

    #[test]
    fn the_first_sentence_may_run_over_lines() {
        assert_eq!(first_sentence("//! One raid, and\n//! many. More.\n//!\n//! Rest.\n"), "One raid, and many");
        assert_eq!(
            first_sentence("//! Detection models: radar, infrared.\nfn a() {}\n"),
            "Detection models: radar, infrared"
        );
        let mut faults = Vec::new();
        described("Cargo.toml", "a\ndescription = \"A\"\n", "A", "//! B.\n", &mut faults);
        assert_eq!(faults[0].line, 2);
    }

    #[test]
    fn documents_name_each_crate_and_no_other() {
        let names = ["cupola".to_owned(), "cupola-sim".to_owned()];
        let mut faults = Vec::new();
        named_crates("A.md", "`cupola`\nand `cupola-sim`, cupola_sim::raid", &names, &mut faults);
        assert!(faults.is_empty());
        named_crates("A.md", "cupola and\ncupola-web.", &names, &mut faults);
        let found: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(found, ["A.md:2: names cupola-web, which is no crate", "A.md:1: does not name cupola-sim"]);
    }

    #[test]
    fn dependencies_have_their_line() {
        let text = "[workspace.dependencies]\nserde = \"1\"\ncupola-core = { path = \"x\" }\nrayon = \"1\"\n";
        let mut faults = Vec::new();
        dependencies(&text.parse().unwrap(), text, "| `serde` | files | MIT |", &mut faults);
        assert_eq!(faults.len(), 1);
        assert_eq!((faults[0].line, faults[0].message.starts_with("rayon")), (4, true));
    }
}
