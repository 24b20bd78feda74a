//! `cupola space reach`: how much of the time a satellite is within reach of a place.

use crate::Failure;
use crate::fly::kept;
use crate::space::walker;
use cupola_earth::orbit::Pattern;
use cupola_earth::wgs84::A_M;
use cupola_record::space::ReachSheet;
use cupola_space::reach;
use cupola_space::size::epochs;
use serde::Deserialize;

/// Options of `cupola space reach`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Altitude of the orbit above the equator's radius
    #[cfg_attr(feature = "clap", arg(long, value_name = "KM", allow_hyphen_values = true))]
    pub altitude_km: String,
    /// Inclination; above 90: retrograde
    #[cfg_attr(feature = "clap", arg(long, value_name = "DEG", allow_hyphen_values = true))]
    pub inclination_deg: String,
    /// Latitude of the place, geocentric
    #[cfg_attr(feature = "clap", arg(long, value_name = "DEG", allow_hyphen_values = true))]
    pub latitude_deg: String,
    /// Reach as an arc at the orbit's radius; with --intercept-altitude-km the straight distance
    #[cfg_attr(feature = "clap", arg(long, value_name = "KM", allow_hyphen_values = true))]
    pub reach_km: String,
    /// Altitude of the place
    #[cfg_attr(feature = "clap", arg(long, value_name = "KM", allow_hyphen_values = true))]
    pub intercept_altitude_km: Option<String>,
    /// Satellites in the shell
    #[cfg_attr(feature = "clap", arg(long, value_name = "N", allow_hyphen_values = true, conflicts_with = "walker"))]
    pub count: Option<String>,
    /// A Walker shell T/P/F: how far its nearest satellite is, over epochs
    #[cfg_attr(feature = "clap", arg(long, value_name = "T/P/F"))]
    pub walker: Option<String>,
}

/// How much of the time a satellite is within reach of the place.
///
/// # Errors
/// Everything that is wrong with what is asked, and an orbit that never comes within reach.
pub fn reach(args: &Question) -> Result<ReachSheet, Failure> {
    let mut faults = Vec::new();
    let mut number = |name: &str, text: &str, least: f64, most: f64| {
        let value = text.parse::<f64>().ok().filter(|value| (least..=most).contains(value));
        let fault = || format!("--{name} {text}: allowed: a number from {least} to {most}");
        kept(value.ok_or_else(fault), &mut faults).unwrap_or(f64::NAN)
    };
    let radius_m = A_M + number("altitude-km", &args.altitude_km, 100.0, 40_000.0) * 1e3;
    let inclination_rad = number("inclination-deg", &args.inclination_deg, 0.0, 180.0).to_radians();
    let latitude_rad = number("latitude-deg", &args.latitude_deg, -90.0, 90.0).to_radians();
    let reach_m = number("reach-km", &args.reach_km, 0.0, 50_000.0) * 1e3;
    let place_m =
        args.intercept_altitude_km.as_ref().map(|text| number("intercept-altitude-km", text, 0.0, 40_000.0) * 1e3);
    let counted = args.count.as_ref().map(|text| number("count", text, 1.0, 1e9) as u64);
    let delta = |text: &String| walker(text, radius_m - A_M, inclination_rad, Pattern::Delta, &mut faults);
    let shell = args.walker.as_ref().and_then(delta);
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let arc_rad = match place_m {
        None => (reach_m / radius_m).min(std::f64::consts::PI),
        Some(alt_m) => reach::arc_of_reach_rad(radius_m, A_M + alt_m, reach_m).ok_or_else(|| {
            let gap_km = (radius_m - A_M - alt_m).abs() / 1e3;
            Failure::input(format!(
                "--reach-km {}: the orbit passes {gap_km:.0} km above or below the place",
                args.reach_km
            ))
        })?,
    };
    let nearest = shell.as_ref().map(|shell| reach::nearest_arc(shell, latitude_rad, &epochs()));
    Ok(ReachSheet {
        arc_rad,
        fraction: reach::fraction_in_reach(latitude_rad, inclination_rad, arc_rad),
        product_fraction: reach::product_fraction(latitude_rad, inclination_rad, arc_rad),
        flat_disc_fraction: reach::flat_disc_fraction(latitude_rad, inclination_rad, arc_rad),
        density_ratio: reach::density_ratio(latitude_rad, inclination_rad),
        num_satellites: counted.or_else(|| shell.as_ref().map(|shell| shell.num_satellites() as u64)),
        nearest_m: nearest.map(|n| [n.mean_rad * radius_m, n.worst_rad * radius_m]),
    })
}
