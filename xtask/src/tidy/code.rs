//! Rules for single Rust files: sizes, unfinished work, citations.

use super::Fault;
use super::lexer::{Source, line_of, words};
use std::collections::BTreeSet;

/// Most lines of code in a file, tests and comments apart.
const MAX_FILE_LINES: usize = 600;
/// Most lines of code in a function.
const MAX_FUNCTION_LINES: usize = 100;

/// Macros that say that something is not done.
const UNFINISHED: [&str; 3] = ["todo", "unimplemented", "dbg"];
/// Marks that say so in a comment; written in two parts so that this file has none.
const MARKS: [&str; 2] = [concat!("FIX", "ME"), concat!("XX", "X")];

/// Checks one file.
pub fn check(path: &str, source: &Source, keys: &BTreeSet<String>) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !is_table(path) {
        sizes(path, source, &mut faults);
    }
    unfinished(path, source, &mut faults);
    citations(path, source, keys, &mut faults);
    faults
}

/// Coefficient tables and generated code may be long.
fn is_table(path: &str) -> bool {
    path.ends_with("_table.rs") || path.contains("/generated/")
}

fn sizes(path: &str, source: &Source, faults: &mut Vec<Fault>) {
    let num_lines = source.num_code_lines();
    if num_lines > MAX_FILE_LINES {
        faults.push(Fault::new(path, 1, format!("{num_lines} lines of code; at most {MAX_FILE_LINES}")));
    }
    for function in source.functions().into_iter().filter(|f| f.num_lines > MAX_FUNCTION_LINES) {
        let (name, num_lines) = (&function.name, function.num_lines);
        let message = format!("fn {name} has {num_lines} lines of code; at most {MAX_FUNCTION_LINES}");
        faults.push(Fault::new(path, function.line, message));
    }
}

fn unfinished(path: &str, source: &Source, faults: &mut Vec<Fault>) {
    let mut found = |text: &str, at: usize, what: String| faults.push(Fault::new(path, line_of(text, at), what));
    for (at, word) in words(&source.code) {
        let rest = &source.code[at + word.len()..];
        if UNFINISHED.contains(&word) && rest.starts_with("!(") {
            found(&source.code, at, format!("{word}! is left in"));
        }
        if word == "ignore" && source.code[..at].ends_with("#[") {
            found(&source.code, at, "an ignored test: make it pass or take it out".to_owned());
        }
    }
    for (at, word) in words(&source.raw).filter(|(_, word)| MARKS.contains(word)) {
        found(&source.raw, at, format!("{word}: write it down elsewhere or put it right"));
    }
}

/// The keys that `docs/REFERENCES.md` defines: those in backticks that begin a line of a list or a heading.
pub fn reference_keys(text: &str) -> BTreeSet<String> {
    let starts = text.lines().map(|line| line.trim_start_matches(['-', '*', '#', '|', ' ']));
    starts.filter_map(|line| line.strip_prefix('`')?.split_once('`')).map(|(key, _)| key.to_owned()).collect()
}

/// Whether a word in backticks is a citation key: capitals and digits, three or more.
fn is_key(word: &str) -> bool {
    word.len() >= 3
        && word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

/// Keys cited under `# Source` in doc comments must be in the references.
fn citations(path: &str, source: &Source, keys: &BTreeSet<String>, faults: &mut Vec<Fault>) {
    let mut is_source = false;
    for (index, line) in source.raw.lines().enumerate() {
        let line = line.trim_start();
        let Some(doc) = line.strip_prefix("///").or_else(|| line.strip_prefix("//!")) else {
            is_source = false;
            continue;
        };
        if doc.trim_start().starts_with("# ") {
            is_source = doc.trim() == "# Source";
        }
        if !is_source {
            continue;
        }
        for key in doc.split('`').skip(1).step_by(2).filter(|word| is_key(word) && !keys.contains(*word)) {
            faults.push(Fault::new(path, index + 1, format!("`{key}` is not in docs/REFERENCES.md")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(text: &str) -> Vec<String> {
        let keys =
            reference_keys("# References\n\n- `US76` U.S. Standard Atmosphere\n| `SKOLNIK` | a | see `OTHER` |\n");
        check("a.rs", &Source::new(text), &keys).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn long_files_and_functions_are_named() {
        let body = "    a();\n".repeat(99);
        assert!(messages(&format!("fn f() {{\n{}}}\n", "    a();\n".repeat(98))).is_empty());
        assert_eq!(messages(&format!("\nfn f() {{\n{body}}}\n")), ["a.rs:2: fn f has 101 lines of code; at most 100"]);
        let long = "const A: u8 = 1;\n".repeat(601);
        assert_eq!(messages(&long), ["a.rs:1: 601 lines of code; at most 600"]);
        assert!(messages(&"// why\n\n".repeat(601)).is_empty());
        assert!(check("x_table.rs", &Source::new(&long), &BTreeSet::new()).is_empty());
    }

    #[test]
    fn unfinished_work_is_found_in_code_and_not_in_strings() {
        assert_eq!(messages("fn a() {\n    todo!();\n}\n"), ["a.rs:2: todo! is left in"]);
        assert_eq!(messages("fn a() { dbg!(1); }\n").len(), 1);
        assert_eq!(messages("#[ignore = \"slow\"]\nfn a() {}\n").len(), 1);
        assert_eq!(messages(&format!("// {} later\n", concat!("FIX", "ME"))).len(), 1);
        assert!(messages("const A: &str = \"todo!(\"; // unimplemented!( is a macro\n").is_empty());
    }

    #[test]
    fn citations_must_be_in_the_references() {
        assert!(
            messages("/// Air.\n///\n/// # Source\n/// `US76`, table 4; `SKOLNIK`, `alt_m`.\nfn a() {}\n").is_empty()
        );
        let wrong = "/// Air, `EIGEN6C`.\n///\n/// # Source\n/// `OTHER`, eq. 3.\nfn a() {}\n";
        assert_eq!(messages(wrong), ["a.rs:4: `OTHER` is not in docs/REFERENCES.md"]);
    }
}
