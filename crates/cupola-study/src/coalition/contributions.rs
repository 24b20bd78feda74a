//! Who contributes what: a world taken apart into parts that nations give, so that an arm can be made of any of them.

use super::value::Coalition;
use cupola_core::{Grade, Uncertain};
use cupola_sim::world::{Agreement, Arm, Constellation, CostRules, Input, InputId, SpaceRole, Supply, World};

/// A kind of contribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What sees: tracks given, radars, warning and tracking constellations.
    Sensors,
    /// What shoots: engagement for others, batteries, area defences, interceptors in orbit.
    Interceptors,
    /// What makes rounds: lines, their expansion, shares of their output.
    Factories,
    /// Rounds at hand: transfers, stocks.
    Reserve,
}

impl Part {
    /// All, in the order in which they are printed.
    pub const ALL: [Self; 4] = [Self::Sensors, Self::Interceptors, Self::Factories, Self::Reserve];

    /// Its name in results.
    #[must_use]
    pub fn word(self) -> &'static str {
        ["sensors", "interceptors", "factories", "reserve"][self as usize]
    }
}

/// Somebody who may be in a coalition or not: one part of what one nation contributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Player {
    /// Nation, index into [`World::nations`].
    pub nation: usize,
    /// Which of its parts.
    pub part: Part,
    /// Agreements that are in force with it.
    agreements: Vec<usize>,
    /// Inputs that are zero without it.
    inputs: Vec<InputId>,
}

/// A game: players, numbered nation by nation, and what holds whoever plays.
#[derive(Debug, Clone)]
pub struct Game {
    /// Players.
    pub players: Vec<Player>,
    always: Vec<usize>,
    /// What comes with an agreement and is no clause of it: money alone, spent whoever plays.
    money: Vec<usize>,
}

/// What a coalition comes to.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Terms {
    /// Agreements in force, in the order of [`World::agreements`].
    pub agreements: Vec<usize>,
    /// Inputs that are zero.
    pub zeroed: Vec<InputId>,
}

impl Game {
    /// A game between the blocks in which agreements fall apart.
    fn between<'b>(blocks: impl Iterator<Item = &'b Block>, always: Vec<usize>) -> Self {
        let mut game = Self { players: Vec::new(), always, money: Vec::new() };
        for block in blocks {
            match block.owner {
                Some((nation, part)) => game.player(nation, part).agreements.push(block.agreement),
                None => game.money.push(block.agreement),
            }
        }
        game.players.sort_by_key(|p| (p.nation, p.part));
        game
    }

    fn player(&mut self, nation: usize, part: Part) -> &mut Player {
        let found = self.players.iter().position(|p| p.nation == nation && p.part == part);
        let index = found.unwrap_or_else(|| {
            self.players.push(Player { nation, part, agreements: Vec::new(), inputs: Vec::new() });
            self.players.len() - 1
        });
        &mut self.players[index]
    }

    /// How many players each nation has that has any, in the order of the players.
    #[must_use]
    pub fn unions(&self) -> Vec<usize> {
        self.players.chunk_by(|a, b| a.nation == b.nation).map(<[Player]>::len).collect()
    }

    /// Whether agreements bring money that is nobody's contribution.
    #[must_use]
    pub fn has_money(&self) -> bool {
        !self.money.is_empty()
    }

    /// What holds with nobody and before the agreements' own money.
    #[must_use]
    pub fn before(&self) -> Terms {
        Terms { agreements: self.always.clone(), zeroed: Vec::new() }
    }

    /// What holds with some of the players.
    #[must_use]
    pub fn terms(&self, coalition: Coalition) -> Terms {
        let is_in = |index: usize| coalition >> index & 1 == 1;
        let players = || self.players.iter().enumerate();
        let given = players().filter(|(i, _)| is_in(*i)).flat_map(|(_, p)| &p.agreements);
        let missing = players().filter(|(i, _)| !is_in(*i)).flat_map(|(_, p)| &p.inputs);
        let mut agreements: Vec<usize> = self.always.iter().chain(&self.money).chain(given).copied().collect();
        agreements.sort_unstable();
        let mut zeroed: Vec<InputId> = missing.copied().collect();
        zeroed.sort_unstable();
        zeroed.dedup();
        Terms { agreements, zeroed }
    }
}

