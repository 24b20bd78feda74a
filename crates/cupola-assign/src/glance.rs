//! A lower bound in one look at each pair, for whoever has no time for prices.

use crate::problem::Problem;
use crate::state::power;
use std::collections::BinaryHeap;

/// What rounds would leave if each were as good at every target as the best one there, at the price of the cheapest, and no target
/// could be left with less than all rounds at it leave.
///
/// What is left of each target is then convex in its number of rounds, so the round that saves most is the right one each time. Of
/// this many products and sums rounding takes no more than the share that is taken off.
pub fn bound(problem: &Problem<'_>) -> f64 {
    let num_targets = problem.num_targets();
    let mut left: Vec<f64> = (0..num_targets).map(|target| problem.value(target)).collect();
    let mut least = left.clone();
    let mut survive = vec![1.0_f64; num_targets];
    let (mut cost, mut num_rounds) = (f64::INFINITY, 0);
    for weapon in (0..problem.num_weapons()).filter(|weapon| problem.shots_of(*weapon) > 0) {
        let shots = problem.shots_of(weapon);
        num_rounds += u64::from(shots);
        cost = cost.min(problem.round_cost(weapon));
        for (kill, (survive, least)) in problem.kill_of(weapon).iter().zip(survive.iter_mut().zip(&mut least)) {
            *survive = survive.min(1.0 - kill);
            *least *= power(1.0 - kill, shots);
        }
    }
    let after = |left: f64, target: usize| (left * survive[target]).max(least[target]);
    let saved = |left: f64, target: usize| (left - after(left, target)).to_bits();
    let mut room: Vec<u32> = (0..num_targets).map(|target| problem.most_rounds(target)).collect();
    // The bits of numbers from 0 up are in the order of the numbers.
    let open = (0..num_targets).filter(|target| room[*target] > 0);
    let mut heap: BinaryHeap<(u64, usize)> = open.map(|target| (saved(left[target], target), target)).collect();
    let mut spent = 0.0;
    for _ in 0..num_rounds {
        let Some((_, target)) = heap.pop().filter(|(saved, _)| f64::from_bits(*saved) > cost) else { break };
        left[target] = after(left[target], target);
        spent += cost;
        room[target] -= 1;
        if room[target] > 0 {
            heap.push((saved(left[target], target), target));
        }
    }
    let num_steps = num_rounds as f64 + num_targets as f64 + 64.0;
    (left.iter().sum::<f64>() + spent) * (1.0 - 4.0 * f64::EPSILON * num_steps)
}
