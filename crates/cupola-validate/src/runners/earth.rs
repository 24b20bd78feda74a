//! The ellipsoid, its gravity, and the air.

use crate::case::Case;
use crate::runner::{Answer, Answered, Given, Refusal, number, text};
use cupola_core::math::FRAC_PI_2;
use cupola_earth::{atmosphere, gravity, wgs84};

pub fn wgs84(case: &Case, _: &Given<'_>) -> Answered {
    let model = text(case, "model")?;
    if model != "WGS-84" {
        return Err(Refusal::NotRun(format!("cupola has no ellipsoid `{model}`, only WGS-84")));
    }
    Ok(Answer::by(&["cupola_earth::wgs84", "cupola_earth::gravity::normal_gravity_m_s2"])
        .with("gm_m3_s2", wgs84::GM_M3_S2)
        .with("a_m", wgs84::A_M)
        .with("inv_f", 1.0 / wgs84::F)
        .with("omega_rad_s", wgs84::OMEGA_RAD_S)
        .with("b_m", wgs84::B_M)
        .with("e2", wgs84::E2)
        .with("mean_radius_m", wgs84::MEAN_RADIUS_M)
        .with("c20_normalised", wgs84::C20_NORMALISED)
        .with("j2", wgs84::J2)
        .with("gamma_equator_m_s2", gravity::normal_gravity_m_s2(0.0))
        .with("gamma_pole_m_s2", gravity::normal_gravity_m_s2(FRAC_PI_2)))
}

pub fn geometric(case: &Case, _: &Given<'_>) -> Answered {
    air(number(case, "geometric_km")? * 1e3, &[])
}

pub fn geopotential(case: &Case, _: &Given<'_>) -> Answered {
    let alt_m = atmosphere::geometric_m(number(case, "geopotential_km")? * 1e3);
    air(alt_m, &["cupola_earth::atmosphere::geometric_m"])
}

fn air(alt_m: f64, before: &[&'static str]) -> Answered {
    let mut answer = Answer::by(before);
    answer.functions.extend([
        "cupola_earth::atmosphere::temperature_k",
        "cupola_earth::atmosphere::pressure_pa",
        "cupola_earth::atmosphere::density_kg_m3",
    ]);
    let temperature_k = atmosphere::temperature_k(alt_m);
    Ok(answer
        .with("temperature_k", temperature_k)
        .with("molecular_temperature_k", temperature_k)
        .with("pressure_pa", atmosphere::pressure_pa(alt_m))
        .with("density_kg_m3", atmosphere::density_kg_m3(alt_m)))
}
