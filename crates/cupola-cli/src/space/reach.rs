//! `cupola space reach`: how much of the time a satellite is within reach of a place.

use crate::fly::kept;
use crate::print;
use crate::space::walker;
use cupola::command::Failure;
use cupola::earth::orbit::Pattern;
use cupola::earth::wgs84::A_M;
use cupola::record::space::{ReachSheet, to_text};
use cupola::record::terminal;
use cupola::space::reach;
use cupola::space::size::epochs;

/// Options of `cupola space reach`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Altitude of the orbit above the equator's radius
    #[arg(long, value_name = "KM", allow_hyphen_values = true)]
    altitude_km: String,
    /// Inclination; above 90: retrograde
    #[arg(long, value_name = "DEG", allow_hyphen_values = true)]
    inclination_deg: String,
    /// Latitude of the place, geocentric
    #[arg(long, value_name = "DEG", allow_hyphen_values = true)]
    latitude_deg: String,
    /// Reach as an arc at the orbit's radius; with --intercept-altitude-km the straight distance
    #[arg(long, value_name = "KM", allow_hyphen_values = true)]
    reach_km: String,
    /// Altitude of the place
    #[arg(long, value_name = "KM", allow_hyphen_values = true)]
    intercept_altitude_km: Option<String>,
    /// Satellites in the shell
    #[arg(long, value_name = "N", allow_hyphen_values = true, conflicts_with = "walker")]
    count: Option<String>,
    /// A Walker shell T/P/F: how far its nearest satellite is, over epochs
    #[arg(long, value_name = "T/P/F")]
    walker: Option<String>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola space reach`.
pub fn reach(args: &Args) -> Result<(), Failure> {
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
    let sheet = ReachSheet {
        arc_rad,
        fraction: reach::fraction_in_reach(latitude_rad, inclination_rad, arc_rad),
        product_fraction: reach::product_fraction(latitude_rad, inclination_rad, arc_rad),
        flat_disc_fraction: reach::flat_disc_fraction(latitude_rad, inclination_rad, arc_rad),
        density_ratio: reach::density_ratio(latitude_rad, inclination_rad),
        num_satellites: counted.or_else(|| shell.as_ref().map(|shell| shell.num_satellites() as u64)),
        nearest_m: nearest.map(|n| [n.mean_rad * radius_m, n.worst_rad * radius_m]),
    };
    print(&if args.json { to_text(&sheet.to_value()) } else { terminal::render_reach(&sheet, &crate::run::style()) })
}
