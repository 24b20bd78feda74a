//! Distances between sets of tracks and truths.

use crate::case::{Case, Value};
use crate::runner::{Answer, Answered, Given, Refusal, number, numbers, positive, text};
use cupola_assign::linear::Assignment;
use cupola_core::{EntityKey, Purpose, Seed, Stream, Vec3, math};
use cupola_track::metrics;
use cupola_track::metrics::trajectory::{Path, trajectory_gospa};

/// Tracks and truths on a line: OSPA for each order of a list, or GOSPA for one order.
pub fn on_a_line(case: &Case, _: &Given<'_>) -> Answered {
    let tracks = numbers::<5>(case, "tracks")?;
    let truths = numbers::<5>(case, "truths")?;
    let cut_off_m = positive(case, "c")?;
    let distance_m = |t: usize, e: usize| (truths[t] - tracks[e]).abs();
    let mut solver = Assignment::default();
    let Some(Value::List(orders)) = case.inputs.get("p") else {
        let order = positive(case, "p")?;
        let found = metrics::gospa(&mut solver, truths.len(), tracks.len(), cut_off_m, order, distance_m);
        return Ok(Answer::by(&["cupola_track::metrics::gospa"]).with("gospa", found.distance_m));
    };
    let mut found_m: Vec<f64> = Vec::new();
    for order in orders {
        let order = match order {
            Value::Number(order) if *order >= 1.0 => *order,
            Value::Text(word) if word == "inf" => f64::INFINITY,
            _ => return Err(Refusal::Failed("inputs.p: orders are 1 or more, or \"inf\"".to_owned())),
        };
        found_m.push(metrics::ospa(&mut solver, truths.len(), tracks.len(), cut_off_m, order, distance_m));
    }
    // One value is claimed for all orders: the one farthest from their mean is given.
    let mean_m = found_m.iter().sum::<f64>() / found_m.len() as f64;
    let farthest = found_m.iter().max_by(|a, b| (*a - mean_m).abs().total_cmp(&(*b - mean_m).abs()));
    let ospa_m = *farthest.ok_or_else(|| Refusal::Failed("inputs.p is empty".to_owned()))?;
    Ok(Answer::by(&["cupola_track::metrics::ospa"]).with("ospa", ospa_m))
}

/// Tracks and truths in a plane.
pub fn in_a_plane(case: &Case, _: &Given<'_>) -> Answered {
    let truths = points(case, "truths")?;
    let mut tracks = points(case, "true_tracks")?;
    tracks.extend(points(case, "false_tracks")?);
    let distance_m = |t: usize, e: usize| math::hypot(truths[t][0] - tracks[e][0], truths[t][1] - tracks[e][1]);
    let (cut_off_m, order) = (positive(case, "c")?, positive(case, "p")?);
    let mut solver = Assignment::default();
    let found = metrics::gospa(&mut solver, truths.len(), tracks.len(), cut_off_m, order, distance_m);
    Ok(Answer::by(&["cupola_track::metrics::gospa"]).with("gospa", found.distance_m))
}

/// The case whose scene the table of means is of.
const SCENE: &str = "trk-gospa-003";
/// False tracks of the scene besides the one that its case names, as read off the figure of `RAHMATHULLAH2017` by its port to
/// Python (`ewilthil/gospapy`, `replicate_table_fusion2017.py`, MIT). All lie far beyond the cut-off.
const MORE_FALSE_TRACKS: [[f64; 2]; 9] = [
    [-10.0, 18.0],
    [35.0, 42.0],
    [38.0, 0.0],
    [50.0, 35.0],
    [7.0, 28.0],
    [-15.0, -19.0],
    [17.0, 17.0],
    [42.0, 30.0],
    [20.0, 15.0],
];
/// Draws behind each mean, as many as the table's.
const NUM_DRAWS: u64 = 4_000;

