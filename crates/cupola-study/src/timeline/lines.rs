//! What lines can make, quarter by quarter, over drawn worlds.

use super::Span;
use crate::monte_carlo::physics_sets;
use cupola_core::stats::quantile_sorted;
use cupola_core::{Day, Seed, Stream};
use cupola_sim::supply;
use cupola_sim::world::{Draws, World};
use cupola_sustain::{Line, rate_on};

/// Quantiles over the worlds.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Quantiles {
    /// 5 %.
    pub p05: f64,
    /// Median.
    pub p50: f64,
    /// 95 %.
    pub p95: f64,
}

/// What one line can make in one arm.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct LineCapacity {
    /// Id of the line.
    pub id: String,
    /// Printed name.
    pub name: String,
    /// Host nation.
    pub nation: String,
    /// Stock item made.
    pub item: String,
    /// Arm.
    pub arm: String,
    /// Rounds a year on the first day of each quarter: capacity with expansions, within the orders funded, before
    /// parts that lines share.
    pub per_year: Vec<Quantiles>,
}

/// Rates of all lines in all arms, line by line.
pub fn capacities(world: &World, span: &Span, seed: Seed, worlds: u64) -> Vec<LineCapacity> {
    let (days, num_lines) = (span.quarters(), world.supply.lines.len());
    let sets = physics_sets(worlds).min(worlds).max(1);
    // Line × arm × quarter, row-major: one rate for each world.
    let cells = num_lines * world.arms.len() * days.len();
    let mut rates: Vec<Vec<f64>> = vec![Vec::new(); cells];
    for number in 0..worlds {
        let streams = (Stream::of_world(seed, number), Stream::of_physics(seed, number % sets));
        let draws = Draws::new(&world.inputs, &streams.0, &streams.1);
        for arm in 0..world.arms.len() {
            let plan = supply::plan(world, &draws, arm);
            for (line, made) in plan.lines.iter().enumerate() {
                let start = (line * world.arms.len() + arm) * days.len();
                for (cell, day) in rates[start..].iter_mut().zip(days) {
                    cell.push(per_year(made, *day));
                }
            }
        }
    }
    let quantiles = |values: &mut Vec<f64>| {
        values.sort_by(f64::total_cmp);
        let at = |q: f64| if values.is_empty() { 0.0 } else { quantile_sorted(values, q) };
        Quantiles { p05: at(0.05), p50: at(0.5), p95: at(0.95) }
    };
    let places = (0..num_lines).flat_map(|line| (0..world.arms.len()).map(move |arm| (line, arm)));
    let of = |((line, arm), rates): ((usize, usize), &mut [Vec<f64>])| {
        let of = &world.supply.lines[line];
        LineCapacity {
            id: of.id.clone(),
            name: of.name.clone(),
            nation: world.nations[of.nation].id.clone(),
            item: world.items[of.item].id.clone(),
            arm: world.arms[arm].id.clone(),
            per_year: rates.iter_mut().map(quantiles).collect(),
        }
    };
    places.zip(rates.chunks_mut(days.len())).map(of).collect()
}

/// A line's rate on a day (rounds a year).
fn per_year(line: &Line, day: Day) -> f64 {
    let expanded = line.expansions.iter().fold(rate_on(&line.capacity, day), |rate, e| e.applied(rate, day));
    if line.funded.is_empty() { expanded } else { expanded.min(rate_on(&line.funded, day)) }
}
