//! Distributed interactive simulation (`DIS2012`, `DIS1998`): entity states, fires and detonations of a raid as protocol data units.
//!
//! Written by hand to the layout of the standard, three kinds of unit: the library for it asks for a later Rust than this
//! workspace does, and an independent decoder reads every byte in the tests.

pub mod pdu;
pub mod stream;
pub mod types;

pub use pdu::{EntityId, EntityType, Version};
pub use stream::{Sent, Settings, TimeBase, stream};
pub use types::Types;
