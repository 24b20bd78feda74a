//! Places of targets and tracks, and their paths on a panel.

use super::panel::Panel;
use crate::html::svg::{Svg, polyline};
use cupola_core::Vec3;
use cupola_track::metrics::look::Look;
use std::collections::BTreeMap;

/// Steps along a path shorter than this are left out (px).
const LEAST: f64 = 0.5;

/// Where something was at one look.
pub struct Spot {
    /// Index of the look.
    pub step: usize,
    /// East, north, altitude (m).
    pub pos_m: Vec3,
    /// Whether it had a partner.
    pub is_paired: bool,
}

/// All places, by number of target and of track.
#[derive(Default)]
pub struct Spots {
    truths: BTreeMap<u64, Vec<Spot>>,
    tracks: BTreeMap<u64, Vec<Spot>>,
}

impl Spots {
    /// The places in looks.
    pub fn of(looks: &[Look]) -> Self {
        let mut out = Self::default();
        for (step, look) in looks.iter().enumerate() {
            let (mut truths, mut tracks) = (vec![false; look.truths.len()], vec![false; look.tracks.len()]);
            for (truth, track) in &look.pairs {
                (truths[*truth], tracks[*track]) = (true, true);
            }
            for (body, is_paired) in look.truths.iter().zip(truths) {
                out.truths.entry(body.id).or_default().push(Spot { step, pos_m: body.pos_m, is_paired });
            }
            for (body, is_paired) in look.tracks.iter().zip(tracks) {
                out.tracks.entry(body.id).or_default().push(Spot { step, pos_m: body.pos_m, is_paired });
            }
        }
        out
    }

    /// Every place.
    pub fn all(&self) -> impl Iterator<Item = &Spot> {
        self.truths.values().chain(self.tracks.values()).flatten()
    }

    /// The target that has most others within `reach_m`, summed over the looks; none where none ever has one.
    pub fn most_crowded(&self, reach_m: f64) -> Option<u64> {
        let mut by_step: BTreeMap<usize, Vec<(u64, Vec3)>> = BTreeMap::new();
        for (id, spots) in &self.truths {
            spots.iter().for_each(|spot| by_step.entry(spot.step).or_default().push((*id, spot.pos_m)));
        }
        let mut num_near: BTreeMap<u64, usize> = BTreeMap::new();
        for bodies in by_step.values() {
            for (id, pos_m) in bodies {
                let near = bodies.iter().filter(|(other, at_m)| other != id && (at_m - pos_m).norm() < reach_m);
                *num_near.entry(*id).or_default() += near.count();
            }
        }
        let most = num_near.into_iter().max_by_key(|(id, num)| (*num, std::cmp::Reverse(*id)))?;
        (most.1 > 0).then_some(most.0)
    }

    /// Where a target was at each of `num_looks`.
    pub fn origin(&self, id: u64, num_looks: usize) -> Vec<Option<Vec3>> {
        let mut out = vec![None; num_looks];
        self.truths.get(&id).into_iter().flatten().for_each(|spot| out[spot.step] = Some(spot.pos_m));
        out
    }

    /// Draws all paths: targets wide and pale, over them their tracks, over these what is missing.
    pub fn draw(&self, svg: &mut Svg, panel: &Panel, place: impl Fn(&Spot) -> Option<[f64; 2]>) {
        let runs = |spots: &[Spot], kept: fn(&Spot) -> bool| runs(spots, panel, &place, kept);
        for spots in self.truths.values() {
            svg.path("truth", &lines(&runs(spots, |_| true)));
        }
        for spots in self.tracks.values() {
            svg.path("held", &lines(&runs(spots, |spot| spot.is_paired)));
        }
        for spots in self.truths.values() {
            svg.path("missed", &lines(&runs(spots, |spot| !spot.is_paired)));
        }
        for spots in self.tracks.values() {
            let alone = runs(spots, |spot| !spot.is_paired);
            svg.path("false", &lines(&alone));
            svg.path("cross", &alone.iter().map(|run| cross(run[0])).collect::<String>());
        }
        for spots in self.truths.values() {
            if let Some([x, y]) = spots.last().and_then(&place) {
                svg.circle("end", panel.at([x, y]), 2.2);
            }
        }
    }
}

/// Points on the panel of looks in a row that are kept.
fn runs(
    spots: &[Spot],
    panel: &Panel,
    place: impl Fn(&Spot) -> Option<[f64; 2]>,
    kept: fn(&Spot) -> bool,
) -> Vec<Vec<(f64, f64)>> {
    let mut runs: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut last_step = None;
    for spot in spots.iter().filter(|spot| kept(spot)) {
        let Some(point) = place(spot).map(|place| panel.at(place)) else { continue };
        let is_next = last_step.is_some_and(|step| step + 1 == spot.step);
        last_step = Some(spot.step);
        match runs.last_mut() {
            Some(run) if is_next => run.push(point),
            _ => runs.push(vec![point]),
        }
    }
    runs
}

fn lines(runs: &[Vec<(f64, f64)>]) -> String {
    runs.iter().map(|run| line(run)).collect()
}

/// A line through a run, its shortest steps left out; a dot where it does not move.
fn line(run: &[(f64, f64)]) -> String {
    let (first, last) = (run[0], run[run.len() - 1]);
    let far = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).abs().max((a.1 - b.1).abs()) >= LEAST;
    let mut kept = vec![first];
    for point in &run[1..] {
        if far(kept[kept.len() - 1], *point) {
            kept.push(*point);
        }
    }
    if kept.len() == 1 || far(kept[kept.len() - 1], last) {
        kept.push(last);
    }
    polyline(kept)
}

/// A small cross at a point.
pub fn cross((x, y): (f64, f64)) -> String {
    format!("M{:.1} {:.1}l5 5m0 -5l-5 5", x - 2.5, y - 2.5)
}
