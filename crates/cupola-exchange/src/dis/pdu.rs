//! Protocol data units as bytes, big-endian, to the layout of the standard (`DIS2012`, 7.2.2, 7.3.2, 7.3.3).

use cupola_core::{Vec3, math};
use cupola_earth::wgs84;

/// Version of the protocol. The three units differ in the header alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// IEEE 1278.1A-1998.
    Six,
    /// IEEE 1278.1-2012.
    Seven,
}

/// Who in the exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct EntityId {
    /// Site.
    pub site: u16,
    /// Application.
    pub application: u16,
    /// Entity; 0 with the others 0: none.
    pub entity: u16,
}

/// What it is: kind, domain, country, category, subcategory, specific, extra.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EntityType {
    /// Kind.
    pub kind: u8,
    /// Domain.
    pub domain: u8,
    /// Country.
    pub country: u16,
    /// Category.
    pub category: u8,
    /// Subcategory.
    pub subcategory: u8,
    /// Specific.
    pub specific: u8,
    /// Extra.
    pub extra: u8,
}

/// Whose side an entity is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Force {
    /// The defence.
    Friendly = 1,
    /// The raid.
    Opposing = 2,
}

/// How receivers carry an entity on between units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeadReckoning {
    /// It stands still.
    Static = 1,
    /// At constant velocity, in the world's frame.
    Fpw = 2,
    /// At constant acceleration, in the world's frame.
    Fvw = 5,
}

/// What every unit's head says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Version.
    pub version: Version,
    /// Exercise.
    pub exercise: u8,
    /// Timestamp: time past the hour in units of 3600 / 2³¹ s, times two, plus one where absolute.
    pub timestamp: u32,
}

/// Where an entity is and goes, Earth-fixed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Motion {
    /// Position (m).
    pub pos_ecef_m: Vec3,
    /// Velocity (m/s).
    pub vel_ecef_m_s: Vec3,
    /// Acceleration (m/s²).
    pub acc_ecef_m_s2: Vec3,
}

/// An entity's state.
#[derive(Debug, Clone, PartialEq)]
pub struct EntityState<'a> {
    /// Who.
    pub id: EntityId,
    /// Whose.
    pub force: Force,
    /// What.
    pub of_type: EntityType,
    /// Where.
    pub motion: Motion,
    /// How it goes on.
    pub dead_reckoning: DeadReckoning,
    /// Its last state: it is no more in the exercise after it.
    pub is_last: bool,
    /// Shown beside it; eleven characters are sent.
    pub marking: &'a str,
}

/// A fire.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fire {
    /// Who fires.
    pub firing: EntityId,
    /// At what.
    pub target: EntityId,
    /// What is fired, where it is an entity.
    pub munition: EntityId,
    /// Number of the event; its detonation has the same.
    pub event: u16,
    /// What is fired.
    pub munition_type: EntityType,
    /// Where and how fast.
    pub motion: Motion,
    /// Distance to the target (m).
    pub range_m: f64,
}

/// How a detonation went (`SISO010`, detonation result).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DetonationResult {
    /// It struck its target.
    EntityImpact = 1,
    /// It struck the ground.
    GroundImpact = 3,
    /// It destroyed itself.
    Detonation = 5,
    /// It did not go off.
    None = 6,
}

/// A detonation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Detonation {
    /// The fire that it ends.
    pub fire: Fire,
    /// Where and how fast.
    pub motion: Motion,
    /// How it went.
    pub result: DetonationResult,
}

const ENTITY_STATE: (u8, u8, u16) = (1, 1, 144);
const FIRE: (u8, u8, u16) = (2, 2, 96);
const DETONATION: (u8, u8, u16) = (3, 2, 104);
/// Appearance bit 23: deactivated.
const DEACTIVATED: u32 = 1 << 23;

/// Bytes, big-endian.
struct Bytes(Vec<u8>);

impl Bytes {
    fn begin(head: &Header, (kind, family, length): (u8, u8, u16)) -> Self {
        let mut bytes = Self(Vec::with_capacity(usize::from(length)));
        let version = match head.version {
            Version::Six => 6,
            Version::Seven => 7,
        };
        bytes.0.extend([version, head.exercise, kind, family]);
        bytes.0.extend(head.timestamp.to_be_bytes());
        bytes.u16(length);
        // Version 6: padding. Version 7: status that says nothing, and padding.
        bytes.u16(0);
        bytes
    }

    fn u16(&mut self, value: u16) {
        self.0.extend(value.to_be_bytes());
    }

    fn u32(&mut self, value: u32) {
        self.0.extend(value.to_be_bytes());
    }

