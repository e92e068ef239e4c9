//! Who is meant: names joined into chains, and every quotation given its speaker.

pub mod lists;
