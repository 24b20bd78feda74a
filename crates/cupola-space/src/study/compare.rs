//! What cupola gets over everything a study leaves open.

use super::{Assumed, Definition, Input, Printed, Study};
use crate::SpaceError;
use crate::aei;
use crate::reach::OrbitInterceptor;
use crate::size::{Criterion, Job, Path, Reach};
use cupola_core::uncertain::Uncertain;
use cupola_earth::wgs84::Geodetic;

/// A computed range wider than this, as a ratio, tells no study right or wrong.
pub const WIDE_RATIO: f64 = 4.0;

/// Inputs that act through the distance an interceptor flies, which more of each only lengthens or only shortens.
const OF_FLIGHT: [Input; 6] =
    [Input::Boost, Input::Detection, Input::Decision, Input::Speed, Input::Acceleration, Input::Margin];
/// Inputs whose effect may turn between their ends.
const OF_PLACE: [Input; 4] = [Input::Altitude, Input::InterceptAltitude, Input::Inclination, Input::Latitude];

/// Whether a computed range speaks for a printed count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The range is so wide that it says nothing.
    NotDiscriminating,
    /// The printed count is inside a narrow range.
    Inside,
    /// It is below the range.
    Below,
    /// It is above the range.
    Above,
}

impl Verdict {
    /// Of what is printed, both its ends, beside the ends of the computed range; `None` for a range without an end.
    #[must_use]
    pub fn of(printed: [f64; 2], computed: Option<[f64; 2]>) -> Self {
        let Some([low, high]) = computed else { return Self::NotDiscriminating };
        if high > WIDE_RATIO * low {
            Self::NotDiscriminating
        } else if printed[1] < low {
            Self::Below
        } else if printed[0] > high {
            Self::Above
        } else {
            Self::Inside
        }
    }

    /// In words.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotDiscriminating => "not discriminating",
            Self::Inside => "inside",
            Self::Below => "printed below",
            Self::Above => "printed above",
        }
    }
}

/// How far one open input moves the mean count, all others at their likely values; `None` where nothing is reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Swing {
    /// The input; `None` for the criterion, from its laxest to its strictest.
    pub input: Option<Input>,
    /// Count at its low end.
    pub at_low: Option<u64>,
    /// Count at its high end.
    pub at_high: Option<u64>,
}

impl Swing {
    /// The larger count over the smaller; without end where one end reaches nothing.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        match (self.at_low, self.at_high) {
            (Some(a), Some(b)) => a.max(b) as f64 / a.min(b).max(1) as f64,
            _ => f64::INFINITY,
        }
    }
}

/// What the study's own equations give.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Equations {
    /// Interceptors.
    pub count: u64,
    /// Satellites for each one in range.
    pub absentee_ratio: f64,
    /// Mass of one (kg).
    pub mass_kg: f64,
    /// Launches and money.
    pub bill: aei::Bill,
}

/// One printed count beside what cupola gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The count as printed.
    pub printed: Printed,
    /// Missiles at once at the likely value; 1 where the study gives none, and then counts are for one missile.
    pub salvo: u32,
    /// Whether the study gives the missiles at once.
    pub is_salvo_known: bool,
    /// The least count over the open inputs; `None` where nothing is reached at all.
    pub low: Option<u64>,
    /// The count with every open input at its likely value.
    pub likely: Option<u64>,
    /// The greatest; `None` where some open inputs leave nothing in reach.
    pub high: Option<u64>,
    /// Counts at the likely values by criterion.
    pub by_criterion: Vec<(Criterion, u64)>,
    /// The mean at the likely values were satellites spread evenly over the Earth.
    pub even_spread: Option<u64>,
    /// Reach at the likely values (m), straight.
    pub reach_m: f64,
    /// Open inputs, the one that moves the count most first.
    pub swings: Vec<Swing>,
    /// What the range says of the printed count; `None` where the printed count is not for a known salvo.
    pub verdict: Option<Verdict>,
    /// The study's own equations.
    pub equations: Option<Equations>,
}

/// A study beside what cupola gets.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// One for each printed count.
    pub outcomes: Vec<Outcome>,
}

