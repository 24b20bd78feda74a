//! Bad input of every kind: exit code 2, a message that says where, no panic, nothing written.

mod common;

use common::{Folder, tutorial};

/// A change to the tutorial: what is wrong, what is taken out, what stands there instead, and words of the message.
const CHANGES: [(&str, &str, &str, &str); 16] = [
    ("unknown id", "protects = [\"harbour\"]", "protects = [\"harbor\"]", "did you mean `harbour`"),
    ("unknown threat", "threat = \"shahed-136\"", "threat = \"shahed-137\"", "shahed-137"),
    ("unknown catalogue entry", "is = \"an-tpy-2\"", "is = \"an-tpy-3\"", "the catalogue has no sensor"),
    ("unknown key", "kind = \"land\"", "kind = \"land\"\nkindd = 1", "unknown key"),
    ("wrong unit in a key", "height_m = 100", "height_km = 0.1", "wrong unit"),
    ("negative count", "count = 3", "count = -3", "-3 is not allowed"),
    (
        "more rounds than launchers hold",
        "per_launcher = { likely = 12",
        "per_launcher = { likely = 16",
        "more than a launcher holds",
    ),
    ("north of the pole", "lat_deg = 45.02", "lat_deg = 95.02", "allowed: -90 to 90"),
    ("south of the pole", "lat_deg = 45.02", "lat_deg = -95.02", "allowed: -90 to 90"),
    ("raid at no asset", "aim = { harbour = 2, outpost = 1 }", "aim = {}", "aimed at no asset"),
    (
        "nation nobody defines",
        "nation = \"farland\"\nlat_deg",
        "nation = \"nowhere\"\nlat_deg",
        "there is no nation \"nowhere\"",
    ),
    ("low over high", "cep_m = { low = 50,", "cep_m = { low = 500,", "out of order"),
    (
        "probability over one",
        "success_drone = { low = 0.5, likely = 0.7, high = 0.9",
        "success_drone = { low = 0.5, likely = 0.7, high = 1.9",
        "allowed: 0 to 1",
    ),
    ("number that is none", "radius_km = 20\n", "radius_km = nan\n", "not a finite number"),
    ("no such day", "end = 2030-12-31\nprice_year", "end = 2030-02-31\nprice_year", "not TOML"),
    ("not TOML", "kind = \"land\"", "kind = land", "not TOML"),
];

fn refused(folder: &Folder, file: &str, what: &str) -> String {
    for command in ["run", "check"] {
        let err = folder.cupola(&[command, file]).refused();
        assert!(err.contains(&format!("{file}:")) || err.contains(".toml:"), "{what}: no place: {err}");
    }
    assert!(folder.names("runs").is_empty(), "{what}: nothing is written");
    folder.cupola(&["check", file]).refused()
}

#[test]
fn every_bad_change_to_a_scenario_is_refused_with_its_place() {
    let good = tutorial();
    for (what, take, put, words) in CHANGES {
        assert_eq!(good.matches(take).count(), 1, "{what}: `{take}`");
        let folder = Folder::new();
        folder.write("bad.toml", good.replace(take, put));
        let err = refused(&folder, "bad.toml", what);
        assert!(err.contains(words), "{what}: {err}");
    }
}

#[test]
fn all_faults_are_named_at_once() {
    let folder = Folder::new();
    let two = tutorial().replace("count = 3", "count = -3").replace("lat_deg = 45.02", "lat_deg = 95.02");
    folder.write("bad.toml", two);
    let err = refused(&folder, "bad.toml", "two faults");
    assert!(err.contains("-3 is not allowed") && err.contains("allowed: -90 to 90"), "{err}");
}

#[test]
fn a_huge_file_is_not_read() {
    let folder = Folder::new();
    folder.write("huge.toml", "");
    let file = std::fs::File::options().write(true).open(folder.path().join("huge.toml")).expect("it is there");
    file.set_len(1 << 40).expect("a file may have holes");
    assert!(refused(&folder, "huge.toml", "huge").contains("at most 8 MiB"));
}

#[test]
fn an_empty_file_is_refused() {
    let folder = Folder::new();
    folder.write("empty.toml", "");
    assert!(refused(&folder, "empty.toml", "empty").contains("empty"));
}

