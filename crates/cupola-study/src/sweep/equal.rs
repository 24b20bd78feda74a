//! The value of a key at which a metric is that of the base: the break-even.

use super::Played;
use cupola_core::stats;

/// What a metric is to be equal to.
#[derive(Debug, Clone)]
pub enum Goal {
    /// A number.
    Value(f64),
    /// What it is in the base, run by run.
    Base(Played),
}

/// How far a metric lies above the goal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Mean.
    pub mean: f64,
    /// Upper end of the 95 % interval of the mean, which is even.
    pub ci95_high: f64,
}

impl Difference {
    /// Half the interval of the mean.
    fn half_width(&self) -> f64 {
        self.ci95_high - self.mean
    }
}

/// Where a metric is equal.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct UntilEqual {
    /// Metric key.
    pub metric: String,
    /// Key varied.
    pub key: String,
    /// What it is to be equal to: the base's mean, or the number asked for.
    pub target: f64,
    /// Whether there is a crossing.
    pub found: bool,
    /// The value of the key; for a key that works in whole numbers between the two about it. None without a crossing.
    pub value: Option<f64>,
    /// 95 % interval of the value, from that of the difference over its slope; an end that lies beyond the values looked at is
    /// none.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// For a key that works in whole numbers, the two about the value.
    pub whole: Option<(f64, f64)>,
    /// How often the difference changes its sign over the points of the sweep; the first crossing is the one that is given.
    pub crossings: usize,
    /// Difference at the two ends of the sweep.
    pub at_ends: [f64; 2],
}

/// Points of a search, and how more are played.
pub struct Search<'a, E> {
    /// Values of the key and differences there, ascending, two or more.
    pub points: Vec<(f64, Difference)>,
    /// Plays another value; none where it was stopped.
    pub play: &'a mut dyn FnMut(f64) -> Result<Option<Played>, E>,
    /// Whether a value can be set at all: some keys take whole numbers only.
    pub can_set: &'a dyn Fn(f64) -> bool,
}

/// More points a search plays, at most.
const MOST_STEPS: usize = 16;
/// A bracket this share of the sweep wide is a value.
const NARROW: f64 = 1e-3;
/// A bracket this share of the value's interval wide is one too: sampling hides the rest.
const WITHIN_INTERVAL: f64 = 0.1;
/// A third is no half, where rounding would go either way.
const BESIDE: f64 = 1.0 / 3.0;
/// Just below and just above the middle of a bracket.
const MIDDLE: [f64; 2] = [0.49, 0.51];

/// Looks for the first crossing among the points and narrows it down with the same luck at every value.
///
/// Between two points with differences of opposite sign: false position with halved weights (Illinois), every third step a
/// halving, until the bracket is narrow. Where a key works in whole numbers (it takes no other, or changes nothing but in the
/// middle between the two about the crossing), halving between whole numbers. The value is interpolated in the last bracket. Its interval is that of the mean difference over the slope, which is taken between the
/// nearest points on either side whose difference is clear of zero by twice its half width, else between the farthest.
///
/// None where it was stopped.
///
/// # Errors
/// What `play` returns.
pub fn until_equal<E>(
    metric: &str,
    key: &str,
    goal: &Goal,
    mut search: Search<'_, E>,
) -> Result<Option<UntilEqual>, E> {
    let points = &search.points;
    let ends = [points[0].0, points[points.len() - 1].0];
    let target = match goal {
        Goal::Value(value) => *value,
        Goal::Base(base) => stats::mean(&base.values[metric]),
    };
    let mut found = UntilEqual {
        metric: metric.to_owned(),
        key: key.to_owned(),
        target,
        found: false,
        value: None,
        low: None,
        high: None,
        whole: None,
        crossings: points.windows(2).filter(|pair| crosses(pair[0], pair[1])).count(),
        at_ends: [points[0].1.mean, points[points.len() - 1].1.mean],
    };
    let touches = |at: &At| at.1.mean == 0.0;
    // A metric that lies at its goal all over does not say where.
    if points.iter().all(touches) {
        return Ok(Some(found));
    }
    let first = points.windows(2).find(|pair| crosses(pair[0], pair[1])).map(|pair| [pair[0], pair[1]]);
    let met = first.map_or_else(
        || points.iter().find(|at| touches(at)),
        |pair| points.iter().find(|at| touches(at) && pair.contains(at)),
    );
    let bracket = match (met, first) {
        (Some(at), _) => [*at; 2],
        (None, Some(pair)) => match narrowed(Steps { metric, goal, search: &mut search }, pair)? {
            Some((bracket, is_whole)) => {
                found.whole = is_whole.then_some((bracket[0].0, bracket[1].0));
                bracket
            }
            None => return Ok(None),
        },
        (None, None) => return Ok(Some(found)),
    };
    let [low, high] = bracket;
    let share = if touches(&low) { 0.0 } else { low.1.mean / (low.1.mean - high.1.mean) };
    let value = low.0 + share * (high.0 - low.0);
    let half = half_width(&search.points, &bracket);
    found.found = true;
    found.value = Some(value);
    // Beyond the values that were looked at nothing is known.
    found.low = Some(value - half).filter(|x| *x >= ends[0]);
    found.high = Some(value + half).filter(|x| *x <= ends[1]);
    Ok(Some(found))
}

