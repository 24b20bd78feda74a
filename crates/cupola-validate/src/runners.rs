//! The runners: each converts units and calls public functions of the models, nothing else.

mod assign;
mod band;
mod bills;
mod cost;
mod coverage;
mod derived;
mod earth;
mod engage;
mod entry;
mod filters;
mod flight;
mod glide;
mod kepler;
mod lambert;
mod radar;
mod raids;
mod sgp4;
mod space;
mod stocks;
mod sustain;
mod track;

use crate::case::Case;
use crate::runner::{Given, Refusal, Runner, numbers};
use cupola_earth::Geodetic;

/// All runners; the first that fits a case's area, kind and inputs answers it.
pub const RUNNERS: &[Runner] = &[
    of_flight("wgs84", &["model"], earth::wgs84),
    of_flight("atmos", &["geometric_km"], earth::geometric),
    of_flight("atmos", &["geopotential_km"], earth::geopotential),
    of_flight("kepler", &["range_km"], kepler::minimum_energy),
    of_flight("flight", &["apogee_km", "ground_range_km", "claimed_time_s"], kepler::claimed_time),
    of_flight("flight", &["missile", "apogee_km", "ground_range_km"], flight::reported),
    of_flight("flight", &["launch_deg", "target_deg"], flight::leg),
    of_flight("flight", &["range_km", "trajectory"], flight::least_energy),
    of_flight("flight", &["missile"], band::of_class),
    of_flight("flight-derived", &["flight", "ballistic_coefficient_kg_m2"], derived::powered_phase),
    of_flight("flight-derived", &["single_stage", "burn_s"], derived::single_stage),
    of_flight("flight-derived", &["lofted_apogee_km", "lofted_range_km"], derived::standard_range),
    of_flight(
        "entry",
        &["v_entry_m_s", "angle_deg", "beta_kg_m2", "rho0_kg_m3", "scale_height_m"],
        entry::exponential_air,
    ),
    of_flight("glide", &["lift_to_drag", "v_initial_m_s", "v_final_m_s", "altitude_km"], glide::range_and_time),
    of_flight("glide", &["lift_to_drag", "beta_kg_m2", "v_m_s"], glide::altitude),
    of_flight("lambert", &["r1_km", "r2_km", "dt_s", "mu", "path"], lambert::two_points),
    of_flight("sgp4", &["tle_file", "reference_file"], sgp4::verification_set),
    of_flight("sgp4", &["satnum", "t_min"], sgp4::one_state),
    Runner {
        area: "space",
        kind: "coverage",
        needs: &["satellites", "planes", "phasing_F", "inclination_deg"],
        run: coverage::worst_angle,
    },
    of_space(&["latitude_deg", "inclination_deg", "reach_arc_km", "earth_radius_km"], space::fraction),
    of_space(&["latitude_deg", "inclination_deg", "reach_km", "interceptors"], space::flat_disc),
    of_space(&["latitude_deg", "inclination_deg", "planes", "per_plane", "altitude_km"], space::nearest),
    of_space(&["latitude_deg", "inclination_deg"], space::density),
    of_space(&["threat", "defended", "burn_time_s"], space::aps_2003),
    of_space(&["missiles", "decision_time_s"], space::aps_2025),
    of_space(&["salvo_missiles", "engagement_window_s"], space::cbo_2026),
    of_space(&["anchors"], space::aei_tiers),
    of_space(&["salvo", "criterion"], space::linear),
    of_space(&["mean_in_reach"], space::poisson),
    of_space(&["proponent_interceptors", "aps_interceptors"], space::claims),
    of_space(&["same_as"], space::aei_run),
    of_space(&["salvo", "shots", "first_unit_musd"], space::aei_run),
    of_space(&["speed_kms", "flyout_s", "orbit_km", "salvo", "shots"], space::aei_midcourse),
    of_space(&["speed_kms", "flyout_s", "orbit_km", "intercept_km"], space::aei_reach),
    of_space(&["range_km", "orbit_km", "intercept_km"], space::aei_ratio),
    of_space(&["kv_dry_kg", "divert_kms", "isp_s"], space::aei_mass),
    of_space(&[], space::burn_times),
    of_chance(&["single_shot", "wanted"], engage::wanted),
    of_chance(&["interceptors", "shots_per_target", "single_shot_kill"], engage::stock),
    of_chance(&["warheads", "kill_per_warhead"], engage::all_killed),
    of_chance(&["warheads", "p_no_leak", "single_shot", "track"], engage::barrage),
    of_chance(&["warheads", "track", "shots"], engage::ceiling),
    of_chance(&["single_shot", "schedule"], engage::looks),
    of_chance(&["rockets", "intercepts", "success_of_attempted"], engage::selectively),
    of_chance(&["targets", "leaked", "shots_per_target", "single_shot", "followed_fraction"], engage::leakers),
    of_chance(&["single_shot", "shots", "common_factor", "followed_fraction"], engage::common_cause),
    of_chance(&["single_shot", "shots"], engage::several),
    Runner { area: "engage", kind: "footprint", needs: &["threat", "cueing"], run: engage::footprint },
    of_salvo(&["A", "B", "offence_A", "offence_B", "defence_A", "defence_B", "staying_A", "staying_B"], engage::salvo),
    of_salvo(
        &[
            "units",
            "offensive_each",
            "hit_probability",
            "defensive_each",
            "stop_probability",
            "damage_mean",
            "damage_sd",
        ],
        engage::salvo_by_chance,
    ),
    Runner { area: "engage", kind: "wta", needs: &["file", "shots_per_weapon"], run: assign::published },
    of_track(&["tracks", "truths", "c", "p"], track::on_a_line),
    of_track(&["truths", "true_tracks", "false_tracks", "c", "p"], track::in_a_plane),
    of_track(&["state0_km", "filter0", "beta0", "q_rate"], filters::round_fall),
    of_track(&["T_s", "beta", "density", "sigma_elevation_rad"], filters::flat_bound),
    of_track(&["T_s", "beta", "density", "noise"], filters::flat_path),
    of_track(&["h0_ft", "v0_fps", "coeff", "scale_ft"], filters::vertical_path),
    of_track(&["same_as", "sensor_range_ft", "meas_var_ft2", "xhat0"], filters::vertical_errors),
    of_radar(&["peak_w", "pulse_s", "gain_db", "frequency_hz", "temp_k", "loss_db", "rcs_m2", "snr_db"], radar::range),
    of_radar(&["dwell_s", "emission_s", "pulses", "pulse_s", "prf_hz"], radar::waveform),
    of_radar(&["tpy2_range_km", "gbx_range_km", "stacked_faces"], radar::stacked),
    of_track(&["table"], track::table_of_means),
    of_track(&["steps", "offset", "c", "p", "gamma"], track::over_time),
    of_cost(&["counts", "mass_kg", "learning", "first_unit_musd", "launch_usd_per_kg"], cost::first_generation),
    of_cost(&["interceptors", "life_years", "horizon_years", "unit_cost_musd"], cost::hardware),
    of_cost(&["acquisition_busd", "annual_ops_busd", "horizon_years"], cost::layer),
    of_cost(&["old_total_busd", "new_total_busd", "interceptors"], cost::options),
    of_cost(&["total_mass_t", "launch_usd_per_kg"], cost::launch_bill),
    of_cost(&["boost", "glide", "midcourse"], cost::tiers),
    of_cost(&["anchors"], cost::slope),
    of_cost(&["interceptors"], cost::tier),
    of_cost(&["life_years", "horizon_years"], cost::again_over_first),
    of_cost(&["additional_silos"], cost::silos),
    of_cost(&["robust_tiers_busd", "robust_total_busd", "moderate_boost_busd", "balanced_total_busd"], cost::fits),
    of_cost(&["residual_busd", "satellites_bought", "launch_usd_per_kg", "development_busd"], cost::mass_bound),
    of_cost(&["intercepts_busd", "offensive_busd", "losses_busd", "operations_busd", "hours"], cost::war),
    of_cost(&["russia_only_busd", "three_powers_busd", "white_house_busd"], cost::over_announced),
    of_stock(&["fired_min", "share_of_all_bought", "days"], sustain::share_of_bought),
    of_stock(&["fired", "rate_now_per_year", "rebuild_years"], sustain::replaced),
    of_stock(&["fired", "days", "inventory", "rate_per_year"], sustain::burnt),
    of_stock(&["rate0", "rate7", "years", "shape"], sustain::ramp),
    of_stock(&["delivered", "batteries", "launchers", "per_launcher", "deployed_batteries", "fired"], sustain::loads),
    of_stock(&["delivered", "fired"], sustain::share_drawn),
    of_stock(&["old_objective", "new_objective", "rates_per_year"], sustain::objective),
    of_stock(&["last_delivery", "next_delivery", "pipeline", "reprogrammed_musd", "unit_musd"], sustain::gap),
    of_stock(&["fired", "days", "built_per_year"], sustain::burn_to_build),
    of_stock(&["admin_months", "first_delivery_months", "lot_months"], sustain::lead_time),
    of_stock(&["surge_per_year", "mean_per_year"], sustain::surge),
    of_stock(&["factor", "base_per_year"], sustain::enlarged),
    of_stock(&[], sustain::nothing_given),
    Runner { area: "sustain", kind: "stocks", needs: &["study", "of"], run: stocks::study },
    of_raid(&["full_rows", "as_of"], raids::emirates),
    of_raid(&["bm_launched"], raids::al_udeid),
    of_raid(&["month"], raids::month),
    of_raid(&["night"], raids::night),
    of_raid(&["bm"], raids::israel),
];

