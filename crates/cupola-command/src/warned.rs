//! What in a world can never do anything.

use cupola_record::Cache;
use cupola_sim::warnings::{Warning, warnings};
use cupola_sim::world::World;

/// Warnings, and how they are told.
#[derive(Debug, Clone)]
pub struct Warned {
    /// Each by itself.
    pub found: Vec<Warning>,
    /// In words, once for all that a warning is true of.
    pub lines: Vec<String>,
}

/// What in a world can never do anything.
#[must_use]
pub fn warned(world: &World) -> Warned {
    let tables = Cache::of_user();
    let found = warnings(world, &|flight| tables.flyout(flight));
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for warning in &found {
        let message = warning.to_string();
        match said.iter_mut().find(|(other, _)| *other == message) {
            Some((_, keys)) => keys.push(warning.key()),
            None => said.push((message, vec![warning.key()])),
        }
    }
    let line = |(message, keys): (String, Vec<String>)| {
        let colon = if keys[0].is_empty() { "" } else { ": " };
        format!("warning: {}{colon}{message}", keys.join(", "))
    };
    Warned { found, lines: said.into_iter().map(line).collect() }
}
