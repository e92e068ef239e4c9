//! Is every byte of the index as it was written? Looks at the files themselves and opens no segment, so damage cannot lead it astray.
//!
//! The body of a tantivy file has a checksum at its end. What stands around the bodies has none of its own and is compared with the one
//! form it can have: the ends of the files, the list of files, and `meta.json`, whose numbers stand a second time in the note of
//! the commit, in the names of the files or in the files.

use super::commit::{self, COMMITS, MANAGED, MARKER};
use super::seal::Note;
use super::{dictionary, schema, unusable};
use crate::error::Result;
use serde_json::Value;
use std::collections::HashSet;
use std::fs;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use tantivy::{Index, IndexMeta, SegmentMeta};

/// Compares every file of the index at `path` with what it must be. Returns the number of files and what is wrong.
///
/// # Errors
/// [`crate::ErrorKind::Index`] if the index is damaged so badly that its files cannot be told.
pub fn compare(path: &Path) -> Result<(usize, Vec<String>)> {
    let failed = |e| unusable(path, e);
    let mut problems = Vec::new();
    let index = Index::open_in_dir(path).map_err(failed)?;
    let metas = index.load_metas().map_err(failed)?;
    meta(path, &metas, &mut problems);
    let managed: HashSet<PathBuf> = index.directory().list_managed_files();
    list_of_files(path, &managed, &mut problems);
    if !commit::marker_is_whole(path) {
        problems.push(changed(MARKER));
    }
    if dictionary::is_broken(path) {
        problems.push(changed(dictionary::FILE));
    }
    for file in index.validate_checksum().map_err(failed)? {
        problems.push(changed(&file.display().to_string()));
    }
    let files = files_of(path, &metas.segments, managed);
    let broken = files.iter().filter(|file| !end_is_whole(&path.join(file)));
    problems.extend(broken.map(|file| changed(&file.display().to_string())));
    problems.sort();
    problems.dedup();
    Ok((2 + files.len(), problems))
}

/// Of the files that tantivy manages those that are there and belong to these segments.
fn files_of(path: &Path, segments: &[SegmentMeta], managed: HashSet<PathBuf>) -> Vec<PathBuf> {
    let segments: Vec<String> = segments.iter().map(|s| s.id().uuid_string()).collect();
    let of_segment = |file: &Path| {
        let name = file.to_string_lossy();
        segments.iter().any(|s| name.starts_with(s.as_str())) && path.join(file).exists()
    };
    managed.into_iter().filter(|file| of_segment(file)).collect()
}

/// A file of a segment that is not as it was written. It must not be merged into a new segment, whose checksums would vouch for it.
///
/// # Errors
/// As [`compare`].
pub fn damaged_segment(path: &Path, index: &Index) -> Result<Option<String>> {
    let failed = |e| unusable(path, e);
    let damaged = index.validate_checksum().map_err(failed)?;
    let metas = index.searchable_segment_metas().map_err(failed)?;
    let files = files_of(path, &metas, index.directory().list_managed_files());
    let file = files.into_iter().find(|file| damaged.contains(file) || !end_is_whole(&path.join(file)));
    Ok(file.map(|file| file.display().to_string()))
}

/// What is said of a file that is not whole.
pub fn changed(file: &str) -> String {
    format!("`{file}` is not as it was written")
}

/// `meta.json` has one form, and its numbers agree with what else tells them.
fn meta(path: &Path, metas: &IndexMeta, problems: &mut Vec<String>) {
    let form = serde_json::to_string_pretty(metas).map(|text| text + "\n").unwrap_or_default();
    let written = fs::read_to_string(path.join(COMMITS)).unwrap_or_default();
    let note = match &metas.payload {
        Some(payload) => Note::open(payload).map(|note| note.opstamp),
        None => Some(0),
    };
    let deletes = |s: &tantivy::SegmentMeta| s.num_deleted_docs() <= s.max_doc();
    let fits = form == written
        && note == Some(metas.opstamp)
        && metas.schema == schema::build()
        && metas.index_settings == schema::settings()
        && metas.segments.iter().all(deletes);
    if !fits {
        problems.push(changed(COMMITS));
    }
}

/// Every file is on the list of files, which has one form.
fn list_of_files(path: &Path, managed: &HashSet<PathBuf>, problems: &mut Vec<String>) {
    let written = fs::read(path.join(MANAGED)).unwrap_or_default();
    let listed: Vec<PathBuf> = serde_json::from_slice(&written).unwrap_or_default();
    let mut form = serde_json::to_vec(&listed).unwrap_or_default();
    form.push(b'\n');
    if form != written || listed.len() != managed.len() || listed.iter().any(|f| !is_name(f)) {
        problems.push(changed(MANAGED));
    }
    for file in fs::read_dir(path).into_iter().flatten().flatten().map(|f| PathBuf::from(f.file_name())) {
        if is_segment_file(&file) && !managed.contains(&file) {
            problems.push(format!("`{}` is not on the list of files", file.display()));
        }
    }
}

/// Whether a file is one that tantivy makes: a segment's, or [`COMMITS`].
fn is_name(file: &Path) -> bool {
    file == Path::new(COMMITS) || is_segment_file(file)
}

