//! `cupola space size`: how many interceptors in orbit.

use super::question::{Asked, Choice, Written, in_words, varied_names};
use super::studies::study;
use crate::Failure;
use cupola_cost::{CostItem, Fleet, Horizon, Launch, Learning, Share, Spending, Terms, evaluate};
use cupola_record::space::{SizeSheet, VaryRow, VarySheet, to_text};
use cupola_record::terminal::{self, TerminalStyle};
use cupola_scenario::studies::assumed;
use cupola_space::study::{Question as Studied, likely_question};
use cupola_space::{Criterion, SpaceError};
use cupola_study::sizing::{Search, best};
use serde::Deserialize;

/// Options of `cupola space size`.
#[derive(Debug, Clone, Deserialize)]
#[cfg_attr(feature = "clap", derive(clap::Args))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// A study (`aei-2025-boost`, or a file of that form): its first count, open inputs at their likely values
    #[cfg_attr(feature = "clap", arg(value_name = "STUDY"))]
    pub study: Option<String>,
    /// Altitude of the orbit above the equator's radius, or `best` (300 to 800 km)
    #[cfg_attr(feature = "clap", arg(long, value_name = "KM", allow_hyphen_values = true))]
    pub altitude_km: Option<String>,
    /// Inclination (above 90: retrograde), or `best` (0 to 90)
    #[cfg_attr(feature = "clap", arg(long, value_name = "DEG", allow_hyphen_values = true))]
    pub inclination_deg: Option<String>,
    /// Look for the best altitude and inclination where they are not given
    #[cfg_attr(feature = "clap", arg(long))]
    pub search: bool,
    /// Latitude of the launch, geodetic, north positive; or --from
    #[cfg_attr(feature = "clap", arg(long, value_name = "DEG", allow_hyphen_values = true))]
    pub latitude_deg: Vec<String>,
    /// Launch place in degrees; several compete for the same interceptors
    #[cfg_attr(feature = "clap", arg(long, value_name = "LAT,LON", allow_hyphen_values = true))]
    pub from: Vec<String>,
    /// Threat of the catalogue that flies from --from to --to and is met on its way up
    #[cfg_attr(feature = "clap", arg(long, value_name = "ID"))]
    pub threat: Option<String>,
    /// Aim in degrees, one for each --from
    #[cfg_attr(feature = "clap", arg(long, value_name = "LAT,LON", allow_hyphen_values = true))]
    pub to: Vec<String>,
    /// Speed an interceptor gains
    #[cfg_attr(feature = "clap", arg(long, value_name = "KM_S", allow_hyphen_values = true))]
    pub speed_km_s: Option<String>,
    /// Its mean acceleration
    #[cfg_attr(feature = "clap", arg(long, value_name = "G", allow_hyphen_values = true))]
    pub acceleration_g: Option<String>,
    /// Share of its distance kept back for homing (default 0)
    #[cfg_attr(feature = "clap", arg(long, value_name = "SHARE", allow_hyphen_values = true))]
    pub divert_margin: Option<String>,
    /// A fixed reach in place of speed and acceleration
    #[cfg_attr(feature = "clap", arg(long, value_name = "KM", allow_hyphen_values = true))]
    pub reach_km: Option<String>,
    /// Launch to burnout (default with --threat: its own)
    #[cfg_attr(feature = "clap", arg(long, value_name = "SECONDS", allow_hyphen_values = true))]
    pub time_s: Option<String>,
    /// Launch to release of the interceptors (default 0: --time-s is all flight)
    #[cfg_attr(feature = "clap", arg(long, value_name = "SECONDS", allow_hyphen_values = true))]
    pub delay_s: Option<String>,
    /// Altitude of the intercept (default 200); with --threat the least (default 100)
    #[cfg_attr(feature = "clap", arg(long, value_name = "KM", allow_hyphen_values = true))]
    pub intercept_altitude_km: Option<String>,
    /// Missiles at once from each place (default 1)
    #[cfg_attr(feature = "clap", arg(long, value_name = "S", allow_hyphen_values = true))]
    pub salvo: Option<String>,
    /// Interceptors that must reach each missile (default 1)
    #[cfg_attr(feature = "clap", arg(long, value_name = "K", allow_hyphen_values = true))]
    pub shots: Option<String>,
    /// What counts as enough: shell (default), mean, poisson or worst-gap
    #[cfg_attr(feature = "clap", arg(long, value_name = "WORD"))]
    pub criterion: Option<String>,
    /// Probability that there are enough (default 0.95)
    #[cfg_attr(feature = "clap", arg(long, value_name = "P", allow_hyphen_values = true))]
    pub probability: Option<String>,
    /// A table over values of one option (`salvo=1,2,5,10`, `reach-km=200,400`)
    #[cfg_attr(feature = "clap", arg(long, value_name = "KEY=A,B,…"))]
    pub vary: Option<String>,
    /// Price of the first satellite: gives the cost over the horizon
    #[cfg_attr(feature = "clap", arg(long, value_name = "MUSD", allow_hyphen_values = true))]
    pub unit_cost_musd: Option<String>,
    /// Learning slope (default 1: none)
    #[cfg_attr(feature = "clap", arg(long, value_name = "SLOPE", allow_hyphen_values = true))]
    pub learning: Option<String>,
    /// Mass of a satellite, to be launched
    #[cfg_attr(feature = "clap", arg(long, value_name = "KG", allow_hyphen_values = true))]
    pub mass_kg: Option<String>,
    /// Price of launch
    #[cfg_attr(feature = "clap", arg(long, value_name = "USD", allow_hyphen_values = true))]
    pub launch_usd_per_kg: Option<String>,
    /// Life of a satellite (default 5)
    #[cfg_attr(feature = "clap", arg(long, value_name = "YEARS", allow_hyphen_values = true))]
    pub life_years: Option<String>,
    /// Years that are paid for (default 20)
    #[cfg_attr(feature = "clap", arg(long, value_name = "YEARS", allow_hyphen_values = true))]
    pub horizon_years: Option<String>,
    /// Operations of the whole shell (default 0)
    #[cfg_attr(feature = "clap", arg(long, value_name = "MUSD", allow_hyphen_values = true))]
    pub operations_musd_per_year: Option<String>,
}

