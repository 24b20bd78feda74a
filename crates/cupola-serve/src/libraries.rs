//! What studies that fly and see alike have in common, kept from one to the next.

use cupola_flight::{FlyoutTable, InterceptorFlight};
use cupola_record::Cache;
use cupola_sim::world::World;
use cupola_study::monte_carlo::{Library, Options, StudyError};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};

/// Libraries kept, at most, those used last.
const MOST: usize = 8;

/// What a library was made with, beside the world.
type Key = (u64, u64, u64);

/// Libraries kept.
pub struct Libraries {
    tables: Cache,
    kept: Mutex<Vec<(Key, Arc<Library>)>>,
}

impl Libraries {
    /// None yet.
    pub fn new(tables: Cache) -> Self {
        Self { tables, kept: Mutex::new(Vec::new()) }
    }

    /// The library of a world made ready: one that was kept, or a new one, unless `stop` is set meanwhile.
    ///
    /// # Errors
    /// As [`Library::new`].
    pub fn of(&self, world: &World, options: &Options, stop: &AtomicBool) -> Result<Arc<Library>, StudyError> {
        let key = (options.seed.0, options.worlds, options.physics_sets);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = kept.iter().position(|(other, library)| *other == key && library.serves(world)) {
            let found = kept.remove(place);
            kept.push(found.clone());
            return Ok(found.1);
        }
        drop(kept);
        let table = |flight: &InterceptorFlight| -> Result<FlyoutTable, _> { self.tables.flyout(flight) };
        let library = Arc::new(Library::new(world, options, &table, stop)?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() == MOST {
            kept.remove(0);
        }
        kept.push((key, Arc::clone(&library)));
        Ok(library)
    }
}
