//! Kill probabilities, barrages, salvos and footprints.

use super::flight::{FLY, ends};
use crate::case::{Case, Value};
use crate::runner::{Answer, Answered, Given, Refusal, number, positive, text};
use cupola_core::uncertain::Uncertain;
use cupola_earth::wgs84;
use cupola_engage::barrage::{Raid, Tracking, selective, targets_met};
use cupola_engage::footprint::{Defender, Footprint, first_seen_s};
use cupola_engage::salvo::{Force, Side, armstrong, hughes};
use cupola_engage::{KillChance, Launcher, Look, shots_wanted};
use cupola_flight::interceptor::Published;
use cupola_flight::{FlyoutTable, InterceptorFlight, fly};
use cupola_scenario::Threat;
use cupola_scenario::catalogue::{Catalogue, Entry};
use cupola_sense::Radar;
use cupola_sense::radar::RadarSpec;
use cupola_space::study::Verdict;

const CHANCE: &str = "cupola_engage::KillChance";
const KILL: &str = "cupola_engage::KillChance::kill";
const DIAMETER: &str = "defended_diameter_km";
const FOOTPRINT: &str = "cupola_engage::Footprint::about";
const NO_LEAK: &str = "cupola_engage::Raid::no_leak";

/// A whole number of things among the inputs.
pub(super) fn count(case: &Case, key: &str) -> Result<u32, Refusal> {
    let value = number(case, key)?;
    let is_whole = value >= 0.0 && value <= f64::from(u32::MAX) && value.fract() == 0.0;
    if is_whole { Ok(value as u32) } else { Err(Refusal::Failed(format!("inputs.{key} is no whole number: {value}"))) }
}

/// A list of numbers among the inputs, or one.
pub(super) fn list(case: &Case, key: &str) -> Result<Vec<f64>, Refusal> {
    match case.inputs.get(key) {
        Some(Value::Number(one)) => Ok(vec![*one]),
        other => other
            .and_then(Value::numbers)
            .ok_or_else(|| Refusal::Failed(format!("inputs.{key} is not a list of numbers"))),
    }
}

fn independent(single: f64) -> Result<KillChance, Refusal> {
    KillChance::independent(single).map_err(Refusal::failed)
}

/// Shots of a single-shot probability that make the wanted one.
pub fn wanted(case: &Case, _: &Given<'_>) -> Answered {
    let single = positive(case, "single_shot")?;
    let num = shots_wanted(single, positive(case, "wanted")?).map_err(Refusal::failed)?;
    Ok(Answer::by(&["cupola_engage::shots_wanted", KILL])
        .with("shots", f64::from(num))
        .with("achieved", independent(single)?.kill(num)))
}

/// A stock shared out by a number of shots at each target.
pub fn stock(case: &Case, _: &Given<'_>) -> Answered {
    let shots = count(case, "shots_per_target")?;
    let targets = targets_met(count(case, "interceptors")?, shots).map_err(Refusal::failed)?;
    let kill = independent(number(case, "single_shot_kill")?)?.kill(shots);
    Ok(Answer::by(&["cupola_engage::barrage::targets_met", KILL])
        .with("targets_engaged", f64::from(targets))
        .with("kill_prob_per_target", kill))
}

/// Several shots at one target, one probability or several.
pub fn several(case: &Case, _: &Given<'_>) -> Answered {
    let shots = count(case, "shots")?;
    let kill = |single: &f64| independent(*single).map(|chance| chance.kill(shots));
    let kills = list(case, "single_shot")?.iter().map(kill).collect::<Result<Vec<f64>, _>>()?;
    Ok(Answer::by(&[KILL]).with("kill", Value::of_numbers(&kills)))
}

