//! What is stored of an article, in its A document: its texts and what was read from them, each compressed, and the lengths of both.
//!
//! Whoever shows a hit unpacks the article that it stands in, some kilobytes, and nothing of its neighbours. So small a piece is hardly
//! compressed by what it repeats of itself; a [`Dictionary`] made of the first articles of the index lends it what they all repeat.

use super::coder::{Counts, Reader, Tables};
use super::dictionary::{self, Dictionary, SIZE};
use super::marks::KINDS;
use super::pack::{Packed, Texts};
use super::{Index, Meta, Par, manifest, unreadable, unusable};
use crate::error::Result;
use std::cell::RefCell;
use std::io;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tantivy::store::StoreReader;
use tantivy::{DocId, SegmentReader};

/// The article of a block. What was read from its texts stays packed until somebody asks for it.
#[derive(Debug)]
pub struct Content {
    texts: Texts,
    marks: Box<[u8]>,
    dictionary: Option<Arc<Dictionary>>,
}

impl Content {
    /// From bytes that end with what [`Packer::pack`] made; `None` where they do not.
    pub fn of(bytes: &[u8], dictionary: Option<&Arc<Dictionary>>) -> Option<Self> {
        let (rest, marks) = bytes.split_last_chunk()?;
        let (rest, texts) = rest.split_last_chunk()?;
        let [texts, marks] = [texts, marks].map(|length| u32::from_le_bytes(*length) as usize);
        let (rest, marks) = rest.split_at_checked(rest.len().checked_sub(marks)?)?;
        let texts = &rest[rest.len().checked_sub(texts)?..];
        let texts = Texts::of(dictionary::expand(texts, dictionary.map(Arc::as_ref))?)?;
        Some(Content { texts, marks: marks.into(), dictionary: dictionary.cloned() })
    }

    /// How many paragraphs.
    pub fn pars(&self) -> usize {
        self.texts.len()
    }

    /// The metadata.
    pub fn meta(&self) -> &Rc<Meta> {
        self.texts.meta()
    }

    /// The number and the text of the n-th paragraph, from 0.
    pub fn numbered(&self, n: usize) -> Option<(u32, &str)> {
        self.texts.get(n)
    }

    /// The text of the n-th paragraph.
    pub fn text(&self, n: usize) -> Option<&str> {
        self.numbered(n).map(|(_, text)| text)
    }

    /// The n-th paragraph with all that was read from it.
    pub fn par(&self, n: usize) -> Option<Par> {
        self.texts.par(self.marks()?, n)
    }

    /// All paragraphs.
    pub fn all(&self) -> Option<Vec<Par>> {
        self.texts.pars(self.marks()?)
    }

    fn marks(&self) -> Option<Reader<'_>> {
        dictionary::read(&self.marks, self.dictionary.as_deref())
    }
}

/// So much of the first articles makes a dictionary, in bytes.
const SAMPLE: usize = if cfg!(test) { 20_000 } else { 4 << 20 };

/// Packs articles on their way into an index, and makes its dictionary of the first ones.
pub struct Packer {
    index: Index,
    dictionary: OnceLock<Arc<Dictionary>>,
    /// The articles that the dictionary is to be made of; `None` when they are enough.
    sample: Mutex<Option<Sample>>,
}

struct Sample {
    /// Texts one behind the other.
    texts: Vec<u8>,
    sizes: Vec<usize>,
    marks: Counts,
}

impl Default for Sample {
    fn default() -> Self {
        Sample { texts: Vec::new(), sizes: Vec::new(), marks: Counts::new(KINDS) }
    }
}

impl Sample {
    fn take(&mut self, packed: &Packed) {
        // An article of a whole archive would be all that is learned.
        let some = &packed.texts[..packed.texts.len().min(SAMPLE / 16)];
        self.texts.extend_from_slice(some);
        self.sizes.push(some.len());
        self.marks.add(&packed.marks);
    }

    fn is_enough(&self) -> bool {
        self.texts.len() >= SAMPLE
    }

    /// Takes what earlier runs have brought, so that an index that grows by a little every day gets a dictionary as well.
    fn take_all(&mut self, index: &Index) {
        for segment in index.searcher().segment_readers() {
            // What cannot be read teaches nothing; it is said by whoever needs it.
            let Ok(contents) = Contents::open(index, segment, 1) else { return };
            for a in manifest::article_docs(segment).unwrap_or_default() {
                if self.is_enough() {
                    return;
                }
                let content = contents.of(a).ok();
                if let Some((content, pars)) = content.and_then(|content| content.all().map(|pars| (content, pars))) {
                    self.take(&Packed::new(content.meta(), &pars));
                }
            }
        }
    }

