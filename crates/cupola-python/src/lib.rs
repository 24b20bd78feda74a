//! The Python package's compiled half, module `cupola._cupola`.
//!
//! Questions come in as JSON, reports go out as JSON, text and Arrow tables; `python/cupola` makes keyword arguments and
//! objects of them. Work is done on a thread of its own with the interpreter's lock released, while the calling thread looks
//! out for Ctrl-C and tells how far it is.

mod answer;
mod ask;
mod errors;
mod numbers;
mod studies;
mod table;
mod tracker;
mod work;

use pyo3::prelude::*;

/// The compiled half of cupola.
#[pymodule]
fn _cupola(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<answer::Answer>()?;
    module.add_class::<table::Column>()?;
    module.add_class::<table::Table>()?;
    module.add_class::<tracker::Tracker>()?;
    module.add_function(wrap_pyfunction!(ask::ask, module)?)?;
    module.add_function(wrap_pyfunction!(ask::assign, module)?)?;
    module.add_function(wrap_pyfunction!(ask::catalogue, module)?)?;
    module.add_function(wrap_pyfunction!(ask::faults, module)?)?;
    module.add_function(wrap_pyfunction!(ask::scenarios, module)?)
}
