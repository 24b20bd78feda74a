//! Interceptors in orbit: shares of time, counts, published studies and their own equations.

use crate::case::{Case, Value};
use crate::runner::{Answer, Answered, Given, Refusal, number, numbers, positive, text};
use cupola_core::math::FRAC_PI_2;
use cupola_earth::orbit::{Pattern, Walker};
use cupola_earth::wgs84::{A_M, G0_M_S2};
use cupola_scenario::Threat;
use cupola_scenario::catalogue::Catalogue;
use cupola_scenario::studies::{assumed, bundled_study};
use cupola_space::aei::{Geometry, Masses, Price, Programme};
use cupola_space::reach;
use cupola_space::size::epochs;
use cupola_space::study::{Input, Outcome, OwnEquations, Study, Verdict, compare};
use cupola_space::{Criterion, Job, Path, Reach, poisson_at_least};

const COMPARE: &str = "cupola_space::study::compare";
const FRACTION: &str = "cupola_space::reach::fraction_in_reach";
const CALCULATOR: &[&str] =
    &["cupola_space::aei::Geometry", "cupola_space::aei::Masses", "cupola_space::aei::Programme"];
/// Shifts from plane to plane, as shares of a plane's spacing, of which the best counts.
const SHIFTS: [f64; 5] = [0.0, 0.2, 0.382, 0.5, 0.75];

fn rad(case: &Case, key: &str) -> Result<f64, Refusal> {
    number(case, key).map(f64::to_radians)
}

/// The exact share of time within an arc.
pub fn fraction(case: &Case, _: &Given<'_>) -> Answered {
    let radius_km = positive(case, "earth_radius_km")? + positive(case, "altitude_km")?;
    let arc_rad = positive(case, "reach_arc_km")? / radius_km;
    let share = reach::fraction_in_reach(rad(case, "latitude_deg")?, rad(case, "inclination_deg")?, arc_rad);
    Ok(Answer::by(&[FRACTION]).with("fraction", share).with("absentee_ratio", 1.0 / share))
}

/// The product formula with a flat disc.
pub fn flat_disc(case: &Case, _: &Given<'_>) -> Answered {
    let radius_km = positive(case, "earth_radius_km")? + positive(case, "altitude_km")?;
    let arc_rad = positive(case, "reach_km")? / radius_km;
    let (latitude_rad, inclination_rad) = (rad(case, "latitude_deg")?, rad(case, "inclination_deg")?);
    let share = reach::flat_disc_fraction(latitude_rad, inclination_rad, arc_rad);
    let exact = reach::fraction_in_reach(latitude_rad, inclination_rad, arc_rad);
    Ok(Answer::by(&["cupola_space::reach::flat_disc_fraction"])
        .with("fraction", share)
        .with("mean_in_reach", share * positive(case, "interceptors")?)
        .noting(format!("the exact share is {exact:.6}")))
}

/// Density overhead.
pub fn density(case: &Case, _: &Given<'_>) -> Answered {
    let ratio = reach::density_ratio(rad(case, "latitude_deg")?, rad(case, "inclination_deg")?);
    let ratio = ratio.ok_or_else(|| Refusal::Failed("no orbit passes over that latitude".to_owned()))?;
    Ok(Answer::by(&["cupola_space::reach::density_ratio"]).with("density_factor", ratio))
}

