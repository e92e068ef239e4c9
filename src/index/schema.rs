//! The fields of the tantivy index: which document has them, and what they hold.
//!
//! Surface forms only: a bare word of a query is expanded at query time to the forms of the term dictionary that share
//! its stem. So one field with positions serves exact phrases, wildcards and inflected forms alike, stemming costs nothing while
//! indexing, and the index is smaller than with stems beside the words. The words of quotations are not indexed a second
//! time: a quotation knows the word positions of its pieces, and a match inside it is a match of the paragraph's text at
//! these positions.

use tantivy::IndexSettings;
use tantivy::schema::{
    BytesOptions, FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder, TextFieldIndexing,
    TextOptions,
};
use tantivy::store::Compressor;

/// The term that stands in `text` at the position of the first word of every sentence but the first.
pub const SENTENCE: &str = "\u{1}";
/// The same as a character.
pub const MARK: char = '\u{1}';

/// How the fields are declared; the column of [`FIELD_TABLE`].
#[derive(Debug, Clone, Copy)]
enum Declared {
    /// One term, not cut up; also as a column where `column`.
    Term { column: bool },
    /// A column of strings only.
    Values,
    /// Words with positions.
    Words,
    /// Words with positions, and lengths for ranking.
    Text,
    /// A column of unsigned numbers.
    Number,
    /// A column of signed numbers; also terms where `indexed`.
    Signed { indexed: bool },
    /// Stored bytes.
    Stored,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $name:ident: $declared:expr),+ $(,)?) => {
        /// The handles of all fields. A, P and Q in their descriptions are the documents of articles, paragraphs and
        /// quotations.
        #[derive(Debug, Clone, Copy)]
        pub struct Fields { $($(#[$doc])* pub $name: Field),+ }

        impl Fields {
            /// The handles in `schema`; `None` where a field is missing.
            pub fn of(schema: &Schema) -> Option<Self> {
                Some(Fields { $($name: schema.get_field(stringify!($name)).ok()?),+ })
            }
        }

        const FIELD_TABLE: &[(&str, Declared)] = &[$((stringify!($name), $declared)),+];
    };
}

fields! {
    /// A: the number of P documents of the block. As no other document has one, the column also tells which documents are A and where blocks begin.
    pars: Declared::Number,
    /// A: the number of Q documents of the block.
    quots: Declared::Number,
    /// A: the id of the file (an article's id without `!n`): the key of replacing (`index::blocks`).
    file: Declared::Term { column: false },
    /// A: the same as a column.
    file_id: Declared::Values,
    /// A: the absolute path of the file, for pruning and to tell a moved file from another one with the same id.
    file_path: Declared::Values,
    /// A: the hash of the file's content and of how it was read.
    hash: Declared::Number,
    /// A: the revision of the index with which it came.
    rev: Declared::Number,
    /// A: the article's id.
    article: Declared::Term { column: true },
    /// A: words of all paragraphs.
    words: Declared::Number,
    /// A: published, in days since 1970-01-01.
    day: Declared::Signed { indexed: true },
    /// A: updated, in days since 1970-01-01.
    updated_day: Declared::Signed { indexed: true },
    /// A: published, in seconds since 1970-01-01, for sorting.
    published: Declared::Signed { indexed: false },
    /// A: words of the title.
    title_words: Declared::Words,
    /// A: words of the authors' names.
    byline_words: Declared::Words,
    /// A: words of the publication's name.
    source_words: Declared::Words,
    /// A: words of the names of the agencies that it credits, in all ways to name them.
    wire_words: Declared::Words,
    /// A: words of the section.
    section_words: Declared::Words,
    /// A: words of the address.
    url_words: Declared::Words,
    /// A: words of the path.
    path_words: Declared::Words,
    /// A: words of the id.
    id_words: Declared::Words,
    /// A: language.
    lang: Declared::Term { column: true },
    /// P: language, where it is not that of the article.
    par_lang: Declared::Values,
    /// A: publication, for facets.
    source: Declared::Values,
    /// A: section, for facets.
    section: Declared::Values,
    /// A: the agencies that it credits, for facets.
    wire: Declared::Values,
    /// A: authors, for facets.
    byline: Declared::Values,
    /// A: the print of the text, to tell texts with the same runs of words; 0 for short ones.
    print: Declared::Number,
    /// A: what texts that share many runs of words have in common ([`crate::families::sketch`]).
    bands: Declared::Number,
    /// A: [`super::content`]: the metadata and the paragraphs, all that is stored.
    content: Declared::Stored,
    /// P: the words of the paragraph, numbered from 0, and [`SENTENCE`] marks.
    text: Declared::Text,
    /// P: 1 where it is the headline, whose number is 0; the numbers of the others are their places behind it.
    headline: Declared::Number,
    /// P: who speaks in it, for facets.
    speaker: Declared::Values,
    /// P: words of the names of who speaks in it; most queries for a speaker find paragraphs here and not by way of quotations.
    speaker_words: Declared::Words,
    /// P: names of persons, for facets.
    person: Declared::Values,
    /// P: names of organizations, for facets.
    org: Declared::Values,
    /// P: names of places and facilities, for facets.
    place: Declared::Values,
    /// P: other names, for facets.
    other: Declared::Values,
    /// P: names of persons and what stands before them ("Lee", a tab, "president"); evidence for joining names.
    titled: Declared::Values,
    /// P: words of the names and mentions of persons.
    person_words: Declared::Words,
    /// P: words of the names and mentions of organizations.
    org_words: Declared::Words,
    /// P: words of the names and mentions of places and facilities.
    place_words: Declared::Words,
    /// P: words of all other names and mentions.
    other_words: Declared::Words,
    /// P: dates spoken of: [`super::document::days`].
    mentions: Declared::Number,
    /// Q: its P document is the A document plus this. As no other document has one, the column also tells which documents are Q.
    q_par: Declared::Number,
    /// Q: the pieces of its content in word positions of the paragraph: [`super::document::piece`].
    q_pieces: Declared::Number,
    /// Q: words of the speaker's name.
    q_speaker_words: Declared::Words,
    /// Q: the speaker, for facets.
    q_speaker: Declared::Values,
    /// Q: direct, mixed, indirect.
    q_kind: Declared::Values,
    /// Q: speech, attitude: the only one of these that nearly all queries ask for, so that a list of its documents pays.
    q_act: Declared::Term { column: true },
    /// Q: by what the speaker was found.
    q_via: Declared::Values,
    /// Q: person, organization, group, document, unknown.
    q_speaker_kind: Declared::Values,
    /// Q: words of the cue.
    q_cue_words: Declared::Words,
    /// Q: confidence in thousandths, as it is shown.
    q_confidence: Declared::Number,
}

/// How tantivy keeps what is stored: as it is, since articles come compressed ([`super::content`]), in blocks of about this many bytes,
/// of which one is copied for each article that is read.
pub fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::Zstd(tantivy::store::ZstdCompressor { compression_level: Some(1) }),
        docstore_blocksize: STORE_BLOCK,
        ..IndexSettings::default()
    }
}

