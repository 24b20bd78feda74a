//! What `cupola track` says at the end.

use super::score::{DEGREES, Found, Measure};
use cupola_core::{math, stats};
use cupola_track::sensor::Bias;
use cupola_track::target::Kind;
use cupola_track::tracker::Innovations;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// What is said at the end.
pub struct Summary {
    /// Scans read.
    pub num_scans: u64,
    /// Numbers of tracks ever reported.
    pub num_tracks: usize,
    /// Tracks of each kind after the last scan.
    pub at_end: [(Kind, usize); 4],
    /// Rows left out.
    pub num_skipped: u64,
    /// Processor time of the tracker (s).
    pub cpu_s: f64,
    /// How returns agreed with what was expected of them.
    pub innovations: Innovations,
    /// What was found of the biases that sensors were said to have.
    pub biases: Vec<(String, Bias)>,
    /// The score against the truth.
    pub found: Option<Found>,
    /// How that counts distances.
    pub measure: Measure,
}

impl Summary {
    /// One JSON document.
    pub fn to_json(&self) -> String {
        let mut document = json!({
            "scans": self.num_scans,
            "tracks": self.num_tracks,
            "tracks_at_end": self.at_end.iter().map(|(kind, num)| (kind.name().to_owned(), json!(num))).collect::<serde_json::Map<_, _>>(),
            "cpu_s_per_scan": self.cpu_s / self.num_scans as f64,
            "skipped_rows": self.num_skipped,
            "nis": self.nis(),
            "biases": self.biases.iter().map(|(name, bias)| (name.clone(), bias_values(bias))).collect::<serde_json::Map<_, _>>(),
        });
        if let (Some(found), Some(document)) = (&self.found, document.as_object_mut()) {
            document.extend(scores(found, self.measure));
        }
        format!("{document:#}\n")
    }

    fn nis(&self) -> Value {
        let Innovations { num, distance_squared_ratio, degrees_of_freedom } = self.innovations;
        if num == 0 {
            return Value::Null;
        }
        let mean = |sum: f64| sum / num as f64;
        json!({
            "mean": mean(distance_squared_ratio),
            "degrees_of_freedom": mean(degrees_of_freedom as f64),
            "returns": num,
        })
    }

    /// A few lines.
    pub fn to_text(&self) -> String {
        let each_us = self.cpu_s / self.num_scans as f64 * 1e6;
        let mut text =
            format!("{} scans, {} tracks, {each_us:.0} µs of processor time a scan\n", self.num_scans, self.num_tracks);
        let kinds: Vec<String> = self
            .at_end
            .iter()
            .filter(|(_, num)| *num > 0)
            .map(|(kind, num)| format!("{num} {}", kind.name()))
            .collect();
        let kinds = if kinds.is_empty() { "none".to_owned() } else { kinds.join(", ") };
        let _ = writeln!(text, "after the last scan: {kinds}");
        for (name, bias) in &self.biases {
            let sigma = |axis: usize| bias.covariance[(axis, axis)].sqrt();
            let _ = writeln!(
                text,
                "{name} is off by {:.1} ± {:.1} m, {:.3} ± {:.3} mrad in azimuth, {:.3} ± {:.3} mrad in elevation",
                bias.mean.x,
                sigma(0),
                bias.mean.y * 1e3,
                sigma(1) * 1e3,
                bias.mean.z * 1e3,
                sigma(2) * 1e3
            );
        }
        if let Some(found) = &self.found {
            let _ = write!(text, "GOSPA {:.1} m", found.gospa_m);
            if let Some(late_m) = found.gospa_from_20s_m {
                let _ = write!(text, ", from 20 s {late_m:.1} m");
            }
            if let Some(rms_m) = found.localisation_rms_m {
                let _ = write!(text, "; position {rms_m:.1} m (root mean square)");
            }
            let [missed, wrong] = found.missed_and_false_per_scan();
            let _ = writeln!(text, "; {missed:.2} missed and {wrong:.2} false a scan\n");
            for (head, line) in lines(found, self.measure) {
                let _ = writeln!(text, "{head:<11}{line}");
            }
        }
        text
    }
}

fn bias_values(bias: &Bias) -> Value {
    let sigma = |axis: usize| bias.covariance[(axis, axis)].sqrt();
    json!({
        "range_m": bias.mean.x,
        "azimuth_rad": bias.mean.y,
        "elevation_rad": bias.mean.z,
        "sigma_range_m": sigma(0),
        "sigma_azimuth_rad": sigma(1),
        "sigma_elevation_rad": sigma(2),
    })
}

/// The distance over the whole time, shared out evenly over scans (m).
fn per_scan_m(distance_m: f64, found: &Found, measure: Measure) -> f64 {
    distance_m / math::powf(found.looks.len() as f64, 1.0 / measure.order)
}