/// One clause of an agreement, as an agreement of its own.
struct Block {
    /// Index into [`World::agreements`].
    agreement: usize,
    /// Agreement it is of; none for transfers outside agreements.
    of: Option<usize>,
    /// Who gives it; none where it is money alone and changes neither raids nor stocks.
    owner: Option<(usize, Part)>,
}

/// A world whose agreements have been taken apart, and the games that can be played in it.
pub struct Contributions {
    /// The world, without arms.
    pub world: World,
    /// Everybody's contributions.
    pub whole: Game,
    /// What comes with the arm beyond the world's first arm, where that has agreements and this one has them all and more.
    pub step: Option<Game>,
}

impl Contributions {
    /// What nations give one another by the agreements of an arm; without it each defends itself with its own.
    #[must_use]
    pub fn of_agreements(world: &World, arm: usize) -> Self {
        let mut taken = world.clone();
        let blocks = take_apart(&mut taken);
        let [base, all] = [0, arm].map(|index: usize| world.arms[index].agreements.as_slice());
        let is_of = |list: &[usize], block: &Block| block.of.is_none_or(|of| list.contains(&of));
        let whole = Game::between(blocks.iter().filter(|b| is_of(all, b)), Vec::new());
        let goes_beyond = !base.is_empty() && base.iter().all(|a| all.contains(a)) && base.len() < all.len();
        let step = goes_beyond.then(|| {
            let before = blocks.iter().filter(|b| is_of(base, b)).map(|b| b.agreement).collect();
            Game::between(blocks.iter().filter(|b| is_of(all, b) && !is_of(base, b)), before)
        });
        Self { world: taken, whole, step }
    }

    /// All that nations own; without it a nation's places stay, and nothing of what it defends them with.
    #[must_use]
    pub fn of_presence(world: &World, arm: usize) -> Self {
        let mut taken = world.clone();
        taken.arms.clear();
        let always = world.arms[arm].agreements.clone();
        let mut game = Game { players: Vec::new(), always, money: Vec::new() };
        own_constellations(&mut taken, &mut game, &world.arms[arm]);
        own_forces(&mut taken, &mut game);
        own_supply(&mut taken, &mut game);
        game.players.sort_by_key(|p| (p.nation, p.part));
        Self { world: taken, whole: game, step: None }
    }
}

fn part_of(constellation: &Constellation) -> Part {
    match constellation.role {
        SpaceRole::Warning { .. } | SpaceRole::Tracking { .. } => Part::Sensors,
        SpaceRole::Interceptor { .. } => Part::Interceptors,
    }
}

/// Appends every clause of every agreement as an agreement of its own, in their order, and drops the arms.
fn take_apart(world: &mut World) -> Vec<Block> {
    let mut blocks = Vec::new();
    let whole = world.agreements.clone();
    // Transfers outside agreements come first, as they do in an arm's plan.
    let transfers = std::mem::take(&mut world.supply.transfers);
    let from_day = new_input(world, "coalition.from", Uncertain::known(0.0));
    for transfer in transfers {
        let owner = Some((transfer.giver, Part::Reserve));
        let outside = Agreement { transfers: vec![transfer], ..nothing("transfer", from_day) };
        append(world, &mut blocks, None, owner, outside);
    }
    for (index, agreement) in whole.into_iter().enumerate() {
        clauses(world, &mut blocks, index, agreement);
    }
    world.arms.clear();
    blocks
}

