//! How many interceptors in orbit it takes.
//!
//! A [`Job`] says what is to be met: missiles launched at once from one region or several, their paths until burnout, when the
//! interceptors are released and how far they come. [`Job::in_shell`] finds which satellites of a circular shell are in reach,
//! as a region of (node, argument of latitude); [`InShell::least`] the number that meets a [`Criterion`].

mod chance;
mod torus;
mod walker;

pub use chance::{poisson_at_least, poisson_mean_for};
pub use walker::{Pattern, Tally, epochs};

use crate::reach::{OrbitInterceptor, arc_of_reach_rad, fraction_in_reach, product_fraction};
use crate::{SpaceError, between};
use cupola_core::{Vec3, math};
use cupola_earth::orbit::secular_rates_rad_s;
use cupola_earth::wgs84::{self, A_M, Geodetic, OMEGA_RAD_S};
use torus::{Sample, Torus};

/// Regions that can compete for the same interceptors: every set of them is looked at.
pub const MOST_REGIONS: usize = 6;
/// Time between the positions of a missile (s): the region in reach between two is bounded by both within 50 m.
pub const PATH_STEP_S: f64 = 2.0;
/// Satellites that are looked for at most.
pub const MOST_SATELLITES: u64 = 10_000_000;

/// Where the missiles of one region are while they can be met: all of them on one path.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Times since launch (s) and Earth-fixed positions (m), in order of time.
    points: Vec<(f64, Vec3)>,
    /// Least altitude of an intercept (m above the ellipsoid).
    least_altitude_m: f64,
}

impl Path {
    /// A missile that is at one place at one time, burnout (s after launch), and counts as reached there alone.
    #[must_use]
    pub fn point(place: &Geodetic, burnout_s: f64) -> Self {
        let points = vec![(burnout_s, wgs84::ecef_from_geodetic(place))];
        Self { points, least_altitude_m: f64::NEG_INFINITY }
    }

    /// A missile on its way up: Earth-fixed positions (m) from launch to `burnout_s`, met at `least_altitude_m` or higher.
    #[must_use]
    pub fn boost(burnout_s: f64, least_altitude_m: f64, position_ecef_m: impl Fn(f64) -> Vec3) -> Self {
        let num_steps = (burnout_s / PATH_STEP_S).ceil().max(1.0) as u32;
        let time = |k: u32| burnout_s * f64::from(k) / f64::from(num_steps);
        Self { points: (0..=num_steps).map(|k| (time(k), position_ecef_m(time(k)))).collect(), least_altitude_m }
    }

    /// End of the path (s after launch) and the place there (Earth-fixed, m).
    #[must_use]
    pub fn burnout(&self) -> (f64, Vec3) {
        self.points[self.points.len() - 1]
    }
}

/// How far an interceptor comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reach {
    /// As far as it flies in the time it has.
    Flyout(OrbitInterceptor),
    /// A fixed distance (m) from the moment it is released.
    Fixed {
        /// The distance (m).
        reach_m: f64,
    },
}

impl Reach {
    /// Distance (m) from where its satellite would be by then, `time_s` after release.
    #[must_use]
    pub fn at_m(&self, time_s: f64) -> f64 {
        match self {
            Self::Flyout(interceptor) => interceptor.reach_m(time_s),
            Self::Fixed { reach_m } => *reach_m,
        }
    }
}

/// What the interceptors in orbit are to do.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The missiles, one path for each region they come from; regions compete for the same interceptors.
    pub regions: Vec<Path>,
    /// How far an interceptor comes.
    pub reach: Reach,
    /// Release of the interceptors (s after launch).
    pub release_s: f64,
    /// Missiles launched at once from each region.
    pub salvo: u32,
    /// Interceptors that must reach each missile.
    pub shots: u32,
}

/// What counts as enough interceptors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Criterion {
    /// Enough in reach on average: linear in the salvo.
    Mean,
    /// Enough with the wanted probability, were satellites scattered at random.
    Poisson,
    /// Enough with the wanted probability in an even shell (Walker), over epochs.
    Shell,
    /// Enough at every epoch of an even shell.
    WorstGap,
}

impl Criterion {
    /// All, the laxest first.
    pub const ALL: [Self; 4] = [Self::Mean, Self::Shell, Self::Poisson, Self::WorstGap];

    /// Its name on the command line and in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Poisson => "poisson",
            Self::Shell => "shell",
            Self::WorstGap => "worst-gap",
        }
    }

    /// The criterion of a name.
    #[must_use]
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|criterion| criterion.word() == word)
    }
}

/// Which satellites of one circular shell are in reach of the job's missiles.
#[derive(Debug, Clone)]
pub struct InShell {
    /// For every set of regions (by the bits of index + 1) the satellites in reach of any of them, and how many are asked for.
    sets: Vec<(Torus, u64)>,
}

