//! The problem: tables, checked once.

use crate::error::{Allowed, AssignError, Faults};

/// The most rounds of all weapons together: each round fired takes memory.
pub(crate) const NUM_ROUNDS_MAX: u64 = 1_000_000;

/// One round at one target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Round {
    /// The weapon's row.
    pub weapon: u32,
    /// The target's column.
    pub target: u32,
}

/// A static weapon–target assignment: minimise `Σ_j v_j Π_i (1 − p_ij)^x_ij + Σ_ij c_i x_ij` over whole `x_ij ≥ 0` with
/// `Σ_j x_ij ≤ shots_i`, `Σ_i x_ij ≤ most_j`, and `x_ij = 0` where `p_ij = 0`.
///
/// Borrowed tables, checked by [`Problem::new`]; making one allocates nothing.
///
/// # Source
/// Manne, *A target-assignment problem*, Operations Research 6(3), 1958 (`MANNE1958`).
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    values: &'a [f64],
    kill: &'a [f64],
    shots: &'a [u32],
    round_costs: &'a [f64],
    most_rounds: &'a [u32],
}

impl<'a> Problem<'a> {
    /// `values`: of each target, in any unit; `kill`: probability that one round kills, row-major, weapons × targets, 0 where the
    /// pair is forbidden; `shots`: rounds of each weapon, or one number for all; where all are 0, every target survives.
    ///
    /// # Errors
    /// Every fault: empty tables, lengths that do not fit, numbers outside their range, a sum that is too large for a number.
    pub fn new(values: &'a [f64], kill: &'a [f64], shots: &'a [u32]) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        amounts("values of targets", values, &mut faults);
        if values.is_empty() {
            faults.push(AssignError::Empty { table: "values of targets" });
        }
        let num_targets = values.len().max(1);
        let num_weapons = kill.len() / num_targets;
        if kill.is_empty() {
            faults.push(AssignError::Empty { table: "kill probabilities" });
        } else if !values.is_empty() && !kill.len().is_multiple_of(num_targets) {
            let allowed = Allowed::RowsOf(num_targets);
            faults.push(AssignError::Length { table: "kill probabilities", len: kill.len(), allowed });
        } else if shots.len() != 1 && shots.len() != num_weapons && !values.is_empty() {
            let allowed = Allowed::OneOr(num_weapons);
            faults.push(AssignError::Length { table: "rounds of weapons", len: shots.len(), allowed });
        }
        let is_probability = |value: f64| (0.0..=1.0).contains(&value);
        faults.extend(kill.iter().enumerate().filter(|(_, value)| !is_probability(**value)).map(|(at, &value)| {
            AssignError::Probability { weapon: at / num_targets, target: at % num_targets, value }
        }));
        let total = match shots {
            [one] => u64::from(*one) * num_weapons as u64,
            each => each.iter().map(|&shots| u64::from(shots)).sum(),
        };
        if total > NUM_ROUNDS_MAX {
            faults.push(AssignError::TooManyRounds { total });
        }
        if faults.is_empty() {
            Ok(Self { values, kill, shots, round_costs: &[], most_rounds: &[] })
        } else {
            Err(Faults(faults))
        }
    }

    /// The same with a price on a round of each weapon (or one for all), in the unit of the values: a round is fired only where
    /// it saves more.
    ///
    /// # Errors
    /// A length that does not fit, a price that is negative or not finite.
    pub fn with_round_costs(self, round_costs: &'a [f64]) -> Result<Self, Faults> {
        let mut faults = Vec::new();
        amounts("costs of rounds", round_costs, &mut faults);
        if ![1, self.num_weapons()].contains(&round_costs.len()) {
            let allowed = Allowed::OneOr(self.num_weapons());
            faults.push(AssignError::Length { table: "costs of rounds", len: round_costs.len(), allowed });
        } else if faults.is_empty() {
            let with_costs = Self { round_costs, ..self };
            let each = (0..self.num_weapons()).map(|weapon| with_costs.cost_of_all(weapon));
            let total = each.sum::<f64>() + self.values.iter().sum::<f64>();
            if !total.is_finite() {
                faults.push(AssignError::Sum { table: "values of targets and costs of all rounds" });
            }
        }
        if faults.is_empty() { Ok(Self { round_costs, ..self }) } else { Err(Faults(faults)) }
    }

