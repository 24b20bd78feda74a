//! What happened to one threat, event by event.

mod why;

use crate::failure::Failure;
use crate::print;
use cupola::sim::event::{Event, EventKind, NONE};
use cupola::sim::why::{Decision, LauncherId};
use cupola::sim::world::World;
use cupola::study::monte_carlo::{ArmRecord, Prepared};
use std::path::Path;

/// What is to be explained.
pub struct Asked<'a> {
    /// Name of a threat, or `leaker` or `kill`: the first that did damage, the first that was shot down.
    pub threat: &'a str,
    /// Run.
    pub run: u64,
    /// Raid, the first being 1.
    pub raid: u32,
    /// Index of the arm.
    pub arm: usize,
}

/// Index of the arm with this id; without one the base.
pub fn arm(world: &World, id: Option<&str>) -> Result<usize, Failure> {
    let Some(id) = id else { return Ok(0) };
    world.arms.iter().position(|arm| arm.id == id).ok_or_else(|| {
        let ids: Vec<&str> = world.arms.iter().map(|arm| arm.id.as_str()).collect();
        Failure::input(format!("--explain-arm {id}: no such arm; allowed: {}", ids.join(", ")))
    })
}

/// Replays a run and tells the story of a threat.
pub fn explain(world: &World, prepared: &Prepared<'_>, asked: &Asked<'_>) -> Result<(), Failure> {
    let record = prepared.replay(asked.run);
    let arm = &record.arms[asked.arm];
    let (raid, number, name) = named(arm, asked)?;
    let mut story: Vec<&Event> = arm.events.iter().filter(|e| e.raid == *raid && e.threat == *number).collect();
    story.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    let began_s = story.first().map_or(0.0, |e| e.time_s);
    let of_threat = || arm.decisions.iter().filter(|d| d.raid == *raid && d.threat == *number);
    let telling = why::Telling { world, began_s };
    let in_arm = if world.arms.len() > 1 { format!(" · arm {}", world.arms[asked.arm].id) } else { String::new() };
    let mut text = format!("{}{in_arm} · run {} · raid {} · {name}\n", world.name, asked.run, asked.raid);
    let mut salvos: Vec<&Decision> = of_threat().filter(|d| d.is_fired()).collect();
    let refusals: Vec<&Decision> = of_threat().filter(|d| !d.is_fired() && !came_to_be(d, &salvos)).collect();
    let mut refusals = refusals.into_iter().peekable();
    for event in story {
        while let Some(decision) = refusals.next_if(|d| d.time_s < event.time_s) {
            text += &telling.decision(decision);
        }
        text += &format!("  {}  {}\n", telling.clock(event.time_s), sentence(world, event));
        if let Some(place) = salvos.iter().position(|d| is_begun_by(d, event)) {
            text += &telling.decision(salvos.remove(place));
        }
    }
    text += &why::delays(world, &prepared.draws()[record.world as usize]);
    print(&text)
}

/// Whether an event is a launch of the salvo that was decided on.
fn is_begun_by(decision: &Decision, event: &Event) -> bool {
    decision.taken().is_some_and(|(taken, offer)| {
        let is_by = match taken.launcher {
            LauncherId::Battery(index) => event.kind == EventKind::Shot && event.actor == index,
            LauncherId::Orbit(index) => event.kind == EventKind::OrbitShot && event.actor == index,
        };
        is_by && event.time_s.to_bits() == offer.launch_s.to_bits()
    })
}

/// Whether a planned salvo was fired as the next one.
fn came_to_be(planned: &Decision, salvos: &[&Decision]) -> bool {
    let launcher = |d: &Decision| d.taken().map(|(taken, _)| taken.launcher);
    let next = salvos.iter().find(|d| d.time_s >= planned.time_s);
    launcher(planned).is_some() && next.is_some_and(|d| launcher(d) == launcher(planned))
}

/// Whether a run is one of the study: of those that its folder holds, where there is one, else of those asked for.
pub fn check_run(run: u64, held: Option<u64>, runs: u64, dir: &Path) -> Result<(), Failure> {
    let num = held.unwrap_or(runs);
    if run < num {
        return Ok(());
    }
    let study = match held {
        Some(_) => format!("{} holds {num} runs", dir.display()),
        None => format!("the study has {num} runs (--runs)"),
    };
    Err(Failure::input(format!("--explain-run {run}: {study}; allowed: 0 to {}", num.saturating_sub(1))))
}

/// Most names that an error lists.
const MOST_NAMES: usize = 200;

