//! What `cupola space size` is asked: options to a job, every fault named.

use crate::fly::{kept, place, refusal, threat};
use cupola_earth::Geodetic;
use cupola_earth::wgs84::G0_M_S2;
use cupola_flight as flight;
use cupola_space::size::Path;
use cupola_space::{Job, OrbitInterceptor, Reach, SpaceError};

/// A numeric option: its name, what it may be, and its value where nothing is said.
struct Number {
    name: &'static str,
    least: f64,
    most: f64,
    default: Option<f64>,
}

const fn number(name: &'static str, least: f64, most: f64, default: Option<f64>) -> Number {
    Number { name, least, most, default }
}

/// The numeric options, those that `--vary` may change first.
const NUMBERS: [Number; 20] = [
    number("salvo", 1.0, 1e5, Some(1.0)),
    number("shots", 1.0, 1e3, Some(1.0)),
    number("altitude-km", 100.0, 40_000.0, None),
    number("inclination-deg", 0.0, 180.0, None),
    number("latitude-deg", -90.0, 90.0, None),
    number("speed-km-s", 0.01, 100.0, None),
    number("acceleration-g", 0.01, 1e4, None),
    number("divert-margin", 0.0, 0.99, Some(0.0)),
    number("reach-km", 0.1, 40_000.0, None),
    number("time-s", 0.1, 1e4, None),
    number("delay-s", 0.0, 1e4, Some(0.0)),
    number("intercept-altitude-km", 0.0, 40_000.0, None),
    number("probability", 0.01, 0.9999, Some(0.95)),
    number("unit-cost-musd", 0.0, 1e6, None),
    number("learning", 0.501, 1.0, Some(1.0)),
    number("mass-kg", 0.0, 1e6, None),
    number("launch-usd-per-kg", 0.0, 1e7, None),
    number("life-years", 0.5, 100.0, Some(5.0)),
    number("horizon-years", 1.0, 100.0, Some(20.0)),
    number("operations-musd-per-year", 0.0, 1e6, Some(0.0)),
];
/// Options before this may be varied.
const NUM_VARIED: usize = 13;
/// Altitude of an intercept where none is said: of a missile that is a point (AEI's default), and the least of one that flies.
const INTERCEPT_KM: [f64; 2] = [200.0, 100.0];

/// The written options by name; lists have one entry each.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// Name without dashes, and text.
    pub options: Vec<(&'static str, String)>,
    /// The threat that flies, if any.
    pub threat: Option<String>,
}

/// A value that may be left to a search.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Choice {
    /// As given.
    Given(f64),
    /// The best one.
    Best,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The job.
    pub job: Job,
    /// Altitude (km) of the orbit.
    pub altitude_km: Choice,
    /// Inclination (degrees).
    pub inclination_deg: Choice,
    /// Probability that there are enough.
    pub probability: f64,
    /// In words.
    pub title: String,
}

/// The names that `--vary` takes.
pub fn varied_names() -> Vec<&'static str> {
    NUMBERS[..NUM_VARIED].iter().map(|number| number.name).collect()
}

impl Written {
    /// With another value for an option that may be varied.
    pub fn with(&self, name: &'static str, text: &str) -> Self {
        let mut changed = self.clone();
        changed.options.retain(|(other, _)| *other != name);
        changed.options.push((name, text.to_owned()));
        changed
    }

    fn texts(&self, name: &str) -> Vec<&str> {
        self.options.iter().filter(|(other, _)| *other == name).map(|(_, text)| text.as_str()).collect()
    }

    fn read(&self, name: &'static str, text: &str) -> Result<f64, String> {
        let Some(known) = NUMBERS.iter().find(|number| number.name == name) else {
            return Err(format!("--{name}: no number"));
        };
        let (least, most) = (known.least, known.most);
        match text.parse::<f64>() {
            Ok(value) if (least..=most).contains(&value) => Ok(value),
            _ => Err(format!("--{name} {text}: allowed: a number from {least} to {most}")),
        }
    }

