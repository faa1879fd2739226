//! The entries' content, compressed: at a million entries it would be half of
//! all memory, and nearly all of it is the same from entry to entry or said
//! in the entry's other texts.

use std::borrow::Cow;

use lz4_flex::block::{compress_with_dict, decompress_with_dict};

/// Contents of the first entries are kept as they are, until so many bytes of
/// them can serve as samples of what all have in common.
const SAMPLE: usize = 2_048;

/// Marks a content that is kept as it is.
const PLAIN: u8 = 0;
/// Marks a compressed content; its plain length follows, four bytes.
const COMPRESSED: u8 = 1;

/// Compresses contents, and gives them back.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// Contents of the first entries; fixed once it is long enough.
    sample: Vec<u8>,
}

impl Contents {
    /// Packs a content; `texts` are the entry's other texts.
    pub(crate) fn pack(&mut self, content: &str, texts: &[u8]) -> Vec<u8> {
        if self.sample.len() < SAMPLE {
            self.sample.extend(content.bytes());
            return [&[PLAIN], content.as_bytes()].concat();
        }
        let packed = compress_with_dict(content.as_bytes(), &[&self.sample, texts].concat());
        match u32::try_from(content.len()) {
            Ok(length) if packed.len() + 4 < content.len() => {
                [&[COMPRESSED][..], &length.to_le_bytes(), &packed].concat()
            }
            _ => [&[PLAIN], content.as_bytes()].concat(),
        }
    }

    /// Gives a packed content back; `texts` must be as they were. Bytes that
    /// [`Contents::pack`] did not make give an empty text.
    pub(crate) fn unpack<'a>(&self, packed: &'a [u8], texts: &[u8]) -> Cow<'a, str> {
        match packed {
            [PLAIN, content @ ..] => std::str::from_utf8(content).unwrap_or_default().into(),
            [COMPRESSED, a, b, c, d, packed @ ..] => {
                let length = u32::from_le_bytes([*a, *b, *c, *d]) as usize;
                let plain = decompress_with_dict(packed, length, &[&self.sample, texts].concat());
                let content = plain.ok().and_then(|plain| String::from_utf8(plain).ok());
                content.unwrap_or_default().into()
            }
            _ => Cow::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contents_come_back_as_they_went_in_and_are_small() {
        let mut contents = Contents::default();
        let content = |name: &str| {
            format!(
                r#"{{"name":"{name}","deployment":"cloud","connections":[{{"type":"known","mode":"saml2"}}]}}"#
            )
        };
        for number in 0..100 {
            let name = format!("Näme {number} of a product");
            let (plain, texts) = (content(&name), name.as_bytes());
            let packed = contents.pack(&plain, texts);
            assert_eq!(contents.unpack(&packed, texts), plain);
            if number > 50 {
                assert!(packed.len() < plain.len() / 2, "{}", packed.len());
            }
        }
        for odd in ["", "x", "\u{1F4A1}"] {
            let packed = contents.pack(odd, b"");
            assert_eq!(contents.unpack(&packed, b""), odd);
        }
        assert_eq!(contents.unpack(&[COMPRESSED, 255, 255, 0, 0, 9, 9], b""), "");
    }
}
