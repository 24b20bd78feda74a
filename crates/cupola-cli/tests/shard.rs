//! Shards: ranges of runs as files, together again, and studies that were killed.

mod common;

use common::{Folder, number};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// What the tables of a run folder are called.
const TABLES: [&str; 5] = ["runs.parquet", "events.parquet", "decisions.parquet", "stock.parquet", "stock.csv"];
const WORLDS: [&str; 2] = ["--worlds", "10"];

fn shard(folder: &Folder, range: &str, more: &[&str]) -> Value {
    folder
        .cupola(&[&["shard", "tutorial", "--range", range, "--out", "s", "--json"], &WORLDS[..], more].concat())
        .json()
}

fn bytes(folder: &Folder, path: &str) -> Vec<u8> {
    std::fs::read(folder.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Two run folders hold the same tables to the byte, and say the same but for time and threads.
fn assert_same(folder: &Folder, a: &str, b: &str) {
    for table in TABLES {
        assert_eq!(
            bytes(folder, &format!("{a}/{table}")),
            bytes(folder, &format!("{b}/{table}")),
            "{table} of {a}, {b}"
        );
    }
    let report = |dir: &str| {
        let mut report: Value = serde_json::from_slice(&bytes(folder, &format!("{dir}/report.json"))).expect("JSON");
        for key in ["elapsed_s", "threads"] {
            report[key].take();
        }
        report
    };
    assert_eq!(report(a), report(b), "{a}, {b}");
}

#[test]
fn shards_of_any_size_threads_and_order_are_one_sitting() {
    let folder = Folder::new();
    folder.cupola(&[&["run", "tutorial", "--runs", "60", "--out", "whole"], &WORLDS[..]].concat()).done();
    // The last first, three sizes, an overlap, one and two threads, the study file in the scenario's place.
    shard(&folder, "40..60", &["--threads", "2"]);
    shard(&folder, "0..13", &["--threads", "1"]);
    folder.cupola(&["shard", "s/study.json", "--range", "10..47", "--out", "s", "--threads", "2"]).done();
    let merged = folder.cupola(&["merge", "s", "--out", "merged", "--threads", "1", "--json"]).json();
    assert_eq!(number(&merged, "runs"), 60.0);
    assert_same(&folder, "merged", "whole");
    folder.cupola(&["merge", "s", "--runs", "45", "--out", "fewer"]).done();
    folder.cupola(&[&["run", "tutorial", "--runs", "45", "--out", "few"], &WORLDS[..]].concat()).done();
    assert_same(&folder, "fewer", "few");
    // What is merged is a run folder like any other.
    let more = ["run", "tutorial", "--runs", "70", "--append", "--out"];
    folder.cupola(&[&more[..], &["merged"], &WORLDS[..]].concat()).done();
    folder.cupola(&[&more[..], &["whole"], &WORLDS[..]].concat()).done();
    assert_same(&folder, "merged", "whole");
    assert_eq!(folder.names("s"), ["shard-0-13.parquet", "shard-10-47.parquet", "shard-40-60.parquet", "study.json"]);
}

#[test]
fn closely_told_stocks_and_changed_values_come_through_shards() {
    let folder = Folder::new();
    let same = ["--set", "battery.harbour-battery.launchers=3", "--stock-by", "week", "--seed", "3"];
    let run = ["run", "tutorial", "--runs", "20", "--out", "whole"];
    folder.cupola(&[&run[..], &WORLDS[..], &same[..]].concat()).done();
    shard(&folder, "0..9", &same);
    shard(&folder, "9..20", &same);
    folder.cupola(&["merge", "s", "--out", "merged", "--keep-events", "all"]).done();
    assert_same(&folder, "merged", "whole");
}

#[test]
fn a_shard_is_played_once_and_says_so_in_few_bytes() {
    let folder = Folder::new();
    let first = shard(&folder, "5..12", &[]);
    let file = bytes(&folder, "s/shard-5-12.parquet");
    assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
    let told = folder
        .cupola(&[&["shard", "tutorial", "--range", "5..12", "--out", "s", "--json"], &WORLDS[..]].concat())
        .done();
    let again: Value = serde_json::from_str(&told).unwrap();
    assert!(told.len() < 350 && told.lines().count() == 1, "{told}");
    assert_eq!((&first["was_there"], &again["was_there"]), (&Value::from(false), &Value::from(true)));
    for key in ["study", "first", "until", "file", "digest"] {
        assert_eq!(first[key], again[key], "{key}");
    }
    assert_eq!(bytes(&folder, "s/shard-5-12.parquet"), file);
    let run = folder.cupola(&[&["run", "tutorial", "--runs", "7", "--json"], &WORLDS[..]].concat()).json();
    assert_ne!(run["log_hash"], first["digest"], "other runs");
    assert_eq!(run["log_hash"], shard(&folder, "0..7", &[])["digest"]);
}

#[test]
fn two_tasks_may_play_the_same_range_at_once() {
    let folder = Folder::new();
    let task = || {
        let args = ["shard", "tutorial", "--range", "0..40", "--out", "s", "--threads", "1"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_cupola"));
        command.args(args).env("CUPOLA_CACHE", "").current_dir(folder.path()).stdout(Stdio::null());
        command.spawn().expect("the binary can be run")
    };
    let tasks = [task(), task(), task()];
    for mut task in tasks {
        assert!(task.wait().expect("it ends").success());
    }
    assert_eq!(folder.names("s"), ["shard-0-40.parquet", "study.json"], "and no leftovers");
}

#[test]
fn a_damaged_shard_is_written_anew_and_never_merged() {
    let folder = Folder::new();
    shard(&folder, "0..6", &[]);
    shard(&folder, "6..10", &[]);
    let sound = bytes(&folder, "s/shard-6-10.parquet");
    let mut flipped = sound.clone();
    flipped[sound.len() / 2] ^= 4;
    let mut in_footer = sound.clone();
    in_footer[sound.len() - 40] ^= 1;
    for damaged in [&sound[..sound.len() / 2], &sound[..sound.len() - 1], &flipped, &in_footer, b""] {
        folder.write("s/shard-6-10.parquet", damaged);
        let ran = folder.cupola(&["merge", "s", "--out", "merged"]);
        assert_eq!(ran.code, Some(1), "{}", ran.err);
        assert!(ran.err.contains("s/shard-6-10.parquet: is cut short or altered"), "{}", ran.err);
        assert!(ran.err.contains("4 of 10 runs are missing") && folder.names("merged").is_empty(), "{}", ran.err);
        let command = ran.err.lines().last().unwrap().to_owned();
        assert_eq!(command, "cupola shard s/study.json --range 6..10 --out s");
        let words: Vec<&str> = command.split(' ').skip(1).collect();
        folder.cupola(&words).done();
        assert_eq!(bytes(&folder, "s/shard-6-10.parquet"), sound);
    }
    folder.cupola(&["merge", "s", "--out", "merged"]).done();
}

#[test]
fn gaps_are_named_with_the_commands_that_fill_them() {
    let folder = Folder::new();
    shard(&folder, "0..6", &[]);
    shard(&folder, "8..10", &[]);
    let ran = folder.cupola(&["merge", "s", "--runs", "13", "--out", "merged"]);
    assert_eq!(ran.code, Some(1));
    let lines: Vec<&str> = ran.err.lines().collect();
    assert!(lines[0].starts_with("s: 5 of 13 runs are missing"), "{}", ran.err);
    let commands = ["6..8", "10..13"].map(|range| format!("cupola shard s/study.json --range {range} --out s"));
    assert_eq!(lines[1..], commands);
    assert!(folder.names("merged").is_empty());
    let part = folder.cupola(&["merge", "s", "--runs", "13", "--out", "merged", "--partial", "--json"]);
    assert!(part.err.contains("13 runs asked for, the first 6 are there"), "{}", part.err);
    let part = part.json();
    assert_eq!((number(&part, "runs"), &part["stopped_early"]), (6.0, &Value::from(true)));
    for command in commands {
        folder.cupola(&command.split(' ').skip(1).collect::<Vec<_>>()).done();
    }
    assert_eq!(number(&folder.cupola(&["merge", "s", "--out", "all", "--json"]).json(), "runs"), 13.0);
}

#[test]
fn what_is_of_another_study_is_refused_and_left_alone() {
    let folder = Folder::new();
    shard(&folder, "0..4", &[]);
    let before = folder.names("s");
    for other in [
        &["--seed", "2"][..],
        &["--worlds", "11"],
        &["--stock-by", "day"],
        &["--set", "battery.harbour-battery.launchers=3"],
    ] {
        let worlds: &[&str] = if other[0] == "--worlds" { &[] } else { &WORLDS };
        let ran = folder.cupola(&[&["shard", "tutorial", "--range", "4..8", "--out", "s"], worlds, other].concat());
        assert!(ran.refused().contains("s/study.json: is of study "), "{other:?}");
    }
    assert_eq!(folder.names("s"), before);
    // A shard of another study, and a table that is no shard, in the place of one of this study.
    folder.cupola(&["shard", "tutorial", "--range", "4..8", "--out", "t", "--seed", "2"]).done();
    folder.cupola(&["run", "tutorial", "--runs", "2", "--out", "run"]).done();
    for (foreign, words) in [("t/shard-4-8.parquet", "is of study "), ("run/runs.parquet", "is no shard of these runs")]
    {
        let foreign = bytes(&folder, foreign);
        folder.write("s/shard-4-8.parquet", &foreign);
        let ran = folder.cupola(&[&["shard", "tutorial", "--range", "4..8", "--out", "s"], &WORLDS[..]].concat());
        assert!(ran.refused().contains(words));
        assert!(folder.cupola(&["merge", "s", "--out", "merged"]).refused().contains(words));
        assert_eq!(bytes(&folder, "s/shard-4-8.parquet"), foreign);
    }
    // A shard of this study under the name of other runs.
    folder.write("s/shard-4-8.parquet", bytes(&folder, "s/shard-0-4.parquet"));
    assert!(folder.cupola(&["merge", "s", "--out", "merged"]).refused().contains("is no shard of these runs"));
}

#[test]
fn a_study_file_of_another_version_or_altered_is_refused() {
    let folder = Folder::new();
    shard(&folder, "0..2", &[]);
    let text = String::from_utf8(bytes(&folder, "s/study.json")).unwrap();
    folder.write("s/study.json", text.replace("\"seed\": 1", "\"seed\": 2"));
    assert!(folder.cupola(&["merge", "s"]).refused().contains("was altered"));
    assert!(
        folder.cupola(&["shard", "s/study.json", "--range", "0..2", "--out", "s"]).refused().contains("was altered")
    );
    // What another version would have written: its own version in the file, its own hash over that.
    let other = text.replace(concat!("\"version\": \"", env!("CARGO_PKG_VERSION")), "\"version\": \"0.0.9");
    assert_ne!(other, text);
    folder.write("s/study.json", &other);
    let err = folder.cupola(&["merge", "s"]).refused();
    let found = err.trim_end().rsplit(' ').next().unwrap();
    let said = text.split('"').skip_while(|word| *word != "hash").nth(2).unwrap();
    folder.write("s/study.json", other.replace(said, found));
    let err = folder.cupola(&["merge", "s"]).refused();
    assert!(err.contains("is of cupola 0.0.9") && err.contains("goes only with the same"), "{err}");
    let again = folder.cupola(&[&["shard", "tutorial", "--range", "2..4", "--out", "s"], &WORLDS[..]].concat());
    assert!(again.refused().contains("cupola 0.0.9"));
}

#[test]
fn bad_ranges_sizes_and_folders_are_told_all_at_once() {
    let folder = Folder::new();
    let ask = |range: &str, more: &[&str]| {
        folder.cupola(&[&["shard", "tutorial", "--out", "s", "--range", range], more].concat()).refused()
    };
    for range in ["-5..10", "5", "a..b", "3..", "0..1.5", ""] {
        assert!(ask(range, &[]).contains("allowed: FIRST..UNTIL"), "{range}");
    }
    for (range, words) in [("5..5", "holds no run"), ("7..3", "holds no run"), ("0..10000001", "up to run 10000000")] {
        assert!(ask(range, &[]).contains(words), "{range}");
    }
    let err = ask("9..9", &["--worlds", "0", "--threads", "0"]);
    assert!(["--worlds 0", "--threads 0", "--range 9..9"].iter().all(|part| err.contains(part)), "{err}");
    let err = folder
        .cupola(&["shard", "s/study.json", "--range", "1..1", "--out", "s", "--seed", "1", "--set", "a=1"])
        .refused();
    assert!(
        ["--seed: s/study.json says it already", "--set: ", "--range 1..1"].iter().all(|part| err.contains(part)),
        "{err}"
    );
    assert!(folder.cupola(&["shard", "tutoral", "--range", "0..1", "--out", "s"]).refused().contains("did you mean"));
    assert!(folder.cupola(&["merge", "s"]).refused().contains("s/study.json: there is none"));
    assert!(folder.cupola(&["merge", "s", "--runs", "0", "--keep-events", "x"]).refused().lines().count() == 2);
    assert!(folder.names("").is_empty());
    // A disk that refuses, before anything is played.
    folder.write("file", "");
    let ran = folder.cupola(&["shard", "tutorial", "--range", "0..10000000", "--out", "file/s"]);
    assert!(ran.code == Some(1) && ran.err.contains("file/s"), "{:?} {}", ran.code, ran.err);
}

#[cfg(unix)]
#[test]
fn a_folder_that_may_not_be_written_is_a_failure_that_names_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    shard(&folder, "0..2", &[]);
    let may_write =
        |mode: u32| std::fs::set_permissions(folder.path().join("s"), PermissionsExt::from_mode(mode)).unwrap();
    may_write(0o555);
    // Root may write anywhere: then the shard is written.
    let is_root = std::fs::write(folder.path().join("s/probe"), "").is_ok();
    let ran = folder.cupola(&[&["shard", "tutorial", "--range", "2..4", "--out", "s"], &WORLDS[..]].concat());
    may_write(0o755);
    assert_eq!(ran.code, Some(if is_root { 0 } else { 1 }), "{}", ran.err);
    assert!(is_root || ran.err.contains("s/shard-2-4.parquet: "), "{}", ran.err);
}

/// The path that the templates have.
fn deploy(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy").join(name)
}

/// A shell command in a folder, with `cupola` on its path: its exit code and standard error.
fn shell_ends(folder: &Folder, command: &mut Command, set: &[(&str, String)]) -> (Option<i32>, String) {
    let binary = Path::new(env!("CARGO_BIN_EXE_cupola")).parent().expect("it is in a folder");
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    command.env("PATH", path).env("CUPOLA_CACHE", "").current_dir(folder.path()).envs(set.iter().cloned());
    let output = command.output().expect("there is a shell");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// One that succeeds.
fn shell(folder: &Folder, command: &mut Command, set: &[(&str, String)]) {
    let (code, err) = shell_ends(folder, command, set);
    assert_eq!(code, Some(0), "{err}");
}

/// A script refuses each of these changes of what it is told, by name and with exit code 2, and plays nothing.
fn assert_refused(folder: &Folder, script: &dyn Fn() -> Command, told: &[(&str, String)], changes: &[(&str, &str)]) {
    let before = folder.names("");
    for (name, value) in changes {
        let changed = told.iter().cloned().chain([(*name, (*value).to_owned())]);
        let (code, err) = shell_ends(folder, &mut script(), &changed.collect::<Vec<_>>());
        assert!(code == Some(2) && err.starts_with(&format!("{name}={value}: ")), "{name}={value}: {code:?} {err}");
    }
    assert_eq!(folder.names(""), before);
}

/// Numbers that no script may take.
const BAD_NUMBERS: [&str; 8] = ["", "0", "-5", "1e3", "08", "1 2", "10000000000", "a[0]"];

fn bad_numbers<'a>(names: &[&'a str]) -> Vec<(&'a str, &'static str)> {
    names.iter().flat_map(|name| BAD_NUMBERS.map(|value| (*name, value))).collect()
}

/// Options beside the range, as the templates take them.
const ARGS: &str = "--seed 7 --worlds 10 --set battery.harbour-battery.launchers=3";

/// What the templates are told beside which task it is.
fn told() -> Vec<(&'static str, String)> {
    let told = [("SCENARIO", "tutorial"), ("RUNS", "50"), ("RUNS_PER_TASK", "20"), ("OUT", "s"), ("ARGS", ARGS)];
    told.map(|(key, value)| (key, value.to_owned())).to_vec()
}

/// The run folder that shards with [`ARGS`] merge to, in one sitting.
fn one_sitting(folder: &Folder, out: &str) {
    let run = ["run", "tutorial", "--runs", "50", "--out", out];
    folder.cupola(&run.into_iter().chain(ARGS.split(' ')).collect::<Vec<_>>()).done();
}

#[test]
fn the_slurm_array_plays_a_study_that_merges_to_one_sitting() {
    let folder = Folder::new();
    let mut set = told();
    set.push(("SLURM_CPUS_PER_TASK", "2".to_owned()));
    for name in ["slurm/cupola.sbatch", "slurm/merge.sbatch"] {
        shell(&folder, Command::new("bash").arg("-n").arg(deploy(name)), &[]);
    }
    let script = |name: &'static str| {
        move || {
            let mut command = Command::new("bash");
            command.arg(deploy(name));
            command
        }
    };
    let task = [&set[..], &[("SLURM_ARRAY_TASK_ID", "0".to_owned())]].concat();
    let mut changes = bad_numbers(&["RUNS", "RUNS_PER_TASK"]);
    changes.extend(["", "x", "08", "-1"].map(|value| ("SLURM_ARRAY_TASK_ID", value)));
    assert_refused(&folder, &script("slurm/cupola.sbatch"), &task, &changes);
    assert_refused(&folder, &script("slurm/merge.sbatch"), &task, &bad_numbers(&["RUNS"]));
    // Task 3 has nothing left to do, and task 1 is submitted twice.
    for task in [1, 0, 3, 1, 2] {
        set.push(("SLURM_ARRAY_TASK_ID", task.to_string()));
        shell(&folder, &mut script("slurm/cupola.sbatch")(), &set);
    }
    shell(&folder, &mut script("slurm/merge.sbatch")(), &set);
    one_sitting(&folder, "whole");
    assert_same(&folder, "s/run", "whole");
}

