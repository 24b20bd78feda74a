//! What several shots at one target do: independent, or with a cause that they share.
//!
//! A [`KillChance`] is the chance of one shot in each of two states of a raid. The state is drawn once and all shots share
//! it; within it they are independent. All the closed forms of this crate are means over the two states.

use crate::{EngageError, fraction};
use cupola_core::math;

/// How far below the wanted probability that of a whole number of shots may come to lie by rounding alone.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

/// The chance that one shot kills, with or without a common cause.
///
/// - **Assumes:** all shots at a target have the same chance; the state of the raid holds for all of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KillChance {
    good_fraction: f64,
    in_good: f64,
    in_bad: f64,
}

impl KillChance {
    /// Shots that know nothing of each other: `n` of them kill with `1 − (1 − p)ⁿ`.
    ///
    /// # Errors
    /// [`EngageError::OutOfRange`] for a probability outside 0 to 1.
    pub fn independent(single: f64) -> Result<Self, EngageError> {
        Ok(Self::known(fraction("single-shot probability", single)?))
    }

    /// Independent shots of a chance that is known to be one.
    pub(crate) fn known(single: f64) -> Self {
        Self { good_fraction: 1.0, in_good: single, in_bad: single }
    }

    /// Each shot follows, with probability `followed_fraction` (ρ), the raid's one draw instead of its own: the rule of raids.
    ///
    /// Where the common draw kills (probability p) a shot kills with `ρ + (1 − ρ) p`, else with `(1 − ρ) p`. A single shot
    /// kills with p whatever ρ is; two both miss with `q² + ρ² p q`.
    ///
    /// # Errors
    /// [`EngageError::OutOfRange`] for a probability outside 0 to 1.
    pub fn following(single: f64, followed_fraction: f64) -> Result<Self, EngageError> {
        let single = fraction("single-shot probability", single)?;
        let followed = fraction("share of shots that follow the common draw", followed_fraction)?;
        let own = (1.0 - followed) * single;
        Ok(Self { good_fraction: single, in_good: followed + own, in_bad: own })
    }

    /// A factor that all shots share times one of their own: a bad lot or a wrong aim point fails them all together.
    ///
    /// `n` shots kill with `c (1 − (1 − i)ⁿ)`: never more than c, however many are fired.
    ///
    /// # Errors
    /// [`EngageError::OutOfRange`] for a probability outside 0 to 1.
    pub fn with_factor(common: f64, independent: f64) -> Result<Self, EngageError> {
        let common = fraction("common factor", common)?;
        let independent = fraction("independent factor", independent)?;
        Ok(Self { good_fraction: common, in_good: independent, in_bad: 0.0 })
    }

    /// Chance that one shot kills.
    #[must_use]
    pub fn single(&self) -> f64 {
        self.kill(1)
    }

    /// Chance that at least one of `num_shots` kills.
    #[must_use]
    pub fn kill(&self, num_shots: u32) -> f64 {
        self.mean(|single| 1.0 - all_miss(single, num_shots))
    }

    /// What no number of shots exceeds: the share of raids in which a shot can kill at all.
    #[must_use]
    pub fn ceiling(&self) -> f64 {
        self.mean(|single| if single > 0.0 { 1.0 } else { 0.0 })
    }

    /// Fires `schedule[0]` shots, looks, fires `schedule[1]` at what seems alive, and so on.
    ///
    /// With perfect looks: kill `1 − q^(Σ s)`, shots `s₁ + s₂ q^s₁ + s₃ q^(s₁ + s₂) + …`.
    ///
    /// - **Assumes:** there is time for the whole schedule; a look errs independently of all else.
    ///
    /// # Source
    /// `WILKENING1999`, shoot-look-shoot; errors of the look added here.
    #[must_use]
    pub fn fire(&self, schedule: &[u32], look: Look) -> Fired {
        let fired = |single: f64| {
            // Chances that the next salvo is fired at a live target, and at a dead one.
            let (mut live, mut dead) = (1.0, 0.0);
            let mut fired = Fired { kill_probability: 0.0, expected_shots: 0.0 };
            for &num_shots in schedule {
                fired.expected_shots += f64::from(num_shots) * (live + dead);
                let survives = live * all_miss(single, num_shots);
                let killed = live - survives;
                fired.kill_probability += killed;
                dead = (dead + killed) * look.missed_kill;
                live = survives * (1.0 - look.false_kill);
            }
            fired
        };
        Fired {
            kill_probability: self.mean(|single| fired(single).kill_probability),
            expected_shots: self.mean(|single| fired(single).expected_shots),
        }
    }

