//! The value of a key at which a metric is that of the base: the break-even.

mod narrow;

use super::Played;
use cupola_core::stats;
use narrow::{Aim, Halt, Steps};

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

    /// Whether the interval leaves zero out; that of no difference at all has no width and does not.
    fn is_clear(&self) -> bool {
        self.mean.abs() > self.half_width()
    }

    fn is_zero(&self) -> bool {
        self.mean == 0.0
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
    /// Whether there is such a value.
    pub found: bool,
    /// The value of the key: for a key that works in whole numbers between the two about it, of a stretch its middle. None
    /// where there is none.
    pub value: Option<f64>,
    /// 95 % interval of the value: next to it the values at which the interval of the difference leaves zero out. An end that
    /// lies beyond the values looked at is none.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Where the mean difference is zero at more than one value, the first and last of them.
    pub stretch: Option<(f64, f64)>,
    /// For a key that works in whole numbers, the two about the value.
    pub whole: Option<(f64, f64)>,
    /// How often the difference changes its sign or comes to zero over the points of the sweep; the first of these is the one
    /// that is given.
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

/// A value of the key and the difference there.
type At = (f64, Difference);

/// A bracket whose difference rises by this share of half its interval is a value: sampling hides the rest.
const WITHIN_INTERVAL: f64 = 0.1;
/// An end is known where its bracket is this share of the way to it.
const WITHIN_REACH: f64 = 0.02;

/// Looks for the first crossing among the points and narrows it down with the same luck at every value.
///
/// Between two points with differences of opposite sign: false position with halved weights (Illinois), every third step a
/// halving, until the bracket is narrow, and the value is interpolated in it. Where a key works in whole numbers (it takes no
/// other, or changes nothing but in the middle between the two about the crossing), halving between whole numbers. Where the mean
/// is zero at a point, the stretch about it along which it is zero.
///
/// The interval has the values that the difference does not refute: outwards from the value to where the 95 % interval of the
/// difference leaves zero out, looked for in the same way between the nearest such point and the one before it.
///
/// **Assumes** that of the values between two points none is refuted where neither point is.
///
/// None where it was stopped.
///
/// # Errors
/// What `play` returns.
pub fn until_equal<E>(metric: &str, key: &str, goal: &Goal, search: Search<'_, E>) -> Result<Option<UntilEqual>, E> {
    let points = &search.points;
    let target = match goal {
        Goal::Value(value) => *value,
        Goal::Base(base) => stats::mean(&base.values[metric]),
    };
    let none = UntilEqual {
        metric: metric.to_owned(),
        key: key.to_owned(),
        target,
        found: false,
        value: None,
        low: None,
        high: None,
        stretch: None,
        whole: None,
        crossings: crossings(points),
        at_ends: [points[0].1.mean, points[points.len() - 1].1.mean],
    };
    // A metric that lies at its goal all over does not say where.
    if points.iter().all(|at| at.1.is_zero()) {
        return Ok(Some(none));
    }
    let Some(first) = points.windows(2).find_map(|pair| first_of([pair[0], pair[1]])) else { return Ok(Some(none)) };
    match found(Steps::new(metric, goal, search), first, none) {
        Ok(found) => Ok(Some(found)),
        Err(Halt::Stopped) => Ok(None),
        Err(Halt::Failed(error)) => Err(error),
    }
}

/// The value, its stretch and its interval, from a bracket as of [`first_of`].
fn found<E>(mut steps: Steps<'_, '_, E>, first: [At; 2], none: UntilEqual) -> Result<UntilEqual, Halt<E>> {
    let hidden = |[low, high]: &[At; 2]| {
        (high.1.mean - low.1.mean).abs() <= WITHIN_INTERVAL * 0.5 * (low.1.half_width() + high.1.half_width())
    };
    let is_zero = |at: &&At| at.1.is_zero();
    let bracket = if first.iter().any(|at| at.1.is_zero()) {
        first
    } else {
        steps.narrowed(first, &Aim { height: &|at| at.mean, is_near: &hidden })?
    };
    let zero = bracket.iter().find(is_zero).copied();
    let bracket = match zero {
        Some(zero) => stretch(&mut steps, zero)?,
        None => bracket,
    };
    let [low, high] = bracket;
    let (value, stretch) = match zero {
        Some(_) => (0.5 * (low.0 + high.0), (!steps.is_narrow(&bracket)).then_some((low.0, high.0))),
        None => (low.0 + (high.0 - low.0) * low.1.mean / (low.1.mean - high.1.mean), None),
    };
    Ok(UntilEqual {
        found: true,
        value: Some(value),
        stretch,
        whole: (zero.is_none() && steps.is_in_whole_numbers()).then_some((low.0, high.0)),
        low: end(&mut steps, &bracket, value, Side::Below)?,
        high: end(&mut steps, &bracket, value, Side::Above)?,
        ..none
    })
}

/// Where two points beside each other first meet zero: a point that does, twice, or both where it lies between them.
fn first_of(pair: [At; 2]) -> Option<[At; 2]> {
    let zero = pair.iter().find(|at| at.1.is_zero()).map(|at| [*at; 2]);
    zero.or_else(|| ((pair[0].1.mean < 0.0) != (pair[1].1.mean < 0.0)).then_some(pair))
}

/// Changes of sign between points, and stretches of points at zero.
fn crossings(points: &[At]) -> usize {
    let mut means: Vec<f64> = points.iter().map(|at| if at.1.is_zero() { 0.0 } else { at.1.mean.signum() }).collect();
    means.dedup();
    let at_zero = means.iter().filter(|sign| **sign == 0.0).count();
    at_zero + means.windows(2).filter(|pair| pair[0] * pair[1] < 0.0).count()
}

/// A side of a value.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Side {
    Below,
    Above,
}