/// The script of a manifest, the text block of its command, and its environment.
fn manifest(name: &str) -> (String, Vec<(String, String)>) {
    let text = std::fs::read_to_string(deploy(name)).expect("the manifest is there");
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().position(|line| line.trim() == "- |").expect("its command is a text block");
    let indent = lines[at].len() - lines[at].trim_start().len() + 2;
    let block = lines[at + 1..].iter().take_while(|line| line.starts_with(&" ".repeat(indent)));
    let script: Vec<&str> = block.map(|line| &line[indent..]).collect();
    let named = lines.windows(2).filter_map(|pair| {
        let name = pair[0].trim().strip_prefix("- name: ")?;
        let value = pair[1].trim().strip_prefix("value: \"")?.strip_suffix('"')?;
        Some((name.to_owned(), value.to_owned()))
    });
    (script.join("\n"), named.collect())
}

#[test]
fn the_commands_of_the_kubernetes_manifests_play_a_study_that_merges_to_one_sitting() {
    let folder = Folder::new();
    let (script, env) = manifest("kubernetes/cupola-job.yaml");
    let names: Vec<&str> = env.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["SCENARIO", "RUNS", "RUNS_PER_TASK", "OUT", "ARGS"]);
    let number = |key: &str| env.iter().find(|(name, _)| name == key).unwrap().1.parse::<u64>().unwrap();
    let text = std::fs::read_to_string(deploy("kubernetes/cupola-job.yaml")).unwrap();
    let completions = text.lines().find_map(|line| line.trim().strip_prefix("completions: ")).unwrap();
    assert!(completions.parse::<u64>().unwrap() * number("RUNS_PER_TASK") >= number("RUNS"));
    let mut set = told();
    let of = |script: &str| {
        let script = script.to_owned();
        move || {
            let mut command = Command::new("/bin/sh");
            command.arg("-ec").arg(&script);
            command
        }
    };
    let (merge, _) = manifest("kubernetes/cupola-merge.yaml");
    let pod = [&set[..], &[("JOB_COMPLETION_INDEX", "0".to_owned())]].concat();
    let mut changes = bad_numbers(&["RUNS", "RUNS_PER_TASK"]);
    changes.extend(["", "x", "08", "-1"].map(|value| ("JOB_COMPLETION_INDEX", value)));
    assert_refused(&folder, &of(&script), &pod, &changes);
    assert_refused(&folder, &of(&merge), &pod, &bad_numbers(&["RUNS"]));
    for index in [2, 0, 3, 1] {
        set.push(("JOB_COMPLETION_INDEX", index.to_string()));
        shell(&folder, &mut of(&script)(), &set);
    }
    assert_eq!(folder.names("s").len(), 4, "three shards and the study file");
    shell(&folder, &mut of(&merge)(), &set);
    one_sitting(&folder, "whole");
    assert_same(&folder, "s/run", "whole");
}

