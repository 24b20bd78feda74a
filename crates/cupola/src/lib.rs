//! Facade library: what users depend on.
