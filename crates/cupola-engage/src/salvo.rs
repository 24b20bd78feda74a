//! Two forces that fire one salvo at each other: Hughes' equations, and Armstrong's with chance in them.

use crate::{EngageError, fraction};
use cupola_core::math;

/// A force in Hughes' equations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Force {
    /// Units.
    pub units: f64,
    /// Good shots of one unit in a salvo.
    pub offence_hits: f64,
    /// Good shots of the other side that one unit stops.
    pub defence_hits: f64,
    /// Hits that put one unit out of action.
    pub staying_hits: f64,
}

/// Units lost in one salvo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Loss {
    /// What the equation gives, negative where the defence could stop more, or more than there are.
    pub raw_units: f64,
    /// The same, between none and all.
    pub units: f64,
}

/// What `target` loses to one salvo of `shooter`: `(a A − y B) / w`, between none and all of `target`.
///
/// Both sides of an exchange are asked with the forces as they were before it.
///
/// - **Assumes:** all units of a force alike, shots spread evenly, every shot that the defence does not stop hits; no chance.
///
/// # Errors
/// [`EngageError::NotPositive`] for staying power that is not above 0, [`EngageError::OutOfRange`] for negative numbers.
///
/// # Source
/// `HUGHES1995`, the basic equations.
pub fn hughes(shooter: &Force, target: &Force) -> Result<Loss, EngageError> {
    let staying = target.staying_hits;
    if !(staying.is_finite() && staying > 0.0) {
        return Err(EngageError::NotPositive { quantity: "hits that put a unit out of action", value: staying });
    }
    let fired = not_negative("units", shooter.units)? * not_negative("offence", shooter.offence_hits)?;
    let units = not_negative("units", target.units)?;
    let raw_units = (fired - not_negative("defence", target.defence_hits)? * units) / staying;
    Ok(Loss { raw_units, units: raw_units.clamp(0.0, units) })
}

/// A force in Armstrong's model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// Units.
    pub num_units: u32,
    /// Missiles that each fires at the other side.
    pub num_offensive: u32,
    /// Chance that one of them would hit.
    pub hit_probability: f64,
    /// Missiles that each fires at those that come.
    pub num_defensive: u32,
    /// Chance that one of them stops one.
    pub stop_probability: f64,
    /// Share of a unit that one hit on this side puts out, mean …
    pub damage_mean_units: f64,
    /// … and standard deviation.
    pub damage_sd_units: f64,
}

/// Units lost in one salvo, with its chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChanceLoss {
    /// Mean.
    pub mean_units: f64,
    /// Standard deviation.
    pub sd_units: f64,
    /// Chance that nothing is lost.
    pub none_probability: f64,
    /// Chance that all are lost.
    pub all_probability: f64,
}