/// Starts a study that takes long, kills it without grace when its first shard is there, and gives the end of the last shard.
fn kill_after_a_shard(folder: &Folder, args: &[&str], out: &str) -> u64 {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cupola"));
    command.args(args).args(["--runs", "5000000", "--out", out]).env("CUPOLA_CACHE", "").current_dir(folder.path());
    let mut study = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary can be run");
    let shards = format!("{out}/.shards");
    let is_shard = |name: &String| name.starts_with("shard-");
    while !folder.names(&shards).iter().any(is_shard) {
        assert!(study.try_wait().expect("it is a child").is_none(), "it ended before it saved anything");
        std::thread::sleep(Duration::from_millis(20));
    }
    study.kill().expect("it can be killed");
    study.wait().expect("it ends");
    let end = |name: &String| name.strip_suffix(".parquet")?.rsplit('-').next()?.parse().ok();
    folder.names(&shards).iter().filter(|name| is_shard(name)).filter_map(end).max().expect("a shard has an end")
}

#[test]
fn a_study_that_was_killed_goes_on_from_its_last_shard() {
    let folder = Folder::new();
    let saved = kill_after_a_shard(&folder, &["run", "tutorial"], "study");
    assert!(!folder.path().join("study/manifest.json").exists());
    // Another study is not gone on with; and what starts anew says what it leaves.
    let other = ["run", "tutorial", "--seed", "2", "--runs", "5000000", "--out", "study", "--resume"];
    assert!(folder.cupola(&other).refused().contains("is of study "));
    let fewer = ["run", "tutorial", "--runs", "10", "--out", "study", "--resume"];
    assert!(folder.cupola(&fewer).refused().contains(&format!("already holds {saved} runs")));
    let runs = (saved + 100).to_string();
    let ran = folder.cupola(&["run", "tutorial", "--runs", &runs, "--out", "study", "--resume"]);
    assert!(
        ran.err.contains(&format!("study/.shards: {saved} runs were saved and are not played again")),
        "{}",
        ran.err
    );
    ran.done();
    assert!(!folder.path().join("study/.shards").exists(), "it goes when the run folder is whole");
    folder.cupola(&["run", "tutorial", "--runs", &runs, "--out", "whole"]).done();
    assert_same(&folder, "study", "whole");
}

