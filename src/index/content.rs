//! What is stored of an article: its metadata and its paragraphs, one compressed piece in its A document.
//!
//! Whoever shows a hit unpacks the article that it stands in, some kilobytes, and nothing of its neighbours. So small a piece is hardly
//! compressed by what it repeats of itself; a [`Dictionary`] made of the first articles of the index lends it what they all repeat.

use super::{Index, Meta, Par, manifest, unusable};
use crate::error::{Error, Result};
use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tantivy::schema::{Field, Value};
use tantivy::store::StoreReader;
use tantivy::{DocId, SegmentReader, TantivyDocument};
use zstd::dict::{DecoderDictionary, EncoderDictionary};
use zstd::zstd_safe::{self, CCtx, DCtx};

/// The article of a block, unpacked: its metadata, then its paragraphs in the order of their documents.
#[derive(Debug, PartialEq, Eq)]
pub struct Content {
    bytes: Vec<u8>,
    /// Where each part ends, and before them where the first begins.
    ends: Vec<usize>,
}

impl Content {
    /// The bytes of an article before they are compressed: the lengths of the parts, then the parts.
    pub fn bytes(meta: &Meta, pars: &[Par]) -> Vec<u8> {
        // postcard fails only on sequences of unknown length and on maps, and these types have neither.
        let meta = postcard::to_allocvec(meta).unwrap_or_default();
        let parts: Vec<Vec<u8>> = std::iter::once(meta).chain(pars.iter().map(Par::pack)).collect();
        let lengths: Vec<u32> = parts.iter().map(|part| part.len() as u32).collect();
        let mut bytes = postcard::to_allocvec(&lengths).unwrap_or_default();
        parts.iter().for_each(|part| bytes.extend_from_slice(part));
        bytes
    }

    /// From [`Content::bytes`]; `None` where they are none.
    fn of(bytes: Vec<u8>) -> Option<Self> {
        let (lengths, parts) = postcard::take_from_bytes::<Vec<u32>>(&bytes).ok()?;
        let mut end = bytes.len() - parts.len();
        let mut ends = vec![end];
        for length in lengths {
            end = end.checked_add(length as usize)?;
            ends.push(end);
        }
        (end == bytes.len()).then_some(Content { bytes, ends })
    }

    fn part(&self, n: usize) -> Option<&[u8]> {
        self.bytes.get(*self.ends.get(n)?..*self.ends.get(n + 1)?)
    }

    /// How many paragraphs.
    pub fn pars(&self) -> usize {
        self.ends.len().saturating_sub(2)
    }

    /// The metadata.
    pub fn meta(&self) -> Option<Meta> {
        postcard::from_bytes(self.part(0)?).ok()
    }

    /// The n-th paragraph, from 0.
    pub fn par(&self, n: usize) -> Option<Par> {
        Par::unpack(self.part(n + 1)?)
    }

    /// The number and the text of the n-th paragraph: nothing else of it is read.
    pub fn numbered(&self, n: usize) -> Option<(u32, &str)> {
        // They come first.
        Some(postcard::take_from_bytes(self.part(n + 1)?).ok()?.0)
    }

    /// The text of the n-th paragraph.
    pub fn text(&self, n: usize) -> Option<&str> {
        self.numbered(n).map(|(_, text)| text)
    }
}

/// How hard is compressed. Higher levels, like larger dictionaries, take more room near the processor than annotating can spare.
const LEVEL: i32 = 3;

/// So much of the first articles makes a dictionary, in bytes.
const SAMPLE: usize = if cfg!(test) { 20_000 } else { 4 << 20 };

/// The size of a dictionary, in bytes.
const SIZE: usize = if cfg!(test) { 4_000 } else { 112 << 10 };

/// What the articles of an index have in common.
pub struct Dictionary {
    bytes: Vec<u8>,
    decoder: DecoderDictionary<'static>,
    /// Made when it is asked for; readers never do.
    encoder: OnceLock<EncoderDictionary<'static>>,
}

impl std::fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "a dictionary of {} bytes", self.bytes.len())
    }
}

/// The file of the dictionary, beside the segments.
pub const FILE: &str = "newsdex.dictionary";
const MAGIC: &[u8] = b"newsdex dictionary 1\n";
const HASH: usize = 32;

impl Dictionary {
    fn new(bytes: Vec<u8>) -> io::Result<Self> {
        let decoder = DecoderDictionary::try_copy(&bytes)?;
        Ok(Dictionary { bytes, decoder, encoder: OnceLock::new() })
    }

