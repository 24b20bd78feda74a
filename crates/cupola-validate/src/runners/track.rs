//! Distances between sets of tracks and truths.

use crate::case::{Case, Value};
use crate::runner::{Answer, Answered, Given, Refusal, numbers, positive};
use cupola_core::math;
use cupola_track::assign::Assignment;
use cupola_track::metrics;

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

fn points(case: &Case, key: &str) -> Result<Vec<[f64; 2]>, Refusal> {
    let refusal = || Refusal::Failed(format!("inputs.{key} is not a list of points in a plane"));
    let Some(Value::List(list)) = case.inputs.get(key) else { return Err(refusal()) };
    let point = |value: &Value| value.numbers().and_then(|numbers| <[f64; 2]>::try_from(numbers).ok());
    list.iter().map(|value| point(value).ok_or_else(refusal)).collect()
}
