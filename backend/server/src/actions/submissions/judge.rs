//! Judging a draft by the rules that need no network.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use oin_domain::check::{CertificateFacts, Completeness, Context, Finding, Key, NameIndex, judge};
use oin_domain::draft::{Draft, Kept, Kind, Proposal};
use oin_domain::ids::{IntegrationId, OrgId};
use oin_domain::integration::{Change, LaneDecision};
use oin_domain::submission::Ready;
use oin_protocol::x509::{Certificate, KeyKind};
use oin_store::{DraftContext, Read, StoredSubmission};

use super::names::Names;
use crate::actions::{Ctx, Failure};

/// What the rules say of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What was found, in the order of the wizard.
    pub findings: Vec<Finding>,
    /// How complete it is.
    pub completeness: Completeness,
    /// Its lane, and why.
    pub lane: LaneDecision,
}

/// All that the rules must know beside a draft, gathered before they judge.
pub(in crate::actions) struct Judge {
    pub now: DateTime<Utc>,
    pub integration: IntegrationId,
    pub beside: DraftContext,
    names: Arc<NameIndex>,
    exceptions: BTreeSet<String>,
}

impl Judge {
    /// Gathers it for a draft of `org`: one statement.
    pub(in crate::actions) async fn gather(
        ctx: &Ctx,
        read: &mut Read,
        org: OrgId,
        integration: IntegrationId,
        names: Arc<NameIndex>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            now: ctx.now(),
            integration,
            beside: read.draft_context(org, integration).await?,
            names,
            exceptions: ctx.outbound().exceptions(),
        })
    }

    /// The same for a submission.
    pub(in crate::actions) async fn of(
        ctx: &Ctx,
        read: &mut Read,
        stored: &StoredSubmission,
        names: Arc<NameIndex>,
    ) -> Result<Self, Failure> {
        let about = stored.submission.about;
        Self::gather(ctx, read, about.org, about.integration, names).await
    }

    /// Judges.
    pub(super) fn judge(&self, kept: &Kept) -> Judged {
        self.judge_with(kept, &[])
    }

    /// Judges, and counts what was found elsewhere (by a look at the network) as well.
    pub(in crate::actions) fn judge_with(&self, kept: &Kept, others: &[Finding]) -> Judged {
        let mut findings = self.asked(kept, judge);
        findings.extend(others.iter().cloned());
        let change = self.change(&kept.draft);
        Judged {
            completeness: Completeness::of(&kept.draft, &findings),
            lane: LaneDecision::of(&kept.draft, change.as_ref()),
            findings,
        }
    }

    /// That nothing blocks, or what does.
    pub(super) fn ready(&self, kept: &Kept) -> Result<Ready, Vec<Finding>> {
        self.asked(kept, Ready::judge)
    }

    /// What a complete draft changes of what is live; nothing while it is not complete, or
    /// nothing is live.
    pub(super) fn change(&self, draft: &Draft) -> Option<Change> {
        let (_, live) = self.beside.live.as_ref()?;
        let Proposal { content, .. } = draft.complete().ok()?;
        // Nobody has installed anything here yet: what stands for all tenants is the sample.
        Change::between(live, &content, &[]).ok()
    }

    fn asked<T>(&self, kept: &Kept, ask: impl FnOnce(&Draft, &Context<'_>) -> T) -> T {
        let (certificates, imported, sealed) = (certificates(&kept.draft), kept.imported(), kept.sealed());
        let context = Context {
            now: self.now,
            integration: self.integration,
            mail_domains: &self.beside.mail_domains,
            confirmed: &self.beside.confirmed,
            sealed: &sealed,
            names: &self.names,
            certificates: &certificates,
            imported: &imported,
            live: self.beside.live.as_ref().map(|(_, content)| content),
            exceptions: &self.exceptions,
        };
        ask(&kept.draft, &context)
    }
}

/// The names, asked for before a transaction begins.
pub(in crate::actions) async fn names(ctx: &Ctx) -> Result<Arc<NameIndex>, Failure> {
    Names::of(ctx).await
}

/// What the certificates of a draft say, by path.
fn certificates(draft: &Draft) -> BTreeMap<String, CertificateFacts> {
    draft
        .known()
        .filter(|(field, ..)| matches!(field.kind, Kind::Certificate))
        .map(|(_, path, text)| {
            let facts = match Certificate::from_base64(text) {
                Ok(certificate) => CertificateFacts::Read {
                    not_after: certificate.not_after,
                    key: match certificate.key.kind {
                        KeyKind::Rsa => Key::Rsa(certificate.key.bits),
                        KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => Key::Curve(certificate.key.bits),
                        KeyKind::Other => Key::Other,
                    },
                },
                Err(_) => CertificateFacts::Unreadable,
            };
            (path.to_owned(), facts)
        })
        .collect()
}
