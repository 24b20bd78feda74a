//! Printed amounts that contradict each other.

use super::Warning;
use crate::world::{CostRules, Phase, PrintedCost};
use cupola_cost::excess_usd;

/// Wholes whose parts, printed apart, cost more than they do.
///
/// A row is a part of another where its elements and phases are some of the other's; of parts that share an element and
/// phase only the dearest counts, and of a range the end that fits best. A difference is no whole, and in none.
pub fn of(rules: &CostRules) -> Vec<Warning> {
    let sums: Vec<&PrintedCost> = rules.printed.iter().filter(|row| row.less.is_empty()).collect();
    let cells: Vec<Vec<(usize, Phase)>> = sums.iter().map(|row| cells(row, rules.elements.len())).collect();
    let whole = |index: usize| {
        let is_part = |part: &usize| {
            cells[*part].len() < cells[index].len() && cells[*part].iter().all(|cell| cells[index].contains(cell))
        };
        let mut within: Vec<usize> = (0..cells.len()).filter(is_part).collect();
        within.sort_by(|a, b| sums[*b].range.low.total_cmp(&sums[*a].range.low));
        let mut parts: Vec<usize> = Vec::new();
        for part in within {
            if parts.iter().all(|taken| cells[*taken].iter().all(|cell| !cells[part].contains(cell))) {
                parts.push(part);
            }
        }
        let amounts: Vec<f64> = parts.iter().map(|part| sums[*part].range.low).collect();
        let excess_usd = excess_usd(&amounts, sums[index].range.high)?;
        let what = |index: usize| sums[index].what.clone();
        Some(Warning::PartsExceedWhole { whole: what(index), parts: parts.into_iter().map(what).collect(), excess_usd })
    };
    (0..cells.len()).filter_map(whole).collect()
}

/// The elements and phases that a row sums.
fn cells(row: &PrintedCost, num_elements: usize) -> Vec<(usize, Phase)> {
    let every: Vec<usize> = (0..num_elements).collect();
    let elements = if row.elements.is_empty() { &every } else { &row.elements };
    let phases = if row.phases.is_empty() { &Phase::ALL[..] } else { &row.phases };
    elements.iter().flat_map(|e| phases.iter().map(|p| (*e, *p))).collect()
}
