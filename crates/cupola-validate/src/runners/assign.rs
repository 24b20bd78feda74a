//! Weapon–target assignment against published instances and what was published of them.

use crate::case::Case;
use crate::runner::{Answer, Answered, Given, Refusal, positive, text};
use cupola_assign::{Problem, solve};

const FUNCTIONS: [&str; 1] = ["cupola_assign::solve"];
/// Work before the solver is told to stop, a quarter of a nanosecond each to one: some tens of seconds.
const MOST_WORK: u64 = 100_000_000_000;

/// Values and kill probabilities of one instance.
struct Instance {
    values: Vec<f64>,
    kill: Vec<f64>,
}

impl Instance {
    /// Reads weapons, targets and shots; the value of each target; then `weapon target probability` in each line.
    fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split_whitespace();
        let mut whole = || numbers.next()?.parse::<usize>().ok();
        let (num_weapons, num_targets, _) = (whole()?, whole()?, whole()?);
        let values: Vec<f64> =
            numbers.by_ref().take(num_targets).map(|value| value.parse().ok()).collect::<Option<_>>()?;
        let mut kill = vec![0.0; num_weapons * num_targets];
        while let Some(weapon) = numbers.next() {
            let (weapon, target): (usize, usize) = (weapon.parse().ok()?, numbers.next()?.parse().ok()?);
            if weapon >= num_weapons || target >= num_targets {
                return None;
            }
            kill[weapon * num_targets + target] = numbers.next()?.parse().ok()?;
        }
        Some(Self { values, kill })
    }
}

/// The best answer and its bound.
pub fn published(case: &Case, given: &Given<'_>) -> Answered {
    let path = text(case, "file")?;
    let not_there = || Refusal::NotRun(format!("`{path}` is not there: give its folder with --data"));
    let text = given.data.read(path).ok_or_else(not_there)?;
    let no_instance =
        || Refusal::Failed(format!("`{path}`: not weapons, targets, shots, values, then one pair a line"));
    let instance = Instance::read(&text).ok_or_else(no_instance)?;
    let shots = [positive(case, "shots_per_weapon")? as u32];
    let problem = Problem::new(&instance.values, &instance.kill, &shots).map_err(Refusal::failed)?;
    let progress = solve(&problem, &mut |progress| progress.work() > MOST_WORK).progress;
    let note = if progress.is_proven() { "proven optimal" } else { "stopped before it was proven" };
    Ok(Answer::by(&FUNCTIONS)
        .with("optimum", progress.objective())
        .with("best_feasible", progress.objective())
        .with("lower_bound", progress.bound())
        .noting(format!("{note}: {:.6}, gap {:.1e}", progress.objective(), progress.gap_share())))
}
