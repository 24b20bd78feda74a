//! What may be asked of `--explain`.

use cupola::command::Failure;
use cupola::sim::world::World;
use std::path::Path;

/// Index of the arm with this id; without one the base.
pub fn arm(world: &World, id: Option<&str>) -> Result<usize, Failure> {
    let Some(id) = id else { return Ok(0) };
    world.arms.iter().position(|arm| arm.id == id).ok_or_else(|| {
        let ids: Vec<&str> = world.arms.iter().map(|arm| arm.id.as_str()).collect();
        Failure::input(format!("--explain-arm {id}: no such arm; allowed: {}", ids.join(", ")))
    })
}

/// Whether a run is one of the study: of those that its folder holds, where there is one, else of those asked for.
pub fn check_run(run: u64, held: Option<u64>, runs: u64, dir: &Path) -> Result<(), Failure> {
    let num = held.unwrap_or(runs);
    if run < num {
        return Ok(());
    }
    let study = match held {
        Some(_) => format!("{} holds {num} runs", dir.display()),
        None => format!("the study has {num} runs (--runs)"),
    };
    Err(Failure::input(format!("--explain-run {run}: {study}; allowed: 0 to {}", num.saturating_sub(1))))
}
