//! Commands by name: a question as JSON, a report.

use crate::answer::Answer;
use crate::errors::{listed, raised};
use crate::numbers::numbers;
use crate::studies;
use crate::work::work;
use cupola::command::assign::{Question, Tables, assign as solve};
use cupola::command::space::{self, coverage, decay, fleet, reach, size, states};
use cupola::command::{
    Failure, Watch, coalition, fly, flyout, look, options, plan, sensitivity, sweep, timeline, track, validate, values,
};
use cupola::record::parquet::{Column, Table};
use cupola::record::space::{studies_value, to_text};
use cupola::record::terminal::{self, TerminalStyle};
use cupola::record::{bill, flight, json, options as curve, timeline as calendar};
use cupola::scenario::catalogue::{Catalogue, render_entry, render_index};
use pyo3::prelude::*;
use pyo3::types::PyList;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// How text is made for a notebook or a terminal: without colours.
pub const STYLE: TerminalStyle = TerminalStyle { width: 100, color: false, unicode: true };

/// Asks a command, whose keywords are the JSON object `question`.
#[pyfunction]
#[pyo3(signature = (command, question, progress = None))]
pub fn ask(py: Python<'_>, command: &str, question: &str, progress: Option<&Bound<'_, PyAny>>) -> PyResult<Answer> {
    work(py, progress, |watch| answer(command, question, watch))
}

/// What was asked, as the command takes it.
pub fn read<Q: DeserializeOwned>(command: &str, question: &str) -> Result<Q, Failure> {
    serde_json::from_str(question).map_err(|error| Failure::input(format!("{command}: {error}")))
}

/// What is asked of `sensitivity`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sensitivity {
    sweep: sweep::Question,
    options: sensitivity::Options,
}

fn answer(command: &str, question: &str, watch: &Watch) -> Result<Answer, Failure> {
    if let Some(answer) = studies::answer(command, question, watch) {
        return answer;
    }
    match command {
        "check" => {
            let checked = look::check(&read(command, question)?, watch)?;
            Ok(Answer::new(json::pretty(&checked), checked.to_text()))
        }
        "coalition" => {
            let report = coalition::coalition(&read(command, question)?, watch)?;
            Ok(Answer::new(json::pretty(&report), terminal::render_coalition(&report, &STYLE)))
        }
        "describe" => Ok(Answer::new(json::pretty(&values::describe(&read(command, question)?)?), String::new())),
        "fly" => {
            let flights = fly::fly(&read(command, question)?)?;
            let answer = Answer::new(flight::to_json(&flights), terminal::render_flights(&flights, &STYLE));
            answer.with("czml", flight::to_czml(&flights)).with_sheet("samples", flight::to_csv(&flights))
        }
        "flyout" => {
            let sheet = flyout::flyout(&read(command, question)?)?;
            Answer::new(sheet.to_json(), terminal::render_flyout(&sheet, &STYLE)).with_sheet("flyout", sheet.to_csv())
        }
        "options" => {
            let report = options::options(&read(command, question)?, watch)?;
            let text = terminal::render_options(&report, &STYLE);
            Ok(Answer::new(json::pretty(&report), text).with("svg", curve::to_svg(&report)))
        }
        "plan" => {
            let asked: plan::Question = read(command, question)?;
            let report = plan::plan(&asked, watch)?;
            let text = terminal::render_plan(&report, &asked.scenario, &STYLE);
            Ok(Answer::new(json::pretty(&report), text).with("toml", report.text))
        }
        "sensitivity" => {
            let Sensitivity { sweep, options } = read(command, question)?;
            let told = sensitivity::sensitivity(&sweep, &options, watch)?;
            let (document, text) = (json::pretty(&told.report), terminal::render_sensitivity(&told.report, &STYLE));
            let answer = Answer::new(document, text).with_sheet("design", told.csv())?;
            Ok(if options.tornado { answer.with("svg", bill::swings_to_svg(&told.report)) } else { answer })
        }
        "sweep" => {
            let sweep = sweep::sweep(&read(command, question)?, watch)?;
            Ok(Answer::new(json::pretty(&sweep), terminal::render_sweep(&sweep, &STYLE)))
        }
        "timeline" => {
            let found = timeline::timeline(&read(command, question)?)?;
            let answer = Answer::new(json::pretty(&found), terminal::render_timeline(&found, &STYLE));
            answer.with_sheet("timeline", calendar::to_csv(&found))
        }
        "track" => tracked(&read(command, question)?, watch),
        "validate" => validate::validate(&read(command, question)?, |report| {
            let told = json::pretty(&cupola_validate::to_json(report));
            Answer::new(told, cupola_validate::to_text(report)).with("md", cupola_validate::to_markdown(report))
        }),
        _ => of_space(command, question, watch),
    }
}

