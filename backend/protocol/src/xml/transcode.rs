//! Documents of older tools as UTF-8: UTF-16 (XML 1.0 §4.3.3 has every reader take it) and the Western
//! single-byte encodings. The guard and the parser then see what a person sees in the file, so that
//! nothing can hide in the bytes; any other encoding stays as it is and is refused by [`super::Tree`].

use std::borrow::Cow;
use std::str::from_utf8;

/// Longest declaration that is looked at, in bytes.
const LONGEST_DECLARATION: usize = 256;

/// What windows-1252 has in place of U+0080 to U+009F (WHATWG Encoding); zero where it has nothing.
const WINDOWS_1252: [u16; 32] = [
    0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017d, 0, 0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
    0x0153, 0, 0x017e, 0x0178,
];

/// The document as UTF-8, line by line as it was. A declaration that names the encoding it no longer
/// has, or that stands behind blank lines as after pasting, is blanked out.
pub fn to_utf8(bytes: &[u8]) -> Cow<'_, [u8]> {
    let (text, moved) = if let Some(text) = from_utf16(bytes) {
        (Cow::Owned(text), true)
    } else if let Ok(text) = from_utf8(bytes) {
        (Cow::Borrowed(text), false)
    } else if let Some(text) = from_one_byte(bytes) {
        (Cow::Owned(text), true)
    } else {
        return Cow::Borrowed(bytes);
    };
    match blanked(&text, moved) {
        Some(text) => Cow::Owned(text.into_bytes()),
        None => match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        },
    }
}

/// Text in UTF-16, with its byte order mark or by how a document begins without one; `None` for
/// anything else, and for half a character.
fn from_utf16(bytes: &[u8]) -> Option<String> {
    let (rest, big) = match bytes {
        // The mark of UTF-32.
        [0xff, 0xfe, 0, 0, ..] => return None,
        [0xff, 0xfe, rest @ ..] => (rest, false),
        [0xfe, 0xff, rest @ ..] => (rest, true),
        [b'<', 0, second, ..] if *second != 0 => (bytes, false),
        [0, b'<', 0, second, ..] if *second != 0 => (bytes, true),
        _ => return None,
    };
    let pairs = rest.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    let units = pairs.map(|pair| match pair {
        [first, second] if big => u16::from_be_bytes([*first, *second]),
        [first, second] => u16::from_le_bytes([*first, *second]),
        _ => 0,
    });
    char::decode_utf16(units).collect::<Result<String, _>>().ok()
}

/// Text in one of the Western single-byte encodings that its declaration names.
fn from_one_byte(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..LONGEST_DECLARATION.min(bytes.len()))?;
    let end = head.windows(2).position(|pair| pair == b"?>")?;
    let declaration = from_utf8(head.get(..end + 2)?).ok()?;
    let euro = match super::encoding::declared_encoding(declaration)?
        .to_ascii_lowercase()
        .as_str()
    {
        "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1" | "windows-1252" | "cp1252" => false,
        "iso-8859-15" | "iso8859-15" | "latin-9" => true,
        _ => return None,
    };
    bytes
        .iter()
        .map(|byte| if euro { latin_9(*byte) } else { windows_1252(*byte) })
        .collect()
}

fn windows_1252(byte: u8) -> Option<char> {
    match WINDOWS_1252.get(usize::from(byte).wrapping_sub(0x80)) {
        Some(0) => None,
        Some(code) => char::from_u32(u32::from(*code)),
        None => Some(char::from(byte)),
    }
}

/// ISO-8859-15 differs from ISO-8859-1 at eight places.
fn latin_9(byte: u8) -> Option<char> {
    Some(match byte {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        0x80..=0x9f => return None,
        other => char::from(other),
    })
}