#[test]
fn appended_runs_that_were_killed_lose_neither_what_was_there_nor_what_was_saved() {
    let folder = Folder::new();
    folder.cupola(&["run", "tutorial", "--runs", "150", "--out", "study"]).done();
    let saved = kill_after_a_shard(&folder, &["run", "tutorial", "--append"], "study");
    // As if it had been killed while it replaced the folder: the shards have all of it.
    std::fs::remove_file(folder.path().join("study/manifest.json")).expect("it is there until the folder is replaced");
    let runs = (saved + 1).to_string();
    let ran = folder.cupola(&["run", "tutorial", "--runs", &runs, "--out", "study", "--append"]);
    assert!(ran.err.contains(&format!("{saved} runs were saved")), "{}", ran.err);
    ran.done();
    folder.cupola(&["run", "tutorial", "--runs", &runs, "--out", "whole"]).done();
    assert_same(&folder, "study", "whole");
}

#[test]
fn a_quick_study_saves_nothing_and_a_new_one_says_what_it_leaves_out() {
    let folder = Folder::new();
    shard(&folder, "0..30", &[]);
    std::fs::create_dir_all(folder.path().join("run")).unwrap();
    std::fs::rename(folder.path().join("s"), folder.path().join("run/.shards")).unwrap();
    let ran = folder.cupola(&[&["run", "tutorial", "--runs", "5", "--out", "run"], &WORLDS[..]].concat());
    assert!(ran.err.contains("has up to 30 runs of a stopped study; without --resume"), "{}", ran.err);
    ran.done();
    assert_eq!(folder.names("run").iter().filter(|name| name.starts_with('.')).count(), 0);
}