/// A value of the key and the difference there.
type At = (f64, Difference);

/// Whether the difference is below zero at one of two points only.
fn crosses(a: At, b: At) -> bool {
    (a.1.mean < 0.0) != (b.1.mean < 0.0)
}

/// Steps of a search towards a goal; what is played is added to the points.
struct Steps<'s, 'a, E> {
    metric: &'s str,
    goal: &'s Goal,
    search: &'s mut Search<'a, E>,
}

impl<E> Steps<'_, '_, E> {
    /// Plays a value; none where it was stopped.
    fn step(&mut self, value: f64) -> Result<Option<At>, E> {
        let Some(played) = (self.search.play)(value)? else { return Ok(None) };
        let at = (value, played.difference(self.metric, self.goal));
        self.search.points.push(at);
        Ok(Some(at))
    }
}

/// A bracket made narrow, and whether it is between whole numbers. None where it was stopped.
fn narrowed<E>(mut steps: Steps<'_, '_, E>, bracket: [At; 2]) -> Result<Option<([At; 2], bool)>, E> {
    let points = &steps.search.points;
    let span = points[points.len() - 1].0 - points[0].0;
    let Some((mut bracket, is_whole)) = between_whole_numbers(&mut steps, bracket)? else { return Ok(None) };
    if is_whole {
        return Ok(Some((bracket, true)));
    }
    let mut weights = [1.0, 1.0];
    for number in 0..MOST_STEPS {
        let [low, high] = bracket;
        let width = high.0 - low.0;
        let interval = half_width(&steps.search.points, &bracket);
        if low.1.mean == 0.0 || width <= NARROW * span || width <= WITHIN_INTERVAL * interval {
            break;
        }
        let (below, above) = (low.1.mean * weights[0], high.1.mean * weights[1]);
        let share = if number % 3 == 2 { 0.5 } else { (below / (below - above)).clamp(0.05, 0.95) };
        let Some(at) = steps.step(low.0 + share * width)? else { return Ok(None) };
        let side = usize::from(crosses(low, at));
        bracket[side] = at;
        weights = if side == 0 { [1.0, 0.5 * weights[1]] } else { [0.5 * weights[0], 1.0] };
    }
    Ok(Some((bracket, false)))
}