    fn id(&mut self, id: EntityId) {
        [id.site, id.application, id.entity].into_iter().for_each(|value| self.u16(value));
    }

    fn event(&mut self, fire: &Fire) {
        self.id(EntityId { entity: fire.event, ..fire.munition_site() });
    }

    fn of_type(&mut self, of: EntityType) {
        self.0.extend([of.kind, of.domain]);
        self.u16(of.country);
        self.0.extend([of.category, of.subcategory, of.specific, of.extra]);
    }

    fn f32s(&mut self, vector: &Vec3) {
        [vector.x, vector.y, vector.z].into_iter().for_each(|value| self.0.extend((value as f32).to_be_bytes()));
    }

    fn f64s(&mut self, vector: &Vec3) {
        [vector.x, vector.y, vector.z].into_iter().for_each(|value| self.0.extend(value.to_be_bytes()));
    }

    /// Type, warhead, fuse, quantity and rate of a munition.
    fn descriptor(&mut self, of: EntityType) {
        self.of_type(of);
        [0, 0, 1, 0].into_iter().for_each(|value| self.u16(value));
    }
}

impl Fire {
    /// Site and application that count the event.
    fn munition_site(&self) -> EntityId {
        if self.munition == EntityId::default() { self.firing } else { self.munition }
    }
}

/// An entity state unit.
#[must_use]
pub fn entity_state(head: &Header, state: &EntityState<'_>) -> Vec<u8> {
    let mut bytes = Bytes::begin(head, ENTITY_STATE);
    bytes.id(state.id);
    bytes.0.extend([state.force as u8, 0]);
    bytes.of_type(state.of_type);
    bytes.of_type(state.of_type);
    bytes.f32s(&state.motion.vel_ecef_m_s);
    bytes.f64s(&state.motion.pos_ecef_m);
    bytes.f32s(&orientation_rad(&state.motion));
    bytes.u32(if state.is_last { DEACTIVATED } else { 0 });
    bytes.0.push(state.dead_reckoning as u8);
    bytes.0.extend([0; 15]);
    bytes.f32s(&state.motion.acc_ecef_m_s2);
    bytes.f32s(&Vec3::zeros());
    let mut marking = [0; 11];
    for (to, from) in marking.iter_mut().zip(state.marking.bytes().filter(u8::is_ascii_graphic)) {
        *to = from;
    }
    // Characters: ASCII.
    bytes.0.push(1);
    bytes.0.extend(marking);
    bytes.u32(0);
    bytes.0
}

/// A fire unit.
#[must_use]
pub fn fire(head: &Header, fire: &Fire) -> Vec<u8> {
    let mut bytes = Bytes::begin(head, FIRE);
    [fire.firing, fire.target, fire.munition].into_iter().for_each(|id| bytes.id(id));
    bytes.event(fire);
    // No fire mission.
    bytes.u32(0);
    bytes.f64s(&fire.motion.pos_ecef_m);
    bytes.descriptor(fire.munition_type);
    bytes.f32s(&fire.motion.vel_ecef_m_s);
    bytes.0.extend((fire.range_m as f32).to_be_bytes());
    bytes.0
}

/// A detonation unit.
#[must_use]
pub fn detonation(head: &Header, of: &Detonation) -> Vec<u8> {
    let mut bytes = Bytes::begin(head, DETONATION);
    [of.fire.firing, of.fire.target, of.fire.munition].into_iter().for_each(|id| bytes.id(id));
    bytes.event(&of.fire);
    bytes.f32s(&of.motion.vel_ecef_m_s);
    bytes.f64s(&of.motion.pos_ecef_m);
    bytes.descriptor(of.fire.munition_type);
    // Where on the target: not known.
    bytes.f32s(&Vec3::zeros());
    bytes.0.extend([of.result as u8, 0, 0, 0]);
    bytes.0
}

/// Yaw, pitch and roll (rad) from the world's axes to a body that looks where it goes, its belly down; level and to the north
/// where it stands.
fn orientation_rad(motion: &Motion) -> Vec3 {
    let place = wgs84::geodetic_from_ecef(&motion.pos_ecef_m);
    let [_, north, up] = wgs84::enu_basis(&place);
    let speed_m_s = motion.vel_ecef_m_s.norm();
    let ahead = if speed_m_s > 0.1 { motion.vel_ecef_m_s / speed_m_s } else { north };
    let right = ahead.cross(&up);
    // Straight up or down: any side will do.
    let right = if right.norm() > 1e-6 { right.normalize() } else { ahead.cross(&north).normalize() };
    let down = ahead.cross(&right);
    Vec3::new(math::atan2(ahead.y, ahead.x), -math::asin(ahead.z.clamp(-1.0, 1.0)), math::atan2(right.z, down.z))
}

