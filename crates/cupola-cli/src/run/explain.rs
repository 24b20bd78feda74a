//! What happened to one threat, event by event; and differences between scenarios as text.

mod why;

use crate::failure::Failure;
use crate::print;
use cupola::sim::event::{Event, EventKind, NONE};
use cupola::sim::why::{Decision, LauncherId};
use cupola::sim::world::World;
use cupola::study::monte_carlo::{ArmRecord, Prepared};
use cupola::study::summary::CompareSummary;
use std::path::Path;

/// `--explain THREAT`: replays one run of the base arm and tells the story of a threat in its first raid; `leaker` and `kill`
/// stand for the first that did damage and the first that was shot down.
pub fn explain(world: &World, prepared: &Prepared<'_>, run: u64, threat: &str) -> Result<(), Failure> {
    let record = prepared.replay(run);
    let arm = &record.arms[0];
    let asked = arm.names.iter().find(|(_, _, name)| name == threat).or_else(|| named_by_fate(arm, threat));
    let Some((raid, number, name)) = asked else {
        if ["leaker", "kill"].contains(&threat) {
            return Err(Failure::input(format!(
                "--explain {threat}: the first raid of run {run} has none; try another --explain-run"
            )));
        }
        let mut names: Vec<&str> = arm.names.iter().filter(|n| n.0 == 0).map(|n| n.2.as_str()).collect();
        names.truncate(200);
        return Err(Failure::input(format!(
            "--explain {threat}: no such threat in run {run}; allowed: `leaker`, `kill` (the first of each, where there is one), or \
             of the first raid {}",
            names.join(", ")
        )));
    };
    let mut story: Vec<&Event> = arm.events.iter().filter(|e| e.raid == *raid && e.threat == *number).collect();
    story.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    let began_s = story.first().map_or(0.0, |e| e.time_s);
    let of_threat = || arm.decisions.iter().filter(|d| d.raid == *raid && d.threat == *number);
    let telling = why::Telling { world, began_s };
    let mut text = format!("{} · run {run} · raid {} · {name}\n", world.name, raid + 1);
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

/// The first threat of the first raid that did damage, or that was shot down.
fn named_by_fate<'a>(arm: &'a ArmRecord, word: &str) -> Option<&'a (u32, u32, String)> {
    let is_wanted = |kind: EventKind| match word {
        "leaker" => kind == EventKind::Leak,
        "kill" => matches!(kind, EventKind::Kill | EventKind::OrbitKill),
        _ => false,
    };
    let event = arm.events.iter().find(|e| e.raid == 0 && is_wanted(e.kind))?;
    arm.names.iter().find(|n| n.0 == 0 && n.1 == event.threat)
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

/// The comparison of scenarios as text.
pub fn differences(summary: &CompareSummary) -> String {
    let mut text =
        format!("compared with {} (same seed, same luck): difference (5-95 % of paired runs)\n", summary.base);
    for arm in &summary.arms {
        text += &format!("\n{}\n", arm.name);
        for (key, label) in &arm.labels {
            let d = &arm.delta[key];
            text += &format!(
                "  {label:32} {:>8.1} -> {:>8.1}   {:+.1} ({:+.1} to {:+.1})   {}\n",
                d.base_mean, d.arm_mean, d.mean, d.p05, d.p95, d.verdict
            );
        }
    }
    text
}
