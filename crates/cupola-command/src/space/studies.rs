//! `cupola space studies`: published counts beside what cupola gets.

use crate::Failure;
use cupola_scenario::studies::{BUNDLED, assumed, bundled_study, read_study};
use cupola_space::study::{Comparison, Study, compare};
use serde::Deserialize;
use std::path::Path;

/// Options of `cupola space studies`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Studies that come with cupola, or files of their form (default: all that come with it)
    #[cfg_attr(feature = "clap", arg(value_name = "STUDY"))]
    pub names: Vec<String>,
}

/// Published counts beside what cupola gets.
///
/// # Errors
/// Studies that are not there or cannot be read, and questions that no shell answers.
pub fn studies(args: &Question) -> Result<Vec<(Study, Comparison)>, Failure> {
    let names = if args.names.is_empty() { BUNDLED.map(|(id, _)| id.to_owned()).to_vec() } else { args.names.clone() };
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for name in &names {
        match study(name) {
            Ok(study) => read.push(study),
            Err(failure) => faults.push(failure.to_string()),
        }
    }
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let assumed = assumed();
    let compared = std::thread::scope(|scope| {
        let threads: Vec<_> = read.iter().map(|study| scope.spawn(|| compare(study, &assumed))).collect();
        let joined = threads.into_iter().map(|thread| thread.join().expect("comparing does not panic"));
        joined.collect::<Result<Vec<_>, _>>()
    });
    let compared = compared.map_err(|error| Failure::input(super::question::in_words(&error)))?;
    Ok(read.into_iter().zip(compared).collect())
}

/// A study by its name, or a file of that form.
pub(crate) fn study(name: &str) -> Result<Study, Failure> {
    if !name.contains(['/', '\\', '.']) {
        return Ok(bundled_study(name)?);
    }
    let text =
        std::fs::read_to_string(name).map_err(|error| Failure::input(format!("{name}: cannot be read: {error}")))?;
    let id = Path::new(name).file_stem().map_or(name.to_owned(), |stem| stem.to_string_lossy().into_owned());
    Ok(read_study(name, &id, &text)?)
}