/// The text with spaces for its declaration, when that does not hold any more: the text was `moved`
/// into UTF-8, here or by whoever pasted it, or the declaration does not stand first.
fn blanked(text: &str, moved: bool) -> Option<String> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = body.trim_start_matches([' ', '\t', '\r', '\n']);
    let head = start.get(..start.find("?>")? + 2)?;
    if head.len() > LONGEST_DECLARATION || !head.starts_with("<?xml") {
        return None;
    }
    let named = super::encoding::declared_encoding(head).map(str::to_ascii_lowercase);
    let outdated = matches!(
        named.as_deref(),
        Some(
            "utf-16"
                | "utf-16le"
                | "utf-16be"
                | "iso-8859-1"
                | "iso8859-1"
                | "latin1"
                | "latin-1"
                | "windows-1252"
                | "cp1252"
                | "iso-8859-15"
                | "iso8859-15"
                | "latin-9"
        )
    );
    if !(outdated || moved && named.is_none() || start.len() < body.len()) {
        return None;
    }
    let mut blank: String = body.chars().take_while(|c| *c != '<').collect();
    blank.extend(head.bytes().map(|byte| match byte {
        b'\n' | b'\r' => char::from(byte),
        _ => ' ',
    }));
    blank.push_str(start.get(head.len()..)?);
    Some(blank)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::Tree;

    fn wide(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| {
                if big {
                    unit.to_be_bytes()
                } else {
                    unit.to_le_bytes()
                }
            })
            .collect()
    }

    /// The document's text is read, and stands on its line.
    fn reads(bytes: &[u8], name: &str, line: u32) {
        let document = to_utf8(bytes);
        let tree = Tree::parse(&document).unwrap_or_else(|refusal| panic!("{refusal}"));
        let read = tree.root().attribute("n").expect("the attribute");
        assert_eq!((read.value, read.place.line), (name, Some(line)));
    }

    #[test]
    fn documents_of_older_tools_are_read_as_what_they_show() {
        let declared =
            |name: &str| format!("<?xml version=\"1.0\" encoding=\"{name}\"?>\r\n<a n=\"Grün €\"/>");
        for big in [false, true] {
            reads(
                &wide(&format!("\u{feff}{}", declared("utf-16")), big),
                "Grün €",
                2,
            );
            reads(&wide(&declared("UTF-16"), big), "Grün €", 2);
        }
        reads(&wide("<a n='ü'/>", false), "ü", 1);
        let latin = |name: &str, n: &[u8]| {
            let head = format!("<?xml version='1.0' encoding='{name}'?>\n<a n='");
            [head.as_bytes(), n, b"'/>"].concat()
        };
        reads(&latin("ISO-8859-1", b"Gr\xfcn"), "Grün", 2);
        reads(&latin("Windows-1252", b"\x80 \x93"), "€ “", 2);
        reads(&latin("iso-8859-15", b"\xa4"), "€", 2);
        // Pasted, so that the text is UTF-8 whatever it says.
        reads(declared("utf-16").as_bytes(), "Grün €", 2);
        reads(declared("iso-8859-1").as_bytes(), "Grün €", 2);
        reads(b"\n\n<?xml version='1.0'?>\n<a n='1'/>", "1", 4);
        reads(b"\xef\xbb\xbf <?xml version='1.0'?><a n='1'/>", "1", 1);
    }

    #[test]
    fn what_is_utf_8_already_or_unknown_stays_as_it_is() {
        for bytes in [
            b"<?xml version='1.0' encoding='UTF-8'?><a/>".as_slice(),
            b"<a/>",
            b"",
            b"<?xml version='1.0' encoding='utf-7'?>+ADw-a/+AD4-",
            b"<?xml version='1.0' encoding='shift_jis'?><a>\x83</a>",
            b"<?xml version='1.0' encoding='windows-1252'?><a>\x81</a>",
            b"<a>\xff</a>",
            b"\xff\xfe\0\0<\0\0\0a\0\0\0",
            b"\xff\xfe<\0a",
            b"\xff\xfe\x00\xd8",
            b"<?xml",
        ] {
            assert!(matches!(to_utf8(bytes), Cow::Borrowed(same) if same == bytes));
        }
    }

    #[test]
    fn a_type_that_hides_in_another_encoding_is_found() {
        let typed = "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>";
        let declared = format!("<?xml version='1.0' encoding='utf-16'?>{typed}");
        for bytes in [
            wide(&format!("\u{feff}{typed}"), false),
            wide(typed, true),
            declared.clone().into_bytes(),
            wide(&declared, false),
            [
                b"<?xml version='1.0' encoding='latin1'?><!--\xe4-->".as_slice(),
                typed.as_bytes(),
            ]
            .concat(),
        ] {
            let refusal = Tree::parse(&to_utf8(&bytes)).expect_err("to be refused");
            assert_eq!(refusal.code().as_str(), "xml_doctype", "{refusal}");
        }
    }
}
