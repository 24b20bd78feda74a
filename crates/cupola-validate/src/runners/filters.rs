//! Filters on published re-entry problems: errors over many simulated falls, the bound on them, and the falls themselves.

use crate::case::{Case, Value};
use crate::runner::{Answer, Answered, Given, Refusal, number, numbers, positive, text};
use cupola_core::{EntityKey, Purpose, Seed, Stream, math};
use cupola_track::bound;
use cupola_track::kalman::unscented::{self, Sigma};
use cupola_track::kalman::{Gaussian, Matrix, Vector, extended};
use cupola_track::reentry::{FlatFall, RoundFall, VerticalFall, wrapped_rad};

/// Runs where the case names no number: the sampling error, which the notes give, is a quarter of the tolerance or less.
const NUM_ROUND_RUNS: usize = 100;
const NUM_FLAT_RUNS: usize = 10_000;
const NUM_VERTICAL_RUNS: usize = 1_000;
/// Runge–Kutta steps of the vertical fall in each second; twice as many change no printed digit.
const NUM_STEPS_PER_S: f64 = 40.0;
/// Most steps of a run: more are taken for a slip of the pen.
const MAX_STEPS: f64 = 100_000.0;
/// Longest fall that is followed (s).
const MAX_TIME_S: f64 = 1_000.0;
const M_PER_FOOT: f64 = 0.3048;

/// Normal numbers of one run, for one thing and step of it.
fn normal<const N: usize>(run: usize, of: EntityKey, index: usize) -> Vector<N> {
    let four = Stream::of_run(Seed(1), run as u64).normal4(of, Purpose::Noise, index as u64);
    Vector::from_fn(|row, _| four[row])
}

/// Steps that a time is long; refused where it is not that of a whole step, or that of very many.
fn steps_in(time_s: f64, step_s: f64) -> Result<usize, Refusal> {
    let steps = time_s / step_s;
    // Times like 0.3 s are whole steps of 0.1 s but for rounding.
    let is_whole = (steps - steps.round()).abs() < 1e-9 * steps && (1.0..=MAX_STEPS).contains(&steps.round());
    let refusal = || Refusal::Failed(format!("{time_s} s is not 1 to {MAX_STEPS} whole steps of {step_s} s"));
    is_whole.then_some(steps.round() as usize).ok_or_else(refusal)
}

/// Steps among the inputs.
fn steps(case: &Case) -> Result<usize, Refusal> {
    let steps = number(case, "steps")?;
    let is_whole = steps.fract() == 0.0 && (1.0..=MAX_STEPS).contains(&steps);
    let refusal = || Refusal::Failed(format!("inputs.steps must be a whole number of 1 to {MAX_STEPS}, got {steps}"));
    is_whole.then_some(steps as usize).ok_or_else(refusal)
}

fn singular() -> Refusal {
    Refusal::Failed("a covariance is not positive definite".to_owned())
}