    /// Chance that exactly `num_leaked` of `num_targets` survive `num_shots` at each: binomial in each state of the raid.
    #[must_use]
    pub fn leak_probability(&self, num_targets: u32, num_shots: u32, num_leaked: u32) -> f64 {
        if num_leaked > num_targets {
            return 0.0;
        }
        let choose = (0..num_leaked).fold(1.0, |c, i| c * f64::from(num_targets - i) / f64::from(i + 1));
        self.mean(|single| {
            let miss = all_miss(single, num_shots);
            choose
                * math::powf(miss, f64::from(num_leaked))
                * math::powf(1.0 - miss, f64::from(num_targets - num_leaked))
        })
    }

    /// The split of `num_shots` over two looks that spends fewest shots for the same kill; all before the first look where
    /// nothing is saved.
    #[must_use]
    pub fn thriftiest_two_looks(&self, num_shots: u32) -> [u32; 2] {
        let spent = |first: u32| self.fire(&[first, num_shots - first], Look::PERFECT).expected_shots;
        let first = (1..=num_shots).rev().min_by(|a, b| spent(*a).total_cmp(&spent(*b))).unwrap_or(0);
        [first, num_shots - first]
    }

    /// Mean over the states of the raid.
    pub(crate) fn mean(&self, of: impl Fn(f64) -> f64) -> f64 {
        self.good_fraction * of(self.in_good) + (1.0 - self.good_fraction) * of(self.in_bad)
    }
}

/// How well a look tells the killed from the living.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    false_kill: f64,
    missed_kill: f64,
}

impl Look {
    /// A look that never errs.
    pub const PERFECT: Self = Self { false_kill: 0.0, missed_kill: 0.0 };

    /// A look that takes a survivor for killed with `false_kill`, and a kill for a survivor with `missed_kill`.
    ///
    /// # Errors
    /// [`EngageError::OutOfRange`] for a probability outside 0 to 1.
    pub fn new(false_kill: f64, missed_kill: f64) -> Result<Self, EngageError> {
        let false_kill = fraction("chance of a false kill", false_kill)?;
        Ok(Self { false_kill, missed_kill: fraction("chance of a missed kill", missed_kill)? })
    }
}

/// What a schedule of shots comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fired {
    /// Chance that the target is killed.
    pub kill_probability: f64,
    /// Mean number of shots.
    pub expected_shots: f64,
}

/// Shots so that one kills with the wanted probability, each with `single`: `⌈ln(1 − wanted) / ln(1 − single)⌉`.
///
/// Where the quotient is a whole number, as at 0.96 from 0.80, that number is meant whichever way it was rounded.
///
/// # Errors
/// [`EngageError::OutOfRange`] for a probability that is not above 0 and below 1.
pub fn shots_wanted(single: f64, wanted: f64) -> Result<u32, EngageError> {
    let open = |quantity, p: f64| {
        let is_inside = p > 0.0 && p < 1.0;
        if is_inside { Ok(p) } else { Err(EngageError::OutOfRange { quantity, value: p, low: 0.0, high: 1.0 }) }
    };
    let (single, wanted) = (open("single-shot probability", single)?, open("wanted probability", wanted)?);
    Ok(whole(single, wanted, real_shots(single, wanted)))
}

/// Shots, as a real number, so that one kills with the wanted probability.
pub(crate) fn real_shots(single: f64, wanted: f64) -> f64 {
    math::ln_1p(-wanted) / math::ln_1p(-single)
}

/// The least whole number of shots that is enough, at least one; `num_real` is what [`real_shots`] gives.
pub(crate) fn whole(single: f64, wanted: f64, num_real: f64) -> u32 {
    let num = num_real.ceil().max(1.0) as u32;
    let is_one_less_enough = num > 1 && 1.0 - all_miss(single, num - 1) >= wanted - ROUNDING;
    if is_one_less_enough { num - 1 } else { num }
}