/// Means over draws of the scene, truths and tracks each with noise of unit covariance, for two rows of a table.
pub fn table_of_means(case: &Case, given: &Given<'_>) -> Answered {
    let path = text(case, "table")?;
    let missing = || Refusal::NotRun(format!("`{path}` is not there: give its folder with --data"));
    let table = given.data.read(path).ok_or_else(missing)?;
    let scene = given.case(SCENE)?;
    let mut false_tracks = points(scene, "false_tracks")?;
    false_tracks.extend(MORE_FALSE_TRACKS);
    let (truths, tracks) = (points(scene, "truths")?, points(scene, "true_tracks")?);
    let mut answer = Answer::by(&["cupola_track::metrics::gospa"]).noting(format!("{NUM_DRAWS} draws each, seed 1"));
    for (key, num_false, num_missed) in [("mean_gospa_0false_0missed", 0, 0), ("mean_gospa_10false_1missed", 10, 1)] {
        let [order, cut_off_m] = row_of(&table, num_false, num_missed).ok_or_else(|| {
            Refusal::Failed(format!("`{path}` has no row of {num_false} false and {num_missed} missed"))
        })?;
        let seen = tracks.iter().take(tracks.len().saturating_sub(num_missed));
        let estimates: Vec<[f64; 2]> = seen.chain(false_tracks.iter().take(num_false)).copied().collect();
        let mut solver = Assignment::default();
        let mut total_m = 0.0;
        for draw in 0..NUM_DRAWS {
            let stream = Stream::of_run(Seed(1), draw);
            let noisy = |entity: &str, at: &[[f64; 2]]| -> Vec<[f64; 2]> {
                (0_u64..).zip(at).map(|(index, at)| with_noise(&stream, EntityKey::of(entity), index, *at)).collect()
            };
            let (truths, estimates) = (noisy("truth", &truths), noisy("track", &estimates));
            let distance_m =
                |t: usize, e: usize| math::hypot(truths[t][0] - estimates[e][0], truths[t][1] - estimates[e][1]);
            let found = metrics::gospa(&mut solver, truths.len(), estimates.len(), cut_off_m, order, distance_m);
            total_m += found.distance_m;
        }
        answer = answer.with(key, total_m / NUM_DRAWS as f64);
    }
    Ok(answer)
}

/// Order and cut-off of a row of the table.
fn row_of(table: &str, num_false: usize, num_missed: usize) -> Option<[f64; 2]> {
    let rows = table.lines().skip(1).map(|line| line.split(',').map(|field| field.trim().parse::<f64>()).collect());
    let mut rows = rows.filter_map(|row: Result<Vec<f64>, _>| row.ok());
    let row = rows.find(|row| row.get(2..4) == Some(&[num_false as f64, num_missed as f64]))?;
    Some([row[0], row[1]])
}

/// A point moved by two independent standard normal draws (Box and Muller).
fn with_noise(stream: &Stream, entity: EntityKey, index: u64, [x, y]: [f64; 2]) -> [f64; 2] {
    let [first, second, ..] = stream.uniform4(entity, Purpose::Place, index);
    let radius = (-2.0 * math::ln(1.0 - first)).sqrt();
    let (sine, cosine) = math::sin_cos(math::TAU * second);
    [x + radius * cosine, y + radius * sine]
}

/// Trajectory GOSPA of one truth on a line and of a track, whole or in segments, at an offset from it.
pub fn over_time(case: &Case, _: &Given<'_>) -> Answered {
    let num_steps = positive(case, "steps")? as usize;
    let offset_m = number(case, "offset")?;
    let (cut_off_m, order, switch_m) = (positive(case, "c")?, positive(case, "p")?, positive(case, "gamma")?);
    let lengths = match case.inputs.get("segments") {
        None => vec![num_steps as f64],
        Some(list) => list.numbers().ok_or_else(|| Refusal::Failed("inputs.segments are not numbers".to_owned()))?,
    };
    let path = |x_m: f64, from: usize, until: usize| -> Path {
        (0..num_steps).map(|step| (from..until).contains(&step).then(|| Vec3::new(x_m, 0.0, 0.0))).collect()
    };
    let mut from = 0;
    let mut tracks = Vec::new();
    for length in lengths {
        let until = from + length as usize;
        tracks.push(path(offset_m, from, until));
        from = until;
    }
    let truths = [path(0.0, 0, num_steps)];
    let found = trajectory_gospa(&truths, &tracks, cut_off_m, order, switch_m).map_err(Refusal::failed)?;
    Ok(Answer::by(&["cupola_track::metrics::trajectory::trajectory_gospa"]).with("metric", found.distance_m))
}

fn points(case: &Case, key: &str) -> Result<Vec<[f64; 2]>, Refusal> {
    let refusal = || Refusal::Failed(format!("inputs.{key} is not a list of points in a plane"));
    let Some(Value::List(list)) = case.inputs.get(key) else { return Err(refusal()) };
    let point = |value: &Value| value.numbers().and_then(|numbers| <[f64; 2]>::try_from(numbers).ok());
    list.iter().map(|value| point(value).ok_or_else(refusal)).collect()
}
