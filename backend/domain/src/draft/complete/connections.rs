//! The step Sign-on: one or more connections.

use std::collections::BTreeSet;

use super::federated::{attributes, groups, steps, subject};
use super::general::set_of;
use super::reader::Reader;
use crate::check::RuleId;
use crate::connection::{
    Acs, Bookmark, ClientAuth, Connection, ConnectionType, CredentialsBy, CutOver, Encryption, ExtraField,
    ExtraValue, Initiation, Logout, LogoutBinding, Oidc, Other, RequestSigning, Saml, Scope, Selector,
    Signing, Swa, WsFed,
};
use crate::draft::{CutOverKind, EncryptionKind, ExtraKind, InitiationKind, LogoutKind, RequestsKind};
use crate::integration::{Pattern, VariableName};
use crate::text::{Line, Prose};

pub(super) fn read(reader: &mut Reader<'_>) -> Option<Vec<Connection>> {
    reader.list("connections", (1, 8), |r, at, _| {
        match r.choice::<ConnectionType>(&format!("{at}.type"))? {
            ConnectionType::Saml => saml(r, at).map(|saml| Connection::Saml(Box::new(saml))),
            ConnectionType::Oidc => oidc(r, at).map(|oidc| Connection::Oidc(Box::new(oidc))),
            ConnectionType::Swa => swa(r, at).map(|swa| Connection::Swa(Box::new(swa))),
            ConnectionType::WsFed => ws_fed(r, at).map(|ws_fed| Connection::WsFed(Box::new(ws_fed))),
            ConnectionType::Bookmark => r
                .url(&format!("{at}.url"))
                .map(|url| Connection::Bookmark(Bookmark { url })),
            ConnectionType::Other => other(r, at).map(Connection::Other),
        }
    })
}

fn saml(r: &mut Reader<'_>, at: &str) -> Option<Saml> {
    let field = |name: &str| format!("{at}.{name}");
    let acs = acs(r, &field("acs"));
    let audience = r.pattern(&field("audience"));
    let recipient = r.optional_url(&field("recipient"));
    let destination = r.optional_url(&field("destination"));
    let name_id = subject(r, at);
    let signing = r.choice_or(&field("signing"), Signing::Assertion);
    let encryption = encryption(r, at);
    let relay_state = r.optional(&field("relay_state"), Pattern::parse);
    let flows = initiation(r, at);
    let authn_context = r.optional(&field("authn_context"), Line::parse);
    let requests = requests(r, at);
    let logout = logout(r, at);
    let attributes = attributes(r, at);
    let groups = groups(r, at);
    let cut_over = cut_over(r, at);
    let steps = steps(r, at);
    Some(Saml {
        acs: acs?,
        audience: audience?,
        recipient: recipient?,
        destination: destination?,
        name_id: name_id?,
        signing: signing?,
        encryption: encryption?,
        relay_state: relay_state?,
        flows: flows?,
        force_authn: r.draft().flag(&field("force_authn")),
        authn_context: authn_context?,
        requests: requests?,
        logout: logout?,
        jit: r.draft().flag(&field("jit")),
        attributes: attributes?,
        groups: groups?,
        cut_over: cut_over?,
        steps: steps?,
    })
}

/// The ACS URLs; an index that was left empty is the place in the list.
fn acs(r: &mut Reader<'_>, at: &str) -> Option<Vec<Acs>> {
    let mut indexes = BTreeSet::new();
    r.list(at, (1, 32), |r, path, nth| {
        let url = r.url(&format!("{path}.url"));
        let index_path = format!("{path}.index");
        let index = r.optional(&index_path, |text| {
            text.parse::<u16>()
                .map_err(|_| "must be a whole number from 0 to 65,535")
        })?;
        let index = match index {
            Some(index) => index,
            None => u16::try_from(nth).ok()?,
        };
        if !indexes.insert(index) {
            let message = format!("Index {index} is there twice.");
            r.find(RuleId::Duplicate, &index_path, message);
            return None;
        }
        Some(Acs { index, url: url? })
    })
}

fn encryption(r: &mut Reader<'_>, at: &str) -> Option<Encryption> {
    match r.choice_or(&format!("{at}.encryption.kind"), EncryptionKind::None)? {
        EncryptionKind::None => Some(Encryption::None),
        EncryptionKind::AesGcm => Some(Encryption::AesGcm {
            certificate: r.certificate(&format!("{at}.encryption.certificate"))?,
        }),
    }
}

fn requests(r: &mut Reader<'_>, at: &str) -> Option<RequestSigning> {
    match r.choice_or(&format!("{at}.requests.kind"), RequestsKind::Unsigned)? {
        RequestsKind::Unsigned => Some(RequestSigning::Unsigned),
        RequestsKind::Signed => Some(RequestSigning::Signed {
            certificate: r.certificate(&format!("{at}.requests.certificate"))?,
        }),
    }
}

fn initiation(r: &mut Reader<'_>, at: &str) -> Option<Initiation> {
    let kind = r.choice::<InitiationKind>(&format!("{at}.flows.kind"))?;
    if kind == InitiationKind::Idp {
        return Some(Initiation::Idp);
    }
    let start_url = r.url(&format!("{at}.flows.start_url"));
    let how_to = r.need(&format!("{at}.flows.how_to"), Prose::parse);
    let (start_url, how_to) = (start_url?, how_to?);
    Some(if kind == InitiationKind::Sp {
        Initiation::Sp { start_url, how_to }
    } else {
        Initiation::Both { start_url, how_to }
    })
}

