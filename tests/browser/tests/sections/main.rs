//! The parts of the answer that open on demand: what they hold, what can be chosen in them, and that
//! nothing is asked for while they are used.

mod competing;
mod exact;
mod model;
mod opening;
mod other_tests;
mod times;