/// Mean and worst arc to the nearest satellite of a shell.
pub fn nearest(case: &Case, _: &Given<'_>) -> Answered {
    let (planes, per_plane) = (positive(case, "planes")? as usize, positive(case, "per_plane")? as usize);
    let altitude_m = positive(case, "altitude_km")? * 1e3;
    let (inclination_rad, latitude_rad) = (rad(case, "inclination_deg")?, rad(case, "latitude_deg")?);
    let mut best: Option<reach::NearestArc> = None;
    for shift in SHIFTS {
        let phasing = (shift * planes as f64).round();
        let shell = Walker::new(planes * per_plane, planes, phasing, altitude_m, inclination_rad, Pattern::Delta)
            .map_err(Refusal::failed)?;
        let found = reach::nearest_arc(&shell, latitude_rad, &epochs());
        if best.is_none_or(|best| found.worst_rad < best.worst_rad) {
            best = Some(found);
        }
    }
    let best = best.ok_or_else(|| Refusal::Failed("no phasing was tried".to_owned()))?;
    let radius_km = (A_M + altitude_m) / 1e3;
    Ok(Answer::by(&["cupola_space::reach::nearest_arc"])
        .with("worst_nearest_arc_km", best.worst_rad * radius_km)
        .with("mean_nearest_arc_km", best.mean_rad * radius_km)
        .noting("best of five phasings, 1,024 epochs; geocentric latitude"))
}

/// The tail of a Poisson number.
pub fn poisson(case: &Case, _: &Given<'_>) -> Answered {
    let mean = positive(case, "mean_in_reach")?;
    Ok(Answer::by(&["cupola_space::size::poisson_at_least"])
        .with("p_at_least_1", poisson_at_least(mean, 1))
        .with("p_at_least_2", poisson_at_least(mean, 2)))
}

/// How the number goes with the salvo: AEI's interceptor over 40° north.
pub fn linear(case: &Case, _: &Given<'_>) -> Answered {
    let criterion = Criterion::of_word(text(case, "criterion")?)
        .ok_or_else(|| Refusal::Failed("inputs.criterion is no criterion".to_owned()))?;
    let Some(salvos) = case.inputs.get("salvo").and_then(Value::numbers) else {
        return Err(Refusal::Failed("inputs.salvo is not a list of numbers".to_owned()));
    };
    let place = cupola_earth::Geodetic { alt_m: 200e3, ..super::at_deg(40.0, 0.0) };
    let interceptor = cupola_space::OrbitInterceptor {
        speed_m_s: 6_000.0,
        acceleration_m_s2: 15.0 * G0_M_S2,
        divert_margin_ratio: 0.0,
        min_altitude_m: 0.0,
    };
    let count = |salvo: &f64| {
        let regions = vec![Path::point(&place, 120.0)];
        let job = Job { regions, reach: Reach::Flyout(interceptor), release_s: 0.0, salvo: *salvo as u32, shots: 1 };
        let shell = job.in_shell(300e3, 45_f64.to_radians())?;
        shell.least(criterion, 0.95).map(|least| least.num_satellites as f64)
    };
    let counts = salvos.iter().map(count).collect::<Result<Vec<f64>, _>>().map_err(Refusal::failed)?;
    let ratios: Vec<f64> = counts.iter().map(|count| count / counts[0]).collect();
    Ok(Answer::by(&["cupola_space::InShell::least"])
        .with("size_ratio", Value::of_numbers(&ratios))
        .noting("300 km, 45°, 40° north; 6 km/s at 15 g for 120 s"))
}

fn outcomes(id: &str) -> Result<(Study, Vec<Outcome>), Refusal> {
    let study = bundled_study(id).map_err(Refusal::failed)?;
    let comparison = compare(&study, &assumed()).map_err(Refusal::failed)?;
    Ok((study, comparison.outcomes))
}

/// The likely count of a study's printed result, and a remark on the whole range.
fn counted(answer: Answer, outcome: &Outcome, key: &'static str) -> Result<Answer, Refusal> {
    let Some(likely) = outcome.likely else {
        return Err(Refusal::Failed("nothing is reached with the open inputs at their likely values".to_owned()));
    };
    let end = |n: Option<u64>| n.map_or("no end".to_owned(), |n| n.to_string());
    let verdict = outcome.verdict.map_or("for one missile", Verdict::word);
    let mut answer = answer.with(key, likely as f64).noting(format!(
        "whole range over the open inputs {} to {}: {verdict}",
        end(outcome.low),
        end(outcome.high)
    ));
    // A range that tells nothing right or wrong is shown and not scored.
    if matches!(outcome.verdict, None | Some(Verdict::NotDiscriminating)) {
        answer.context.push(key);
    }
    Ok(answer)
}