    /// The number of an option, or its default.
    pub fn number(&self, name: &'static str, faults: &mut Vec<String>) -> Option<f64> {
        match self.texts(name).last() {
            Some(text) => kept(self.read(name, text), faults),
            None => NUMBERS.iter().find(|number| number.name == name).and_then(|number| number.default),
        }
    }

    fn whole(&self, name: &'static str, faults: &mut Vec<String>) -> u32 {
        let value = self.number(name, faults).unwrap_or(1.0);
        if value.fract() != 0.0 {
            faults.push(format!("--{name} {value}: allowed: a whole number"));
        }
        value as u32
    }

    fn needed(&self, name: &'static str, why: &str, faults: &mut Vec<String>) -> f64 {
        if self.texts(name).is_empty() {
            faults.push(format!("--{name} is needed{why}"));
        }
        self.number(name, faults).unwrap_or(f64::NAN)
    }

    fn choice(&self, name: &'static str, is_searched: bool, faults: &mut Vec<String>) -> Choice {
        match self.texts(name).last() {
            Some(&"best") => Choice::Best,
            None if is_searched => Choice::Best,
            _ => Choice::Given(self.needed(name, " (or `best`, or --search for both)", faults)),
        }
    }

    /// The question, or every fault in it.
    pub fn ask(&self, is_searched: bool) -> Result<Asked, Vec<String>> {
        let mut faults = Vec::new();
        let altitude_km = self.choice("altitude-km", is_searched, &mut faults);
        let inclination_deg = self.choice("inclination-deg", is_searched, &mut faults);
        let probability = self.number("probability", &mut faults).unwrap_or(f64::NAN);
        let [salvo, shots] = ["salvo", "shots"].map(|name| self.whole(name, &mut faults));
        let reach = self.reach(&mut faults);
        let release_s = self.number("delay-s", &mut faults).unwrap_or(f64::NAN);
        let regions = match &self.threat {
            Some(name) => self.climbs(name, &mut faults),
            None => self.points(&mut faults),
        };
        let many = |num: u32, what: &str| format!("{num} {what}{}", if num == 1 { "" } else { "s" });
        let who = self.threat.as_ref().map_or_else(|| many(salvo, "missile"), |name| format!("{salvo} {name}"));
        let places = match regions.len() {
            1 => "one place".to_owned(),
            num => format!("each of {num} places"),
        };
        let title = format!("{who} at once from {places}, {} at each", many(shots, "interceptor"));
        if faults.is_empty() {
            let job = Job { regions, reach, release_s, salvo, shots };
            Ok(Asked { job, altitude_km, inclination_deg, probability, title })
        } else {
            faults.dedup();
            Err(faults)
        }
    }

    fn reach(&self, faults: &mut Vec<String>) -> Reach {
        if let Some(reach_km) = self.number("reach-km", faults) {
            for name in ["speed-km-s", "acceleration-g"] {
                if !self.texts(name).is_empty() {
                    faults.push(format!("--{name} with --reach-km: the reach is either given or flown"));
                }
            }
            return Reach::Fixed { reach_m: reach_km * 1e3 };
        }
        let why = " (or --reach-km in place of speed and acceleration)";
        Reach::Flyout(OrbitInterceptor {
            speed_m_s: self.needed("speed-km-s", why, faults) * 1e3,
            acceleration_m_s2: self.needed("acceleration-g", why, faults) * G0_M_S2,
            divert_margin_ratio: self.number("divert-margin", faults).unwrap_or(f64::NAN),
            min_altitude_m: 0.0,
        })
    }