/// Julier and Uhlmann's re-entry: root mean square position error of the extended filter, over all steps and runs.
pub fn round_fall(case: &Case, _: &Given<'_>) -> Answered {
    let beta0 = number(case, "beta0")?;
    if beta0 >= 0.0 {
        return Err(Refusal::Failed(format!("inputs.beta0 must be negative, got {beta0}: drag slows")));
    }
    let world = RoundFall {
        gm_m3_s2: positive(case, "Gm")? * 1e9,
        radius_m: positive(case, "R0_km")? * 1e3,
        scale_height_m: positive(case, "H0_km")? * 1e3,
        slowing_m: -1e3 / beta0,
    };
    let metres = Vector::<5>::from([1e3, 1e3, 1e3, 1e3, 1.0]);
    let state0 = Vector::from(numbers::<5>(case, "state0_km")?).component_mul(&metres);
    let first = Gaussian {
        mean: Vector::from(numbers::<5>(case, "filter0")?).component_mul(&metres),
        covariance: Matrix::from_diagonal(
            &Vector::from(numbers::<5>(case, "p0_diag")?).component_mul(&metres.component_mul(&metres)),
        ),
    };
    let (step_s, num_steps) = (positive(case, "dt_s")?, steps(case)?);
    let rates = numbers::<3>(case, "q_rate")?;
    let disturbance = Vector::<3>::from([rates[0] * 1e6, rates[1] * 1e6, rates[2]]).map(|rate| (rate * step_s).sqrt());
    let mut noise = Matrix::<5, 5>::zeros();
    for k in 0..3 {
        noise[(k + 2, k + 2)] = disturbance[k] * disturbance[k];
    }
    let errors = Vector::<2>::from([positive(case, "sigma_range_km")? * 1e3, positive(case, "sigma_bearing_rad")?]);
    let look_noise = Matrix::from_diagonal(&errors.component_mul(&errors));
    let mut squares = Vec::with_capacity(NUM_ROUND_RUNS);
    for run in 0..NUM_ROUND_RUNS {
        let (mut truth, mut estimate, mut sum_m2) = (state0, first, 0.0);
        for step in 0..num_steps {
            let draws: Vector<4> = normal(run, EntityKey::of("re-entry"), step);
            truth = world.step(&truth, step_s).0;
            // The truth's drag does not wander: the case says so.
            truth[2] += disturbance[0] * draws[0];
            truth[3] += disturbance[1] * draws[1];
            let seen = world.look(&truth).0 + Vector::<2>::from([draws[2], draws[3]]).component_mul(&errors);
            estimate = extended::predict(&estimate, &noise, |x| world.step(x, step_s));
            let updated = extended::update(&estimate, &look_noise, |x| innovation(&seen, world.look(x)));
            estimate = updated.ok_or_else(singular)?.estimate;
            sum_m2 += (truth - estimate.mean).fixed_rows::<2>(0).norm_squared();
        }
        squares.push(sum_m2 / num_steps as f64);
    }
    let (mean_m2, error_m2) = mean(&squares);
    let rmse_m = mean_m2.sqrt();
    Ok(Answer::by(&[
        "cupola_track::kalman::extended::predict",
        "cupola_track::kalman::extended::update",
        "cupola_track::reentry::RoundFall",
    ])
    .with("ekf_position_rmse_km", rmse_m / 1e3)
    .noting(format!(
        "{NUM_ROUND_RUNS} runs of {num_steps} steps; standard error {:.1e} km",
        error_m2 / (2.0 * rmse_m) / 1e3
    )))
}

/// Measured less foreseen, the angle wrapped, and the Jacobian of what is foreseen.
fn innovation<const N: usize>(seen: &Vector<2>, look: (Vector<2>, Matrix<2, N>)) -> (Vector<2>, Matrix<2, N>) {
    let mut off = seen - look.0;
    off[1] = wrapped_rad(off[1]);
    (off, look.1)
}

/// Mean and its standard error.
fn mean(values: &[f64]) -> (f64, f64) {
    let num = values.len() as f64;
    let mean = values.iter().sum::<f64>() / num;
    let square = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>();
    (mean, (square / (num - 1.0) / num).sqrt())
}

/// Farina's world: air, first state, step and number of steps.
struct Flat {
    world: FlatFall,
    first: Gaussian<4>,
    step_s: f64,
    num_steps: usize,
}

impl Flat {
    fn of(case: &Case) -> Result<Self, Refusal> {
        let words = text(case, "density")?;
        let below = words.split_once("below").map_or("", |(_, after)| after);
        let figures: Vec<f64> = below.split([' ', ',', ';']).filter_map(|word| word.parse().ok()).collect();
        let [boundary_m, low_kg_m3, low_rate, high_kg_m3, high_rate] = figures[..] else {
            return Err(Refusal::Failed(format!("inputs.density has not five figures after `below`: {words}")));
        };
        let world = FlatFall {
            gravity_m_s2: positive(case, "g")?,
            ballistic_coefficient_pa: positive(case, "beta")?,
            boundary_m,
            ground_kg_m3: [low_kg_m3, high_kg_m3],
            scale_height_m: [1.0 / low_rate, 1.0 / high_rate],
        };
        let covariance = Matrix::from_diagonal(&written(case, "P0")?);
        let first = Gaussian { mean: written(case, "x0")?, covariance };
        Ok(Self { world, first, step_s: positive(case, "T_s")?, num_steps: steps(case)? })
    }

