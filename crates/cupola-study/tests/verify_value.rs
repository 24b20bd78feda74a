//! Shapley and Owen values against textbook games, and the properties that define them, for games drawn at random.

use cupola_core::{EntityKey, Purpose, Seed, Stream};
use cupola_study::coalition::value::{Coalition, Weights, everybody, num_exact, order_of};

fn values(unions: &[usize], worth: impl Fn(Coalition) -> f64) -> Vec<f64> {
    let weights = Weights::exact(unions);
    assert_eq!(weights.coalitions().len() as u64, num_exact(unions), "{unions:?}");
    weights.values(&weights.coalitions().iter().map(|c| worth(*c)).collect::<Vec<_>>())
}

fn near(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (f, e) in found.iter().zip(expected) {
        assert!((f - e).abs() < 1e-12, "{what}: {found:?}, expected {expected:?}");
    }
}

fn has(coalition: Coalition, player: usize) -> bool {
    coalition >> player & 1 == 1
}

fn num(coalition: Coalition, players: &[usize]) -> usize {
    players.iter().filter(|p| has(coalition, **p)).count()
}

/// One left glove, two right ones: a pair is worth one (`SHAPLEY1969`).
#[test]
fn the_glove_game() {
    let pairs = |c: Coalition| num(c, &[0]).min(num(c, &[1, 2])) as f64;
    near("glove game", &values(&[1, 1, 1], pairs), &[2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]);
}

/// Each piece of runway is shared by the aircraft that need it (`LITTLECHILD1973`).
#[test]
fn the_airport_game() {
    let costs = [8.0, 11.0, 13.0, 18.0];
    let cost = |c: Coalition| (0..4).filter(|p| has(c, *p)).map(|p| costs[p]).fold(0.0, f64::max);
    near("airport game", &values(&[1; 4], cost), &[2.0, 3.0, 4.0, 9.0]);
}

/// Three voters of whom two decide: without unions a third each; with two in a union these share all (by hand, from
/// the formula of `OWEN1977`).
#[test]
fn a_majority_of_three_with_a_union() {
    let decides = |c: Coalition| f64::from(num(c, &[0, 1, 2]) >= 2);
    near("no unions", &values(&[1, 1, 1], decides), &[1.0 / 3.0; 3]);
    near("one union", &values(&[2, 1], decides), &[0.5, 0.5, 0.0]);
    near("all in one", &values(&[3], decides), &[1.0 / 3.0; 3]);
}

/// All of a set are needed: unions that hold some of it share alike, and within a union its members of the set.
#[test]
fn all_are_needed() {
    let needed = [0, 1, 3, 4];
    let all = |c: Coalition| f64::from(num(c, &needed) == needed.len());
    // Unions {0, 1, 2}, {3}, {4, 5}, {6}.
    let third = 1.0 / 3.0;
    near("unanimity", &values(&[3, 1, 2, 1], all), &[third / 2.0, third / 2.0, 0.0, third, third, 0.0, 0.0]);
}

/// Structures of unions, and a game with a number of its own for every coalition.
const STRUCTURES: [&[usize]; 6] = [&[1, 1], &[1; 6], &[3, 2], &[4, 4, 1], &[2, 1, 3, 1], &[5]];

fn drawn(game: u64) -> impl Fn(Coalition) -> f64 {
    let stream = Stream::of_run(Seed(7), game);
    move |c| if c == 0 { 0.0 } else { stream.uniform(EntityKey::of("game"), Purpose::Noise, c as u64) * 100.0 - 50.0 }
}

#[test]
fn values_share_out_what_everybody_is_worth() {
    for (game, unions) in STRUCTURES.iter().enumerate() {
        let worth = drawn(game as u64);
        let sum: f64 = values(unions, &worth).iter().sum();
        assert!((sum - worth(everybody(unions.iter().sum()))).abs() < 1e-9, "{unions:?}");
    }
}

