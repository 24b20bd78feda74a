//! Steps of a search: a bracket of values made narrow by playing values within it.

use super::{At, Difference, Goal, Search};

/// Values that a bracket is narrowed by, at most.
const MOST_STEPS: usize = 16;
/// A bracket this share of the sweep wide is a value.
const NARROW: f64 = 1e-3;
/// A third is no half, where rounding would go either way.
const BESIDE: f64 = 1.0 / 3.0;
/// Just below and just above the middle of a bracket.
const MIDDLE: [f64; 2] = [0.49, 0.51];

/// What a bracket is narrowed down to.
pub struct Aim<'a> {
    /// What crosses zero in it.
    pub height: &'a dyn Fn(&Difference) -> f64,
    /// Whether a bracket need be no narrower.
    pub is_near: &'a dyn Fn(&[At; 2]) -> bool,
}

impl Aim<'_> {
    fn side(&self, at: &At) -> bool {
        (self.height)(&at.1) < 0.0
    }

    /// Whether an end of a bracket is what is looked for.
    fn is_met(&self, bracket: &[At; 2]) -> bool {
        bracket.iter().any(|at| (self.height)(&at.1) == 0.0)
    }

    /// Puts a value within a bracket in the place of the end on the same side; tells which that is.
    fn put(&self, bracket: &mut [At; 2], at: At) -> usize {
        let end = usize::from(self.side(&bracket[0]) != self.side(&at));
        bracket[end] = at;
        end
    }
}

/// Why a search ends before its time.
pub enum Halt<E> {
    /// It was stopped.
    Stopped,
    /// A value could not be played.
    Failed(E),
}

/// Values that a key works in.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Unknown,
    Whole,
    Any,
}

/// Steps of a search; what is played is added to the points.
pub struct Steps<'s, 'a, E> {
    metric: &'s str,
    goal: &'s Goal,
    search: Search<'a, E>,
    kind: Kind,
    span: f64,
}

impl<'s, 'a, E> Steps<'s, 'a, E> {
    pub fn new(metric: &'s str, goal: &'s Goal, search: Search<'a, E>) -> Self {
        let points = &search.points;
        let span = points[points.len() - 1].0 - points[0].0;
        Self { metric, goal, search, kind: Kind::Unknown, span }
    }

    /// All that was played, ascending.
    pub fn points(&self) -> &[At] {
        &self.search.points
    }

    /// Whether the key is known to work in whole numbers.
    pub fn is_in_whole_numbers(&self) -> bool {
        self.kind == Kind::Whole
    }

    /// Whether a bracket is so narrow beside the sweep that it is a value.
    pub fn is_narrow(&self, bracket: &[At; 2]) -> bool {
        bracket[1].0 - bracket[0].0 <= NARROW * self.span
    }

    /// A bracket whose ends lie on either side of an aim, made narrow.
    pub fn narrowed(&mut self, bracket: [At; 2], aim: &Aim<'_>) -> Result<[At; 2], Halt<E>> {
        let bracket = if self.kind == Kind::Any { bracket } else { self.between_whole_numbers(bracket, aim)? };
        if self.kind == Kind::Whole { Ok(bracket) } else { self.between(bracket, aim) }
    }

    fn between(&mut self, mut bracket: [At; 2], aim: &Aim<'_>) -> Result<[At; 2], Halt<E>> {
        let mut weights = [1.0, 1.0];
        for number in 0..MOST_STEPS {
            let [low, high] = bracket;
            let width = high.0 - low.0;
            if aim.is_met(&bracket) || self.is_narrow(&bracket) || (aim.is_near)(&bracket) {
                break;
            }
            let (below, above) = ((aim.height)(&low.1) * weights[0], (aim.height)(&high.1) * weights[1]);
            let share = if number % 3 == 2 { 0.5 } else { (below / (below - above)).clamp(0.05, 0.95) };
            let at = self.step(low.0 + share * width)?;
            let end = aim.put(&mut bracket, at);
            weights = if end == 0 { [1.0, 0.5 * weights[1]] } else { [0.5 * weights[0], 1.0] };
        }
        Ok(bracket)
    }

    /// For a key that takes whole numbers only, or works as if it did, the two about the aim; else the bracket, as narrow as it
    /// took to see that.
    ///
    /// A key that rounds changes in the middle between two whole numbers and nowhere else: looked for where something changes,
    /// since any key may have stretches along which nothing does.
    fn between_whole_numbers(&mut self, mut bracket: [At; 2], aim: &Aim<'_>) -> Result<[At; 2], Halt<E>> {
        if bracket.iter().any(|at| at.0.fract() != 0.0) {
            self.kind = Kind::Any;
            return Ok(bracket);
        }
        let beside = bracket[0].0 + BESIDE;
        if self.kind == Kind::Unknown && !(self.search.can_set)(beside) {
            self.kind = Kind::Whole;
        }
        if self.kind == Kind::Unknown && self.play(beside)?.1 != bracket[0].1 {
            self.kind = Kind::Any;
            return Ok(bracket);
        }
        for _ in 0..MOST_STEPS {
            let [low, high] = bracket;
            if high.0 - low.0 <= 1.0 || aim.is_met(&bracket) {
                break;
            }
            let at = self.step((0.5 * (low.0 + high.0)).floor())?;
            aim.put(&mut bracket, at);
        }
        let whole = bracket;
        if self.kind == Kind::Whole || whole[1].0 - whole[0].0 > 1.0 {
            return Ok(whole);
        }
        let mut beside_middle = Vec::new();
        for (share, like) in MIDDLE.into_iter().zip(whole) {
            let at = self.play(whole[0].0 + share * (whole[1].0 - whole[0].0))?;
            aim.put(&mut bracket, at);
            beside_middle.push(at);
            if at.1 != like.1 {
                self.kind = Kind::Any;
                beside_middle.into_iter().for_each(|at| self.keep(at));
                return Ok(bracket);
            }
        }
        self.kind = Kind::Whole;
        Ok(whole)
    }

    /// Plays a value and adds it to the points.
    fn step(&mut self, value: f64) -> Result<At, Halt<E>> {
        let at = self.play(value)?;
        self.keep(at);
        Ok(at)
    }

    fn keep(&mut self, at: At) {
        let place = self.search.points.partition_point(|other| other.0 < at.0);
        self.search.points.insert(place, at);
    }

    fn play(&mut self, value: f64) -> Result<At, Halt<E>> {
        let played = (self.search.play)(value).map_err(Halt::Failed)?.ok_or(Halt::Stopped)?;
        Ok((value, played.difference(self.metric, self.goal)))
    }
}