/// Shares of the satellites in reach by formulas, for a missile that stands still and is met at burnout.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClosedForm {
    /// The reach as an arc about the Earth's centre (rad).
    pub arc_rad: f64,
    /// The exact integral.
    pub exact_fraction: f64,
    /// The textbook's product of density overhead and cap.
    pub product_fraction: f64,
    /// The cap alone: satellites spread evenly over the sphere.
    pub even_fraction: f64,
}

/// How many it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Least {
    /// Satellites.
    pub num_satellites: u64,
    /// The even shell of that many or a few more.
    pub pattern: Pattern,
    /// How many of that shell are in reach, of any region.
    pub in_reach: Tally,
}

impl Job {
    /// Which satellites of a shell are in reach: each of the job's missiles at some time between release and burnout, at its
    /// least altitude or above, within the reach at that time from where the satellite would be.
    ///
    /// - **Domain:** circular orbits of 100 km to 40,000 km, any inclination 0 to π; J2's secular drift.
    /// - **Accuracy:** the share in reach within 1e-3 of itself of the exact integral ([`fraction_in_reach`]), for a point.
    ///
    /// # Errors
    /// [`SpaceError::NoTime`], [`SpaceError::TooLow`], [`SpaceError::TooFar`] or [`SpaceError::OutOfBand`] where nothing can
    /// be met, [`SpaceError::OutOfRange`] for numbers that make no sense, [`SpaceError::Regions`].
    pub fn in_shell(&self, altitude_m: f64, inclination_rad: f64) -> Result<InShell, SpaceError> {
        let orbit = self.orbit(altitude_m, inclination_rad)?;
        let mut alone = Vec::new();
        for path in &self.regions {
            let samples = self.samples(path, &orbit)?;
            within_band(&samples, inclination_rad)?;
            alone.push(Torus::of(&orbit, &samples));
        }
        let demand = self.demand();
        let sets = (1..1_usize << alone.len()).map(|set| {
            let members: Vec<&Torus> = (0..alone.len()).filter(|r| set >> r & 1 == 1).map(|r| &alone[r]).collect();
            (Torus::any(&orbit, &members), demand * members.len() as u64)
        });
        Ok(InShell { sets: sets.collect() })
    }

    /// Interceptors that must reach the missiles of one region: shots at each of the salvo.
    #[must_use]
    pub fn demand(&self) -> u64 {
        u64::from(self.salvo) * u64::from(self.shots)
    }

    /// The closed forms for a missile that stands where the first region's burns out, and is met there.
    ///
    /// # Errors
    /// As [`Job::in_shell`].
    pub fn closed_form(&self, altitude_m: f64, inclination_rad: f64) -> Result<ClosedForm, SpaceError> {
        let orbit = self.orbit(altitude_m, inclination_rad)?;
        let (burnout_s, place) = self.regions[0].burnout();
        let samples = self.samples(&self.regions[0], &orbit)?;
        let end = samples.last().filter(|sample| sample.time_s >= burnout_s);
        let Some(Sample { arc_rad, direction, .. }) = end.copied() else {
            let reach_m = self.reach.at_m(burnout_s - self.release_s);
            return Err(SpaceError::TooFar { gap_m: (orbit.radius_m - place.norm()).abs(), reach_m });
        };
        within_band(&samples[samples.len() - 1..], inclination_rad)?;
        let latitude_rad = math::asin(direction.z.clamp(-1.0, 1.0));
        Ok(ClosedForm {
            arc_rad,
            exact_fraction: fraction_in_reach(latitude_rad, inclination_rad, arc_rad),
            product_fraction: product_fraction(latitude_rad, inclination_rad, arc_rad),
            even_fraction: 0.5 * (1.0 - math::cos(arc_rad)),
        })
    }

    /// The orbit, once every number of the question is found to make sense.
    fn orbit(&self, altitude_m: f64, inclination_rad: f64) -> Result<torus::Orbit, SpaceError> {
        between("altitude (m)", altitude_m, 1e5, 4e7)?;
        between("inclination (rad)", inclination_rad, 0.0, math::PI)?;
        between("missiles at once", f64::from(self.salvo), 1.0, 1e6)?;
        between("shots at each missile", f64::from(self.shots), 1.0, 1e3)?;
        between("release (s)", self.release_s, 0.0, 1e5)?;
        if !(1..=MOST_REGIONS).contains(&self.regions.len()) {
            return Err(SpaceError::Regions { num_regions: self.regions.len(), most: MOST_REGIONS });
        }
        let (phase_rad_s, node_rad_s) = secular_rates_rad_s(altitude_m, inclination_rad);
        Ok(torus::Orbit {
            radius_m: A_M + altitude_m,
            inclination: math::sin_cos(inclination_rad),
            phase_rad_s,
            turn_rad_s: node_rad_s - OMEGA_RAD_S,
        })
    }

