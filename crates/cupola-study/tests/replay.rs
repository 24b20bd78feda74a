//! A replay is the run again, and tells one whole story: every threat, every round, from where to where and when.

mod common;

use common::{COAST, Folder, ORBIT};
use cupola_core::{Seed, Vec3};
use cupola_earth::wgs84::{self, Geodetic};
use cupola_scenario::{Source, load, resolve};
use cupola_sim::world::{Site, World};
use cupola_study::monte_carlo::{Options, Prepared, RunRecord, make_ready};
use cupola_study::replay::{Fate, Outcome, Replay, Shot, ShotKind, replay};
use std::sync::atomic::{AtomicBool, AtomicU64};

/// Worlds and geometry sets: runs beyond them use both again.
const OPTIONS: Options = Options { seed: Seed(3), worlds: 4, physics_sets: 2, threads: 2, keep_events: 0 };
/// Runs played.
const NUM_RUNS: u64 = 6;

/// A scenario, ready to be played.
fn world(source: Source<'_>, sets: &[&str]) -> World {
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    let mut loaded = load(source, &sets).unwrap_or_else(|faults| panic!("the scenario has faults:\n{faults}"));
    make_ready(&mut loaded.world);
    loaded.world
}

/// Missiles that burn for minutes below four hundred interceptors; so many of their warheads live on.
fn boost(survives: &str) -> World {
    let folder = Folder::new();
    let path = folder.write("scenario.toml", &format!("{COAST}\n{ORBIT}"));
    let survives = format!("constellation.shield.warhead_survives={survives}");
    world(Source::Path(&path), &[&survives, "raid.opening.group.missiles.count=40"])
}

/// What a replay is held against.
struct Case {
    world: World,
    records: Vec<RunRecord>,
    /// Run, arm, replay.
    replays: Vec<(u64, usize, Replay)>,
    columns: cupola_study::table::Columns,
}

