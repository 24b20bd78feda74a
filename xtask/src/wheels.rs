//! Wheels for other people's machines: against an old glibc, without a path of this machine in them, looked at and asked.

use crate::python::{BUILDER, alone, built, environment, maturin, succeeds};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the wheel is linked with, whichever processor it is for, and what then looks at what it needs.
const TOOLS: [&str; 3] = [BUILDER, "ziglang==0.17.1", "auditwheel==6.8.2"];
/// Rust's names of what there are wheels for, and processors as Python calls them.
const TARGETS: [(&str, &str); 2] = [("x86_64-unknown-linux-gnu", "x86_64"), ("aarch64-unknown-linux-gnu", "aarch64")];
/// The oldest glibc asked for, that of Rust's own library: any Linux since 2014.
const PLATFORM: &str = "manylinux_2_17";

/// Makes each wheel that can be made here, and puts those that pass into `target/wheels`.
pub fn make(root: &Path) -> bool {
    let (folder, out) = (root.join("target/wheels-build"), root.join("target/wheels"));
    let Some(tools) = environment(&folder.join("tools"), &TOOLS) else { return false };
    let _ = std::fs::remove_dir_all(&out);
    if let Err(error) = std::fs::create_dir_all(&out) {
        eprintln!("wheels: {}: {error}", out.display());
        return false;
    }
    let is_own = |processor: &str| std::env::consts::OS == "linux" && processor == std::env::consts::ARCH;
    let make = |&(target, processor): &(&str, &str)| {
        if !has_library(target) {
            eprintln!("wheels: none for {processor}: it needs `rustup target add {target}`, which did not work here");
            return !is_own(processor);
        }
        let kept = wheel(root, &tools, target, &folder.join(target)).filter(|wheel| {
            has_no_path(root, &tools, wheel, &folder.join(target).join("unpacked"))
                && is_for(&tools, wheel, &format!("{PLATFORM}_{processor}"))
                && (!is_own(processor) || alone(&folder, wheel))
        });
        let Some(wheel) = kept else { return false };
        let name = wheel.file_name().unwrap_or_default();
        succeeds(Command::new(&tools).args(["-m", "pip", "hash"]).arg(&wheel))
            && std::fs::rename(&wheel, out.join(name)).is_ok()
    };
    // One that fails does not keep the other from being made.
    TARGETS.iter().map(make).filter(|is_made| !is_made).count() == 0
}

/// Whether Rust's own library for a target is there, or could be had.
fn has_library(target: &str) -> bool {
    sysroot().is_some_and(|sysroot| sysroot.join("lib/rustlib").join(target).join("lib").is_dir())
        || Command::new("rustup").args(["target", "add", target]).status().is_ok_and(|status| status.success())
}

/// Builds the wheel for a target with Zig's linker; where source files lie is left out of it.
fn wheel(root: &Path, tools: &Path, target: &str, folder: &Path) -> Option<PathBuf> {
    let mut places = vec![];
    for (path, name) in own_paths(root).iter().zip(["cargo", "cupola", "rust"]) {
        places.push(format!("--remap-path-prefix={}=/{name}", path.display()));
    }
    let out = folder.join("wheel");
    let mut command = maturin(root, tools, &out);
    command.args(["--locked", "--zig", "--target", target, "--compatibility", PLATFORM]);
    built(command.env("CARGO_ENCODED_RUSTFLAGS", places.join("\x1f")).env("CARGO_ZIGBUILD_PYTHON_PATH", tools), &out)
}

/// Where lies what cargo has fetched, the repository, and Rust's own sources.
fn own_paths(root: &Path) -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo"));
    let cargo = std::env::var_os("CARGO_HOME").map(PathBuf::from).or(home);
    let rust = sysroot().map(|sysroot| sysroot.join("lib/rustlib/src/rust"));
    [cargo, Some(root.to_owned()), rust].into_iter().flatten().collect()
}

fn sysroot() -> Option<PathBuf> {
    let told = Command::new("rustc").args(["--print", "sysroot"]).output().ok()?;
    Some(PathBuf::from(String::from_utf8(told.stdout).ok()?.trim()))
}

/// Whether no file of the wheel names a path of this machine: the repository's, the home folder's or cargo's.
fn has_no_path(root: &Path, tools: &Path, wheel: &Path, unpacked: &Path) -> bool {
    let _ = std::fs::remove_dir_all(unpacked);
    if !succeeds(Command::new(tools).args(["-m", "zipfile", "-e"]).arg(wheel).arg(unpacked)) {
        return false;
    }
    let mut paths = own_paths(root);
    paths.extend(sysroot());
    paths.extend(["HOME", "CARGO_TARGET_DIR"].iter().filter_map(std::env::var_os).map(PathBuf::from));
    paths.retain(|path| path.is_absolute() && path.parent().is_some());
    let words: Vec<String> = paths.iter().map(|path| format!("{}/", path.display())).collect();
    let (files, mut is_clean) = (files(unpacked), true);
    for file in &files {
        let Ok(bytes) = std::fs::read(file) else {
            eprintln!("wheels: {} cannot be read", file.display());
            is_clean = false;
            continue;
        };
        for word in words.iter().filter(|word| bytes.windows(word.len()).any(|window| window == word.as_bytes())) {
            eprintln!("wheels: {} names {word}", file.display());
            is_clean = false;
        }
    }
    is_clean && files.iter().any(|file| file.extension().is_some_and(|ending| ending == "so"))
}

/// The files of a folder and of those in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// Whether all that the wheel asks of a system is there on every one of a platform.
fn is_for(tools: &Path, wheel: &Path, platform: &str) -> bool {
    let told = match Command::new(tools).args(["-m", "auditwheel", "show"]).arg(wheel).output() {
        Ok(told) => String::from_utf8_lossy(&[told.stdout, told.stderr].concat()).into_owned(),
        Err(error) => error.to_string(),
    };
    // Its lines break where they are full.
    let words: Vec<&str> = told.split_whitespace().collect();
    let is_so = words.join(" ").contains(&format!("the following platform tag: \"{platform}\""));
    eprintln!("{told}");
    if !is_so {
        eprintln!("wheels: {} is not of {platform}", wheel.display());
    }
    is_so
}
