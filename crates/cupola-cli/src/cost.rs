//! `cupola cost`: what elements cost over their life, beside what others print, and beyond today's plans.

use crate::failure::Failure;
use crate::{RunArgs, run};
use cupola::record::terminal::CostBy;

/// Options of `cupola cost`.
#[derive(Debug, Clone, clap::Args)]
pub struct CostArgs {
    #[command(flatten)]
    run: RunArgs,
    /// Rows of the table
    #[arg(long, value_enum, default_value_t = By::Element)]
    by: By,
}

/// What the rows of the table are.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum By {
    Element,
    Phase,
    Year,
    Nation,
}

impl From<By> for CostBy {
    fn from(by: By) -> Self {
        match by {
            By::Element => Self::Element,
            By::Phase => Self::Phase,
            By::Year => Self::Year,
            By::Nation => Self::Nation,
        }
    }
}

/// `cupola cost`.
pub fn cost(args: &CostArgs) -> Result<(), Failure> {
    run::run(&args.run, run::Part::Cost(args.by.into()))
}