/// Several shots with a cause in common: a factor that all share, and the raid's own rule of a common draw.
pub fn common_cause(case: &Case, _: &Given<'_>) -> Answered {
    let (single, shots) = (number(case, "single_shot")?, count(case, "shots")?);
    let factors = list(case, "common_factor")?;
    let with_factor = |common: &f64| KillChance::with_factor(*common, single / common).map_err(Refusal::failed);
    let by_factor = factors.iter().map(with_factor).collect::<Result<Vec<_>, _>>()?;
    let following = |share: &f64| KillChance::following(single, *share).map_err(Refusal::failed);
    let by_share = list(case, "followed_fraction")?.iter().map(following).collect::<Result<Vec<_>, _>>()?;
    let kills = |chances: &[KillChance]| {
        Value::of_numbers(&chances.iter().map(|chance| chance.kill(shots)).collect::<Vec<_>>())
    };
    Ok(Answer::by(&["cupola_engage::KillChance::with_factor", "cupola_engage::KillChance::following", KILL])
        .with("kill_independent", independent(single)?.kill(shots))
        .with("kill_common_factor", kills(&by_factor))
        .with("kill_following", kills(&by_share))
        .with("ceiling", Value::of_numbers(&by_factor.iter().map(KillChance::ceiling).collect::<Vec<_>>())))
}

/// All warheads killed, each with a probability.
pub fn all_killed(case: &Case, _: &Given<'_>) -> Answered {
    let raid = perfectly_tracked(case)?;
    let p_no_leak = raid.no_leak(&independent(number(case, "kill_per_warhead")?)?, 1);
    Ok(Answer::by(&[NO_LEAK]).with("p_no_leak", p_no_leak))
}

fn perfectly_tracked(case: &Case) -> Result<Raid, Refusal> {
    Raid::new(count(case, "warheads")?, Tracking::EachWarhead(1.0)).map_err(Refusal::failed)
}

fn raid(case: &Case) -> Result<Raid, Refusal> {
    Raid::new(count(case, "warheads")?, Tracking::EachWarhead(number(case, "track")?)).map_err(Refusal::failed)
}

/// A barrage, and the same number of shots with a look between.
pub fn barrage(case: &Case, _: &Given<'_>) -> Answered {
    let (raid, single) = (raid(case)?, number(case, "single_shot")?);
    let barrage = raid.barrage(single, number(case, "p_no_leak")?).map_err(Refusal::failed)?;
    let Some(need) = barrage else {
        return Err(Refusal::Failed("no number of shots is enough".to_owned()));
    };
    let chance = independent(single)?;
    let split = chance.thriftiest_two_looks(need.shots);
    let spent = f64::from(count(case, "warheads")?) * chance.fire(&split, Look::PERFECT).expected_shots;
    Ok(Answer::by(&["cupola_engage::Raid::barrage", "cupola_engage::KillChance::thriftiest_two_looks"])
        .with("needed_per_warhead", need.needed_probability)
        .with("shots_real", need.real_shots)
        .with("shots_integer", f64::from(need.shots))
        .with("interceptors", f64::from(need.all_shots))
        .with("interceptors_real", need.all_real_shots)
        .with("interceptors_two_looks", spent)
        .noting(format!("two looks: {} shots, then {}", split[0], split[1])))
}

/// What no number of shots exceeds.
pub fn ceiling(case: &Case, _: &Given<'_>) -> Answered {
    if text(case, "shots")? != "infinite" {
        return Err(Refusal::NotRun("a ceiling is asked of `infinite` shots".to_owned()));
    }
    // Any chance above none comes to a kill in the end.
    let p_no_leak = raid(case)?.ceiling(&independent(0.5)?);
    Ok(Answer::by(&["cupola_engage::Raid::ceiling"]).with("p_no_leak_ceiling", p_no_leak))
}

/// Salvos with a look between.
pub fn looks(case: &Case, _: &Given<'_>) -> Answered {
    let schedule: Vec<u32> = list(case, "schedule")?.iter().map(|num| *num as u32).collect();
    let fired = independent(number(case, "single_shot")?)?.fire(&schedule, Look::PERFECT);
    Ok(Answer::by(&["cupola_engage::KillChance::fire"])
        .with("kill", fired.kill_probability)
        .with("expected_shots", fired.expected_shots))
}

/// A defence that does not shoot at all that comes.
pub fn selectively(case: &Case, _: &Given<'_>) -> Answered {
    let success = number(case, "success_of_attempted")?;
    let found = selective(count(case, "rockets")?, count(case, "intercepts")?, success).map_err(Refusal::failed)?;
    Ok(Answer::by(&["cupola_engage::barrage::selective"])
        .with("intercept_fraction", found.intercepted_fraction)
        .with("attempted", found.attempted_targets)
        .with("attempted_fraction", found.attempted_fraction))
}

