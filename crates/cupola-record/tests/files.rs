//! Files: Parquet tables that read back, and a run folder that is whole or has no manifest.
#![allow(clippy::unwrap_used)]

mod common;

use cupola_record::folder::write_bytes;
use cupola_record::{Column, Manifest, RecordError, Table, read_manifest, write_run_folder, write_table};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::RowAccessor;
use std::path::PathBuf;

fn folder(name: &str) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&dir);
    std::fs::create_dir_all(&dir).unwrap();
    dir
}

fn table() -> Table {
    Table {
        name: "runs".into(),
        columns: vec![
            Column::i64("run", vec![0, 1, 2]),
            Column::text("arm", vec!["today".into(), "golden-dome".into(), "ä–".into()]),
            Column::f64("leakers", vec![21.5, -0.0, f64::MAX]),
        ],
    }
}

#[test]
fn parquet_reads_back() {
    let dir = folder("parquet");
    let path = dir.join("runs.parquet");
    write_table(&path, &table()).unwrap();
    let reader = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
    let rows: Vec<_> = reader.get_row_iter(None).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!((rows[1].get_long(0).unwrap(), rows[1].get_string(1).unwrap().as_str()), (1, "golden-dome"));
    assert_eq!(rows[2].get_string(1).unwrap(), "ä–");
    assert_eq!([0, 1, 2].map(|i: usize| rows[i].get_double(2).unwrap()), [21.5, -0.0, f64::MAX]);
    let empty = Table { name: "events".into(), columns: vec![Column::f64("time_s", vec![])] };
    write_table(&dir.join("events.parquet"), &empty).unwrap();
    let reader = SerializedFileReader::new(std::fs::File::open(dir.join("events.parquet")).unwrap()).unwrap();
    assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
}

#[test]
fn unequal_columns_write_nothing() {
    let dir = folder("unequal");
    let mut bad = table();
    bad.columns[1] = Column::text("arm", vec![]);
    let error = write_table(&dir.join("runs.parquet"), &bad).unwrap_err();
    assert_eq!(error.to_string(), "table runs: column arm has 0 rows, the first column has 3");
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 0);
}

#[test]
fn run_folder_is_whole() {
    let dir = folder("whole").join("a/b");
    let report = common::sample();
    let manifest = Manifest { created: "2026-11-21".into(), ..Manifest::from_report(&report, "format = 1", "2026-11") };
    let stock = cupola_record::parquet::stock_table(&report);
    assert_eq!(stock.num_rows().unwrap(), 4 * 78);
    write_run_folder(&dir, &manifest, &report, &[table(), stock]).unwrap();
    let mut names: Vec<_> =
        std::fs::read_dir(&dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["manifest.json", "report.html", "report.json", "runs.parquet", "stock.csv", "stock.parquet"]);
    let csv = std::fs::read_to_string(dir.join("stock.csv")).unwrap();
    assert_eq!((csv.lines().count(), csv.lines().next()), (1 + 4 * 78, Some("date,nation,item,p05,p25,p50,p75,p95")));
    let back = read_manifest(&dir).unwrap();
    assert_eq!((back.tables.len(), back.seed, back.scenario_text.as_str()), (2, 1, "format = 1"));
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(dir.join("report.json")).unwrap()).unwrap();
    assert_eq!(json["raid"]["through"]["mean"], 36.1);
}

#[test]
fn a_failed_write_leaves_no_manifest() {
    let dir = folder("failed");
    let report = common::sample();
    let manifest = Manifest::from_report(&report, "", "");
    write_run_folder(&dir, &manifest, &report, &[table()]).unwrap();
    std::fs::remove_file(dir.join("report.html")).unwrap();
    std::fs::create_dir(dir.join("report.html")).unwrap();
    assert!(matches!(write_run_folder(&dir, &manifest, &report, &[]), Err(RecordError::File { .. })));
    assert!(read_manifest(&dir).is_err());
    let evil = Table { name: "../x".into(), columns: vec![] };
    assert!(matches!(write_run_folder(&dir, &manifest, &report, &[evil]), Err(RecordError::TableName { .. })));
}

/// A link stays one, and the file that it leads to is written; a pipe is written to, not replaced.
#[cfg(unix)]
#[test]
fn what_is_no_plain_file_stays_what_it_is() {
    use std::io::Read;
    use std::os::unix::fs::{FileTypeExt, symlink};

    let dir = folder("streams");
    let [file, link, pipe] = ["file", "link", "pipe"].map(|name| dir.join(name));
    std::fs::write(&file, "old").unwrap();
    symlink(&file, &link).unwrap();
    write_bytes(&link, b"new").unwrap();
    assert!(link.is_symlink() && std::fs::read(&file).unwrap() == b"new");

    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = pipe.clone();
        move || {
            let mut text = String::new();
            std::fs::File::open(pipe).unwrap().read_to_string(&mut text).unwrap();
            text
        }
    });
    write_bytes(&pipe, b"told").unwrap();
    assert_eq!(reader.join().unwrap(), "told");
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
    assert_eq!(std::fs::read_dir(&dir).unwrap().count(), 3, "something is left behind");
}
