//! The only crate that writes results: Parquet, JSON, terminal and HTML report.
