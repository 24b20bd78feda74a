//! Runs the binary in a folder of its own and reads what it prints.
#![allow(dead_code)]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What a command left behind.
#[derive(Debug)]
pub struct Ran {
    /// Exit code.
    pub code: Option<i32>,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Standard output of a command that succeeded.
    pub fn done(self) -> String {
        assert_eq!(self.code, Some(0), "{}", self.err);
        self.out
    }

    /// The one JSON document on standard output of a command that succeeded.
    pub fn json(self) -> Value {
        let out = self.done();
        serde_json::from_str(&out)
            .unwrap_or_else(|e| panic!("standard output is not one JSON document: {e}\n{out:.400}"))
    }

    /// Standard error of a command refused for bad input.
    pub fn refused(self) -> String {
        assert_eq!(self.code, Some(2), "{}{}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        assert_eq!(self.out, "", "a refused command prints no result");
        assert!(!self.err.trim().is_empty(), "a refused command says why");
        self.err
    }
}

/// A folder for one test, gone when it is dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// A new one.
    pub fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("cupola-cli-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the temporary folder can be written");
        Self(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file into it.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("it is in the folder")).expect("the folder can be written");
        std::fs::write(&path, bytes).expect("the folder can be written");
    }

    /// Names in it, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries =
            std::fs::read_dir(self.0.join(folder)).map(|e| e.flatten().collect()).unwrap_or_else(|_| Vec::new());
        let mut names: Vec<String> = entries.iter().map(|e| e.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs the binary here; it keeps no tables.
    pub fn cupola(&self, args: &[&str]) -> Ran {
        self.cupola_keeping("", args)
    }

    /// Runs the binary here with its cache in a folder.
    pub fn cupola_keeping(&self, cache: &str, args: &[&str]) -> Ran {
        let output = Command::new(env!("CARGO_BIN_EXE_cupola"))
            .args(args)
            .env("CUPOLA_CACHE", cache)
            .current_dir(&self.0)
            .stdin(Stdio::null())
            .output()
            .expect("the binary can be run");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("what is printed is UTF-8");
        Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The tutorial, as the binary prints it.
pub fn tutorial() -> String {
    Folder::new().cupola(&["scenarios", "--show", "tutorial"]).done()
}

/// All values at a path; `*` stands for any key of a map, which must have one.
pub fn at<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = vec![value];
    for part in path.split('.') {
        found = found
            .into_iter()
            .flat_map(|v| match part {
                "*" => v.as_object().map(|o| o.values().collect::<Vec<_>>()).unwrap_or_default(),
                "[]" => v.as_array().map(|a| a.iter().collect()).unwrap_or_default(),
                _ => vec![v.get(part).unwrap_or_else(|| panic!("{path}: no key `{part}`"))],
            })
            .collect();
        assert!(!found.is_empty(), "{path}: nothing at `{part}`");
    }
    found
}

/// A number at a path.
pub fn number(value: &Value, path: &str) -> f64 {
    at(value, path)[0].as_f64().unwrap_or_else(|| panic!("{path} is no number"))
}
