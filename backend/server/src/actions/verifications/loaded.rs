//! What is judged of an integration, put together.

use std::collections::BTreeMap;

use oin_domain::choice::Choice as _;
use oin_domain::connection::Connection;
use oin_domain::draft::ContactRole;
use oin_domain::ids::OrgId;
use oin_domain::integration::{Content, Slug};
use oin_domain::verification::{CertificateEnd, Login, Reached, Standing, Subject};
use oin_protocol::x509;
use oin_store::{ContactMail, LiveIntegration, Read, StoreError, StoredVerification, Tx};

use crate::actions::{Ctx, Failure};

/// What is live of an integration that an org owns, and how it stands.
pub(super) struct Loaded {
    pub(super) live: LiveIntegration,
    pub(super) org: OrgId,
    pub(super) org_name: String,
    pub(super) stored: StoredVerification,
    pub(super) standing: Standing,
}

const NONE: Failure = Failure::NotFound("integration");

/// What is live under a slug.
pub(super) async fn live(read: &mut Read, slug: &str) -> Result<LiveIntegration, Failure> {
    let slug = Slug::parse(slug).map_err(|_| NONE)?;
    match read.live_integration(&slug).await {
        Ok(live) => Ok(live),
        Err(StoreError::Absent) => Err(NONE),
        Err(error) => Err(error.into()),
    }
}

impl Loaded {
    /// To look at.
    pub(super) async fn read(ctx: &Ctx, read: &mut Read, live: LiveIntegration) -> Result<Self, Failure> {
        let (org, org_name) = live.org.clone().ok_or(NONE)?;
        let begun = || StoredVerification {
            verification: oin_domain::verification::Verification::begin(live.id, org, ctx.now()),
            revision: 1,
        };
        let stored = read.verification(live.id).await?.unwrap_or_else(begun);
        let standing = standing(ctx, read, &live, org).await?;
        Ok(Self {
            live,
            org,
            org_name,
            stored,
            standing,
        })
    }

    /// To move it: held until the transaction ends.
    pub(super) async fn hold(ctx: &Ctx, tx: &mut Tx, live: LiveIntegration) -> Result<Self, Failure> {
        let (org, org_name) = live.org.clone().ok_or(NONE)?;
        let stored = tx.hold_verification(live.id, org, ctx.now()).await?;
        let standing = standing(ctx, tx, &live, org).await?;
        Ok(Self {
            live,
            org,
            org_name,
            stored,
            standing,
        })
    }

    pub(super) fn name(&self) -> String {
        self.live.content.name.to_string()
    }
}

/// How a live integration stands.
pub(super) async fn standing(
    ctx: &Ctx,
    read: &mut Read,
    live: &LiveIntegration,
    org: OrgId,
) -> Result<Standing, Failure> {
    let context = read.draft_context(org, live.id).await?;
    let mails = read.contact_mails(org).await?;
    let mails: BTreeMap<String, ContactMail> = mails
        .into_iter()
        .map(|contact| (contact.mail.folded(), contact))
        .collect();
    let testing = live.submission.as_ref().map(|(_, testing)| testing);
    let contacts = testing.map(|testing| &testing.contacts);
    let named = contacts.into_iter().flat_map(|contacts| {
        let roles = ContactRole::ALL.iter().copied();
        roles.map(|role| (role, contacts.of(role)))
    });
    Ok(Standing {
        logins: testing
            .into_iter()
            .flat_map(|testing| &testing.logins)
            .map(|login| Login {
                user_name: login.user_name.to_string(),
                expires: login.expires,
            })
            .collect(),
        contacts: named
            .map(|(role, contact)| {
                let folded = contact.mail.folded();
                let known = mails.get(&folded);
                // A member's own address: who signs in with it reads what it gets.
                let own = || context.confirmed.contains(&folded).then(|| ctx.now());
                Reached {
                    role,
                    bounces: known.is_some_and(|known| known.bounced_at.is_some()),
                    confirmed_at: known.and_then(|known| known.confirmed_at).or_else(own),
                }
            })
            .collect(),
        certificates: certificates(&live.content),
        website: live.content.website.as_ref().map(|url| url.host().to_owned()),
        proven: context.proven_domains,
        declared: Subject::declared(&live.content),
        scim: live.content.scim.is_some(),
        evidence: read.evidence_of(live.id).await?,
        ages: ctx.ages(),
        now: ctx.now(),
    })
}

/// How long the SP's certificates are good.
fn certificates(content: &Content) -> Vec<CertificateEnd> {
    let all = content
        .connections
        .iter()
        .filter_map(|connection| match connection {
            Connection::Saml(saml) => Some(saml.certificates()),
            _ => None,
        });
    all.flatten()
        .map(|(purpose, certificate)| CertificateEnd {
            purpose,
            not_after: x509::Certificate::from_base64(certificate.as_str())
                .ok()
                .map(|read| read.not_after),
        })
        .collect()
}