/// `0123…cdef.idx`, `0123…cdef.4711.del`
fn is_segment_file(file: &Path) -> bool {
    const EXTENSIONS: &[&str] = &["idx", "pos", "term", "store", "fast", "fieldnorm", "del", "temp"];
    let name = file.to_string_lossy();
    let Some((segment, extension)) = name.split_once('.') else { return false };
    let extension = match extension.rsplit_once('.') {
        Some((opstamp, rest)) if opstamp.bytes().all(|b| b.is_ascii_digit()) || opstamp == "store" => rest,
        Some(_) => return false,
        None => extension,
    };
    segment.len() == 32 && segment.bytes().all(|b| b.is_ascii_hexdigit()) && EXTENSIONS.contains(&extension)
}

/// Whether the end of a tantivy file, behind the body and around its checksum, is what this version writes.
fn end_is_whole(file: &Path) -> bool {
    let read = || -> std::io::Result<Option<Value>> {
        let mut file = fs::File::open(file)?;
        let mut tail = [0; 8];
        file.seek(SeekFrom::End(-8))?;
        file.read_exact(&mut tail)?;
        let length = u32::from_le_bytes([tail[0], tail[1], tail[2], tail[3]]);
        let mut footer = vec![0; length.min(1 << 16) as usize];
        file.seek(SeekFrom::End(-8 - footer.len() as i64))?;
        file.read_exact(&mut footer)?;
        let value: Value = serde_json::from_slice(&footer)?;
        // Keys and their order are those of the version that wrote it, so that nothing in it can differ unseen.
        let form = format!("{{\"version\":{},\"crc\":{}}}", version(), value["crc"]);
        Ok((form.as_bytes() == footer).then_some(value))
    };
    matches!(read(), Ok(Some(_)))
}

/// The version of tantivy as it stands in its files.
fn version() -> String {
    serde_json::to_string(tantivy::version()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use crate::error::ErrorKind;
    use crate::index::Index;
    use crate::index::check::check;
    use crate::index::document::Origin;
    use crate::index::writer::Writer;
    use crate::model::{Article, Paragraph};
    use std::fs;
    use std::path::Path;

    /// An index in two segments, one of them with a deleted article.
    fn small_index(at: &Path) {
        let index = Index::open_or_create(at).unwrap();
        let writer = Writer::open(&index, 1, 16_000_000).unwrap();
        for (commit, names) in [["a", "b"], ["b", "c"]].iter().enumerate() {
            for name in names {
                let text = "“Peace will hold,” said Ana Petrov. The mayor left on Monday.".to_owned();
                let paragraphs = vec![Paragraph { p: 1, text }];
                let article = Article { id: name.to_string(), paragraphs, ..Article::default() };
                let origin = Origin { file: name, path: name, hash: 1 };
                writer.file(origin, commit > 0).add(&crate::annotate::annotate(article)).unwrap();
            }
            writer.commit().unwrap();
        }
        drop(writer);
    }

    #[test]
    fn no_writer_takes_a_damaged_segment_over_and_what_killed_ones_left_goes() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().join("index");
        small_index(&at);
        let left = at.join(".tmpAbCdEf");
        fs::write(&left, "x").unwrap();
        let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(7200);
        fs::File::options().write(true).open(&left).unwrap().set_modified(long_ago).unwrap();
        drop(Writer::open(&Index::open(&at).unwrap(), 1, 16_000_000).unwrap());
        assert!(!left.exists());
        let store =
            fs::read_dir(&at).unwrap().map(|f| f.unwrap().path()).find(|f| f.extension().is_some_and(|e| e == "store"));
        let mut bytes = fs::read(store.as_ref().unwrap()).unwrap();
        bytes[3] ^= 1;
        fs::write(store.unwrap(), bytes).unwrap();
        let index = Index::open(&at).unwrap();
        let refused = Writer::open(&index, 1, 16_000_000).err().unwrap();
        assert!(refused.kind == ErrorKind::Index && refused.what.contains(".store"), "{refused}");
    }

    #[test]
    fn every_flipped_byte_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let at = dir.path().join("index");
        small_index(&at);
        let report = check(&at).unwrap();
        assert_eq!((report.problems.as_slice(), report.articles), ([].as_slice(), 3));
        let mut tried = 0;
        for file in fs::read_dir(&at).unwrap().map(|f| f.unwrap().path()) {
            let whole = fs::read(&file).unwrap();
            // Long files are alike in their middle; what describes them stands at their ends, which are tried byte by byte.
            let step = |i: usize| if i < 500 || whole.len() - i < 200 { 1 } else { 211 };
            let mut i = 0;
            while i < whole.len() {
                let mut bytes = whole.clone();
                bytes[i] ^= 1 << (i % 8);
                fs::write(&file, &bytes).unwrap();
                let found = check(&at);
                let seen = match &found {
                    Ok(report) => !report.problems.is_empty(),
                    Err(e) => e.kind == ErrorKind::Index,
                };
                assert!(seen, "{}, byte {i} of {}: {:?}", file.display(), whole.len(), found);
                (i, tried) = (i + step(i), tried + 1);
            }
            fs::write(&file, &whole).unwrap();
        }
        assert!(tried > 1000 && check(&at).unwrap().problems.is_empty());
    }
}