/// APS 2003: one solid missile from North Korea.
pub fn aps_2003(_: &Case, _: &Given<'_>) -> Answered {
    let (_, outcomes) = outcomes("aps-2003")?;
    let mut answer = counted(Answer::by(&[COMPARE]), &outcomes[0], "interceptors")?;
    answer.context.extend(["total_mass_t", "implied_mean_mass_kg"]);
    Ok(answer)
}

/// APS 2025: ten missiles, without and with time to decide.
pub fn aps_2025(_: &Case, _: &Given<'_>) -> Answered {
    let (_, outcomes) = outcomes("aps-2025")?;
    let find = |decision_s: f64| {
        let with = [(Input::Salvo, 10.0), (Input::Decision, decision_s)];
        outcomes.iter().find(|o| with.iter().all(|one| o.printed.with.contains(one))).and_then(|o| o.likely)
    };
    let (Some(none), Some(half_minute)) = (find(0.0), find(30.0)) else {
        return Err(Refusal::Failed("the study's file has no two such results".to_owned()));
    };
    let (none, half_minute) = (none as f64, half_minute as f64);
    let mut answer = Answer::by(&[COMPARE])
        .with("interceptors", Value::of_numbers(&[none, half_minute]))
        .with("ratio", half_minute / none)
        .noting("open inputs at their likely values; the counts are not discriminating, the ratio is checked");
    answer.context.push("interceptors");
    Ok(answer)
}

/// CBO 2026: ten missiles.
pub fn cbo_2026(_: &Case, _: &Given<'_>) -> Answered {
    let (_, outcomes) = outcomes("cbo-2026")?;
    let answer = counted(Answer::by(&[COMPARE]), &outcomes[0], "interceptors")?;
    let per_missile = outcomes[0].likely.unwrap_or(0) as f64 / f64::from(outcomes[0].salvo);
    let is_context = answer.context.contains(&"interceptors");
    let mut answer = answer.with("per_missile", per_missile);
    if is_context {
        answer.context.push("per_missile");
    }
    Ok(answer)
}

/// AEI's own equations for its three tiers.
pub fn aei_tiers(_: &Case, _: &Given<'_>) -> Answered {
    let (_, outcomes) = outcomes("aei-2025-boost")?;
    let counts: Vec<f64> = outcomes.iter().filter_map(|o| o.equations).map(|e| e.count as f64).collect();
    let ratios: Vec<f64> = counts.iter().map(|count| count / counts[0]).collect();
    Ok(Answer::by(&[COMPARE, "cupola_space::aei::Geometry"]).with("ratios_to_first", Value::of_numbers(&ratios)))
}

/// The study's count over those of its critics.
pub fn claims(_: &Case, _: &Given<'_>) -> Answered {
    let study = bundled_study("aps-2003").map_err(Refusal::failed)?;
    let ratios = study.ratios_to_claims();
    let first = ratios.first().ok_or_else(|| Refusal::Failed("the study's file has no claim".to_owned()))?;
    Ok(Answer::by(&["cupola_space::study::Study::ratios_to_claims"]).with("ratio", Value::of_numbers(first)))
}

/// Burn times of the catalogue's intercontinental missiles.
pub fn burn_times(case: &Case, _: &Given<'_>) -> Answered {
    let mut answer = Answer::by(&["cupola_scenario::Threat::of", "cupola_flight::Vehicle"]);
    for (key, id) in [("liquid_burn_s", "icbm-liquid"), ("solid_burn_s", "icbm-solid")] {
        if case.expected.get(key).is_none() {
            return Err(Refusal::NotRun("no runner for a case without inputs".to_owned()));
        }
        let entry = Catalogue::embedded().get(id).ok_or_else(|| Refusal::Failed(format!("no threat `{id}`")))?;
        let cupola_flight::Vehicle::Ballistic(missile) = Threat::of(entry, &[]).map_err(Refusal::failed)?.vehicle()
        else {
            return Err(Refusal::Failed(format!("`{id}` is not ballistic")));
        };
        answer = answer.with(key, missile.burn_s);
    }
    Ok(answer)
}

