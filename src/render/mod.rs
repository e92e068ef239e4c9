//! Results → text, JSON, JSON lines, CSV and TSV.

pub mod annotated;
pub mod json;
pub mod offsets;
pub mod style;
