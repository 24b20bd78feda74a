//! Words for what is in a replay, alike in all formats.

use cupola_scenario::oem::{SATELLITE, SHOT};
use cupola_study::replay::{Fate, Outcome, Replay, Shot, Threat};
use cupola_study::scene::Scene;

/// Ids of things in a raid, unique in it.
pub fn threat_id(replay: &Replay, threat: usize) -> String {
    let of = &replay.threats[threat];
    match replay.threats.iter().filter(|other| other.name == of.name).count() {
        1 => format!("threat/{}", of.name),
        _ => format!("threat/{}-{}", of.name, threat + 1),
    }
}

/// Of a shot: its number among all.
pub fn shot_id(shot: usize) -> String {
    format!("{SHOT}{}", shot + 1)
}

/// Of a satellite.
pub fn satellite_id(constellation: &str, place: u32) -> String {
    format!("{SATELLITE}{constellation}-{}", place + 1)
}

/// What became of a threat.
pub fn fate(fate: Fate) -> &'static str {
    match fate {
        Fate::Intercepted => "intercepted",
        Fate::Suppressed => "suppressed",
        Fate::Failed => "failed",
        Fate::FellHarmless => "fell harmless",
        Fate::Leaked => "leaked",
        Fate::HeldByChoice => "fell harmless, not shot at by choice",
    }
}

/// How a shot ended.
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Hit => "hit",
        Outcome::Missed => "missed",
        Outcome::SelfDestructed => "found its target gone and destroyed itself",
        Outcome::Lost => "its target was gone before it was over",
    }
}

/// The story of a threat in a sentence or two.
pub fn threat_story(scene: &Scene, threat: &Threat<Vec<f64>>) -> String {
    let class = scene.threat_classes.iter().find(|c| c.id == threat.class).map_or(threat.class.as_str(), |c| &c.name);
    let by = threat.by.as_ref().map_or(String::new(), |by| format!(" by {by}"));
    format!(
        "{class} from {} at {}. Launched {:.1} s after the raid began, over at {:.1} s: {}{by}.",
        threat.area,
        threat.target,
        threat.launch_s,
        threat.end_s,
        fate(threat.fate)
    )
}

/// The story of a shot.
pub fn shot_story(replay: &Replay, shot: &Shot<Vec<f64>>) -> String {
    let what = shot.interceptor.as_deref().unwrap_or("an engagement");
    let target = &replay.threats[shot.threat].name;
    format!(
        "{what} of {} at {target}. Launched {:.1} s after the raid began, over at {:.1} s: {}.",
        shot.element,
        shot.launch_s,
        shot.end_s,
        outcome(shot.outcome)
    )
}
