//! The story of one threat of a study.

use super::{Question, folder, read};
use crate::{Failure, warned};
use cupola_record::Cache;
use cupola_record::explain::{Asked, explain as story};
use cupola_sim::world::World;
use cupola_study::monte_carlo::Prepared;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// What is to be explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// Name of a threat, or `leaker` or `kill`: the first that did damage, the first that was shot down.
    pub threat: String,
    /// Run.
    pub run: u64,
    /// Raid, the first being 1.
    pub raid: u32,
    /// Id of the arm; the base where none is given.
    pub arm: Option<String>,
}

/// Plays one run of a study again and tells what happened to a threat; `note` is told what there is to tell before.
///
/// # Errors
/// As [`super::Run::new`]; a run, raid, arm or threat that there is not.
pub fn explain(question: &Question, asked: &Explained, note: impl FnOnce(&[String])) -> Result<String, Failure> {
    let (loaded, options) = read(question)?;
    let arm = arm(&loaded.world, asked.arm.as_deref())?;
    if let Some(dir) = question.out.dir(&loaded, question.size.seed) {
        // A folder that was not asked for and holds another study has no part in this.
        let held = folder::held(&dir, &loaded, &options);
        let held = if question.out.is_named() { held? } else { held.unwrap_or_default() };
        if question.goes_on {
            folder::check_num(&dir, held.unwrap_or(0), question.size.runs)?;
        }
        check_run(asked.run, held, question.size.runs, &dir)?;
    }
    note(&warned(&loaded.world).lines);
    let tables = Cache::of_user();
    let prepared = Prepared::with_tables(&loaded.world, options, &|f| tables.flyout(f), &AtomicBool::new(false))
        .map_err(Failure::other)?;
    let asked = Asked { threat: &asked.threat, run: asked.run, raid: asked.raid, arm };
    story(&loaded.world, &prepared, &asked).map_err(|wrong| Failure::input(wrong.to_string()))
}

/// Index of the arm with this id; without one the base.
fn arm(world: &World, id: Option<&str>) -> Result<usize, Failure> {
    let Some(id) = id else { return Ok(0) };
    world.arms.iter().position(|arm| arm.id == id).ok_or_else(|| {
        let ids: Vec<&str> = world.arms.iter().map(|arm| arm.id.as_str()).collect();
        Failure::input(format!("--explain-arm {id}: no such arm; allowed: {}", ids.join(", ")))
    })
}

/// Whether a run is one of the study: of those that its folder holds, where there is one, else of those asked for.
fn check_run(run: u64, held: Option<u64>, runs: u64, dir: &Path) -> Result<(), Failure> {
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