    /// The steps of the run up to a time.
    fn steps_to(&self, time_s: f64) -> Result<usize, Refusal> {
        let found = steps_in(time_s, self.step_s)?;
        let refusal = || Refusal::Failed(format!("{time_s} s is after the {} steps of the run", self.num_steps));
        (found <= self.num_steps).then_some(found).ok_or_else(refusal)
    }
}

/// Numbers written as `232e3`, `2290cos190` (degrees) or `1000^2`.
fn written(case: &Case, key: &str) -> Result<Vector<4>, Refusal> {
    let one = |value: &Value| match value {
        Value::Number(number) => Some(*number),
        Value::Text(words) => {
            let halves =
                |at: &str| words.split_once(at).and_then(|(a, b)| Some((a.parse().ok()?, b.parse::<f64>().ok()?)));
            let polar = |at: &str, of: fn(f64) -> f64| halves(at).map(|(a, b): (f64, f64)| a * of(b.to_radians()));
            let power = || halves("^").map(|(a, b): (f64, f64)| math::powf(a, b));
            words.parse().ok().or_else(|| polar("cos", math::cos)).or_else(|| polar("sin", math::sin)).or_else(power)
        }
        _ => None,
    };
    let Some(Value::List(list)) = case.inputs.get(key) else {
        return Err(Refusal::Failed(format!("inputs.{key} is not a list")));
    };
    let found: Option<Vec<f64>> = list.iter().map(one).collect();
    let four = found.and_then(|found| <[f64; 4]>::try_from(found).ok());
    four.map(Vector::from).ok_or_else(|| Refusal::Failed(format!("inputs.{key} is not four numbers")))
}

/// Farina's path without noise.
pub fn flat_path(case: &Case, _: &Given<'_>) -> Answered {
    let flat = Flat::of(case)?;
    let time_s = case.expected.get("t_s").and_then(Value::number).unwrap_or(flat.step_s);
    let steps = 0..flat.steps_to(time_s)?;
    let end = steps.fold(flat.first.mean, |state, _| flat.world.step(&state, flat.step_s).0);
    Ok(Answer::by(&["cupola_track::reentry::FlatFall::step"])
        .with("t_s", time_s)
        .with("x_m", end[0])
        .with("vx", end[1])
        .with("y_m", end[2])
        .with("vy", end[3]))
}

/// Deviations by step: the bound, and the extended filter's root mean square errors.
struct Errors {
    bound: Vec<[f64; 4]>,
    filter: Vec<[f64; 4]>,
}

/// Farina's fall with noise, many times: the truth from one first state, the filter from a drawn error of it.
fn flat_errors(flat: &Flat, sigma_m: f64, sigma_rad: f64, density: f64) -> Option<Errors> {
    let noise = FlatFall::noise(flat.step_s, density);
    let noise_root = noise.cholesky()?.l();
    let first_root = flat.first.covariance.cholesky()?.l();
    let errors = Vector::<2>::from([sigma_m, sigma_rad]);
    let look_noise = Matrix::from_diagonal(&errors.component_mul(&errors));
    let mut steps = vec![bound::Step::new(&noise)?; flat.num_steps];
    let mut squares = vec![Vector::<4>::zeros(); flat.num_steps];
    for run in 0..NUM_FLAT_RUNS {
        let mut truth = flat.first.mean;
        let mean = truth + first_root * normal::<4>(run, EntityKey::of("first"), 0);
        let mut estimate = Gaussian { mean, ..flat.first };
        for (index, (step, square)) in steps.iter_mut().zip(&mut squares).enumerate() {
            let (next, transition) = flat.world.step(&truth, flat.step_s);
            truth = next + noise_root * normal::<4>(run, EntityKey::of("motion"), index);
            let (seen, look) = FlatFall::look(&truth);
            *step = step.with_path(&transition, &look, &look_noise)?;
            let seen = seen + normal::<2>(run, EntityKey::of("look"), index).component_mul(&errors);
            estimate = extended::predict(&estimate, &noise, |x| flat.world.step(x, flat.step_s));
            estimate = extended::update(&estimate, &look_noise, |x| innovation(&seen, FlatFall::look(x)))?.estimate;
            let off = truth - estimate.mean;
            *square += off.component_mul(&off);
        }
    }
    let mut information = flat.first.covariance.cholesky()?.inverse();
    let mut bounds = Vec::with_capacity(steps.len());
    for step in &steps {
        information = step.information(&information)?;
        bounds.push(bound::deviations(&information)?);
    }
    let rms = |square: Vector<4>| square.map(|sum| (sum / NUM_FLAT_RUNS as f64).sqrt()).into();
    Some(Errors { bound: bounds, filter: squares.into_iter().map(rms).collect() })
}

