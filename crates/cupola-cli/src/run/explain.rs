//! What happened to one threat, event by event; and differences between scenarios as text.

use crate::failure::Failure;
use crate::print;
use cupola::sim::event::{Event, EventKind, NONE};
use cupola::sim::world::World;
use cupola::study::monte_carlo::Prepared;
use cupola::study::summary::CompareSummary;

/// `--explain THREAT`: replays one run of the base arm and tells the story of the threat in its first raid.
pub fn explain(world: &World, prepared: &Prepared<'_>, run: u64, threat: &str) -> Result<(), Failure> {
    let record = prepared.replay(run);
    let arm = &record.arms[0];
    let Some((raid, number, _)) = arm.names.iter().find(|(_, _, name)| name == threat) else {
        let mut names: Vec<&str> = arm.names.iter().filter(|n| n.0 == 0).map(|n| n.2.as_str()).collect();
        names.truncate(200);
        return Err(Failure::input(format!(
            "--explain {threat}: no such threat in run {run}; the first raid has: {}",
            names.join(", ")
        )));
    };
    let mut story: Vec<&Event> = arm.events.iter().filter(|e| e.raid == *raid && e.threat == *number).collect();
    story.sort_by(|a, b| a.time_s.total_cmp(&b.time_s));
    let mut text = format!("{} · run {run} · raid {} · {threat}\n", world.name, raid + 1);
    let began_s = story.first().map_or(0.0, |e| e.time_s);
    for event in story {
        let after = event.time_s - began_s;
        text += &format!("  {:>3}:{:04.1}  {}\n", (after / 60.0).floor(), after % 60.0, sentence(world, event));
    }
    print(&text)
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
        EventKind::Miss => format!("{} misses (salvo of {:.0})", battery(), event.value),
        EventKind::AreaShot => format!("engaged by {}", world.area_defences[actor].name),
        EventKind::AreaKill => format!("stopped by {}", world.area_defences[actor].name),
        EventKind::OrbitShot => format!("interceptor released from orbit ({})", world.constellations[actor].name),
        EventKind::OrbitMiss => format!("missed from orbit (salvo of {:.0})", event.value),
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
