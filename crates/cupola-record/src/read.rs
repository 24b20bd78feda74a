//! Reading back a table that [`crate::parquet::write_table`] wrote.

use crate::error::RecordError;
use crate::parquet::{Column, ColumnData, Table};
use parquet::column::reader::ColumnReader;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs::File;
use std::path::Path;

/// Reads a whole table; its name is the file's.
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
    let pairs = reader.metadata().file_metadata().key_value_metadata().into_iter().flatten();
    let metadata = pairs.map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default())).collect();
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let mut columns: Vec<Column> = Vec::new();
    for group in 0..reader.num_row_groups() {
        let rows = reader.get_row_group(group)?;
        let num_rows = usize::try_from(rows.metadata().num_rows()).unwrap_or(0);
        for index in 0..rows.num_columns() {
            let data = read_column(rows.get_column_reader(index)?, num_rows)?;
            match columns.get_mut(index) {
                Some(column) => append(&mut column.data, data),
                None => columns.push(Column { name: schema.column(index).name().to_owned(), data }),
            }
        }
    }
    Ok((columns, metadata))
}

fn read_column(reader: ColumnReader, num_rows: usize) -> Result<ColumnData, ParquetError> {
    match reader {
        ColumnReader::DoubleColumnReader(mut r) => {
            let mut values = Vec::with_capacity(num_rows);
            while values.len() < num_rows && r.read_records(num_rows, None, None, &mut values)?.0 > 0 {}
            Ok(ColumnData::F64(values))
        }
        ColumnReader::Int64ColumnReader(mut r) => {
            let mut values = Vec::with_capacity(num_rows);
            while values.len() < num_rows && r.read_records(num_rows, None, None, &mut values)?.0 > 0 {}
            Ok(ColumnData::I64(values))
        }
        ColumnReader::ByteArrayColumnReader(mut r) => {
            let mut values = Vec::with_capacity(num_rows);
            while values.len() < num_rows && r.read_records(num_rows, None, None, &mut values)?.0 > 0 {}
            let text = |v: &parquet::data_type::ByteArray| String::from_utf8_lossy(v.data()).into_owned();
            Ok(ColumnData::Text(values.iter().map(text).collect()))
        }
        _ => Err(ParquetError::General("a column of a kind cupola does not write".into())),
    }
}

fn append(to: &mut ColumnData, more: ColumnData) {
    match (to, more) {
        (ColumnData::F64(a), ColumnData::F64(b)) => a.extend(b),
        (ColumnData::I64(a), ColumnData::I64(b)) => a.extend(b),
        (ColumnData::Text(a), ColumnData::Text(b)) => a.extend(b),
        _ => {}
    }
}