    /// Where the missiles of a path can be met and from how far off.
    fn samples(&self, path: &Path, orbit: &torus::Orbit) -> Result<Vec<Sample>, SpaceError> {
        let (burnout_s, place) = path.burnout();
        if burnout_s <= self.release_s {
            return Err(SpaceError::NoTime { release_s: self.release_s, burnout_s });
        }
        let in_time = path.points.iter().filter(|(time_s, _)| *time_s >= self.release_s);
        let heights = in_time.clone().map(|(_, at)| wgs84::altitude_m(at));
        let highest_m = heights.fold(f64::NEG_INFINITY, f64::max);
        if highest_m < path.least_altitude_m {
            return Err(SpaceError::TooLow { highest_m, least_m: path.least_altitude_m });
        }
        let high = in_time.filter(|(_, at)| wgs84::altitude_m(at) >= path.least_altitude_m);
        let met = high.filter_map(|(time_s, at)| {
            let arc_rad = arc_of_reach_rad(orbit.radius_m, at.norm(), self.reach.at_m(time_s - self.release_s))?;
            Some(Sample { time_s: *time_s, direction: at / at.norm(), arc_rad })
        });
        let samples: Vec<Sample> = met.collect();
        if samples.is_empty() {
            let reach_m = self.reach.at_m(burnout_s - self.release_s);
            return Err(SpaceError::TooFar { gap_m: (orbit.radius_m - place.norm()).abs(), reach_m });
        }
        Ok(samples)
    }
}

/// Whether ground tracks of this inclination come within reach of any sample.
fn within_band(samples: &[Sample], inclination_rad: f64) -> Result<(), SpaceError> {
    let band_rad = inclination_rad.min(math::PI - inclination_rad);
    let beyond = |s: &Sample| math::asin(s.direction.z.abs().min(1.0)) - band_rad - s.arc_rad;
    let nearest = samples.iter().min_by(|a, b| beyond(a).total_cmp(&beyond(b)));
    match nearest.filter(|s| beyond(s) >= 0.0) {
        Some(s) => {
            let latitude_rad = math::asin(s.direction.z.abs().min(1.0));
            Err(SpaceError::OutOfBand { latitude_rad, band_rad, arc_rad: s.arc_rad })
        }
        None => Ok(()),
    }
}

impl InShell {
    /// Share of the satellites that is in reach of any region; its inverse is the absentee ratio.
    #[must_use]
    pub fn fraction(&self) -> f64 {
        self.any().fraction()
    }

    /// How far the share may be from its limit, relative: the change at the last halving of the grid of nodes.
    #[must_use]
    pub fn fraction_error_ratio(&self) -> f64 {
        self.any().error_ratio()
    }

    /// Satellites in reach of any region.
    fn any(&self) -> &Torus {
        &self.sets[self.sets.len() - 1].0
    }

    /// The least number that meets a criterion; `probability` is of no account to the mean and the worst gap.
    ///
    /// Several regions are served when for every set of them there are enough in reach of any of the set: then each missile
    /// gets interceptors of its own (`HALL1935`). By Poisson each set is held by itself, so that the number is a
    /// lower bound there. Of even shells those with as many planes as satellites in each, or one less, in five phasings, are
    /// tried; the least is found by halving, to one satellite in each plane.
    ///
    /// # Errors
    /// [`SpaceError::TooMany`] above [`MOST_SATELLITES`]; [`SpaceError::OutOfRange`] for a probability.
    pub fn least(&self, criterion: Criterion, probability: f64) -> Result<Least, SpaceError> {
        between("probability", probability, 1e-6, 1.0 - 1e-6)?;
        let by_share = |wanted: &dyn Fn(u64) -> f64| {
            let most = self.sets.iter().map(|(torus, demand)| wanted(*demand) / torus.fraction()).fold(1.0, f64::max);
            let num = (most - 1e-9).ceil();
            if num <= MOST_SATELLITES as f64 {
                Ok(num as u64)
            } else {
                Err(SpaceError::TooMany { most: MOST_SATELLITES })
            }
        };
        let (num_satellites, pattern) = match criterion {
            Criterion::Mean => {
                let num = by_share(&|demand| demand as f64)?;
                (num, walker::steadiest(self.any(), num))
            }
            Criterion::Poisson => {
                let num = by_share(&|demand| poisson_mean_for(demand, probability))?;
                (num, walker::steadiest(self.any(), num))
            }
            Criterion::Shell | Criterion::WorstGap => {
                let wanted = if criterion == Criterion::Shell { probability } else { 1.0 };
                let begin = by_share(&|demand| 0.5 * demand as f64)?;
                let pattern = walker::least(&self.sets, begin, wanted)?;
                (pattern.num_satellites(), pattern)
            }
        };
        Ok(Least { num_satellites, pattern, in_reach: self.tally(&pattern) })
    }

    /// How many satellites of an even shell are in reach of any region, over the epochs.
    #[must_use]
    pub fn tally(&self, pattern: &Pattern) -> Tally {
        walker::tally(self.any(), pattern)
    }
}

#[cfg(test)]
mod tests;