    /// That of the index in directory `path`; `None` where there is none yet.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if it cannot be read. Whether every byte is as it was written only [`is_broken`] tells.
    pub fn load(path: &Path) -> Result<Option<Arc<Self>>> {
        let file = path.join(FILE);
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(unusable(path, e.into())),
        };
        let content = bytes.strip_prefix(MAGIC).and_then(|rest| rest.get(HASH..));
        let dictionary = content.and_then(|content| Self::new(content.to_vec()).ok());
        dictionary.map(|dictionary| Some(Arc::new(dictionary))).ok_or_else(|| unreadable(path, &format!("`{FILE}`")))
    }

    /// Keeps it beside the segments, safe before any of them needs it.
    fn save(&self, path: &Path) -> io::Result<()> {
        let (to, part) = (path.join(FILE), path.join(format!("{FILE}.part")));
        let written = || {
            let mut file = File::create(&part)?;
            file.write_all(&[MAGIC, blake3::hash(&self.bytes).as_bytes(), &self.bytes].concat())?;
            file.sync_all()?;
            fs::rename(&part, &to)
        };
        written().inspect_err(|_| _ = fs::remove_file(&part))
    }
}

/// Whether the dictionary of the index in directory `path` is not as it was written.
pub fn is_broken(path: &Path) -> bool {
    let whole = |bytes: &[u8]| {
        let (hash, content) = bytes.strip_prefix(MAGIC)?.split_at_checked(HASH)?;
        (blake3::hash(content).as_bytes() == hash).then_some(())
    };
    match fs::read(path.join(FILE)) {
        Ok(bytes) => whole(&bytes).is_none(),
        Err(e) => e.kind() != ErrorKind::NotFound,
    }
}

/// How a piece is stored, by its first byte.
const PLAIN: u8 = 0;
const COMPRESSED: u8 = 1;
const WITH_DICTIONARY: u8 = 2;

thread_local! {
    // Making one takes longer than using it once.
    static COMPRESSOR: RefCell<CCtx<'static>> = RefCell::new(CCtx::create());
    static DECOMPRESSOR: RefCell<DCtx<'static>> = RefCell::new(DCtx::create());
}

fn pack(bytes: &[u8], dictionary: Option<&Dictionary>) -> Vec<u8> {
    let mut packed = Vec::with_capacity(zstd_safe::compress_bound(bytes.len()));
    let done = COMPRESSOR.with_borrow_mut(|compressor| match dictionary {
        Some(d) => {
            let encoder = d.encoder.get_or_init(|| EncoderDictionary::copy(&d.bytes, LEVEL));
            compressor.compress_using_cdict(&mut packed, bytes, encoder.as_cdict())
        }
        None => compressor.compress(&mut packed, bytes, LEVEL),
    });
    let (how, content) = match (done, dictionary) {
        (Ok(_), Some(_)) => (WITH_DICTIONARY, packed.as_slice()),
        (Ok(_), None) => (COMPRESSED, packed.as_slice()),
        (Err(_), _) => (PLAIN, bytes),
    };
    [&[how], content].concat()
}

fn unpack(stored: &[u8], dictionary: Option<&Dictionary>) -> Option<Vec<u8>> {
    let (&how, packed) = stored.split_first()?;
    if how == PLAIN {
        return Some(packed.to_vec());
    }
    let length = zstd_safe::get_frame_content_size(packed).ok()??;
    let mut bytes = Vec::new();
    // A damaged length may be any.
    bytes.try_reserve_exact(usize::try_from(length).ok()?).ok()?;
    let done = DECOMPRESSOR.with_borrow_mut(|decompressor| match how {
        COMPRESSED => Some(decompressor.decompress(&mut bytes, packed)),
        WITH_DICTIONARY => {
            Some(decompressor.decompress_using_ddict(&mut bytes, packed, dictionary?.decoder.as_ddict()))
        }
        _ => None,
    });
    done?.ok().map(|_| bytes)
}

/// Packs articles on their way into an index, and makes its dictionary of the first ones.
pub struct Packer {
    index: Index,
    dictionary: OnceLock<Arc<Dictionary>>,
    /// The articles that the dictionary is to be made of; `None` when they are enough.
    sample: Mutex<Option<Sample>>,
}

#[derive(Default)]
struct Sample {
    bytes: Vec<u8>,
    sizes: Vec<usize>,
}

impl Sample {
    fn take(&mut self, bytes: &[u8]) {
        // An article of a whole archive would be all that is learned.
        let some = &bytes[..bytes.len().min(SAMPLE / 16)];
        self.bytes.extend_from_slice(some);
        self.sizes.push(some.len());
    }