/// How many interceptors in orbit.
#[derive(Debug, Clone)]
pub enum Sized {
    /// One count.
    Count(Box<SizeSheet>),
    /// Counts over the values of one option.
    Varied(VarySheet),
}

impl Sized {
    /// One JSON document.
    #[must_use]
    pub fn to_json(&self) -> String {
        to_text(&match self {
            Self::Count(sheet) => sheet.to_value(),
            Self::Varied(table) => table.to_value(),
        })
    }

    /// As it is printed.
    #[must_use]
    pub fn to_text(&self, style: &TerminalStyle) -> String {
        match self {
            Self::Count(sheet) => terminal::render_size(sheet, style),
            Self::Varied(table) => terminal::render_vary(table, style),
        }
    }
}

/// How many interceptors in orbit.
///
/// # Errors
/// Everything that is wrong with what is asked, and questions that no shell answers.
pub fn size(args: &Question) -> Result<Sized, Failure> {
    let mut faults = Vec::new();
    let criterion = criterion(args.criterion.as_deref(), &mut faults);
    let written = written(args);
    if let Some(vary) = &args.vary {
        return varied(args, &written, vary, criterion, faults);
    }
    if let Some(name) = &args.study {
        faults.extend(
            written
                .options
                .iter()
                .filter(|(name, _)| *name != "probability")
                .map(|(option, _)| format!("--{option} with {name}: a study brings its own values; change its file")),
        );
        return of_study(args, name, criterion, &written, faults);
    }
    let asked = written.ask(args.search).map_err(|more| faults.extend(more)).ok();
    let price = price(&written, &mut faults);
    let Some(asked) = asked.filter(|_| faults.is_empty()) else { return Err(Failure::input(faults.join("\n"))) };
    let criterion = criterion.unwrap_or(Criterion::Shell);
    let sheet = sheet(&asked, criterion).map_err(|error| Failure::input(in_words(&error)))?;
    finish(sheet, price.as_ref())
}

/// A study's first count.
fn of_study(
    args: &Question,
    name: &str,
    criterion: Option<Criterion>,
    written: &Written,
    mut faults: Vec<String>,
) -> Result<Sized, Failure> {
    let probability = written.number("probability", &mut faults);
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let study = study(name)?;
    let Some((question, likely)) = likely_question(&study, &assumed()) else {
        return Err(Failure::input(format!("{name}: prints no count")));
    };
    let probability = if args.probability.is_some() { probability.unwrap_or(0.95) } else { question.probability };
    let asked = Asked {
        altitude_km: Choice::Given(question.altitude_m / 1e3),
        inclination_deg: Choice::Given(question.inclination_rad.to_degrees()),
        probability,
        title: format!("{}: {}", study.title, study.job),
        job: question.job,
    };
    let sheet = sheet(&asked, criterion.unwrap_or(likely)).map_err(|error| Failure::input(in_words(&error)))?;
    finish(sheet, None)
}

