//! Reading a table that [`crate::parquet::write_table`] wrote, or another program: numbers, whole numbers and words without nesting.

use crate::error::RecordError;
use crate::parquet::{Column, ColumnData, Table};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::fs::File;
use std::path::Path;

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
    let pairs = reader.metadata().file_metadata().key_value_metadata().into_iter().flatten();
    let metadata = pairs.map(|pair| (pair.key.clone(), pair.value.clone().unwrap_or_default())).collect();
    let schema = reader.metadata().file_metadata().schema_descr_ptr();
    let mut columns: Vec<Column> = Vec::new();
    for group in 0..reader.num_row_groups() {
        let rows = reader.get_row_group(group)?;
        let num_rows = usize::try_from(rows.metadata().num_rows()).unwrap_or(0);
        for index in 0..rows.num_columns() {
            let column = schema.column(index);
            if column.max_rep_level() > 0 || column.max_def_level() > 1 {
                return Err(ParquetError::General(format!("column {} is nested", column.name())));
            }
            let may_lack = column.max_def_level() > 0;
            let data = read_column(rows.get_column_reader(index)?, num_rows, may_lack)?;
            match columns.get_mut(index) {
                Some(column) => append(&mut column.data, data),
                None => columns.push(Column { name: schema.column(index).name().to_owned(), data }),
            }
        }
    }
    Ok((columns, metadata))
}

fn read_column(reader: ColumnReader, num_rows: usize, may_lack: bool) -> Result<ColumnData, ParquetError> {
    let text = |v: Option<parquet::data_type::ByteArray>| {
        v.map_or_else(String::new, |v| String::from_utf8_lossy(v.data()).into_owned())
    };
    let number = |v: Option<f64>| v.unwrap_or(f64::NAN);
    Ok(match reader {
        ColumnReader::DoubleColumnReader(r) => {
            ColumnData::F64(values(r, num_rows, may_lack)?.into_iter().map(number).collect())
        }
        ColumnReader::FloatColumnReader(r) => {
            ColumnData::F64(values(r, num_rows, may_lack)?.into_iter().map(|v| number(v.map(f64::from))).collect())
        }
        ColumnReader::Int64ColumnReader(r) => whole(values(r, num_rows, may_lack)?),
        ColumnReader::Int32ColumnReader(r) => {
            whole(values(r, num_rows, may_lack)?.into_iter().map(|v| v.map(i64::from)).collect())
        }
        ColumnReader::ByteArrayColumnReader(r) => {
            ColumnData::Text(values(r, num_rows, may_lack)?.into_iter().map(text).collect())
        }
        _ => return Err(ParquetError::General("a column of a kind cupola does not read".into())),
    })
}

/// Whole numbers; with one lacking they are numbers, one of them NaN.
fn whole(all: Vec<Option<i64>>) -> ColumnData {
    match all.iter().copied().collect::<Option<Vec<i64>>>() {
        Some(values) => ColumnData::I64(values),
        None => ColumnData::F64(all.into_iter().map(|v| v.map_or(f64::NAN, |v| v as f64)).collect()),
    }
}

/// The values of a column, of which some may lack.
fn values<T: DataType>(
    mut reader: ColumnReaderImpl<T>,
    num_rows: usize,
    may_lack: bool,
) -> Result<Vec<Option<T::T>>, ParquetError> {
    let (mut values, mut levels) = (Vec::with_capacity(num_rows), Vec::new());
    let mut read = 0;
    while read < num_rows {
        let more = reader.read_records(num_rows - read, may_lack.then_some(&mut levels), None, &mut values)?.0;
        if more == 0 {
            break;
        }
        read += more;
    }
    let mut values = values.into_iter();
    Ok(match may_lack {
        true => levels.into_iter().map(|level| if level > 0 { values.next() } else { None }).collect(),
        false => values.map(Some).collect(),
    })
}

fn append(to: &mut ColumnData, more: ColumnData) {
    match (to, more) {
        (ColumnData::F64(a), ColumnData::F64(b)) => a.extend(b),
        (ColumnData::I64(a), ColumnData::I64(b)) => a.extend(b),
        (ColumnData::Text(a), ColumnData::Text(b)) => a.extend(b),
        _ => {}
    }
}
