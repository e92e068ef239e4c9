//! Walk files and directories, and turn bytes into a [`Source`] and its text.
//!
//! ```no_run
//! for found in newsdex::read::walk(&["corpus".into()]) {
//!     match found.and_then(|found| newsdex::read::load(&found, newsdex::read::MAX_BYTES)) {
//!         Ok(source) => println!("{}: {} characters", source.id, source.text().len()),
//!         Err(error) => eprintln!("{error}"),
//!     }
//! }
//! ```

pub mod archive;
pub mod decode;
pub mod globs;
pub mod load;
pub mod names;
pub mod table;
mod walk;

pub use load::{MAX_BYTES, load};
pub use walk::{CORRECTIONS, Found, walk, walk_matching};

use decode::Decoded;
use std::sync::OnceLock;

/// The bytes of one file, as they were found.
#[derive(Debug, Clone)]
pub struct Source {
    /// The path as found from the PATH that was named, for people and for opening the file.
    pub path: String,
    /// The path relative to the directory that was named (a file that was named itself: its name), with `/` between
    /// folders: the article's id, or its stem where the file holds several.
    pub id: String,
    /// The content of the file.
    pub bytes: Vec<u8>,
    /// The text of `bytes`, once somebody has asked for it.
    decoded: OnceLock<Decoded>,
}

impl Source {
    /// A source of its path, id and content.
    pub fn new(path: impl Into<String>, id: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Source { path: path.into(), id: id.into(), bytes: bytes.into(), decoded: OnceLock::new() }
    }

    /// The content as text: decoded once, with `\n` at the end of its lines and without a byte-order mark.
    pub fn text(&self) -> &str {
        &self.decoded().text
    }

    /// The text with the name of its encoding.
    pub fn decoded(&self) -> &Decoded {
        self.decoded.get_or_init(|| decode::decode(&self.bytes))
    }

    /// The file's name in lower case, without its folders.
    pub fn name(&self) -> String {
        self.id.rsplit('/').next().unwrap_or_default().to_lowercase()
    }

    /// Whether the file's name ends in one of `extensions` (lower case, without the dot).
    pub fn has_extension(&self, extensions: &[&str]) -> bool {
        self.name().rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }
}
