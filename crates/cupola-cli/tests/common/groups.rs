//! Parquet as other programs write it.
#![allow(clippy::unwrap_used, reason = "helpers of tests")]

use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

/// A table of text without quotes as Parquet: row groups of four, every cell may lack, whole numbers where all are.
pub fn write(path: &Path, csv: &str) {
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let (names, rows) = (lines.next().unwrap(), lines.collect::<Vec<_>>());
    let is_all = |index: usize, is: fn(&str) -> bool| rows.iter().all(|row| row[index].is_empty() || is(row[index]));
    let fields = names.iter().enumerate().map(|(index, name)| match () {
        () if is_all(index, |cell| cell.parse::<i64>().is_ok()) => format!("optional int64 {name};"),
        () if is_all(index, |cell| cell.parse::<f64>().is_ok()) => format!("optional double {name};"),
        () => format!("optional binary {name} (UTF8);"),
    });
    let schema = Arc::new(parse_message_type(&format!("message t {{ {} }}", fields.collect::<String>())).unwrap());
    let mut file = SerializedFileWriter::new(File::create(path).unwrap(), schema, Arc::default()).unwrap();
    for rows in rows.chunks(4) {
        let mut group = file.next_row_group().unwrap();
        for index in 0..names.len() {
            let levels: Vec<i16> = rows.iter().map(|row| i16::from(!row[index].is_empty())).collect();
            let cells = rows.iter().map(|row| row[index]).filter(|cell| !cell.is_empty());
            let mut column = group.next_column().unwrap().unwrap();
            match column.untyped() {
                ColumnWriter::Int64ColumnWriter(writer) => {
                    let values: Vec<i64> = cells.map(|cell| cell.parse().unwrap()).collect();
                    writer.write_batch(&values, Some(&levels), None).unwrap();
                }
                ColumnWriter::DoubleColumnWriter(writer) => {
                    let values: Vec<f64> = cells.map(|cell| cell.parse().unwrap()).collect();
                    writer.write_batch(&values, Some(&levels), None).unwrap();
                }
                ColumnWriter::ByteArrayColumnWriter(writer) => {
                    let values: Vec<ByteArray> = cells.map(ByteArray::from).collect();
                    writer.write_batch(&values, Some(&levels), None).unwrap();
                }
                _ => unreachable!("the schema has no other"),
            }
            column.close().unwrap();
        }
        group.close().unwrap();
    }
    file.close().unwrap();
}