/// What `target` loses to one salvo of `shooter`, in the normal approximation.
///
/// Shots that would hit and shots that stop one are binomial, hits are what is left of their difference, and each does normal
/// damage. The difference is taken as normal, `N ~ (A n p − B m s, A n p (1 − p) + B m s (1 − s))`; the loss as a normal with
/// mean `v E[N]` and variance `v² Var N + σ² E[N⁺]`, cut off at none and at all.
///
/// - **Domain:** tens of shots; with a handful the binomials are not normal. **Accuracy:** for 9 to 60 shots a side with damage
///   of 0.3 to 0.5 mean and spread are within 1 % of all units of the exact binomial sum (this module's test).
/// - **Assumes:** as [`hughes`], and shots independent of each other: where hits come together the spread is wider.
///
/// # Errors
/// [`EngageError::OutOfRange`] for a probability outside 0 to 1 or negative damage.
///
/// # Source
/// `ARMSTRONG2005`, restated from its summary in `KESLER2019`; the cut-off moments are those of a censored normal, ours.
pub fn armstrong(shooter: &Side, target: &Side) -> Result<ChanceLoss, EngageError> {
    let hit = fraction("probability of a hit", shooter.hit_probability)?;
    let stop = fraction("probability of a stop", target.stop_probability)?;
    let damage = not_negative("mean damage", target.damage_mean_units)?;
    let damage_sd = not_negative("spread of damage", target.damage_sd_units)?;
    let fired = f64::from(shooter.num_units) * f64::from(shooter.num_offensive);
    let met = f64::from(target.num_units) * f64::from(target.num_defensive);
    let hits =
        Normal { mean: fired * hit - met * stop, sd: (fired * hit * (1.0 - hit) + met * stop * (1.0 - stop)).sqrt() };
    let variance = damage * damage * hits.sd * hits.sd + damage_sd * damage_sd * hits.above(0.0).0;
    let loss = Normal { mean: damage * hits.mean, sd: variance.sqrt() };
    let all = f64::from(target.num_units);
    // Cut off below none and above all: what is above the one, less what is above the other.
    let ((first, second), (over, over_square)) = (loss.above(0.0), loss.above(all));
    let mean = first - over;
    // E[min(x⁺, B)²] = E[(x⁺)²] − E[((x − B)⁺)²] − 2 B E[(x − B)⁺].
    let square = second - over_square - 2.0 * all * over;
    Ok(ChanceLoss {
        mean_units: mean,
        sd_units: (square - mean * mean).max(0.0).sqrt(),
        none_probability: 1.0 - loss.chance_above(0.0),
        all_probability: loss.chance_above(all),
    })
}

/// A normal distribution; of no spread where `sd` is 0.
#[derive(Debug, Clone, Copy)]
struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// Chance of more than `limit`; of `limit` and more where there is no spread.
    fn chance_above(&self, limit: f64) -> f64 {
        if self.sd <= 0.0 {
            return if self.mean >= limit && self.mean > 0.0 { 1.0 } else { 0.0 };
        }
        0.5 * math::erfc((limit - self.mean) / self.sd / std::f64::consts::SQRT_2)
    }

    /// First and second moment of what is above `limit`: `E[(x − limit)⁺]` and `E[((x − limit)⁺)²]`.
    fn above(&self, limit: f64) -> (f64, f64) {
        let ahead = self.mean - limit;
        if self.sd <= 0.0 {
            return (ahead.max(0.0), ahead.max(0.0) * ahead.max(0.0));
        }
        let z = ahead / self.sd;
        let density = self.sd * math::exp(-0.5 * z * z) / math::TAU.sqrt();
        let chance = self.chance_above(limit);
        (ahead * chance + density, (ahead * ahead + self.sd * self.sd) * chance + ahead * density)
    }
}

