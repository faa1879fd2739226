//! What the catalog shows of a declared connection, in the one form that
//! published facts have, so that pages, guides and the API read one shape.

use crate::choice::Choice;
use crate::integration::{Pattern, UrlPattern};
use crate::text::Line;

use super::{
    Attribute, Bookmark, Flow, Groups, Known, NameId, Oidc, Saml, Setting, SettingName, SignOn, Statement,
    Step, Subject, Swa, WsFed,
};

/// Settings in the order they are given; empty ones are left out.
fn settings<const N: usize>(given: [(SettingName, Vec<&Pattern>); N]) -> Vec<Setting> {
    given
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(name, values)| Setting {
            name,
            values: values.into_iter().cloned().collect(),
        })
        .collect()
}

fn one(url: Option<&UrlPattern>) -> Vec<&Pattern> {
    url.map(UrlPattern::pattern).into_iter().collect()
}

/// A line of at most its limit; what these are made of always fits a line.
fn line(text: &str) -> Option<Line> {
    let cut: String = text.chars().take(Line::LIMIT).collect();
    Line::parse(&cut).ok()
}

fn subject(subject: &Subject) -> NameId {
    NameId {
        format: line(subject.format.uri()),
        source: line(&subject.source.label()),
    }
}

fn attributes(statements: &[Statement], groups: Option<&Groups>) -> Vec<Attribute> {
    let stated = statements.iter().filter_map(|statement| {
        Some(Attribute {
            name: statement.name.clone(),
            source: line(&statement.source.label())?,
            required: statement.required,
        })
    });
    let group = groups.and_then(|groups| {
        let what = format!(
            "The person's groups whose name: {} {}",
            groups.filter.label().to_lowercase(),
            groups.value
        );
        Some(Attribute {
            name: groups.name.clone(),
            source: line(&what)?,
            required: false,
        })
    });
    stated.chain(group).collect()
}

/// Facts of a declared connection; the fields that no protocol shares follow
/// by struct update.
fn declared(mode: SignOn, flows: &[Flow], steps: &[Step]) -> Known {
    Known {
        flows: flows.to_vec(),
        steps: steps.to_vec(),
        ..Known::mode_only(mode)
    }
}

impl From<&Saml> for Known {
    fn from(saml: &Saml) -> Self {
        let logout = match &saml.logout {
            super::Logout::None => None,
            super::Logout::Saml { url, .. } => Some(url),
        };
        Self {
            jit: Some(saml.jit),
            settings: settings([
                (
                    SettingName::AcsUrl,
                    saml.acs.iter().map(|acs| acs.url.pattern()).collect(),
                ),
                (SettingName::EntityId, vec![&saml.audience]),
                (SettingName::RelayState, saml.relay_state.iter().collect()),
                (
                    SettingName::SignOnUrl,
                    one(saml.flows.start().map(|(url, _)| url)),
                ),
                (SettingName::LogoutUrl, one(logout)),
            ]),
            name_id: Some(subject(&saml.name_id)),
            attributes: attributes(&saml.attributes, saml.groups.as_ref()),
            ..declared(SignOn::Saml2, saml.flows.flows(), &saml.steps)
        }
    }
}

impl From<&Oidc> for Known {
    fn from(oidc: &Oidc) -> Self {
        Self {
            jit: Some(oidc.jit),
            settings: settings([
                (
                    SettingName::RedirectUri,
                    oidc.redirect_uris.iter().map(UrlPattern::pattern).collect(),
                ),
                (
                    SettingName::InitiateLoginUri,
                    one(oidc.initiate_login_uri.as_ref()),
                ),
                (
                    SettingName::PostLogoutUri,
                    oidc.post_logout_uris.iter().map(UrlPattern::pattern).collect(),
                ),
            ]),
            attributes: attributes(&oidc.attributes, oidc.groups.as_ref()),
            ..declared(SignOn::Oidc, oidc.flows(), &oidc.steps)
        }
    }
}

impl From<&WsFed> for Known {
    fn from(ws_fed: &WsFed) -> Self {
        Self {
            settings: settings([
                (SettingName::Realm, vec![&ws_fed.realm]),
                (SettingName::ReplyUrl, vec![ws_fed.reply_url.pattern()]),
                (SettingName::EntityId, ws_fed.audience.iter().collect()),
                (SettingName::SignOnUrl, one(ws_fed.start_url.as_ref())),
            ]),
            name_id: Some(subject(&ws_fed.name_id)),
            attributes: attributes(&ws_fed.attributes, ws_fed.groups.as_ref()),
            ..declared(SignOn::WsFed, &[Flow::Sp], &ws_fed.steps)
        }
    }
}

impl From<&Swa> for Known {
    fn from(swa: &Swa) -> Self {
        Self {
            settings: settings([(SettingName::LoginUrl, vec![swa.login_url.pattern()])]),
            ..declared(SignOn::Swa, &[Flow::Idp], &swa.steps)
        }
    }
}

impl From<&Bookmark> for Known {
    fn from(bookmark: &Bookmark) -> Self {
        Self {
            settings: settings([(SettingName::BookmarkUrl, vec![bookmark.url.pattern()])]),
            ..Self::mode_only(SignOn::Bookmark)
        }
    }
}