/// Values of all inputs. SI.
#[derive(Debug, Clone, Copy)]
struct Values([f64; 14]);

impl Values {
    fn get(&self, input: Input) -> f64 {
        self.0[input.index()]
    }

    fn with(mut self, input: Input, value: f64) -> Self {
        self.0[input.index()] = value;
        self
    }

    /// Distance flown (m) until the boost ends.
    fn flown_m(&self, has_flyout: bool) -> f64 {
        let (release_s, burnout_s) = self.times_s(has_flyout);
        self.interceptor().reach_m(burnout_s - release_s)
    }

    fn times_s(&self, has_flyout: bool) -> (f64, f64) {
        if has_flyout {
            (0.0, self.get(Input::Flyout))
        } else {
            (self.get(Input::Detection) + self.get(Input::Decision), self.get(Input::Boost))
        }
    }

    fn interceptor(&self) -> OrbitInterceptor {
        OrbitInterceptor {
            speed_m_s: self.get(Input::Speed),
            acceleration_m_s2: self.get(Input::Acceleration),
            divert_margin_ratio: self.get(Input::Margin),
            min_altitude_m: self.get(Input::InterceptAltitude),
        }
    }

    fn question(&self, has_flyout: bool) -> Question {
        let (release_s, burnout_s) = self.times_s(has_flyout);
        let place =
            Geodetic { lat_rad: self.get(Input::Latitude), lon_rad: 0.0, alt_m: self.get(Input::InterceptAltitude) };
        let job = Job {
            regions: vec![Path::point(&place, burnout_s)],
            reach: Reach::Flyout(self.interceptor()),
            release_s,
            salvo: self.get(Input::Salvo) as u32,
            shots: self.get(Input::Shots) as u32,
        };
        let (altitude_m, inclination_rad) = (self.get(Input::Altitude), self.get(Input::Inclination));
        Question { job, altitude_m, inclination_rad, probability: self.get(Input::Probability) }
    }
}

/// A job and the shell that is to do it.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The job.
    pub job: Job,
    /// Altitude of the orbit (m).
    pub altitude_m: f64,
    /// Inclination (rad).
    pub inclination_rad: f64,
    /// Probability that there are enough.
    pub probability: f64,
}

impl Question {
    /// The mean by the exact integral; `None` where nothing is reached.
    fn mean(&self) -> Option<u64> {
        let closed = self.job.closed_form(self.altitude_m, self.inclination_rad).ok()?;
        Some((self.job.demand() as f64 / closed.exact_fraction).ceil() as u64)
    }

    fn counts(&self, criteria: &[Criterion]) -> Result<Vec<(Criterion, u64)>, SpaceError> {
        let shell = self.job.in_shell(self.altitude_m, self.inclination_rad)?;
        let one = |c: &Criterion| shell.least(*c, self.probability).map(|least| (*c, least.num_satellites));
        criteria.iter().map(one).collect()
    }
}

/// Everything about one printed count: which inputs are open, and their ranges.
struct Open<'a> {
    ranges: [Uncertain; 14],
    is_open: [bool; 14],
    has_flyout: bool,
    is_salvo_known: bool,
    criteria: Vec<Criterion>,
    likely_criterion: Criterion,
    study: &'a Study,
}

impl<'a> Open<'a> {
    fn of(study: &'a Study, printed: &Printed, assumed: &Assumed) -> Self {
        let mut ranges = [Uncertain::known(1.0); 14];
        let mut is_known = [false; 14];
        for (input, range, _) in &assumed.ranges {
            ranges[input.index()] = *range;
        }
        for given in &study.given {
            (ranges[given.input.index()], is_known[given.input.index()]) = (given.range, true);
        }
        for (input, value) in &printed.with {
            (ranges[input.index()], is_known[input.index()]) = (Uncertain::known(*value), true);
        }
        let has_flyout = is_known[Input::Flyout.index()];
        let is_salvo_known = is_known[Input::Salvo.index()];
        let mut is_open = ranges.map(|range| !range.is_known());
        for input in [Input::Boost, Input::Detection, Input::Decision] {
            is_open[input.index()] &= !has_flyout;
        }
        let [laxest, likely, strictest] = assumed.criteria;
        let (criteria, likely_criterion) = match study.definition {
            Definition::EvenSpread | Definition::Mean => (vec![Criterion::Mean], Criterion::Mean),
            Definition::WorstGap => (vec![Criterion::WorstGap], Criterion::WorstGap),
            Definition::NotRead => (vec![laxest, likely, strictest], likely),
        };
        is_open[Input::Probability.index()] &= likely_criterion == Criterion::Shell;
        Self { ranges, is_open, has_flyout, is_salvo_known, criteria, likely_criterion, study }
    }

