//! Everything that a context points to, for tests.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::check::{CertificateFacts, Context, Finding, KnownName, NameIndex, RuleId, Severity, judge};
use crate::draft::Draft;
use crate::ids::IntegrationId;
use crate::integration::Slug;

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-24T09:00:00Z".parse().unwrap()
}

/// Everything a context points to, good unless a test spoils it.
pub(crate) struct World {
    pub(crate) mail_domains: BTreeSet<String>,
    pub(crate) confirmed: BTreeSet<String>,
    pub(crate) sealed: BTreeSet<String>,
    pub(crate) names: NameIndex,
    pub(crate) certificates: BTreeMap<String, CertificateFacts>,
    pub(crate) imported: BTreeMap<String, String>,
    pub(crate) live: Option<crate::integration::Content>,
    pub(crate) exceptions: BTreeSet<String>,
}

impl World {
    pub(crate) fn good() -> Self {
        let set = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Self {
            mail_domains: set(&["acme.example"]),
            confirmed: set(&["help@acme.example", "ada@acme.example"]),
            sealed: set(&["testing.logins.0.password"]),
            names: NameIndex::new([KnownName {
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

    pub(crate) fn judge(&self, draft: &Draft) -> Vec<Finding> {
        judge(draft, &self.context())
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context {
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
        }
    }

    pub(crate) fn finds(&self, draft: &Draft) -> Vec<(RuleId, String)> {
        self.judge(draft)
            .into_iter()
            .filter(|finding| finding.severity != Severity::Observes && finding.rule != RuleId::NoSandbox)
            .map(|finding| (finding.rule, finding.field))
            .collect()
    }
}