fn not_negative(quantity: &'static str, value: f64) -> Result<f64, EngageError> {
    let is_inside = value.is_finite() && value >= 0.0;
    if is_inside { Ok(value) } else { Err(EngageError::OutOfRange { quantity, value, low: 0.0, high: f64::MAX }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Force = Force { units: 2.0, offence_hits: 4.0, defence_hits: 2.0, staying_hits: 2.0 };
    const B: Force = Force { units: 3.0, offence_hits: 3.0, defence_hits: 1.0, staying_hits: 1.0 };

    #[test]
    fn losses_are_what_the_defence_leaves_between_none_and_all() {
        assert_eq!(hughes(&A, &B), Ok(Loss { raw_units: 5.0, units: 3.0 }));
        assert_eq!(hughes(&B, &A), Ok(Loss { raw_units: 2.5, units: 2.0 }));
        let strong = Force { defence_hits: 10.0, ..B };
        assert_eq!(hughes(&A, &strong).unwrap().units, 0.0);
        assert!(hughes(&A, &strong).unwrap().raw_units < 0.0);
        assert!(hughes(&A, &Force { staying_hits: 0.0, ..B }).is_err());
        assert!(
            hughes(&Force { units: f64::NAN, ..A }, &B).is_err() && hughes(&Force { units: -1.0, ..A }, &B).is_err()
        );
    }

    const SIDE: Side = Side {
        num_units: 6,
        num_offensive: 4,
        hit_probability: 0.7,
        num_defensive: 3,
        stop_probability: 0.6,
        damage_mean_units: 0.4,
        damage_sd_units: 0.0,
    };

    fn binomial(num: u32, probability: f64) -> Vec<f64> {
        let mut chances = vec![1.0];
        for _ in 0..num {
            let mut next = vec![0.0; chances.len() + 1];
            for (i, chance) in chances.iter().enumerate() {
                next[i] += chance * (1.0 - probability);
                next[i + 1] += chance * probability;
            }
            chances = next;
        }
        chances
    }

    /// Mean and standard deviation by adding up both binomials, damage without spread.
    fn exact(shooter: &Side, target: &Side) -> (f64, f64) {
        let fired = binomial(shooter.num_units * shooter.num_offensive, shooter.hit_probability);
        let met = binomial(target.num_units * target.num_defensive, target.stop_probability);
        let (mut mean, mut square) = (0.0, 0.0);
        for (hits, p) in fired.iter().enumerate() {
            for (stops, q) in met.iter().enumerate() {
                let loss =
                    (hits.saturating_sub(stops) as f64 * target.damage_mean_units).min(f64::from(target.num_units));
                mean += p * q * loss;
                square += p * q * loss * loss;
            }
        }
        (mean, (square - mean * mean).max(0.0).sqrt())
    }

    #[test]
    fn the_normal_approximation_is_near_the_exact_sum() {
        for num_units in [3, 6, 12] {
            for (num_offensive, num_defensive) in [(4, 3), (3, 4), (5, 3)] {
                for damage_mean_units in [0.3, 0.5] {
                    let side = Side { num_units, num_offensive, num_defensive, damage_mean_units, ..SIDE };
                    let (mean, sd) = exact(&side, &side);
                    let loss = armstrong(&side, &side).unwrap();
                    let all = f64::from(num_units);
                    println!(
                        "{num_units} {num_offensive} {num_defensive} {damage_mean_units}: {mean:.3} {sd:.3} {loss:?}"
                    );
                    assert!((loss.mean_units - mean).abs() < 0.01 * all && (loss.sd_units - sd).abs() < 0.01 * all);
                }
            }
        }
    }

    #[test]
    fn without_chance_it_is_hughes() {
        let sure = Side { hit_probability: 1.0, stop_probability: 1.0, damage_mean_units: 0.5, ..SIDE };
        let loss = armstrong(&sure, &sure).unwrap();
        let force = Force { units: 6.0, offence_hits: 4.0, defence_hits: 3.0, staying_hits: 2.0 };
        assert_eq!(loss.mean_units, hughes(&force, &force).unwrap().units);
        assert_eq!((loss.sd_units, loss.none_probability, loss.all_probability), (0.0, 0.0, 0.0));
        let stopped = armstrong(&sure, &Side { num_defensive: 9, ..sure }).unwrap();
        assert_eq!((stopped.mean_units, stopped.none_probability), (0.0, 1.0));
        let none = armstrong(&Side { num_offensive: 0, ..sure }, &Side { num_defensive: 0, ..sure }).unwrap();
        assert_eq!((none.mean_units, none.none_probability), (0.0, 1.0));
    }

    #[test]
    fn spread_of_damage_widens_the_loss() {
        let wide = armstrong(&SIDE, &Side { damage_sd_units: 0.3, ..SIDE }).unwrap();
        assert!(wide.sd_units > armstrong(&SIDE, &SIDE).unwrap().sd_units);
        assert!(armstrong(&Side { hit_probability: 1.2, ..SIDE }, &SIDE).is_err());
        assert!(armstrong(&SIDE, &Side { damage_mean_units: f64::NAN, ..SIDE }).is_err());
    }
}
