//! What each nation's contribution is worth: the same raids with every coalition of contributions, the same luck in all.
//!
//! [`contributions`] takes a world apart into what nations give, [`value`] says which coalitions are wanted and how they
//! weigh, and [`Sitting`] plays them: every coalition is an arm of the same worlds, run by run.

pub mod contributions;
pub mod measure;
mod summary;
pub mod value;

use crate::costing::{Pricing, Side};
use crate::monte_carlo::{ArmOfWorld, Library, Options, Prepared, RunRecord, StudyError};
use crate::table::Columns;
use contributions::{Contributions, Game, Terms};
use cupola_core::{EntityKey, Purpose, Stream};
use cupola_cost::CostError;
use cupola_sim::geometry::Tables;
use cupola_sim::world::{Arm, World};
use measure::{Measure, measures, of_money};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
pub use summary::{Interval, NationWorth, Report, Step, Worth, Worths};
use value::{MOST_PLAYERS, Weights, num_exact, order_of};

/// What a nation that is not in a coalition withholds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// What it gives by agreements: it is there, and defends itself.
    Agreement,
    /// All it owns: its places are there, undefended by it.
    Presence,
}

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question {
    /// What is withheld.
    pub of: Of,
    /// The arm in which everybody contributes, index into [`World::arms`].
    pub arm: usize,
    /// Up to this many coalitions a game are played in full; beyond, each world has a few orders in which players come.
    pub most_coalitions: u64,
}