fn finish(mut sheet: SizeSheet, price: Option<&Price>) -> Result<Sized, Failure> {
    sheet.cost_usd = price.map(|price| price.total_usd(sheet.least.num_satellites)).transpose()?;
    Ok(Sized::Count(Box::new(sheet)))
}

/// The options as they were written, by name.
fn written(args: &Question) -> Written {
    let single = [
        ("altitude-km", &args.altitude_km),
        ("inclination-deg", &args.inclination_deg),
        ("speed-km-s", &args.speed_km_s),
        ("acceleration-g", &args.acceleration_g),
        ("divert-margin", &args.divert_margin),
        ("reach-km", &args.reach_km),
        ("time-s", &args.time_s),
        ("delay-s", &args.delay_s),
        ("intercept-altitude-km", &args.intercept_altitude_km),
        ("salvo", &args.salvo),
        ("shots", &args.shots),
        ("probability", &args.probability),
        ("unit-cost-musd", &args.unit_cost_musd),
        ("learning", &args.learning),
        ("mass-kg", &args.mass_kg),
        ("launch-usd-per-kg", &args.launch_usd_per_kg),
        ("life-years", &args.life_years),
        ("horizon-years", &args.horizon_years),
        ("operations-musd-per-year", &args.operations_musd_per_year),
    ];
    let many = [("latitude-deg", &args.latitude_deg), ("from", &args.from), ("to", &args.to)];
    let options = single.into_iter().filter_map(|(name, text)| Some((name, text.clone()?)));
    let options =
        options.chain(many.into_iter().flat_map(|(name, texts)| texts.iter().map(move |t| (name, t.clone()))));
    Written { options: options.collect(), threat: args.threat.clone() }
}

fn criterion(word: Option<&str>, faults: &mut Vec<String>) -> Option<Criterion> {
    let word = word?;
    let found = Criterion::of_word(word);
    if found.is_none() {
        faults.push(format!("--criterion {word}: allowed: {}", Criterion::ALL.map(Criterion::word).join(", ")));
    }
    found
}

/// Finds the shell where it is to be searched, and counts it by every criterion.
fn sheet(asked: &Asked, criterion: Criterion) -> Result<SizeSheet, SpaceError> {
    let given = |choice: Choice, si: f64| match choice {
        Choice::Given(value) => Some(value * si),
        Choice::Best => None,
    };
    let search = Search {
        altitude_m: given(asked.altitude_km, 1e3),
        inclination_rad: given(asked.inclination_deg, 1_f64.to_radians()),
        num_threads: std::thread::available_parallelism().map_or(1, usize::from),
    };
    let (altitude_m, inclination_rad, num_tried) = match (search.altitude_m, search.inclination_rad) {
        (Some(altitude_m), Some(inclination_rad)) => (altitude_m, inclination_rad, None),
        _ => {
            let best = best(&asked.job, criterion, asked.probability, &search)?;
            (best.altitude_m, best.inclination_rad, Some(best.num_tried))
        }
    };
    let shell = asked.job.in_shell(altitude_m, inclination_rad)?;
    let least = shell.least(criterion, asked.probability)?;
    let count = |c: Criterion| (c, shell.least(c, asked.probability).ok().map(|least| least.num_satellites));
    Ok(SizeSheet {
        title: asked.title.clone(),
        criterion,
        by_criterion: Criterion::ALL.map(count).to_vec(),
        fraction: shell.fraction(),
        fraction_error_ratio: shell.fraction_error_ratio(),
        closed: asked.job.closed_form(altitude_m, inclination_rad).ok(),
        question: Studied { job: asked.job.clone(), altitude_m, inclination_rad, probability: asked.probability },
        least,
        num_tried,
        cost_usd: None,
    })
}