/// What the players of a union are worth together is the union's Shapley value between unions.
#[test]
fn unions_are_worth_what_they_are_as_players() {
    for (game, unions) in STRUCTURES.iter().enumerate() {
        let worth = drawn(game as u64);
        let (mut first, mut members) = (0, Vec::new());
        for size in *unions {
            members.push(everybody(first + size) & !everybody(first));
            first += size;
        }
        let whole = |c: Coalition| {
            let chosen = (0..unions.len()).filter(|u| has(c, *u));
            worth(chosen.fold(0, |all, u| all | members[u]))
        };
        let between = values(&vec![1; unions.len()], whole);
        let mut own = values(unions, &worth).into_iter();
        let sums: Vec<f64> = unions.iter().map(|size| own.by_ref().take(*size).sum()).collect();
        for (a, b) in sums.iter().zip(&between) {
            assert!((a - b).abs() < 1e-9, "{unions:?}: {sums:?}, {between:?}");
        }
    }
}

#[test]
fn a_player_that_changes_nothing_is_worth_nothing() {
    for (game, unions) in STRUCTURES.iter().enumerate() {
        let worth = drawn(game as u64);
        for null in 0..unions.iter().sum() {
            let found = values(unions, |c| worth(c & !(1 << null)));
            assert!(found[null] == 0.0, "{unions:?}, player {null}: {found:?}");
        }
    }
}

#[test]
fn players_of_a_union_that_may_be_swapped_are_worth_the_same() {
    for (game, unions) in STRUCTURES.iter().enumerate().filter(|(_, unions)| unions[0] > 1) {
        let worth = drawn(game as u64);
        let swap = |c: Coalition| c & !3 | (c & 1) << 1 | c >> 1 & 1;
        let found = values(unions, |c| worth(c) + worth(swap(c)));
        assert!((found[0] - found[1]).abs() < 1e-9, "{unions:?}: {found:?}");
    }
}

#[test]
fn values_of_a_sum_are_sums_of_values() {
    for (game, unions) in STRUCTURES.iter().enumerate() {
        let (one, two) = (drawn(game as u64), drawn(100 + game as u64));
        let sums: Vec<f64> = values(unions, &one).iter().zip(values(unions, &two)).map(|(a, b)| a + 3.0 * b).collect();
        for (found, expected) in values(unions, |c| one(c) + 3.0 * two(c)).iter().zip(sums) {
            assert!((found - expected).abs() < 1e-9, "{unions:?}");
        }
    }
}

/// Every order that keeps unions together, once: the mean of what players add is the value.
#[test]
fn the_mean_over_all_orders_is_the_value() {
    let worth = drawn(3);
    let within = [[0, 1], [1, 0]];
    let orders: Vec<Vec<usize>> = within.iter().flat_map(|w| [vec![w[0], w[1], 2], vec![2, w[0], w[1]]]).collect();
    let weights = Weights::of_orders(3, &orders);
    let found = weights.values(&weights.coalitions().iter().map(|c| worth(*c)).collect::<Vec<_>>());
    near("orders", &found, &values(&[2, 1], &worth));
}

/// Drawn orders keep unions together, and each is as frequent as the next.
#[test]
fn drawn_orders_keep_unions_together_and_are_all_alike() {
    let stream = Stream::of_run(Seed(1), 0);
    let (mut index, mut counts) = (0, std::collections::BTreeMap::new());
    let num_drawn = 24_000;
    for _ in 0..num_drawn {
        let order = order_of(&[2, 1, 2], || {
            index += 1;
            stream.uniform(EntityKey::of("orders"), Purpose::Order, index)
        });
        *counts.entry(order).or_insert(0_u32) += 1;
    }
    assert_eq!(counts.len(), 24, "3! orders of unions, 2! · 1! · 2! within");
    // A thousand of each expected, with a standard deviation of 31.
    assert!(counts.values().all(|n| n.abs_diff(1_000) < 125), "{counts:?}");
    for order in counts.keys() {
        let place = |p: usize| order.iter().position(|o| *o == p).unwrap();
        assert_eq!(place(0).abs_diff(place(1)), 1, "{order:?}");
        assert_eq!(place(3).abs_diff(place(4)), 1, "{order:?}");
    }
}
