//! A place in a result that stays right while the catalog changes.
//!
//! A cursor holds the sort key of the last entry of a page, not a number of
//! entries to skip: what is inserted or removed before it moves nothing.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oin_domain::catalog::Sort;
use oin_domain::choice::Choice;

use crate::query::Query;

/// The first byte; another one is of an older or newer program.
const FORM: u8 = 1;
/// Bytes before the key's number and text: form, query, depth, version, class.
const HEAD: usize = 1 + 8 + 2 + 8 + 2;

/// An opaque place in the result of one query, for [`Query::after`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Which text, filters and order it belongs to.
    query: u64,
    /// How many entries lie before it.
    pub(crate) depth: u16,
    /// The catalog's version when it was made.
    version: u64,
    /// The last entry's sort key.
    pub(crate) key: Key,
}

/// The sort key of an entry in any order; what an order does not use is zero
/// or empty. Keys compare as the entries do.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    /// The class of the match, for relevance.
    pub(crate) class: u16,
    /// The static rank, or a time or count turned so that the first is least.
    pub(crate) number: u64,
    /// The folded name, for the name order.
    pub(crate) name: Box<str>,
    /// The slug, which no two entries share.
    pub(crate) slug: Box<str>,
}

/// The text is not a cursor that this program made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a cursor of this catalog")]
pub struct CursorError;

impl Cursor {
    /// A cursor behind the entry with this key.
    pub(crate) fn new(query: &Query, depth: usize, version: u64, key: Key) -> Self {
        let depth = u16::try_from(depth).unwrap_or(u16::MAX);
        Self {
            query: fingerprint(query),
            depth,
            version,
            key,
        }
    }

    /// Whether it was made for this text, these filters and this order.
    pub(crate) fn belongs_to(&self, query: &Query) -> bool {
        self.query == fingerprint(query)
    }

    /// The version of the catalog that the page before it showed. When the
    /// catalog has moved on, entries may have moved across the cursor in the
    /// orders that can change (relevance, verified, launches).
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Reads what [`Cursor`]'s `Display` wrote.
    ///
    /// # Errors
    /// [`CursorError`] when the text is anything else.
    pub fn parse(text: &str) -> Result<Self, CursorError> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| CursorError)?;
        let mut rest = bytes.as_slice();
        let [form] = take(&mut rest)?;
        let query = u64::from_be_bytes(take(&mut rest)?);
        let depth = u16::from_be_bytes(take(&mut rest)?);
        let version = u64::from_be_bytes(take(&mut rest)?);
        let class = u16::from_be_bytes(take(&mut rest)?);
        let number = u64::from_be_bytes(take(&mut rest)?);
        let texts = std::str::from_utf8(rest).map_err(|_| CursorError)?;
        let (slug, name) = texts.split_once('\n').ok_or(CursorError)?;
        if form != FORM {
            return Err(CursorError);
        }
        let key = Key {
            class,
            number,
            name: name.into(),
            slug: slug.into(),
        };
        Ok(Self {
            query,
            depth,
            version,
            key,
        })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let key = &self.key;
        let mut bytes = Vec::with_capacity(HEAD + 9 + key.slug.len() + key.name.len());
        bytes.push(FORM);
        bytes.extend(self.query.to_be_bytes());
        bytes.extend(self.depth.to_be_bytes());
        bytes.extend(self.version.to_be_bytes());
        bytes.extend(key.class.to_be_bytes());
        bytes.extend(key.number.to_be_bytes());
        bytes.extend(key.slug.bytes());
        bytes.push(b'\n');
        bytes.extend(key.name.bytes());
        f.write_str(&URL_SAFE_NO_PAD.encode(bytes))
    }
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], CursorError> {
    let (head, rest) = bytes.split_first_chunk::<N>().ok_or(CursorError)?;
    *bytes = rest;
    Ok(*head)
}

/// A number that is the same for the same text, filters and order on every
/// replica and every run (FNV-1a, 64 bits).
fn fingerprint(query: &Query) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut feed = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    feed(&oin_domain::text::fold(&query.text));
    feed(query.sort.as_str());
    for (facet, mut values) in query.filters.values() {
        feed(facet.as_str());
        values.sort_unstable();
        values.dedup();
        values.into_iter().for_each(&mut feed);
    }
    hash
}

/// The place of an order that shows the greatest number first and nothing last.
pub(crate) fn greatest_first(number: Option<i64>) -> u64 {
    // Flipping the sign bit orders signed numbers as unsigned ones.
    match number {
        Some(number) => !(number.cast_unsigned() ^ 1 << 63),
        None => u64::MAX,
    }
}

/// Whether an order counts how deep it is paged.
pub(crate) fn has_depth(sort: Sort) -> bool {
    sort == Sort::Relevance
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_survives_the_way_through_a_url() {
        let key = Key {
            class: 3,
            number: 9,
            name: "émile".into(),
            slug: "emile".into(),
        };
        let cursor = Cursor::new(&Query::default(), 20, 7, key);
        let text = cursor.to_string();
        assert!(
            text.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        );
        assert_eq!(Cursor::parse(&text), Ok(cursor.clone()));
        assert_eq!(cursor.version(), 7);
        for bad in ["", "x", "%%%", &text[..20], &format!("{text}=="), "AAAA"] {
            assert_eq!(Cursor::parse(bad), Err(CursorError), "{bad}");
        }
    }

    #[test]
    fn a_cursor_knows_its_query_but_not_its_limit() {
        let query = |text: &str, sort, limit| Query {
            text: text.into(),
            sort,
            limit,
            ..Query::default()
        };
        let key = Key {
            class: 0,
            number: 0,
            name: "".into(),
            slug: "a".into(),
        };
        let cursor = Cursor::new(&query("Box", Sort::Name, 5), 0, 0, key);
        assert!(cursor.belongs_to(&query("box ", Sort::Name, 50)));
        assert!(!cursor.belongs_to(&query("boxes", Sort::Name, 5)));
        assert!(!cursor.belongs_to(&query("Box", Sort::Newest, 5)));
    }

    #[test]
    fn greatest_numbers_come_first_and_none_last() {
        let places = [Some(i64::MAX), Some(1), Some(0), Some(-1), None].map(greatest_first);
        assert!(places.is_sorted());
    }
}