/// Why coalitions cannot be played.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CoalitionError {
    /// Too many contributions.
    #[error("there are {num} contributions of nations; allowed: {MOST_PLAYERS} at most")]
    TooMany {
        /// How many.
        num: usize,
    },
    /// The study.
    #[error(transparent)]
    Study(#[from] StudyError),
    /// Money.
    #[error("cost: {0}")]
    Cost(#[from] CostError),
}

/// How a game's coalitions are chosen.
enum Design {
    /// All that the value asks for, in every world.
    Exact(Arc<Weights>),
    /// In each world an order drawn for it, and that order backwards.
    Sampled(Vec<usize>),
}

/// A game on its way: how it is played, and what each run said.
struct Played {
    game: Game,
    design: Design,
    /// Measure × run: nobody contributes, everybody does.
    ends: [Vec<Vec<f64>>; 2],
    /// Measure × player × run.
    values: Vec<Vec<Vec<f64>>>,
}

/// Coalitions being played.
pub struct Sitting {
    world: World,
    options: Options,
    of: Of,
    library: Arc<Library>,
    measures: Vec<Measure>,
    /// The whole game, then the step where there is one.
    games: Vec<Played>,
    /// World of each run so far.
    worlds: Vec<u32>,
    num_sets: u32,
    /// Rounds and warheads unaccounted for: none.
    unaccounted: f64,
    /// Whether a raid has been played; one is, without a campaign.
    has_raids: bool,
    /// The arm, and the world's first: id, printed name.
    arms: [(String, String); 2],
}

impl Sitting {
    /// Works out what is to be played. `world` must be made ready; interceptor tables and `stop` as of [`Prepared::with_tables`].
    ///
    /// # Errors
    /// [`CoalitionError`] with too many contributions, where a route cannot be flown, or when it was stopped.
    pub fn new(
        world: &World,
        question: &Question,
        options: Options,
        tables: &Tables<'_>,
        stop: &AtomicBool,
    ) -> Result<Self, CoalitionError> {
        let taken = match question.of {
            Of::Agreement => Contributions::of_agreements(world, question.arm),
            Of::Presence => Contributions::of_presence(world, question.arm),
        };
        let num = taken.whole.players.len();
        if num > MOST_PLAYERS {
            return Err(CoalitionError::TooMany { num });
        }
        let library = Arc::new(Library::new(&taken.world, &options, tables, stop)?);
        let columns = Columns::of(&taken.world);
        let mut measures = measures(world, &columns);
        if world.cost.is_some() {
            measures.extend(of_money(&columns));
        }
        let games = std::iter::once(taken.whole).chain(taken.step);
        let games = games.map(|game| Played::new(game, question.most_coalitions, measures.len())).collect();
        Ok(Self {
            world: taken.world,
            options,
            of: question.of,
            num_sets: u32::try_from(library.num_sets()).unwrap_or(u32::MAX),
            library,
            measures,
            games,
            worlds: Vec::new(),
            unaccounted: 0.0,
            has_raids: world.campaign.is_none(),
            arms: [question.arm, 0].map(|arm| (world.arms[arm].id.clone(), world.arms[arm].name.clone())),
        })
    }

    /// Runs done.
    #[must_use]
    pub fn num_runs(&self) -> u64 {
        self.worlds.len() as u64
    }

    /// Coalitions that a run plays: those of all games, each once.
    #[must_use]
    pub fn num_coalitions(&self) -> usize {
        self.ask(0..1).arms.len()
    }

    /// Whether every coalition that matters is played, in every game.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.games.iter().all(|g| matches!(g.design, Design::Exact(_)))
    }

    /// Plays on until there are `until` runs, or until `stop` is set.
    ///
    /// # Errors
    /// [`CoalitionError`] when stocks or costs do not hold together.
    pub fn play(&mut self, until: u64, stop: &AtomicBool, done: &AtomicU64) -> Result<(), CoalitionError> {
        let block = (MOST_ROWS / self.num_coalitions().max(1) as u64).clamp(1, MOST_BLOCK_RUNS);
        while self.num_runs() < until && !stop.load(std::sync::atomic::Ordering::Relaxed) {
            let runs = self.num_runs()..(self.num_runs() + block).min(until);
            self.play_block(runs, stop, done)?;
        }
        Ok(())
    }

    fn play_block(
        &mut self,
        runs: std::ops::Range<u64>,
        stop: &AtomicBool,
        done: &AtomicU64,
    ) -> Result<(), CoalitionError> {
        let asked = self.ask(runs.clone());
        // Behind the arms that are played stand, for their price alone, those that the games' agreements start from.
        let before = self.games.iter().map(|game| game.game.before());
        self.world.arms = asked.arms.iter().cloned().chain(before).map(arm_of).collect();
        let arms_of = |world: u64| -> Vec<ArmOfWorld<'_>> {
            let own = asked.by_world.get(&world).map_or(&[][..], |w| &w.arms);
            own.iter().map(|arm| ArmOfWorld { arm: *arm, zeroed: &asked.arms[*arm].zeroed }).collect()
        };
        let library = Arc::clone(&self.library);
        let prepared = match Prepared::with_arms(&self.world, self.options, library, &arms_of, stop) {
            Err(StudyError::Stopped) => return Ok(()),
            prepared => prepared?.played_once(),
        };
        let position = |name| prepared.columns.position(name).expect("every study has this column");
        let (unaccounted, raids) = (position("unaccounted"), position("campaign.raids"));
        let pricing = Pricing::new(&self.world, &prepared.columns)?;
        for mut record in prepared.play(runs.start, runs.end, stop, done) {
            self.unaccounted += record.arms.iter().map(|arm| arm.row[unaccounted]).sum::<f64>();
            self.has_raids |= record.arms.iter().any(|arm| arm.row[raids] > 0.0);
            let own = &asked.by_world[&u64::from(record.world)];
            let stands = |(place, arm): (usize, &usize)| {
                let draws = prepared.draws_of(record.world, place);
                pricing.as_ref().map_or(Ok(0.0), |pricing| pricing.standing_usd(*arm, draws))
            };
            let standing_usd = own.arms.iter().enumerate().map(stands).collect::<Result<Vec<f64>, CostError>>()?;
            for (number, (game, (weights, places))) in self.games.iter_mut().zip(&own.games).enumerate() {
                if let Some(pricing) = &pricing {
                    let draws = prepared.draws_of(record.world, places[0]);
                    let before_usd = pricing.standing_usd(asked.arms.len() + number, draws)?;
                    let standing_usd: Vec<f64> = standing_usd.iter().map(|usd| usd - before_usd).collect();
                    add_money(pricing, &prepared, (&own.arms, &standing_usd), places, &mut record)?;
                }
                for (index, measure) in self.measures.iter().enumerate() {
                    let worth: Vec<f64> = places.iter().map(|p| measure.value(&record.arms[*p].row)).collect();
                    game.book(index, weights, &worth);
                }
            }
            self.worlds.push(record.world);
        }
        Ok(())
    }

    /// What some runs ask for.
    fn ask(&self, runs: std::ops::Range<u64>) -> Asked {
        let mut asked = Asked { arms: Vec::new(), index: HashMap::new(), by_world: HashMap::new() };
        for run in runs {
            let world = run % self.options.worlds;
            if asked.by_world.contains_key(&world) {
                continue;
            }
            let mut own = OfWorld { arms: Vec::new(), games: Vec::new() };
            for (number, game) in self.games.iter().enumerate() {
                let weights = game.weights(&self.options, number, world);
                let coalitions = weights.coalitions().iter();
                let places = coalitions.map(|c| own.place(asked.arm(game.game.terms(*c)))).collect();
                own.games.push((weights, places));
            }
            asked.by_world.insert(world, own);
        }
        asked
    }
}

