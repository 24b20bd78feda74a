//! What a command answers.

use crate::errors::raised;
use crate::table::Table;
use cupola::command::Failure;
use cupola::command::run::{Played, TABLES};
use cupola::record::parquet::{self, table_of_csv};
use cupola::record::runs::write_study;
use pyo3::exceptions::{PyKeyError, PyRuntimeError};
use pyo3::prelude::*;
use std::path::PathBuf;

/// A report: its JSON, what the terminal prints, its tables and its other documents.
#[pyclass(frozen, module = "cupola")]
#[derive(Default)]
pub struct Answer {
    /// One JSON document.
    #[pyo3(get)]
    pub json: String,
    /// What the terminal prints.
    #[pyo3(get)]
    pub text: String,
    /// Documents in other forms, by ending.
    #[pyo3(get)]
    pub documents: Vec<(&'static str, String)>,
    /// Folder that it was written to.
    #[pyo3(get)]
    pub folder: Option<PathBuf>,
    tables: Vec<Table>,
    /// The study it is of, which makes its tables when they are asked for.
    played: Option<Played>,
}

impl Answer {
    /// JSON and text.
    pub fn new(json: String, text: String) -> Self {
        Self { json, text, ..Self::default() }
    }

    /// Of a study, whose tables and folder it has.
    pub fn of(self, played: Played) -> Self {
        Self { folder: played.dir.clone(), played: Some(played), ..self }
    }

    /// With a document in another form.
    pub fn with(mut self, ending: &'static str, text: String) -> Self {
        self.documents.push((ending, text));
        self
    }

    /// With a table.
    ///
    /// # Errors
    /// Columns of unequal length.
    pub fn with_table(mut self, table: parquet::Table) -> Result<Self, Failure> {
        self.tables.push(Table::new(table).map_err(Failure::other)?);
        Ok(self)
    }

    /// With a sheet of comma-separated values, as a document and as a table.
    ///
    /// # Errors
    /// Columns of unequal length.
    pub fn with_sheet(self, name: &str, csv: String) -> Result<Self, Failure> {
        Ok(self.with_table(table_of_csv(name, &csv))?.with("csv", csv))
    }
}

#[pymethods]
impl Answer {
    /// Names of the tables.
    #[getter]
    fn table_names(&self) -> Vec<String> {
        let of_study = self.played.iter().flat_map(|_| TABLES.map(str::to_owned));
        self.tables.iter().map(|table| table.name().to_owned()).chain(of_study).collect()
    }

    /// A table by its name.
    fn table(&self, py: Python<'_>, name: &str) -> PyResult<Table> {
        if let Some(table) = py.detach(|| self.played.as_ref().and_then(|played| played.table(name))) {
            return Table::new(table).map_err(|error| PyRuntimeError::new_err(error.to_string()));
        }
        self.tables.iter().find(|table| table.name() == name).cloned().ok_or_else(|| {
            let names = self.table_names().join(", ");
            let there = if names.is_empty() { "there is none".to_owned() } else { format!("there are: {names}") };
            PyKeyError::new_err(format!("{name}: no such table; {there}"))
        })
    }

    /// Writes the run folder of a study; tells whether it is of one.
    fn save(&self, py: Python<'_>, folder: PathBuf) -> PyResult<bool> {
        let Some(Played { loaded, report, records, .. }) = &self.played else { return Ok(false) };
        let written = py.detach(|| write_study(&folder, loaded, report, records));
        written.map(|()| true).map_err(|error| raised(py, &Failure::from(error)))
    }
}