/// Shards of these ranges where a study that was killed has them.
fn saved(folder: &Folder, ranges: &[&str], out: &str) {
    ranges.iter().for_each(|range| _ = shard(folder, range, &[]));
    std::fs::create_dir_all(folder.path().join(out)).expect("the folder can be written");
    let there = std::fs::rename(folder.path().join("s"), folder.path().join(out).join(".shards"));
    there.expect("the shards are there");
}

#[test]
fn a_study_goes_on_past_shards_that_were_damaged() {
    let folder = Folder::new();
    saved(&folder, &["0..30", "30..60", "60..90", "90..100", "100..130"], "study");
    let cut = bytes(&folder, "study/.shards/shard-30-60.parquet");
    folder.write("study/.shards/shard-30-60.parquet", &cut[..cut.len() / 2]);
    let mut flipped = bytes(&folder, "study/.shards/shard-90-100.parquet");
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    folder.write("study/.shards/shard-90-100.parquet", &flipped);
    // Each shard says of which study it is: another is refused, and leaves no claim of its own.
    std::fs::remove_file(folder.path().join("study/.shards/study.json")).expect("it is there");
    let other = ["run", "tutorial", "--runs", "150", "--out", "study", "--resume", "--seed", "5"];
    assert!(folder.cupola(&[&other[..], &WORLDS[..]].concat()).refused().contains("is of study"));
    let resume = |runs: &str, more: &[&str]| {
        let args = ["run", "tutorial", "--runs", runs, "--out", "study", "--resume"];
        folder.cupola(&[&args[..], &WORLDS[..], more].concat())
    };
    assert!(resume("129", &[]).refused().contains("already holds 130 runs"), "whatever is missing before them");
    let ran = resume("150", &["--keep-events", "all"]);
    for told in ["shard-30-60.parquet: is cut", "shard-90-100.parquet: is cut", ".shards: 90 runs were saved and"] {
        assert!(ran.err.contains(told), "{told}: {}", ran.err);
    }
    ran.done();
    assert!(!folder.path().join("study/.shards").exists(), "it goes when the run folder is whole");
    let whole = ["run", "tutorial", "--runs", "150", "--out", "whole", "--keep-events", "all"];
    folder.cupola(&[&whole[..], &WORLDS[..]].concat()).done();
    assert_same(&folder, "study", "whole");
}

