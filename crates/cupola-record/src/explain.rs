//! What happened to one threat, event by event.

mod why;

use cupola_sim::event::{Event, EventKind, NONE};
use cupola_sim::why::{Decision, LauncherId};
use cupola_sim::world::World;
use cupola_study::monte_carlo::{ArmRecord, Prepared};

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

/// Why there is nothing to tell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// The run has no raid.
    #[error("--explain {threat}: no raid is played in run {run}: there is nothing to explain")]
    NoRaid {
        /// Threat asked for.
        threat: String,
        /// Run.
        run: u64,
    },
    /// The run has no such raid.
    #[error("--explain-raid {raid}: run {run} has {num_raids}; allowed: 1 to {num_raids}")]
    RaidNumber {
        /// Raid asked for.
        raid: u32,
        /// Run.
        run: u64,
        /// Raids of the run.
        num_raids: u32,
    },
    /// No threat met the fate asked for.
    #[error("--explain {threat}: raid {raid} of run {run} has none; try another --explain-raid or --explain-run")]
    NoFate {
        /// `leaker` or `kill`.
        threat: String,
        /// Raid.
        raid: u32,
        /// Run.
        run: u64,
    },
    /// No threat has the name asked for.
    #[error(
        "--explain {threat}: no such threat in raid {raid} of run {run}{}; allowed: `leaker`, `kill` (the first of each, \
         where there is one), {}", elsewhere_words(*elsewhere), names.join(", ")
    )]
    NoThreat {
        /// Threat asked for.
        threat: String,
        /// Raid.
        raid: u32,
        /// Run.
        run: u64,
        /// A raid that has a threat of this name, the first being 1.
        elsewhere: Option<u32>,
        /// The threats there are, the first of many.
        names: Vec<String>,
    },
}

fn elsewhere_words(raid: Option<u32>) -> String {
    raid.map_or(String::new(), |raid| format!(" (--explain-raid {raid} has it)"))
}

/// Replays a run and tells the story of a threat: what `cupola run --explain` prints.
///
/// # Errors
/// [`ExplainError`] where the run has no such threat.
pub fn explain(world: &World, prepared: &Prepared<'_>, asked: &Asked<'_>) -> Result<String, ExplainError> {
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
    Ok(text)
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

/// Most names that an error lists.
const MOST_NAMES: usize = 200;

/// Raid, number and name of the threat asked for.
fn named<'a>(arm: &'a ArmRecord, asked: &Asked<'_>) -> Result<&'a (u32, u32, String), ExplainError> {
    let Asked { run, raid, .. } = *asked;
    let threat = asked.threat.to_owned();
    let num_raids = arm.names.iter().map(|name| name.0 + 1).max().unwrap_or(0);
    if num_raids == 0 {
        return Err(ExplainError::NoRaid { threat, run });
    }
    if !(1..=num_raids).contains(&raid) {
        return Err(ExplainError::RaidNumber { raid, run, num_raids });
    }
    let of_raid = || arm.names.iter().filter(|name| name.0 + 1 == raid);
    if let Some(found) = of_raid().find(|name| name.2 == threat).or_else(|| named_by_fate(arm, asked)) {
        return Ok(found);
    }
    if ["leaker", "kill"].contains(&asked.threat) {
        return Err(ExplainError::NoFate { threat, raid, run });
    }
    let elsewhere = arm.names.iter().find(|name| name.2 == threat).map(|name| name.0 + 1);
    let names = of_raid().map(|name| name.2.clone()).take(MOST_NAMES).collect();
    Err(ExplainError::NoThreat { threat, raid, run, elsewhere, names })
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