    /// Takes what earlier runs have brought, so that an index that grows by a little every day gets a dictionary as well.
    fn take_all(&mut self, index: &Index) {
        for segment in index.searcher().segment_readers() {
            // What cannot be read teaches nothing; it is said by whoever needs it.
            let Ok(contents) = Contents::open(index, segment, 1) else { return };
            for a in manifest::article_docs(index, segment).unwrap_or_default() {
                if self.bytes.len() >= SAMPLE {
                    return;
                }
                _ = contents.of(a).map(|content| self.take(&content.bytes));
            }
        }
    }
}

impl Packer {
    /// Goes on with the dictionary that the index has.
    ///
    /// # Errors
    /// As [`Dictionary::load`].
    pub fn open(index: &Index) -> Result<Self> {
        let dictionary = OnceLock::new();
        if let Some(known) = Dictionary::load(index.path())? {
            _ = dictionary.set(known);
        }
        Ok(Packer { index: index.clone(), dictionary, sample: Mutex::new(Some(Sample::default())) })
    }

    /// What is stored for the bytes of an article. Articles that come before there is a dictionary do without.
    pub fn pack(&self, bytes: &[u8]) -> Vec<u8> {
        if self.dictionary.get().is_none() {
            self.learn(bytes);
        }
        pack(bytes, self.dictionary.get().map(Arc::as_ref))
    }

    fn learn(&self, bytes: &[u8]) {
        let enough = {
            let mut sample = self.sample.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(collected) = sample.as_mut() else { return };
            if collected.sizes.is_empty() {
                collected.take_all(&self.index);
            }
            collected.take(bytes);
            if collected.bytes.len() >= SAMPLE { sample.take() } else { None }
        };
        let Some(sample) = enough else { return };
        // An index can do without one: where none can be made of such articles or kept, they take more room.
        let made = zstd::dict::from_continuous(&sample.bytes, &sample.sizes, SIZE).and_then(Dictionary::new);
        if let Some(dictionary) = made.ok().filter(|dictionary| dictionary.save(self.index.path()).is_ok()) {
            _ = self.dictionary.set(Arc::new(dictionary));
        }
    }
}

/// Reads what is stored of the articles of one segment.
pub struct Contents {
    path: PathBuf,
    store: StoreReader,
    field: Field,
    dictionary: Option<Arc<Dictionary>>,
    /// Those read lately, each at a place that its document tells.
    kept: RefCell<Vec<Option<Kept>>>,
}

/// The document of an article, and what is stored of it.
type Kept = (DocId, Rc<Content>);

impl Contents {
    /// Of a segment of `index`; so many articles are kept in memory.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if the index is damaged.
    pub fn open(index: &Index, segment: &SegmentReader, kept: usize) -> Result<Self> {
        // Blocks need not be kept where articles are.
        let store = segment.get_store_reader(1).map_err(|e| unusable(index.path(), e.into()))?;
        Ok(Contents {
            path: index.path().to_owned(),
            store,
            field: index.fields.content,
            dictionary: index.dictionary()?,
            kept: RefCell::new(vec![None; kept.max(1)]),
        })
    }

    /// The article with document `a`.
    ///
    /// # Errors
    /// [`crate::ErrorKind::Index`] if it cannot be read.
    pub fn of(&self, a: DocId) -> Result<Rc<Content>> {
        let mut kept = self.kept.borrow_mut();
        // Documents of articles are some dozen apart.
        let place = (a.wrapping_mul(0x9e37_79b1) >> 8) as usize % kept.len();
        match &kept[place] {
            Some((doc, content)) if *doc == a => Ok(content.clone()),
            _ => {
                let content = Rc::new(self.read(a)?);
                kept[place] = Some((a, content.clone()));
                Ok(content)
            }
        }
    }

    fn read(&self, a: DocId) -> Result<Content> {
        let document: TantivyDocument = self.store.get(a).map_err(|e| unusable(&self.path, e))?;
        let stored = document.get_first(self.field);
        let stored = stored.as_ref().and_then(|stored| stored.as_value().as_bytes());
        let bytes = stored.and_then(|stored| unpack(stored, self.dictionary.as_deref()));
        bytes.and_then(Content::of).ok_or_else(|| unreadable(&self.path, "what is stored of an article"))
    }
}

