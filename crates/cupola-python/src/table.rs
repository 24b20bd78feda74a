//! Tables that Arrow's users take without copying.

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{Array, ArrayRef, Float64Array, Int64Array, RecordBatch, RecordBatchIterator, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, ffi::FFI_ArrowSchema};
use cupola::record::parquet::{self, ColumnData};
use pyo3::exceptions::{PyKeyError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use std::sync::Arc;

/// A table of a report: columns of equal length, as Arrow has them.
#[pyclass(frozen, module = "cupola")]
#[derive(Clone)]
pub struct Table {
    /// What it is called.
    #[pyo3(get)]
    name: String,
    batch: RecordBatch,
}

/// A dense column, which NumPy reads where it lies.
#[pyclass(frozen, module = "cupola")]
pub struct Column {
    array: ArrayRef,
    address: usize,
    kind: &'static str,
}

fn failed(error: ArrowError) -> PyErr {
    PyRuntimeError::new_err(error.to_string())
}

impl Table {
    /// A table as it is written to files.
    ///
    /// # Errors
    /// Columns of unequal length.
    pub fn new(table: parquet::Table) -> Result<Self, ArrowError> {
        let mut fields = Vec::new();
        let mut columns: Vec<ArrayRef> = Vec::new();
        for column in table.columns {
            let (kind, array): (DataType, ArrayRef) = match column.data {
                ColumnData::F64(values) => (DataType::Float64, Arc::new(Float64Array::from(values))),
                ColumnData::I64(values) => (DataType::Int64, Arc::new(Int64Array::from(values))),
                ColumnData::Text(values) => (DataType::Utf8, Arc::new(StringArray::from_iter_values(values))),
            };
            fields.push(Field::new(column.name, kind, false));
            columns.push(array);
        }
        let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?;
        Ok(Self { name: table.name, batch })
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    fn schema(&self) -> SchemaRef {
        self.batch.schema()
    }
}

#[pymethods]
impl Table {
    /// Names of the columns, with their units.
    #[getter]
    fn column_names(&self) -> Vec<String> {
        self.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    /// Number of rows.
    #[getter]
    fn num_rows(&self) -> usize {
        self.batch.num_rows()
    }

    fn __len__(&self) -> usize {
        self.batch.num_rows()
    }

    fn __repr__(&self) -> String {
        let (name, rows) = (&self.name, self.batch.num_rows());
        format!("<cupola.Table {name}: {rows} rows; {}>", self.column_names().join(", "))
    }

    /// A column: numbers as something NumPy reads where it lies, words as a list.
    fn raw_column<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let Some(array) = self.batch.column_by_name(name) else {
            let names = self.column_names().join(", ");
            return Err(PyKeyError::new_err(format!("{name}: no such column; there are: {names}")));
        };
        let any = array.as_any();
        if let Some(words) = any.downcast_ref::<StringArray>() {
            return words.iter().flatten().collect::<Vec<&str>>().into_pyobject(py);
        }
        let (address, kind) = match (any.downcast_ref::<Float64Array>(), any.downcast_ref::<Int64Array>()) {
            (Some(numbers), _) => (numbers.values().as_ptr() as usize, "<f8"),
            (_, Some(numbers)) => (numbers.values().as_ptr() as usize, "<i8"),
            _ => return Err(PyRuntimeError::new_err("a column of a kind that cupola does not make")),
        };
        let column = Column { array: Arc::clone(array), address, kind };
        Ok(Bound::new(py, column)?.into_any())
    }

    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema = FFI_ArrowSchema::try_from(self.schema().as_ref()).map_err(failed)?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A producer may give its own schema whatever is asked for.
        drop(requested_schema);
        let batches = RecordBatchIterator::new([Ok(self.batch.clone())], self.schema());
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(batches)), c"arrow_array_stream")
    }
}

#[pymethods]
impl Column {
    fn __len__(&self) -> usize {
        self.array.len()
    }

    /// Where the numbers lie, for NumPy, which keeps this object while it looks at them.
    #[getter]
    fn __array_interface__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let told = PyDict::new(py);
        told.set_item("version", 3)?;
        told.set_item("shape", (self.array.len(),))?;
        told.set_item("typestr", self.kind)?;
        told.set_item("data", (self.address, true))?;
        Ok(told)
    }
}
