//! CZML: the raid as Cesium viewers play it (`CZML`).
//!
//! Earth-fixed throughout (`referenceFrame` FIXED), metres, seconds since the epoch of the document. Threats and rounds carry
//! velocities and are interpolated by cubic Hermite polynomials, satellites by Lagrange polynomials of degree 5.

use crate::Epoch;
use crate::Sample;
use crate::oem::satellites;
use crate::sample::sampled;
use crate::words::{fate, shot_id, shot_story, threat_id, threat_story};
use cupola_study::replay::{Fate, Film, Outcome, Shot};
use cupola_study::scene::Scene;
use serde_json::{Value, json};

/// How far the cubic between two samples may be off the flight (m).
const TOLERANCE_M: f64 = 5.0;
/// Time between samples of a satellite (s): on a low orbit a polynomial of degree 5 through six of them is within a metre.
const SATELLITE_STEP_S: f64 = 60.0;
/// How long the label of an event stays (s).
const LABEL_S: f64 = 20.0;
/// How much faster than the raid a viewer begins to play it.
const MULTIPLIER: f64 = 10.0;

/// Colours (red, green, blue, opacity) of classes of threats, by their place in the scenario: told apart by the colour-blind
/// (`WONG2011`).
const CLASS_RGBA: [[u8; 4]; 7] = [
    [213, 94, 0, 255],
    [230, 159, 0, 255],
    [240, 228, 66, 255],
    [204, 121, 167, 255],
    [0, 158, 115, 255],
    [86, 180, 233, 255],
    [0, 114, 178, 255],
];
const DEFENCE_RGBA: [u8; 4] = [86, 180, 233, 255];
const REACH_RGBA: [u8; 4] = [86, 180, 233, 40];
const RANGE_RGBA: [u8; 4] = [0, 158, 115, 24];
const PLACE_RGBA: [u8; 4] = [255, 255, 255, 255];
const SATELLITE_RGBA: [u8; 4] = [170, 170, 170, 255];

/// The document of a raid.
#[must_use]
pub fn write(scene: &Scene, film: &Film<'_>, epoch: Epoch) -> Value {
    let packets = Packets { scene, film, epoch };
    let mut all = vec![packets.document()];
    all.extend(packets.of_scene());
    all.extend((0..film.replay.threats.len()).filter_map(|index| packets.threat(index)));
    all.extend((0..film.replay.shots.len()).filter_map(|index| packets.shot(index)));
    all.extend(packets.satellites());
    all.extend((0..film.replay.threats.len()).map(|index| packets.end_of(index)));
    Value::Array(all)
}

struct Packets<'a> {
    scene: &'a Scene,
    film: &'a Film<'a>,
    epoch: Epoch,
}

fn color(rgba: [u8; 4]) -> Value {
    json!({ "rgba": rgba })
}

fn solid(rgba: [u8; 4]) -> Value {
    json!({ "solidColor": { "color": color(rgba) } })
}

fn label(text: &str, rgba: [u8; 4]) -> Value {
    json!({ "text": text, "font": "12px sans-serif", "fillColor": color(rgba), "pixelOffset": { "cartesian2": [8, -8] },
        "horizontalOrigin": "LEFT", "verticalOrigin": "BOTTOM" })
}

fn point(rgba: [u8; 4], pixels: u32) -> Value {
    json!({ "color": color(rgba), "pixelSize": pixels })
}

fn on_ground(lat_deg: f64, lon_deg: f64) -> Value {
    json!({ "cartographicDegrees": [lon_deg, lat_deg, 0.0] })
}

/// Millimetres and tenths of a millimetre a second are kept.
fn rounded(value: f64, per_unit: f64) -> f64 {
    (value * per_unit).round() / per_unit
}

