//! Results → text, JSON, JSON lines, CSV and TSV.

pub mod article;
pub mod cite;
pub mod columns;
pub mod hits;
pub mod json;
pub mod offsets;
pub mod plot;
pub mod style;
pub mod verify;
pub mod wrap;