/// A case of the calculator: its own inputs, then those of the case it is the same as, then the author's.
struct Calculator<'a> {
    case: &'a Case,
    same_as: Option<&'a Case>,
    study: Study,
    own: OwnEquations,
}

impl<'a> Calculator<'a> {
    fn of(case: &'a Case, given: &Given<'a>) -> Result<Self, Refusal> {
        let same_as = match case.inputs.get("same_as") {
            Some(Value::Text(id)) => Some(given.case(id)?),
            _ => None,
        };
        let study = bundled_study("aei-2025-boost").map_err(Refusal::failed)?;
        let own = study.equations.clone().ok_or_else(|| Refusal::Failed("the study has no equations".to_owned()))?;
        Ok(Self { case, same_as, study, own })
    }

    /// A number of the inputs, in SI.
    fn get(&self, key: &str, si: f64, default: f64) -> f64 {
        let of = |case: &Case| case.inputs.get(key).and_then(Value::number);
        of(self.case).or_else(|| self.same_as.and_then(of)).map_or(default, |value| value * si)
    }

    fn given(&self, input: Input) -> f64 {
        self.study.given.iter().find(|given| given.input == input).map_or(f64::NAN, |given| given.range.likely)
    }

    fn speed_m_s(&self) -> f64 {
        self.get("speed_kms", 1e3, self.given(Input::Speed))
    }

    fn geometry(&self) -> Geometry {
        let g_m_s2 = self.get("g", 1.0, G0_M_S2);
        let acceleration_m_s2 = self.get("acceleration_g", g_m_s2, self.given(Input::Acceleration));
        let time_s = self.get("flyout_s", 1.0, self.given(Input::Flyout));
        let flown_m = Geometry::flyout_m(self.speed_m_s(), acceleration_m_s2, time_s);
        Geometry {
            orbit_m: self.get("orbit_km", 1e3, self.given(Input::Altitude)),
            intercept_m: self.get("intercept_km", 1e3, self.own.intercept_m),
            range_m: self.get("range_km", 1e3, flown_m),
            max_latitude_rad: self.get("max_latitude_deg", FRAC_PI_2 / 90.0, self.own.max_latitude_rad),
        }
    }

    fn masses(&self) -> Masses {
        let own = &self.own.masses;
        Masses {
            kill_vehicle_kg: self.get("kv_dry_kg", 1.0, own.kill_vehicle_kg),
            body_kg: self.get("body_dry_kg", 1.0, own.body_kg),
            support_kg: self.get("support_kg", 1.0, own.support_kg),
            divert_m_s: self.get("divert_kms", 1e3, own.divert_m_s),
            speed_m_s: self.speed_m_s(),
            impulse_s: self.get("isp_s", 1.0, own.impulse_s),
        }
    }

    fn programme(&self) -> Programme {
        let own = &self.own.programme;
        Programme {
            mass_kg: self.masses().total_kg(),
            interceptor: Price {
                first_usd: self.get("first_unit_musd", 1e6, own.interceptor.first_usd),
                slope_fraction: self.get("learning", 1.0, own.interceptor.slope_fraction),
            },
            launch: Price {
                first_usd: self.get("first_launch_musd", 1e6, own.launch.first_usd),
                slope_fraction: self.get("launch_learning", 1.0, own.launch.slope_fraction),
            },
            payload_kg: self.get("payload_kg", 1.0, own.payload_kg),
            life_years: self.get("life_years", 1.0, own.life_years),
            horizon_years: self.get("horizon_years", 1.0, own.horizon_years),
            operations_usd_per_year: self.get("ops_musd_per_year", 1e6, own.operations_usd_per_year),
            development_usd: self.get("development_musd", 1e6, own.development_usd),
        }
    }
}