fn of_space(command: &str, question: &str, watch: &Watch) -> Result<Answer, Failure> {
    match command {
        "space.coverage" => {
            let sheet = coverage::coverage(&read(command, question)?, watch)?;
            let answer = Answer::new(sheet.to_json(), sheet.to_text(&STYLE));
            answer.with_sheet("points", sheet.to_csv()).map(|answer| answer.with("svg", sheet.to_svg()))
        }
        "space.decay" => {
            let sheet = decay::decay(&read(command, question)?)?;
            Ok(Answer::new(sheet.to_json(), sheet.to_text(&STYLE)))
        }
        "space.fleet" => {
            let sheet = fleet::fleet(&read(command, question)?)?;
            Ok(Answer::new(sheet.to_json(), sheet.to_text(&STYLE)))
        }
        "space.reach" => {
            let sheet = reach::reach(&read(command, question)?)?;
            Ok(Answer::new(to_text(&sheet.to_value()), terminal::render_reach(&sheet, &STYLE)))
        }
        "space.size" => {
            let sized = size::size(&read(command, question)?)?;
            Ok(Answer::new(sized.to_json(), sized.to_text(&STYLE)))
        }
        "space.states" => {
            let sheet = states::states(&read(command, question)?, watch)?;
            let answer = Answer::new(sheet.to_json(), sheet.to_text(&STYLE)).with("csv", sheet.to_csv());
            answer.with_table(sheet.to_table())
        }
        "space.studies" => {
            let compared = space::studies::studies(&read(command, question)?)?;
            Ok(Answer::new(to_text(&studies_value(&compared)), terminal::render_studies(&compared, &STYLE)))
        }
        _ => Err(Failure::other(format!("{command}: no such command"))),
    }
}

/// Tracks, where falling ones come down, and how good they are.
fn tracked(question: &track::Question, watch: &Watch) -> Result<Answer, Failure> {
    let following = track::Following::open(question)?;
    let (mut tracks, mut impacts) = (Rows::default(), Rows::default());
    let mut kinds = Vec::new();
    let tracked = following.follow(watch, &mut |after| {
        for track in after.tracks {
            let sigma_m = (track.covariance.fixed_view::<3, 3>(0, 0).trace() / 3.0).sqrt();
            let ([p, v], probability) = ([track.pos_m, track.vel_m_s], track.existence_probability);
            tracks.add(after, track.id, &[p.x, p.y, p.z, v.x, v.y, v.z, probability, sigma_m]);
            kinds.push(track.kind.name().to_owned());
        }
        for falling in after.impacts {
            let ([time_s, sigma_s], p, [major_m, minor_m]) = (falling.time_s, falling.pos_m, falling.half_axes_m);
            let [lat_deg, lon_deg] = falling.place_deg.unwrap_or([f64::NAN; 2]);
            impacts.add(after, falling.track, &[time_s, sigma_s, p.x, p.y, p.z, major_m, minor_m, lat_deg, lon_deg]);
        }
        Ok(())
    })?;
    let numbers = ["x_m", "y_m", "z_m", "vx_m_s", "vy_m_s", "vz_m_s", "existence_probability", "sigma_position_m"];
    let mut tracks = tracks.table("tracks", &numbers);
    tracks.columns.push(Column::text("status", kinds));
    let mut answer = Answer::new(tracked.to_json(), tracked.to_text()).with_table(tracks)?;
    if question.impacts {
        let numbers = [
            "impact_time_s",
            "sigma_time_s",
            "x_m",
            "y_m",
            "z_m",
            "sigma_major_m",
            "sigma_minor_m",
            "lat_deg",
            "lon_deg",
        ];
        answer = answer.with_table(impacts.table("impacts", &numbers))?;
    }
    Ok(match tracked.to_svg() {
        Some(svg) => answer.with("svg", svg),
        None => answer,
    })
}

