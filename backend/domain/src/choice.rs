//! Closed lists of values that appear in URLs, JSON and the database.
//!
//! [`choices!`](crate::choices) makes an enum whose wire value, label and
//! parser come from one table, so that a filter, a form and the documentation
//! can never disagree about what is allowed.

/// A value of a closed list.
pub trait Choice: Copy + Eq + Sized + 'static {
    /// What the list is called in messages, for example `sign_on`.
    const LIST: &'static str;
    /// Every value, in display order.
    const ALL: &'static [Self];

    /// The stable value used in URLs, JSON and the database.
    fn as_str(self) -> &'static str;

    /// The words people read.
    fn label(self) -> &'static str;

    /// Finds a value by its stable form.
    fn parse(value: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|choice| choice.as_str() == value)
    }
}

/// The value is none of a closed list's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{value}` is not a {list}; allowed are {allowed}")]
pub struct UnknownChoice {
    /// The name of the list.
    pub list: &'static str,
    /// What was given, cut to 64 characters.
    pub value: String,
    /// The allowed values, separated by commas.
    pub allowed: String,
}

impl UnknownChoice {
    /// Describes `value` as not being one of `T`'s.
    pub fn of<T: Choice>(value: &str) -> Self {
        let allowed: Vec<&str> = T::ALL.iter().map(|choice| choice.as_str()).collect();
        Self {
            list: T::LIST,
            value: value.chars().take(64).collect(),
            allowed: allowed.join(", "),
        }
    }
}

/// Declares an enum that implements [`Choice`], serde
/// (as its stable value), `Display` and `FromStr`.
#[macro_export]
macro_rules! choices {
    ($(#[$meta:meta])* $name:ident as $list:literal { $($(#[$variant_meta:meta])* $variant:ident = $value:literal, $label:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_meta])* #[serde(rename = $value)] $variant,)+
        }

        impl $crate::choice::Choice for $name {
            const LIST: &'static str = $list;
            const ALL: &'static [Self] = &[$(Self::$variant,)+];

            fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $value,)+ }
            }

            fn label(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str($crate::choice::Choice::as_str(*self))
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::choice::UnknownChoice;

            fn from_str(value: &str) -> Result<Self, Self::Err> {
                <Self as $crate::choice::Choice>::parse(value)
                    .ok_or_else(|| $crate::choice::UnknownChoice::of::<Self>(value))
            }
        }
    };
}