/// Farina's fall with noise: bound and error of the extended filter, at 60 s and in a whole table.
pub fn flat_bound(case: &Case, given: &Given<'_>) -> Answered {
    let flat = Flat::of(case)?;
    let (sigma_m, sigma_rad) = (positive(case, "sigma_range_m")?, positive(case, "sigma_elevation_rad")?);
    let errors = flat_errors(&flat, sigma_m, sigma_rad, positive(case, "q")?).ok_or_else(singular)?;
    let at = flat.steps_to(60.0)? - 1;
    let mut answer = Answer::by(&[
        "cupola_track::bound::Step::information",
        "cupola_track::kalman::extended::predict",
        "cupola_track::kalman::extended::update",
        "cupola_track::reentry::FlatFall",
    ])
    .with("pcrlb_x_60s_m", errors.bound[at][0])
    .with("pcrlb_y_60s_m", errors.bound[at][2])
    .with("ekf_x_60s_m", errors.filter[at][0])
    .with("ekf_y_60s_m", errors.filter[at][2])
    .noting(format!(
        "{NUM_FLAT_RUNS} runs; standard error of the filter's errors {:.1} %",
        100.0 / (2.0 * NUM_FLAT_RUNS as f64).sqrt()
    ));
    if let Some(Value::Text(path)) = case.expected.get("table") {
        let Some(table) = given.data.read(path) else {
            return Err(Refusal::NotRun(format!("the file `{path}` is not here")));
        };
        let (worst_ratio, worst) = compare(&table, &flat, &errors)?;
        let allowed = case.tolerance("table").and_then(|tolerance| tolerance.rel).unwrap_or(0.0);
        answer = answer.noting(format!("farthest from the table: {worst}"));
        // The table holds as a whole, within the tolerance of the case, or its farthest entry is given in its place.
        answer = answer.with("table", Value::Text(if worst_ratio <= allowed { path.clone() } else { worst }));
    }
    Ok(answer)
}

/// The entry of the table that is farthest from what was found, and how far (relative, and in words).
fn compare(table: &str, flat: &Flat, errors: &Errors) -> Result<(f64, String), Refusal> {
    let bad = || Refusal::Failed("the table has not nine numbers in each row".to_owned());
    let mut lines = table.lines();
    let names: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let (mut worst_ratio, mut worst) = (0.0, String::new());
    for line in lines.filter(|line| !line.is_empty()) {
        let row: Result<Vec<f64>, _> = line.split(',').map(str::parse).collect();
        let row = row.map_err(|_| bad())?;
        if row.len() != 9 || names.len() != 9 {
            return Err(bad());
        }
        let step = flat.steps_to(row[0])? - 1;
        // Columns: places before velocities, x before y; the state has each axis together.
        for (column, name) in names.iter().enumerate().skip(1) {
            let found = if column < 5 { &errors.bound } else { &errors.filter };
            let state = [0, 2, 1, 3][(column - 1) % 4];
            let ratio = (found[step][state] / row[column] - 1.0).abs();
            if ratio > worst_ratio {
                (worst_ratio, worst) = (ratio, format!("{name} at {} s, {:.1} % off", row[0], ratio * 100.0));
            }
        }
    }
    Ok((worst_ratio, worst))
}