/// Rows about tracks, by column.
#[derive(Default)]
struct Rows {
    scan: Vec<i64>,
    time_s: Vec<f64>,
    track_id: Vec<i64>,
    numbers: Vec<Vec<f64>>,
}

impl Rows {
    fn add(&mut self, after: &track::After<'_>, track_id: u64, numbers: &[f64]) {
        self.scan.push(after.scan as i64);
        self.time_s.push(after.time_s);
        self.track_id.push(track_id as i64);
        self.numbers.resize(numbers.len(), Vec::new());
        self.numbers.iter_mut().zip(numbers).for_each(|(column, number)| column.push(*number));
    }

    fn table(mut self, name: &str, numbers: &[&str]) -> Table {
        self.numbers.resize(numbers.len(), Vec::new());
        let mut columns = vec![
            Column::i64("scan", self.scan),
            Column::f64("time_s", self.time_s),
            Column::i64("track_id", self.track_id),
        ];
        columns.extend(numbers.iter().zip(self.numbers).map(|(name, values)| Column::f64(name, values)));
        Table { name: name.to_owned(), columns }
    }
}

/// One weapon–target assignment from arrays or lists of numbers.
#[pyfunction]
#[pyo3(signature = (values, kill, shots, time_limit_s, best))]
pub fn assign(
    py: Python<'_>,
    values: &Bound<'_, PyAny>,
    kill: &Bound<'_, PyAny>,
    shots: Vec<u32>,
    time_limit_s: Option<f64>,
    best: usize,
) -> PyResult<Answer> {
    let (values, kill) = (numbers(values)?, numbers(kill)?);
    if values.shape.len() != 1 || kill.shape.len() != 2 || kill.shape[1] != values.values.len() {
        let text = format!(
            "values has the shape {:?} and kill {:?}; allowed: one row of values, and a row of kill probabilities for each weapon, \
             with a column for each value",
            values.shape, kill.shape
        );
        return Err(raised(py, &Failure::input(text)));
    }
    let tables = Tables { values: values.values, kill: kill.values, shots };
    let question = Question { time_limit_s, best };
    work(py, None, move |watch| {
        let answer = solve(&question, &tables, &mut |_| watch.is_stopped())?;
        Ok(Answer::new(answer.to_json(), answer.to_text()))
    })
}

/// What ships: names, kinds, one line each, as JSON.
#[pyfunction]
pub fn scenarios(py: Python<'_>) -> PyResult<String> {
    look::scenarios().map(|all| json::pretty(&all)).map_err(|failure| raised(py, &failure))
}

/// The catalogue, or one entry of it.
#[pyfunction]
#[pyo3(signature = (id = None))]
pub fn catalogue(py: Python<'_>, id: Option<&str>) -> PyResult<Answer> {
    let Some(id) = id else {
        let all = Catalogue::embedded();
        return Ok(Answer::new(json::pretty(&all.entries()), render_index(all)));
    };
    let entry = look::entry(id).map_err(|failure| raised(py, &failure))?;
    Ok(Answer::new(json::pretty(entry), render_entry(entry)))
}

/// Everything that is wrong with a scenario, each with its place; nothing where it is sound.
#[pyfunction]
pub fn faults<'py>(py: Python<'py>, scenario: &str, sets: Vec<String>) -> PyResult<Bound<'py, PyList>> {
    let question = look::Check { scenario: scenario.to_owned(), sets };
    match py.detach(|| look::check(&question, &Watch::default())) {
        Err(Failure::Scenario(found)) => listed(py, &found.0),
        Err(failure) => Err(raised(py, &failure)),
        Ok(_) => Ok(PyList::empty(py)),
    }
}
