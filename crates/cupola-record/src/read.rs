//! Reading a table that [`crate::parquet::write_table`] wrote, or another program: numbers, whole numbers and words without nesting.

use crate::error::RecordError;
use crate::parquet::{Column, ColumnData, Table};
use parquet::basic::{Compression, ConvertedType, LogicalType, Type as Physical};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{ByteArrayType, DataType, DoubleType, FixedLenByteArrayType, FloatType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::schema::types::ColumnDescriptor;
use std::fs::File;
use std::path::Path;

/// Whole numbers up to this, either way, are numbers without loss.
const MOST_EXACT: u64 = 1 << 53;

/// Reads a whole table; its name is the file's. A number that lacks is NaN, a word that lacks is empty.
///
/// # Errors
/// [`RecordError`] where the file cannot be opened or is not such a table.
pub fn read_table(path: &Path) -> Result<Table, RecordError> {
    let file = File::open(path).map_err(|source| RecordError::File { path: path.to_owned(), source })?;
    let name = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
    let (columns, _) = read_columns(file).map_err(|source| RecordError::Parquet { path: path.to_owned(), source })?;
    Ok(Table { name, columns })
}

/// Columns, and key-value metadata.
type Read = (Vec<Column>, Vec<(String, String)>);

/// Reads all of a file.
pub(crate) fn read_columns(file: File) -> Result<Read, ParquetError> {
    let reader = SerializedFileReader::new(file)?;
    let about = reader.metadata().file_metadata();
    let pairs = about.key_value_metadata().into_iter().flatten();
    let metadata = pairs.map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default())).collect();
    let columns = about.schema_descr().columns().iter().enumerate();
    let read = columns.map(|(index, column)| {
        Ok(Column { name: column.name().to_owned(), data: read_column(&reader, index, column)? })
    });
    Ok((read.collect::<Result<_, ParquetError>>()?, metadata))
}

fn refused(column: &ColumnDescriptor, fault: &str) -> ParquetError {
    ParquetError::General(format!("column {} {fault}", column.name()))
}

/// Whether the values of a column are told by a number or a word.
fn check(column: &ColumnDescriptor) -> Result<(), ParquetError> {
    use {ConvertedType as C, LogicalType as L};
    if column.max_rep_level() > 0 || column.path().parts().len() > 1 {
        return Err(refused(column, "is nested"));
    }
    let held = match (column.converted_type(), column.logical_type_ref()) {
        (C::NONE, None | Some(L::Unknown)) | (C::UTF8 | C::ENUM | C::JSON, _) => return Ok(()),
        (C::INT_8 | C::INT_16 | C::INT_32 | C::INT_64, _) => return Ok(()),
        (C::UINT_8 | C::UINT_16 | C::UINT_32 | C::UINT_64, _) => return Ok(()),
        (C::DECIMAL, _) if column.type_precision() <= 38 => return Ok(()),
        (C::DECIMAL, _) => "decimals of more than 38 digits",
        (C::TIMESTAMP_MILLIS | C::TIMESTAMP_MICROS, _) | (_, Some(L::Timestamp(_))) => "timestamps",
        (C::DATE, _) => "dates",
        (C::TIME_MILLIS | C::TIME_MICROS, _) | (_, Some(L::Time(_))) => "times of day",
        (C::INTERVAL, _) => "intervals",
        _ => "neither numbers nor words",
    };
    Err(refused(column, &format!("holds {held}; allowed: numbers (times as numbers of seconds), or words")))
}

