//! Which inputs of a world are moved, one by one or in groups, and what a point of the unit cube makes of them.

use cupola_core::{Grade, math};
use cupola_sim::world::{Input, InputId, World};
use std::collections::{BTreeMap, BTreeSet};

/// Key of the one factor that stands for all physical inputs: they shape trajectories and what is seen of them, which are worked
/// out for a number of sets beforehand; the factor is which of the sets is flown.
pub const FLIGHT: &str = "flight";
/// Key of the factor that inputs with a common part share, such as prices that rise together.
pub const COMMON: &str = "common";

/// What moves together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Each input by itself.
    Input,
    /// All inputs of an element: `battery.iruma`.
    Element,
    /// All inputs of elements of a kind: `battery`.
    Kind,
}

impl Level {
    /// The group of an input by its key.
    fn group(self, key: &str) -> String {
        let parts: Vec<&str> = key.split('.').collect();
        let kept = match self {
            Self::Input => parts.len(),
            Self::Element => 2.min(parts.len() - 1).max(1),
            Self::Kind => 1,
        };
        parts[..kept].join(".")
    }
}

/// One direction of the cube.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Key of its input, [`FLIGHT`] or [`COMMON`].
    pub key: String,
    place: Place,
}

/// What a column moves.
#[derive(Debug, Clone, PartialEq)]
enum Place {
    /// The inputs of one key, each over its own distribution.
    Own(Vec<InputId>),
    /// The same, evenly over a range of its own (SI).
    Even(Vec<InputId>, f64, f64),
    Common,
    Flight,
}

/// A factor: columns that move together.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Factor {
    /// Key: that of its input or group.
    pub key: String,
    /// Keys of its inputs.
    pub inputs: Vec<String>,
    /// The worst grade among them; none where a range was given with the question.
    pub grade: Option<Grade>,
    /// Columns of the cube.
    #[serde(skip)]
    pub columns: Vec<usize>,
}

/// What a point of the cube makes of a world's inputs.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Point {
    /// Inputs and their values (SI).
    pub values: Vec<(InputId, f64)>,
    /// Which geometry set is flown, as a fraction of all; each run its own where none is said.
    pub flight: Option<f64>,
}

/// A range that a question gives to an input, in the unit that its key names.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// Key of the input.
    pub key: String,
    /// Its low end.
    pub low: f64,
    /// Its high end.
    pub high: f64,
}

/// What becomes of physical inputs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flight {
    /// The geometry set is a factor.
    Moved,
    /// Sets are luck: each run of a point has its own.
    Drawn,
}

/// What is asked of factors.
#[derive(Debug, Clone, Copy)]
pub struct Choice<'a> {
    /// Patterns of keys of uncertain inputs, `*` for any text; all where there is none, unless ranges are given.
    pub over: &'a [String],
    /// Inputs with ranges of their own, known ones too.
    pub ranges: &'a [Range],
    /// What moves together at least.
    pub finest: Level,
    /// Most factors: coarser levels are taken until there are no more, or no coarser level.
    pub most: usize,
    /// What becomes of physical inputs.
    pub flight: Flight,
}

/// All factors of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    /// Directions of the cube.
    pub columns: Vec<Column>,
    /// What moves together, in the order of the world's inputs.
    pub factors: Vec<Factor>,
    /// What the factors are.
    pub level: Level,
}

impl Factors {
    /// The factors of a world.
    ///
    /// # Errors
    /// Every pattern and range that is not allowed, a line for each.
    pub fn new(world: &World, choice: &Choice<'_>) -> Result<Self, Vec<String>> {
        let Choice { over, ranges, finest, most, flight } = *choice;
        let faults = faults(world, over, ranges);
        if !faults.is_empty() {
            return Err(faults);
        }
        let is_over = |key: &str| match over {
            [] => ranges.is_empty(),
            patterns => patterns.iter().any(|pattern| fits(pattern, key)),
        };
        let mut by_key: BTreeMap<&str, Vec<InputId>> = BTreeMap::new();
        let mut order: Vec<&Input> = Vec::new();
        for (index, input) in world.inputs.iter().enumerate() {
            let is_ranged = ranges.iter().any(|range| range.key == input.key);
            let is_still = input.range.is_known() || (input.is_physical && flight == Flight::Drawn);
            if is_ranged || (!is_still && is_over(&input.key)) {
                let ids = by_key.entry(&input.key).or_default();
                if ids.is_empty() {
                    order.push(input);
                }
                ids.push(InputId(index as u32));
            }
        }
        let levels = [Level::Input, Level::Element, Level::Kind].into_iter().filter(|level| *level >= finest);
        let gathered = levels.map(|level| gather(&order, &by_key, ranges, level));
        let mut found = None;
        for (columns, factors, level) in gathered {
            let is_few = factors.len() <= most;
            found = Some(Self { columns, factors, level });
            if is_few {
                break;
            }
        }
        found.filter(|found| !found.factors.is_empty()).ok_or_else(|| vec!["no uncertain input to move".to_owned()])
    }

