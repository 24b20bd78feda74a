//! A scenario as commands are asked for it.

use crate::Failure;
use cupola_scenario::{Loaded, Source, load, load_stepped, resolve};
use cupola_sim::world::CostStep;
use std::path::PathBuf;

/// Which scenario, and what is changed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// Which.
    pub given: Given,
    /// Changes, each `KEY=VALUE`, in their order.
    pub sets: Vec<String>,
}

/// Where a scenario comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A bundled name or a file.
    Named(String),
    /// A text.
    Text {
        /// The text.
        text: String,
        /// The file it would be, as of [`Source::Text`].
        path: PathBuf,
    },
}

impl Scenario {
    /// A bundled name or a file, with changes.
    #[must_use]
    pub fn named(name: impl Into<String>, sets: &[String]) -> Self {
        Self { given: Given::Named(name.into()), sets: sets.to_vec() }
    }

    /// What it is called in a sentence: the name or file given.
    #[must_use]
    pub fn name(&self) -> String {
        match &self.given {
            Given::Named(name) => name.clone(),
            Given::Text { path, .. } => path.display().to_string(),
        }
    }

    fn source(&self) -> Source<'_> {
        match &self.given {
            Given::Named(name) => resolve(name),
            Given::Text { text, path } => Source::Text { text, path },
        }
    }

    /// Reads, changes and checks it.
    ///
    /// # Errors
    /// Every fault in it.
    pub fn load(&self) -> Result<Loaded, Failure> {
        Ok(load(self.source(), &self.sets)?)
    }

    /// The same with the changes of some of its steps of cost made, which the faults of those name.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_stepped(&self, steps: &[&CostStep]) -> Result<Loaded, Failure> {
        Ok(load_stepped(self.source(), &self.sets, steps)?)
    }
}
