//! What can go wrong when results are written or read back.

use std::path::PathBuf;

/// A result could not be written or read back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The file system refused.
    #[error("{}: {source}", path.display())]
    File {
        /// File or folder concerned.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The Parquet writer refused.
    #[error("{}: {source}", path.display())]
    Parquet {
        /// File concerned.
        path: PathBuf,
        /// What the writer said.
        source: ::parquet::errors::ParquetError,
    },
    /// A JSON file does not hold what it should.
    #[error("{}: {source}", path.display())]
    Json {
        /// File concerned.
        path: PathBuf,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// A study file was altered.
    #[error("{}: was altered: says study {said}, holds {found}", path.display())]
    StudyHash {
        /// File concerned.
        path: PathBuf,
        /// The hash it says.
        said: String,
        /// The hash of what it holds.
        found: String,
    },
    /// Bytes are no replay.
    #[error("no replay: {what}")]
    Replay {
        /// What was found.
        what: String,
    },
    /// The columns of a table differ in length.
    #[error("table {table}: column {column} has {rows} rows, the first column has {expected}")]
    UnequalColumns {
        /// Name of the table.
        table: String,
        /// Name of the column.
        column: String,
        /// Its rows.
        rows: usize,
        /// Rows of the first column.
        expected: usize,
    },
    /// A table's name cannot be a file name.
    #[error("table name {table:?} must be lower-case letters, digits, - and _ only")]
    TableName {
        /// The name.
        table: String,
    },
}
