//! Bad input as a change to a good scenario, and the check that it gets its faults.

use crate::common::{Folder, GOOD};
use cupola_scenario::{Faults, Source, load};

/// In `put`, `«` stands where the fault must point; every `«` is one fault, in order.
pub struct Case {
    pub what: &'static str,
    pub take: &'static str,
    pub put: &'static str,
    pub faults: &'static [(&'static str, &'static str)],
}

/// A case.
pub const fn case(
    what: &'static str,
    take: &'static str,
    put: &'static str,
    faults: &'static [(&'static str, &'static str)],
) -> Case {
    Case { what, take, put, faults }
}

/// Line and column of each `«`, and the text without them.
fn marked(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut places = Vec::new();
    let (mut line, mut column) = (1, 1);
    for c in text.chars() {
        match c {
            '«' => places.push((line, column)),
            '\n' => (line, column) = (line + 1, 1),
            _ => column += 1,
        }
    }
    (text.replace('«', ""), places)
}

/// Where the scenario was read from, and its faults.
pub fn faults_of(text: &str, name: &str, sets: &[&str]) -> (String, Faults) {
    let folder = Folder::new(name);
    let path = folder.write("scenario.toml", text);
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    let faults = load(Source::Path(&path), &sets).err().unwrap_or_default();
    (path.display().to_string(), faults)
}

/// Asserts that each case has its faults and no others; `name` is unique among the tests of one program.
pub fn each_gets_its_fault(name: &str, cases: &[Case]) {
    for (index, case) in cases.iter().enumerate() {
        assert_eq!(GOOD.matches(case.take).count(), 1, "{}: `{}`", case.what, case.take);
        let (text, places) = marked(&GOOD.replace(case.take, case.put));
        let (file, faults) = faults_of(&text, &format!("{name}-{index}"), &[]);
        assert_eq!(faults.0.len(), case.faults.len(), "{}:\n{faults}", case.what);
        for (n, (fault, (key, words))) in faults.0.iter().zip(case.faults).enumerate() {
            let printed = fault.to_string();
            assert_eq!(fault.key, *key, "{}: {printed}", case.what);
            assert!(printed.contains(words), "{}: {printed}", case.what);
            let (line, column) = places.get(n).copied().unwrap_or((fault.line, fault.column));
            assert!(printed.starts_with(&format!("{file}:{line}:{column}: ")), "{}: {printed}", case.what);
        }
    }
}
