//! Interceptor tables as JSON and CSV: what `cupola flyout` hands on.

use cupola_flight::FlyoutTable;
use cupola_flight::interceptor::{ASSUMED, Arrival, MODEL_VERSION};
use cupola_study::summary::InputInfo;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Steps along range and height, evenly over the envelope.
const NUM_RANGE_STEPS: usize = 50;
const NUM_HEIGHT_STEPS: usize = 40;

/// An interceptor's table with what it rests on.
#[derive(Debug, Clone)]
pub struct FlyoutSheet {
    /// Catalogue id.
    pub id: String,
    /// Name.
    pub name: String,
    /// The table.
    pub table: FlyoutTable,
    /// Values of the catalogue, in their own units.
    pub rests_on: Vec<InputInfo>,
}

impl FlyoutSheet {
    /// Ground ranges handed on (m), even over the envelope.
    fn ranges_m(&self) -> Vec<f64> {
        even(0.0, self.table.flight().range_max_m, NUM_RANGE_STEPS)
    }

    /// Heights handed on (m), even over the envelope.
    fn altitudes_m(&self) -> Vec<f64> {
        even(self.table.flight().floor_m, self.table.flight().ceiling_m, NUM_HEIGHT_STEPS)
    }

    /// The sheet as indented JSON, ending in a newline.
    #[must_use]
    pub fn to_json(&self) -> String {
        let flight = self.table.flight();
        let (ranges, altitudes) = (self.ranges_m(), self.altitudes_m());
        let rows = |value: fn(&Arrival) -> Option<f64>, per_unit: f64| -> Value {
            let cell = |altitude_m: f64, range_m: f64| {
                let found = self.table.arrival(range_m, altitude_m).as_ref().and_then(value);
                found.map(|x| (x * per_unit).round() / per_unit)
            };
            let row = |altitude_m: &f64| ranges.iter().map(|r| cell(*altitude_m, *r)).collect::<Vec<_>>();
            altitudes.iter().map(row).collect::<Vec<_>>().into()
        };
        let assumed = ASSUMED.map(|(name, range, why)| {
            json!({ "name": name, "low": range.low, "likely": range.likely, "high": range.high, "why": why })
        });
        let sheet = json!({
            "interceptor": self.id,
            "name": self.name,
            "model_version": MODEL_VERSION,
            "key": format!("{:032x}", flight.content_key()),
            "published": {
                "boost_s": flight.boost_s,
                "speed_m_s": flight.speed_m_s,
                "range_m": flight.range_max_m,
                "ceiling_m": flight.ceiling_m,
                "floor_m": flight.floor_m,
                "divert_m_s2": flight.divert_m_s2,
            },
            "has_air": flight.ballistic_coefficient_kg_m2.is_some(),
            "ranges_m": ranges,
            "altitudes_m": altitudes,
            "reach_m": altitudes.iter().map(|h| self.table.reach_m(*h).map(f64::round)).collect::<Vec<_>>(),
            "time_s": rows(|a| Some(a.time_s), 1e3),
            "speed_m_s": rows(|a| Some(a.speed_m_s), 10.0),
            "manoeuvre_m_s2": rows(|a| a.manoeuvre_m_s2, 100.0),
            "rests_on": self.rests_on,
            "assumed": assumed,
        });
        serde_json::to_string_pretty(&sheet).unwrap_or_default() + "\n"
    }

    /// The table as CSV, a row for each range at each height; empty where it does not reach or nothing is known.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut out = String::from("range_km,altitude_km,time_s,speed_m_s,manoeuvre_m_s2\n");
        for altitude_m in self.altitudes_m() {
            for range_m in self.ranges_m() {
                let cells = self.table.arrival(range_m, altitude_m).map(|a| {
                    let manoeuvre = a.manoeuvre_m_s2.map_or(String::new(), |m| format!("{m:.2}"));
                    format!("{:.3},{:.1},{manoeuvre}", a.time_s, a.speed_m_s)
                });
                let cells = cells.unwrap_or_else(|| ",,".to_owned());
                let _ = writeln!(out, "{:.4},{:.4},{cells}", range_m / 1e3, altitude_m / 1e3);
            }
        }
        out
    }
}

fn even(low: f64, high: f64, num_steps: usize) -> Vec<f64> {
    (0..=num_steps).map(|i| low + (high - low) * i as f64 / num_steps as f64).collect()
}
