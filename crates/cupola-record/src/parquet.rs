//! Plain tables and the one function that writes them as Parquet files.

use crate::csv::{cells, quoted};
use crate::error::RecordError;
use crate::folder::write_whole;
use ::parquet::basic::{Compression, LogicalType, Repetition, Type as Physical, ZstdLevel};
use ::parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::Type;
use std::borrow::Cow;
use std::fs::File;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

/// Rows of one row group.
const ROWS_PER_GROUP: usize = 1 << 20;

/// A table: columns of equal length.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// File name without ending (`runs`): lower-case letters, digits, `-` and `_`.
    pub name: String,
    /// Columns in file order.
    pub columns: Vec<Column>,
}

/// A named column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Name, with its unit suffix.
    pub name: String,
    /// Values in row order.
    pub data: ColumnData,
}

/// The values of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnData {
    /// Numbers.
    F64(Vec<f64>),
    /// Whole numbers.
    I64(Vec<i64>),
    /// Words.
    Text(Vec<String>),
}

impl Column {
    /// A column of numbers.
    #[must_use]
    pub fn f64(name: &str, values: Vec<f64>) -> Self {
        Self { name: name.to_owned(), data: ColumnData::F64(values) }
    }

    /// A column of whole numbers.
    #[must_use]
    pub fn i64(name: &str, values: Vec<i64>) -> Self {
        Self { name: name.to_owned(), data: ColumnData::I64(values) }
    }

    /// A column of words.
    #[must_use]
    pub fn text(name: &str, values: Vec<String>) -> Self {
        Self { name: name.to_owned(), data: ColumnData::Text(values) }
    }
}

impl ColumnData {
    /// Number of rows.
    #[must_use]
    pub fn num_rows(&self) -> usize {
        match self {
            Self::F64(v) => v.len(),
            Self::I64(v) => v.len(),
            Self::Text(v) => v.len(),
        }
    }

    /// One value as it stands in a sheet.
    fn cell(&self, row: usize) -> String {
        match self {
            Self::F64(v) => v[row].to_string(),
            Self::I64(v) => v[row].to_string(),
            Self::Text(v) => quoted(&v[row]).into_owned(),
        }
    }
}

impl Table {
    /// Number of rows, once the columns are known to be equally long.
    ///
    /// # Errors
    /// [`RecordError::UnequalColumns`] names the first column that differs from the first one.
    pub fn num_rows(&self) -> Result<usize, RecordError> {
        let expected = self.columns.first().map_or(0, |c| c.data.num_rows());
        match self.columns.iter().find(|c| c.data.num_rows() != expected) {
            None => Ok(expected),
            Some(column) => Err(RecordError::UnequalColumns {
                table: self.name.clone(),
                column: column.name.clone(),
                rows: column.data.num_rows(),
                expected,
            }),
        }
    }
}

/// The stock series of a report as the table `stock`: one row per date, nation and item.
#[must_use]
pub fn stock_table(report: &cupola_study::summary::Report) -> Table {
    let (mut date, mut nation, mut item) = (vec![], vec![], vec![]);
    let mut quantiles: [Vec<f64>; 5] = Default::default();
    let stock = report.campaign.iter().flat_map(|c| &c.stock);
    for (nation_id, items) in stock {
        for (item_id, points) in items {
            for p in points {
                date.push(p.date.clone());
                nation.push(nation_id.clone());
                item.push(item_id.clone());
                for (column, value) in quantiles.iter_mut().zip([p.p05, p.p25, p.p50, p.p75, p.p95]) {
                    column.push(value);
                }
            }
        }
    }
    let mut columns = vec![Column::text("date", date), Column::text("nation", nation), Column::text("item", item)];
    let names = ["p05", "p25", "p50", "p75", "p95"];
    columns.extend(names.iter().zip(quantiles).map(|(name, values)| Column::f64(name, values)));
    Table { name: "stock".to_owned(), columns }
}

/// A table as comma-separated values, its column names first; words hold no line's end.
#[must_use]
pub fn csv(table: &Table) -> String {
    let names: Vec<_> = table.columns.iter().map(|c| quoted(&c.name)).collect();
    let mut text = names.join(",") + "\n";
    for row in 0..table.columns.first().map_or(0, |c| c.data.num_rows()) {
        let cells: Vec<String> = table.columns.iter().map(|c| c.data.cell(row)).collect();
        text += &(cells.join(",") + "\n");
    }
    text
}

