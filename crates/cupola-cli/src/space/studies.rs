//! `cupola space studies`: published counts beside what cupola gets.

use crate::print;
use cupola::command::Failure;
use cupola::record::space::{studies_value, to_text};
use cupola::record::terminal;
use cupola::scenario::studies::{BUNDLED, assumed, bundled_study, read_study};
use cupola::space::study::{Study, compare};
use std::path::Path;

/// Options of `cupola space studies`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Studies that come with cupola, or files of their form (default: all that come with it)
    #[arg(value_name = "STUDY")]
    names: Vec<String>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola space studies`.
pub fn studies(args: &Args) -> Result<(), Failure> {
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
    let compared: Vec<_> = read.into_iter().zip(compared).collect();
    print(&if args.json {
        to_text(&studies_value(&compared))
    } else {
        terminal::render_studies(&compared, &crate::run::style())
    })
}

/// A study by its name, or a file of that form.
pub fn study(name: &str) -> Result<Study, Failure> {
    if !name.contains(['/', '\\', '.']) {
        return Ok(bundled_study(name)?);
    }
    let text =
        std::fs::read_to_string(name).map_err(|error| Failure::input(format!("{name}: cannot be read: {error}")))?;
    let id = Path::new(name).file_stem().map_or(name.to_owned(), |stem| stem.to_string_lossy().into_owned());
    Ok(read_study(name, &id, &text)?)
}