/// Athans's world and true first state; only the product of density and coefficient (1/ft) has a unit to convert.
fn vertical(case: &Case) -> Result<(VerticalFall, Vector<3>), Refusal> {
    let world = VerticalFall {
        ground_kg_m3: positive(case, "rho0")?,
        scale_height_m: positive(case, "scale_ft")? * M_PER_FOOT,
        gravity_m_s2: positive(case, "g")? * M_PER_FOOT,
    };
    let state = [positive(case, "h0_ft")?, number(case, "v0_fps")?, positive(case, "coeff")?];
    Ok((world, Vector::from(state).component_mul(&from_feet())))
}

fn from_feet() -> Vector<3> {
    Vector::from([M_PER_FOOT, M_PER_FOOT, 1.0 / M_PER_FOOT])
}

fn fallen(world: &VerticalFall, state: &Vector<3>, time_s: f64) -> Vector<3> {
    world.after(state, time_s, (time_s * NUM_STEPS_PER_S).ceil() as usize)
}

/// Athans's fall: height and velocity at times.
pub fn vertical_path(case: &Case, _: &Given<'_>) -> Answered {
    let (world, state) = vertical(case)?;
    let times_s = case.expected.get("t_s").and_then(Value::numbers).unwrap_or_default();
    if let Some(time_s) = times_s.iter().find(|time_s| !(0.0..=MAX_TIME_S).contains(*time_s)) {
        return Err(Refusal::Failed(format!("expected.t_s: {time_s} is not in 0 to {MAX_TIME_S} s")));
    }
    let found: Vec<Vector<3>> = times_s.iter().map(|time_s| fallen(&world, &state, *time_s)).collect();
    let feet = |row: usize| Value::of_numbers(&found.iter().map(|state| state[row] / M_PER_FOOT).collect::<Vec<_>>());
    Ok(Answer::by(&["cupola_track::reentry::VerticalFall::after"])
        .with("t_s", Value::of_numbers(&times_s))
        .with("h_ft", feet(0))
        .with("v_fps", feet(1)))
}

/// Athans's fall: mean absolute error in height of the unscented filter with 2n points of equal weight.
pub fn vertical_errors(case: &Case, given: &Given<'_>) -> Answered {
    let (world, first) = vertical(given.case(text(case, "same_as")?)?)?;
    let aside_m = positive(case, "sensor_range_ft")? * M_PER_FOOT;
    let height_m = positive(case, "sensor_alt_ft")? * M_PER_FOOT;
    let variance_m2 = positive(case, "meas_var_ft2")? * M_PER_FOOT * M_PER_FOOT;
    let step_s = positive(case, "dt_s")?;
    let prior = Gaussian {
        mean: Vector::from(numbers::<3>(case, "xhat0")?).component_mul(&from_feet()),
        covariance: Matrix::from_diagonal(
            &Vector::from(numbers::<3>(case, "P0")?).component_mul(&from_feet().component_mul(&from_feet())),
        ),
    };
    let at = [steps_in(20.0, step_s)? - 1, steps_in(30.0, step_s)? - 1];
    let truths: Vec<Vector<3>> = (0..=at[1])
        .scan(first, |state, _| {
            *state = fallen(&world, state, step_s);
            Some(*state)
        })
        .collect();
    let (sigma, noise) = (Sigma::equal(), Matrix::<1, 1>::new(variance_m2));
    let mut errors_ft = [Vec::new(), Vec::new()];
    for run in 0..NUM_VERTICAL_RUNS {
        let mut estimate = prior;
        for (step, truth) in truths.iter().enumerate() {
            let error_m = variance_m2.sqrt() * normal::<1>(run, EntityKey::of("look"), step)[0];
            let seen_m = VerticalFall::range_m(truth, aside_m, height_m) + error_m;
            let moved = unscented::predict(&estimate, &sigma, &Matrix::zeros(), |x| fallen(&world, x, step_s));
            let off = |x: &Vector<3>| Vector::<1>::new(seen_m - VerticalFall::range_m(x, aside_m, height_m));
            let updated = moved.and_then(|moved| unscented::update(&moved, &sigma, &noise, off));
            estimate = updated.ok_or_else(singular)?.estimate;
            for (errors_ft, _) in errors_ft.iter_mut().zip(at).filter(|(_, at)| *at == step) {
                errors_ft.push((truth[0] - estimate.mean[0]).abs() / M_PER_FOOT);
            }
        }
    }
    let [(at_20, error_20), (at_30, error_30)] = errors_ft.map(|errors_ft| mean(&errors_ft));
    Ok(Answer::by(&[
        "cupola_track::kalman::unscented::predict",
        "cupola_track::kalman::unscented::update",
        "cupola_track::reentry::VerticalFall",
    ])
    .with("mean_abs_alt_err_ft_t20", at_20)
    .with("mean_abs_alt_err_ft_t30", at_30)
    .noting(format!("{NUM_VERTICAL_RUNS} runs; standard errors {error_20:.1} and {error_30:.1} ft")))
}