    fn likely(&self) -> Values {
        Values(self.ranges.map(|range| range.likely))
    }

    /// All mixes of some inputs over their ends, or over ends and middle.
    fn mixes(&self, from: Values, inputs: &[Input], has_middle: bool) -> Vec<Values> {
        let mut mixes = vec![from];
        for input in inputs.iter().filter(|input| self.is_open[input.index()]) {
            let range = self.ranges[input.index()];
            let levels = [range.low, range.high, range.likely];
            let levels = if has_middle { &levels[..] } else { &levels[..2] };
            mixes = mixes.iter().flat_map(|v| levels.iter().map(|level| v.with(*input, *level))).collect();
        }
        mixes
    }

    /// The mix with the least or the greatest mean count: the longest or shortest flight, fewest or most interceptors asked for,
    /// and the place where that tells most; `None` where it reaches nothing.
    fn end(&self, is_greatest: bool) -> Option<Values> {
        let flights = self.mixes(self.likely(), &OF_FLIGHT, false);
        let flown = |v: &Values| if is_greatest { -v.flown_m(self.has_flyout) } else { v.flown_m(self.has_flyout) };
        let flight = flights.into_iter().max_by(|a, b| flown(a).total_cmp(&flown(b)))?;
        let end = |range: &Uncertain| if is_greatest { range.high } else { range.low };
        let asked = [Input::Shots, Input::Salvo, Input::Probability]
            .into_iter()
            .fold(flight, |v, input| v.with(input, end(&self.ranges[input.index()])));
        let places = self.mixes(asked, &OF_PLACE, true);
        let counted = places.into_iter().map(|v| (v.question(self.has_flyout).mean(), v));
        if is_greatest {
            let worst = counted.max_by_key(|(count, _)| count.unwrap_or(u64::MAX))?;
            worst.0.map(|_| worst.1)
        } else {
            counted.filter_map(|(count, v)| Some((count?, v))).min_by_key(|(count, _)| *count).map(|(_, v)| v)
        }
    }

    /// The least or greatest count over the criteria at an end.
    fn count_at(&self, end: Option<Values>, is_greatest: bool) -> Option<u64> {
        let counts = end?.question(self.has_flyout).counts(&self.criteria).ok()?;
        let counts = counts.into_iter().map(|(_, count)| count);
        if is_greatest { counts.max() } else { counts.min() }
    }

    /// Open inputs by how far each alone moves the mean, and the criterion.
    fn swings(&self, by_criterion: &[(Criterion, u64)]) -> Vec<Swing> {
        let likely = self.likely();
        let open = Input::ALL.into_iter().filter(|input| self.is_open[input.index()] && *input != Input::Probability);
        let mut swings: Vec<Swing> = open
            .map(|input| {
                let range = self.ranges[input.index()];
                let count = |value| likely.with(input, value).question(self.has_flyout).mean();
                Swing { input: Some(input), at_low: count(range.low), at_high: count(range.high) }
            })
            .collect();
        let of = |criterion: Criterion| by_criterion.iter().find(|(c, _)| *c == criterion).map(|(_, count)| *count);
        if let [first, .., last] = self.criteria[..] {
            swings.push(Swing { input: None, at_low: of(first), at_high: of(last) });
        }
        swings.sort_by(|a, b| b.ratio().total_cmp(&a.ratio()));
        swings
    }