impl Case {
    fn new(world: World, runs: &[u64]) -> Self {
        let (records, replays, columns) = {
            let prepared = Prepared::new(&world, OPTIONS).expect("the study can begin");
            let records = prepared.play(0, NUM_RUNS, &AtomicBool::new(false), &AtomicU64::new(0));
            let arms = 0..world.arms.len();
            let each = runs.iter().flat_map(|run| arms.clone().map(move |arm| (*run, arm)));
            let again = each.map(|(run, arm)| {
                let (record, _) = prepared.trace(run, arm);
                let first = &records[run as usize].arms[arm];
                assert_eq!(record.digest, first.digest, "run {run}, arm {arm}: another log");
                let bits = |row: &[f64]| row.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(&record.row), bits(&first.row), "run {run}, arm {arm}: another row");
                (run, arm, replay(&prepared, &world, "hash", run, arm).expect("a raid is played"))
            });
            let replays = again.collect();
            (records, replays, prepared.columns.clone())
        };
        Self { world, records, replays, columns }
    }

    /// A column of a replayed run's row.
    fn column(&self, run: u64, arm: usize, name: &str) -> usize {
        let at = self.columns.position(name).unwrap_or_else(|| panic!("no column {name}"));
        self.records[run as usize].arms[arm].row[at] as usize
    }

    fn holds(&self) {
        for (run, arm, replay) in &self.replays {
            self.fates_are_the_rows(*run, *arm, replay);
            self.rounds_are_the_rows(*run, *arm, replay);
            self.threats_fly_from_their_area_to_their_end(replay);
            self.rounds_fly_from_their_launcher_to_their_target(replay);
            times_are_inside(replay);
            self.tracks_are_of_the_flight(replay);
        }
    }

    fn fates_are_the_rows(&self, run: u64, arm: usize, replay: &Replay) {
        let sum = |fate: &str| -> usize {
            let classes = self.world.classes.iter();
            classes.map(|c| self.column(run, arm, &format!("raid.class.{}.{fate}", c.id))).sum()
        };
        let count = |fate: Fate| replay.threats.iter().filter(|t| t.fate == fate).count();
        assert_eq!(replay.threats.len(), sum("launched"));
        assert_eq!(count(Fate::Intercepted), sum("intercepted"));
        assert_eq!(count(Fate::Suppressed), sum("suppressed"));
        assert_eq!(count(Fate::Failed), sum("failed"));
        assert_eq!(count(Fate::FellHarmless) + count(Fate::HeldByChoice), sum("fell_harmless"));
        assert_eq!(count(Fate::Leaked), sum("leaked"));
        assert_eq!(replay.threats.iter().filter(|t| t.is_held).count(), sum("held_by_choice"));
        for threat in &replay.threats {
            let is_stopped = matches!(threat.fate, Fate::Intercepted | Fate::Suppressed);
            assert_eq!(threat.by.is_some(), is_stopped, "{}: {:?} by {:?}", threat.name, threat.fate, threat.by);
        }
        // Warheads of one missile have one kill between them where it is stopped in boost.
        for element in self.world.batteries.iter().map(|b| &b.id).chain(self.world.area_defences.iter().map(|a| &a.id))
        {
            let by = replay.threats.iter().filter(|t| t.by.as_ref() == Some(element)).count();
            assert_eq!(by, self.column(run, arm, &format!("raid.element.{element}")), "{element}");
        }
    }

    fn rounds_are_the_rows(&self, run: u64, arm: usize, replay: &Replay) {
        for interceptor in &self.world.interceptors {
            let of = || replay.shots.iter().filter(|s| s.interceptor.as_ref() == Some(&interceptor.id));
            let column = |name: &str| self.column(run, arm, &format!("raid.{name}.{}", interceptor.id));
            assert_eq!(of().map(|s| s.rounds as usize).sum::<usize>(), column("fired"), "{}", interceptor.id);
            let count = |outcome: Outcome| of().filter(|s| s.outcome == outcome).count();
            assert_eq!(count(Outcome::Hit), column("hit"), "{}", interceptor.id);
            assert_eq!(count(Outcome::Missed), column("missed"), "{}", interceptor.id);
            assert_eq!(count(Outcome::SelfDestructed), column("self_destructed"), "{}", interceptor.id);
        }
        for area in &self.world.area_defences {
            let engagements = replay.shots.iter().filter(|s| s.kind == ShotKind::Area && s.element == area.id).count();
            assert_eq!(engagements, self.column(run, arm, &format!("raid.area_rounds.{}", area.id)), "{}", area.id);
        }
    }

    fn threats_fly_from_their_area_to_their_end(&self, replay: &Replay) {
        for threat in &replay.threats {
            let rows: Vec<&[f64]> = threat.path.chunks_exact(4).collect();
            assert!((2..=250).contains(&rows.len()), "{}: {} points", threat.name, rows.len());
            assert!(rows.windows(2).all(|w| w[0][0] < w[1][0]), "{}: times do not rise", threat.name);
            let (first, last) = (rows[0], rows[rows.len() - 1]);
            assert_eq!((first[0], last[0]), (threat.launch_s, threat.end_s), "{}", threat.name);
            let area = self.world.areas.iter().find(|a| a.id == threat.area).expect("an area of the world");
            let from_m = wgs84::range_m(&place(first), &area.site.ground());
            assert!(from_m <= area.radius_m * 1.01 + 10.0, "{}: begins {from_m} m from its area", threat.name);
            let target = self.world.assets.iter().find(|a| a.id == threat.target).expect("a place of the world");
            let to_m = wgs84::range_m(&place(last), &target.site.ground());
            let is_down = matches!(threat.fate, Fate::Leaked | Fate::FellHarmless | Fate::HeldByChoice);
            let is_short = replay.events.iter().any(|e| e.kind == "fall-short" && e.threat == index_of(replay, threat));
            if is_down {
                assert!(last[3].abs() < 2_000.0, "{}: ends {} m high", threat.name, last[3]);
            }
            if is_down && !is_short {
                assert!(to_m <= target.region_radius_m * 1.01 + 500.0, "{}: ends {to_m} m from its aim", threat.name);
            }
        }
    }

    fn rounds_fly_from_their_launcher_to_their_target(&self, replay: &Replay) {
        for shot in &replay.shots {
            let threat = &replay.threats[shot.threat];
            let rows: Vec<&[f64]> = shot.path.chunks_exact(4).collect();
            assert_eq!(rows.is_empty(), shot.kind == ShotKind::Area);
            let [Some(first), Some(last)] = [rows.first(), rows.last()] else { continue };
            assert_eq!((first[0], last[0]), (shot.launch_s, shot.end_s));
            if shot.kind == ShotKind::Battery {
                let battery =
                    self.world.batteries.iter().find(|b| b.id == shot.element).expect("a battery of the world");
                let off_m = (position(first) - ground(battery.site)).norm();
                assert!(off_m < 1.0, "{} at {}: begins {off_m} m off", shot.element, threat.name);
            }
            match shot.outcome {
                Outcome::Hit | Outcome::Missed => {
                    assert_eq!(shot.end_s, shot.meet_s);
                    let off_m = (position(last) - along(&threat.path, shot.meet_s)).norm();
                    assert!(off_m < 5.0, "{} at {}: meets it {off_m} m off", shot.element, threat.name);
                }
                Outcome::SelfDestructed => assert!(shot.end_s <= shot.meet_s && shot.end_s >= shot.launch_s),
                Outcome::Lost => panic!("only an area defence loses its target: {shot:?}"),
            }
        }
        for (index, threat) in replay.threats.iter().enumerate() {
            let hits: Vec<&Shot<_>> =
                replay.shots.iter().filter(|s| s.threat == index && s.outcome == Outcome::Hit).collect();
            let ends = |shot: &&Shot<Vec<f64>>| shot.end_s == threat.end_s && threat.by.as_ref() == Some(&shot.element);
            if threat.fate == Fate::Intercepted && threat.missile == index {
                assert!(hits.iter().any(ends), "{}: nothing ends where it does", threat.name);
            }
        }
    }

    fn tracks_are_of_the_flight(&self, replay: &Replay) {
        for threat in &replay.threats {
            for track in &threat.tracks {
                assert!(self.world.nations.iter().any(|n| n.id == track.nation));
                for row in track.sigma.chunks_exact(2) {
                    assert!((threat.launch_s..=threat.end_s).contains(&row[0]), "{}: {}", threat.name, row[0]);
                    assert!(
                        row[1] > 0.0 && row[1].is_finite(),
                        "{}: {track:?} of {}..{}",
                        threat.name,
                        threat.launch_s,
                        threat.end_s
                    );
                }
            }
        }
    }
}

