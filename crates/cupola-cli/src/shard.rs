//! `cupola shard` and `cupola merge`: a range of runs as a file, and all ranges together.

use crate::print;
use crate::run::{StockBy, keep_events, note, print_run};
use crate::watched::watched;
use cupola::command::run::Out;
use cupola::command::shard::{Merge, MergeQuestion, Sharded, notes, read_range, shard as play};
use cupola::command::{Failure, Scenario, Size};
use std::path::{Path, PathBuf};

/// Options of `cupola shard`.
#[derive(Debug, Clone, clap::Args)]
pub struct ShardArgs {
    /// Bundled name or file; or a study file, the `study.json` of a folder of shards
    given: String,
    /// Runs to play, counted from 0, UNTIL not among them (`0..1000`, `1000..2000`)
    #[arg(long, value_name = "FIRST..UNTIL", allow_hyphen_values = true)]
    range: String,
    /// Folder of the study's shards; a shard that is there already, whole, is left as it is
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Worlds: sets of drawn inputs, shared out among the runs of all shards (default: 200)
    #[arg(long)]
    worlds: Option<u64>,
    /// Seed (default: 1)
    #[arg(long)]
    seed: Option<u64>,
    /// Threads (default: all)
    #[arg(long)]
    threads: Option<usize>,
    /// How often stocks are told in the report of all shards (default: month)
    #[arg(long, value_enum)]
    stock_by: Option<StockBy>,
    /// Change a value by its path (`battery.iruma.channels=9`)
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// Options of `cupola merge`.
#[derive(Debug, Clone, clap::Args)]
pub struct MergeArgs {
    /// Folder of a study's shards
    dir: PathBuf,
    /// Runs there must be (default: up to the end of the last shard)
    #[arg(long)]
    runs: Option<u64>,
    /// Take the runs before the first gap where some are missing
    #[arg(long)]
    partial: bool,
    /// Run folder (default: runs/NAME-HASH8-sSEED)
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Runs whose events are kept, which are played again: a number or `all`
    #[arg(long, value_name = "N", default_value = "20")]
    keep_events: String,
    /// Threads (default: all)
    #[arg(long)]
    threads: Option<usize>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// `cupola shard`.
pub fn shard(args: &ShardArgs) -> Result<(), Failure> {
    let size =
        Size { seed: args.seed.unwrap_or(1), worlds: args.worlds.unwrap_or(200), runs: 1, threads: args.threads };
    let mut faults = size.faults();
    let is_study = Path::new(&args.given).extension().is_some_and(|ending| ending == "json");
    if is_study {
        let given = [
            ("--seed", args.seed.is_some()),
            ("--worlds", args.worlds.is_some()),
            ("--stock-by", args.stock_by.is_some()),
            ("--set", !args.sets.is_empty()),
        ];
        let given = given.into_iter().filter(|(_, is_given)| *is_given);
        faults.extend(given.map(|(option, _)| format!("{option}: {} says it already; leave it out", args.given)));
    }
    let range = read_range(&args.range).map_err(|wrong| faults.extend(wrong)).ok();
    let Some(range) = range.filter(|_| faults.is_empty()) else { return Err(Failure::input(faults.join("\n"))) };
    let sharded = if is_study {
        Sharded::read(Path::new(&args.given))?
    } else {
        let stock_by = args.stock_by.unwrap_or(StockBy::Month).into();
        Sharded::new(&Scenario::named(&args.given, &args.sets), size.seed, size.worlds, stock_by)?
    };
    note(&notes(&sharded));
    let receipt = watched(|watch| play(&sharded, range, args.threads, &args.out, watch))?;
    if args.json {
        return print(&(serde_json::to_string(&receipt).map_err(Failure::other)? + "\n"));
    }
    let how = if receipt.was_there { "was there already".to_owned() } else { format!("{:.1} s", receipt.elapsed_s) };
    print(&format!("{}: runs {}..{}, {how}; {}\n", receipt.file, receipt.first, receipt.until, receipt.digest))
}

/// `cupola merge`.
pub fn merge(args: &MergeArgs) -> Result<(), Failure> {
    let mut faults = Vec::new();
    let keep_events = keep_events(&args.keep_events, &mut faults);
    faults.extend(Size { runs: args.runs.unwrap_or(1), threads: args.threads, ..Size::default() }.faults());
    if !faults.is_empty() {
        return Err(Failure::input(faults.join("\n")));
    }
    let ready = Merge::new(&MergeQuestion {
        dir: args.dir.clone(),
        runs: args.runs,
        takes_part: args.partial,
        keep_events,
        threads: args.threads,
        out: args.out.clone().map_or(Out::Usual, Out::Named),
    })?;
    note(&ready.notes);
    let played = watched(|watch| ready.play(watch))?;
    let given = played.loaded.world.name.clone();
    print_run(&played, &given, args.json)
}