    /// The columns of each factor.
    #[must_use]
    pub fn groups(&self) -> Vec<Vec<usize>> {
        self.factors.iter().map(|factor| factor.columns.clone()).collect()
    }

    /// What a point of the cube, by column, makes of the inputs.
    #[must_use]
    pub fn point(&self, world: &World, cube: &[f64]) -> Point {
        let at = |place: &Place| self.columns.iter().position(|c| c.place == *place).map(|column| cube[column]);
        let common = at(&Place::Common).map_or(0.0, |u| math::normal_quantile(u.clamp(1e-12, 1.0 - 1e-12)));
        let mut values = Vec::new();
        for (column, u) in self.columns.iter().zip(cube) {
            match &column.place {
                Place::Own(ids) => values.extend(ids.iter().map(|id| (*id, input(world, *id).at(*u, common)))),
                Place::Even(ids, low, high) => values.extend(ids.iter().map(|id| (*id, low + u * (high - low)))),
                Place::Common | Place::Flight => {}
            }
        }
        Point { values, flight: at(&Place::Flight) }
    }

    /// The middle, every input that is moved at its likely value, and then each of them at its low and at its high end: the points
    /// of a tornado, with the place of the input in [`Factors::columns`]. Flight and what prices share stay as they are drawn.
    #[must_use]
    pub fn one_at_a_time(&self, world: &World) -> (Vec<Point>, Vec<usize>) {
        let ends = |place: &Place| match place {
            Place::Own(ids) => {
                let range = input(world, ids[0]).range;
                Some((ids.clone(), [range.low, range.likely, range.high]))
            }
            Place::Even(ids, low, high) => Some((ids.clone(), [*low, 0.5 * (low + high), *high])),
            Place::Common | Place::Flight => None,
        };
        let ends: Vec<_> = self.columns.iter().map(|column| ends(&column.place)).collect();
        let likely = ends.iter().flatten().flat_map(|(ids, [_, likely, _])| ids.iter().map(|id| (*id, *likely)));
        let middle = Point { values: likely.collect(), flight: None };
        let mut points = vec![middle.clone()];
        let mut moved = Vec::new();
        for (column, (ids, [low, _, high])) in ends.iter().enumerate().filter_map(|(c, e)| Some((c, e.as_ref()?))) {
            moved.push(column);
            for end in [low, high] {
                let mut point = middle.clone();
                point.values.iter_mut().filter(|(id, _)| ids.contains(id)).for_each(|(_, value)| *value = *end);
                points.push(point);
            }
        }
        (points, moved)
    }

    /// What a column is at a point, in the unit its key names; the fraction of the cube for those that are no input.
    #[must_use]
    pub fn shown(&self, world: &World, column: usize, cube: &[f64]) -> f64 {
        match &self.columns[column].place {
            Place::Own(_) | Place::Even(..) => self.set_to(world, column, &self.point(world, cube)).unwrap_or(f64::NAN),
            Place::Common | Place::Flight => cube[column],
        }
    }

    /// What the input of a column is at a point, in the unit its key names; none of a column that is no input of the point.
    #[must_use]
    pub fn set_to(&self, world: &World, column: usize, point: &Point) -> Option<f64> {
        let (Place::Own(ids) | Place::Even(ids, ..)) = &self.columns[column].place else { return None };
        let (id, value) = point.values.iter().find(|(id, _)| *id == ids[0])?;
        Some(value * input(world, *id).unit_per_si)
    }
}

fn input(world: &World, id: InputId) -> &Input {
    &world.inputs[id.0 as usize]
}