fn index_of(replay: &Replay, threat: &cupola_study::replay::Threat<Vec<f64>>) -> Option<usize> {
    replay.threats.iter().position(|t| std::ptr::eq(t, threat))
}

fn times_are_inside(replay: &Replay) {
    let is_inside = |time_s: f64| (replay.start_s..=replay.end_s).contains(&time_s);
    assert!(replay.threats.iter().all(|t| is_inside(t.launch_s) && is_inside(t.end_s) && t.launch_s < t.end_s));
    assert!(replay.shots.iter().all(|s| is_inside(s.launch_s) && is_inside(s.end_s) && s.launch_s <= s.meet_s));
    assert!(replay.events.iter().all(|e| is_inside(e.time_s)));
}

fn place(row: &[f64]) -> Geodetic {
    Geodetic { lon_rad: row[1].to_radians(), lat_rad: row[2].to_radians(), alt_m: row[3] }
}

fn position(row: &[f64]) -> Vec3 {
    wgs84::ecef_from_geodetic(&place(row))
}

fn ground(site: Site) -> Vec3 {
    wgs84::ecef_from_geodetic(&site.ground())
}

/// Where a path is at a time, straight between its points.
fn along(path: &[f64], time_s: f64) -> Vec3 {
    let rows: Vec<&[f64]> = path.chunks_exact(4).collect();
    let next = rows.partition_point(|row| row[0] < time_s).clamp(1, rows.len() - 1);
    let (from, to) = (rows[next - 1], rows[next]);
    let share = (time_s - from[0]) / (to[0] - from[0]);
    position(from) + (position(to) - position(from)) * share
}

