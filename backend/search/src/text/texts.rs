//! Many short texts in one piece of memory.

use std::collections::HashMap;

/// Short texts, one behind the other. A text that is removed leaves room for
/// the next of the same length, so that the whole does not grow while terms
/// come and go.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    bytes: Vec<u8>,
    /// Where removed texts began, by length.
    free: HashMap<u16, Vec<u32>>,
}

/// Where a text is.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct TextAt {
    start: u32,
    length: u16,
}

impl Texts {
    /// Keeps a text. Words are far shorter than the 64 KiB that fit, and all
    /// together stay far below 4 GiB.
    pub(crate) fn insert(&mut self, text: &str) -> TextAt {
        let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
        let text = &text.as_bytes()[..usize::from(length)];
        if let Some(start) = self.free.get_mut(&length).and_then(Vec::pop) {
            self.bytes[start as usize..][..text.len()].copy_from_slice(text);
            return TextAt { start, length };
        }
        let start = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX);
        self.bytes.extend(text);
        TextAt { start, length }
    }

    /// Gives a text's room free.
    pub(crate) fn remove(&mut self, at: TextAt) {
        self.free.entry(at.length).or_default().push(at.start);
    }

    /// The text at a place.
    pub(crate) fn get(&self, at: TextAt) -> &str {
        std::str::from_utf8(&self.bytes[at.start as usize..][..usize::from(at.length)]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_used_again() {
        let mut texts = Texts::default();
        let (box_at, zoho) = (texts.insert("box"), texts.insert("zoho"));
        texts.remove(box_at);
        let aha = texts.insert("aha");
        assert_eq!((texts.get(aha), texts.get(zoho)), ("aha", "zoho"));
        assert_eq!(texts.bytes.len(), 7);
    }
}
