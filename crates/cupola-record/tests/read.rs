//! Parquet of other programs: what is read is what it means, or is refused by the column's name.
#![allow(clippy::unwrap_used)]

use cupola_record::parquet::ColumnData;
use cupola_record::read::read_table;
use parquet::data_type::*;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Arc;

fn path(name: &str) -> PathBuf {
    let dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("read");
    fs::create_dir_all(&dir).unwrap();
    dir.join(format!("{name}.parquet"))
}

/// What is read of a file of one column, its type as Parquet writes it, in row groups.
fn read<T: DataType>(name: &str, column: &str, groups: &[&[Option<T::T>]]) -> Result<ColumnData, String> {
    let path = path(name);
    let schema = Arc::new(parse_message_type(&format!("message t {{ optional {column}; }}")).unwrap());
    let properties = Arc::new(WriterProperties::builder().build());
    let mut file = SerializedFileWriter::new(File::create(&path).unwrap(), schema, properties).unwrap();
    for rows in groups {
        let levels: Vec<i16> = rows.iter().map(|row| i16::from(row.is_some())).collect();
        let values: Vec<T::T> = rows.iter().flatten().cloned().collect();
        let mut group = file.next_row_group().unwrap();
        let mut writer = group.next_column().unwrap().unwrap();
        writer.typed::<T>().write_batch(&values, Some(&levels), None).unwrap();
        writer.close().unwrap();
        group.close().unwrap();
    }
    file.close().unwrap();
    let table = read_table(&path).map_err(|error| error.to_string())?;
    Ok(table.columns.into_iter().next().unwrap().data)
}

fn same(found: &ColumnData, told: &[f64]) {
    let ColumnData::F64(values) = found else { panic!("{found:?}") };
    assert_eq!(
        values.iter().map(|v| v.to_bits()).collect::<Vec<_>>(),
        told.iter().map(|v| v.to_bits()).collect::<Vec<_>>()
    );
}

#[test]
fn a_lack_in_one_row_group_loses_no_row() {
    let (whole, lacking) = ([Some(1), Some(2), Some(3), Some(4)], [Some(5), None, Some(7), Some(8)]);
    let nan = f64::NAN;
    let found = read::<Int64Type>("later", "int64 range_m", &[&whole, &lacking, &whole]).unwrap();
    same(&found, &[1.0, 2.0, 3.0, 4.0, 5.0, nan, 7.0, 8.0, 1.0, 2.0, 3.0, 4.0]);
    let found = read::<Int64Type>("first", "int64 range_m", &[&lacking, &whole]).unwrap();
    same(&found, &[5.0, nan, 7.0, 8.0, 1.0, 2.0, 3.0, 4.0]);
    let found = read::<Int64Type>("whole", "int64 range_m", &[&whole, &whole[..1]]).unwrap();
    assert_eq!(found, ColumnData::I64(vec![1, 2, 3, 4, 1]));
    let exact = (1 << 53) + 1;
    let error = read::<Int64Type>("large", "int64 truth_id", &[&[Some(exact)], &[None]]).unwrap_err();
    assert!(error.contains("column truth_id lacks a value and holds 9007199254740993"), "{error}");
}

#[test]
fn decimals_are_scaled() {
    let found = read::<Int32Type>("short", "int32 x_m (DECIMAL(9,2))", &[&[Some(12_345), None, Some(-7)]]).unwrap();
    same(&found, &[123.45, f64::NAN, -0.07]);
    let found = read::<Int64Type>("long", "int64 x_m (DECIMAL(18,3))", &[&[Some(100_000_000_000_000_001)]]).unwrap();
    same(&found, &[100_000_000_000_000.001]);
    let found = read::<Int64Type>("none", "int64 scan (DECIMAL(18,0))", &[&[Some(12)]]).unwrap();
    assert_eq!(found, ColumnData::I64(vec![12]));
    let fixed = |value: i128| Some(FixedLenByteArray::from(value.to_be_bytes().to_vec()));
    let column = "fixed_len_byte_array(16) x_m (DECIMAL(38,4))";
    let found = read::<FixedLenByteArrayType>("fixed", column, &[&[fixed(15_000), fixed(-1)]]).unwrap();
    same(&found, &[1.5, -0.0001]);
    let bytes = |bytes: &[u8]| Some(ByteArray::from(bytes.to_vec()));
    let column = "binary x_m (DECIMAL(10,1))";
    let found = read::<ByteArrayType>("bytes", column, &[&[bytes(&[0x80]), bytes(&[0, 0x80])]]).unwrap();
    same(&found, &[-12.8, 12.8]);
}

#[test]
fn unsigned_numbers_are_read_or_refused() {
    let found = read::<Int32Type>("uint32", "int32 scan (UINT_32)", &[&[Some(-1)]]).unwrap();
    assert_eq!(found, ColumnData::I64(vec![4_294_967_295]));
    let found = read::<Int64Type>("uint64", "int64 scan (INTEGER(64,false))", &[&[Some(i64::MAX)]]).unwrap();
    assert_eq!(found, ColumnData::I64(vec![i64::MAX]));
    let error = read::<Int64Type>("uint64-large", "int64 scan (UINT_64)", &[&[Some(-1)]]).unwrap_err();
    assert!(error.contains("column scan holds 18446744073709551615; allowed: whole numbers"), "{error}");
}

#[test]
fn what_is_no_number_of_seconds_is_refused() {
    for (number, (column, held)) in [
        ("int64 time_s (TIMESTAMP(MILLIS,true))", "timestamps"),
        ("int64 time_s (TIMESTAMP(NANOS,false))", "timestamps"),
        ("int64 time_s (TIMESTAMP_MICROS)", "timestamps"),
        ("int64 time_s (TIME(NANOS,true))", "times of day"),
        ("int64 time_s (TIME_MICROS)", "times of day"),
    ]
    .into_iter()
    .enumerate()
    {
        let error = read::<Int64Type>(&format!("time-{number}"), column, &[&[Some(1)]]).unwrap_err();
        let told = format!("column time_s holds {held}; allowed: numbers (times as numbers of seconds)");
        assert!(error.contains(&told), "{column}: {error}");
    }
    let error = read::<Int32Type>("date", "int32 time_s (DATE)", &[&[Some(1)]]).unwrap_err();
    assert!(error.contains("column time_s holds dates"), "{error}");
    let months = [Some(FixedLenByteArray::from(vec![0; 12]))];
    let column = "fixed_len_byte_array(12) time_s (INTERVAL)";
    let error = read::<FixedLenByteArrayType>("interval", column, &[&months]).unwrap_err();
    assert!(error.contains("column time_s holds intervals"), "{error}");
    let error = read::<BoolType>("bool", "boolean kind", &[&[Some(true)]]).unwrap_err();
    assert!(error.contains("column kind is of the kind BOOLEAN"), "{error}");
}

/// Two whole numbers, compressed by gzip (pyarrow's `write_table(…, compression="gzip")`).
#[test]
fn compression_that_is_not_read_is_named() {
    let path = path("gzip");
    fs::write(&path, include_bytes!("gzip.parquet")).unwrap();
    let error = read_table(&path).unwrap_err().to_string();
    assert!(error.contains("column scan is compressed by GZIP; allowed: snappy, zstd or none"), "{error}");
}
