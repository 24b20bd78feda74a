//! Detection and measurement models: radar, infrared.
