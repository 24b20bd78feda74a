//! Numbers out of arrays and lists.

use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;

/// Numbers in rows, and the lengths of the array's sides.
pub struct Numbers {
    /// Row by row.
    pub values: Vec<f64>,
    /// Length of each side.
    pub shape: Vec<usize>,
}

/// An array of doubles, or lists in lists of anything that is a number.
///
/// # Errors
/// What is neither.
pub fn numbers(given: &Bound<'_, PyAny>) -> PyResult<Numbers> {
    if let Ok(buffer) = PyBuffer::<f64>::get(given) {
        return Ok(Numbers { values: buffer.to_vec(given.py())?, shape: buffer.shape().to_vec() });
    }
    if let Ok(values) = given.extract::<Vec<f64>>() {
        return Ok(Numbers { shape: vec![values.len()], values });
    }
    let rows: Vec<Vec<f64>> = given.extract()?;
    let width = rows.first().map_or(0, Vec::len);
    let num_rows = rows.len();
    let values: Vec<f64> = rows.into_iter().flatten().collect();
    // Rows of unequal length have no shape: their numbers alone are told.
    let shape = if values.len() == num_rows * width { vec![num_rows, width] } else { vec![values.len()] };
    Ok(Numbers { values, shape })
}
