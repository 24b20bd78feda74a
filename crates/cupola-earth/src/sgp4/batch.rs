//! Many satellites at many times.

use super::deep::Integrator;
use super::tilt::Flown;
use super::{MAX_TIME_S, Satellite, Sgp4Error, near, verdict};
use crate::EarthError;
use cupola_core::lanes::{Kernel, Lanes, Real, vectorised};
use pulp::Simd;

impl Satellite {
    /// [`Satellite::state`] at many times since the epoch.
    ///
    /// Row `i` of `states_teme` gets position (m) and velocity (m/s), and `codes[i]` 0; or NaN and [`Sgp4Error::code`].
    ///
    /// # Errors
    /// [`EarthError::Lengths`] when the slices are not equally long.
    pub fn states(&self, times_s: &[f64], states_teme: &mut [[f64; 6]], codes: &mut [u8]) -> Result<(), EarthError> {
        check_lengths(times_s.len(), states_teme, codes)?;
        vectorised(Batch { satellite: self, start_s: 0.0, times_s, states_teme, codes });
        Ok(())
    }
}

/// [`Satellite::state`] of many satellites at the same moments, in seconds since 1 January 2000, 12 h UTC.
///
/// Row `satellite · num_times + time` of `states_teme` gets position (m) and velocity (m/s), and its code 0; or NaN and
/// [`Sgp4Error::code`]. Moments resolve to 0.1 μs, a millimetre of flight.
///
/// # Errors
/// [`EarthError::Lengths`] when there is not a row and a code for each satellite and time.
pub fn states_many(
    satellites: &[Satellite],
    times_j2000_s: &[f64],
    states_teme: &mut [[f64; 6]],
    codes: &mut [u8],
) -> Result<(), EarthError> {
    let count = times_j2000_s.len();
    check_lengths(satellites.len() * count, states_teme, codes)?;
    if count == 0 {
        return Ok(());
    }
    for ((satellite, states_teme), codes) in
        satellites.iter().zip(states_teme.chunks_exact_mut(count)).zip(codes.chunks_exact_mut(count))
    {
        let start_s = satellite.epoch_j2000_s;
        vectorised(Batch { satellite, start_s, times_s: times_j2000_s, states_teme, codes });
    }
    Ok(())
}

fn check_lengths(expected: usize, states_teme: &[[f64; 6]], codes: &[u8]) -> Result<(), EarthError> {
    for (quantity, found) in [("states_teme", states_teme.len()), ("codes", codes.len())] {
        if found != expected {
            return Err(EarthError::Lengths { quantity, expected, found });
        }
    }
    Ok(())
}

/// One satellite at times counted from `start_s`, in the time of its epoch.
struct Batch<'a> {
    satellite: &'a Satellite,
    start_s: f64,
    times_s: &'a [f64],
    states_teme: &'a mut [[f64; 6]],
    codes: &'a mut [u8],
}

impl Kernel for Batch<'_> {
    type Output = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        if self.satellite.deep.is_some() {
            return self.one_by_one();
        }
        let num = Lanes::<S>::NUM;
        let rows = self.states_teme.chunks_mut(num).zip(self.codes.chunks_mut(num));
        for (times, (states, codes)) in self.times_s.chunks(num).zip(rows) {
            // Lanes past the end repeat the last time.
            let time = Lanes::from_fn(simd, |lane| times[lane.min(times.len() - 1)]) - self.start_s;
            let (flown, eccentricity) = near::fly(&self.satellite.mean, time / time.like(60.0));
            let is_near = time.abs().below(time.like(MAX_TIME_S));
            let is_round = time.both(eccentricity.below(time.like(1.0)), time.like(-0.001).below(eccentricity));
            let is_up = time.both(time.like(1.0).below(flown.distance), time.like(0.0).below(flown.parameter));
            let is_good = time.both(is_near, time.both(is_round, is_up));
            for (column, value) in flown.state.iter().enumerate() {
                for (state, value) in states.iter_mut().zip(value.as_slice()) {
                    state[column] = *value;
                }
            }
            codes.fill(0);
            if time.any(time.not(is_good)) {
                for (lane, (state, code)) in states.iter_mut().zip(codes).enumerate() {
                    let alone = |value: Lanes<S>| value.as_slice()[lane];
                    let flown = Flown {
                        state: flown.state.map(alone),
                        distance: alone(flown.distance),
                        parameter: alone(flown.parameter),
                    };
                    let time_s = alone(time);
                    let found = match time_s.abs() <= MAX_TIME_S {
                        true => verdict(&flown, alone(eccentricity), time_s),
                        false => Err(Sgp4Error::Time { time_s }),
                    };
                    write(found, state, code);
                }
            }
        }
    }
}

impl Batch<'_> {
    /// Deep orbits: each time alone, a resonance integrated on from the time before.
    #[inline(never)]
    fn one_by_one(self) {
        let mut integrator = Integrator::START;
        for ((time_s, state), code) in self.times_s.iter().zip(self.states_teme).zip(self.codes) {
            write(self.satellite.row(time_s - self.start_s, &mut integrator), state, code);
        }
    }
}

fn write(found: Result<[f64; 6], Sgp4Error>, state: &mut [f64; 6], code: &mut u8) {
    (*state, *code) = match found {
        Ok(row) => (row, 0),
        Err(error) => ([f64::NAN; 6], error.code()),
    };
}