type Run = fn(&Case, &Given<'_>) -> crate::runner::Answered;

const fn of_flight(kind: &'static str, needs: &'static [&'static str], run: Run) -> Runner {
    Runner { area: "flight", kind, needs, run }
}

const fn of_space(needs: &'static [&'static str], run: Run) -> Runner {
    Runner { area: "space", kind: "sbi", needs, run }
}

const fn of_chance(needs: &'static [&'static str], run: Run) -> Runner {
    Runner { area: "engage", kind: "probability", needs, run }
}

const fn of_salvo(needs: &'static [&'static str], run: Run) -> Runner {
    Runner { area: "engage", kind: "salvo", needs, run }
}

const fn of_track(needs: &'static [&'static str], run: Run) -> Runner {
    Runner { area: "track", kind: "tracking", needs, run }
}

const fn of_stock(needs: &'static [&'static str], run: Run) -> Runner {
    Runner { area: "sustain", kind: "inventory", needs, run }
}

const fn of_cost(needs: &'static [&'static str], run: Run) -> Runner {
    Runner { area: "cost", kind: "cost", needs, run }
}

const fn of_raid(needs: &'static [&'static str], run: Run) -> Runner {
    Runner { area: "sustain", kind: "raid", needs, run }
}

const fn of_radar(needs: &'static [&'static str], run: Run) -> Runner {
    Runner { area: "track", kind: "radar", needs, run }
}

/// A place on the ground given as latitude and longitude in degrees.
pub fn place(case: &Case, key: &str) -> Result<Geodetic, Refusal> {
    let [lat, lon] = numbers::<2>(case, key)?;
    if !(-90.0..=90.0).contains(&lat) || !(-360.0..=360.0).contains(&lon) {
        return Err(Refusal::Failed(format!("inputs.{key}: latitude {lat} and longitude {lon} are no place")));
    }
    Ok(at_deg(lat, lon))
}

/// A place on the ground from degrees.
pub fn at_deg(lat: f64, lon: f64) -> Geodetic {
    Geodetic { lat_rad: lat.to_radians(), lon_rad: lon.to_radians(), alt_m: 0.0 }
}