/// The nearest point on a side of a bracket (itself included) that is wanted, and the one before it, ascending.
fn nearest(points: &[At], bracket: &[At; 2], side: Side, is_wanted: impl Fn(&Difference) -> bool) -> Option<[At; 2]> {
    match side {
        Side::Below => {
            let at = points.iter().rposition(|at| at.0 <= bracket[0].0 && is_wanted(&at.1))?;
            Some([points[at], points[at + 1]])
        }
        Side::Above => {
            let at = points.iter().position(|at| at.0 >= bracket[1].0 && is_wanted(&at.1))?;
            Some([points[at - 1], points[at]])
        }
    }
}

/// The first and last value about one at zero along which all are.
fn stretch<E>(steps: &mut Steps<'_, '_, E>, zero: At) -> Result<[At; 2], Halt<E>> {
    let ends = |points: &[At]| {
        let below = nearest(points, &[zero; 2], Side::Below, |at| !at.is_zero());
        let above = nearest(points, &[zero; 2], Side::Above, |at| !at.is_zero());
        [below.map_or(points[0], |pair| pair[1]), above.map_or(points[points.len() - 1], |pair| pair[0])]
    };
    for (side, other) in [(Side::Below, 1), (Side::Above, 0)] {
        let Some(pair) = nearest(steps.points(), &[zero; 2], side, |at| !at.is_zero()) else { continue };
        let from = ends(steps.points())[other].0;
        let height = |at: &Difference| if at.is_zero() { -1.0 } else { 1.0 };
        steps.narrowed(pair, &Aim { height: &height, is_near: &|bracket| is_near(bracket, from) })?;
    }
    Ok(ends(steps.points()))
}

/// Whether a bracket is narrow beside how far it lies from a value.
fn is_near(bracket: &[At; 2], from: f64) -> bool {
    let reach = bracket.iter().map(|at| (at.0 - from).abs()).fold(f64::INFINITY, f64::min);
    bracket[1].0 - bracket[0].0 <= WITHIN_REACH * reach
}

