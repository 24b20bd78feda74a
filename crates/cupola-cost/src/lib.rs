//! Life-cycle cost, learning, discounting.