impl Packets<'_> {
    fn moment(&self, time_s: f64) -> String {
        format!("{}Z", self.epoch.plus_s(time_s))
    }

    fn interval(&self, from_s: f64, until_s: f64) -> String {
        format!("{}/{}", self.moment(from_s), self.moment(until_s))
    }

    fn document(&self) -> Value {
        let replay = &self.film.replay;
        let what = format!(
            "{}: {}\n\nRaid {} of run {}, arm {}, seed {}; scenario {} ({}). {}",
            self.scene.title,
            self.scene.question,
            replay.raid,
            replay.run,
            replay.arm,
            replay.seed,
            replay.scenario,
            replay.hash,
            replay.drawn_paths
        );
        json!({ "id": "document", "name": format!("{} run {}", replay.scenario, replay.run), "version": "1.0",
            "description": html(&what),
            "clock": { "interval": self.interval(0.0, replay.end_s), "currentTime": self.moment(0.0),
                "multiplier": MULTIPLIER, "range": "LOOP_STOP", "step": "SYSTEM_CLOCK_MULTIPLIER" } })
    }

    fn of_scene(&self) -> Vec<Value> {
        let mut all = Vec::new();
        for place in &self.scene.places {
            all.push(json!({ "id": format!("place/{}", place.id), "name": place.name,
                "description": html(&format!("{} of {}, value {}", place.name, place.nation, place.value)),
                "position": on_ground(place.lat_deg, place.lon_deg), "point": point(PLACE_RGBA, 7),
                "label": label(&place.name, PLACE_RGBA) }));
        }
        for battery in &self.scene.batteries {
            let rounds: Vec<String> = battery.loads.iter().map(|l| format!("{} {}", l.rounds, l.name)).collect();
            all.push(json!({ "id": format!("battery/{}", battery.id), "name": battery.name,
                "description": told(&format!("{} of {}: {}", battery.kind, battery.nation, rounds.join(", ")), &battery.rests_on),
                "position": on_ground(battery.lat_deg, battery.lon_deg), "point": point(DEFENCE_RGBA, 8),
                "label": label(&battery.name, DEFENCE_RGBA) }));
            for load in battery.loads.iter().filter(|load| load.reach_m > 0.0) {
                all.push(json!({ "id": format!("reach/{}/{}", battery.id, load.interceptor),
                    "name": format!("{}: reach of {}", battery.name, load.name),
                    "description": format!("within {:.0} km of ground, {:.1} to {:.0} km up", load.reach_m / 1e3,
                        load.lowest_m / 1e3, load.highest_m / 1e3),
                    "position": on_ground(battery.lat_deg, battery.lon_deg), "ellipse": disc(load.reach_m, REACH_RGBA) }));
            }
        }
        for sensor in &self.scene.sensors {
            let bare = format!(
                "radar of {}, {:.0} km against {} m²",
                sensor.nation,
                sensor.range_m / 1e3,
                sensor.reference_rcs_m2
            );
            all.push(json!({ "id": format!("sensor/{}", sensor.id), "name": sensor.name,
                "description": told(&bare, &sensor.rests_on),
                "position": on_ground(sensor.lat_deg, sensor.lon_deg), "point": point(RANGE_RGBA, 6),
                "ellipsoid": self.coverage(sensor) }));
        }
        for area in &self.scene.area_defences {
            all.push(json!({ "id": format!("area_defence/{}", area.id), "name": area.name,
                "description": told(&format!("area defence of {}", area.nation), &area.rests_on),
                "position": on_ground(area.lat_deg, area.lon_deg), "ellipse": disc(area.radius_m, REACH_RGBA) }));
        }
        all
    }

    /// The part of a ball that a radar looks into: clocks from east, counter-clockwise; cones from the zenith.
    fn coverage(&self, sensor: &cupola_study::scene::Sensor) -> Value {
        let (from_deg, until_deg) = match sensor.facing_deg.zip(sensor.sector_deg) {
            Some((facing, width)) => (90.0 - facing - width / 2.0, 90.0 - facing + width / 2.0),
            None => (0.0, 360.0),
        };
        let cone_deg = |elevation_deg: f64| (90.0 - elevation_deg).clamp(0.0, 180.0);
        json!({ "radii": { "cartesian": [sensor.range_m, sensor.range_m, sensor.range_m] },
            "minimumClock": from_deg.to_radians(), "maximumClock": until_deg.to_radians(),
            "minimumCone": cone_deg(sensor.highest_deg).to_radians(), "maximumCone": cone_deg(sensor.lowest_deg).to_radians(),
            "fill": true, "material": solid(RANGE_RGBA), "outline": false })
    }

    fn threat_rgba(&self, class: &str) -> [u8; 4] {
        let place = self.scene.threat_classes.iter().position(|other| other.id == class).unwrap_or(0);
        CLASS_RGBA[place % CLASS_RGBA.len()]
    }

    fn threat(&self, index: usize) -> Option<Value> {
        let threat = &self.film.replay.threats[index];
        let samples = sampled(&self.film.threat_knots_s(index), TOLERANCE_M, &|time_s| self.film.threat(index, time_s));
        let rgba = self.threat_rgba(&threat.class);
        let id = threat_id(&self.film.replay, index);
        (!samples.is_empty()).then(|| {
            json!({ "id": id, "name": threat.name, "description": html(&threat_story(self.scene, threat)),
                "availability": self.interval(threat.launch_s, threat.end_s),
                "position": self.flown(&samples), "point": point(rgba, 6),
                "path": { "material": solid(rgba), "width": 1, "leadTime": 0, "trailTime": 600, "resolution": 5 } })
        })
    }

    fn shot(&self, index: usize) -> Option<Value> {
        let shot: &Shot<_> = &self.film.replay.shots[index];
        self.film.shot(index, shot.launch_s)?;
        let state = |time_s| self.film.shot(index, time_s).expect("it is a round");
        let samples = sampled(&[shot.launch_s, shot.end_s], TOLERANCE_M, &state);
        let rgba = match shot.outcome {
            Outcome::Hit => [0, 200, 80, 255],
            Outcome::Missed | Outcome::SelfDestructed | Outcome::Lost => [255, 255, 255, 160],
        };
        (!samples.is_empty()).then(|| {
            json!({ "id": shot_id(index), "name": format!("{} at {}", shot.element, self.film.replay.threats[shot.threat].name),
                "description": html(&shot_story(&self.film.replay, shot)),
                "availability": self.interval(shot.launch_s, shot.end_s),
                "position": self.flown(&samples), "point": point(rgba, 4),
                "path": { "material": solid(rgba), "width": 1, "leadTime": 0, "trailTime": 120, "resolution": 2 } })
        })
    }

    /// Positions and velocities of a flight.
    fn flown(&self, samples: &[Sample]) -> Value {
        let row = |sample: &Sample| {
            let (r, v) = (&sample.state.pos_ecef_m, &sample.state.vel_ecef_m_s);
            let [x, y, z] = [r.x, r.y, r.z].map(|value| rounded(value, 1e3));
            let [vx, vy, vz] = [v.x, v.y, v.z].map(|value| rounded(value, 1e4));
            [rounded(sample.time_s, 1e6), x, y, z, vx, vy, vz]
        };
        let rows: Vec<f64> = samples.iter().flat_map(row).collect();
        json!({ "epoch": self.moment(0.0), "referenceFrame": "FIXED", "interpolationAlgorithm": "HERMITE",
            "interpolationDegree": 3, "cartesianVelocity": rows })
    }

    fn satellites(&self) -> Vec<Value> {
        let of = |segment: crate::oem::Segment| {
            let row = |sample: &Sample| {
                let r = &sample.state.pos_ecef_m;
                [sample.time_s, rounded(r.x, 1e1), rounded(r.y, 1e1), rounded(r.z, 1e1)]
            };
            let rows: Vec<f64> = segment.samples.iter().flat_map(row).collect();
            json!({ "id": segment.id, "name": segment.name,
                "position": { "epoch": self.moment(0.0), "referenceFrame": "FIXED", "interpolationAlgorithm": "LAGRANGE",
                    "interpolationDegree": 5, "cartesian": rows },
                "point": point(SATELLITE_RGBA, 3) })
        };
        satellites(self.film, self.epoch, SATELLITE_STEP_S).into_iter().map(of).collect()
    }

    /// A label where a threat ended, for a while.
    fn end_of(&self, index: usize) -> Value {
        let threat = &self.film.replay.threats[index];
        let rgba = match threat.fate {
            Fate::Leaked => [213, 94, 0, 255],
            Fate::FellHarmless | Fate::HeldByChoice | Fate::Failed => [240, 228, 66, 255],
            Fate::Intercepted | Fate::Suppressed => [0, 200, 80, 255],
        };
        let at = self.film.threat(index, threat.end_s).pos_ecef_m;
        let place = [at.x, at.y, at.z].map(|value| rounded(value, 1e3));
        json!({ "id": format!("end/{}", index + 1), "name": format!("{}: {}", threat.name, fate(threat.fate)),
            "description": html(&threat_story(self.scene, threat)),
            "availability": self.interval(threat.end_s, threat.end_s + LABEL_S),
            "position": { "cartesian": place }, "point": point(rgba, 8),
            "label": label(&format!("{} {}", threat.name, fate(threat.fate)), rgba) })
    }
}

fn disc(radius_m: f64, rgba: [u8; 4]) -> Value {
    json!({ "semiMajorAxis": radius_m, "semiMinorAxis": radius_m, "height": 0, "fill": true, "material": solid(rgba),
        "outline": true, "outlineColor": color([rgba[0], rgba[1], rgba[2], 160]) })
}

/// A description with what it rests on, as HTML, which viewers show it as.
fn told(what: &str, rests_on: &[String]) -> String {
    if rests_on.is_empty() {
        html(what)
    } else {
        html(&format!("{what}. Sources: catalogue entries {}", rests_on.join(", ")))
    }
}

/// Text as HTML that reads the same.
fn html(text: &str) -> String {
    let told = |c: char| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        '\n' => "<br>".to_owned(),
        _ => c.to_string(),
    };
    text.chars().map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_are_html_that_reads_as_the_text() {
        let written = told("<b>\"A\" & 'B'</b>\nC", &["x<y".to_owned()]);
        let expected = "&lt;b&gt;&quot;A&quot; &amp; &#39;B&#39;&lt;/b&gt;<br>C. Sources: catalogue entries x&lt;y";
        assert_eq!(written, expected);
    }
}