fn scores(found: &Found, measure: Measure) -> serde_json::Map<String, Value> {
    let siap = &found.siap;
    let (firm_s, num_never) = found.firm_after_s();
    let firm = |q: f64| (!firm_s.is_empty()).then(|| stats::quantile_sorted(&firm_s, q));
    let [num_breaks, num_switches] = found.num_breaks_and_switches();
    let [missed, wrong] = found.missed_and_false_per_scan();
    let targets = found.lives.iter().map(|life| {
        json!({
            "truth_id": found.names[life.id as usize],
            "firm_after_s": life.firm_after_s,
            "scans": life.num_looks,
            "paired_scans": life.num_paired,
            "breaks": life.num_breaks,
            "switches": life.num_switches,
        })
    });
    let errors = found.errors.map(|errors| {
        json!({
            "mean": errors.mean,
            "degrees_of_freedom": DEGREES,
            "band95": errors.band95_ratio,
            "scans_inside_fraction": errors.inside_fraction,
            "scans_above_fraction": errors.above_fraction,
            "pairs": errors.num_pairs,
        })
    });
    let trajectories = found.trajectories.map(|t| {
        json!({
            "distance_m": t.distance_m, "per_scan_m": per_scan_m(t.distance_m, found, measure),
            "localisation_m": t.localisation_m, "missed_m": t.missed_m, "false_m": t.false_m, "switch_m": t.switch_m,
            "switches": t.switches_n, "switch_cost_m": measure.switch_m,
        })
    });
    let scores = json!({
        "scored_scans": found.looks.len(),
        "gospa": {
            "mean_m": found.gospa_m, "from_20s_m": found.gospa_from_20s_m,
            "cut_off_m": measure.cut_off_m, "order": measure.order,
        },
        "localisation_rms_m": found.localisation_rms_m,
        "missed_per_scan": missed,
        "false_per_scan": wrong,
        "trajectory_gospa": trajectories,
        "siap": {
            "completeness_fraction": siap.completeness_fraction, "ambiguity": siap.ambiguity_ratio,
            "spuriousness_fraction": siap.spuriousness_fraction, "position_m": siap.position_m,
            "velocity_m_s": siap.velocity_m_s, "number_changes_per_hour": siap.number_changes_per_hour,
            "longest_segment_fraction": siap.longest_segment_fraction,
        },
        "firm_after_s": { "p50": firm(0.5), "p95": firm(0.95), "max": firm(1.0), "never": num_never },
        "purity_fraction": found.purity_fraction,
        "breaks": num_breaks,
        "switches": num_switches,
        "nees": errors,
        "kinds": found.kinds.as_ref().map(|kinds| kinds_json(kinds)),
        "targets": targets.collect::<Vec<Value>>(),
    });
    match scores {
        Value::Object(map) => map,
        _ => serde_json::Map::new(),
    }
}

fn kinds_json(kinds: &[(String, &'static str, f64)]) -> Value {
    let mut rows = serde_json::Map::new();
    for (there, reported, share) in kinds {
        rows.entry(there.clone()).or_insert_with(|| json!({}))[*reported] = (*share).into();
    }
    Value::Object(rows)
}

/// The further lines: what is told, and how it stands.
fn lines(found: &Found, measure: Measure) -> Vec<(&'static str, String)> {
    let mut lines = vec![("over time", over_time(found, measure)), ("picture", picture(found))];
    let (firm_s, num_never) = found.firm_after_s();
    let firm = match firm_s.last() {
        Some(last_s) => format!(
            "firm after {:.0} s (half of them), {last_s:.0} s at the latest",
            stats::quantile_sorted(&firm_s, 0.5)
        ),
        None => "never firm".to_owned(),
    };
    lines.push(("targets", format!("{firm}; {num_never} of {} never", found.lives.len())));
    let [num_breaks, num_switches] = found.num_breaks_and_switches();
    let pure = found.purity_fraction.map_or(String::new(), |share| format!("{} pure; ", percent(share)));
    let (breaks, switches) = (counted(num_breaks as f64, "break"), counted(num_switches as f64, "switch"));
    lines.push(("tracks", format!("{pure}{breaks}, {switches}")));
    if let Some(errors) = &found.errors {
        lines.push((
            "errors",
            format!(
                "normalised square {:.2}, right is {DEGREES}; {} of scans in their 95 % band, {} above, {} below",
                errors.mean,
                percent(errors.inside_fraction),
                percent(errors.above_fraction),
                percent(1.0 - errors.inside_fraction - errors.above_fraction),
            ),
        ));
    }
    for (index, (there, reported, share)) in found.kinds.iter().flatten().enumerate() {
        lines.push((
            if index == 0 { "kinds" } else { "" },
            format!("{there} reported as {reported}: {}", percent(*share)),
        ));
    }
    lines
}

fn over_time(found: &Found, measure: Measure) -> String {
    let Some(t) = &found.trajectories else {
        return "trajectory GOSPA is a large linear program here; --trajectories works it out".to_owned();
    };
    let each = |distance_m: f64| format!("{:.0} m", per_scan_m(distance_m, found, measure));
    format!(
        "trajectory GOSPA {} a scan: {} apart, {} missed, {} false, {} for {} of partner",
        each(t.distance_m),
        each(t.localisation_m),
        each(t.missed_m),
        each(t.false_m),
        each(t.switch_m),
        counted(t.switches_n, "change"),
    )
}

fn picture(found: &Found) -> String {
    let siap = &found.siap;
    let mut parts = Vec::new();
    parts.extend(siap.completeness_fraction.map(|share| format!("{} complete", percent(share))));
    parts.extend(siap.ambiguity_ratio.map(|tracks| format!("{tracks:.2} tracks to a target that has one")));
    parts.extend(siap.spuriousness_fraction.map(|share| format!("{} spurious", percent(share))));
    if let (Some(position_m), Some(velocity_m_s)) = (siap.position_m, siap.velocity_m_s) {
        parts.push(format!("off by {position_m:.0} m and {velocity_m_s:.1} m/s (mean)"));
    }
    parts.join(", ")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share.max(0.0))
}

/// A count with its noun.
fn counted(num: f64, noun: &str) -> String {
    let nearly = (num * 10.0).round() / 10.0 + 0.0;
    let ending = match noun {
        _ if nearly == 1.0 => "",
        "switch" => "es",
        _ => "s",
    };
    format!("{nearly} {noun}{ending}")
}