/// Every layer and several arms: batteries, ships, area defences, satellites, missiles of all kinds.
#[test]
fn a_replay_of_the_lead_scenario_is_the_run_again() {
    let case = Case::new(world(resolve("japan-2028"), &[]), &[0, 5]);
    case.holds();
    let (_, _, replay) = &case.replays[0];
    assert!(replay.shots.iter().any(|s| s.kind == ShotKind::Battery && s.outcome == Outcome::Hit));
    assert!(replay.threats.iter().any(|t| t.tracks.iter().any(|track| track.firm_s.is_some())));
    assert_eq!((replay.scenario.as_str(), replay.raid.as_str()), ("japan-2028", "opening"));
}

/// Drones and cruise missiles that area defences meet, on ways with turns, in a campaign of many raids.
#[test]
fn a_replay_of_a_campaign_is_of_its_headline_raid() {
    for (hard, stopped) in [("true", Fate::Intercepted), ("false", Fate::Suppressed)] {
        let hard = format!("area_defence.broad.hard={hard}");
        let case = Case::new(world(resolve("ukraine-monthly"), &[&hard]), &[1]);
        case.holds();
        let (_, _, replay) = &case.replays[0];
        let of_area =
            |outcome: Outcome| replay.shots.iter().filter(|s| s.kind == ShotKind::Area && s.outcome == outcome).count();
        let by = replay.threats.iter().filter(|t| t.by.as_deref() == Some("broad") && t.fate == stopped).count();
        assert!(of_area(Outcome::Hit) > 0 && of_area(Outcome::Missed) > 0);
        assert_eq!(by, of_area(Outcome::Hit));
    }
}

/// Stopped in boost a threat ends where it was met; one whose warhead lives on falls from there and comes down.
#[test]
fn a_missile_stopped_in_boost_ends_there_or_falls() {
    for (survives, wanted) in [("0", Fate::Intercepted), ("1", Fate::FellHarmless)] {
        let case = Case::new(boost(survives), &[0, 3]);
        case.holds();
        let stopped: Vec<_> = case
            .replays
            .iter()
            .flat_map(|(_, _, replay)| {
                let kills = replay.events.iter().filter(|e| e.kind == "orbit-kill");
                kills.map(move |kill| (replay, kill, &replay.threats[kill.threat.unwrap()]))
            })
            .collect();
        assert!(!stopped.is_empty(), "none is stopped");
        for (replay, kill, threat) in stopped {
            assert_eq!(threat.fate, wanted);
            let met_at = along(&threat.path, kill.time_s);
            let shot = replay
                .shots
                .iter()
                .find(|s| Some(s.threat) == kill.threat && s.outcome == Outcome::Hit)
                .expect("a round has struck");
            let rows: Vec<&[f64]> = shot.path.chunks_exact(4).collect();
            assert!((position(rows[rows.len() - 1]) - met_at).norm() < 5.0);
            assert!(rows[0][3] > 300e3, "released {} m high", rows[0][3]);
            assert_eq!(threat.end_s > kill.time_s, survives == "1", "{}", threat.name);
        }
    }
}

/// Satellites stand where the constellation's altitude and inclination put them, as many as work.
#[test]
fn fleets_are_on_their_orbits() {
    let case = Case::new(boost("0"), &[0]);
    let (_, _, replay) = &case.replays[0];
    let fleet = replay.fleets.iter().find(|f| f.constellation == "shield").unwrap();
    let rows: Vec<&[f64]> = fleet.satellites.chunks_exact(4).collect();
    assert_eq!(rows.len(), 400);
    for row in &rows {
        assert!((row[0] - wgs84::A_M - 400e3).abs() < 1.0, "{} m", row[0]);
        assert!((row[1].to_degrees() - 50.0).abs() < 1e-9, "{}°", row[1].to_degrees());
    }
    // Twenty planes, evenly spread.
    let mut nodes_deg: Vec<i64> = rows.iter().map(|row| (row[2].to_degrees() * 10.0).round() as i64).collect();
    nodes_deg.sort_unstable();
    nodes_deg.dedup();
    assert_eq!(nodes_deg.len(), 20, "{nodes_deg:?}");
}

/// Where no raid is played there is nothing to be looked at.
#[test]
fn a_study_of_stocks_alone_has_no_replay() {
    let world = world(resolve("replenish-2026"), &[]);
    let prepared = Prepared::new(&world, OPTIONS).expect("the study can begin");
    assert!(replay(&prepared, &world, "hash", 0, 0).is_none());
}
