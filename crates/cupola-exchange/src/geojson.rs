//! The raid on a map: GeoJSON (`RFC7946`), longitudes and latitudes on the WGS 84 ellipsoid, heights in metres where a flight has them.

mod line;

use crate::Epoch;
use crate::words::{fate, outcome, shot_id, shot_story, threat_id, threat_story};
use cupola_core::math;
use cupola_earth::{Geodetic, wgs84};
use cupola_flight::State;
use cupola_study::replay::{Fate, Film};
use cupola_study::scene::Scene;
use line::{Point, lines, refined, rounded};
use serde_json::{Value, json};

/// Longest line of an outline (m).
const LONGEST_M: f64 = 100e3;
/// A flight shorter than this has no track (s).
const SAME_S: f64 = 1e-3;

/// The map of a raid: places, launch areas, batteries, radars and area defences as points; what they reach as lines; the tracks of
/// threats and rounds; and where threats came down.
#[must_use]
pub fn write(scene: &Scene, film: &Film<'_>, epoch: Epoch) -> Value {
    let mut features = of_scene(scene);
    features.extend(of_replay(scene, film, epoch));
    let replay = &film.replay;
    json!({
        "type": "FeatureCollection",
        "name": format!("{} run {} arm {}", replay.scenario, replay.run, replay.arm),
        "epoch_utc": epoch.to_string(),
        "drawn_paths": replay.drawn_paths,
        "features": features,
    })
}

fn feature(id: &str, geometry: Value, properties: Value) -> Value {
    json!({ "type": "Feature", "id": id, "geometry": geometry, "properties": properties })
}

fn point(lon_deg: f64, lat_deg: f64) -> Value {
    json!({ "type": "Point", "coordinates": [rounded(lon_deg), rounded(lat_deg)] })
}

fn of_scene(scene: &Scene) -> Vec<Value> {
    let mut all = Vec::new();
    for place in &scene.places {
        let properties = json!({ "kind": "place", "name": place.name, "nation": place.nation, "value": place.value });
        all.push(feature(&format!("place/{}", place.id), point(place.lon_deg, place.lat_deg), properties));
    }
    for area in &scene.launch_areas {
        let properties = json!({ "kind": "launch_area", "name": area.name, "radius_m": area.radius_m });
        all.push(feature(&format!("launch_area/{}", area.id), point(area.lon_deg, area.lat_deg), properties));
    }
    for battery in &scene.batteries {
        let properties = json!({ "kind": battery.kind, "name": battery.name, "nation": battery.nation,
            "facing_deg": battery.facing_deg, "sector_deg": battery.sector_deg, "rests_on": battery.rests_on });
        all.push(feature(&format!("battery/{}", battery.id), point(battery.lon_deg, battery.lat_deg), properties));
        for load in &battery.loads {
            let line =
                reach(battery.lat_deg, battery.lon_deg, load.reach_m, battery.facing_deg.zip(battery.sector_deg));
            let properties = json!({ "kind": "reach", "of": battery.id, "interceptor": load.interceptor,
                "reach_m": load.reach_m, "lowest_m": load.lowest_m, "highest_m": load.highest_m });
            all.push(feature(&format!("reach/{}/{}", battery.id, load.interceptor), line, properties));
        }
    }
    for sensor in &scene.sensors {
        let sector = sensor.facing_deg.zip(sensor.sector_deg);
        let properties = json!({ "kind": "sensor", "name": sensor.name, "nation": sensor.nation, "range_m": sensor.range_m,
            "reference_rcs_m2": sensor.reference_rcs_m2, "facing_deg": sensor.facing_deg, "sector_deg": sensor.sector_deg,
            "rests_on": sensor.rests_on });
        all.push(feature(&format!("sensor/{}", sensor.id), point(sensor.lon_deg, sensor.lat_deg), properties));
        let line = reach(sensor.lat_deg, sensor.lon_deg, sensor.range_m, sector);
        let properties = json!({ "kind": "range", "of": sensor.id, "range_m": sensor.range_m });
        all.push(feature(&format!("range/{}", sensor.id), line, properties));
    }
    for area in &scene.area_defences {
        let properties =
            json!({ "kind": "area_defence", "name": area.name, "nation": area.nation, "radius_m": area.radius_m });
        all.push(feature(&format!("area_defence/{}", area.id), point(area.lon_deg, area.lat_deg), properties));
        let line = reach(area.lat_deg, area.lon_deg, area.radius_m, None);
        all.push(feature(&format!("area/{}", area.id), line, json!({ "kind": "area", "of": area.id })));
    }
    all
}

fn of_replay(scene: &Scene, film: &Film<'_>, epoch: Epoch) -> Vec<Value> {
    let replay = &film.replay;
    let mut all = Vec::new();
    for (index, threat) in replay.threats.iter().enumerate() {
        let line = track(&film.threat_knots_s(index), &|time_s| film.threat(index, time_s));
        let id = threat_id(replay, index);
        let [from, to] = [threat.launch_s, threat.end_s].map(|time_s| epoch.plus_s(time_s).to_string());
        let properties = json!({ "kind": "threat", "name": threat.name, "class": threat.class, "target": threat.target,
            "fate": fate(threat.fate), "by": threat.by, "launch_utc": from, "end_utc": to,
            "story": threat_story(scene, threat) });
        all.extend(line.map(|line| feature(&id, line, properties)));
        if matches!(threat.fate, Fate::Leaked | Fate::FellHarmless | Fate::HeldByChoice) {
            let end = geodetic(&film.threat(index, threat.end_s));
            let properties = json!({ "kind": "impact", "of": id, "fate": fate(threat.fate), "target": threat.target });
            all.push(feature(&format!("impact/{}", index + 1), point(end[0], end[1]), properties));
        }
    }
    for (index, shot) in
        replay.shots.iter().enumerate().filter(|(index, shot)| film.shot(*index, shot.launch_s).is_some())
    {
        let line = track(&[shot.launch_s, shot.end_s], &|time_s| film.shot(index, time_s).expect("it is a round"));
        let properties = json!({ "kind": "shot", "element": shot.element, "interceptor": shot.interceptor,
            "threat": threat_id(replay, shot.threat), "outcome": outcome(shot.outcome), "story": shot_story(replay, shot) });
        all.extend(line.map(|line| feature(&shot_id(index), line, properties)));
    }
    all
}