/// For a key that takes whole numbers only, or works as if it did, the two about the crossing, and true; else the bracket, as
/// narrow as it took to see that. None where it was stopped.
///
/// A key that rounds changes in the middle between two whole numbers and nowhere else: looked for where something changes, since
/// any key may have stretches along which nothing does.
fn between_whole_numbers<E>(steps: &mut Steps<'_, '_, E>, mut bracket: [At; 2]) -> Result<Option<([At; 2], bool)>, E> {
    if bracket.iter().any(|at| at.0.fract() != 0.0) {
        return Ok(Some((bracket, false)));
    }
    let beside = bracket[0].0 + BESIDE;
    let takes_fractions = (steps.search.can_set)(beside);
    if takes_fractions {
        let Some(at) = steps.step(beside)? else { return Ok(None) };
        // Too near to what is there already to tell a slope by.
        steps.search.points.pop();
        if at.1 != bracket[0].1 {
            return Ok(Some((bracket, false)));
        }
    }
    for _ in 0..MOST_STEPS {
        let [low, high] = bracket;
        if high.0 - low.0 <= 1.0 {
            break;
        }
        let Some(at) = steps.step((0.5 * (low.0 + high.0)).floor())? else { return Ok(None) };
        if at.1.mean == 0.0 {
            return Ok(Some(([at; 2], false)));
        }
        bracket[usize::from(crosses(low, at))] = at;
    }
    if takes_fractions {
        let whole = bracket;
        for (share, like) in MIDDLE.into_iter().zip(whole) {
            let value = whole[0].0 + share * (whole[1].0 - whole[0].0);
            let Some(at) = steps.step(value)? else { return Ok(None) };
            bracket[usize::from(crosses(whole[0], at))] = at;
            if at.1 != like.1 {
                return Ok(Some((bracket, false)));
            }
        }
        bracket = whole;
        // They say nothing that the whole numbers do not say.
        steps.search.points.retain(|at| at.0.fract() == 0.0);
    }
    Ok(Some((bracket, true)))
}