/// Timestamp of a time past some hour (s).
#[must_use]
pub fn timestamp(past_hour_s: f64, is_absolute: u32) -> u32 {
    let units = (past_hour_s.rem_euclid(3_600.0) / 3_600.0 * f64::from(1_u32 << 31)).floor();
    ((units as u32) << 1) | is_absolute
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: Header = Header { version: Version::Seven, exercise: 3, timestamp: 0x1234_5679 };

    fn motion() -> Motion {
        Motion {
            pos_ecef_m: Vec3::new(-3.9e6, 3.4e6, 3.7e6),
            vel_ecef_m_s: Vec3::new(100.0, -2_000.0, 300.0),
            acc_ecef_m_s2: Vec3::new(1.0, 2.0, -9.5),
        }
    }

    /// Lengths and places of fields as the standard's tables print them.
    #[test]
    fn units_have_the_layout_of_the_standard() {
        let id = EntityId { site: 1, application: 2, entity: 513 };
        let of_type = EntityType { kind: 2, domain: 11, country: 225, category: 2, ..EntityType::default() };
        let state = EntityState {
            id,
            force: Force::Opposing,
            of_type,
            motion: motion(),
            dead_reckoning: DeadReckoning::Fvw,
            is_last: true,
            marking: "mrbm-3",
        };
        let bytes = entity_state(&HEAD, &state);
        assert_eq!((bytes.len(), &bytes[..12]), (144, &[7, 3, 1, 1, 0x12, 0x34, 0x56, 0x79, 0, 144, 0, 0][..]));
        assert_eq!(bytes[12..20], [0, 1, 0, 2, 2, 1, 2, 0]);
        assert_eq!(bytes[20..28], [2, 11, 0, 225, 2, 0, 0, 0]);
        assert_eq!(bytes[48..56], (-3.9e6_f64).to_be_bytes());
        assert_eq!((bytes[84..88].to_vec(), bytes[88]), (vec![0, 0x80, 0, 0], 5));
        assert_eq!(&bytes[129..135], b"mrbm-3");
        let shot = Fire {
            firing: id,
            target: EntityId { entity: 7, ..id },
            munition: EntityId { entity: 8, ..id },
            event: 41,
            munition_type: of_type,
            motion: motion(),
            range_m: 12_345.0,
        };
        let bytes = fire(&HEAD, &shot);
        assert_eq!((bytes.len(), bytes[2], bytes[3], &bytes[34..36]), (96, 2, 2, &[0, 41][..]));
        assert_eq!((&bytes[40..48], &bytes[92..96]), (&(-3.9e6_f64).to_be_bytes()[..], &12_345_f32.to_be_bytes()[..]));
        let end = Detonation { fire: shot, motion: motion(), result: DetonationResult::EntityImpact };
        let bytes = detonation(&HEAD, &end);
        assert_eq!((bytes.len(), bytes[2], &bytes[34..36], bytes[100]), (104, 3, &[0, 41][..], 1));
        assert_eq!(bytes[48..56], (-3.9e6_f64).to_be_bytes());
    }

    /// The turns lead from the world's axes to the body's: ahead along the velocity, the belly away from the sky.
    #[test]
    fn the_nose_points_where_it_goes() {
        let motion = motion();
        let [yaw, pitch, roll] = orientation_rad(&motion).into();
        let [(sin_y, cos_y), (sin_p, cos_p), (sin_r, cos_r)] = [yaw, pitch, roll].map(math::sin_cos);
        let ahead = Vec3::new(cos_p * cos_y, cos_p * sin_y, -sin_p);
        let down =
            Vec3::new(sin_r * sin_y + cos_r * sin_p * cos_y, -sin_r * cos_y + cos_r * sin_p * sin_y, cos_r * cos_p);
        assert!((ahead - motion.vel_ecef_m_s.normalize()).norm() < 1e-12);
        let up = wgs84::geodetic_from_ecef(&motion.pos_ecef_m).up_ecef();
        let expected = -(up - ahead * ahead.dot(&up)).normalize();
        assert!((down - expected).norm() < 1e-12, "{down} {expected}");
    }

    #[test]
    fn timestamps_count_the_hour() {
        assert_eq!(timestamp(0.0, 1), 1);
        assert_eq!(timestamp(1_800.0, 0), 1 << 31);
        assert_eq!(timestamp(5_400.0, 1), (1 << 31) | 1);
    }
}
