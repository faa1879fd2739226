//! What the pages of tokens share: those of an org's tokens and of the staff's own.

use chrono::{DateTime, Utc};
use oin_domain::choice::Choice;
use oin_store::{ApiToken, StaffToken};
use serde::Serialize;

use super::moment::{Moment, exact};
use super::shell::Shell;
use crate::actions::{Code, Failure, FieldError};
use crate::templates::Page;
use crate::web::form::Fields;

/// The fields of the form that makes one.
pub(super) const FIELDS: [&str; 3] = ["name", "scopes", "days"];

/// What a page says after `?after=…`.
pub(super) fn notice(after: &str) -> Option<&'static str> {
    (after == "ended").then_some("The token has ended. Whoever used it is refused from now on.")
}

/// A token as both kinds have it.
pub(super) struct Held {
    id: String,
    name: String,
    hint: String,
    scopes: Vec<&'static str>,
    maker: Option<String>,
    created_at: DateTime<Utc>,
    used_at: Option<DateTime<Utc>>,
    expires_at: DateTime<Utc>,
    revoked_at: Option<DateTime<Utc>>,
}

impl Held {
    /// An org's, with what its maker is called.
    pub(super) fn of_org(token: ApiToken, maker: Option<String>) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            hint: token.hint,
            scopes: names(&token.scopes),
            maker: Some(maker.unwrap_or_else(|| "somebody who has gone".to_owned())),
            created_at: token.created_at,
            used_at: token.used_at,
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
        }
    }

    fn line(self, now: DateTime<Utc>) -> Line {
        let moment = |at| Moment::new(at, now);
        Line {
            id: self.id,
            name: self.name,
            hint: self.hint,
            scopes: self.scopes,
            maker: self.maker,
            made: moment(self.created_at),
            used: self.used_at.map(moment),
            ends: moment(self.expires_at),
            revoked: self.revoked_at.map(moment),
        }
    }
}

impl From<StaffToken> for Held {
    fn from(token: StaffToken) -> Self {
        Self {
            id: token.id.to_string(),
            name: token.name,
            hint: token.hint,
            scopes: names(&token.scopes),
            maker: None,
            created_at: token.created_at,
            used_at: token.used_at,
            expires_at: token.expires_at,
            revoked_at: token.revoked_at,
        }
    }
}

fn names<S: Choice>(scopes: &[S]) -> Vec<&'static str> {
    scopes.iter().map(|scope| scope.as_str()).collect()
}

#[derive(Serialize)]
struct ScopeBox {
    value: &'static str,
    label: &'static str,
    ticked: bool,
}

#[derive(Serialize)]
struct Line {
    id: String,
    name: String,
    hint: String,
    scopes: Vec<&'static str>,
    maker: Option<String>,
    made: Moment,
    used: Option<Moment>,
    ends: Moment,
    revoked: Option<Moment>,
}

/// The tokens that work and that do no more, and the form for another one.
#[derive(Serialize)]
pub(super) struct TokensView {
    at: &'static str,
    may_end: bool,
    /// Where one is used, for example.
    example: &'static str,
    longest: u16,
    scopes: Vec<ScopeBox>,
    working: Vec<Line>,
    ended: Vec<Line>,
}

/// What the two pages differ in.
pub(super) struct Place {
    /// The page's own address.
    pub(super) at: &'static str,
    /// Where a token is used, for example.
    pub(super) example: &'static str,
    /// The most days that a token works.
    pub(super) longest: u16,
}

impl TokensView {
    /// The tokens that there are, and the form with its ticked scopes.
    pub(super) fn new<S: Choice + PartialEq + 'static>(
        place: &Place,
        may_end: bool,
        tokens: impl Iterator<Item = Held>,
        ticked: &[S],
        now: DateTime<Utc>,
    ) -> Self {
        let works = |token: &Held| token.revoked_at.is_none() && token.expires_at > now;
        let (working, ended): (Vec<_>, Vec<_>) = tokens.partition(works);
        let lines = |held: Vec<Held>| held.into_iter().map(|one| one.line(now)).collect();
        let scopes = S::ALL.iter().map(|scope| ScopeBox {
            value: scope.as_str(),
            label: scope.label(),
            ticked: ticked.contains(scope),
        });
        Self {
            at: place.at,
            may_end,
            example: place.example,
            longest: place.longest,
            scopes: scopes.collect(),
            working: lines(working),
            ended: lines(ended),
        }
    }
}

/// The days that were typed.
///
/// # Errors
/// `bad_value` at `days`, when it is no number of them.
pub(super) fn days(fields: &Fields, longest: u16) -> Result<u16, Failure> {
    fields.text("days").trim().parse().map_err(|_| {
        let message = format!("Give a number of days from 1 to {longest}.");
        Failure::field(FieldError::new("days", Code::BadValue, message))
    })
}

/// A token that was made; its text is on no other page.
#[derive(Serialize)]
pub(super) struct MadePage {
    pub(super) shell: Shell,
    title: &'static str,
    name: String,
    text: String,
    until: String,
    /// A call to try it with.
    example: String,
    /// Where the tokens are.
    at: &'static str,
}

impl Page for MadePage {
    const TEMPLATE: &'static str = "pages/token-made";
}

impl MadePage {
    /// The page of a token with its `text`, to be tried at `call`, an address of the API with scheme
    /// and host.
    pub(super) fn new(
        shell: Shell,
        place: &Place,
        title: &'static str,
        (name, until): (&str, DateTime<Utc>),
        text: &str,
        call: &str,
    ) -> Self {
        Self {
            shell,
            title,
            name: name.to_owned(),
            text: text.to_owned(),
            until: exact(until),
            example: format!("curl -H \"Authorization: Bearer $OIN_TOKEN\" {call}"),
            at: place.at,
        }
    }
}
