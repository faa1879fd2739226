//! Text that people typed: bounded, trimmed and free of hidden characters.

use serde::{Deserialize, Serialize};

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// More characters than the limit.
    #[error("is {length} characters long; at most {limit} are allowed")]
    TooLong {
        /// How many characters there are.
        length: usize,
        /// How many there may be.
        limit: usize,
    },
    /// A control, bidirectional-override or zero-width character.
    #[error("holds the character U+{0:04X}, which is not allowed")]
    Hidden(u32),
}

/// Whether a character could hide or reorder what a reader sees.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

fn check(text: &str, limit: usize, breaks: bool) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty);
    }
    let length = text.chars().count();
    if length > limit {
        return Err(TextError::TooLong { length, limit });
    }
    match text.chars().find(|&c| is_hidden(c) && !(breaks && c == '\n')) {
        Some(c) => Err(TextError::Hidden(u32::from(c))),
        None => Ok(text.to_owned()),
    }
}

macro_rules! texts {
    ($($(#[$meta:meta])* $name:ident($limit:literal, breaks: $breaks:literal))+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The most characters it may have.
            pub const LIMIT: usize = $limit;

            /// Checks and trims `text`.
            ///
            /// # Errors
            /// [`TextError`] when it is empty, too long or holds a hidden character.
            pub fn parse(text: &str) -> Result<Self, TextError> {
                check(text, Self::LIMIT, $breaks).map(Self)
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = TextError;
            fn try_from(text: String) -> Result<Self, TextError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

texts! {
    /// An integration's display name, 1 to 100 characters.
    Name(100, breaks: false)
    /// One line that says what an integration is, at most 140 characters.
    Summary(140, breaks: false)
    /// Plain text with line breaks, at most 1,024 characters.
    Description(1024, breaks: true)
    /// One short line, at most 200 characters: a vendor, an alias, a label.
    Line(200, breaks: false)
    /// A few sentences, at most 2,048 characters.
    Prose(2048, breaks: true)
}

/// Folds a text for comparison: compatibility forms and accents removed,
/// lower case, every run of punctuation or white space one blank.
///
/// `Aha!` becomes `aha`, `Café-Crème` becomes `cafe creme`, `1&1` becomes `1 1`.
pub fn fold(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
    {
        // An apostrophe joins: "Lowe's" is one word, "lowes".
        if matches!(c, '\'' | '\u{2019}' | '\u{2BC}') {
            continue;
        }
        if c.is_alphanumeric() {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            folded.push(c);
        } else {
            gap = true;
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_trimmed_and_bounded() {
        assert_eq!(Name::parse("  Box ").unwrap().as_str(), "Box");
        assert_eq!(Name::parse(" \t"), Err(TextError::Empty));
        assert_eq!(
            Name::parse(&"x".repeat(101)),
            Err(TextError::TooLong {
                length: 101,
                limit: 100
            })
        );
    }

    #[test]
    fn hidden_characters_are_refused_and_line_breaks_only_where_they_belong() {
        assert_eq!(Name::parse("Ada\u{202E}xob"), Err(TextError::Hidden(0x202E)));
        assert_eq!(Name::parse("a\0b"), Err(TextError::Hidden(0)));
        assert_eq!(Summary::parse("a\nb"), Err(TextError::Hidden(10)));
        assert!(Description::parse("a\nb").is_ok());
    }

    #[test]
    fn folding_ignores_accents_case_and_punctuation() {
        assert_eq!(fold("Aha!"), "aha");
        assert_eq!(fold("Café-Crème"), "cafe creme");
        assert_eq!(fold("1&1"), "1 1");
        assert_eq!(fold("  15Five "), "15five");
        assert_eq!(fold("Lowe’s"), "lowes");
        assert_eq!(fold("ﬁle"), "file");
    }
}