/// How likely a published number of leakers is, from rounds fired at each target.
pub fn leakers(case: &Case, _: &Given<'_>) -> Answered {
    let (targets, leaked) = (count(case, "targets")?, count(case, "leaked")?);
    let shots = count(case, "shots_per_target")?;
    let singles = list(case, "single_shot")?;
    let share = number(case, "followed_fraction")?;
    let exactly = |chance: KillChance| chance.leak_probability(targets, shots, leaked);
    let of = |make: &dyn Fn(f64) -> Result<KillChance, Refusal>| {
        singles.iter().map(|single| make(*single).map(exactly)).collect::<Result<Vec<f64>, _>>()
    };
    let following = |single: f64| KillChance::following(single, share).map_err(Refusal::failed);
    let kills = singles.iter().map(|single| independent(*single).map(|c| c.kill(shots)));
    Ok(Answer::by(&["cupola_engage::KillChance::leak_probability", CHANCE])
        .with("p_leaked_independent", Value::of_numbers(&of(&independent)?))
        .with("p_leaked_following", Value::of_numbers(&of(&following)?))
        .with("kill_per_target", Value::of_numbers(&kills.collect::<Result<Vec<f64>, _>>()?)))
}

/// Hughes' exchange of salvos.
pub fn salvo(case: &Case, _: &Given<'_>) -> Answered {
    let force = |side: &str| {
        Ok::<Force, Refusal>(Force {
            units: number(case, side)?,
            offence_hits: number(case, &format!("offence_{side}"))?,
            defence_hits: number(case, &format!("defence_{side}"))?,
            staying_hits: number(case, &format!("staying_{side}"))?,
        })
    };
    let (a, b) = (force("A")?, force("B")?);
    let (loss_a, loss_b) = (hughes(&b, &a).map_err(Refusal::failed)?, hughes(&a, &b).map_err(Refusal::failed)?);
    Ok(Answer::by(&["cupola_engage::salvo::hughes"])
        .with("loss_A", loss_a.units)
        .with("loss_B", loss_b.units)
        .with("raw_loss_A", loss_a.raw_units)
        .with("raw_loss_B", loss_b.raw_units))
}

/// Armstrong's salvo of one side at its like.
pub fn salvo_by_chance(case: &Case, _: &Given<'_>) -> Answered {
    let side = Side {
        num_units: count(case, "units")?,
        num_offensive: count(case, "offensive_each")?,
        hit_probability: number(case, "hit_probability")?,
        num_defensive: count(case, "defensive_each")?,
        stop_probability: number(case, "stop_probability")?,
        damage_mean_units: number(case, "damage_mean")?,
        damage_sd_units: number(case, "damage_sd")?,
    };
    let loss = armstrong(&side, &side).map_err(Refusal::failed)?;
    Ok(Answer::by(&["cupola_engage::salvo::armstrong"])
        .with("loss_mean", loss.mean_units)
        .with("loss_sd", loss.sd_units))
}

/// Cells of the footprint (m), and how many of them either way of the launcher.
const CELL_M: f64 = 20e3;
const NUM_CELLS: u32 = 14;
/// How far away the strategic missile starts (m): likely, low and high; assumed, 8,000 to 10,000 km less what lies beyond the
/// launcher, since the class flies 10,000 km.
const STRATEGIC_M: [f64; 3] = [9_000e3, 8_000e3, 9_700e3];
/// Range of the battery's own radar in terminal mode against the cross section that the catalogue states its range for (m): likely,
/// low and high; assumed, as in `gulf-2026` (600 to 1,000 km in press, 870 conventional and unverified).
const TERMINAL_M: [f64; 3] = [870e3, 600e3, 1_000e3];
const ASSUMED: &str = "assumed: icbm-solid from 9,000 km away, due north, on least energy; launcher and radar at one place, \
    facing it; the radar in terminal mode, 870 km against 0.1 m², cued; launch 45 s after first sight (track 30 s, commit 15 s of \
    kill-chain-time-budget; a single body needs no discrimination); one round, no margin for homing";

