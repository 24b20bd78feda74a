//! `cupola space`: constellations by themselves.

mod coverage;
mod decay;
mod fleet;
mod question;
mod reach;
mod size;
mod studies;

use clap::Subcommand;
use cupola::command::Failure;
use cupola::earth::Walker;
use cupola::earth::orbit::Pattern;

/// Most satellites of one shell.
const MOST_SATELLITES: usize = 1_000_000;

/// Commands of `cupola space`.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// What a constellation covers: how often, how many times over, with which gaps
    Coverage(coverage::Args),
    /// How long the air lets a low orbit last, and the speed that holds it
    Decay(decay::Args),
    /// Who is in orbit when, from a plan of launches; what has to be bought for it
    Fleet(fleet::Args),
    /// How many interceptors in orbit it takes to reach missiles in boost
    Size(Box<size::Args>),
    /// How much of the time a satellite is within reach of a place
    Reach(reach::Args),
    /// What published studies said, what cupola gets over everything they leave open, and why they differ
    Studies(studies::Args),
}

/// `cupola space`.
pub fn space(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Coverage(args) => coverage::coverage(args),
        Command::Decay(args) => decay::decay(args),
        Command::Fleet(args) => fleet::fleet(args),
        Command::Size(args) => size::size(args),
        Command::Reach(args) => reach::reach(args),
        Command::Studies(args) => studies::studies(args),
    }
}

/// A Walker shell from `T/P/F`; every fault of the text is told. `None` too where the orbit's numbers are none.
fn walker(
    text: &str,
    altitude_m: f64,
    inclination_rad: f64,
    pattern: Pattern,
    faults: &mut Vec<String>,
) -> Option<Walker> {
    let before = faults.len();
    let parts: Vec<Option<usize>> = text.split('/').map(|part| part.trim().parse().ok()).collect();
    let [Some(num_satellites), Some(num_planes), Some(phasing)] = parts[..] else {
        faults.push(format!("--walker {text}: allowed: T/P/F, satellites, planes and phasing, as in 960/24/1"));
        return None;
    };
    if !(1..=MOST_SATELLITES).contains(&num_satellites) {
        faults.push(format!("--walker {text}: {num_satellites} satellites; allowed: 1 to {MOST_SATELLITES}"));
    }
    if num_planes == 0 || !num_satellites.is_multiple_of(num_planes) {
        faults.push(format!(
            "--walker {text}: {num_planes} planes; allowed: a divisor of the {num_satellites} satellites"
        ));
    }
    if phasing >= num_planes.max(1) {
        faults.push(format!("--walker {text}: phasing {phasing}; allowed: 0 to {}", num_planes.max(1) - 1));
    }
    if faults.len() > before || !altitude_m.is_finite() || !inclination_rad.is_finite() {
        return None;
    }
    let shell = Walker::new(num_satellites, num_planes, phasing as f64, altitude_m, inclination_rad, pattern);
    shell.map_err(|error| faults.push(format!("--walker {text}: {error}"))).ok()
}