fn logout(r: &mut Reader<'_>, at: &str) -> Option<Logout> {
    let field = |name: &str| format!("{at}.logout.{name}");
    match r.choice_or(&field("kind"), LogoutKind::None)? {
        LogoutKind::None => Some(Logout::None),
        LogoutKind::Saml => {
            let url = r.url(&field("url"));
            let binding = r.choice_or(&field("binding"), LogoutBinding::Redirect);
            let issuer = r.pattern(&field("issuer"));
            let certificate = r.certificate(&field("certificate"));
            Some(Logout::Saml {
                url: url?,
                binding: binding?,
                issuer: issuer?,
                certificate: certificate?,
            })
        }
    }
}

fn cut_over(r: &mut Reader<'_>, at: &str) -> Option<CutOver> {
    match r.choice_or(&format!("{at}.cut_over.kind"), CutOverKind::SideBySide)? {
        CutOverKind::SideBySide => Some(CutOver::SideBySide),
        CutOverKind::SsoOnly => Some(CutOver::SsoOnly {
            back_door: r.url(&format!("{at}.cut_over.back_door"))?,
        }),
    }
}

fn oidc(r: &mut Reader<'_>, at: &str) -> Option<Oidc> {
    let field = |name: &str| format!("{at}.{name}");
    let redirect_uris = r.list(&field("redirect_uris"), (1, 32), |r, path, _| r.url(path));
    let initiate_login_uri = r.optional_url(&field("initiate_login_uri"));
    let post_logout_uris = r.list(&field("post_logout_uris"), (0, 32), |r, path, _| r.url(path));
    let scopes = set_of::<Scope>(r, &field("scopes"), 1);
    let client_auth = r.choice::<ClientAuth>(&field("client_auth"));
    let jwks_uri = r.optional_url(&field("jwks_uri"));
    if client_auth == Some(ClientAuth::PrivateKeyJwt) && jwks_uri == Some(None) {
        r.missing(&field("jwks_uri"));
    }
    if scopes
        .as_ref()
        .is_some_and(|scopes| !scopes.contains(&Scope::OpenId))
    {
        let message = "Scope openid is needed (OIDC Core 1.0, section 3.1.2.1).";
        r.find(RuleId::Required, &field("scopes"), message);
    }
    let attributes = attributes(r, at);
    let groups = groups(r, at);
    let steps = steps(r, at);
    Some(Oidc {
        redirect_uris: redirect_uris?,
        initiate_login_uri: initiate_login_uri?,
        post_logout_uris: post_logout_uris?,
        scopes: scopes?,
        client_auth: client_auth?,
        jwks_uri: jwks_uri?,
        jit: r.draft().flag(&field("jit")),
        attributes: attributes?,
        groups: groups?,
        steps: steps?,
    })
}

fn swa(r: &mut Reader<'_>, at: &str) -> Option<Swa> {
    let field = |name: &str| format!("{at}.{name}");
    let login_url = r.url(&field("login_url"));
    let user_name = r.need(&field("user_name"), Selector::parse);
    let password = r.need(&field("password"), Selector::parse);
    let button = r.optional(&field("button"), Selector::parse);
    let credentials = r.choice_or(&field("credentials"), CredentialsBy::User);
    let extra = r.list(&field("extra"), (0, 10), |r, path, _| {
        let label = r.need(&format!("{path}.label"), Line::parse);
        let selector = r.need(&format!("{path}.selector"), Selector::parse);
        let value = extra_value(r, path);
        Some(ExtraField {
            label: label?,
            selector: selector?,
            value: value?,
        })
    });
    let success_url = r.optional(&field("success_url"), Pattern::parse);
    let steps = steps(r, at);
    Some(Swa {
        login_url: login_url?,
        user_name: user_name?,
        password: password?,
        button: button?,
        credentials: credentials?,
        extra: extra?,
        success_url: success_url?,
        steps: steps?,
    })
}

fn extra_value(r: &mut Reader<'_>, at: &str) -> Option<ExtraValue> {
    let field = |name: &str| format!("{at}.value.{name}");
    let secret = r.draft().flag(&field("secret"));
    match r.choice::<ExtraKind>(&field("kind"))? {
        ExtraKind::Fixed if secret => {
            let message = "A value that is the same for everybody cannot be a secret: let each person or the customer fill it in.";
            r.find(RuleId::Form, &field("secret"), message);
            None
        }
        ExtraKind::Fixed => Some(ExtraValue::Fixed {
            text: r.need(&field("text"), Line::parse)?,
        }),
        ExtraKind::PerTenant => Some(ExtraValue::PerTenant {
            variable: r.need(&field("variable"), VariableName::parse)?,
        }),
        ExtraKind::PerUser => Some(ExtraValue::PerUser { secret }),
    }
}

fn ws_fed(r: &mut Reader<'_>, at: &str) -> Option<WsFed> {
    let field = |name: &str| format!("{at}.{name}");
    let realm = r.pattern(&field("realm"));
    let reply_url = r.url(&field("reply_url"));
    let start_url = r.optional_url(&field("start_url"));
    let name_id = subject(r, at);
    let audience = r.optional(&field("audience"), Pattern::parse);
    let attributes = attributes(r, at);
    let groups = groups(r, at);
    let steps = steps(r, at);
    Some(WsFed {
        realm: realm?,
        reply_url: reply_url?,
        start_url: start_url?,
        name_id: name_id?,
        audience: audience?,
        attributes: attributes?,
        groups: groups?,
        steps: steps?,
    })
}

fn other(r: &mut Reader<'_>, at: &str) -> Option<Other> {
    let method = r.need(&format!("{at}.method"), Line::parse);
    let description = r.need(&format!("{at}.description"), Prose::parse);
    let start_url = r.optional_url(&format!("{at}.start_url"));
    let steps = steps(r, at);
    Some(Other {
        method: method?,
        description: description?,
        start_url: start_url?,
        steps: steps?,
    })
}