#[cfg(test)]
mod tests {
    use crate::case::{Case, Value};
    use crate::data::Data;
    use crate::runner::{Given, Refusal, answer};

    /// A built-in case with one input changed: why it is refused.
    fn refusal(id: &str, key: &str, value: Value) -> String {
        let (files, data) = (crate::builtin(), Data::default());
        let given = Given { data: &data, files: &files };
        let mut case: Case = given.case(id).unwrap().clone();
        case.inputs.0.iter_mut().find(|(name, _)| name == key).unwrap().1 = value;
        match answer(&case, &given) {
            Err(Refusal::Failed(why) | Refusal::NotRun(why)) => why,
            Ok(answer) => panic!("{id} with another {key} gives {:?}", answer.values),
        }
    }

    #[test]
    fn what_is_no_fall_is_refused_with_its_value() {
        let words = |words: &str| Value::Text(words.to_owned());
        let list = |list: [&str; 4]| Value::List(list.map(words).to_vec());
        for (id, key, value, why) in [
            ("trk-reentry-001", "beta0", Value::Number(0.5), "inputs.beta0 must be negative, got 0.5"),
            ("trk-reentry-001", "steps", Value::Number(2.5), "whole number of 1 to 100000, got 2.5"),
            ("trk-reentry-001", "p0_diag", Value::of_numbers(&[1.0, 2.0]), "inputs.p0_diag is not a list of 5 numbers"),
            ("trk-farina-003", "steps", Value::Number(10.0), "40 s is after the 10 steps of the run"),
            ("trk-farina-003", "T_s", Value::Number(3.0), "40 s is not 1 to 100000 whole steps of 3 s"),
            ("trk-farina-003", "x0", list(["1", "2cos", "3", "4"]), "inputs.x0 is not four numbers"),
            ("trk-farina-003", "density", words("thin"), "has not five figures after `below`: thin"),
            ("trk-farina-001", "P0", list(["0", "1", "1", "1"]), "a covariance is not positive definite"),
            ("trk-fall-003", "dt_s", Value::Number(40.0), "20 s is not 1 to 100000 whole steps of 40 s"),
            ("trk-fall-003", "same_as", words("trk-none"), "there is no case `trk-none`"),
        ] {
            let found = refusal(id, key, value);
            assert!(found.contains(why), "{id}, {key}: {found}");
        }
    }

    /// A table that does not hold says where.
    #[test]
    fn a_table_that_is_off_is_told() {
        let (files, data) = (crate::builtin(), Data::default());
        let given = Given { data: &data, files: &files };
        let mut case: Case = given.case("trk-farina-001").unwrap().clone();
        case.inputs.0.iter_mut().find(|(name, _)| name == "sigma_range_m").unwrap().1 = Value::Number(200.0);
        let answer = answer(&case, &given).unwrap();
        let (_, table) = answer.values.iter().find(|(key, _)| *key == "table").unwrap();
        assert!(matches!(table, Value::Text(words) if words.contains("% off")), "{table:?}");
    }
}
