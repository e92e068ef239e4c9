//! The tests that look at the whole: one binary, so that it is linked once.

mod asking;
mod common;
mod contract;
mod correct;
mod documents;
mod faults;
mod hostile;
mod indexing;
mod layers;
mod names;
mod phenomena;
mod scripting;
mod statistics;
mod verifying;