    /// Missiles that are points at burnout.
    fn points(&self, faults: &mut Vec<String>) -> Vec<Path> {
        let time_s = self.needed("time-s", " (launch to burnout), or --threat with --from and --to", faults);
        let alt_m = self.number("intercept-altitude-km", faults).unwrap_or(INTERCEPT_KM[0]) * 1e3;
        let from: Vec<Geodetic> =
            self.texts("from").iter().filter_map(|text| kept(place("--from", text), faults)).collect();
        if !self.texts("to").is_empty() {
            faults.push("--to is of use only with --threat".to_owned());
        }
        let latitudes = self.texts("latitude-deg");
        let mut places: Vec<Geodetic> = from.iter().map(|place| Geodetic { alt_m, ..*place }).collect();
        for text in &latitudes {
            let lat_deg = kept(self.read("latitude-deg", text), faults).unwrap_or(f64::NAN);
            places.push(Geodetic { lat_rad: lat_deg.to_radians(), lon_rad: 0.0, alt_m });
        }
        if !self.texts("from").is_empty() && !latitudes.is_empty() {
            faults.push("--latitude-deg with --from: give one of them".to_owned());
        }
        if self.texts("from").is_empty() && latitudes.len() != 1 {
            let what =
                if latitudes.is_empty() { "is needed" } else { "given twice: write --from LAT,LON for each place" };
            faults.push(format!("--latitude-deg {what}"));
        }
        places.iter().map(|place| Path::point(place, time_s)).collect()
    }

    /// Missiles of the catalogue on their way up.
    fn climbs(&self, name: &str, faults: &mut Vec<String>) -> Vec<Path> {
        let (from, to) = (self.texts("from"), self.texts("to"));
        if from.is_empty() || from.len() != to.len() {
            faults.push(format!("--threat {name} needs as many --from as --to, one of each at least"));
            return Vec::new();
        }
        if !self.texts("latitude-deg").is_empty() {
            faults.push("--latitude-deg with --threat: the launch place is --from".to_owned());
        }
        let least_m = self.number("intercept-altitude-km", faults).unwrap_or(INTERCEPT_KM[1]) * 1e3;
        let time_s = self.number("time-s", faults);
        let Some(threat) = kept(threat(name, &[]), faults) else { return Vec::new() };
        let mut climbs = Vec::new();
        for (from, to) in from.iter().zip(&to) {
            let (from, to) = (kept(place("--from", from), faults), kept(place("--to", to), faults));
            let Some((from, to)) = from.zip(to) else { continue };
            let flown = flight::fly(&threat.vehicle(), from, to).map_err(|error| refusal::in_words(name, &error, 0));
            let Some(trajectory) = kept(flown, faults) else { continue };
            let burnout_s = time_s.map_or(trajectory.burnout_s(), |time_s| time_s.min(trajectory.burnout_s()));
            climbs.push(Path::boost(burnout_s, least_m, |time_s| trajectory.position_ecef_m(time_s)));
        }
        climbs
    }
}

/// A refusal of the model, in kilometres and degrees.
pub fn in_words(error: &SpaceError) -> String {
    let km = |x_m: f64| format!("{:.0} km", x_m / 1e3);
    match *error {
        SpaceError::OutOfBand { latitude_rad, band_rad, arc_rad } => format!(
            "no orbit reaches {:.1}° from this inclination: its ground track ends at {:.1}° and interceptors reach {:.1}° beyond; incline the orbit more (--inclination-deg), or give more reach",
            latitude_rad.to_degrees(),
            band_rad.to_degrees(),
            arc_rad.to_degrees()
        ),
        SpaceError::TooFar { gap_m, reach_m } => format!(
            "the orbit passes {} above or below the missile at least, and interceptors reach {}; lower the orbit or give more time",
            km(gap_m),
            km(reach_m)
        ),
        SpaceError::TooLow { highest_m, least_m } => format!(
            "the missile is at {} at most before the boost ends, below the least altitude of an intercept, {} (--intercept-altitude-km)",
            km(highest_m),
            km(least_m)
        ),
        SpaceError::NoTime { release_s, burnout_s } => format!(
            "no time to fly: interceptors are released {release_s:.0} s after launch (--delay-s), and the boost ends at {burnout_s:.0} s (--time-s or the threat's burnout)"
        ),
        _ => error.to_string(),
    }
}