/// Puts behind the row of each coalition of a game, in the place of what stood there, its cost beyond what its agreements
/// start from, and what it fires. `places` are those of the coalitions among the run's arms, the first of them nobody's;
/// `standing_usd` is what stands in each of those beyond the start.
fn add_money(
    pricing: &Pricing<'_>,
    prepared: &Prepared<'_>,
    (arms, standing_usd): (&[usize], &[f64]),
    places: &[usize],
    record: &mut RunRecord,
) -> Result<(), CostError> {
    let num = prepared.columns.names().len();
    let side = |place: usize| Side {
        arm: arms[place],
        draws: prepared.draws_of(record.world, place),
        row: &record.arms[place].row[..num],
    };
    let money = |place: &usize| {
        let (here, base) = (side(*place), side(places[0]));
        Ok([standing_usd[*place] + pricing.more_rounds_usd(here, base)?, pricing.expended_usd(here)])
    };
    let found = places.iter().map(money).collect::<Result<Vec<_>, CostError>>()?;
    for (place, money) in places.iter().zip(found) {
        let row = &mut record.arms[*place].row;
        row.truncate(num);
        row.extend(money);
    }
    Ok(())
}

/// Rows of runs held at a time, at most: some 40 kB each.
const MOST_ROWS: u64 = 2_048;
/// Runs played in one go, at most.
const MOST_BLOCK_RUNS: u64 = 80;

/// What a block of runs plays.
struct Asked {
    arms: Vec<Terms>,
    index: HashMap<Terms, usize>,
    by_world: HashMap<u64, OfWorld>,
}

/// What one world plays.
struct OfWorld {
    /// Indices into the block's arms.
    arms: Vec<usize>,
    /// By game: weights, and where each of their coalitions is in `arms`.
    games: Vec<(Arc<Weights>, Vec<usize>)>,
}

impl Asked {
    fn arm(&mut self, terms: Terms) -> usize {
        *self.index.entry(terms).or_insert_with_key(|terms| {
            self.arms.push(terms.clone());
            self.arms.len() - 1
        })
    }
}

impl OfWorld {
    fn place(&mut self, arm: usize) -> usize {
        self.arms.iter().position(|a| *a == arm).unwrap_or_else(|| {
            self.arms.push(arm);
            self.arms.len() - 1
        })
    }
}

fn arm_of(terms: Terms) -> Arm {
    Arm { id: "coalition".to_owned(), name: String::new(), agreements: terms.agreements }
}

impl Played {
    fn new(game: Game, most_coalitions: u64, num_measures: usize) -> Self {
        let unions = game.unions();
        let design = if num_exact(&unions) <= most_coalitions {
            Design::Exact(Arc::new(Weights::exact(&unions)))
        } else {
            Design::Sampled(unions)
        };
        let values = vec![vec![Vec::new(); game.players.len()]; num_measures];
        Self { game, design, ends: [(); 2].map(|()| vec![Vec::new(); num_measures]), values }
    }

    /// The weights of one world; orders are drawn by game and world.
    fn weights(&self, options: &Options, number: usize, world: u64) -> Arc<Weights> {
        match &self.design {
            Design::Exact(weights) => Arc::clone(weights),
            Design::Sampled(unions) => {
                let stream = Stream::of_world(options.seed, world);
                let key = EntityKey::of("coalition").child(number as u64);
                let mut index = 0;
                let forth = order_of(unions, || {
                    index += 1;
                    stream.uniform(key, Purpose::Order, index - 1)
                });
                let back = forth.iter().rev().copied().collect();
                Arc::new(Weights::of_orders(self.game.players.len(), &[forth, back]))
            }
        }
    }

    /// Books what a run's coalitions are worth, in the order of the weights: nobody first, everybody last.
    fn book(&mut self, measure: usize, weights: &Weights, worth: &[f64]) {
        for (ends, end) in self.ends.iter_mut().zip([worth.first(), worth.last()]) {
            ends[measure].extend(end);
        }
        for (runs, value) in self.values[measure].iter_mut().zip(weights.values(worth)) {
            runs.push(value);
        }
    }
}
