//! Why an address was not called, or gave no usable answer.

use url::Url;

/// Why an address was not called, or gave no usable answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FetchError {
    /// Why.
    pub why: Why,
    /// The addresses that were gone through, in order; the last one is where it ended.
    pub hops: Vec<Url>,
}

/// What was wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// It is no address at all.
    #[error("This is not a URL. Give a whole address such as https://app.example.com/login.")]
    Unreadable,
    /// Another scheme than https.
    #[error("Only https addresses are called, not `{0}:`. Serve it over TLS and start it with https://.")]
    Scheme(String),
    /// A user name or password before the host.
    #[error("An address must not hold a user name or password. Remove what stands before the @.")]
    UserInfo,
    /// A port that is not called.
    #[error("Only ports 443 and 8443 are called, not {0}. Serve it on one of these.")]
    Port(String),
    /// An address or name inside of a network.
    #[error("`{0}` is not public: it leads into a private network. Give an address that anybody can reach.")]
    NotPublic(String),
    /// This installation itself.
    #[error("`{0}` is this network's own address. Give the app's.")]
    OwnHost(String),
    /// The name system says that there is no such host.
    #[error("No host has the name `{0}`. Correct the name, or publish it.")]
    NoSuchHost(String),
    /// No answer in time, from the name system or the server.
    #[error("It did not answer: {0}. Check that it can be reached from outside, then try again.")]
    Silent(String),
    /// The certificate is refused, or TLS is not spoken.
    #[error("Its certificate is refused: {0}. Install one that browsers accept.")]
    Tls(String),
    /// More than the caller takes.
    #[error("Its {what} is larger than {limit} bytes. Serve a smaller one.")]
    TooLarge {
        /// Body or header.
        what: &'static str,
        /// How much would be taken, in bytes.
        limit: usize,
    },
    /// Redirects that were not followed to their end.
    #[error("It redirects where we do not follow: {0}. Give the last address itself.")]
    Redirects(String),
    /// An answer that is not HTTP as we read it.
    #[error("Its answer cannot be read: {0}.")]
    Answer(String),
}

impl FetchError {
    pub(super) fn new(why: Why, hops: Vec<Url>) -> Self {
        Self { why, hops }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        self.why.code()
    }
}

impl Why {
    /// The stable code, as in `docs/error-codes.md`.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable => "url_unreadable",
            Self::Scheme(_) => "url_scheme",
            Self::UserInfo => "url_userinfo",
            Self::Port(_) => "url_port",
            Self::NotPublic(_) => "url_not_public",
            Self::OwnHost(_) => "url_own_host",
            Self::NoSuchHost(_) => "url_no_such_host",
            Self::Silent(_) => "url_silent",
            Self::Tls(_) => "url_tls",
            Self::TooLarge { .. } => "url_too_large",
            Self::Redirects(_) => "url_redirects",
            Self::Answer(_) => "url_answer",
        }
    }
}

impl std::fmt::Display for FetchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.why.fmt(f)?;
        if self.hops.len() > 1 {
            f.write_str(" The way there:")?;
            for (place, hop) in self.hops.iter().enumerate() {
                write!(f, "{} {hop}", if place == 0 { "" } else { " →" })?;
            }
            f.write_str(".")?;
        }
        Ok(())
    }
}

impl std::error::Error for FetchError {}