/// How the number goes with one option.
fn varied(
    args: &Question,
    written: &Written,
    vary: &str,
    criterion: Option<Criterion>,
    mut faults: Vec<String>,
) -> Result<Sized, Failure> {
    let names = varied_names();
    let (key, values) = vary.split_once('=').unwrap_or((vary, ""));
    let key = key.replace('_', "-");
    let name = names.iter().find(|name| **name == key || name.starts_with(&format!("{key}-")));
    let values: Vec<&str> = values.split(',').map(str::trim).filter(|value| !value.is_empty()).collect();
    if args.study.is_some() {
        faults.push("--vary with a study: give the values as options".to_owned());
    }
    let Some(name) = name.filter(|_| !values.is_empty()) else {
        faults.push(format!("--vary {vary}: allowed: KEY=A,B,… with KEY one of {}", names.join(", ")));
        return Err(Failure::input(faults.join("\n")));
    };
    let mut asked = Vec::new();
    for value in &values {
        match written.with(name, value).ask(args.search) {
            Ok(one) => asked.push(one),
            Err(more) => faults.extend(more.into_iter().filter(|fault| !faults.contains(fault)).collect::<Vec<_>>()),
        }
    }
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let criterion = criterion.unwrap_or(Criterion::Shell);
    let counted: Vec<Result<SizeSheet, SpaceError>> = asked.iter().map(|one| sheet(one, criterion)).collect();
    let demand_and_reach = |sheet: &SizeSheet| (sheet.question.job.demand() as f64, sheet.flight().2);
    let first = counted.iter().find_map(|one| one.as_ref().ok());
    let is_law = criterion == Criterion::Mean
        && matches!(
            *name,
            "salvo" | "shots" | "reach-km" | "speed-km-s" | "acceleration-g" | "time-s" | "delay-s" | "divert-margin"
        );
    let rows = values.iter().zip(&counted).map(|(value, counted)| {
        let both = first.zip(counted.as_ref().ok());
        let law = |(first, own): (&SizeSheet, &SizeSheet)| {
            let ((demand, reach_m), (own_demand, own_reach_m)) = (demand_and_reach(first), demand_and_reach(own));
            own_demand / demand * (reach_m / own_reach_m).powi(2)
        };
        VaryRow {
            value: (*value).to_owned(),
            num_satellites: counted.as_ref().map(|s| s.least.num_satellites).map_err(in_words),
            ratio: both.map(|(first, own)| own.least.num_satellites as f64 / first.least.num_satellites as f64),
            law_ratio: both.filter(|_| is_law).map(law),
        }
    });
    Ok(Sized::Varied(VarySheet { key: (*name).to_owned(), criterion, rows: rows.collect() }))
}

/// What satellites cost.
struct Price {
    satellites: Fleet,
    horizon_years: f64,
}

/// The price, where that of a satellite is given.
fn price(written: &Written, faults: &mut Vec<String>) -> Option<Price> {
    let names = ["learning", "mass-kg", "launch-usd-per-kg", "life-years", "horizon-years", "operations-musd-per-year"];
    let [learning, mass_kg, launch, life, horizon, operations] = names.map(|name| written.number(name, faults));
    let Some(unit_cost_musd) = written.number("unit-cost-musd", faults) else {
        let unused = names.iter().find(|name| written.options.iter().any(|(other, _)| other == *name));
        faults.extend(unused.map(|name| format!("--{name} is of use only with --unit-cost-musd")));
        return None;
    };
    if mass_kg.is_some() != launch.is_some() {
        faults.push("--mass-kg and --launch-usd-per-kg go together".to_owned());
    }
    let learning = Learning::new(learning?).map_err(|error| faults.push(error.to_string())).ok()?;
    let launch = Launch::ByMass { mass_kg: mass_kg.unwrap_or(0.0), usd_per_kg: launch.unwrap_or(0.0) };
    let satellites = Fleet {
        learning,
        operations_yearly_usd: operations? * 1e6,
        ..Fleet::in_orbit(1, unit_cost_musd * 1e6, launch, life?, 0)
    };
    Some(Price { satellites, horizon_years: horizon? })
}

impl Price {
    fn total_usd(&self, num_satellites: u64) -> Result<f64, Failure> {
        let num_units = u32::try_from(num_satellites).map_err(Failure::other)?;
        let spending = Spending::Fleet(Fleet { num_units, ..self.satellites });
        let item = CostItem { element: 0, paid_by: vec![Share { nation: 0, fraction: 1.0 }], spending };
        let horizon = Horizon::new(0, self.horizon_years.ceil() as i32).map_err(Failure::other)?;
        let table = evaluate(&[item], 1, 1, &Terms::plain(horizon)).map_err(Failure::other)?;
        Ok(table.total_usd)
    }
}
