//! Lambert's problem.

use crate::case::{Case, Value};
use crate::runner::{Answer, Answered, Given, Refusal, numbers, positive, text};
use cupola_core::Vec3;
use cupola_earth::lambert::{Way, solve};

pub fn two_points(case: &Case, _: &Given<'_>) -> Answered {
    let [start, end] = ["r1_km", "r2_km"].map(|key| numbers::<3>(case, key).map(|km| Vec3::from(km) * 1e3));
    let way = match text(case, "path")? {
        "short" => Way::Short,
        "long" => Way::Long,
        other => return Err(Refusal::NotRun(format!("no path `{other}`, only `short` and `long`"))),
    };
    let gm_m3_s2 = positive(case, "mu")? * 1e9;
    let transfer = solve(&start?, &end?, positive(case, "dt_s")?, gm_m3_s2, way).map_err(Refusal::failed)?;
    let in_km = |vel: &Vec3| Value::of_numbers(&[vel.x / 1e3, vel.y / 1e3, vel.z / 1e3]);
    Ok(Answer::by(&["cupola_earth::lambert::solve"])
        .with("v1_km_s", in_km(&transfer.vel_start_m_s))
        .with("v2_km_s", in_km(&transfer.vel_end_m_s)))
}