/// An end of the interval; none where no point on that side is clear of zero.
fn end<E>(steps: &mut Steps<'_, '_, E>, bracket: &[At; 2], value: f64, side: Side) -> Result<Option<f64>, Halt<E>> {
    let Some(pair) = nearest(steps.points(), bracket, side, Difference::is_clear) else { return Ok(None) };
    let clear = pair[usize::from(side == Side::Above)].1;
    let beyond = |at: &Difference| clear.mean.signum() * at.mean - at.half_width();
    // No difference in any run has an interval without width, which does not touch zero from outside.
    let height = |at: &Difference| if at.is_zero() && at.half_width() == 0.0 { -beyond(&clear) } else { beyond(at) };
    let [low, high] = steps.narrowed(pair, &Aim { height: &height, is_near: &|bracket| is_near(bracket, value) })?;
    let (below, above) = (height(&low.1), height(&high.1));
    Ok(Some(low.0 + (high.0 - low.0) * below / (below - above)))
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
        assert!(num <= 20 && found.crossings == 1 && found.whole.is_none(), "{num} more, {found:?}");
    }

    #[test]
    fn the_interval_ends_where_that_of_the_difference_leaves_zero_out() {
        let chance = |x: f64| 0.5 * x + 0.01;
        for values in [&[0.0, 1.0, 2.0][..], &[0.0, 2.0], &[0.9, 1.1, 1.3, 1.5]] {
            let (found, _) = look(values, chance, Goal::Value(0.4), &|_| true);
            assert!((found.value.unwrap() - 1.18).abs() < 0.01, "{found:?}");
            for (end, sign) in [(found.low.unwrap(), 1.0), (found.high.unwrap(), -1.0)] {
                let at = played(chance(end)).difference("leakers", &Goal::Value(0.4));
                assert!((sign * at.mean / at.half_width() - 1.0).abs() < 0.1, "{at:?}, {found:?}");
            }
        }
    }

    /// A run leaks where its luck, a common part of its world included, is above the key; a tenth or all of the runs leak with
    /// the luck of the base otherwise. Expected: 95 % of 400 intervals, give or take 3.3 standard errors (3.6 %), and more where
    /// few differ.
    #[test]
    fn intervals_hold_the_value_as_often_as_they_say() {
        for (share, most) in [(0.1, 1.0), (1.0, 0.986)] {
            let held = (0..400).filter(|trial| is_held(*trial, share)).count() as f64 / 400.0;
            assert!(held >= 0.914 && held <= most, "{held} at {share}");
        }
    }

    /// Whether the interval of one trial holds 0.5, at which as many runs leak as in the base.
    fn is_held(trial: u64, share: f64) -> bool {
        let uniform = |run: usize, draw: u64| {
            let word = cupola_core::digest::hash_bytes(
                &[trial.to_le_bytes(), (run as u64).to_le_bytes(), draw.to_le_bytes()].concat(),
            );
            (word >> 75) as f64 / (1_u64 << 53) as f64
        };
        let with_chance = |chance: &dyn Fn(usize) -> f64| {
            let leaks = (0..200).map(|run| f64::from(u8::from(uniform(run, 0) > chance(run)))).collect();
            let values = BTreeMap::from([("leakers".to_owned(), leaks)]);
            Played { values, worlds: (0..200).collect(), num_sets: 8, log_hash: String::new() }
        };
        // The base's own chance differs from run to run, as an uncertain input does.
        let goal = Goal::Base(with_chance(&|run| uniform(run, 1)));
        let at = |x: f64| with_chance(&|run| if uniform(run, 2) < share { x } else { uniform(run, 1) });
        let points = [0.0, 0.3, 0.7, 1.0].map(|x| (x, at(x).difference("leakers", &goal))).to_vec();
        let search = Search { points, play: &mut |x| Ok::<_, String>(Some(at(x))), can_set: &|_| true };
        let found = until_equal("leakers", "key", &goal, search).unwrap().unwrap();
        found.found && found.low.is_none_or(|low| low <= 0.5) && found.high.is_none_or(|high| high >= 0.5)
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
    }

    #[test]
    fn a_stretch_without_any_difference_is_given_with_its_ends_and_an_interval_about_it() {
        let chance = |x: f64| 0.5 + 0.04 * (x - 20.0).max(0.0) - 0.04 * (5.0 - x).max(0.0);
        for values in [&[0.0, 25.0][..], &[0.0, 7.0, 9.0, 25.0]] {
            let (found, _) = look(values, chance, Goal::Base(played(0.5)), &|_| true);
            let (first, last) = found.stretch.unwrap();
            assert!((first - 5.0).abs() < 0.3 && (last - 20.0).abs() < 0.3 && found.crossings == 1, "{found:?}");
            assert_eq!(found.value, Some(0.5 * (first + last)));
            assert!(found.low.unwrap() < first && found.high.unwrap() > last, "{found:?}");
            assert!(found.low.unwrap() > 4.0 && found.high.unwrap() < 21.0, "{found:?}");
        }
        // It goes on beyond the values looked at.
        let (found, _) = look(&[6.0, 30.0], chance, Goal::Base(played(0.5)), &|_| true);
        assert!(found.stretch.unwrap().0 == 6.0 && found.low.is_none() && found.high.unwrap() < 21.0, "{found:?}");
        // Whole numbers: the last that has none.
        let (found, _) = look(&[10.0, 30.0], chance, Goal::Base(played(0.5)), &|x| x.fract() == 0.0);
        assert_eq!(found.stretch, Some((10.0, 20.0)), "{found:?}");
        assert!(found.whole.is_none() && found.high.unwrap() <= 21.0, "{found:?}");
    }

    #[test]
    fn of_two_crossings_the_first_is_given() {
        let (found, _) = look(&[0.0, 0.5, 1.0], |x| 1.0 - 4.0 * (x - 0.5) * (x - 0.5), Goal::Value(0.5), &|_| true);
        assert_eq!(found.crossings, 2);
        assert!((found.value.unwrap() - 0.146_4).abs() < 0.01, "{found:?}");
    }
}
