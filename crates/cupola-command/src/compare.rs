//! What `cupola compare` does: the first arm of each scenario, the same seed and so the same luck.

use crate::{Failure, Scenario, Size, Watch, warned};
use cupola_record::Cache;
use cupola_scenario::Loaded;
use cupola_study::monte_carlo::{Prepared, make_ready};
use cupola_study::sample::Sample;
use cupola_study::summarise::compare::Compared;
use cupola_study::summary::{ArmSummary, CompareSummary};
use std::sync::atomic::Ordering;

/// Scenarios that have been read and can be played.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// What to tell before anything is played.
    pub notes: Vec<String>,
    loaded: Vec<(String, Loaded)>,
    size: Size,
}

impl Comparison {
    /// Reads two scenarios or more, the base first.
    ///
    /// # Errors
    /// A size that is not allowed, fewer than two scenarios, faults in a scenario.
    pub fn new(scenarios: &[Scenario], size: Size) -> Result<Self, Failure> {
        size.checked()?;
        if scenarios.len() < 2 {
            return Err(Failure::input("compare: give two scenarios or more"));
        }
        let mut loaded = Vec::new();
        for scenario in scenarios {
            loaded.push((scenario.name(), scenario.load()?));
        }
        let notes = loaded.iter().flat_map(|(_, loaded)| warned(&loaded.world).lines).collect();
        loaded.iter_mut().for_each(|(_, loaded)| make_ready(&mut loaded.world));
        Ok(Self { notes, loaded, size })
    }

    /// Plays them and gives what differs from the base.
    ///
    /// # Errors
    /// Scenarios that cannot be flown or have nothing in common; being stopped.
    pub fn play(&self, watch: &Watch) -> Result<CompareSummary, Failure> {
        let tables = Cache::of_user();
        watch.total.store(self.size.runs * self.loaded.len() as u64, Ordering::Relaxed);
        let mut studies: Vec<(String, Compared)> = Vec::new();
        for (name, Loaded { world, .. }) in &self.loaded {
            let prepared = Prepared::with_tables(world, self.size.options(0), &|f| tables.flyout(f), &watch.stop);
            let prepared = prepared.map_err(Failure::other)?;
            let records = prepared.play(0, self.size.runs, &watch.stop, &watch.done);
            if (records.len() as u64) < self.size.runs {
                return Err(Failure::other("stopped before every scenario was played: nothing to compare"));
            }
            let sample = Sample::new(&records, &prepared.columns, prepared.num_sets());
            studies.push((name.clone(), Compared::of(world, &sample, 0)));
        }
        let (name, base) = studies.remove(0);
        let arms: Vec<ArmSummary> = studies.into_iter().map(|(name, here)| here.less(&base, &name)).collect();
        if arms.iter().all(|arm| arm.labels.is_empty()) {
            return Err(Failure::input(format!("compare: {name} and the others have no metric in common")));
        }
        Ok(CompareSummary { base: name, arms })
    }
}