/// What the source leaves open, as [`Site::range_km`] takes it.
const OPEN: &str = "radar 600 to 1,000 km; cross section and interceptor speed over their ranges in the catalogue; launch after \
    45 s, or 75 s with its 30 s for discrimination; from 8,000 to 9,700 km away";

/// A battery of the catalogue against a strategic missile.
struct Site<'a> {
    interceptor: &'a Entry,
    radar: &'a Entry,
    target: &'a Entry,
}

/// What is varied about it.
#[derive(Clone, Copy)]
struct Varied {
    radar_m: f64,
    rcs_m2: f64,
    delay_s: f64,
    speed_m_s: f64,
    start_m: f64,
}

impl Site<'_> {
    fn diameter_m(&self, varied: Varied) -> Result<f64, Refusal> {
        let (from, site) = ends(varied.start_m, 0.0);
        let flight = self.flyout(varied.speed_m_s)?;
        let range_m = likely(self.interceptor, "engagement_range_km")? * 1e3;
        let table = FlyoutTable::new(&flight).map_err(Refusal::failed)?;
        let all_round = Launcher { place: site, range_m, facing_rad: 0.0, sector_rad: std::f64::consts::TAU };
        let defender = Defender { launcher: all_round, table: &table, delay_s: varied.delay_s };
        let radar = Radar::new(RadarSpec {
            place: site,
            range_m: varied.radar_m,
            reference_rcs_m2: likely(self.radar, "reference_rcs_m2")?,
            boresight_rad: wgs84::bearing_rad(&site, &from),
            sector_rad: likely(self.radar, "sector_deg")?.to_radians(),
            elevation_min_rad: likely(self.radar, "elevation_min_deg")?.to_radians(),
            elevation_max_rad: likely(self.radar, "elevation_max_deg")?.to_radians(),
            range_sigma_m: likely(self.radar, "range_sigma_m")?,
            angle_sigma_rad: likely(self.radar, "angle_sigma_mrad")? * 1e-3,
            update_s: likely(self.radar, "update_s")?,
        });
        let reach_m = radar.range_against_m(varied.rcs_m2);
        let vehicle = Threat::of(self.target, &[]).map_err(Refusal::failed)?.vehicle();
        let footprint = Footprint::about(&site, CELL_M, NUM_CELLS, |aim| {
            let flight = fly(&vehicle, from, *aim).map_err(Refusal::failed)?;
            let seen_s = first_seen_s(&flight, |pos_ecef_m| radar.sees(pos_ecef_m, reach_m));
            Ok::<bool, Refusal>(seen_s.is_some_and(|seen_s| defender.defends(&flight, seen_s)))
        })?;
        Ok(footprint.diameter_m())
    }

    /// Least and greatest (km) over every mix of the ends of what the source leaves open: an earlier sight, a shorter delay and a
    /// faster interceptor only widen the ground, so that but the missile's start is tried at both its ends.
    fn range_km(&self, base: Varied) -> Result<[f64; 2], Refusal> {
        let rcs = range(self.target, "rcs_m2")?;
        let speed = range(self.interceptor, "speed_km_s")?;
        let discriminate_s = likely(entry("kill-chain-time-budget")?, "discriminate_s")?;
        let [_, radar_low_m, radar_high_m] = TERMINAL_M;
        let worst = Varied {
            radar_m: radar_low_m,
            rcs_m2: rcs.low,
            delay_s: base.delay_s + discriminate_s,
            speed_m_s: speed.low * 1e3,
            ..base
        };
        let best = Varied { radar_m: radar_high_m, rcs_m2: rcs.high, speed_m_s: speed.high * 1e3, ..base };
        let [_, near_m, far_m] = STRATEGIC_M;
        let from = |varied: Varied, start_m| self.diameter_m(Varied { start_m, ..varied }).map(|m| m / 1e3);
        let low_km = from(worst, near_m)?.min(from(worst, far_m)?);
        let high_km = from(best, near_m)?.max(from(best, far_m)?);
        Ok([low_km, high_km])
    }

    fn flyout(&self, speed_m_s: f64) -> Result<InterceptorFlight, Refusal> {
        Ok(InterceptorFlight::from(Published {
            boost_s: likely(self.interceptor, "boost_s")?,
            speed_m_s,
            range_m: likely(self.interceptor, "engagement_range_km")? * 1e3,
            ceiling_m: likely(self.interceptor, "ceiling_km")? * 1e3,
            floor_m: likely(self.interceptor, "floor_km")? * 1e3,
            divert_m_s2: None,
        }))
    }
}