const STORE_BLOCK: usize = 4 << 10;

/// The schema of a new index.
pub fn build() -> Schema {
    let mut builder = Schema::builder();
    for &(name, declared) in FIELD_TABLE {
        declare(&mut builder, name, declared);
    }
    builder.build()
}

fn declare(builder: &mut SchemaBuilder, name: &str, declared: Declared) {
    let words = |lengths: bool| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(super::tokenizer::WORDS)
            .set_fieldnorms(lengths)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let values = TextOptions::default().set_fast("raw");
    // Lengths are a byte for each document and field, and no ranking asks for those of terms and numbers.
    let term = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic),
    );
    match declared {
        Declared::Term { column: false } => builder.add_text_field(name, term),
        Declared::Term { column: true } => builder.add_text_field(name, values | term),
        Declared::Values => builder.add_text_field(name, values),
        Declared::Words => builder.add_text_field(name, words(false)),
        Declared::Text => builder.add_text_field(name, words(true)),
        Declared::Number => builder.add_u64_field(name, FAST),
        Declared::Signed { indexed: true } => {
            builder.add_i64_field(name, NumericOptions::default().set_indexed().set_fast())
        }
        Declared::Signed { indexed: false } => builder.add_i64_field(name, FAST),
        Declared::Stored => builder.add_bytes_field(name, BytesOptions::from(STORED)),
    };
}