    /// The study's own equations at its likely values.
    fn equations(&self) -> Result<Option<Equations>, SpaceError> {
        let Some(own) = self.study.equations.as_ref().filter(|_| self.has_flyout) else { return Ok(None) };
        let v = self.likely();
        let (speed_m_s, acceleration_m_s2) = (v.get(Input::Speed), v.get(Input::Acceleration));
        let is_given = self.study.given.iter().any(|given| given.input == Input::InterceptAltitude);
        let geometry = aei::Geometry {
            orbit_m: v.get(Input::Altitude),
            intercept_m: if is_given { v.get(Input::InterceptAltitude) } else { own.intercept_m },
            range_m: aei::Geometry::flyout_m(speed_m_s, acceleration_m_s2, v.get(Input::Flyout)),
            max_latitude_rad: own.max_latitude_rad,
        };
        let mass_kg = aei::Masses { speed_m_s, ..own.masses }.total_kg();
        let count = geometry.interceptors(v.get(Input::Salvo) as u32, v.get(Input::Shots) as u32)?;
        let bill = aei::Programme { mass_kg, ..own.programme }.bill(count)?;
        Ok(Some(Equations { count, absentee_ratio: geometry.absentee_ratio()?, mass_kg, bill }))
    }

    fn outcome(&self, printed: &Printed) -> Result<Outcome, SpaceError> {
        let likely = self.likely();
        let question = likely.question(self.has_flyout);
        let by_criterion = question.counts(&Criterion::ALL).unwrap_or_default();
        let low = self.count_at(self.end(false), false);
        let high = self.count_at(self.end(true), true);
        let closed = question.job.closed_form(question.altitude_m, question.inclination_rad).ok();
        let demand = question.job.demand() as f64;
        let range = low.zip(high).map(|(low, high)| [low as f64, high as f64]);
        Ok(Outcome {
            printed: printed.clone(),
            salvo: question.job.salvo,
            is_salvo_known: self.is_salvo_known,
            low,
            likely: by_criterion.iter().find(|(c, _)| *c == self.likely_criterion).map(|(_, count)| *count),
            high,
            even_spread: closed.map(|closed| (demand / closed.even_fraction).ceil() as u64),
            reach_m: likely.flown_m(self.has_flyout),
            swings: self.swings(&by_criterion),
            verdict: self.is_salvo_known.then(|| Verdict::of([printed.low, printed.high], range)),
            equations: self.equations()?,
            by_criterion,
        })
    }
}

/// Holds every printed count of a study against what cupola gets over the inputs the study leaves open.
///
/// The ends of the range are looked for with the mean count, over every mix of the ends of the open inputs (and the middle
/// where a place is concerned); there every criterion that may be meant is counted.
///
/// # Errors
/// Where the study's own equations refuse its inputs.
pub fn compare(study: &Study, assumed: &Assumed) -> Result<Comparison, SpaceError> {
    let one = |printed: &Printed| Open::of(study, printed, assumed).outcome(printed);
    Ok(Comparison { outcomes: study.results.iter().map(one).collect::<Result<_, _>>()? })
}

/// The question of a study's first count, every open input at its likely value, and the criterion meant.
#[must_use]
pub fn likely_question(study: &Study, assumed: &Assumed) -> Option<(Question, Criterion)> {
    let printed = study.results.first()?;
    let open = Open::of(study, printed, assumed);
    Some((open.likely().question(open.has_flyout), open.likely_criterion))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_wider_than_four_says_nothing_and_a_narrow_one_takes_sides() {
        assert_eq!(Verdict::of([120.0; 2], None), Verdict::NotDiscriminating);
        assert_eq!(Verdict::of([120.0; 2], Some([0.0, 1.0])), Verdict::NotDiscriminating);
        assert_eq!(Verdict::of([120.0; 2], Some([60.0, 241.0])), Verdict::NotDiscriminating);
        assert_eq!(Verdict::of([120.0; 2], Some([60.0, 240.0])), Verdict::Inside);
        assert_eq!(Verdict::of([10.0, 70.0], Some([60.0, 240.0])), Verdict::Inside);
        assert_eq!(Verdict::of([10.0, 59.0], Some([60.0, 240.0])), Verdict::Below);
        assert_eq!(Verdict::of([241.0, 500.0], Some([60.0, 240.0])), Verdict::Above);
    }
}
