//! Sizing of interceptors in orbit as JSON: what `cupola space size`, `reach` and `studies` hand on.

use cupola_scenario::studies::input_word;
use cupola_space::Criterion;
use cupola_space::size::{ClosedForm, Least};
use cupola_space::study::{Comparison, Outcome, Question, Study, Swing};
use serde_json::{Value, json};

/// One shell sized for a job.
#[derive(Debug, Clone)]
pub struct SizeSheet {
    /// What was asked, in words.
    pub title: String,
    /// The job and the shell.
    pub question: Question,
    /// The criterion asked for.
    pub criterion: Criterion,
    /// How many it takes.
    pub least: Least,
    /// How many by each criterion; `None` where there are too many.
    pub by_criterion: Vec<(Criterion, Option<u64>)>,
    /// Share of the satellites in reach.
    pub fraction: f64,
    /// How exactly that is known, relative.
    pub fraction_error_ratio: f64,
    /// Closed forms; `None` where the missile cannot be met at burnout.
    pub closed: Option<ClosedForm>,
    /// Shells searched, where one was.
    pub num_tried: Option<usize>,
    /// What the satellites cost over the horizon.
    pub cost_usd: Option<f64>,
}

impl SizeSheet {
    /// Release and burnout of the first region (s after launch), and the reach between (m).
    #[must_use]
    pub fn flight(&self) -> (f64, f64, f64) {
        let (burnout_s, _) = self.question.job.regions[0].burnout();
        let release_s = self.question.job.release_s;
        (release_s, burnout_s, self.question.job.reach.at_m(burnout_s - release_s))
    }

    /// The sheet as a JSON value.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let (release_s, burnout_s, reach_m) = self.flight();
        let (least, job) = (&self.least, &self.question.job);
        let of = |c: Criterion| self.by_criterion.iter().find(|(other, _)| *other == c).and_then(|(_, num)| *num);
        json!({
            "title": self.title,
            "num_satellites": least.num_satellites,
            "criterion": self.criterion.word(),
            "probability": self.question.probability,
            "absentee_ratio": 1.0 / self.fraction,
            "num_in_reach": { "mean": least.in_reach.mean, "min": least.in_reach.min, "p05": least.in_reach.p05 },
            "by_criterion": {
                "mean": of(Criterion::Mean),
                "shell": of(Criterion::Shell),
                "poisson": of(Criterion::Poisson),
                "worst_gap": of(Criterion::WorstGap),
            },
            "shell": {
                "num_satellites": least.pattern.num_satellites(),
                "num_planes": least.pattern.num_planes,
                "per_plane": least.pattern.per_plane,
                "phasing": least.pattern.phasing,
            },
            "fraction": self.fraction,
            "fraction_error_ratio": self.fraction_error_ratio,
            "exact_fraction": self.closed.map(|closed| closed.exact_fraction),
            "product_formula_fraction": self.closed.map(|closed| closed.product_fraction),
            "even_spread_fraction": self.closed.map(|closed| closed.even_fraction),
            "altitude_m": self.question.altitude_m,
            "inclination_deg": self.question.inclination_rad.to_degrees(),
            "salvo": job.salvo,
            "shots": job.shots,
            "num_regions": job.regions.len(),
            "release_s": release_s,
            "burnout_s": burnout_s,
            "reach_m": reach_m,
            "num_shells_tried": self.num_tried,
            "cost_usd": self.cost_usd,
        })
    }
}

/// One value of a varied input.
#[derive(Debug, Clone)]
pub struct VaryRow {
    /// The value, as written.
    pub value: String,
    /// How many it takes, or why there is no answer.
    pub num_satellites: Result<u64, String>,
    /// Over the first value's.
    pub ratio: Option<f64>,
    /// What that ratio is by the law for the mean: linear in salvo and shots, inverse square in the reach.
    pub law_ratio: Option<f64>,
}

/// How the number goes with one input.
#[derive(Debug, Clone)]
pub struct VarySheet {
    /// The input, by its option.
    pub key: String,
    /// The criterion.
    pub criterion: Criterion,
    /// One row for each value.
    pub rows: Vec<VaryRow>,
}

impl VarySheet {
    /// The sheet as a JSON value.
    #[must_use]
    pub fn to_value(&self) -> Value {
        let row = |row: &VaryRow| {
            json!({
                "value": row.value,
                "num_satellites": row.num_satellites.as_ref().ok(),
                "why_not": row.num_satellites.as_ref().err(),
                "ratio": row.ratio,
                "law_ratio": row.law_ratio,
            })
        };
        let rows: Vec<Value> = self.rows.iter().map(row).collect();
        json!({ "vary": self.key, "criterion": self.criterion.word(), "rows": rows })
    }
}

