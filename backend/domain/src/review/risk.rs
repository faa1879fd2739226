//! How much a reviewer should expect to find: a score of items, each with its
//! reason, so that nobody has to believe a number.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::draft::{Draft, Kind};
use crate::integration::UrlPattern;
use crate::org::DomainName;

crate::choices! {
    /// A ground for a closer look, or for a lighter one.
    RiskKind as "risk" {
        /// An update leads to a host that was not there before.
        NewHost = "new_host", "New host";
        /// A host that the org has not proven to be its own.
        OutsideDomain = "outside_domain", "Host outside the proven domain";
        /// Less is signed, encrypted or proven than before.
        WeakerSigning = "weaker_signing", "Weaker signing";
        /// Groups are sent that were not.
        NewGroups = "new_groups", "New group attribute";
        /// Nothing of the org was ever published.
        FirstSubmission = "first_submission", "First submission of the org";
        /// Submissions of the org came to nothing in the last 180 days.
        RecentRejections = "recent_rejections", "Recent rejections";
        /// The name can be taken for another's.
        Lookalike = "lookalike", "Name looks like another's";
        /// The listing has been live and green for long.
        GreenHistory = "green_history", "Long green history";
        /// The listing is in the verified tier.
        VerifiedTier = "verified_tier", "Verified tier";
    }
}

/// For how many days a rejection counts.
pub const REJECTIONS_COUNT: chrono::TimeDelta = chrono::TimeDelta::days(180);
/// From how many green days on a history is long.
const LONG: i64 = 180;

/// One item of a score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskItem {
    /// What for.
    pub kind: RiskKind,
    /// How much it adds; negative when it takes away.
    pub points: i32,
    /// The path of the field it is about; empty for the whole.
    pub field: String,
    /// Why, in a sentence.
    pub why: String,
}

/// What the score is made from.
#[derive(Debug, Clone, Copy)]
pub struct RiskFacts<'a> {
    /// What is proposed.
    pub proposed: &'a Draft,
    /// What is live, in the same form; nothing for a new integration.
    pub live: Option<&'a Draft>,
    /// The domains that the org has proven.
    pub proven: &'a [DomainName],
    /// Names that the proposed one can be taken for.
    pub alike: &'a [String],
    /// How many submissions of the org were ever published.
    pub published: i64,
    /// How many came to nothing in the last 180 days ([`REJECTIONS_COUNT`]).
    pub rejected: i64,
    /// For how many days the listing has been live, its tests green; nothing
    /// when it is not.
    pub green_days: Option<i64>,
    /// Whether the listing is in the verified tier.
    pub verified: bool,
}

/// A score, item by item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Risk {
    /// By which version of the rules.
    pub version: i32,
    /// The items, the heaviest first.
    pub items: Vec<RiskItem>,
}

impl Risk {
    /// The version of the rules below. Raise it with every change of what
    /// counts, or of how much.
    pub const VERSION: i32 = 1;

    /// Scores.
    pub fn assess(facts: &RiskFacts<'_>) -> Self {
        let mut items = Vec::new();
        let mut add = |kind: RiskKind, points: i32, field: &str, why: String| {
            items.push(RiskItem {
                kind,
                points,
                field: field.to_owned(),
                why,
            });
        };
        let (hosts, before) = (hosts(facts.proposed), facts.live.map(hosts));
        for (host, field) in &hosts {
            if before.as_ref().is_some_and(|before| !before.contains_key(host)) {
                add(
                    RiskKind::NewHost,
                    20,
                    field,
                    format!("{host} is not part of what is live."),
                );
            }
        }
        let strange: Vec<(&String, &String)> = hosts
            .iter()
            .filter(|(host, _)| !facts.proven.iter().any(|domain| domain.covers(host)))
            .collect();
        if let Some((host, field)) = strange.first() {
            let others = match strange.len() {
                1 => String::new(),
                count => format!(" (and {} more)", count - 1),
            };
            let why = format!("{host}{others} lies under no domain that the org has proven.");
            add(RiskKind::OutsideDomain, 15, field, why);
        }
        if let Some(live) = facts.live {
            for (field, why) in weaker(live, facts.proposed) {
                add(RiskKind::WeakerSigning, 30, &field, why);
            }
            for (path, text) in groups(facts.proposed) {
                if !groups(live).any(|(_, known)| known == text) {
                    add(
                        RiskKind::NewGroups,
                        10,
                        path,
                        format!("Groups are sent as “{text}” from now on."),
                    );
                }
            }
        }
        for name in facts.alike.iter().take(3) {
            add(
                RiskKind::Lookalike,
                25,
                "name",
                format!("The name can be taken for “{name}”."),
            );
        }
        if facts.published == 0 {
            let why = "Nothing of this org was published before.".to_owned();
            add(RiskKind::FirstSubmission, 10, "", why);
        }
        if facts.rejected > 0 {
            let points = 10 * i32::try_from(facts.rejected.min(3)).unwrap_or(3);
            let why = format!(
                "{} of the org’s submissions {} rejected or discarded in the last 180 days.",
                facts.rejected,
                if facts.rejected == 1 { "was" } else { "were" }
            );
            add(RiskKind::RecentRejections, points, "", why);
        }
        if let Some(days) = facts.green_days.filter(|days| *days >= LONG) {
            let why = format!("Live for {days} days, and its tests are green.");
            add(RiskKind::GreenHistory, -15, "", why);
        }
        if facts.verified {
            let why = "It is tested every night.".to_owned();
            add(RiskKind::VerifiedTier, -10, "", why);
        }
        items.sort_by_key(|item| std::cmp::Reverse(item.points));
        Self {
            version: Self::VERSION,
            items,
        }
    }

