//! Walk files and directories, and turn bytes into a [`Source`].

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
}