/// A sheet of comma-separated values as a table: columns of numbers where every cell is one, of words else.
///
/// An empty cell among numbers, or what cannot be read as a cell, is none (NaN).
#[must_use]
pub fn table_of_csv(name: &str, csv: &str) -> Table {
    let mut lines = csv.lines();
    let read = |line| -> Vec<_> { cells(line).map(Option::unwrap_or_default).collect() };
    let names = read(lines.next().unwrap_or_default());
    let rows: Vec<_> = lines.map(read).collect();
    let number = |cell: &str| if cell.is_empty() { Some(f64::NAN) } else { cell.parse().ok() };
    let column = |(index, name): (usize, &Cow<'_, str>)| {
        let cells = || rows.iter().map(|row| row.get(index).map(|cell| &**cell).unwrap_or_default());
        match cells().map(number).collect() {
            Some(numbers) => Column::f64(name, numbers),
            None => Column::text(name, cells().map(str::to_owned).collect()),
        }
    };
    Table { name: name.to_owned(), columns: names.iter().enumerate().map(column).collect() }
}

/// Whether a file is a table by its ending, `.parquet`, and not text.
#[must_use]
pub fn is_table(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "parquet")
}

/// Writes a table, compressed with zstd, under a temporary name in the same folder and then renames it.
///
/// # Errors
/// [`RecordError`] where the columns differ in length or the file system refuses; no file is left half-written.
pub fn write_table(path: &Path, table: &Table) -> Result<(), RecordError> {
    let num_rows = table.num_rows()?;
    write_whole(path, |file| {
        properties(KEPT_LEVEL)
            .and_then(|properties| write_columns(file, table, num_rows, properties))
            .map_err(|source| RecordError::Parquet { path: path.to_owned(), source })
    })
}

/// How hard files that are kept are compressed, and those that go again when they have been read.
pub(crate) const KEPT_LEVEL: i32 = 3;
pub(crate) const PASSING_LEVEL: i32 = 1;

/// How a table is written: compressed with zstd.
pub(crate) fn properties(level: i32) -> Result<WriterPropertiesBuilder, ParquetError> {
    Ok(WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(level)?))
        .set_created_by(concat!("cupola ", env!("CARGO_PKG_VERSION")).to_owned()))
}

/// Writes a table of so many rows.
pub(crate) fn write_columns(
    file: &mut File,
    table: &Table,
    num_rows: usize,
    properties: WriterPropertiesBuilder,
) -> Result<(), ParquetError> {
    let properties = properties.build();
    let mut writer = SerializedFileWriter::new(file.try_clone()?, Arc::new(schema(table)?), Arc::new(properties))?;
    let mut start = 0;
    while start < num_rows {
        let rows = start..(start + ROWS_PER_GROUP).min(num_rows);
        start = rows.end;
        let mut group = writer.next_row_group()?;
        for column in &table.columns {
            write_column(&mut group, &column.data, rows.clone())?;
        }
        group.close()?;
    }
    writer.close().map(|_| ())
}

fn schema(table: &Table) -> Result<Type, ParquetError> {
    let mut fields = Vec::with_capacity(table.columns.len());
    for column in &table.columns {
        let (physical, logical) = match column.data {
            ColumnData::F64(_) => (Physical::DOUBLE, None),
            ColumnData::I64(_) => (Physical::INT64, None),
            ColumnData::Text(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        };
        let field = Type::primitive_type_builder(&column.name, physical)
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(logical)
            .build()?;
        fields.push(Arc::new(field));
    }
    Type::group_type_builder(&table.name).with_fields(fields).build()
}

fn write_column(
    group: &mut SerializedRowGroupWriter<'_, File>,
    data: &ColumnData,
    rows: Range<usize>,
) -> Result<(), ParquetError> {
    let mut column = group.next_column()?.expect("the schema has as many columns as the table");
    match data {
        ColumnData::F64(v) => column.typed::<DoubleType>().write_batch(&v[rows], None, None)?,
        ColumnData::I64(v) => column.typed::<Int64Type>().write_batch(&v[rows], None, None)?,
        ColumnData::Text(v) => {
            let words: Vec<ByteArray> = v[rows].iter().map(|s| ByteArray::from(s.as_str())).collect();
            column.typed::<ByteArrayType>().write_batch(&words, None, None)?
        }
    };
    column.close()
}
