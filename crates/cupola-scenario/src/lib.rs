//! The only crate that reads files: TOML and catalogue to checked SI inputs.
