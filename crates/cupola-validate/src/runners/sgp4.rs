//! SGP4 and its published verification set.

use crate::case::{Case, Value};
use crate::print::short;
use crate::runner::{Answer, Answered, Given, Refusal, number, text};
use crate::tolerance::Tolerance;
use cupola_earth::sgp4::{Satellite, State};

const FUNCTIONS: [&str; 2] = ["cupola_earth::sgp4::Satellite::from_tle", "cupola_earth::sgp4::Satellite::state"];
/// The element sets that ship, for cases that name a satellite only.
const SETS: &str = "data/SGP4-VER.TLE";
/// How near to the published numbers every line must come (km, km/s), when printed with as many digits as they are.
const MAX_ERROR: f64 = 2e-7;

/// One element set and the times it is asked for: minutes since its epoch, from, to and step, behind line 2.
struct Set<'a> {
    lines: [&'a str; 2],
    span: Option<[f64; 3]>,
}

fn sets(text: &str) -> impl Iterator<Item = Set<'_>> {
    let mut lines = text.lines().filter(|line| line.starts_with("1 ") || line.starts_with("2 "));
    std::iter::from_fn(move || {
        let lines = [lines.next()?, lines.next()?];
        let numbers = lines[1].get(69..).unwrap_or_default().split_whitespace().map(|field| field.parse().ok());
        let span = numbers.collect::<Option<Vec<f64>>>().and_then(|numbers| numbers.try_into().ok());
        Some(Set { lines, span })
    })
}

impl Set<'_> {
    fn number(&self) -> Option<f64> {
        self.lines[0].get(2..7)?.trim().parse().ok()
    }

    /// The epoch, then from start to stop by steps, then stop itself: what the published driver asks for.
    fn minutes(&self) -> Vec<f64> {
        let mut minutes = vec![0.0];
        if let Some([start, stop, step]) = self.span.filter(|[_, _, step]| *step > 0.0) {
            let mut at = start;
            while at <= stop {
                if at != 0.0 || start != 0.0 {
                    minutes.push(at);
                }
                at += step;
            }
            if at - stop < step - 1e-6 {
                minutes.push(stop);
            }
        }
        minutes
    }
}

fn file(given: &Given<'_>, path: &str) -> Result<String, Refusal> {
    given.data.read(path).ok_or_else(|| Refusal::NotRun(format!("`{path}` is not there: give its folder with --data")))
}

/// Position (km) and velocity (km/s).
fn in_km(state: &State) -> [f64; 6] {
    let (pos, vel) = (state.pos_teme_m / 1e3, state.vel_teme_m_s / 1e3);
    [pos.x, pos.y, pos.z, vel.x, vel.y, vel.z]
}

/// Every line of a reference file against the states of the element sets, and the codes of the sets that are refused.
pub fn verification_set(case: &Case, given: &Given<'_>) -> Answered {
    let (tle, reference) = (file(given, text(case, "tle_file")?)?, file(given, text(case, "reference_file")?)?);
    let mut published = reference.lines().filter(|line| !line.trim().is_empty()).peekable();
    let (mut num_blocks, mut num_lines, mut codes, mut worst, mut worst_raw) = (0, 0, Vec::new(), 0.0_f64, 0.0_f64);
    for set in sets(&tle) {
        let satellite = Satellite::from_tle(set.lines[0], set.lines[1]).map_err(Refusal::failed)?;
        if published.next_if(|line| line.ends_with("xx")).is_none() {
            break;
        }
        (num_blocks, num_lines) = (num_blocks + 1, num_lines + 1);
        for minutes in set.minutes() {
            match satellite.state(minutes * 60.0) {
                Ok(state) => {
                    let Some(line) = published.next_if(|line| !line.ends_with("xx")) else { break };
                    let (rounded, raw) = error(&in_km(&state), minutes, line)?;
                    (worst, worst_raw) = (worst.max(rounded), worst_raw.max(raw));
                    num_lines += usize::from(rounded <= MAX_ERROR * (1.0 + 1e-4));
                }
                Err(refusal) => {
                    codes.push(f64::from(refusal.code()));
                    // Where the epoch itself is refused, the published driver repeats the last state of the set before.
                    if minutes == 0.0 && published.next_if(|line| !line.ends_with("xx")).is_some() {
                        num_lines += 1;
                    }
                    break;
                }
            }
        }
    }
    let mut answer = Answer::by(&FUNCTIONS)
        .with("satellite_blocks", f64::from(num_blocks))
        .with("lines_total", num_lines as f64)
        .with("error_codes", Value::of_numbers(&codes))
        .noting(format!(
            "a line counts if every number, printed with its digits, is within 2e-7 of it; the worst is {} off, {} before \
             rounding",
            short(worst, 3),
            short(worst_raw, 3)
        ));
    for key in ["satellite_blocks", "lines_total", "error_codes"] {
        answer.tolerances.push((key, Tolerance::within(0.0)));
    }
    Ok(answer)
}

/// The worst difference of a state from a published line (km, km/s): printed with the line's digits, and before that.
fn error(state: &[f64; 6], minutes: f64, line: &str) -> Result<(f64, f64), Refusal> {
    let bad = || Refusal::Failed(format!("the reference file has no time and state in the line `{line}`"));
    let fields: Vec<&str> = line.split_whitespace().take(7).collect();
    let numbers: Option<Vec<f64>> = fields.iter().map(|field| field.parse().ok()).collect();
    let numbers: [f64; 7] = numbers.and_then(|numbers| numbers.try_into().ok()).ok_or_else(bad)?;
    if (numbers[0] - minutes).abs() > 1e-6 {
        return Err(bad());
    }
    let mut worst = (0.0_f64, 0.0_f64);
    for ((observed, expected), field) in state.iter().zip(&numbers[1..]).zip(&fields[1..]) {
        let decimals = field.split_once('.').map_or(0, |(_, digits)| digits.len());
        let rounded: f64 = format!("{observed:.decimals$}").parse().map_err(Refusal::failed)?;
        worst = (worst.0.max((rounded - expected).abs()), worst.1.max((observed - expected).abs()));
    }
    Ok(worst)
}

/// One state of one satellite of the sets that ship.
pub fn one_state(case: &Case, given: &Given<'_>) -> Answered {
    let (wanted, sets_text) = (number(case, "satnum")?, file(given, SETS)?);
    let Some(set) = sets(&sets_text).find(|set| set.number() == Some(wanted)) else {
        return Err(Refusal::NotRun(format!("{SETS} has no satellite {wanted}")));
    };
    let satellite = Satellite::from_tle(set.lines[0], set.lines[1]).map_err(Refusal::failed)?;
    let state = in_km(&satellite.state(number(case, "t_min")? * 60.0).map_err(Refusal::failed)?);
    Ok(Answer::by(&FUNCTIONS)
        .with("r_km", Value::of_numbers(&state[..3]))
        .with("v_km_s", Value::of_numbers(&state[3..])))
}