fn entry(id: &str) -> Result<&'static Entry, Refusal> {
    Catalogue::embedded().get(id).ok_or_else(|| Refusal::Failed(format!("the catalogue has no `{id}`")))
}

fn range(entry: &Entry, field: &str) -> Result<Uncertain, Refusal> {
    let value = entry.value(field).map(|value| value.range);
    value.ok_or_else(|| Refusal::Failed(format!("`{}` has no {field} in the catalogue", entry.id)))
}

fn likely(entry: &Entry, field: &str) -> Result<f64, Refusal> {
    range(entry, field).map(|range| range.likely)
}

/// The ground that a THAAD battery defends against one strategic body.
pub fn footprint(case: &Case, _: &Given<'_>) -> Answered {
    if text(case, "threat")? != "single strategic re-entry vehicle" {
        return Err(Refusal::NotRun("only `single strategic re-entry vehicle` is flown at a footprint".to_owned()));
    }
    let site = Site { interceptor: entry("thaad")?, radar: entry("an-tpy-2")?, target: entry("icbm-solid")? };
    let budget = entry("kill-chain-time-budget")?;
    let delay_s = likely(budget, "track_s")? + likely(budget, "commit_s")?;
    let speed_m_s = likely(site.interceptor, "speed_km_s")? * 1e3;
    let [radar_m, low_m, high_m] = TERMINAL_M;
    let base = Varied { radar_m, rcs_m2: likely(site.target, "rcs_m2")?, delay_s, speed_m_s, start_m: STRATEGIC_M[0] };
    let km = |varied: Varied| site.diameter_m(varied).map(|diameter_m| diameter_m / 1e3);
    let forward_m = likely(site.radar, "range_km")? * 1e3;
    let others = [
        ("radar at 600 km", Varied { radar_m: low_m, ..base }),
        ("at 1,000 km", Varied { radar_m: high_m, ..base }),
        ("at 1,500 km, forward-based", Varied { radar_m: forward_m, ..base }),
        ("without a cue, 0.75 of the range", Varied { radar_m: 0.75 * radar_m, ..base }),
        ("30 s more", Varied { delay_s: delay_s + 30.0, ..base }),
        ("interceptor of 2.5 km/s", Varied { speed_m_s: 2_500.0, ..base }),
    ];
    let others = others
        .into_iter()
        .map(|(name, varied)| km(varied).map(|km| format!("{name}: {km:.0} km")))
        .collect::<Result<Vec<_>, _>>()?;
    let likely_km = km(base)?;
    let answer = Answer::by(&[FOOTPRINT, "cupola_engage::footprint::Defender::defends", FLY])
        .with(DIAMETER, likely_km)
        .noting(ASSUMED)
        .noting(format!(
            "diameter of the circle of the same area, in cells of 20 km; otherwise: {}",
            others.join("; ")
        ));
    Ok(beside_print(case, answer, likely_km, site.range_km(base)?))
}

/// The whole range beside what is printed, by the rule for studies that do not print their inputs.
fn beside_print(case: &Case, mut answer: Answer, likely_km: f64, [low_km, high_km]: [f64; 2]) -> Answer {
    let Some(expected @ Value::Number(printed_km)) = case.expected.get(DIAMETER) else { return answer };
    let verdict = Verdict::of([*printed_km; 2], Some([low_km, high_km]));
    let holds = case.tolerance(DIAMETER).is_some_and(|allowed| allowed.holds(expected, &likely_km.into(), None));
    // A range that tells nothing right or wrong is shown and not scored.
    if verdict == Verdict::NotDiscriminating {
        answer.context.push(DIAMETER);
    }
    answer.noting(format!(
        "whole range over the open inputs ({OPEN}): {low_km:.0} to {high_km:.0} km: {}; the likely value lies {} what is allowed",
        verdict.word(),
        if holds { "within" } else { "outside" }
    ))
}
