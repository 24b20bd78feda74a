//! How long low orbits last as text and JSON: what `cupola space decay` hands on.

use crate::terminal::TerminalStyle;
use crate::terminal::line::{Line, Page, Tone};
use serde_json::{Value, json};

/// One satellite's decay; three values each are for a quiet, a median and an active Sun.
#[derive(Debug, Clone, PartialEq)]
pub struct DecayRow {
    /// Mean altitude (km).
    pub altitude_km: f64,
    /// Area in the direction of flight over mass.
    pub area_to_mass_m2_kg: f64,
    /// Years without thrust; none beyond 1 000.
    pub life_years: [Option<f64>; 3],
    /// The same through solar cycles, begun at a minimum and at a maximum.
    pub cycle_life_years: [Option<f64>; 2],
    /// How fast it sinks at first (m/day).
    pub sink_m_per_day: [f64; 3],
    /// Speed that holds the orbit for a year (m/s).
    pub keeping_m_s_per_year: [f64; 3],
}

/// Decay of several satellites.
#[derive(Debug, Clone, PartialEq)]
pub struct DecaySheet {
    /// Eccentricity of all.
    pub eccentricity: f64,
    /// The satellites.
    pub rows: Vec<DecayRow>,
}

/// Four significant digits.
fn digits(x: f64) -> Value {
    format!("{x:.3e}").parse::<f64>().map_or(Value::Null, |rounded| json!(rounded))
}

fn by_sun<T>(values: &[T; 3], of: impl Fn(&T) -> Value) -> Value {
    json!({ "low": of(&values[0]), "likely": of(&values[1]), "high": of(&values[2]) })
}

/// `12 d`, `4.6 y`; `> 1000 y` where it is not told.
fn span(years: Option<f64>) -> String {
    match years {
        None => "> 1000 y".to_owned(),
        Some(years) if years < 0.1 => format!("{:.1} d", years * 365.25),
        Some(years) if years < 1.0 => format!("{:.0} d", years * 365.25),
        Some(years) if years < 20.0 => format!("{years:.1} y"),
        Some(years) => format!("{years:.0} y"),
    }
}

fn short(x: f64) -> String {
    match x {
        x if x < 0.01 => format!("{x:.0e}"),
        x if x < 10.0 => format!("{x:.2}"),
        x => format!("{x:.0}"),
    }
}

impl DecaySheet {
    /// The sheet as indented JSON, ending in a newline.
    #[must_use]
    pub fn to_json(&self) -> String {
        let life = |years: &Option<f64>| years.map_or(Value::Null, digits);
        let row = |row: &DecayRow| {
            json!({
                "altitude_km": row.altitude_km,
                "area_to_mass_m2_kg": row.area_to_mass_m2_kg,
                "life_years": by_sun(&row.life_years, life),
                "cycle_life_years": { "from_minimum": life(&row.cycle_life_years[0]), "from_maximum": life(&row.cycle_life_years[1]) },
                "sink_m_per_day": by_sun(&row.sink_m_per_day, |x| digits(*x)),
                "keeping_m_s_per_year": by_sun(&row.keeping_m_s_per_year, |x| digits(*x)),
            })
        };
        let rows: Vec<Value> = self.rows.iter().map(row).collect();
        let sheet = json!({ "eccentricity": self.eccentricity, "rows": rows });
        serde_json::to_string_pretty(&sheet).unwrap_or_default() + "\n"
    }

    /// The sheet as text, ending in a newline.
    #[must_use]
    pub fn to_text(&self, style: &TerminalStyle) -> String {
        let mut page = Page::new(*style);
        page.wrapped(
            Tone::Strong,
            "",
            "How long the air lets an orbit last without thrust, and the speed a year that holds it",
        );
        page.wrapped(
            Tone::Dim,
            "",
            "Sun quiet, median and active throughout (10th, 50th and 90th percentile of months); cycles begun at a minimum and at a \
             maximum",
        );
        page.blank();
        let mut line = Line::default();
        line.right(Tone::Dim, "km", 6).right(Tone::Dim, "m²/kg", 8);
        for head in ["quiet", "median", "active"] {
            line.right(Tone::Dim, head, 10);
        }
        line.right(Tone::Dim, "cycles from", 20).right(Tone::Dim, "m/s a year", 22);
        page.line(&line);
        for row in &self.rows {
            let mut line = Line::default();
            line.right(Tone::Plain, &row.altitude_km.to_string(), 6);
            line.right(Tone::Plain, &row.area_to_mass_m2_kg.to_string(), 8);
            for life in row.life_years {
                line.right(Tone::Accent, &span(life), 10);
            }
            let [minimum, maximum] = row.cycle_life_years.map(span);
            line.right(Tone::Plain, &format!("{minimum}, {maximum}"), 20);
            let [low, likely, high] = row.keeping_m_s_per_year.map(short);
            line.right(Tone::Dim, &format!("{low}, {likely}, {high}"), 22);
            page.line(&line);
        }
        page.finish()
    }
}