/// Raid, number and name of the threat asked for.
fn named<'a>(arm: &'a ArmRecord, asked: &Asked<'_>) -> Result<&'a (u32, u32, String), Failure> {
    let Asked { threat, run, raid, .. } = asked;
    let num_raids = arm.names.iter().map(|name| name.0 + 1).max().unwrap_or(0);
    if num_raids == 0 {
        return Err(Failure::input(format!(
            "--explain {threat}: no raid is played in run {run}: there is nothing to explain"
        )));
    }
    if !(1..=num_raids).contains(raid) {
        return Err(Failure::input(format!(
            "--explain-raid {raid}: run {run} has {num_raids}; allowed: 1 to {num_raids}"
        )));
    }
    let of_raid = || arm.names.iter().filter(|name| name.0 + 1 == *raid);
    if let Some(found) = of_raid().find(|name| name.2 == *threat).or_else(|| named_by_fate(arm, asked)) {
        return Ok(found);
    }
    if ["leaker", "kill"].contains(threat) {
        return Err(Failure::input(format!(
            "--explain {threat}: raid {raid} of run {run} has none; try another --explain-raid or --explain-run"
        )));
    }
    let elsewhere = arm.names.iter().find(|name| name.2 == *threat);
    let elsewhere = elsewhere.map_or(String::new(), |name| format!(" (--explain-raid {} has it)", name.0 + 1));
    let names: Vec<&str> = of_raid().map(|name| name.2.as_str()).take(MOST_NAMES).collect();
    Err(Failure::input(format!(
        "--explain {threat}: no such threat in raid {raid} of run {run}{elsewhere}; allowed: `leaker`, `kill` (the first of each, \
         where there is one), {}",
        names.join(", ")
    )))
}

/// The first threat of the raid that did damage, or that was shot down.
fn named_by_fate<'a>(arm: &'a ArmRecord, asked: &Asked<'_>) -> Option<&'a (u32, u32, String)> {
    let is_wanted = |kind: EventKind| match asked.threat {
        "leaker" => kind == EventKind::Leak,
        "kill" => matches!(kind, EventKind::Kill | EventKind::OrbitKill),
        _ => false,
    };
    let event = arm.events.iter().find(|e| e.raid.checked_add(1) == Some(asked.raid) && is_wanted(e.kind))?;
    arm.names.iter().find(|n| n.0 == event.raid && n.1 == event.threat)
}

fn sentence(world: &World, event: &Event) -> String {
    let actor = event.actor as usize;
    let battery = || if event.actor == NONE { "" } else { world.batteries[actor].name.as_str() };
    match event.kind {
        EventKind::Launch => "launched".into(),
        EventKind::Fail => "failed by its own fault".into(),
        EventKind::Detect => format!("seen, {:.0} s after launch", event.value),
        EventKind::Track => format!("firm track, {:.0} s after it was seen", event.value),
        EventKind::Hold => "seen to fall wide: not shot at by choice".into(),
        EventKind::Authority => {
            format!("authority to engage given to {}, {:.0} s after firm track", battery(), event.value)
        }
        EventKind::Command => format!("launch command to {}", battery()),
        EventKind::Shot => format!("{} launches a round, {:.0} s after the command", battery(), event.value),
        EventKind::Kill => format!("destroyed by {} (salvo of {:.0})", battery(), event.value),
        EventKind::Miss => format!("{} misses with {}", battery(), rounds(event.value)),
        EventKind::SelfDestruct => {
            format!("no target is left for {} of {}: self-destructed", rounds(event.value), battery())
        }
        EventKind::OrbitSelfDestruct => {
            format!("no target is left for {} from orbit: self-destructed", rounds(event.value))
        }
        EventKind::AreaShot => format!("engaged by {}", world.area_defences[actor].name),
        EventKind::AreaKill => format!("stopped by {}", world.area_defences[actor].name),
        EventKind::OrbitShot => format!("interceptor released from orbit ({})", world.constellations[actor].name),
        EventKind::OrbitMiss => format!("missed from orbit by {}", rounds(event.value)),
        EventKind::OrbitKill if event.value <= 0.0 => "destroyed from orbit".into(),
        EventKind::OrbitKill => {
            format!("stopped in boost from orbit; what is left falls {:.0} km from its launch", event.value / 1e3)
        }
        EventKind::FallShort if event.actor == NONE => {
            format!("the warhead comes down where nothing is defended, {:.0} km from its aim", event.value / 1e3)
        }
        EventKind::FallShort => format!("the warhead comes down on {}", world.assets[actor].name),
        EventKind::Harmless => format!("gets through and does no damage: lands {:.0} m from its aim", event.value),
        EventKind::Leak => format!("gets through and does damage at {}", world.assets[actor].name),
        EventKind::Disable => format!("disables an element for {:.0} days", event.value / 86_400.0),
        EventKind::Refused | EventKind::Resupply | EventKind::Raid => event.kind.word().into(),
    }
}

fn rounds(count: f64) -> String {
    if count > 1.0 { format!("{count:.0} rounds") } else { "1 round".to_owned() }
}
