//! Failures as exceptions of the package.

use cupola::command::Failure;
use cupola::scenario::Fault;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};

/// The exception that says a failure in the same words as the command line.
pub fn raised(py: Python<'_>, failure: &Failure) -> PyErr {
    let text = failure.to_string();
    let made = match failure {
        Failure::Other(_) => exception(py, "Error").and_then(|class| class.call1((text,))),
        Failure::Scenario(found) => {
            listed(py, &found.0).and_then(|list| exception(py, "InputError")?.call1((text, list)))
        }
        Failure::Input(_) => exception(py, "InputError").and_then(|class| class.call1((text,))),
    };
    made.map_or_else(|error| error, PyErr::from_value)
}

/// An exception's class.
fn exception<'py>(py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
    py.import("cupola._errors")?.getattr(name)
}

/// Faults with their places.
pub fn listed<'py>(py: Python<'py>, faults: &[Fault]) -> PyResult<Bound<'py, PyList>> {
    let list = PyList::empty(py);
    for fault in faults {
        let told = PyDict::new(py);
        told.set_item("file", &fault.file)?;
        told.set_item("line", fault.line)?;
        told.set_item("column", fault.column)?;
        told.set_item("key", &fault.key)?;
        told.set_item("message", fault.sentence())?;
        list.append(told)?;
    }
    Ok(list)
}