/// Appends the clauses of one agreement.
fn clauses(world: &mut World, blocks: &mut Vec<Block>, index: usize, agreement: Agreement) {
    let Agreement {
        id,
        name: _,
        status: _,
        says: _,
        from_day,
        until_day,
        tracks,
        engage,
        expand,
        output,
        transfers,
        develop,
        constellations,
    } = agreement;
    let host = |world: &World, line: usize| Some((world.supply.lines[line].nation, Part::Factories));
    let mut add = |world: &mut World, owner, clause| append(world, blocks, Some(index), owner, clause);
    let empty = || Agreement { until_day, ..nothing(&id, from_day) };
    for share in tracks {
        let owner = Some((share.giver, Part::Sensors));
        add(world, owner, Agreement { tracks: vec![share], ..empty() });
    }
    for rule in engage {
        let owner = Some((rule.shooter, Part::Interceptors));
        add(world, owner, Agreement { engage: vec![rule], ..empty() });
    }
    for raise in expand {
        let owner = host(world, raise.line);
        add(world, owner, Agreement { expand: vec![raise], ..empty() });
    }
    for share in output {
        let owner = host(world, share.line);
        add(world, owner, Agreement { output: vec![share], ..empty() });
    }
    for transfer in transfers {
        let owner = Some((transfer.giver, Part::Reserve));
        add(world, owner, Agreement { transfers: vec![transfer], ..empty() });
    }
    for constellation in constellations {
        let owner = &world.constellations[constellation];
        let owner = Some((owner.nation, part_of(owner)));
        add(world, owner, Agreement { constellations: vec![constellation], ..empty() });
    }
    for one in develop {
        // Without a line nothing that it delivers is in a raid or a stock.
        let owner = one.line.and_then(|line| host(world, line));
        add(world, owner, Agreement { develop: vec![one], ..empty() });
    }
    // What `[cost]` adds with an agreement costs money; nothing of it is in a raid or a stock.
    let has = |cost: &CostRules| {
        let extras = cost.extra.iter().map(|extra| extra.agreement);
        extras.chain(cost.elements.iter().map(|element| element.agreement)).any(|of| of == Some(index))
    };
    if world.cost.as_ref().is_some_and(has) {
        add(world, None, empty());
        let money = world.agreements.len() - 1;
        if let Some(cost) = &mut world.cost {
            let extras = cost.extra.iter_mut().map(|extra| &mut extra.agreement);
            let all = extras.chain(cost.elements.iter_mut().map(|element| &mut element.agreement));
            all.filter(|of| **of == Some(index)).for_each(|of| *of = Some(money));
        }
    }
}

/// An agreement that says nothing.
fn nothing(id: &str, from_day: InputId) -> Agreement {
    Agreement {
        id: id.to_owned(),
        name: String::new(),
        status: String::new(),
        says: String::new(),
        from_day,
        until_day: None,
        tracks: Vec::new(),
        engage: Vec::new(),
        expand: Vec::new(),
        output: Vec::new(),
        transfers: Vec::new(),
        develop: Vec::new(),
        constellations: Vec::new(),
    }
}

fn append(
    world: &mut World,
    blocks: &mut Vec<Block>,
    of: Option<usize>,
    owner: Option<(usize, Part)>,
    clause: Agreement,
) {
    blocks.push(Block { agreement: world.agreements.len(), of, owner });
    world.agreements.push(clause);
}

fn new_input(world: &mut World, key: &str, range: Uncertain) -> InputId {
    let input = Input {
        key: key.to_owned(),
        range,
        unit_per_si: 1.0,
        grade: Grade::Assumed,
        sources: Vec::new(),
        catalogue: None,
        note: String::new(),
        is_physical: false,
        common_fraction: 0.0,
    };
    world.inputs.push(input);
    InputId(world.inputs.len() as u32 - 1)
}

/// An input of its own that draws what `id` draws, for it hangs on the same key.
fn own_copy(inputs: &mut Vec<Input>, id: InputId) -> InputId {
    inputs.push(inputs[id.0 as usize].clone());
    InputId(inputs.len() as u32 - 1)
}

/// Constellations exist with their nation, through an agreement that says nothing else.
fn own_constellations(world: &mut World, game: &mut Game, arm: &Arm) {
    let always = new_input(world, "coalition.from", Uncertain::known(0.0));
    let num_agreements = world.agreements.len();
    for index in 0..world.constellations.len() {
        let is_with = |a: &Agreement| a.constellations.contains(&index);
        let with: Vec<usize> = (0..num_agreements).filter(|a| is_with(&world.agreements[*a])).collect();
        let span = |a: &usize| (world.agreements[*a].from_day, world.agreements[*a].until_day);
        let in_force: Vec<(InputId, Option<InputId>)> =
            with.iter().filter(|a| arm.agreements.contains(a)).map(span).collect();
        if !with.is_empty() && in_force.is_empty() {
            continue;
        }
        for agreement in with {
            world.agreements[agreement].constellations.retain(|c| *c != index);
        }
        let constellation = &world.constellations[index];
        let (nation, part) = (constellation.nation, part_of(constellation));
        for (from_day, until_day) in if in_force.is_empty() { vec![(always, None)] } else { in_force } {
            game.player(nation, part).agreements.push(world.agreements.len());
            let empty = nothing(&world.constellations[index].id, from_day);
            let presence = Agreement { until_day, constellations: vec![index], ..empty };
            world.agreements.push(presence);
        }
    }
}