/// Columns and factors of inputs in their order, at a level.
fn gather(
    order: &[&Input],
    by_key: &BTreeMap<&str, Vec<InputId>>,
    ranges: &[Range],
    level: Level,
) -> (Vec<Column>, Vec<Factor>, Level) {
    let mut columns: Vec<Column> = Vec::new();
    let mut factors: Vec<Factor> = Vec::new();
    let mut add = |key: String, input: Option<&Input>, place: Place| {
        // All physical inputs have one column; every other has its own.
        let own = input.filter(|_| place != Place::Flight).map_or(&key, |input| &input.key).clone();
        let column = columns.iter().position(|c| c.key == own).unwrap_or_else(|| {
            columns.push(Column { key: own, place });
            columns.len() - 1
        });
        let at = factors.iter().position(|factor| factor.key == key).unwrap_or_else(|| {
            factors.push(Factor { key, inputs: Vec::new(), grade: None, columns: Vec::new() });
            factors.len() - 1
        });
        let factor = &mut factors[at];
        if !factor.columns.contains(&column) {
            factor.columns.push(column);
        }
        if let Some(input) = input {
            factor.inputs.push(input.key.clone());
            let is_given = ranges.iter().any(|range| range.key == input.key);
            factor.grade = factor.grade.max(Some(input.grade).filter(|_| !is_given));
        }
    };
    for input in order {
        let ids = by_key[input.key.as_str()].clone();
        if let Some(range) = ranges.iter().find(|range| range.key == input.key) {
            let [low, high] = [range.low, range.high].map(|end| end / input.unit_per_si);
            add(input.key.clone(), Some(input), Place::Even(ids, low, high));
        } else if input.is_physical {
            add(FLIGHT.to_owned(), Some(input), Place::Flight);
        } else {
            add(level.group(&input.key), Some(input), Place::Own(ids));
        }
    }
    if order.iter().any(|input| input.common_fraction > 0.0) {
        add(COMMON.to_owned(), None, Place::Common);
    }
    (columns, factors, level)
}

/// What is wrong with patterns and ranges.
fn faults(world: &World, over: &[String], ranges: &[Range]) -> Vec<String> {
    let uncertain: Vec<&Input> = world.inputs.iter().filter(|input| !input.range.is_known()).collect();
    let misses = |pattern: &&String| !uncertain.iter().any(|input| fits(pattern, &input.key));
    let mut faults: Vec<String> = over
        .iter()
        .filter(misses)
        .map(|pattern| match world.inputs.iter().find(|input| fits(pattern, &input.key)) {
            Some(input) => {
                format!("--over {pattern}: {} is taken as known; allowed: --vary {}=LO..HI", input.key, input.key)
            }
            None => format!(
                "--over {pattern}: no input has such a key; allowed: keys as of `cupola trace`, `*` for any text"
            ),
        })
        .collect();
    let mut seen = BTreeSet::new();
    for range in ranges {
        let Range { key, low, high } = range;
        match world.inputs.iter().find(|input| input.key == *key) {
            None => faults.push(format!("--vary {key}: no input has this key; allowed: keys as of `cupola trace`")),
            Some(input) if input.is_physical => faults.push(format!(
                "--vary {key}: it shapes flight, which is worked out for whole sets of such inputs; allowed: --over {key}, \
                 which moves all of them as one"
            )),
            Some(_) if !seen.insert(key) => faults.push(format!("--vary {key} is given twice")),
            Some(_) if low.is_nan() || high.is_nan() || low >= high => {
                faults.push(format!("--vary {key}: LO {low} is not below HI {high}"));
            }
            Some(_) => {}
        }
    }
    faults
}

/// Whether a key fits a pattern in which `*` stands for any text, none included.
fn fits(pattern: &str, key: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| key.strip_prefix(first)) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, inner)) = parts.split_last() else { return rest.is_empty() };
    for part in inner {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_whole_keys() {
        for (pattern, key, expected) in [
            ("battery.a.channels", "battery.a.channels", true),
            ("battery.a", "battery.a.channels", false),
            ("battery.*", "battery.a.channels", true),
            ("*.channels", "battery.a.channels", true),
            ("*kill*", "interceptor.x.kill_probability.drone", true),
            ("b*a*s", "battery.a.channels", true),
            ("ab*b", "ab", false),
            ("*", "x", true),
        ] {
            assert_eq!(fits(pattern, key), expected, "{pattern} {key}");
        }
    }

    #[test]
    fn levels_gather_by_the_head_of_the_key() {
        let group = |level: Level| level.group("battery.iruma.loads.pac3");
        assert_eq!(
            [Level::Input, Level::Element, Level::Kind].map(group),
            ["battery.iruma.loads.pac3", "battery.iruma", "battery"]
        );
        assert_eq!(Level::Element.group("doctrine.uncued_fraction"), "doctrine");
    }
}
