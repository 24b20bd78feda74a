//! Tracks against the truth.

use super::read::number;
use crate::failure::Failure;
use cupola::core::Vec3;
use cupola::track::assign::Assignment;
use cupola::track::metrics::gospa;
use cupola::track::tracker::Track;
use std::path::Path;

/// The header of a file of the truth.
const HEADER: &str = "truth_id,time_s,x_m,y_m,z_m,vx_m_s,vy_m_s,vz_m_s";
/// Times nearer than this are the same (s).
const SAME_S: f64 = 1e-6;
/// Time after which tracks count as settled (s).
const SETTLED_S: f64 = 20.0;
/// Order of the metric.
const ORDER: f64 = 2.0;

/// Gathers GOSPA over the scans at which the truth has rows.
pub struct Score {
    path: String,
    /// True positions in order of time.
    truth: Vec<(f64, Vec3)>,
    cut_off_m: f64,
    solver: Assignment,
    /// The last scan's time and tracks: several sensors may look at one time, the last says what is known.
    last: Option<(f64, Vec<Vec3>)>,
    num_scored: u64,
    num_late: u64,
    num_pairs: u64,
    num_missed: u64,
    num_false: u64,
    gospa_m: f64,
    gospa_late_m: f64,
    localisation_m2: f64,
}

/// The score.
pub struct Sums {
    /// Mean GOSPA (m).
    pub gospa_m: f64,
    /// Mean GOSPA from 20 s on (m).
    pub gospa_from_20s_m: Option<f64>,
    /// Root of the mean squared distance of the pairs (m).
    pub localisation_rms_m: Option<f64>,
    /// Scans that were scored.
    pub num_scored: u64,
    /// Targets without a track, over all these scans.
    pub num_missed: u64,
    /// Tracks without a target, over all these scans.
    pub num_false: u64,
}

impl Score {
    /// Reads the truth.
    pub fn read(path: &Path, cut_off_m: f64) -> Result<Self, Failure> {
        let shown = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| Failure::input(format!("{shown}: {error}")))?;
        let mut truth = Vec::new();
        for (index, line) in text.lines().enumerate() {
            if index == 0 {
                if line.trim() != HEADER {
                    return Err(Failure::input(format!("{shown}:1: the header is `{line:.80}`; must be `{HEADER}`")));
                }
                continue;
            }
            if line.trim().is_empty() {
                continue;
            }
            let row = place(line).map_err(|fault| Failure::input(format!("{shown}:{}: {fault}", index + 1)))?;
            truth.push(row);
        }
        if truth.is_empty() {
            return Err(Failure::input(format!("{shown}: no truth")));
        }
        truth.sort_by(|a, b| a.0.total_cmp(&b.0));
        Ok(Self {
            path: shown,
            truth,
            cut_off_m,
            solver: Assignment::default(),
            last: None,
            num_scored: 0,
            num_late: 0,
            num_pairs: 0,
            num_missed: 0,
            num_false: 0,
            gospa_m: 0.0,
            gospa_late_m: 0.0,
            localisation_m2: 0.0,
        })
    }

    /// Adds the tracks after a scan.
    pub fn add(&mut self, time_s: f64, tracks: &[Track]) {
        if self.last.as_ref().is_some_and(|(last_s, _)| time_s - last_s > SAME_S) {
            self.settle();
        }
        self.last = Some((time_s, tracks.iter().map(|track| track.pos_m).collect()));
    }

    fn settle(&mut self) {
        let Some((time_s, tracks)) = self.last.take() else { return };
        let from = self.truth.partition_point(|(at_s, _)| *at_s < time_s - SAME_S);
        let until = self.truth.partition_point(|(at_s, _)| *at_s <= time_s + SAME_S);
        let truth = &self.truth[from..until];
        if truth.is_empty() {
            return;
        }
        let distance_m = |t: usize, e: usize| (truth[t].1 - tracks[e]).norm();
        let found = gospa(&mut self.solver, truth.len(), tracks.len(), self.cut_off_m, ORDER, distance_m);
        self.num_scored += 1;
        self.gospa_m += found.distance_m;
        if time_s >= SETTLED_S {
            self.num_late += 1;
            self.gospa_late_m += found.distance_m;
        }
        self.localisation_m2 += found.localisation_m * found.localisation_m;
        self.num_pairs += found.num_paired as u64;
        self.num_missed += found.num_missed as u64;
        self.num_false += found.num_false as u64;
    }

    /// The score of all.
    ///
    /// # Errors
    /// Bad input where no scan is at a time of the truth.
    pub fn finish(&mut self) -> Result<Sums, Failure> {
        self.settle();
        if self.num_scored == 0 {
            let (first_s, last_s) = (self.truth[0].0, self.truth[self.truth.len() - 1].0);
            return Err(Failure::input(format!(
                "{}: the truth does not match: none of its times ({first_s} to {last_s} s) is the time of a scan",
                self.path
            )));
        }
        let scored = self.num_scored as f64;
        let mean = |sum: f64, num: u64| (num > 0).then(|| sum / num as f64);
        Ok(Sums {
            gospa_m: self.gospa_m / scored,
            gospa_from_20s_m: mean(self.gospa_late_m, self.num_late),
            localisation_rms_m: mean(self.localisation_m2, self.num_pairs).map(f64::sqrt),
            num_scored: self.num_scored,
            num_missed: self.num_missed,
            num_false: self.num_false,
        })
    }
}

fn place(line: &str) -> Result<(f64, Vec3), String> {
    let fields: Vec<&str> = line.split(',').collect();
    if fields.len() != 8 {
        return Err(format!("{} columns; must be 8", fields.len()));
    }
    let named = |index: usize, name: &str| number(fields[index], name);
    Ok((named(1, "time_s")?, Vec3::new(named(2, "x_m")?, named(3, "y_m")?, named(4, "z_m")?)))
}