    fn dictionary(&self) -> io::Result<Dictionary> {
        let texts = zstd::dict::from_continuous(&self.texts, &self.sizes, SIZE)?;
        Dictionary::new(texts, Tables::learned(&self.marks).map_or_else(Vec::new, |tables| tables.bytes()))
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

    /// What is stored of an article. Articles that come before there is a dictionary do without.
    pub fn pack(&self, meta: &Meta, pars: &[Par]) -> Vec<u8> {
        let packed = Packed::new(meta, pars);
        if self.dictionary.get().is_none() {
            self.learn(&packed);
        }
        let dictionary = self.dictionary.get().map(Arc::as_ref);
        let texts = dictionary::compress(&packed.texts, dictionary);
        let marks = dictionary::code(&packed.marks, dictionary);
        let lengths = [texts.len() as u32, marks.len() as u32].map(u32::to_le_bytes);
        [&texts[..], &marks, lengths.as_flattened()].concat()
    }

    fn learn(&self, packed: &Packed) {
        let enough = {
            let mut sample = self.sample.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(collected) = sample.as_mut() else { return };
            if collected.sizes.is_empty() {
                collected.take_all(&self.index);
            }
            collected.take(packed);
            if collected.is_enough() { sample.take() } else { None }
        };
        let Some(sample) = enough else { return };
        // An index can do without one: where none can be made of such articles or kept, they take more room.
        let made = sample.dictionary();
        if let Some(dictionary) = made.ok().filter(|dictionary| dictionary.save(self.index.path()).is_ok()) {
            _ = self.dictionary.set(Arc::new(dictionary));
        }
    }
}

/// Reads what is stored of the articles of one segment.
pub struct Contents {
    path: PathBuf,
    store: StoreReader,
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
        // The only field that is stored: the bytes of the document end with it. tantivy would copy them one by one.
        let document = self.store.get_document_bytes(a).map_err(|e| unusable(&self.path, e))?;
        Content::of(&document, self.dictionary.as_ref())
            .ok_or_else(|| unreadable(&self.path, "what is stored of an article"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::dictionary::{COMPRESSED, FILE, WITH_DICTIONARY, expand, is_broken};
    use crate::index::document::Origin;
    use crate::index::writer::Writer;
    use crate::model::{Article, Paragraph};
    use proptest::prelude::*;

    fn par(p: u32, text: &str) -> Par {
        Par { p, text: text.to_owned(), quotations: vec![], entities: vec![], dates: vec![], language: None }
    }

    fn article(texts: &[String]) -> (Meta, Vec<Par>) {
        let pars = texts.iter().zip(1..).map(|(text, p)| par(p, text)).collect();
        (Meta { id: "a.txt".to_owned(), ..Meta::default() }, pars)
    }

    /// A packer of an empty index, that has this dictionary or none.
    fn packer(dictionary: Option<&Arc<Dictionary>>) -> (tempfile::TempDir, Packer) {
        let dir = tempfile::tempdir().unwrap();
        let packer = Packer::open(&Index::open_or_create(&dir.path().join("index")).unwrap()).unwrap();
        if let Some(dictionary) = dictionary {
            packer.dictionary.set(dictionary.clone()).unwrap();
        }
        (dir, packer)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn an_article_comes_back(texts in prop::collection::vec(".{0,40}", 0..6), known in prop::collection::vec(any::<u8>(), 0..300)) {
            let (meta, pars) = article(&texts);
            let dictionary = Arc::new(Dictionary::new(known.clone(), known).unwrap());
            for dictionary in [None, Some(&dictionary)] {
                let content = Content::of(&packer(dictionary).1.pack(&meta, &pars), dictionary).unwrap();
                prop_assert_eq!((content.pars(), &**content.meta()), (texts.len(), &meta));
                for (n, text) in texts.iter().enumerate() {
                    prop_assert_eq!(content.text(n), Some(text.as_str()));
                    prop_assert_eq!(content.par(n), Some(pars[n].clone()));
                }
                prop_assert_eq!(content.par(texts.len()), None);
                prop_assert_eq!(content.all(), Some(pars.clone()));
            }
        }

        #[test]
        fn damaged_bytes_are_none_and_never_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..80), how in 0u8..4) {
            let read = |stored: &[u8]| _ = Content::of(stored, None).map(|content| (content.pars(), content.all()));
            read(&bytes);
            _ = expand(&[&[how][..], &bytes].concat(), None);
            let (meta, pars) = article(&["It is so.".to_owned()]);
            let mut packed = packer(None).1.pack(&meta, &pars);
            let at = bytes.len() % packed.len();
            packed[at] ^= how + 1;
            read(&packed);
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
        let pack = |packer: &Packer, n: usize| {
            let (meta, pars) = article(&text(n));
            packer.pack(&meta, &pars)
        };
        let packer = Packer::open(&index).unwrap();
        let packed: Vec<Vec<u8>> = (0..1000).map(|n| pack(&packer, n)).collect();
        assert_eq!((packed[0][0], packed[999][0]), (COMPRESSED, WITH_DICTIONARY));
        assert!(packed[999].len() * 2 < packed[0].len(), "{} {}", packed[999].len(), packed[0].len());
        let known = Dictionary::load(path).unwrap().unwrap();
        for (n, packed) in packed.iter().enumerate() {
            let content = Content::of(packed, Some(&known)).unwrap();
            assert_eq!(content.text(0), Some(text(n)[0].as_str()));
        }
        assert!(Content::of(&packed[999], None).is_none(), "without the dictionary");
        // Another run goes on with it.
        assert_eq!(pack(&Packer::open(&index).unwrap(), 5)[0], WITH_DICTIONARY);
        assert!(!is_broken(path));
        let file = path.join(FILE);
        let mut bytes = std::fs::read(&file).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&file, bytes).unwrap();
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
