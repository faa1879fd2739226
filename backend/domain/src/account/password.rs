//! What a password must be like (NIST SP 800-63B-4, 3.1.1; OWASP ASVS 5.0, 6.2).
//!
//! Length counts, composition does not, and nothing expires. Whether a password is easy to guess
//! is judged where the word lists are; the figure to reach stands here.

use unicode_normalization::UnicodeNormalization;

/// Whether the password is all that protects the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alone {
    /// No second factor is set up.
    Yes,
    /// A second factor is asked for as well.
    No,
}

impl Alone {
    /// The fewest characters it may have.
    pub fn at_least(self) -> usize {
        match self {
            Self::Yes => 15,
            Self::No => 8,
        }
    }
}

/// Why a password was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Too few characters.
    #[error("needs at least {at_least} characters")]
    TooShort {
        /// How many it needs.
        at_least: usize,
    },
    /// Too many characters.
    #[error("may have at most {} characters", PasswordText::LONGEST)]
    TooLong,
    /// A NUL or another control character, which no keyboard types.
    #[error("holds a control character")]
    Control,
    /// Common, leaked or made of names that belong to the account.
    #[error("is easy to guess: it is common, or made of names that belong to you or to us")]
    Guessable,
}

/// A password as it is hashed: in normal form C, nothing trimmed. No `Debug`: it is a secret.
pub struct PasswordText(String);

impl PasswordText {
    /// The most characters it may have.
    pub const LONGEST: usize = 256;
    /// The most bytes that are looked at; more is refused before any other work.
    pub const MOST_BYTES: usize = 1024;
    /// How many guesses a guesser who knows common passwords and the account's names should
    /// need, as a power of ten.
    pub const GUESSES_LOG10: f64 = 8.0;

    /// Reads a password that somebody signs in with: only what could never be one is refused.
    ///
    /// # Errors
    /// [`PasswordError::TooLong`].
    pub fn typed(text: &str) -> Result<Self, PasswordError> {
        if text.len() > Self::MOST_BYTES {
            return Err(PasswordError::TooLong);
        }
        Ok(Self(text.nfc().collect()))
    }

    /// Reads a password that somebody chooses.
    ///
    /// # Errors
    /// [`PasswordError`], except for being guessable.
    pub fn chosen(text: &str, alone: Alone) -> Result<Self, PasswordError> {
        let password = Self::typed(text)?;
        let length = password.0.chars().count();
        if length < alone.at_least() {
            return Err(PasswordError::TooShort {
                at_least: alone.at_least(),
            });
        }
        if length > Self::LONGEST {
            return Err(PasswordError::TooLong);
        }
        if password.0.chars().any(char::is_control) {
            return Err(PasswordError::Control);
        }
        Ok(password)
    }

    /// The text, for hashing.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The text's own memory, for the caller to wipe.
    pub fn into_inner(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str, alone: Alone) -> Result<String, PasswordError> {
        PasswordText::chosen(text, alone).map(PasswordText::into_inner)
    }

    #[test]
    fn lengths_are_counted_in_characters_of_the_normal_form() {
        let short = |at_least| Err(PasswordError::TooShort { at_least });
        assert_eq!(chosen("1234567", Alone::No), short(8));
        assert!(chosen("12345678", Alone::No).is_ok());
        assert_eq!(chosen("12345678901234", Alone::Yes), short(15));
        assert!(chosen("123456789012345", Alone::Yes).is_ok());
        // An accent of its own joins its letter.
        assert_eq!(chosen("cafe\u{301}abcd", Alone::No).unwrap(), "caféabcd");
        assert_eq!(chosen("cafe\u{301}abc", Alone::No), short(8));
    }

    #[test]
    fn long_ones_are_taken_and_longer_ones_refused_before_any_work() {
        assert!(chosen(&"p".repeat(64), Alone::Yes).is_ok());
        assert!(chosen(&"p".repeat(256), Alone::Yes).is_ok());
        assert_eq!(chosen(&"p".repeat(257), Alone::Yes), Err(PasswordError::TooLong));
        assert_eq!(
            PasswordText::typed(&"p".repeat(10_240)).err(),
            Some(PasswordError::TooLong)
        );
    }

    #[test]
    fn spaces_belong_to_it_and_control_characters_do_not() {
        assert_eq!(
            chosen(" a space at both ends ", Alone::Yes).unwrap(),
            " a space at both ends "
        );
        assert_eq!(
            chosen("a password\0 with NUL", Alone::Yes),
            Err(PasswordError::Control)
        );
    }
}