#[test]
fn invalid_utf8_is_refused() {
    let folder = Folder::new();
    folder.write("bytes.toml", b"format = 1\n# \xff\xfe\n");
    assert!(refused(&folder, "bytes.toml", "bytes").contains("UTF-8"));
}

#[test]
fn a_cycle_of_extends_is_refused() {
    let folder = Folder::new();
    folder.write("a.toml", "format = 1\nextends = \"b.toml\"\n");
    folder.write("b.toml", "format = 1\nextends = \"a.toml\"\n");
    assert!(refused(&folder, "a.toml", "cycle").contains("extends itself"));
}

#[test]
fn a_path_out_of_the_folder_is_refused() {
    let folder = Folder::new();
    folder.write("other.toml", tutorial());
    for (path, words) in
        [("../other.toml", "climbs out"), ("/etc/hostname", "absolute"), ("x/../../other.toml", "climbs out")]
    {
        folder.write("inner/mine.toml", format!("format = 1\nextends = \"{path}\"\n"));
        assert!(refused(&folder, "inner/mine.toml", path).contains(words), "{path}");
    }
}

#[test]
fn a_missing_file_a_folder_and_another_format_are_refused() {
    let folder = Folder::new();
    folder.write("inner/next.toml", tutorial().replace("format = 1", "format = 2"));
    for (file, words) in [("none.toml", "no such file"), ("./inner", "is not a file"), ("inner/next.toml", "format")] {
        let err = folder.cupola(&["run", file]).refused();
        assert!(err.contains(words), "{file}: {err}");
    }
}

#[test]
fn a_bad_set_is_refused() {
    let folder = Folder::new();
    for (set, words) in [
        ("battery.harbour-battery.channels", "no `=`"),
        ("battery.harbor-battery.channels=9", "did you mean `harbour-battery`"),
        ("battery.harbour-battery.chanels=9", "unknown key"),
        ("battery.harbour-battery.channels=many", "allowed: a number"),
        ("battery.harbour-battery.channels=-9", "not allowed"),
        ("batteries.harbour-battery.channels=9", "unknown"),
    ] {
        let err = folder.cupola(&["run", "tutorial", "--set", set]).refused();
        assert!(err.contains(words), "{set}: {err}");
    }
    assert!(folder.names("").is_empty());
}

#[test]
fn bad_options_are_refused() {
    let folder = Folder::new();
    for args in ["--runs=0", "--runs=-5", "--runs=many", "--worlds=0", "--seed=-1", "--keep-events=some"] {
        let ran = folder.cupola(&["run", "tutorial", args]);
        let option = args.split('=').next().unwrap_or(args);
        assert!(ran.refused().contains(option), "{args}");
    }
    assert!(folder.names("").is_empty());
}

#[test]
fn a_width_to_stop_at_is_a_positive_number() {
    let folder = Folder::new();
    for args in ["--until=0", "--until=-1", "--until=nan"] {
        let ran = folder.cupola(&["run", "tutorial", "--runs", "2", args]);
        assert!(ran.refused().contains("--until"), "{args}");
    }
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_of_its_own() {
    let folder = Folder::new();
    folder.write("file", "");
    let ran = folder.cupola(&["run", "tutorial", "--runs", "2", "--out", "file/study"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("file") && !ran.err.contains("panicked"), "{}", ran.err);
}

#[test]
fn a_damaged_run_folder_is_an_error_and_no_panic() {
    let folder = Folder::new();
    folder.cupola(&["run", "tutorial", "--runs", "5", "--out", "study"]).done();
    let whole = std::fs::read(folder.path().join("study/runs.parquet")).expect("the study has runs");
    for (name, bytes) in [
        ("runs.parquet", whole[..whole.len() / 2].to_vec()),
        ("runs.parquet", b"PAR1".to_vec()),
        ("manifest.json", b"{".to_vec()),
        ("manifest.json", b"{}".to_vec()),
    ] {
        folder.write(&format!("study/{name}"), bytes);
        let ran = folder.cupola(&["run", "tutorial", "--runs", "10", "--out", "study", "--append"]);
        assert!(matches!(ran.code, Some(1 | 2)), "{name}: {:?} {}", ran.code, ran.err);
        assert!(!ran.err.is_empty() && !ran.err.contains("panicked"), "{name}: {}", ran.err);
    }
}
