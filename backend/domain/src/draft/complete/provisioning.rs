//! The step Provisioning.

use super::general::set_of;
use super::reader::Reader;
use crate::check::RuleId;
use crate::draft::ScimAuthKind;
use crate::integration::{Operation, Provisioning, Scim, ScimAuth, ScimObject};
use crate::text::Line;

pub(super) fn read(reader: &mut Reader<'_>) -> Option<(Provisioning, Option<Scim>)> {
    let operations = set_of::<Operation>(reader, "provisioning.operations", 0);
    let scim = if reader.draft().has("scim") {
        scim(reader).map(Some)
    } else {
        Some(None)
    };
    let scim = scim?;
    let provisioning = Provisioning {
        automated: scim.is_some() || reader.draft().flag("provisioning.automated"),
        operations: operations?,
    };
    Some((provisioning, scim))
}

fn scim(r: &mut Reader<'_>) -> Option<Scim> {
    let base_url = r.url("scim.base_url");
    let auth = auth(r);
    let objects = set_of::<ScimObject>(r, "scim.objects", 1);
    let features = set_of(r, "scim.features", 0);
    Some(Scim {
        base_url: base_url?,
        auth: auth?,
        objects: objects?,
        features: features?,
    })
}

fn auth(r: &mut Reader<'_>) -> Option<ScimAuth> {
    let kind = "scim.auth.kind";
    if r.draft().text(kind) == Some("basic") {
        let message = "HTTP Basic would hand a person's password to the network.";
        r.find(RuleId::ScimBasicAuth, kind, message);
        return None;
    }
    match r.choice::<ScimAuthKind>(kind)? {
        ScimAuthKind::Bearer => Some(ScimAuth::Bearer),
        ScimAuthKind::Header => Some(ScimAuth::Header {
            name: r.need("scim.auth.name", header_name)?,
        }),
        ScimAuthKind::ClientCredentials => {
            let token_url = r.url("scim.auth.token_url");
            let scope = r.optional("scim.auth.scope", Line::parse);
            Some(ScimAuth::ClientCredentials {
                token_url: token_url?,
                scope: scope?,
            })
        }
        ScimAuthKind::AuthorizationCode => {
            let authorize_url = r.url("scim.auth.authorize_url");
            let token_url = r.url("scim.auth.token_url");
            let scope = r.optional("scim.auth.scope", Line::parse);
            Some(ScimAuth::AuthorizationCode {
                authorize_url: authorize_url?,
                token_url: token_url?,
                scope: scope?,
            })
        }
    }
}

/// A header's name (RFC 9110, section 5.6.2) that a token may travel in.
fn header_name(text: &str) -> Result<Line, &'static str> {
    const WRONG: &str = "must be the name of a header of your own, such as X-Api-Key";
    const TAKEN: [&str; 6] = [
        "host",
        "content-length",
        "content-type",
        "transfer-encoding",
        "connection",
        "cookie",
    ];
    let token = text
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if !token || text.len() > 64 || TAKEN.contains(&text.to_ascii_lowercase().as_str()) {
        return Err(WRONG);
    }
    Line::parse(text).map_err(|_| WRONG)
}