/// The calculator's flyout and ground radius.
pub fn aei_reach(case: &Case, given: &Given<'_>) -> Answered {
    let geometry = Calculator::of(case, given)?.geometry();
    Ok(Answer::by(&["cupola_space::aei::Geometry"])
        .with("range_km", geometry.range_m / 1e3)
        .with("ground_radius_km", geometry.ground_radius_m().map_err(Refusal::failed)? / 1e3))
}

/// The calculator's absentee ratio, at two altitudes of intercept.
pub fn aei_ratio(case: &Case, given: &Given<'_>) -> Answered {
    let calculator = Calculator::of(case, given)?;
    let at = |km: f64| Geometry { intercept_m: km * 1e3, ..calculator.geometry() }.absentee_ratio();
    let [first, second] = numbers::<2>(case, "intercept_km")?;
    let ratios = [at(first), at(second)].map(|ratio| ratio.map_err(Refusal::failed));
    let [first, second] = ratios;
    let (first, second) = (first?, second?);
    Ok(Answer::by(&["cupola_space::aei::Geometry"])
        .with("published", first)
        .with("recomputed", Value::of_numbers(&[first, second])))
}

/// The calculator's midcourse ratio, met low and at the orbit's height, beside a count that does not follow from it.
pub fn aei_midcourse(case: &Case, given: &Given<'_>) -> Answered {
    let geometry = Calculator::of(case, given)?.geometry();
    let at = |intercept_m: f64| Geometry { intercept_m, ..geometry }.absentee_ratio().map_err(Refusal::failed);
    let (low, high) = (at(geometry.intercept_m)?, at(geometry.orbit_m)?);
    let asked = positive(case, "salvo")? * positive(case, "shots")?;
    let published = case.expected.get("published_count").and_then(Value::number).unwrap_or(f64::NAN);
    let objects = [published / (asked * high), published / (asked * low)];
    Ok(Answer::by(&["cupola_space::aei::Geometry"])
        .with("geometry_ratio", Value::of_numbers(&[low, high]))
        .with("implied_objects_per_missile", Value::of_numbers(&objects)))
}

/// The calculator's mass.
pub fn aei_mass(case: &Case, given: &Given<'_>) -> Answered {
    let mass_kg = Calculator::of(case, given)?.masses().total_kg();
    Ok(Answer::by(&["cupola_space::aei::Masses"]).with("total_kg", mass_kg))
}

/// A whole run of the calculator.
pub fn aei_run(case: &Case, given: &Given<'_>) -> Answered {
    let calculator = Calculator::of(case, given)?;
    let single = calculator.get("single_shot", 1.0, f64::NAN);
    let num_shots = if single.is_nan() {
        calculator.get("shots", 1.0, calculator.given(Input::Shots)) as u32
    } else {
        cupola_engage::shots_wanted(single, calculator.get("wanted", 1.0, 0.96)).map_err(Refusal::failed)?
    };
    let salvo = calculator.get("salvo", 1.0, 1.0) as u32;
    let count = calculator.geometry().interceptors(salvo, num_shots).map_err(Refusal::failed)?;
    let programme = calculator.programme();
    let bill = programme.bill(count).map_err(Refusal::failed)?;
    let mut answer = Answer::by(CALCULATOR)
        .with("shots", f64::from(num_shots))
        .with("mass_kg", programme.mass_kg)
        .with("interceptors", count as f64)
        .with("launches", bill.launches as f64)
        .with("per_launch", bill.per_launch as f64)
        .with("average_unit_musd", bill.average_unit_usd / 1e6)
        .with("total_busd", bill.total_usd / 1e9)
        .with("paper_count", count as f64);
    answer.context.push("paper_total_with_development_busd");
    Ok(answer)
}