/// How much of the time a shell is in reach of a place.
#[derive(Debug, Clone)]
pub struct ReachSheet {
    /// The reach as an arc about the Earth's centre (rad).
    pub arc_rad: f64,
    /// Share of the time, exact.
    pub fraction: f64,
    /// The textbook's product.
    pub product_fraction: f64,
    /// The same with a flat disc.
    pub flat_disc_fraction: f64,
    /// Density overhead over an even spread's; `None` beyond the band.
    pub density_ratio: Option<f64>,
    /// Satellites in the shell.
    pub num_satellites: Option<u64>,
    /// Mean and worst arc to the nearest satellite of a shell (m, at its radius).
    pub nearest_m: Option<[f64; 2]>,
}

impl ReachSheet {
    /// The sheet as a JSON value.
    #[must_use]
    pub fn to_value(&self) -> Value {
        json!({
            "fraction": self.fraction,
            "absentee_ratio": (self.fraction > 0.0).then(|| 1.0 / self.fraction),
            "mean_in_reach": self.num_satellites.map(|num| num as f64 * self.fraction),
            "product_formula_fraction": self.product_fraction,
            "flat_disc_fraction": self.flat_disc_fraction,
            "density_ratio": self.density_ratio,
            "arc_deg": self.arc_rad.to_degrees(),
            "num_satellites": self.num_satellites,
            "nearest_arc": self.nearest_m.map(|[mean_m, worst_m]| json!({ "mean_m": mean_m, "worst_m": worst_m })),
        })
    }
}

/// The name of what swings.
#[must_use]
pub fn swing_word(swing: &Swing) -> &'static str {
    swing.input.map_or("criterion", input_word)
}

/// Studies beside what cupola gets, as a JSON value.
#[must_use]
pub fn studies_value(compared: &[(Study, Comparison)]) -> Value {
    let one = |(study, comparison): &(Study, Comparison)| {
        let outcomes: Vec<Value> = comparison.outcomes.iter().map(outcome_value).collect();
        json!({
            "id": study.id,
            "title": study.title,
            "year": study.year,
            "source": study.source,
            "job": study.job,
            "counts": study.definition.word(),
            "differs": study.differs,
            "given": study.given.iter().map(|g| json!({
                "input": input_word(g.input), "grade": g.grade.word(), "source": g.source,
            })).collect::<Vec<_>>(),
            "claims": study.claims.iter().zip(study.ratios_to_claims()).map(|(c, ratio)| json!({
                "by": c.name, "low": c.low, "high": c.high, "grade": c.grade.word(), "source": c.source, "ratio": ratio,
            })).collect::<Vec<_>>(),
            "results": outcomes,
        })
    };
    Value::Array(compared.iter().map(one).collect())
}

fn outcome_value(outcome: &Outcome) -> Value {
    let printed = &outcome.printed;
    let swings = outcome.swings.iter().map(|swing| {
        json!({ "input": swing_word(swing), "at_low": swing.at_low, "at_high": swing.at_high,
            "ratio": Some(swing.ratio()).filter(|ratio| ratio.is_finite()) })
    });
    let by_criterion = outcome.by_criterion.iter().map(|(c, num)| (c.word().replace('-', "_"), json!(num)));
    json!({
        "name": printed.name,
        "printed": { "low": printed.low, "high": printed.high, "grade": printed.grade.word(), "source": printed.source },
        "salvo": outcome.salvo,
        "is_salvo_known": outcome.is_salvo_known,
        "computed": { "low": outcome.low, "likely": outcome.likely, "high": outcome.high },
        "by_criterion": by_criterion.collect::<serde_json::Map<_, _>>(),
        "even_spread": outcome.even_spread,
        "reach_m": outcome.reach_m,
        "verdict": outcome.verdict.map(cupola_space::study::Verdict::word),
        "swings": swings.collect::<Vec<_>>(),
        "own_equations": outcome.equations.map(|e| json!({
            "count": e.count,
            "absentee_ratio": e.absentee_ratio,
            "mass_kg": e.mass_kg,
            "num_launches": e.bill.launches,
            "average_unit_usd": e.bill.average_unit_usd,
            "total_usd": e.bill.total_usd,
        })),
    })
}

/// A JSON value as indented text, ending in a newline.
#[must_use]
pub fn to_text(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default() + "\n"
}
