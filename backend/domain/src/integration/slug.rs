//! Slugs: the short names that stand in URLs.

use serde::{Deserialize, Serialize};

/// Why a slug was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a slug has 1 to 100 characters of a-z, 0-9 and single inner hyphens")]
pub struct SlugError;

fn is_slug(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

macro_rules! slugs {
    ($($(#[$meta:meta])* $name:ident)+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks `text`.
            ///
            /// # Errors
            /// [`SlugError`] when it is not `[a-z0-9]` with single inner hyphens, 1 to 100 long.
            pub fn parse(text: &str) -> Result<Self, SlugError> {
                if is_slug(text) { Ok(Self(text.to_owned())) } else { Err(SlugError) }
            }

            /// The slug itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = SlugError;
            fn try_from(text: String) -> Result<Self, SlugError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(slug: $name) -> String {
                slug.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

slugs! {
    /// An integration's or a collection's name in URLs, unique and never reused.
    Slug
    /// A category's name in URLs, of the managed list.
    CategorySlug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_what_urls_need() {
        for good in ["box", "1-and-1", "a", "10-000-ft-plans"] {
            assert!(Slug::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "-box",
            "box-",
            "a--b",
            "Box",
            "a b",
            "ä",
            "a/b",
            &"x".repeat(101),
        ] {
            assert_eq!(Slug::parse(bad), Err(SlugError), "{bad}");
        }
    }
}