fn read_column(
    file: &SerializedFileReader<File>,
    index: usize,
    column: &ColumnDescriptor,
) -> Result<ColumnData, ParquetError> {
    check(column)?;
    let is_decimal = column.converted_type() == ConvertedType::DECIMAL;
    let is_unsigned = matches!(column.converted_type(), ConvertedType::UINT_32 | ConvertedType::UINT_64);
    let number = |v: Option<f64>| v.unwrap_or(f64::NAN);
    let long = |v: i64| if is_unsigned { v.cast_unsigned().into() } else { v.into() };
    let short = |v: i32| if is_unsigned { v.cast_unsigned().into() } else { v.into() };
    match column.physical_type() {
        Physical::DOUBLE => {
            Ok(ColumnData::F64(values::<DoubleType>(file, index, column)?.into_iter().map(number).collect()))
        }
        Physical::FLOAT => {
            let values = values::<FloatType>(file, index, column)?.into_iter();
            Ok(ColumnData::F64(values.map(|v| number(v.map(f64::from))).collect()))
        }
        Physical::INT64 => numbers(column, values::<Int64Type>(file, index, column)?.into_iter().map(|v| v.map(long))),
        Physical::INT32 => numbers(column, values::<Int32Type>(file, index, column)?.into_iter().map(|v| v.map(short))),
        Physical::BYTE_ARRAY if is_decimal => {
            let values = values::<ByteArrayType>(file, index, column)?.into_iter();
            numbers(column, values.map(|v| v.map(|v| big_endian(v.data()))))
        }
        Physical::FIXED_LEN_BYTE_ARRAY if is_decimal => {
            let values = values::<FixedLenByteArrayType>(file, index, column)?.into_iter();
            numbers(column, values.map(|v| v.map(|v| big_endian(v.data()))))
        }
        Physical::BYTE_ARRAY => {
            let values = values::<ByteArrayType>(file, index, column)?.into_iter();
            let word = |v: parquet::data_type::ByteArray| String::from_utf8_lossy(v.data()).into_owned();
            Ok(ColumnData::Text(values.map(|v| v.map_or_else(String::new, word)).collect()))
        }
        kind => Err(refused(column, &format!("is of the kind {kind}, which cupola does not read"))),
    }
}

/// A signed number of up to 16 bytes; any before them repeat its sign.
fn big_endian(bytes: &[u8]) -> i128 {
    let sign = if bytes.first().is_some_and(|first| *first >= 0x80) { -1 } else { 0 };
    bytes.iter().fold(sign, |value, byte| value << 8 | i128::from(*byte))
}

/// Numbers as stored, with decimals scaled. Whole numbers of which one lacks are numbers, one of them NaN.
fn numbers(column: &ColumnDescriptor, stored: impl Iterator<Item = Option<i128>>) -> Result<ColumnData, ParquetError> {
    let scale = column.type_scale();
    if scale > 0 {
        let scaled = |digits| format!("{digits}e-{scale}").parse().expect("digits with an exponent are a number");
        return Ok(ColumnData::F64(stored.map(|v| v.map_or(f64::NAN, scaled)).collect()));
    }
    let fitting = |value: i128| {
        let fault = || format!("holds {value}; allowed: whole numbers between {} and {}", i64::MIN, i64::MAX);
        i64::try_from(value).map_err(|_| refused(column, &fault()))
    };
    let all = stored.map(|v| v.map(fitting).transpose()).collect::<Result<Vec<Option<i64>>, _>>()?;
    if let Some(values) = all.iter().copied().collect::<Option<Vec<i64>>>() {
        return Ok(ColumnData::I64(values));
    }
    if let Some(value) = all.iter().flatten().find(|value| value.unsigned_abs() > MOST_EXACT) {
        let fault = format!("lacks a value and holds {value}; allowed beside a lack: up to {MOST_EXACT} either way");
        return Err(refused(column, &fault));
    }
    Ok(ColumnData::F64(all.into_iter().map(|v| v.map_or(f64::NAN, |v| v as f64)).collect()))
}

/// The values of a column, of which some may lack: as many as there are rows.
fn values<T: DataType>(
    file: &SerializedFileReader<File>,
    index: usize,
    column: &ColumnDescriptor,
) -> Result<Vec<Option<T::T>>, ParquetError> {
    let may_lack = column.max_def_level() > 0;
    let mut all = Vec::new();
    for group in 0..file.num_row_groups() {
        let rows = file.get_row_group(group)?;
        match rows.metadata().column(index).compression() {
            Compression::UNCOMPRESSED | Compression::SNAPPY | Compression::ZSTD(_) => {}
            other => {
                let name = other.to_string();
                let name = name.split_once('(').map_or(&*name, |(name, _)| name);
                return Err(refused(column, &format!("is compressed by {name}; allowed: snappy, zstd or none")));
            }
        }
        let num_rows = usize::try_from(rows.metadata().num_rows()).unwrap_or(0);
        let mut reader = get_typed_column_reader::<T>(rows.get_column_reader(index)?);
        let (mut values, mut levels) = (Vec::new(), Vec::new());
        let mut read = 0;
        while read < num_rows {
            let more = reader.read_records(num_rows - read, may_lack.then_some(&mut levels), None, &mut values)?.0;
            if more == 0 {
                return Err(refused(column, &format!("ends after {read} of {num_rows} rows of a group")));
            }
            read += more;
        }
        let mut values = values.into_iter();
        match may_lack {
            true => all.extend(levels.into_iter().map(|level| if level > 0 { values.next() } else { None })),
            false => all.extend(values.map(Some)),
        }
    }
    Ok(all)
}
