//! Tracks against the truth.

use super::Question;
use super::truth::{SAME_S, Truth};
use crate::Failure;
use cupola_assign::linear::Assignment;
use cupola_core::{math, stats};
use cupola_track::metrics::consistency::{Consistency, ScanErrors, consistency, nees};
use cupola_track::metrics::continuity::{Life, lives, purity_fraction};
use cupola_track::metrics::look::{Body, Look, paths};
use cupola_track::metrics::siap::{Siap, siap};
use cupola_track::metrics::trajectory::{TrajectoryGospa, program_size, trajectory_gospa};
use cupola_track::tracker::Track;
use std::collections::BTreeMap;

/// Time after which tracks count as settled (s).
const SETTLED_S: f64 = 20.0;
/// Cost of a change of partner over the cut-off, unless told otherwise: as in the examples of the metric's authors.
const SWITCH_OVER_CUT_OFF: f64 = 0.2;
/// Weights of a linear program that is solved without being asked for: one takes less than a second.
const NUM_WEIGHTS: usize = 20_000;
/// Degrees of freedom of position and velocity.
pub const DEGREES: usize = 6;

/// How distances are counted.
#[derive(Debug, Clone, Copy)]
pub struct Measure {
    /// Distance from which a pair is none (m).
    pub cut_off_m: f64,
    /// Order of the metric.
    pub order: f64,
    /// Cost of a change of partner (m).
    pub switch_m: f64,
    /// Weights of the linear program over time at the most.
    pub most_weights: usize,
}

impl Measure {
    /// From the options of the command.
    pub fn read(args: &Question) -> Result<Self, Failure> {
        let positive = |option: &str, value: f64| {
            let is_good = value > 0.0 && value.is_finite();
            if is_good { Ok(value) } else { Err(Failure::input(format!("{option}: {value}; must be above zero"))) }
        };
        let cut_off_m = positive("--cut-off-m", args.cut_off_m)?;
        let switch_m = positive("--switch-m", args.switch_m.unwrap_or(SWITCH_OVER_CUT_OFF * cut_off_m))?;
        if !(1.0..=100.0).contains(&args.order) {
            return Err(Failure::input(format!("--order: {}; must be between 1 and 100", args.order)));
        }
        let power = math::powf(cut_off_m, args.order);
        if !(power > 0.0 && power.is_finite()) {
            return Err(Failure::input(format!(
                "--cut-off-m {cut_off_m:?} to the power --order {:?} is {power:?}; must be finite and above zero",
                args.order
            )));
        }
        let most_weights = if args.trajectories { usize::MAX } else { NUM_WEIGHTS };
        Ok(Self { cut_off_m, order: args.order, switch_m, most_weights })
    }
}

/// Gathers looks at the scans at which the truth has rows.
pub struct Score {
    truth: Truth,
    measure: Measure,
    solver: Assignment,
    /// The last scan's time and tracks: several sensors may look at one time, the last says what is known.
    last: Option<(f64, Vec<Track>)>,
    looks: Vec<Look>,
    errors: Vec<ScanErrors>,
    kinds: BTreeMap<(usize, &'static str), u64>,
}

/// The score.
pub struct Found {
    /// Names of targets; the number of a truth in the looks is its place here.
    pub names: Vec<String>,
    /// Every scan that was scored.
    pub looks: Vec<Look>,
    /// Mean GOSPA (m).
    pub gospa_m: f64,
    /// Mean GOSPA from 20 s on (m).
    pub gospa_from_20s_m: Option<f64>,
    /// Root of the mean squared distance of the pairs (m).
    pub localisation_rms_m: Option<f64>,
    /// The distance over the whole time; none where the linear program is too large to be solved unasked.
    pub trajectories: Option<TrajectoryGospa>,
    /// The picture.
    pub siap: Siap,
    /// What became of each target.
    pub lives: Vec<Life>,
    /// Share of pairs in which tracks are with their main target.
    pub purity_fraction: Option<f64>,
    /// Errors against what the tracker says of them.
    pub errors: Option<Consistency>,
    /// True kind, reported kind, share of the pairs; where the truth names kinds.
    pub kinds: Option<Vec<(String, &'static str, f64)>>,
}

impl Score {
    /// Against a truth.
    pub fn of(truth: Truth, measure: Measure) -> Self {
        Self {
            truth,
            measure,
            solver: Assignment::default(),
            last: None,
            looks: Vec::new(),
            errors: Vec::new(),
            kinds: BTreeMap::new(),
        }
    }

    /// Adds the tracks after a scan.
    pub fn add(&mut self, time_s: f64, tracks: Vec<Track>) {
        if self.last.as_ref().is_some_and(|(last_s, _)| time_s - last_s > SAME_S) {
            self.settle();
        }
        self.last = Some((time_s, tracks));
    }