    /// The same with a limit on the rounds at each target (or one for all); 0 means that it may not be shot at.
    ///
    /// # Errors
    /// A length that does not fit.
    pub fn with_most_rounds(self, most_rounds: &'a [u32]) -> Result<Self, Faults> {
        if ![1, self.num_targets()].contains(&most_rounds.len()) {
            let allowed = Allowed::OneOr(self.num_targets());
            let len = most_rounds.len();
            return Err(Faults(vec![AssignError::Length { table: "most rounds at targets", len, allowed }]));
        }
        Ok(Self { most_rounds, ..self })
    }

    /// How many weapons there are.
    #[must_use]
    pub fn num_weapons(&self) -> usize {
        self.kill.len() / self.values.len()
    }

    /// How many targets there are.
    #[must_use]
    pub fn num_targets(&self) -> usize {
        self.values.len()
    }

    /// The value of a target.
    #[must_use]
    pub fn value(&self, target: usize) -> f64 {
        self.values[target]
    }

    /// Kill probabilities of a weapon against each target.
    #[must_use]
    pub fn kill_of(&self, weapon: usize) -> &'a [f64] {
        let num_targets = self.values.len();
        &self.kill[weapon * num_targets..(weapon + 1) * num_targets]
    }

    /// Rounds of a weapon.
    #[must_use]
    pub fn shots_of(&self, weapon: usize) -> u32 {
        if let [one] = self.shots { *one } else { self.shots[weapon] }
    }

    /// The price of a round of a weapon.
    #[must_use]
    pub fn round_cost(&self, weapon: usize) -> f64 {
        match self.round_costs {
            [] => 0.0,
            [one] => *one,
            each => each[weapon],
        }
    }

    /// The price of all rounds of a weapon.
    pub(crate) fn cost_of_all(&self, weapon: usize) -> f64 {
        self.round_cost(weapon) * f64::from(self.shots_of(weapon))
    }

    /// The same targets and limits on them with other weapons, of tables that come from checked ones.
    pub(crate) fn with_weapons(self, kill: &'a [f64], shots: &'a [u32], round_costs: &'a [f64]) -> Self {
        Self { kill, shots, round_costs, ..self }
    }

    /// The most rounds that a target may get.
    #[must_use]
    pub fn most_rounds(&self, target: usize) -> u32 {
        match self.most_rounds {
            [] => u32::MAX,
            [one] => *one,
            each => each[target],
        }
    }

    /// Expected surviving value under these rounds, plus the price of the rounds.
    #[must_use]
    pub fn objective(&self, rounds: &[Round]) -> f64 {
        let mut left = self.values.to_vec();
        let mut cost = 0.0;
        for round in rounds {
            left[round.target as usize] *= 1.0 - self.kill_of(round.weapon as usize)[round.target as usize];
            cost += self.round_cost(round.weapon as usize);
        }
        left.iter().sum::<f64>() + cost
    }

    /// Whether these rounds keep every limit: rounds of weapons, most rounds at targets, no forbidden pair.
    #[must_use]
    pub fn is_allowed(&self, rounds: &[Round]) -> bool {
        let mut fired = vec![0_u32; self.num_weapons()];
        let mut taken = vec![0_u32; self.num_targets()];
        rounds.iter().all(|round| {
            let (weapon, target) = (round.weapon as usize, round.target as usize);
            if weapon >= fired.len() || target >= taken.len() {
                return false;
            }
            fired[weapon] += 1;
            taken[target] += 1;
            fired[weapon] <= self.shots_of(weapon)
                && taken[target] <= self.most_rounds(target)
                && self.kill_of(weapon)[target] > 0.0
        })
    }
}

fn amounts(table: &'static str, list: &[f64], faults: &mut Vec<AssignError>) {
    let is_amount = |value: f64| value >= 0.0 && value.is_finite();
    let wrong = list.iter().enumerate().filter(|(_, value)| !is_amount(**value));
    let num_before = faults.len();
    faults.extend(wrong.map(|(index, &value)| AssignError::Amount { table, index, value }));
    if faults.len() == num_before && !list.iter().sum::<f64>().is_finite() {
        faults.push(AssignError::Sum { table });
    }
}
