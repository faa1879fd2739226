//! Everything that a context points to.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::check::{CertificateFacts, Context, Finding, Known, NameIndex, RuleId, Severity, judge};
use crate::draft::Draft;
use crate::ids::IntegrationId;
use crate::integration::Slug;

pub(super) fn now() -> DateTime<Utc> {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

/// Everything a context points to, good unless a test spoils it.
pub(super) struct World {
    pub(super) mail_domains: BTreeSet<String>,
    pub(super) confirmed: BTreeSet<String>,
    pub(super) sealed: BTreeSet<String>,
    pub(super) names: NameIndex,
    pub(super) certificates: BTreeMap<String, CertificateFacts>,
    pub(super) imported: BTreeMap<String, String>,
    pub(super) live: Option<crate::integration::Content>,
    pub(super) exceptions: BTreeSet<String>,
}

impl World {
    pub(super) fn good() -> Self {
        let set = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            mail_domains: set(&["acme.example"]),
            confirmed: set(&["help@acme.example", "ada@acme.example"]),
            sealed: set(&["testing.logins.0.password"]),
            names: NameIndex::new([Known {
                integration: IntegrationId(Uuid::from_u128(9)),
                slug: Slug::parse("globex").unwrap(),
                name: "Globex".to_owned(),
            }]),
            certificates: BTreeMap::new(),
            imported: BTreeMap::new(),
            live: None,
            exceptions: BTreeSet::new(),
        }
    }

    pub(super) fn judge(&self, draft: &Draft) -> Vec<Finding> {
        judge(
            draft,
            &Context {
                now: now(),
                integration: IntegrationId(Uuid::from_u128(1)),
                mail_domains: &self.mail_domains,
                confirmed: &self.confirmed,
                sealed: &self.sealed,
                names: &self.names,
                certificates: &self.certificates,
                imported: &self.imported,
                live: self.live.as_ref(),
                exceptions: &self.exceptions,
            },
        )
    }

    pub(super) fn finds(&self, draft: &Draft) -> Vec<(RuleId, String)> {
        self.judge(draft)
            .into_iter()
            .filter(|finding| finding.severity != Severity::Observes && finding.rule != RuleId::NoSandbox)
            .map(|finding| (finding.rule, finding.field))
            .collect()
    }
}
