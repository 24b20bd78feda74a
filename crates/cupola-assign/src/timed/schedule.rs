//! Launch times of one weapon's shots.

use super::Weapon;

/// A launch to be put somewhere.
#[derive(Debug, Clone, Copy)]
pub struct Launch {
    pub earliest_s: f64,
    pub latest_s: f64,
    pub busy_s: f64,
}

/// A time for each launch: whenever the weapon can fire, the one whose window ends first, of those the one that takes a channel the
/// shortest. `None` where one comes too late.
pub fn launch_times(weapon: &Weapon, launches: &[Launch]) -> Option<Vec<f64>> {
    let mut times_s = vec![f64::NAN; launches.len()];
    let mut waiting: Vec<usize> = (0..launches.len()).collect();
    // Times from which each channel is free again; those that no launch has taken are not listed.
    let mut free_s: Vec<f64> = Vec::new();
    let mut ready_s = f64::NEG_INFINITY;
    while !waiting.is_empty() {
        let first_s = waiting.iter().map(|at| launches[*at].earliest_s).fold(f64::INFINITY, f64::min);
        let mut now_s = ready_s.max(first_s);
        if free_s.len() == weapon.channels as usize {
            now_s = now_s.max(free_s.iter().copied().fold(f64::INFINITY, f64::min));
        }
        let open = waiting.iter().enumerate().filter(|(_, at)| launches[**at].earliest_s <= now_s);
        let order = |a: &Launch, b: &Launch| a.latest_s.total_cmp(&b.latest_s).then(a.busy_s.total_cmp(&b.busy_s));
        let (place, &at) = open.min_by(|a, b| order(&launches[*a.1], &launches[*b.1]))?;
        if now_s > launches[at].latest_s {
            return None;
        }
        waiting.remove(place);
        times_s[at] = now_s;
        ready_s = now_s + weapon.interval_s;
        free_s.retain(|free_s| *free_s > now_s);
        free_s.push(now_s + launches[at].busy_s);
    }
    Some(times_s)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(channels: u32, interval_s: f64, windows: &[[f64; 3]]) -> Option<Vec<f64>> {
        let launch = |[earliest_s, latest_s, busy_s]: &[f64; 3]| Launch {
            earliest_s: *earliest_s,
            latest_s: *latest_s,
            busy_s: *busy_s,
        };
        let launches: Vec<Launch> = windows.iter().map(launch).collect();
        launch_times(&Weapon { rounds: 9, channels, interval_s }, &launches)
    }

    #[test]
    fn intervals_channels_and_windows_are_kept() {
        assert_eq!(times(9, 2.0, &[[0.0, 9.0, 1.0], [0.0, 9.0, 1.0], [1.0, 1.9, 1.0]]), None);
        assert_eq!(times(9, 2.0, &[[0.0, 9.0, 1.0], [0.0, 9.0, 1.0], [1.0, 2.0, 1.0]]), Some(vec![0.0, 4.0, 2.0]));
        assert_eq!(times(1, 0.0, &[[0.0, 9.0, 5.0], [0.0, 9.0, 5.0]]), Some(vec![0.0, 5.0]));
        assert_eq!(times(2, 0.0, &[[0.0, 9.0, 5.0], [0.0, 9.0, 3.0], [0.0, 9.5, 1.0]]), Some(vec![0.0, 0.0, 3.0]));
        assert_eq!(times(1, 0.0, &[[0.0, 4.0, 5.0], [0.0, 4.0, 5.0]]), None);
        assert_eq!(times(1, 0.0, &[[0.0, 4.0, 5.0], [0.0, 4.0, 1.0]]), Some(vec![1.0, 0.0]));
        assert_eq!(times(1, 0.0, &[]), Some(vec![]));
    }
}
