//! Files of rows, as text or as Parquet with the same columns.

use crate::Failure;
use cupola_record::csv::quoted;
use cupola_record::parquet::{ColumnData, Table, is_table};
use cupola_record::read::read_table;
use std::io::{BufRead, BufReader, Cursor};
use std::path::Path;

/// The lines of a file: of text as they are, of Parquet (by the ending `.parquet`) as text would have them, line for row;
/// of standard input for `-`.
pub fn open(path: &Path) -> Result<Box<dyn BufRead + Send>, Failure> {
    let shown = path.display();
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    if is_table(path) {
        let table = read_table(path).map_err(|error| Failure::input(error.to_string()))?;
        return Ok(Box::new(Cursor::new(text(&table))));
    }
    let file = std::fs::File::open(path).map_err(|error| Failure::input(format!("{shown}: {error}")))?;
    Ok(Box::new(BufReader::new(file)))
}

fn text(table: &Table) -> String {
    let names: Vec<_> = table.columns.iter().map(|column| quoted(&column.name)).collect();
    let mut text = names.join(",") + "\n";
    for row in 0..table.columns.first().map_or(0, |column| column.data.num_rows()) {
        let cell = |data: &ColumnData| match data {
            ColumnData::F64(values) if values[row].is_nan() => String::new(),
            ColumnData::F64(values) => values[row].to_string(),
            ColumnData::I64(values) => values[row].to_string(),
            ColumnData::Text(values) => quoted(&values[row]).into_owned(),
        };
        text += &(table.columns.iter().map(|column| cell(&column.data)).collect::<Vec<_>>().join(",") + "\n");
    }
    text
}