/// Radars, batteries and area defences are ready with their nation; a battery's own radar comes with the battery.
fn own_forces(world: &mut World, game: &mut Game) {
    let World { inputs, sensors, batteries, area_defences, .. } = world;
    let mut own = |nation: usize, part: Part, id: &mut InputId| {
        *id = own_copy(inputs, *id);
        game.player(nation, part).inputs.push(*id);
    };
    for sensor in sensors.iter_mut().filter(|s| s.battery.is_none()) {
        own(sensor.nation, Part::Sensors, &mut sensor.availability);
    }
    for battery in batteries {
        own(battery.nation, Part::Interceptors, &mut battery.availability);
    }
    for area in area_defences {
        own(area.nation, Part::Interceptors, &mut area.availability);
    }
}

/// Lines and stocks are there with their nation, and what is sent to it is sent while it is there to take it.
fn own_supply(world: &mut World, game: &mut Game) {
    let World { inputs, supply, agreements, .. } = world;
    let Supply { stocks, reserves, parts: _, lines, drains, transfers, demands, estimates: _, theatres: _, modes: _ } =
        supply;
    let mut own = |id: &mut InputId, owners: &[(usize, Part)]| {
        *id = own_copy(inputs, *id);
        for (nation, part) in owners {
            game.player(*nation, *part).inputs.push(*id);
        }
    };
    for stock in stocks {
        own(&mut stock.quantity, &[(stock.nation, Part::Reserve)]);
    }
    for reserve in reserves {
        own(&mut reserve.never_below, &[(reserve.nation, Part::Reserve)]);
        own(&mut reserve.wanted, &[(reserve.nation, Part::Reserve)]);
    }
    for drain in drains {
        own(&mut drain.per_year, &[(drain.nation, Part::Reserve)]);
    }
    for demand in demands {
        let drawn = demand.raids.as_mut().map(|raids| &mut raids.per_day);
        for rounds in drawn.into_iter().chain(demand.stated.iter_mut().map(|(_, rounds)| rounds)) {
            own(rounds, &[(demand.nation, Part::Reserve)]);
        }
    }
    for line in lines.iter_mut() {
        for (_, rate) in &mut line.per_year {
            own(rate, &[(line.nation, Part::Factories)]);
        }
        for to in line.surges.iter_mut().flat_map(|surge| &mut surge.to_per_year) {
            own(to, &[(line.nation, Part::Factories)]);
        }
        for (customer, share) in line.customers.iter_mut().filter(|(c, _)| *c != line.nation) {
            own(share, &[(*customer, Part::Reserve)]);
        }
        for claim in line.claims.iter_mut() {
            if let Some(customer) = claim.to.filter(|c| *c != line.nation) {
                own(&mut claim.share, &[(customer, Part::Reserve)]);
                own(&mut claim.up_to, &[(customer, Part::Reserve)]);
            }
        }
        for order in &mut line.orders {
            let customer = order.to.filter(|c| *c != line.nation).map(|c| (c, Part::Reserve));
            let owners: Vec<_> = [(line.nation, Part::Factories)].into_iter().chain(customer).collect();
            own(&mut order.rounds, &owners);
        }
    }
    for agreement in agreements.iter_mut() {
        for raise in &mut agreement.expand {
            let host = (lines[raise.line].nation, Part::Factories);
            raise.to_per_year.iter_mut().chain([&mut raise.plant_usd]).for_each(|id| own(id, &[host]));
        }
        for share in &mut agreement.output {
            own(&mut share.share, &[(lines[share.line].nation, Part::Factories), (share.to, Part::Reserve)]);
        }
    }
    for transfer in transfers.iter_mut().chain(agreements.iter_mut().flat_map(|a| &mut a.transfers)) {
        own(&mut transfer.rounds, &[(transfer.giver, Part::Reserve), (transfer.taker, Part::Reserve)]);
    }
}
