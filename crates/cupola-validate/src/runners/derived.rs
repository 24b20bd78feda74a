//! What follows from a flight that was shown: the powered phase that fits its time, and the range on a standard trajectory.

use super::flight::{FLY, VEHICLE, fly_lofted, vehicle};
use crate::case::{Case, Value};
use crate::role;
use crate::runner::{Answer, Answered, Given, Refusal, positive};
use cupola_flight::{Shown, Stage, Staged, Vehicle};

const RANGE: &str = "cupola_flight::Staged::greatest_range";

/// Burn times between which the powered phase is looked for (s), and how closely.
const BURN_S: [f64; 2] = [60.0, 500.0];
const NUM_HALVINGS: usize = 24;
/// What is assumed of a rocket of one stage.
const ONE_STAGE: &str =
    "one stage, 90 % propellant, drag area of the climb 1 m² per 100 t (assumed), over the mean sphere at rest";

/// A rocket of one stage that burns nine tenths of its mass at constant thrust; only ratios of its masses count, since the
/// flight shown sets the thrust.
fn one_stage(burn_s: f64, coefficient_kg_m2: f64, shown: Shown) -> Staged {
    let stage = Stage { thrust_n: 2.0e6, burn_s, propellant_kg: 90_000.0, inert_kg: 9_000.0, coast_s: 0.0 };
    Staged {
        stages: vec![stage],
        payload_kg: 1_000.0,
        drag_area_m2: 1.0,
        ballistic_coefficient_kg_m2: coefficient_kg_m2,
        shown: Some(shown),
        apogee_m: None,
    }
}

/// The apogee and range of a flight case.
fn shown(case: &Case, apogee_key: &str, range_key: &str) -> Result<Shown, Refusal> {
    Ok(Shown { apogee_m: positive(case, apogee_key)? * 1e3, range_m: positive(case, range_key)? * 1e3 })
}

/// Time (s) of the flight shown; an error where the burn is too long to lift off or to be shown so.
fn shown_time_s(missile: &Staged) -> Result<f64, Refusal> {
    let flight = missile.shown_flight().map_err(Refusal::failed)?;
    flight.map(|flight| flight.time_s).ok_or_else(|| Refusal::Failed("no flight was shown".to_owned()))
}

/// The time of a flight in one burn of some length, and the burn that gives the reported time.
pub fn powered_phase(case: &Case, given: &Given<'_>) -> Answered {
    let Some(Value::Text(id)) = case.inputs.get("flight") else {
        return Err(Refusal::Failed("inputs.flight is not the id of a case".to_owned()));
    };
    let flight = given.case(id)?;
    let shown = shown(flight, "apogee_km", "ground_range_km")?;
    let coefficient = positive(case, "ballistic_coefficient_kg_m2")?;
    let time_s = |burn_s: f64| shown_time_s(&one_stage(burn_s, coefficient, shown));
    let mut answer = Answer::by(&["cupola_flight::Staged::shown_flight"])
        .with("total_time_if_150s", time_s(150.0)?)
        .with("total_time_if_300s", time_s(300.0)?)
        .noting(ONE_STAGE);
    if let Some(reported_s) = flight.expected.get("reported_time_s").and_then(Value::number) {
        let [mut low_s, mut high_s] = BURN_S;
        for _ in 0..NUM_HALVINGS {
            let middle_s = 0.5 * (low_s + high_s);
            // A burn so long that the rocket does not lift off is too long.
            let is_short = time_s(middle_s).is_ok_and(|time_s| time_s < reported_s);
            if is_short { low_s = middle_s } else { high_s = middle_s }
        }
        answer = answer.with("effective_powered_phase_s", 0.5 * (low_s + high_s));
    }
    Ok(answer)
}

/// The greatest range of a single stage that made the lofted flight its role names.
pub fn single_stage(case: &Case, given: &Given<'_>) -> Answered {
    let Some(of) = role::of(&case.id).and_then(|role| role.of.as_deref()) else {
        return Err(Refusal::NotRun("it does not say which flight was shown".to_owned()));
    };
    let shown = shown(given.case(of)?, "apogee_km", "ground_range_km")?;
    let missile = one_stage(positive(case, "burn_s")?, 5_000.0, shown);
    let best = missile.greatest_range().map_err(Refusal::failed)?;
    Ok(Answer::by(&[RANGE])
        .with("range_km", best.range_m / 1e3)
        .with("apogee_km", best.apogee_m / 1e3)
        .with("time_s", best.time_s)
        .noting(ONE_STAGE))
}

/// The greatest range of a missile of the catalogue that has shown a lofted flight.
pub fn standard_range(case: &Case, _: &Given<'_>) -> Answered {
    let shown = shown(case, "lofted_apogee_km", "lofted_range_km")?;
    let Vehicle::Staged(missile) = vehicle(case)? else {
        return Err(Refusal::NotRun("its missile has no stages in the catalogue".to_owned()));
    };
    let missile = Staged { shown: Some(shown), ..missile };
    let best = missile.greatest_range().map_err(Refusal::failed)?;
    let lofted = fly_lofted(Vehicle::Staged(missile), shown.apogee_m, shown.range_m)?;
    Ok(Answer::by(&[VEHICLE, RANGE, FLY])
        .with("standard_range_km", best.range_m / 1e3)
        .with("standard_apogee_km", best.apogee_m / 1e3)
        .with("standard_time_s", best.time_s)
        .with("lofted_time_s", lofted.duration_s()))
}
