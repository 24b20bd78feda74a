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

/// Looks for the first crossing among the points and narrows it down with the same luck at every value.
///
/// Between two points with differences of opposite sign: false position with halved weights (Illinois), every third step a
/// halving, until the bracket is narrow. Where a key works in whole numbers, halving between whole numbers. The value is
/// interpolated in the last bracket. Its interval is that of the mean difference over the slope, which is taken between the
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
        (None, Some(pair)) => match narrowed(metric, goal, &mut search, pair)? {
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

/// A bracket made narrow, and whether it is between whole numbers; what is played is added to the points. None where it was stopped.
fn narrowed<E>(
    metric: &str,
    goal: &Goal,
    search: &mut Search<'_, E>,
    mut bracket: [At; 2],
) -> Result<Option<([At; 2], bool)>, E> {
    let span = search.points[search.points.len() - 1].0 - search.points[0].0;
    let mut step = |value: f64| (search.play)(value).map(|played| Some(played?.difference(metric, goal)));
    let Some(is_whole) = works_in_whole_numbers(&bracket, search.can_set, &mut step)? else { return Ok(None) };
    let mut weights = [1.0, 1.0];
    for number in 0..MOST_STEPS {
        let [low, high] = bracket;
        let width = high.0 - low.0;
        let is_narrow = width <= NARROW * span || width <= WITHIN_INTERVAL * half_width(&search.points, &bracket);
        if low.1.mean == 0.0 || (if is_whole { width <= 1.0 } else { is_narrow }) {
            break;
        }
        let (below, above) = (low.1.mean * weights[0], high.1.mean * weights[1]);
        let is_halving = is_whole || number % 3 == 2;
        let share = if is_halving { 0.5 } else { (below / (below - above)).clamp(0.05, 0.95) };
        let value = low.0 + share * width;
        let value = if is_whole { value.floor() } else { value };
        let Some(difference) = step(value)? else { return Ok(None) };
        search.points.push((value, difference));
        let side = usize::from(crosses(low, (value, difference)));
        bracket[side] = (value, difference);
        weights = if side == 0 { [1.0, 0.5 * weights[1]] } else { [0.5 * weights[0], 1.0] };
    }
    Ok(Some((bracket, is_whole)))
}

/// Whether a key takes whole numbers only, or works as if it did: between them nothing changes. None where it was stopped.
fn works_in_whole_numbers<E>(
    bracket: &[At; 2],
    can_set: &dyn Fn(f64) -> bool,
    step: &mut dyn FnMut(f64) -> Result<Option<Difference>, E>,
) -> Result<Option<bool>, E> {
    let [low, high] = bracket.map(|at| at.0);
    if low.fract() != 0.0 || high.fract() != 0.0 {
        return Ok(Some(false));
    }
    // A third is no half, where rounding would go either way.
    let beside = low + 1.0 / 3.0;
    if !can_set(beside) {
        return Ok(Some(true));
    }
    Ok(step(beside)?.map(|difference| difference == bracket[0].1))
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
        Played { values: BTreeMap::from([("leakers".to_owned(), leaks)]), worlds, num_sets: 8 }
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