fn unreadable(path: &Path, what: &str) -> Error {
    Error::index(format!("the index at `{}` is damaged: {what} cannot be read", path.display())).hint(super::REMAKE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::document::Origin;
    use crate::index::writer::Writer;
    use crate::model::{Article, Paragraph};
    use proptest::prelude::*;

    fn par(p: u32, text: &str) -> Par {
        Par { p, text: text.to_owned(), quotations: vec![], entities: vec![], dates: vec![], language: None }
    }

    fn article(texts: &[String]) -> Vec<u8> {
        let pars: Vec<Par> = texts.iter().zip(1..).map(|(text, p)| par(p, text)).collect();
        Content::bytes(&Meta { id: "a.txt".to_owned(), ..Meta::default() }, &pars)
    }

    proptest! {
        #[test]
        fn an_article_comes_back(texts in prop::collection::vec(".{0,40}", 0..6), known in prop::collection::vec(any::<u8>(), 0..300)) {
            let bytes = article(&texts);
            let dictionary = Dictionary::new(known).unwrap();
            for dictionary in [None, Some(&dictionary)] {
                let content = Content::of(unpack(&pack(&bytes, dictionary), dictionary).unwrap()).unwrap();
                prop_assert_eq!((content.pars(), content.meta().unwrap().id), (texts.len(), "a.txt".to_owned()));
                for (n, text) in texts.iter().enumerate() {
                    prop_assert_eq!(content.text(n), Some(text.as_str()));
                    prop_assert_eq!(content.par(n), Some(par(n as u32 + 1, text)));
                }
                prop_assert_eq!(content.par(texts.len()), None);
            }
        }

        #[test]
        fn damaged_bytes_are_none_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), how in 0u8..4) {
            _ = Content::of(bytes.clone()).map(|content| (content.meta(), content.par(0), content.pars()));
            _ = unpack(&[&[how][..], &bytes].concat(), None);
            let mut packed = pack(&article(&["It is so.".to_owned()]), None);
            let at = bytes.len() % packed.len();
            packed[at] ^= how + 1;
            _ = unpack(&packed, None).and_then(Content::of);
        }
    }

    #[test]
    fn the_first_articles_make_a_dictionary_for_the_others() {
        let dir = tempfile::tempdir().unwrap();
        let index = Index::open_or_create(&dir.path().join("index")).unwrap();
        let path = index.path();
        let text = |n: usize| {
            vec![format!("The ferry number {n} sailed late, the harbour office said on day {}.", n * 7 % 31)]
        };
        let packer = Packer::open(&index).unwrap();
        let packed: Vec<Vec<u8>> = (0..1000).map(|n| packer.pack(&article(&text(n)))).collect();
        assert_eq!((packed[0][0], packed[999][0]), (COMPRESSED, WITH_DICTIONARY));
        assert!(packed[999].len() * 2 < packed[0].len(), "{} {}", packed[999].len(), packed[0].len());
        let known = Dictionary::load(path).unwrap().unwrap();
        for (n, packed) in packed.iter().enumerate() {
            let content = Content::of(unpack(packed, Some(&known)).unwrap()).unwrap();
            assert_eq!(content.text(0), Some(text(n)[0].as_str()));
        }
        assert_eq!(unpack(&packed[999], None), None, "without the dictionary");
        // Another run goes on with it.
        assert_eq!(Packer::open(&index).unwrap().pack(&article(&text(5)))[0], WITH_DICTIONARY);
        assert!(!is_broken(path));
        let file = path.join(FILE);
        let mut bytes = fs::read(&file).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        fs::write(&file, bytes).unwrap();
        assert!(is_broken(path));
    }

    #[test]
    fn an_index_that_grows_a_little_with_each_run_gets_a_dictionary() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        let made_after = (0..40).find(|run| {
            let index = Index::open_or_create(&path).unwrap();
            let writer = Writer::open(&index, 1, 16_000_000).unwrap();
            for n in 0..10 {
                let id = format!("{run}-{n}.txt");
                let text =
                    format!("The ferry number {n} sailed late on day {run}, the harbour office said. ").repeat(2);
                let article =
                    Article { id: id.clone(), paragraphs: vec![Paragraph { p: 1, text }], ..Article::default() };
                let origin = Origin { file: &id, path: &id, hash: 1 };
                writer.file(origin, false).add(&crate::annotate::annotate(article)).unwrap();
            }
            writer.commit().unwrap();
            writer.finish().unwrap();
            path.join(FILE).exists()
        });
        assert!(made_after.is_some_and(|run| run > 1), "{made_after:?}");
        assert_eq!(crate::index::check::check(&path).unwrap().problems, Vec::<String>::new());
    }
}