/// Half the interval of the value (in the key's unit) at a crossing in the bracket.
fn half_width(points: &[At], bracket: &[At; 2]) -> f64 {
    let is_clear = |at: &&At| at.1.mean.abs() >= 2.0 * at.1.half_width();
    let near = |at: &At| (at.0 - bracket[0].0).abs();
    let nearest = |a: &&At, b: &&At| near(a).total_cmp(&near(b));
    let side = |is_below: bool| {
        let on_it =
            || points.iter().filter(move |at| if is_below { at.0 <= bracket[0].0 } else { at.0 >= bracket[1].0 });
        on_it().filter(is_clear).min_by(nearest).or_else(|| on_it().max_by(nearest))
    };
    let (Some(below), Some(above)) = (side(true), side(false)) else { return f64::INFINITY };
    let slope = (above.1.mean - below.1.mean) / (above.0 - below.0);
    let half = 0.5 * (bracket[0].1.half_width() + bracket[1].1.half_width());
    (half / slope).abs()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    const NUM_RUNS: usize = 4_000;

    /// Run `r` is a leak where its luck, the same at every value, is above `chance(value)`.
    fn played(chance: f64) -> Played {
        let luck = |run: usize| (run as f64 + 0.5) * 0.618_033_988_749_894_9 % 1.0;
        let leaks = (0..NUM_RUNS).map(|run| f64::from(u8::from(luck(run) > chance))).collect();
        let worlds = (0..NUM_RUNS as u32).map(|run| run % 200).collect();
        let values = BTreeMap::from([("leakers".to_owned(), leaks)]);
        Played { values, worlds, num_sets: 8, log_hash: String::new() }
    }

    /// Looks along values with a chance of a kill at each; also tells how many more values were played.
    fn look(
        values: &[f64],
        chance: impl Fn(f64) -> f64,
        goal: Goal,
        can_set: &dyn Fn(f64) -> bool,
    ) -> (UntilEqual, usize) {
        let points = values.iter().map(|x| (*x, played(chance(*x)).difference("leakers", &goal))).collect();
        let mut num = 0;
        let mut play = |x: f64| {
            num += 1;
            assert!(can_set(x), "{x} was played");
            Ok::<_, String>(Some(played(chance(x))))
        };
        let search = Search { points, play: &mut play, can_set };
        (until_equal("leakers", "key", &goal, search).unwrap().unwrap(), num)
    }

    #[test]
    fn a_chance_that_does_as_well_as_a_known_one_is_found_within_its_interval() {
        let goal = Goal::Base(played(0.61));
        let (found, num) = look(&[0.2, 0.55, 0.9], |x| x, goal, &|_| true);
        assert!((found.value.unwrap() - 0.61).abs() < 2e-3, "{found:?}");
        assert!(found.found && found.low.unwrap() <= 0.61 && found.high.unwrap() >= 0.61, "{found:?}");
        assert!(num <= 8 && found.crossings == 1 && found.whole.is_none(), "{num} more, {found:?}");
    }

    #[test]
    fn the_interval_against_a_number_is_that_of_the_mean_over_the_slope() {
        // Leakers fall by 0.5 for each unit of the key: the interval is twice that of the mean.
        let (found, _) = look(&[0.0, 1.0, 2.0], |x| 0.5 * x + 0.01, Goal::Value(0.4), &|_| true);
        let (value, high) = (found.value.unwrap(), found.high.unwrap());
        assert!((value - 1.18).abs() < 0.01, "{found:?}");
        let half = played(0.6).difference("leakers", &Goal::Value(0.4)).half_width();
        assert!(((high - value) / (2.0 * half) - 1.0).abs() < 0.1, "{found:?}, {half}");
    }

    #[test]
    fn keys_that_round_and_keys_that_take_whole_numbers_alone_are_searched_in_whole_numbers() {
        let rounds = look(&[1.0, 9.0, 17.0], |x: f64| 0.05 * x.round(), Goal::Value(0.48), &|_| true).0;
        let whole = look(&[1.0, 9.0, 17.0], |x| 0.05 * x, Goal::Value(0.48), &|x| x.fract() == 0.0).0;
        assert_eq!(rounds, whole);
        assert_eq!(whole.whole, Some((10.0, 11.0)));
        assert!((whole.value.unwrap() - 10.4).abs() < 0.05, "{whole:?}");
    }

    #[test]
    fn a_key_that_changes_nothing_along_a_stretch_is_not_taken_for_one_of_whole_numbers() {
        let chance = |x: f64| 0.45 + 0.05 * (x - 10.2).max(0.0);
        let (found, num) = look(&[1.0, 9.0, 17.0], chance, Goal::Value(0.52 + 1e-4), &|_| true);
        assert_eq!(found.whole, None, "{found:?}");
        assert!((found.value.unwrap() - 10.8).abs() < 0.02 && num <= 16, "{num} more, {found:?}");
        // A step that is not in the middle is none of rounding.
        let step = |x: f64| if x < 10.3 { 0.45 } else { 0.55 };
        let (found, _) = look(&[1.0, 9.0, 17.0], step, Goal::Value(0.48), &|_| true);
        assert_eq!(found.whole, None, "{found:?}");
        assert!((found.value.unwrap() - 10.3).abs() < 0.02, "{found:?}");
    }

    #[test]
    fn what_is_not_crossed_is_not_found() {
        let (found, num) = look(&[0.2, 0.9], |x| x, Goal::Value(0.95), &|_| true);
        assert!(!found.found && found.value.is_none() && num == 0 && found.crossings == 0, "{found:?}");
        assert!(found.at_ends[0] < 0.0 && found.at_ends[1] < found.at_ends[0]);
        let (found, _) = look(&[0.2, 0.9], |_| 0.5, Goal::Base(played(0.5)), &|_| true);
        assert!(!found.found, "equal all over says nothing of where");
        let (found, _) = look(&[0.2, 0.5, 0.9], |x| x, Goal::Base(played(0.5)), &|_| true);
        assert_eq!(found.value, Some(0.5));
    }

    #[test]
    fn of_two_crossings_the_first_is_given() {
        let (found, _) = look(&[0.0, 0.5, 1.0], |x| 1.0 - 4.0 * (x - 0.5) * (x - 0.5), Goal::Value(0.5), &|_| true);
        assert_eq!(found.crossings, 2);
        assert!((found.value.unwrap() - 0.146_4).abs() < 0.01, "{found:?}");
    }
}