#[test]
fn a_first_shard_that_was_damaged_is_made_up_for_by_the_run_folder() {
    let folder = Folder::new();
    folder.cupola(&[&["run", "tutorial", "--runs", "35", "--out", "study"], &WORLDS[..]].concat()).done();
    saved(&folder, &["0..30", "30..60", "70..80"], "study");
    folder.write("study/.shards/shard-0-30.parquet", "");
    let go_on = ["run", "tutorial", "--runs", "90", "--out", "study", "--append"];
    folder.cupola(&[&go_on[..], &WORLDS[..]].concat()).done();
    folder.cupola(&[&["run", "tutorial", "--runs", "90", "--out", "whole"], &WORLDS[..]].concat()).done();
    assert_same(&folder, "study", "whole");
}

#[test]
fn what_a_study_that_knows_enough_has_not_come_to_stays_saved() {
    let folder = Folder::new();
    saved(&folder, &["0..30", "200..210"], "study");
    let args = ["run", "tutorial", "--runs", "300", "--out", "study", "--resume", "--until", "1000"];
    let ran = folder.cupola(&[&args[..], &WORLDS[..]].concat());
    assert!(ran.err.contains("saved from 200 on are kept; --resume takes them"), "{}", ran.err);
    ran.done();
    assert!(folder.names("study/.shards").contains(&"shard-200-210.parquet".to_owned()));
}

