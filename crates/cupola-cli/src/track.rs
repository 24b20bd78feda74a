//! `cupola track`: from a file of detections to tracks, and how good they are.

mod sheets;

use crate::output::Output;
use crate::watched::watched_in;
use clap::Args;
use cupola::command::Failure;
use cupola::command::track::{After, Following, Question};
use sheets::Sheet;
use std::path::{Path, PathBuf};

/// Options of `cupola track`.
#[derive(Debug, Clone, Args)]
pub struct TrackArgs {
    #[command(flatten)]
    question: Question,
    /// Write the tracks as CSV, scan by scan; `-` for standard output
    #[arg(long, value_name = "FILE")]
    tracks: Option<PathBuf>,
    /// Write where falling tracks will come down as CSV, scan by scan, with the error of place and time; `-` for standard output
    #[arg(long, value_name = "FILE")]
    impacts: Option<PathBuf>,
    /// Draw tracks against the truth as SVG; `-` for standard output
    #[arg(long, value_name = "FILE", requires = "truth")]
    svg: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola track`.
pub fn track(args: &TrackArgs) -> Result<(), Failure> {
    let is_output = |path: &Option<PathBuf>| path.as_deref() == Some(Path::new("-"));
    let asks = [
        ("--tracks", is_output(&args.tracks)),
        ("--impacts", is_output(&args.impacts)),
        ("--svg", is_output(&args.svg)),
        ("--json", args.json),
    ];
    let printed: Vec<&str> = asks.iter().filter(|(_, is_asked)| *is_asked).map(|(option, _)| *option).collect();
    if let [first, second, ..] = printed[..] {
        return Err(Failure::input(format!(
            "{first} -: standard output is for {second}; allowed: one of them, and a file for the other"
        )));
    }
    let following = Following::open(&Question { impacts: args.impacts.is_some(), ..args.question.clone() })?;
    let mut tracks = args.tracks.as_deref().map(Sheet::of_tracks).transpose()?;
    let is_geodetic = following.is_geodetic();
    let mut impacts = args.impacts.as_deref().map(|path| Sheet::of_impacts(path, is_geodetic)).transpose()?;
    let mut each = |after: &After<'_>| {
        impacts.as_mut().map_or(Ok(()), |sheet| sheet.add_impacts(after))?;
        tracks.as_mut().map_or(Ok(()), |sheet| sheet.add_tracks(after))
    };
    let tracked = watched_in("scans", |watch| following.follow(watch, &mut each))?;
    let mut output = Output::new(args.json);
    if let Some(svg) = args.svg.as_ref().and_then(|_| tracked.to_svg()) {
        output.write("--svg", args.svg.as_deref(), || svg)?;
    }
    if matches!(printed[..], ["--tracks" | "--impacts"]) {
        return Ok(());
    }
    output.finish(|| if args.json { tracked.to_json() } else { tracked.to_text() })
}