fn geodetic(state: &State) -> Point {
    let place = wgs84::geodetic_from_ecef(&state.pos_ecef_m);
    [place.lon_rad.to_degrees(), place.lat_rad.to_degrees(), place.alt_m]
}

/// The ground track of a flight with its heights through the moments `knots_s`; none of one without length.
fn track(knots_s: &[f64], state: &dyn Fn(f64) -> State) -> Option<Value> {
    let points = refined(knots_s, &|time_s| geodetic(&state(time_s)));
    let is_flight = knots_s.first().zip(knots_s.last()).is_some_and(|(first, last)| last - first >= SAME_S);
    is_flight.then(|| lines(&points))
}

/// The outline of what is reached: an arc and both radii where it is a sector; by great circles, within 0.6 % of the geodesic.
fn reach(lat_deg: f64, lon_deg: f64, reach_m: f64, sector: Option<(f64, f64)>) -> Value {
    let site = Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: lon_deg.to_radians(), alt_m: 0.0 };
    let (from_deg, width_deg) = sector.map_or((0.0, 360.0), |(facing, width)| (facing - width / 2.0, width));
    let at = |bearing_deg: f64, range_m: f64| {
        let place = wgs84::destination(&site, bearing_deg.to_radians().rem_euclid(math::TAU), range_m);
        [place.lon_rad.to_degrees(), place.lat_rad.to_degrees(), 0.0]
    };
    let until_deg = from_deg + width_deg;
    let arc_m = width_deg.to_radians() * wgs84::MEAN_RADIUS_M * math::sin(reach_m / wgs84::MEAN_RADIUS_M).abs();
    let arc = refined(&parts(arc_m), &|along_m| {
        let share = if arc_m > 0.0 { along_m / arc_m } else { 0.0 };
        at(from_deg + share * width_deg, reach_m)
    });
    if sector.is_none() {
        return lines(&arc);
    }
    let out = refined(&parts(reach_m), &|range_m| at(from_deg, range_m));
    let back = refined(&parts(reach_m), &|gone_m| at(until_deg, reach_m - gone_m));
    lines(&[&out[..], &arc[1..], &back[1..]].concat())
}

/// A length in even parts, none longer than [`LONGEST_M`].
fn parts(length_m: f64) -> Vec<f64> {
    let num = (length_m / LONGEST_M).ceil().max(1.0);
    (0..=num as u32).map(|part| length_m * f64::from(part) / num).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every point of a reach circle is as far away as it says, over the ground.
    #[test]
    fn a_circle_is_as_wide_as_it_says() {
        let circle = reach(52.0, 179.5, 300e3, None);
        let site = Geodetic { lat_rad: 52_f64.to_radians(), lon_rad: 179.5_f64.to_radians(), alt_m: 0.0 };
        assert_eq!(circle["type"], "MultiLineString");
        for point in circle["coordinates"].as_array().unwrap().iter().flat_map(|part| part.as_array().unwrap()) {
            let [lon, lat] = [0, 1].map(|axis| point[axis].as_f64().unwrap().to_radians());
            let off_m = wgs84::range_m(&site, &Geodetic { lat_rad: lat, lon_rad: lon, alt_m: 0.0 }) - 300e3;
            assert!(off_m.abs() < if lon.abs() > math::PI - 1e-6 { 100.0 } else { 1.0 }, "{off_m} m at {lon}");
        }
    }

    /// Radii and arcs of a wide sector close by a pole, a circle round it, and one that goes through it: no line is longer than
    /// 100 km, nor leaves the arc that it draws.
    #[test]
    fn outlines_are_of_short_lines() {
        for (lat_deg, reach_m, sector) in [
            (78.0, 4_800e3, Some((20.0, 240.0))),
            (89.0, 300e3, None),
            (80.0, 1_112e3, None),
            (90.0, 200e3, Some((0.0, 90.0))),
        ] {
            let site = Geodetic { lat_rad: f64::to_radians(lat_deg), lon_rad: 1.0, alt_m: 0.0 };
            let outline = reach(lat_deg, 1.0_f64.to_degrees(), reach_m, sector);
            let parts = match outline["type"].as_str().unwrap() {
                "LineString" => vec![outline["coordinates"].clone()],
                _ => outline["coordinates"].as_array().unwrap().clone(),
            };
            for pair in parts.iter().flat_map(|part| part.as_array().unwrap().windows(2)) {
                let [from, to] = [0, 1].map(|end| [0, 1].map(|axis| pair[end][axis].as_f64().unwrap()));
                let at = |share: f64| {
                    let [lon, lat] = [0, 1].map(|axis| (from[axis] + share * (to[axis] - from[axis])).to_radians());
                    Geodetic { lat_rad: lat, lon_rad: lon, alt_m: 0.0 }
                };
                assert!(wgs84::range_m(&at(0.0), &at(1.0)) < 100.5e3, "{lat_deg}: {from:?} to {to:?}");
                if sector.is_none() {
                    let off_m = wgs84::range_m(&site, &at(0.37)) - reach_m;
                    assert!(off_m.abs() < 110.0, "{lat_deg}: {off_m} m between {from:?} and {to:?}");
                }
            }
        }
    }
}