/// Chance that all of `num_shots` miss.
fn all_miss(single: f64, num_shots: u32) -> f64 {
    math::powf(1.0 - single, f64::from(num_shots))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-12
    }

    #[test]
    fn a_whole_number_of_shots_is_that_number_whichever_way_it_rounds() {
        assert_eq!(shots_wanted(0.8, 0.96), Ok(2));
        assert_eq!(shots_wanted(0.7, 0.95), Ok(3));
        assert_eq!(shots_wanted(0.9, 0.5), Ok(1));
        assert!(shots_wanted(1.0, 0.9).is_err() && shots_wanted(0.5, 1.0).is_err() && shots_wanted(0.0, 0.5).is_err());
        for single in [0.1, 0.3, 0.5, 0.56, 0.8, 0.9] {
            for num in 1..=12_u32 {
                let wanted = 1.0 - math::powf(1.0 - single, f64::from(num));
                assert_eq!(shots_wanted(single, wanted), Ok(num), "{single} {num}");
                if wanted < 1.0 - 1e-6 {
                    assert_eq!(shots_wanted(single, wanted + (1.0 - wanted) * 1e-6), Ok(num + 1), "{single} {num}");
                }
            }
        }
    }

    /// The mixture against the sum over how many of the shots follow the common draw.
    #[test]
    fn following_is_the_binomial_sum_over_followers() {
        for (p, rho) in [(0.5, 0.15), (0.8, 0.35), (0.3, 1.0), (0.9, 0.0)] {
            let chance = KillChance::following(p, rho).unwrap();
            let q: f64 = 1.0 - p;
            for n in 0..6_u32 {
                let mut miss = 0.0;
                let mut choose = 1.0;
                for followers in 0..=n {
                    let share = choose
                        * math::powf(rho, f64::from(followers))
                        * math::powf(1.0 - rho, f64::from(n - followers));
                    // Those that follow count as one shot.
                    miss += share * math::powf(q, f64::from(n - followers + followers.min(1)));
                    choose = choose * f64::from(n - followers) / f64::from(followers + 1);
                }
                assert!(near(chance.kill(n), 1.0 - miss), "{p} {rho} {n}");
            }
            assert!(near(chance.single(), p));
        }
        let two = KillChance::following(0.6, 0.2).unwrap().kill(2);
        assert!(near(1.0 - two, 0.16 + 0.04 * 0.24), "decision 5: q² + ρ² p q");
    }

    #[test]
    fn a_common_factor_is_a_ceiling() {
        let chance = KillChance::with_factor(0.8, 0.7).unwrap();
        assert!(near(chance.single(), 0.56) && near(chance.kill(2), 0.8 * 0.91) && near(chance.ceiling(), 0.8));
        assert!(chance.kill(60) <= 0.8 && near(chance.kill(60), 0.8));
        assert!(near(KillChance::following(0.56, 0.3).unwrap().ceiling(), 1.0));
        assert!(near(KillChance::following(0.56, 1.0).unwrap().ceiling(), 0.56), "all follow: as one shot");
    }

    #[test]
    fn schedules_spend_by_what_survives() {
        let chance = KillChance::independent(0.8).unwrap();
        let fired = chance.fire(&[1, 1], Look::PERFECT);
        assert!(near(fired.kill_probability, 0.96) && near(fired.expected_shots, 1.2));
        // Salvo of two, look, salvo of one: 2 + 0.04.
        let fired = chance.fire(&[2, 1], Look::PERFECT);
        assert!(near(fired.kill_probability, 0.992) && near(fired.expected_shots, 2.04));
        // Looks that see nothing: never a second salvo, or always.
        let blind = chance.fire(&[1, 1], Look::new(1.0, 0.0).unwrap());
        assert!(near(blind.kill_probability, 0.8) && near(blind.expected_shots, 1.0));
        let always = chance.fire(&[1, 1], Look::new(0.0, 1.0).unwrap());
        assert!(near(always.kill_probability, 0.96) && near(always.expected_shots, 2.0));
        let some = chance.fire(&[1, 1], Look::new(0.25, 0.5).unwrap());
        assert!(near(some.kill_probability, 0.8 + 0.2 * 0.75 * 0.8) && near(some.expected_shots, 1.0 + 0.15 + 0.4));
        // A common factor: in the bad state the second salvo is always fired.
        let fired = KillChance::with_factor(0.5, 0.8).unwrap().fire(&[1, 1], Look::PERFECT);
        assert!(near(fired.kill_probability, 0.48) && near(fired.expected_shots, 0.5 * 1.2 + 0.5 * 2.0));
    }

    #[test]
    fn numbers_that_leak_add_up_to_all_and_to_their_mean() {
        for chance in [KillChance::independent(0.7), KillChance::following(0.7, 0.4), KillChance::with_factor(0.9, 0.8)]
        {
            let chance = chance.unwrap();
            let of = |leaked| chance.leak_probability(14, 2, leaked);
            assert!(near((0..=14).map(of).sum(), 1.0) && of(15) == 0.0);
            let mean: f64 = (0..=14).map(|leaked| f64::from(leaked) * of(leaked)).sum();
            assert!(near(mean, 14.0 * (1.0 - chance.kill(2))));
        }
    }

    #[test]
    fn two_looks_are_split_for_the_fewest_shots() {
        let chance = KillChance::independent(0.7).unwrap();
        assert_eq!(chance.thriftiest_two_looks(6), [2, 4]);
        assert_eq!(chance.thriftiest_two_looks(1), [1, 0]);
        assert_eq!(chance.thriftiest_two_looks(0), [0, 0]);
        assert_eq!(KillChance::independent(0.0).unwrap().thriftiest_two_looks(3), [3, 0]);
    }

    #[test]
    fn what_is_no_probability_is_refused() {
        for bad in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(KillChance::independent(bad).is_err() && KillChance::following(0.5, bad).is_err());
            assert!(KillChance::with_factor(bad, 0.5).is_err() && Look::new(0.0, bad).is_err());
        }
    }
}