#[test]
fn a_gap_that_is_stopped_in_the_middle_leaves_what_is_behind_it() {
    let folder = Folder::new();
    saved(&folder, &["0..30", "1000000..1000010"], "study");
    let args = ["run", "tutorial", "--runs", "1000020", "--out", "study", "--resume"];
    let mut command = Command::new(env!("CARGO_BIN_EXE_cupola"));
    command.args(args).args(WORLDS).env("CUPOLA_CACHE", "").current_dir(folder.path());
    let mut study = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the binary can be run");
    // Until the first part of the gap has been saved.
    while folder.names("study/.shards").iter().filter(|name| name.starts_with("shard-")).count() < 3 {
        assert!(study.try_wait().expect("it is a child").is_none(), "it ended before it saved anything");
        std::thread::sleep(Duration::from_millis(20));
    }
    let stop = ["-INT", &study.id().to_string()].map(str::to_owned);
    assert!(Command::new("kill").args(stop).status().expect("there is kill").success());
    assert!(study.wait().expect("it ends").success(), "it writes what is done");
    assert!(folder.path().join("study/manifest.json").exists());
    assert!(folder.names("study/.shards").contains(&"shard-1000000-1000010.parquet".to_owned()));
    let fewer = ["run", "tutorial", "--runs", "1000005", "--out", "study", "--resume"];
    let wrong = folder.cupola(&[&fewer[..], &WORLDS[..]].concat()).refused();
    assert!(wrong.contains("already holds 1000010 runs"), "{wrong}");
}
