//! Flown trajectories as JSON, CSV and CZML: what `cupola fly` hands on.

use crate::text;
use cupola_core::Day;
use cupola_study::summary::flight::FlightSummary;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Launch of every flight in CZML: a day like any other, since a flight has no date.
const EPOCH_DAY: &str = "2026-01-01";
/// Times real time at which a globe plays the flights.
const MULTIPLIER: f64 = 30.0;
/// Colours of the flights, in order and again.
const COLOURS: [[u8; 3]; 6] =
    [[255, 176, 59], [92, 172, 238], [238, 99, 99], [144, 206, 120], [201, 148, 238], [240, 240, 240]];

/// Flights as indented JSON, ending in a newline: one as itself, several under `flights`.
///
/// # Panics
/// Never: a flight has no map whose keys are not text.
#[must_use]
pub fn to_json(flights: &[FlightSummary]) -> String {
    let text = match flights {
        [one] => serde_json::to_string_pretty(one),
        several => serde_json::to_string_pretty(&json!({ "flights": several })),
    };
    text.expect("a flight has text keys only") + "\n"
}

/// The samples of all flights as CSV, one row each.
#[must_use]
pub fn to_csv(flights: &[FlightSummary]) -> String {
    let mut out = String::from("threat,time_s,lat_deg,lon_deg,altitude_m,speed_m_s,ground_m\n");
    for flight in flights {
        for s in &flight.samples {
            let _ = writeln!(
                out,
                "{},{:.3},{:.7},{:.7},{:.2},{:.3},{:.1}",
                flight.threat,
                s.time_s,
                round(s.lat_deg, 1e7),
                round(s.lon_deg, 1e7),
                round(s.altitude_m, 1e2),
                s.speed_m_s,
                s.ground_m
            );
        }
    }
    out
}

/// The flights as a CZML 1.0 document: a clock, and for each flight its Earth-fixed positions, path and label.
///
/// All launch at the same instant, midnight UTC of an arbitrary day. Cesium opens it as it is.
#[must_use]
pub fn to_czml(flights: &[FlightSummary]) -> String {
    let longest_s = flights.iter().map(|f| f.flight_time_s).fold(0.0, f64::max);
    let mut packets = vec![json!({
        "id": "document",
        "name": flights.iter().map(|f| f.name.as_str()).collect::<Vec<_>>().join(", "),
        "version": "1.0",
        "clock": {
            "interval": interval(longest_s),
            "currentTime": instant(0.0),
            "multiplier": MULTIPLIER,
            "range": "LOOP_STOP",
            "step": "SYSTEM_CLOCK_MULTIPLIER",
        },
    })];
    packets.extend(flights.iter().enumerate().map(|(index, flight)| packet(index, flight)));
    let mut text = Value::Array(packets).to_string();
    text.push('\n');
    text
}

/// Rounded to a share of a unit; zero has no sign.
fn round(x: f64, per_unit: f64) -> f64 {
    (x * per_unit).round() / per_unit + 0.0
}

fn packet(index: usize, flight: &FlightSummary) -> Value {
    let [r, g, b] = COLOURS[index % COLOURS.len()];
    let colour = json!({ "rgba": [r, g, b, 255] });
    let cartesian: Vec<f64> = flight
        .samples
        .iter()
        .flat_map(|s| {
            let [x, y, z] = s.pos_ecef_m.map(|x| round(x, 100.0));
            [round(s.time_s, 1e6), x, y, z]
        })
        .collect();
    json!({
        "id": format!("flight/{}-{}", index + 1, flight.threat),
        "name": flight.name,
        "description": format!(
            "{} km in {} s, apogee {} km, impact at {} m/s",
            text::whole(flight.range_m / 1e3),
            text::whole(flight.flight_time_s),
            text::whole(flight.apogee_m / 1e3),
            text::whole(flight.impact_speed_m_s),
        ),
        "availability": interval(flight.flight_time_s),
        "position": {
            "epoch": instant(0.0),
            "referenceFrame": "FIXED",
            "interpolationAlgorithm": "LAGRANGE",
            "interpolationDegree": 3,
            "cartesian": cartesian,
        },
        "path": {
            "width": 2,
            "resolution": 5,
            "material": { "solidColor": { "color": colour } },
        },
        "point": { "pixelSize": 8, "color": colour },
        "label": {
            "text": flight.name,
            "font": "13px sans-serif",
            "horizontalOrigin": "LEFT",
            "pixelOffset": { "cartesian2": [12, 0] },
            "fillColor": colour,
        },
    })
}

fn interval(seconds: f64) -> String {
    format!("{}/{}", instant(0.0), instant(seconds))
}

/// An instant of UTC, whole milliseconds, rounded up: a flight ends inside its interval.
fn instant(seconds: f64) -> String {
    let first: Day = EPOCH_DAY.parse().unwrap_or(Day(0));
    let milliseconds = (seconds * 1e3).ceil() as u64;
    let day = first.plus(i32::try_from(milliseconds / 86_400_000).unwrap_or(i32::MAX / 2));
    let rest = milliseconds % 86_400_000;
    let (hours, minutes) = (rest / 3_600_000, rest / 60_000 % 60);
    format!("{day}T{hours:02}:{minutes:02}:{:02}.{:03}Z", rest / 1_000 % 60, rest % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(format!("{:.2} {:?}", round(-0.004, 1e2), round(-0.0, 1e2)), "0.00 0.0");
        assert_eq!(round(-0.006, 1e2), -0.01);
    }

    #[test]
    fn instants_carry_over_days() {
        assert_eq!(instant(0.0), "2026-01-01T00:00:00.000Z");
        assert_eq!(instant(4_135.25), "2026-01-01T01:08:55.250Z");
        assert_eq!(instant(86_400.0 * 31.0 + 0.0001), "2026-02-01T00:00:00.001Z");
    }
}