    fn settle(&mut self) {
        let Some((time_s, tracks)) = self.last.take() else { return };
        let truth = self.truth.at(time_s);
        if truth.is_empty() {
            return;
        }
        let bodies = tracks.iter().map(|track| Body { id: track.id, pos_m: track.pos_m, vel_m_s: track.vel_m_s });
        let there = truth.iter().map(|row| row.body).collect();
        let Measure { cut_off_m, order, .. } = self.measure;
        let look = Look::new(&mut self.solver, time_s, there, bodies.collect(), cut_off_m, order);
        let mut errors = ScanErrors::default();
        for (truth, track) in look.pairs.iter().map(|(t, e)| (&truth[*t], &tracks[*e])) {
            if let Some(squared) = normalised_error(&truth.body, track) {
                errors.total_ratio += squared;
                errors.num_pairs += 1;
            }
            if let Some(kind) = truth.kind {
                *self.kinds.entry((kind, track.kind.name())).or_default() += 1;
            }
        }
        self.errors.push(errors);
        self.looks.push(look);
    }

    /// The score of all.
    ///
    /// # Errors
    /// Bad input where no scan is at a time of the truth.
    pub fn finish(mut self) -> Result<Found, Failure> {
        self.settle();
        let Self { truth, measure, looks, errors, kinds, .. } = self;
        if looks.is_empty() {
            let [first_s, last_s] = truth.span_s();
            return Err(Failure::input(format!(
                "{}: the truth does not match: none of its times ({first_s} to {last_s} s) is the time of a scan",
                truth.shown
            )));
        }
        let distances_m: Vec<f64> = looks.iter().map(|look| look.gospa.distance_m).collect();
        let late_m: Vec<f64> = looks.iter().filter(|l| l.time_s >= SETTLED_S).map(|l| l.gospa.distance_m).collect();
        let squares_m2: Vec<f64> =
            looks.iter().flat_map(Look::paired).map(|(a, b)| (a.pos_m - b.pos_m).norm_squared()).collect();
        let Measure { cut_off_m, order, switch_m, most_weights } = measure;
        let (there, reported) = (paths(&looks, |look| &look.truths), paths(&looks, |look| &look.tracks));
        let is_small = program_size(&there, &reported, cut_off_m, order) <= most_weights;
        let trajectories = is_small.then(|| trajectory_gospa(&there, &reported, cut_off_m, order, switch_m));
        let trajectories = trajectories.transpose().map_err(Failure::other)?;
        let num_pairs: u64 = kinds.values().sum();
        let kinds = truth.kinds.map(|names| {
            let share = |((kind, reported), num): (&(usize, &'static str), &u64)| {
                (names[*kind].clone(), *reported, *num as f64 / num_pairs as f64)
            };
            kinds.iter().map(share).collect()
        });
        Ok(Found {
            names: truth.names,
            gospa_m: stats::mean(&distances_m),
            gospa_from_20s_m: some_mean(&late_m),
            localisation_rms_m: some_mean(&squares_m2).map(f64::sqrt),
            trajectories,
            siap: siap(&looks, cut_off_m),
            lives: lives(&looks),
            purity_fraction: purity_fraction(&looks),
            errors: consistency(&errors, DEGREES),
            kinds,
            looks,
        })
    }
}

fn some_mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| stats::mean(values))
}

/// Normalised error of position and velocity, squared.
fn normalised_error(truth: &Body, track: &Track) -> Option<f64> {
    let (position, velocity) = (track.pos_m - truth.pos_m, track.vel_m_s - truth.vel_m_s);
    let mut error = cupola_track::filter::State::zeros().fixed_rows::<DEGREES>(0).into_owned();
    error.fixed_rows_mut::<3>(0).copy_from(&position);
    error.fixed_rows_mut::<3>(3).copy_from(&velocity);
    nees(&error, &track.covariance.fixed_view::<DEGREES, DEGREES>(0, 0).into_owned())
}

impl Found {
    /// What to say where no track was ever near a target.
    pub fn doubt(&self, measure: Measure) -> Option<String> {
        let is_far = self.looks.iter().all(|look| look.pairs.is_empty());
        is_far.then(|| {
            let far = format!("no track was ever within {} m of a target", measure.cut_off_m);
            format!("{far}: is it the truth of these detections?")
        })
    }

    /// Times from a target's first look to its first track, sorted (s); and targets that never had one.
    pub fn firm_after_s(&self) -> (Vec<f64>, usize) {
        let mut times_s: Vec<f64> = self.lives.iter().filter_map(|life| life.firm_after_s).collect();
        times_s.sort_by(f64::total_cmp);
        let num_never = self.lives.len() - times_s.len();
        (times_s, num_never)
    }

    /// Targets without a track in a scan, and tracks without a target, on average.
    pub fn missed_and_false_per_scan(&self) -> [f64; 2] {
        let mean = |num: fn(&Look) -> usize| self.looks.iter().map(num).sum::<usize>() as f64 / self.looks.len() as f64;
        [mean(|look| look.gospa.num_missed), mean(|look| look.gospa.num_false)]
    }

    /// Breaks and switches of all targets.
    pub fn num_breaks_and_switches(&self) -> [usize; 2] {
        [self.lives.iter().map(|life| life.num_breaks).sum(), self.lives.iter().map(|life| life.num_switches).sum()]
    }
}
