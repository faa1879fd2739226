//! The audit trail: who did what, to whom or to what.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::account::SecurityKind;
use crate::choice::Choice as _;
use crate::choices;
use crate::event::Event;
use crate::ids::{OrgId, UserId};
use crate::submission::{Action, By};

choices! {
    /// What an entry is about, in the large.
    Area as "part of the trail" {
        /// Accounts, roles, members, tokens, keys and secrets.
        Account = "account", "Accounts and rights";
        /// What happened to submissions.
        Submission = "submission", "Submissions";
        /// What happened to listings.
        Listing = "listing", "Listings";
        /// The tier of a listing.
        Verification = "verification", "Verification";
        /// Requests for provisioning.
        Provisioning = "provisioning", "Provisioning";
        /// Categories, collections, reasons and canned texts.
        Setting = "setting", "Settings";
        /// Jobs and letters that staff moved.
        Work = "work", "Jobs and letters";
    }
}

choices! {
    /// Whose a token is.
    TokenKind as "token_kind" {
        /// An org's.
        Org = "org", "Token of an org";
        /// One of the staff's own.
        Staff = "staff", "Token of the staff";
    }
}

/// The token through which a program acts in somebody's name: what tells it from their others, and
/// nothing that opens a door. What it is called is typed by people; it is looked up where it is
/// read and never part of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByToken {
    /// Whose it is.
    pub kind: TokenKind,
    /// Its id.
    pub id: Uuid,
    /// How it begins, as lists show it.
    pub hint: String,
}

impl ByToken {
    /// The field of an act's detail that names it.
    const FIELD: &str = "by_token";

    /// The detail of an act that it did.
    #[must_use]
    pub fn sign(&self, mut detail: Value) -> Value {
        if let Value::Object(fields) = &mut detail {
            let signed = json!({ "kind": self.kind.as_str(), "id": self.id, "hint": self.hint });
            fields.insert(Self::FIELD.to_owned(), signed);
        }
        detail
    }

    /// The token that did an act of this detail; none when a person did it at a browser.
    pub fn of(detail: &Value) -> Option<Self> {
        let signed = &detail[Self::FIELD];
        Some(Self {
            kind: TokenKind::parse(signed["kind"].as_str()?)?,
            id: Uuid::parse_str(signed["id"].as_str()?).ok()?,
            hint: signed["hint"].as_str()?.to_owned(),
        })
    }
}

/// An act as it goes into the trail. It names people by their ids alone; what they are called is
/// looked up when it is written and kept apart, so that it can be taken away.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// What it is about, in the large.
    pub area: Area,
    /// What was done, `a-z` and `_`, at most 60.
    pub act: String,
    /// Who did it; nobody when it was the network itself, or whoever runs it.
    pub actor: Option<UserId>,
    /// The person it was done to.
    pub user: Option<UserId>,
    /// The org it was done to or for.
    pub org: Option<OrgId>,
    /// The thing it was done to: the noun and its id or slug.
    pub about: Option<(&'static str, String)>,
    /// The request, as the log names it.
    pub request_id: Option<String>,
    /// The peer's address; kept with what the person is called.
    pub peer: Option<String>,
    /// More, a JSON object: of a secret that it changed, never what it is. Texts that may name a
    /// person are left out ([`impersonal`]).
    pub detail: Value,
}

impl Act {
    /// An act of nobody yet.
    pub fn new(area: Area, act: impl Into<String>) -> Self {
        Self {
            area,
            act: act.into(),
            actor: None,
            user: None,
            org: None,
            about: None,
            request_id: None,
            peer: None,
            detail: Value::Object(Map::new()),
        }
    }

    /// What happened to a submission, when it belongs into the trail: everything but what an ISV
    /// types and a reviewer's staying.
    pub fn of_submission(event: &Event) -> Option<Self> {
        if matches!(event.action, Action::Edit | Action::Renew) {
            return None;
        }
        let reasons: Vec<_> = event.reasons.iter().map(|reason| reason.as_str()).collect();
        let evidence: Vec<_> = event.evidence.iter().map(ToString::to_string).collect();
        let mut detail = Map::new();
        if let Some(from) = event.from {
            detail.insert("from".to_owned(), from.as_str().into());
        }
        detail.insert("to".to_owned(), event.to.as_str().into());
        if !reasons.is_empty() {
            detail.insert("reasons".to_owned(), reasons.into());
        }
        if !evidence.is_empty() {
            detail.insert("evidence".to_owned(), evidence.into());
        }
        if event.in_bulk {
            detail.insert("in_bulk".to_owned(), true.into());
        }
        Some(Self {
            user: event.assigned,
            actor: match event.by {
                By::System => None,
                By::Person(user) => Some(user),
            },
            org: Some(event.org),
            about: Some(("submission", event.submission.to_string())),
            detail: Value::Object(detail),
            ..Self::new(Area::Submission, event.action.as_str())
        })
    }

    /// A security event, when it belongs into the trail.
    pub fn of_security(kind: SecurityKind) -> Option<Self> {
        kind.is_audited().then(|| Self::new(Area::Account, kind.as_str()))
    }
}

/// The detail without what may name a person: mail addresses and names. The trail is kept for
/// years; who somebody was is kept apart, and can be taken away.
#[must_use]
pub fn impersonal(detail: Value) -> Value {
    match detail {
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(name, _)| !is_personal(name));
            Value::Object(kept.map(|(name, value)| (name, impersonal(value))).collect())
        }
        Value::Array(values) => Value::Array(values.into_iter().map(impersonal).collect()),
        Value::String(text) if text.contains('@') => Value::Null,
        other => other,
    }
}

fn is_personal(field: &str) -> bool {
    matches!(
        field,
        "mail" | "address" | "name" | "person" | "phone" | "peer" | "agent"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_detail_names_nobody() {
        let detail = json!({
            "role": "admin", "mail": "ada@acme.example", "by": "Ada <ada@acme.example>",
            "deep": [{ "name": "Ada", "factor": "app" }], "count": 3,
        });
        let kept = impersonal(detail);
        assert_eq!(
            kept,
            json!({ "role": "admin", "by": null, "deep": [{ "factor": "app" }], "count": 3 })
        );
    }

    #[test]
    fn the_token_that_did_an_act_is_read_out_of_its_detail() {
        let token = ByToken {
            kind: TokenKind::Staff,
            id: Uuid::from_u128(7),
            hint: "oin_staff_Ab3d".to_owned(),
        };
        let signed = impersonal(token.sign(json!({ "role": "admin" })));
        assert_eq!(ByToken::of(&signed), Some(token));
        assert_eq!(signed["role"], "admin");
        assert_eq!(ByToken::of(&json!({ "role": "admin" })), None);
        assert_eq!(ByToken::of(&json!({ "by_token": "x" })), None);
    }

    #[test]
    fn what_changes_rights_is_audited_and_what_strangers_cause_is_not() {
        assert!(Act::of_security(SecurityKind::StaffRoleGranted).is_some());
        assert!(Act::of_security(SecurityKind::SecretOpened).is_some());
        assert!(Act::of_security(SecurityKind::SignInRefused).is_none());
    }
}
