//! The frame that truth and tracks are written in.

use super::sensors::Setup;
use cupola::core::{Mat3, Vec3};
use cupola::earth::wgs84;
use cupola::track::sensor::Earth;
use cupola::track::tracker::Track;

/// Turns what the tracker says into the frame of the files, and that into a map.
pub struct Frame<'a> {
    setup: &'a Setup,
    files_from_tracker: Mat3,
}

impl<'a> Frame<'a> {
    /// The frame of the files of `setup`.
    pub fn new(setup: &'a Setup) -> Self {
        let turned = |axis: Vec3| {
            let mut probe = Track {
                id: 0,
                existence_probability: 1.0,
                kind: cupola::track::target::Kind::Ballistic,
                kind_probability: 1.0,
                pos_m: Vec3::zeros(),
                vel_m_s: axis,
                covariance: cupola::track::filter::Covariance::zeros(),
            };
            setup.put_in_frame_of_files(&mut probe);
            probe.vel_m_s
        };
        Self { setup, files_from_tracker: Mat3::from_columns(&[Vec3::x(), Vec3::y(), Vec3::z()].map(turned)) }
    }

    /// Turns a track into the frame of the files, its covariance with it.
    pub fn put_in_frame_of_files(&self, track: &mut Track) {
        self.setup.put_in_frame_of_files(track);
        let mut turn = cupola::track::filter::Covariance::identity();
        turn.fixed_view_mut::<3, 3>(0, 0).copy_from(&self.files_from_tracker);
        turn.fixed_view_mut::<3, 3>(3, 3).copy_from(&self.files_from_tracker);
        track.covariance = turn * track.covariance * turn.transpose();
    }

    /// East and north of the first sensor, and altitude (m), of a place in the frame of the files.
    pub fn east_north_alt_m(&self, pos_m: &Vec3) -> Vec3 {
        if self.setup.earth == Earth::Flat {
            return *pos_m;
        }
        let first = &self.setup.sensors[0];
        let is_ecef = self.files_from_tracker == Mat3::identity();
        let ecef_m = if is_ecef { *pos_m } else { first.site_m + first.frame_from_enu * pos_m };
        let enu_m = first.frame_from_enu.tr_mul(&(ecef_m - first.site_m));
        Vec3::new(enu_m.x, enu_m.y, wgs84::geodetic_from_ecef(&ecef_m).alt_m)
    }
}