    /// The sum, never below zero.
    pub fn score(&self) -> i32 {
        self.items.iter().map(|item| item.points).sum::<i32>().max(0)
    }
}

/// The hosts that sign-on and provisioning lead to, each with the first field that
/// names it. What a customer fills in is the customer's own.
fn hosts(draft: &Draft) -> BTreeMap<String, String> {
    let mut hosts = BTreeMap::new();
    for (field, path, text) in draft.known() {
        let leads = path.starts_with("connections.") || path.starts_with("scim.");
        if !leads || !matches!(field.kind, Kind::Url(_) | Kind::PlainUrl) {
            continue;
        }
        if let Some(host) = UrlPattern::parse(text).ok().and_then(|url| url.fixed_host()) {
            hosts.entry(host).or_insert_with(|| path.to_owned());
        }
    }
    hosts
}

/// The group attributes, by path.
fn groups(draft: &Draft) -> impl Iterator<Item = (&str, &str)> {
    draft
        .iter()
        .filter(|(path, _)| path.starts_with("connections.") && path.ends_with(".groups.name"))
}

/// How strong a choice is; nothing for fields that say nothing of strength.
fn strength(end: &str, text: Option<&str>) -> Option<u8> {
    let text = text.unwrap_or_default();
    let strength = match end {
        "signing" => u8::from(text == "both"),
        "encryption.kind" => u8::from(text == "aes_gcm"),
        "requests.kind" => u8::from(text == "signed"),
        "client_auth" => match text {
            "private_key_jwt" => 2,
            "client_secret_basic" | "client_secret_post" => 1,
            _ => 0,
        },
        _ => return None,
    };
    Some(strength)
}

/// Where less is signed, encrypted or proven than before.
fn weaker(live: &Draft, proposed: &Draft) -> Vec<(String, String)> {
    let mut weaker = Vec::new();
    for place in live.places("connections") {
        let kind = format!("connections.{place}.type");
        if live.text(&kind) != proposed.text(&kind) {
            continue;
        }
        for end in ["signing", "encryption.kind", "requests.kind", "client_auth"] {
            let path = format!("connections.{place}.{end}");
            let (was, is) = (live.text(&path), proposed.text(&path));
            if strength(end, is) < strength(end, was) {
                let label = crate::draft::Field::at(&path).map_or(end, |field| field.label);
                let words = |text: Option<&str>| text.unwrap_or("nothing").replace('_', " ");
                weaker.push((path, format!("{label}: {} instead of {}.", words(is), words(was))));
            }
        }
    }
    weaker
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(fields: &[(&str, &str)]) -> Draft {
        let mut draft = Draft::default();
        draft.set_any(fields.iter().copied()).unwrap();
        draft
    }

    fn facts<'a>(proposed: &'a Draft, live: Option<&'a Draft>) -> RiskFacts<'a> {
        RiskFacts {
            proposed,
            live,
            proven: &[],
            alike: &[],
            published: 1,
            rejected: 0,
            green_days: None,
            verified: false,
        }
    }

    fn kinds(risk: &Risk) -> Vec<RiskKind> {
        risk.items.iter().map(|item| item.kind).collect()
    }

    const SAML: [(&str, &str); 4] = [
        ("connections.0.type", "saml"),
        ("connections.0.acs.0.url", "https://${subdomain}.acme.example/acs"),
        ("connections.0.signing", "both"),
        ("connections.0.encryption.kind", "aes_gcm"),
    ];

    #[test]
    fn every_item_names_its_field_and_reason() {
        let live = draft(&SAML);
        let mut weak = draft(&SAML);
        weak.set_any([
            ("connections.0.acs.0.url", "https://acme.other.example/acs"),
            ("connections.0.signing", "assertion"),
            ("connections.0.groups.name", "groups"),
        ])
        .unwrap();
        let risk = Risk::assess(&facts(&weak, Some(&live)));
        assert_eq!(
            kinds(&risk),
            [
                RiskKind::WeakerSigning,
                RiskKind::NewHost,
                RiskKind::OutsideDomain,
                RiskKind::NewGroups
            ]
        );
        assert_eq!(risk.score(), 75);
        assert_eq!(risk.items[1].field, "connections.0.acs.0.url");
        assert!(risk.items.iter().all(|item| item.why.ends_with('.')));
    }

    #[test]
    fn a_proven_domain_covers_its_hosts_and_variables_are_the_customers() {
        let proposed = draft(&SAML);
        let proven = [DomainName::parse("acme.example").unwrap()];
        let risk = Risk::assess(&RiskFacts {
            proven: &proven,
            ..facts(&proposed, None)
        });
        assert_eq!(risk.items, []);
        assert_eq!(risk.score(), 0);
    }

    #[test]
    fn history_raises_and_lowers() {
        let proposed = draft(&SAML);
        let proven = [DomainName::parse("acme.example").unwrap()];
        let alike = ["Acrne".to_owned()];
        let risk = Risk::assess(&RiskFacts {
            proven: &proven,
            alike: &alike,
            published: 0,
            rejected: 7,
            ..facts(&proposed, None)
        });
        assert_eq!(
            kinds(&risk),
            [
                RiskKind::RecentRejections,
                RiskKind::Lookalike,
                RiskKind::FirstSubmission
            ]
        );
        assert_eq!(risk.score(), 65);
        let calm = Risk::assess(&RiskFacts {
            proven: &proven,
            green_days: Some(200),
            verified: true,
            ..facts(&proposed, Some(&proposed))
        });
        assert_eq!(kinds(&calm), [RiskKind::VerifiedTier, RiskKind::GreenHistory]);
        assert_eq!(calm.score(), 0);
    }
}
