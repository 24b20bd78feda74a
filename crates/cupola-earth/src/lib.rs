//! Shape, gravity, rotation, atmosphere, orbits.
