//! The `newsdex` binary.

fn main() {}
